"""The standard forms for a Kazakh mission: texts in three languages, and a normal visit in five minutes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from forms.make import LANGUAGES, LIBRARY, TEXTS, columns, sheets_of, write
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from baqylau.accounts.models import User
from baqylau.core.answer import AnswerState
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.arrivals import sender_of_member
from baqylau.observation.actions.library import copy_from_library, standard_forms
from baqylau.observation.actions.publish import publish
from baqylau.observation.actions.receive import receive
from baqylau.observation.models import Record, Road
from tests.observation.form_set_visits import (
    ELECTION_DAY,
    NAMES,
    form,
    found,
    phone,
    received,
    visit,
)

NOW = datetime(2026, 8, 24, 3, tzinfo=UTC)
SECONDS = {
    "one": 5,
    "several": 9,
    "int": 8,
    "time": 8,
    "date": 8,
    "dateTime": 12,
    "string": 8,
    "long text": 60,
    "file": 20,
    "left out": 2,
    "note": 4,
}
"""What an answer of each kind takes somebody who knows the form; docs/form-set-kz.md says so too."""
FIVE_MINUTES = 300

TRIED = """
coalesce concat count count-selected decimal-time format-date if instance int not now regex selected string
string-length sum today translate and or
"""
"""Functions, and two operators, on which JavaRosa and the engine of ODK Web Forms were seen to agree."""

ONLY_KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
CYRILLIC = re.compile("[а-яёА-ЯЁ]")
NAMES_IN_KAZAKH = re.compile("«[^»]*»|Ұлытау|Жетісу")

# ------------------------------------------------------------------ workbooks and texts


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_says_what_its_texts_say(name: str) -> None:
    book = load_workbook(LIBRARY / "kz" / f"{name}.xlsx")
    sheets = sheets_of(name, "kz")
    assert book.sheetnames == list(sheets)
    for title, rows in sheets.items():
        header = columns(title, rows)
        cells = [["" if cell is None else cell for cell in row] for row in book[title].values]
        assert cells == [header, *([row.get(column, "") for column in header] for row in rows)], (
            "run: python -m forms.make"
        )


def test_the_same_texts_make_the_same_bytes(tmp_path: Path) -> None:
    for number in ("one", "two"):
        write(sheets_of("kz_meeting", "kz"), tmp_path / f"{number}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_set_holds_nine_forms_of_their_kinds_in_three_languages() -> None:
    shipped = [one for one in standard_forms() if one.set == "kz"]
    kinds = "opening voting count protocol tabulation incident weekly campaign meeting"
    assert [one.kind for one in shipped] == kinds.split()
    assert [one.key for one in shipped] == NAMES
    assert all(set(one.names) == set(LANGUAGES) for one in shipped)


@pytest.mark.parametrize("name", NAMES)
def test_pyxform_and_the_server_take_it_without_a_remark(name: str) -> None:
    assert convert(LIBRARY / "kz" / f"{name}.xlsx").warnings == []
    read = form(name)
    assert (read.code, read.languages, read.remarks) == (name, ("en", "ru", "kk"), ())
    assert read.checks


@pytest.mark.parametrize("name", NAMES)
def test_only_functions_are_used_that_every_phone_and_browser_computes_alike(name: str) -> None:
    rows = [row for sheet in ("survey", "settings") for row in sheets_of(name, "kz")[sheet]]
    logic = ("relevant", "constraint", "calculation", "choice_filter", "instance_name")
    used = {word for row in rows for key in logic for word in re.findall(r"([a-z-]+)\(", row.get(key, ""))}
    assert used <= set(TRIED.split())


def texts_of(name: str) -> list[tuple[str, str, dict[str, str]]]:
    """Every text of a form: sheet, what it is of, and its languages."""
    found = []
    for title, rows in sheets_of(name, "kz").items():
        for row in rows:
            for base in (*TEXTS.values(), "message"):
                said = {code: row.get(f"{base}::{language}", "") for code, language in LANGUAGES.items()}
                if any(said.values()):
                    about = row.get("name") or row.get("code", "")
                    found.append((title, f"{about} {base}", said))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_all_three_languages(name: str) -> None:
    asked = [
        row for row in sheets_of(name, "kz")["survey"] if row["type"] not in ("start", "end", "calculate")
    ]
    unsaid = [
        row["name"]
        for row in asked
        if not row["type"].startswith("end_") and "label::English (en)" not in row
    ]
    assert unsaid == []
    for _, about, said in texts_of(name):
        assert all(said.values()), about


@pytest.mark.parametrize("name", NAMES)
def test_each_language_is_itself(name: str) -> None:
    for _, about, said in texts_of(name):
        assert not CYRILLIC.search(said["en"]), about
        assert CYRILLIC.search(said["ru"]), about
        assert CYRILLIC.search(said["kk"]), about
        assert not ONLY_KAZAKH.search(NAMES_IN_KAZAKH.sub("", said["ru"])), about
        if len(said["ru"].split()) > 1:
            assert said["ru"] != said["kk"], about
    long = [said["kk"] for _, _, said in texts_of(name) if len(said["kk"].split()) > 3]
    kazakh = [text for text in long if ONLY_KAZAKH.search(text)]
    assert len(kazakh) > 0.85 * len(long), set(long) - set(kazakh)


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_short_enough_for_a_phone(name: str) -> None:
    longest = {"label": 140, "hint": 140, "constraint_message": 110, "message": 140}
    for sheet, about, said in texts_of(name):
        limit = 80 if sheet == "choices" else longest[about.rpartition(" ")[2]]
        assert max(map(len, said.values())) <= limit, (about, {key: len(text) for key, text in said.items()})


# ------------------------------------------------------------------ a normal visit


@pytest.mark.parametrize("name", NAMES)
def test_a_normal_visit_takes_under_five_minutes(name: str) -> None:
    answers = visit(name)
    walk = phone(name).fill(answers)
    assert walk.refused == {}
    assert set(answers) <= set(walk.asked)
    kinds = [walk.kinds[one] if answers.get(one) else "left out" for one in walk.asked]
    took = sum(SECONDS[kind] for kind in kinds) + SECONDS["note"] * len(walk.notes)
    assert took < FIVE_MINUTES, (took, len(walk.asked))


@pytest.mark.parametrize("name", NAMES)
def test_the_server_reads_each_answer_of_a_normal_visit_and_finds_nothing(name: str) -> None:
    walk = phone(name).fill(visit(name))
    read = received(name, walk)
    assert read.not_accepted == []
    for key, value in visit(name).items():
        if "[" not in key and value not in (AnswerState.NOT_OBSERVED, AnswerState.DONT_KNOW):
            said = read.answers[key]
            assert said == value or str(said) == value or said == value.split() or key == "happened_at", key
    assert found(name, read) == set()


def test_what_was_not_asked_is_skipped_and_what_was_not_seen_is_a_state() -> None:
    read = received("kz_b_voting", phone("kz_b_voting").fill(visit("kz_b_voting")))
    assert read.states["multiple_voting_allowed"] == AnswerState.SKIPPED
    assert read.states["mobile_box_in_order"] == AnswerState.NOT_OBSERVED
    assert read.states["comments"] == AnswerState.MISSING


# ------------------------------------------------------------------ all the way


@pytest.mark.django_db
def test_a_mission_copies_the_set_publishes_it_and_receives_every_form(
    mission: Mission, aigerim: User, bolat: User
) -> None:
    sender = sender_of_member(Membership.objects.get(user=bolat))
    for name in NAMES:
        draft = copy_from_library(mission=mission, key=name, by=aigerim, now=NOW)
        publish(draft=draft, by=aigerim, now=NOW)
        body = phone(name).fill(visit(name)).body
        receipt = receive(sender=sender, road=Road.PHONE, body=body, files={}, now=NOW)
        record = Record.objects.get(mission=mission, number=receipt.record_number)
        assert record.form_version == draft
        assert record.station_code == ("kar/012" if name in ELECTION_DAY else "")
        assert set(record.ratings) == {one.name for one in form(name).questions if one.is_rating}
        assert record.critical == []
    assert Record.objects.filter(mission=mission).count() == len(NAMES)
