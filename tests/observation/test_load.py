"""Loading the pack's part, again and better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.observation.actions.correct import Correction, correct
from baqylau.observation.actions.load import load
from baqylau.observation.models import Form, FormVersion, Import, Record, RecordVersion
from baqylau.observation.sources.pack import Part, read
from baqylau.trail.models import Entry
from tests.observation.conftest import COLUMNS, ROWS, small_csv, small_form

pytestmark = pytest.mark.django_db

PLAN = """mission = "steppe"
[form]
code = "small"
version = "1"
file = "form.xlsx"
[form.names]
en = "Small form"
[records]
file = "records.csv"
columns = "columns.csv"
source = "made up"
licence = "CC0"
"""


def part(changes: Mapping[str, bytes] | None = None) -> Part:
    files = {
        "observation/observation.toml": PLAN.encode(),
        "observation/form.xlsx": FORM,
        "observation/records.csv": small_csv(),
        "observation/columns.csv": COLUMNS,
        **(changes or {}),
    }
    found = read(files)
    assert found is not None
    return found


FORM = small_form()


def rows_with(old: str, new: str) -> bytes:
    text = "".join(ROWS)
    assert old in text
    return small_csv([text.replace(old, new, 1)])


@pytest.fixture
def loaded(mission: Mission, election: Election, areas: dict[str, Area]) -> Import:
    imported = load(part(), election=election, by=None)
    assert imported is not None
    return imported


def counts() -> tuple[int, int, int, int, int]:
    models = (Form, FormVersion, Import, Record, RecordVersion)
    return tuple(model._default_manager.count() for model in models)  # type: ignore[return-value]


def test_the_pack_of_2014_is_loaded_and_loading_again_changes_nothing(
    mission: Mission, election: Election, xk: Part
) -> None:
    ours = replace(xk, mission="steppe")
    imported = load(ours, election=election, by=None)
    assert imported is not None
    assert counts() == (1, 1, 1, 2280, 2280)
    assert "opendatakosovo" in imported.source
    entries = Entry.objects.count()
    assert load(ours, election=election, by=None) == imported
    assert counts() == (1, 1, 1, 2280, 2280)
    assert Entry.objects.count() == entries


def test_a_pack_whose_mission_is_not_there_is_refused(election: Election, db: None) -> None:
    with pytest.raises(Refused, match=r"I\.504"):
        load(part(), election=election, by=None)


def test_a_better_file_makes_new_versions_of_what_changed_and_keeps_the_numbers(
    loaded: Import, election: Election
) -> None:
    better = rows_with("2,South,02-B/1,T2,2,0", "2,South,02-B/1,T2,2,510")
    again = load(part({"observation/records.csv": better}), election=election, by=None)
    assert again is not None
    assert again != loaded
    assert counts() == (1, 1, 2, 6, 7)
    newest = RecordVersion.objects.get(record__number=2, is_newest=True)
    assert (newest.number, newest.answers["ballots"], newest.imported) == (2, 510, again)
    assert again.file.sha256 in newest.reason
    assert again.rejected_cells.count() == 5


def test_a_better_file_may_bring_new_records(loaded: Import, election: Election) -> None:
    more = small_csv([*ROWS, "7,South,9,,1,5,07:00,c,,x\n"])
    load(part({"observation/records.csv": more}), election=election, by=None)
    assert counts() == (1, 1, 2, 7, 7)


def test_a_better_table_of_columns_reads_the_same_file_again(loaded: Import, election: Election) -> None:
    wider = COLUMNS.replace(b",2000,", b",3000,")
    again = load(part({"observation/columns.csv": wider}), election=election, by=None)
    assert again is not None
    assert (again.file, again.reading) == (loaded.file, 2)
    assert RecordVersion.objects.get(record__number=5, is_newest=True).answers["ballots"] == 2001
    assert again.rejected_cells.count() == 4
    assert load(part({"observation/columns.csv": wider}), election=election, by=None) == again


def test_a_correction_by_a_person_survives_a_better_file(
    loaded: Import, election: Election, dana: User
) -> None:
    correct(
        record=Record.objects.get(number=1),
        from_version=1,
        changes={"ballots": Correction("answered", "501")},
        reason="seen",
        by=dana,
    )
    better = rows_with("2,South,02-B/1,T2,2,0", "2,South,02-B/1,T2,2,510")
    load(part({"observation/records.csv": better}), election=election, by=None)
    assert RecordVersion.objects.get(record__number=1, is_newest=True).answers["ballots"] == 501


def test_a_file_that_would_overwrite_a_correction_is_refused(
    loaded: Import, election: Election, dana: User
) -> None:
    correct(
        record=Record.objects.get(number=1),
        from_version=1,
        changes={"ballots": Correction("answered", "501")},
        reason="seen",
        by=dana,
    )
    before = counts()
    with pytest.raises(Refused, match=r"I\.510.*: 1\."):
        load(part({"observation/records.csv": rows_with("T1,1,500", "T1,1,499")}), election=election, by=None)
    assert counts() == before


def test_a_file_in_which_records_are_gone_is_refused(loaded: Import, election: Election) -> None:
    before = counts()
    with pytest.raises(Refused, match=r"I\.511.*: 6\."):
        load(part({"observation/records.csv": small_csv(ROWS[:5])}), election=election, by=None)
    assert counts() == before


def test_areas_that_came_later_are_matched_when_the_pack_is_loaded_again(
    loaded: Import, election: Election
) -> None:
    assert "area_not_matched" in Record.objects.get(number=3).flags
    nowhere = Area.objects.create(
        country="xx",
        code="w",
        kind="district",
        path="xx/w/",
        valid_from=election.day,
        names={"en": "Nowhere"},
    )
    election.areas.add(nowhere)
    load(part(), election=election, by=None)
    record = Record.objects.get(number=3)
    assert (record.area, record.flags) == (nowhere, ["team_not_matched"])
    assert counts() == (1, 1, 1, 6, 6)
    load(part(), election=election, by=None)
    assert Entry.objects.filter(action="observation.records_matched_again").count() == 1


def test_a_better_wording_of_the_form_is_taken_over(loaded: Import, election: Election) -> None:
    load(part({"observation/form.xlsx": small_form(mood="Spirits")}), election=election, by=None)
    assert counts() == (1, 1, 1, 6, 6)
    labels = {question["name"]: question["labels"] for question in FormVersion.objects.get().questions}
    assert labels["mood"] == {"en": "Spirits"}


def test_a_form_that_drops_an_answered_question_needs_a_new_version(
    loaded: Import, election: Election
) -> None:
    without = COLUMNS.replace(b"comment,question,comment,text", b"comment,ignored,,")
    changes = {"observation/form.xlsx": small_form(drop="comment"), "observation/columns.csv": without}
    with pytest.raises(Refused, match=r"I\.512"):
        load(part(changes), election=election, by=None)


def test_a_new_version_of_the_form_reads_the_records_again(loaded: Import, election: Election) -> None:
    changes = {
        "observation/form.xlsx": small_form("2"),
        "observation/observation.toml": PLAN.replace('version = "1"', 'version = "2"').encode(),
    }
    load(part(changes), election=election, by=None)
    assert counts() == (1, 2, 2, 6, 6)
    assert {record.form_version.version for record in Record.objects.all()} == {"2"}
