"""Coded messages: what is forgiven changes nothing, and what is mistyped is never taken for an answer."""

from __future__ import annotations

import contextlib
import doctest
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baqylau.core.problem import Refused
from baqylau.observation.methods import check_characters, coded_message, message_sheet, message_words
from baqylau.observation.methods.check_characters import SYMBOLS, check_character, is_right
from baqylau.observation.methods.coded_message import (
    CheckedIn,
    Understood,
    how_to_answer,
    read_message,
    write_message,
)
from baqylau.observation.methods.message_sheet import (
    CHOICE_LETTERS,
    Asked,
    Sheet,
    by_symbols,
    edition_after,
    letters_of,
    make_sheet,
)
from baqylau.observation.sources.answers import Choice, Question

STATIONS = by_symbols(["20", "01-A/7", "120", "0211", "21", "12", "102", "1020", "2120"])
OFFERS = ("very_good", "good", "bad", "very_bad")
ALL_STATES = frozenset({"dont_know", "not_observed", "not_applicable"})


def sheet_of(*kinds: str, letter: str = "A", edition: int = 1, section: int = 3) -> Sheet:
    """A sheet of questions of these kinds, so many in a section."""
    asked = []
    for number, kind in enumerate(kinds, 1):
        choices = tuple(zip(CHOICE_LETTERS, OFFERS, strict=False)) if kind.startswith("choice") else ()
        states = ALL_STATES if kind in ("yes_no", "choice", "choices") else frozenset()
        asked.append(Asked(number, f"q{number}", kind, str((number - 1) // section), choices, states))
    return Sheet(letter, edition, True, tuple(asked), note="remarks")


SMALL = sheet_of("yes_no", "choice", "integer", "time", "choices", "yes_no")


def read(text: str, sheet: Sheet = SMALL) -> Understood:
    understood = read_message(text, [sheet], STATIONS)
    assert isinstance(understood, Understood)
    return understood


def codes(understood: Understood) -> list[str]:
    return [problem.code for problem in understood.problems]


@pytest.mark.parametrize("module", [check_characters, message_sheet, message_words, coded_message])
def test_the_examples_are_right(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


# ------------------------------------------------------------------ check characters


@given(st.text(SYMBOLS, min_size=1, max_size=20))
def test_every_wrong_symbol_and_every_swap_of_neighbours_is_caught(code: str) -> None:
    whole = code + check_character(code)
    assert is_right(whole)
    for place, symbol in enumerate(whole):
        assert not any(
            is_right(whole[:place] + other + whole[place + 1 :]) for other in SYMBOLS if other != symbol
        )
        if place and whole[place - 1] != symbol:
            swapped = whole[: place - 1] + symbol + whole[place - 1] + whole[place + 1 :]
            assert not is_right(swapped)


def test_a_questions_letter_tells_every_number_apart_that_is_one_slip_away() -> None:
    for number in range(1, 400):
        for slip in slips(str(number)):
            if slip.isdigit() and len(str(int(slip))) == len(slip):
                assert check_characters.question_code(int(slip))[-1] != question_letter(number)


def question_letter(number: int) -> str:
    return check_characters.question_code(number)[-1]


def slips(text: str) -> list[str]:
    """The text with one digit changed, or two neighbouring digits swapped."""
    found = []
    for place, letter in enumerate(text):
        if letter.isdigit():
            found += [text[:place] + other + text[place + 1 :] for other in string.digits if other != letter]
            before = text[place - 1] if place else ""
            if before.isdigit() and before != letter:
                found.append(text[: place - 1] + letter + before + text[place + 1 :])
    return found


# ------------------------------------------------------------------ what is forgiven, what is caught

kinds = st.lists(st.sampled_from(["yes_no", "choice", "choices", "integer", "time"]), min_size=1, max_size=40)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Sheet, str, dict[str, str], dict[str, str]]:
    """A sheet, a station, answers and states."""
    sheet = sheet_of(*draw(kinds), section=draw(st.integers(1, 9)), edition=draw(st.integers(1, 12)))
    station = draw(st.sampled_from(sorted(code for codes in STATIONS.values() for code in codes)))
    answers, states = {}, {}
    for asked in sheet.questions:
        if draw(st.integers(0, 9)) == 0:
            if asked.states:
                states[asked.name] = draw(st.sampled_from(sorted(asked.states)))
            continue
        answers[asked.name] = draw(ANSWERS[asked.kind])
    return sheet, station, answers, states


ANSWERS = {
    "yes_no": st.sampled_from(["yes", "no"]),
    "choice": st.sampled_from(OFFERS),
    "choices": st.lists(st.sampled_from(OFFERS), min_size=1, unique=True).map(
        lambda names: " ".join(sorted(names, key=OFFERS.index))
    ),
    "integer": st.integers(0, 99_999).map(str),
    "time": st.times().map(lambda time: f"{time:%H:%M}"),
}

LOOKALIKES = {"A": "АаA", "B": "ВB", "E": "Е", "K": "К", "M": "М", "H": "Н", "P": "Р", "C": "С", "T": "Т"}
FORMS_OF_DIGITS = {"0": "0OoО", "1": "1IlІ|", "5": "5S", "2": "2Z", "3": "3З"}


@st.composite
def noises(draw: st.DrawFn, text: str) -> str:
    """The message typed carelessly: another case, other letters that look alike, stray signs and blanks."""
    head, *words = text.split(" ")
    head = "".join(draw(st.sampled_from([letter, *LOOKALIKES.get(letter, "")])) for letter in head)
    at = draw(st.integers(0, 2))
    head = f"{head[:at]} {head[at:]}"
    typed = [_swap_case(draw, head)]
    for word in words:
        if word[0] == "=":
            typed.append(draw(st.sampled_from(["=", "= ", "*", "#"])) + _as_typed(draw, word[1:]))
        elif word.isdigit():
            typed.append(_as_typed(draw, word))
        else:
            typed.append(_swap_case(draw, word) + draw(st.sampled_from(["", ".", ","])))
    return draw(st.sampled_from([" ", "  ", "\n", ", ", " ; "])).join(typed) + draw(
        st.sampled_from(["", " ", "."])
    )


def _as_typed(draw: st.DrawFn, digits: str) -> str:
    """Digits, some as letters that look like them."""
    return "".join(draw(st.sampled_from([*FORMS_OF_DIGITS.get(digit, digit)])) for digit in digits)


def _swap_case(draw: st.DrawFn, word: str) -> str:
    return "".join(draw(st.sampled_from([letter, letter.upper(), letter.lower()])) for letter in word)


@given(reports(), st.data())
def test_what_is_typed_carelessly_is_read_as_it_was_meant(
    report: tuple[Sheet, str, dict[str, str], dict[str, str]], data: st.DataObject
) -> None:
    sheet, station, answers, states = report
    text = data.draw(noises(write_message(sheet, station, answers, states)))
    understood = read(text, sheet)
    assert understood.problems == []
    assert (understood.station, understood.answers, understood.states) == (station, answers, states)
    assert set(understood.skipped) == {q.name for q in sheet.questions} - set(answers) - set(states)
    assert understood.is_sure


@given(reports(), st.data())
def test_blanks_anywhere_in_the_head_of_a_whole_message_are_forgiven(
    report: tuple[Sheet, str, dict[str, str], dict[str, str]], data: st.DataObject
) -> None:
    sheet, station, answers, states = report
    head, rest = write_message(sheet, station, answers, states).split(" ", 1)
    places = data.draw(st.sets(st.integers(1, len(head) - 1), max_size=3))
    between = data.draw(st.sampled_from([" ", "/", " - "]))
    typed = "".join(f"{between if place in places else ''}{letter}" for place, letter in enumerate(head))
    understood = read(f"{typed} {rest}", sheet)
    assert (understood.station, understood.answers, understood.states) == (station, answers, states)


@settings(max_examples=150)
@given(reports(), st.data())
def test_one_wrong_digit_or_two_swapped_never_make_another_answer(
    report: tuple[Sheet, str, dict[str, str], dict[str, str]], data: st.DataObject
) -> None:
    sheet, station, answers, states = report
    text = write_message(sheet, station, answers, states)
    assume(any(letter.isdigit() for letter in text))
    slip = data.draw(st.sampled_from(slips(text)))
    try:
        understood = read(slip, sheet)
    except Refused:
        return
    assert understood.problems
    assert understood.station == station
    sure = {name for name in understood.answers if understood.is_sure or name not in understood.figures}
    assert {name: understood.answers[name] for name in sure}.items() <= answers.items()


@settings(max_examples=150)
@given(reports(), st.data())
def test_neither_does_a_slip_where_questions_are_named(
    report: tuple[Sheet, str, dict[str, str], dict[str, str]], data: st.DataObject
) -> None:
    sheet, station, answers, _ = report
    words = write_message(sheet, station, answers).split(" ")
    said = {asked.code: word for asked, word in zip(sheet.questions, words[1:], strict=False)}
    total = [word for word in words if word.startswith("=")]
    text = " ".join([words[0], *(f"{code} {word}" for code, word in said.items()), *total])
    assert read(text, sheet).answers == answers
    slip = data.draw(st.sampled_from(slips(text)))
    try:
        understood = read(slip, sheet)
    except Refused:
        return
    assert understood.problems
    assert understood.answers.items() <= answers.items()


@settings(max_examples=150)
@given(reports(), st.data())
def test_a_word_left_out_or_typed_twice_shifts_no_answer(
    report: tuple[Sheet, str, dict[str, str], dict[str, str]], data: st.DataObject
) -> None:
    sheet, station, answers, states = report
    words = write_message(sheet, station, answers, states).split(" ")
    last = len(sheet.questions)
    place = data.draw(st.integers(1, last))
    left_out = data.draw(st.booleans())
    words[place : place + 1] = [] if left_out else [words[place]] * 2
    understood = read(" ".join(words), sheet)
    if last - 1 not in sheet.ends():
        assert understood.answers.items() <= answers.items()


@given(st.text(max_size=200))
def test_no_text_at_all_breaks_it(text: str) -> None:
    for whole in (text, f"A120D {text}"):
        with contextlib.suppress(Refused):
            read_message(whole, [SMALL], STATIONS)


# ------------------------------------------------------------------ by example


def test_answers_in_the_order_of_the_sheet_with_a_note() -> None:
    understood = read("A120D yes b 120 0715 ac no =835 @ Все спокойно, 2 people")
    assert understood.answers == {
        "q1": "yes",
        "q2": "good",
        "q3": "120",
        "q4": "07:15",
        "q5": "very_good bad",
        "q6": "no",
    }
    assert understood.note == "Все спокойно, 2 people"
    assert (understood.station, understood.given_sum, understood.is_sure) == ("20", 835, True)


@pytest.mark.parametrize(
    ("word", "answer"),
    [("да", "yes"), ("ИӘ", "yes"), ("ia", "yes"), ("нет", "no"), ("жоқ", "no"), ("Zhok", "no"), ("n0", "no")],
)
def test_yes_and_no_are_understood_in_three_languages(word: str, answer: str) -> None:
    assert read(f"A120D 1B {word}").answers == {"q1": answer}


@pytest.mark.parametrize(
    ("word", "state"),
    [("?", "dont_know"), ("nk", "dont_know"), ("X", "not_observed"), ("na", "not_applicable")],
)
def test_not_observed_and_dont_know_stay_apart(word: str, state: str) -> None:
    understood = read(f"A120D 1B {word}")
    assert (understood.answers, understood.states) == ({}, {"q1": state})


def test_a_state_that_the_question_does_not_offer_is_no_answer() -> None:
    understood = read("A120D 3D ?")
    assert (codes(understood), understood.states) == (["G.112"], {})


def test_a_cyrillic_letter_that_could_be_two_choices_is_not_guessed() -> None:
    assert codes(read("A120D 2C в")) == ["G.112"]
    assert read("A120D 2C а").answers == {"q2": "very_good"}


def test_answers_in_figures_without_their_sum_are_read_and_not_sure() -> None:
    understood = read("A120D 3D 120 1B yes")
    assert (understood.is_sure, understood.sum, understood.answers) == (
        False,
        120,
        {"q3": "120", "q1": "yes"},
    )


def test_a_wrong_sum_takes_the_figures_and_leaves_the_rest() -> None:
    understood = read("A120D 3D 120 1B yes =210")
    assert (codes(understood), understood.answers) == (["G.113"], {"q1": "yes"})
    assert "add up to 120, not to 210" in understood.problems[0].says


def test_an_answer_that_is_none_is_told_and_the_others_are_taken() -> None:
    understood = read("A120D yes q 12 =12")
    assert (codes(understood), understood.answers) == (["G.112"], {"q1": "yes", "q3": "12"})
    assert understood.problems[0].says == "2C: 'q' is no answer."
    assert understood.problems[0].remedy == "Write one of these letters: abcd."


def test_a_run_that_does_not_end_where_a_section_ends_is_not_taken() -> None:
    understood = read("A120D yes b")
    assert (codes(understood), understood.answers) == (["G.111"], {})
    assert "2 answers from 1B on, but 3 questions" in understood.problems[0].says


def test_a_question_answered_in_two_ways_is_not_answered() -> None:
    understood = read("A120D 1B yes 6G no 1B no")
    assert (codes(understood), understood.answers) == (["G.114"], {"q6": "no"})
    assert codes(read("A120D 1B yes 1B YES")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "G.101"),
        ("Hello, all is well", "G.101"),
        ("Q120D yes", "G.102"),
        ("A120E yes", "G.103"),
        (f"A1999{check_character('A1999')} yes", "G.104"),
        (f"A220{check_character('A220')} yes", "G.105"),
    ],
)
def test_a_head_that_is_not_understood_says_what_is_wrong_with_it(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_message(text, [SMALL], STATIONS)
    assert refused.value.problems[0].code == code


def test_stations_that_look_alike_are_not_guessed() -> None:
    head = SMALL.head("5")
    with pytest.raises(Refused, match=r"G\.104"):
        read_message(f"{head} 1B yes", [SMALL], by_symbols(["S", "5"]))


def test_an_older_sheet_is_read_by_its_own_questions() -> None:
    older, newer = sheet_of("yes_no"), sheet_of("integer", "yes_no", edition=2)
    for sheet, answers in ((older, {"q1": "yes"}), (newer, {"q2": "yes"})):
        code = next(asked.code for asked in sheet.questions if asked.kind == "yes_no")
        understood = read_message(f"{sheet.head('20')} {code} yes", [older, newer], STATIONS)
        assert isinstance(understood, Understood)
        assert (understood.sheet, understood.answers) == (sheet, answers)


@pytest.mark.parametrize("text", ["OK", "ok.", "Here 20", "ТУТ", "осында 20"])
def test_a_sign_of_life_is_no_form(text: str) -> None:
    assert isinstance(read_message(text, [SMALL], STATIONS), CheckedIn)


# ------------------------------------------------------------------ sheets

QUESTIONS = (
    Question("arrived", "time", section="s", path="s/arrived", role="arrival"),
    Question("station", "choice", role="station", list_file="stations.csv"),
    Question("sealed", "yes_no", section="s", choices=(Choice("yes"), Choice("no"), Choice("not_observed"))),
    Question("people", "repeat"),
    Question("sex", "choice", repeat="people", choices=(Choice("f"), Choice("m"))),
    Question("photo", "file"),
    Question("rating", "choice", section="t", role="rating", choices=(Choice("good"), Choice("dont_know"))),
    Question("remarks", "text", section="t"),
)


def test_a_sheet_asks_what_a_message_can_say() -> None:
    sheet = make_sheet(QUESTIONS, letter="B", edition=3)
    assert [(one.code, one.name) for one in sheet.questions] == [
        ("1B", "arrived"),
        ("2C", "sealed"),
        ("3D", "rating"),
    ]
    assert sheet.questions[1].states == {"not_observed"}
    assert sheet.questions[2].choices == (("a", "good"),)
    assert (sheet.has_station, sheet.note, sheet.ends()) == (True, "remarks", {2, 3})


def test_the_section_that_finds_the_station_is_not_asked() -> None:
    how = Question("how", "choice", section="place", choices=(Choice("by_number"), Choice("by_place")))
    station = Question("station", "text", section="place", path="place/station", role="station")
    sheet = make_sheet((how, station, *QUESTIONS[2:]), letter="B", edition=1)
    assert [one.name for one in sheet.questions] == ["sealed", "rating"]


def test_the_edition_changes_only_when_the_questions_do() -> None:
    first = make_sheet(QUESTIONS, letter="B", edition=1)
    assert edition_after([first], make_sheet(QUESTIONS, letter="B", edition=1)) == 1
    assert edition_after([first], make_sheet(QUESTIONS[1:], letter="B", edition=1)) == 2


def test_later_forms_change_no_letter() -> None:
    codes = ["opening", "voting", "count", "count_two", "outlook", *(f"more{number}" for number in range(30))]
    for until in range(len(codes)):
        given = letters_of(codes[:until])
        assert given.items() <= letters_of(codes).items()
        assert len(set(given.values())) == len(given)


@pytest.mark.parametrize("asked", SMALL.questions)
def test_each_kind_says_how_it_is_answered(asked: Asked) -> None:
    assert how_to_answer(asked).startswith("Write ")
