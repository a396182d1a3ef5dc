"""Texts as plain functions: markup, references, merging, typed numbers, words of extent, plural forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.core.problem import Phrase, Problem
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.markup import LONGEST, passages_of, read_markup, references_of, word_count
from baqylau.reports.methods.merge import (
    Agreed,
    Conflict,
    joined,
    merge,
    merged,
    paragraphs,
    tidy,
    what_changed,
    words_changed,
)
from baqylau.reports.methods.passages import GONE, Read
from baqylau.reports.methods.plurals import form_for
from baqylau.reports.methods.references import Reference, read_reference
from baqylau.reports.methods.typed_numbers import Value, by_value, typed_numbers
from baqylau.reports.methods.word_checks import Ground, Known, check_words


class Known31:
    """Everything refers to a figure of 31.8 %; nothing is called 'gone'."""

    def inline(self, reference: Reference) -> b.Inlines | Problem:
        if reference.name == "gone":
            return Problem("Z.509", Phrase("Gone."), Phrase("Leave it."))
        return (b.FigureRef(reference.name, "31.8 %"),)

    def block(self, reference: Reference) -> b.Blocks | Problem:
        return (b.Paragraph((b.Text(f"a {reference.kind}"),)),)

    def picture(self, number: int, alt: str, caption: str) -> b.Picture | Problem:
        return b.Picture(alt, (b.Text(caption),))


def read(text: str) -> Read:
    return read_markup(text, Known31(), prefix="voting")


def codes(text: str) -> list[tuple[int, str]]:
    return [(at.line, at.problem.code) for at in read(text).problems]


# ----------------------------------------------------------------------------------------- markup


def test_markdown_becomes_blocks() -> None:
    found = read(
        "## A\n\nIn **{family_voting}** [here](https://x.kz)[^1].\n\n1. a\n   - b\n\n---\n\n[^1]: *S*."
    )
    assert found.blocks == (
        b.Heading(2, "A", "voting-a"),
        b.Paragraph(
            (
                b.Text("In "),
                b.Strong((b.FigureRef("family_voting", "31.8 %"),)),
                b.Text(" "),
                b.Link("https://x.kz", (b.Text("here"),)),
                b.FootnoteRef(1),
                b.Text("."),
            )
        ),
        b.List(
            True,
            ((b.Paragraph((b.Text("a"),)), b.List(False, ((b.Paragraph((b.Text("b"),)),),))),),
        ),
        b.PageBreak(),
    )
    assert found.notes == (b.Footnote(1, (b.Emphasis((b.Text("S"),)), b.Text("."))),)
    assert not found.problems


def test_footnotes_of_a_later_chapter_go_on_counting() -> None:
    found = read_markup("a^[one] b^[two]", Known31(), prefix="x", first_note=5)
    assert [note.number for note in found.notes] == [5, 6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb {gone}", [(3, "Z.509")]),
        ("a {not a name} b", [(1, "Z.502")]),
        ("a\nb {chart:x} c", [(2, "Z.503")]),
        ("a { b", [(1, "Z.504")]),
        ("a **b", [(1, "Z.504")]),
        ("```\na", [(1, "Z.504")]),
        ("a\nb <script>x</script>", [(2, "Z.505")]),
        ("a[^1]", [(1, "Z.506")]),
        ("a\n\n[^1]: b", [(3, "Z.506")]),
        ("[a](javascript:x)", [(1, "Z.507")]),
        ("[a](/etc/passwd)", [(1, "Z.507")]),
        ("![a](https://x.kz/a.png)", [(1, "Z.508")]),
        ("a" * (LONGEST + 1), [(1, "Z.501")]),
        ("\\{not a reference\\} and `{code}` 5 * 3", []),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(text) == expected


def test_what_is_gone_keeps_its_words() -> None:
    assert read("{gone}").blocks == (b.Paragraph((b.FigureRef(GONE + "gone", "{gone}"),)),)


@given(st.text(alphabet="ab*_`{}[]()^:#-|>!<&\n ", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read(text)
    written = b.Document("T", "en", found.blocks, footnotes=found.notes)
    assert b.document_from_data(b.to_data(written)) == written


@given(st.text(max_size=80))
def test_links_lead_only_to_pages(text: str) -> None:
    document = b.Document("T", "en", read(f"[x]({text})").blocks)
    links = [node.address for node in b.walk(document) if isinstance(node, b.Link)]
    assert all(one.lower().startswith(("http://", "https://", "mailto:")) for one in links)


def test_words_are_counted_without_marks_and_footnotes() -> None:
    assert word_count("**Two** words, {queue}.\n\nШесть: кең таралған[^1].\n\n[^1]: not counted") == 6


@pytest.mark.parametrize(
    ("inside", "kind", "names", "part"),
    [
        ("family_voting", "figure", ("family_voting",), ""),
        ("day.queue.yes@north/2", "figure", ("day.queue.yes@north/2",), ""),
        ("published:suits:total", "figure", ("published:suits:total",), ""),
        ("queue.numerator|a|b", "figure", ("queue",), "numerator"),
        ("table: a, b | T", "table", ("a", "b"), ""),
        ("date:2023-03-19", "date", ("2023-03-19",), ""),
    ],
)
def test_a_reference_is_read(inside: str, kind: str, names: tuple[str, ...], part: str) -> None:
    found = read_reference(inside)
    assert found is not None
    assert (found.kind, found.names, found.part) == (kind, names, part)


@pytest.mark.parametrize(
    "inside", ["", "two words", "date:2023-02-30", "finding:x", "annex:nothing", "chart:", "<b>", "case:1, 2"]
)
def test_what_is_no_reference_is_none(inside: str) -> None:
    assert read_reference(inside) is None


def test_references_are_found_with_their_lines() -> None:
    assert [(line, one.text) for line, one in references_of("a\n\nb {x}\nc {y}^[{z}]")] == [
        (3, "x"),
        (4, "y"),
        (4, "z"),
    ]


# ---------------------------------------------------------------------------------------- merging

PARAGRAPHS = st.lists(st.sampled_from(["a", "b", "c", "d", "e f"]), max_size=7).map(joined)


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_merge_with_nobody_else_is_ones_own_text(base: str, mine: str) -> None:
    assert merged(merge(base, mine, base)) == mine
    assert merged(merge(base, base, mine)) == mine
    assert merged(merge(base, mine, mine)) == mine


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_no_new_paragraph_of_either_is_lost(base: str, mine: str, theirs: str) -> None:
    pieces = merge(base, mine, theirs)
    kept = [
        one
        for piece in pieces
        for one in (piece.paragraphs if isinstance(piece, Agreed) else (*piece.mine, *piece.theirs))
    ]
    for text in (mine, theirs):
        assert set(paragraphs(text)) - set(paragraphs(base)) <= set(kept)


def test_neighbouring_paragraphs_do_not_meet() -> None:
    assert merged(merge("a\n\nb\n\nc", "a\n\nB\n\nc", "a\n\nb\n\nC")) == "a\n\nB\n\nC"
    assert merged(merge("a\n\nb", "x\n\na\n\nb", "a\n\nb\n\ny")) == "x\n\na\n\nb\n\ny"


def test_one_paragraph_changed_by_both_waits_for_a_decision() -> None:
    pieces = merge("a\n\nb", "a\n\nmine", "a\n\ntheirs")
    assert pieces == (Agreed(("a",)), Conflict(("b",), ("mine",), ("theirs",)))
    assert merged(pieces) is None
    assert merged(merge("a", "", "A")) is None


def test_the_order_of_two_people_does_not_matter_to_what_is_agreed() -> None:
    one = merge("a\n\nb\n\nc", "a\n\nc", "a\n\nb\n\nc\n\nd")
    other = merge("a\n\nb\n\nc", "a\n\nb\n\nc\n\nd", "a\n\nc")
    assert merged(one) == merged(other) == "a\n\nc\n\nd"


@given(st.text(alphabet="ab \r\n", max_size=30))
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_what_changed_is_told_word_by_word() -> None:
    kinds = [(one.kind, one.place) for one in what_changed("a\n\nb c\n\nd", "a\n\nb x")]
    assert kinds == [("same", 0), ("changed", 1), ("out", 2)]
    assert [one.text for one in words_changed("көп жерде", "аз жерде")] == ["көп", "аз", " жерде"]


# ------------------------------------------------------------------------------------ typed numbers

FIGURES = by_value([Value("queue", 32, 58), Value("fam", 712, 2237), Value("records", 2280, None)])


def typed(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.stands_for) for one in typed_numbers(passages_of(text), FIGURES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 55.2 %.", [("55.2 %", ("queue",))]),
        ("В 55,2 % случаев.", [("55,2 %", ("queue",))]),
        ("55 per cent", [("55 per cent", ("queue",))]),
        ("Of 2,280 records", [("2,280", ("records",))]),
        ("Из 2 237 ответов", [("2 237", ("fam.denominator",))]),
        ("712 бақылау", [("712", ("fam.numerator",))]),
        ("98 seats", [("98", ())]),
        ("98 seats[^1]\n\n[^1]: law", []),
        ("32 cases[^1]\n\n[^1]: law", [("32", ("queue.numerator",))]),
    ],
)
def test_a_typed_number_is_found_with_what_it_may_stand_for(
    text: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On 19 March 2023, by March 20, in 2022–2023 and 2023-03-19",
        "19 марта 2023 года, 19.03.2023",
        "2023 жылғы 19 наурызда, 41-бап бойынша, 2-тармақ",
        "Articles 20, 41 and 43(2); art. 5; paragraph 5.3; статьи 20 и 41; ст. 41; п. 5",
        "From 07:00 to 20.00 h, team L03, A/RES/12, the 1st round, 1-й тур",
        "`code 5`, {queue.numerator} and {fam}",
    ],
)
def test_dates_articles_and_designations_are_no_figures(text: str) -> None:
    assert typed(text) == []


# ---------------------------------------------------------------------------------- words of extent

HELD = {
    "fam": Known(712, 2237, areas=(30, 38)),
    "rare": Known(3, 2000, areas=(2, 38)),
    "local": Known(600, 2000, areas=(5, 38)),
    "small": Known(3, 12),
    "most": Known(1500, 2000, areas=(38, 38)),
    "cases": Known(84, 166, "complaints"),
    "hidden": None,
}


def said(text: str, *, systematic: bool = True) -> list[str]:
    return [at.problem.code for at in check_words(passages_of(text), HELD, Ground(systematic, 30))]


@pytest.mark.parametrize(
    "text",
    [
        "Isolated cases: {rare}.",
        "Family voting was widespread: {fam}.",
        "Most observers saw it: {most}. Some saw {fam}.",
        "Единичные случаи: {rare}. Широко распространено: {fam}.",
        "Большинство: {most}.",
        "Бірен-саран: {rare}. Кең таралған: {fam}. Көпшілігінде: {most}.",
        "Most complaints were rejected: {cases}.",
        "At most one was seen; the majority vote counts.",
        "Most of it is known[^1].\n\n[^1]: The source.",
        "Isolated: {hidden}.",
    ],
)
def test_words_that_agree_are_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Isolated cases: {fam}.", ["Z.521", "Z.526"]),
        ("Most observers: {fam}.", ["Z.521"]),
        ("Большинство наблюдателей: {fam}.", ["Z.521"]),
        ("Көпшілігінде: {fam}.", ["Z.521"]),
        ("Жекелеген жағдайлар: {most}.", ["Z.521", "Z.526"]),
        ("It was widespread.", ["Z.522"]),
        ("Most: {small}.", ["Z.523"]),
        ("Widespread: {local}.", ["Z.526"]),
        ("In {fam} of polling stations.", ["Z.525"]),
        ("В большинстве участков {most}.", ["Z.525"]),
        ("Учаскелердің көпшілігінде {most}.", ["Z.525"]),
    ],
)
def test_words_that_do_not_agree_are_pointed_out(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_mission_that_did_not_observe_systematically_says_nothing_of_the_whole() -> None:
    assert said("It was widespread: {fam}.", systematic=False) == ["Z.524"]
    assert said("Some saw it: {fam}.", systematic=False) == []


def test_a_word_is_held_against_the_nearest_figure_of_its_sentence() -> None:
    assert said("Queues in {fam}, isolated pressure in {rare}. Noise was isolated: {rare}.") == []


# ------------------------------------------------------------------------------------ plural forms


@given(st.integers(0, 10_000))
def test_russian_has_three_forms(number: int) -> None:
    forms = ("жалоба", "жалобы", "жалоб")
    tens, ones = number % 100, number % 10
    one = ones == 1 and tens != 11
    few = ones in (2, 3, 4) and tens not in (12, 13, 14)
    assert form_for(number, forms, "ru") == (forms[0] if one else forms[1] if few else forms[2])
