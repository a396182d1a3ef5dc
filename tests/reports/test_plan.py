"""Reading ``statement.toml``: what is refused, and where it says it."""

from __future__ import annotations

import pytest

from baqylau.core.problem import Refused
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.observation.models import FormVersion
from baqylau.reports.actions.load import load
from baqylau.reports.methods.plan import Plan
from baqylau.reports.models import StatementPlan
from baqylau.reports.sources.pack import FILE, Part, read
from baqylau.trail.models import Entry
from tests.reports.conftest import PACK, STATEMENT


def read_text(text: str) -> Part | None:
    return read({FILE: text.encode()})


def codes(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_text(text)
    return [problem.code for problem in refused.value.problems]


SENTENCE = "Of {records} records, a queue was seen in {queue} and noise in {noise}; {queue.denominator} say."


def test_a_pack_without_a_statement_has_none() -> None:
    assert read({"election.toml": b""}) is None


def test_the_plan_of_kosovo_is_read_whole() -> None:
    part = read({FILE: (PACK / FILE).read_bytes()})
    assert part is not None
    assert [chapter.code for chapter in part.plan.chapters] == ["opening", "voting", "closing", "counting"]
    assert Plan.from_data(part.plan.to_data()) == part.plan


@pytest.mark.parametrize("typed", ["31 stations", "²", "½ of them", "Ⅻ", "٣"])
def test_a_number_typed_into_a_sentence_is_refused(typed: str) -> None:
    assert codes(STATEMENT.replace(SENTENCE, f"{SENTENCE} {typed}.")) == ["D.101"]


def test_a_number_typed_into_a_note_is_refused_with_its_place() -> None:
    with pytest.raises(Refused, match=r"D\.101 'statement\.toml', \[notes 1\], key 'ru'.*'7'"):
        read_text(STATEMENT.replace("О наблюдениях", "О 7 наблюдениях"))


@pytest.mark.parametrize("word", ["%", "per cent", "процентов", "пайыз"])
def test_a_percentage_typed_into_any_text_is_refused(word: str) -> None:
    assert "D.108" in codes(STATEMENT.replace('en = "Voting"', f'en = "Voting {word}"'))


@pytest.mark.parametrize("word", ["isolated", "Widespread", "in most of", "единичные", "жаппай"])
def test_a_word_of_extent_is_not_typed(word: str) -> None:
    assert codes(STATEMENT.replace(SENTENCE, f"{SENTENCE} This was {word}.")) == ["D.107"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{noise};", "{nose};", "D.102"),
        ("{queue.denominator} say", "{queue.share} say", "D.103"),
        ("{records} records", "{records.numerator} records", "D.103"),
        ('table = ["queue", "noise"]', 'table = ["records"]', "D.104"),
        ('name = "noise"', 'name = "No ise"', "D.105"),
        ("{noise};", "{noise;", "D.106"),
        ('form = "day"', 'form = "day"\nlevel = "5"', "D.109"),
        ('name = "noise"', 'name = "queue"', "D.111"),
        ("and noise in {noise};", "and noise;", "D.112"),
        ('form = "day"', 'form = "day"\nshape = 1', "C.143"),
        ('kk = "Күн туралы мәлімдеме"', "", "C.142"),
        ('question = "noise"', "", "C.142"),
    ],
)
def test_what_is_wrong_is_numbered(old: str, new: str, code: str) -> None:
    assert STATEMENT.count(old) >= 1
    assert code in codes(STATEMENT.replace(old, new, 1))


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"[", b"\xff\xfe", b"title = 3"])
def test_a_file_that_is_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read({FILE: content})


@pytest.mark.django_db
def test_the_same_plan_again_changes_nothing_and_a_better_one_replaces_it(
    mission: Mission, election: Election, form: FormVersion
) -> None:
    for _ in range(2):
        load(read_text(STATEMENT), election=election, by=None)
    assert Entry.objects.filter(action="reports.plan_loaded").count() == 1
    load(read_text(STATEMENT.replace("Statement on the day", "Statement")), election=election, by=None)
    assert Entry.objects.filter(action="reports.plan_loaded").count() == 2
    assert StatementPlan.objects.get().plan["title"]["en"] == "Statement"


@pytest.mark.django_db
def test_a_plan_for_a_mission_that_is_not_there_is_refused(election: Election) -> None:
    with pytest.raises(Refused, match=r"D\.113"):
        load(read_text(STATEMENT), election=election, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('form = "day"', 'form = "night"', "D.115"),
        ('areas = "region"', 'areas = "planet"', "D.116"),
        ('question = "noise"', 'question = "nois"', "D.117"),
        ('counts = "yes"', 'counts = ["yes", "maybe"]', "D.118"),
    ],
)
def test_a_plan_that_would_count_nothing_is_refused(
    election: Election, form: FormVersion, old: str, new: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        load(read_text(STATEMENT.replace(old, new, 1)), election=election, by=None)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not StatementPlan.objects.exists()
