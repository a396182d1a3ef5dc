"""The pages of records, imports and forms."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.correct import Correction, correct
from baqylau.observation.actions.load import load
from baqylau.observation.models import FormVersion, Import, Record, RecordVersion
from baqylau.observation.sources.pack import Part
from baqylau.storage.disk import path_of
from baqylau.storage.models import StoredFile
from tests.observation.conftest import COLUMNS, ROWS, small_csv, small_form

pytestmark = pytest.mark.django_db

RECORDS = "/missions/steppe/records/"
IMPORTS = "/missions/steppe/imports/"


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    """The browser of somebody."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
        return client

    return sign_in


def upload(content: bytes, name: str = "new.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def numbers(client: Client, query: str) -> list[int]:
    response = client.get(f"{RECORDS}?{query}")
    assert response.status_code == 200
    return [record.number for record, _ in response.context["rows"]]


def test_the_list_shows_every_record_with_flags_and_version(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    correct(
        record=Record.objects.get(number=1),
        from_version=1,
        changes={"ballots": Correction("answered", "501")},
        reason="seen",
        by=dana,
    )
    response = as_(dana).get(RECORDS)
    text = response.content.decode()
    assert "6 records of 6." in text
    assert "identical to another row" in text
    assert [(record.number, record.version_number) for record, _ in response.context["rows"]][:2] == [
        (1, 2),
        (2, 1),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=NORTH", [1, 4, 5, 6]),
        ("q=01-a", [1, 5, 6]),
        ("q=nowhere", [3]),
        ("q=nothing+like+it", []),
        ("area=s", [2]),
        ("flag=identical_row", [1, 6]),
        ("flag=identical", []),
        ("question=box_sealed&is=yes", [1, 6]),
        ("question=box_sealed&is=dont_know", [3]),
        ("question=box_sealed&is=answered", [1, 2, 6]),
        ("question=box_sealed", [1, 2, 6]),
        ("question=ballots&is=500", [1, 6]),
        ("question=ballots&is=not_accepted", [4, 5]),
        ("question=opened&is=07:05", [3]),
        ("question=comment&is=missing", [2, 3, 5]),
        ("question=box_sealed&is=not_asked", []),
        ("question=no_such_question&is=yes", []),
        ("question=box_sealed&is=yes&area=s", []),
        ("question=ballots&is=" + "9" * 5000, []),
        ("question=__class__&is=yes", []),
        ("q=%00&page=nonsense", [1, 2, 3, 4, 5, 6]),
        ("q=%D0%A8%D0%BA", []),
    ],
)
def test_an_address_selects_records(
    query: str, expected: list[int], small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    assert numbers(as_(dana), query) == expected


def test_a_corrected_answer_is_found_by_what_it_says_now(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    correct(
        record=Record.objects.get(number=1),
        from_version=1,
        changes={"box_sealed": Correction("not_observed")},
        reason="seen",
        by=dana,
    )
    assert numbers(as_(dana), "question=box_sealed&is=yes") == [6]
    assert numbers(as_(dana), "question=box_sealed&is=not_observed") == [1, 4]


def test_a_station_is_found_in_cyrillic_whatever_its_case(
    small: Import, areas: dict[str, object], dana: User, as_: Callable[[User], Client]
) -> None:
    area = Record.objects.get(number=2).area
    assert area is not None
    area.names = {"en": "South", "kk": "ОҢТҮСТІК"}
    area.save()
    assert numbers(as_(dana), "q=оңтүстік") == [2]


def test_an_observer_sees_the_records_of_the_own_team_and_no_others(
    small: Import, mission: Mission, bolat: User, as_: Callable[[User], Client]
) -> None:
    assert numbers(as_(bolat), "") == []
    Membership.objects.filter(user=bolat).update(team=Team.objects.get(code="T2"), place=1)
    assert numbers(as_(bolat), "") == [2]
    assert as_(bolat).get(f"{RECORDS}2/").status_code == 200
    assert as_(bolat).get(f"{RECORDS}1/").status_code == 404
    assert as_(bolat).get(f"{RECORDS}2/correct/").status_code == 403
    assert as_(bolat).get(IMPORTS).status_code == 403
    rows = list(csv.reader(io.StringIO(download(as_(bolat), "/missions/steppe/records.csv"))))
    assert [row[0] for row in rows] == ["number", "2"]


def test_whoever_does_not_belong_learns_nothing(
    small: Import, carla: User, erik: User, administrator: User, as_: Callable[[User], Client]
) -> None:
    for user in (carla, erik, administrator):
        for address in (RECORDS, f"{RECORDS}1/", IMPORTS, f"{IMPORTS}{small.pk}/original"):
            assert as_(user).get(address).status_code == 404, (user, address)


def test_an_import_is_not_reached_through_another_mission(
    small: Import, other_mission: Mission, carla: User, as_: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=carla).update(role="head")
    assert as_(carla).get(f"/missions/sea/imports/{small.pk}/").status_code == 404
    assert as_(carla).get("/missions/sea/imports/").status_code == 200


def test_a_record_stands_beside_the_bytes_it_came_from(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    text = as_(dana).get(f"{RECORDS}4/").content.decode()
    assert escape(ROWS[3]) in text
    assert small.file.sha256 in text
    assert "<code>angry</code>" in text
    assert "Not one of the codes of this column" in text
    assert "not observed" in text
    assert "no station given" in text


def test_every_version_of_a_record_is_shown_with_who_and_why(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    correct(
        record=Record.objects.get(number=5),
        from_version=1,
        changes={"ballots": Correction("answered", "201")},
        reason="A digit was keyed twice <b>",
        by=dana,
    )
    text = as_(dana).get(f"{RECORDS}5/").content.decode()
    assert "Ballots: not accepted → 201" in text
    assert "A digit was keyed twice &lt;b&gt;" in text
    assert "Dana" in text
    assert "<code>2001</code>" in text


def test_a_record_whose_file_was_damaged_says_so(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    path_of(small.file.sha256).write_bytes(b"other bytes")
    response = as_(dana).get(f"{RECORDS}1/")
    assert response.status_code == 200
    assert "I.133" in response.content.decode()
    response = as_(dana).get(f"{IMPORTS}{small.pk}/original")
    assert (response.status_code, "I.133" in response.content.decode()) == (503, True)


def sent(version: int, reason: str = "seen", **fields: str) -> dict[str, str]:
    return {"version": str(version), "reason": reason, **fields}


def test_a_record_is_corrected_on_its_page(
    small: Import, mission: Mission, dana: User, as_: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=dana).update(role="statistics_analyst")
    page = as_(dana).get(f"{RECORDS}5/correct/")
    assert page.status_code == 200
    data = sent(1, value_ballots="201", choice_box_sealed="answer:no", choice_opened="state:not_observed")
    response = as_(dana).post(f"{RECORDS}5/correct/", data)
    assert (response.status_code, response["Location"]) == (302, f"{RECORDS}5/")
    newest = RecordVersion.objects.get(record__number=5, is_newest=True)
    assert (newest.number, newest.by, newest.reason) == (2, dana, "seen")
    assert (newest.answers["ballots"], newest.answers["box_sealed"]) == (201, "no")
    assert newest.states["opened"] == "not_observed"
    assert newest.states["mood"] == "missing"


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (sent(1, reason="", value_ballots="201"), "I.405", 400),
        (sent(1), "I.402", 400),
        (sent(1, value_ballots="many"), "I.404", 400),
        (sent(1, value_ballots="5", choice_ballots="state:missing"), "I.404", 400),
        (sent(7, value_ballots="201"), "I.401", 409),
        ({"reason": "seen"}, "version", 200),
        (sent(1, choice_box_sealed="answer:perhaps"), "choice_box_sealed", 200),
    ],
)
def test_what_is_wrong_with_a_correction_is_said_and_what_was_typed_stays(
    data: dict[str, str], code: str, status: int, small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=dana).update(role="statistics_analyst")
    response = as_(dana).post(f"{RECORDS}5/correct/", data)
    assert response.status_code == status
    text = response.content.decode()
    assert code in text
    assert 'value="5"' in text if data.get("value_ballots") == "5" else True
    assert RecordVersion.objects.count() == 6


def test_a_record_that_was_corrected_meanwhile_is_not_overwritten(
    small: Import, dana: User, aigerim: User, as_: Callable[[User], Client]
) -> None:
    Membership.objects.filter(user=dana).update(role="election_analyst")
    assert as_(dana).post(f"{RECORDS}1/correct/", sent(1, value_ballots="501")).status_code == 302
    assert as_(dana).post(f"{RECORDS}1/correct/", sent(1, value_ballots="502")).status_code == 409
    assert RecordVersion.objects.get(record__number=1, is_newest=True).answers["ballots"] == 501


def test_the_head_of_mission_sees_records_and_alters_none(
    small: Import, aigerim: User, as_: Callable[[User], Client]
) -> None:
    text = as_(aigerim).get(f"{RECORDS}1/").content.decode()
    assert "Correct this record" not in text
    assert as_(aigerim).post(f"{RECORDS}1/correct/", sent(1, value_ballots="501")).status_code == 403


def download(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_the_cells_not_accepted_are_a_file_to_download(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    text = download(as_(dana), f"{IMPORTS}{small.pk}/not-accepted.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 5
    assert rows[0] == {
        "row": "5",
        "column": "ballots",
        "value": "12O",
        "problem": "I.202",
        "reason": "not a whole number",
        "record": "4",
    }


def test_records_are_a_file_to_download_with_each_state_in_brackets(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    text = download(as_(dana), "/missions/steppe/records.csv?question=ballots&is=not_accepted")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["number"] for row in rows] == ["4", "5"]
    assert (rows[0]["box_sealed"], rows[0]["ballots"], rows[0]["comment"]) == (
        "(not_observed)",
        "(not_accepted)",
        "two\nlines",
    )


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(
    small: Import, mission: Mission, form_version: FormVersion, aigerim: User, as_: Callable[[User], Client]
) -> None:
    rows = small_csv(['9,North,1,,1,"=HYPERLINK(""x"")",07:00,c,=1+1,x\n'])
    data = {"form_version": form_version.pk, "file": upload(rows)}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    text = download(as_(aigerim), response["Location"] + "not-accepted.csv")
    assert next(csv.DictReader(io.StringIO(text)))["value"] == '\'=HYPERLINK("x")'
    text = download(as_(aigerim), "/missions/steppe/records.csv?q=1&question=comment&is=%3D1%2B1")
    assert next(csv.DictReader(io.StringIO(text)))["comment"] == "'=1+1"


def test_the_original_is_given_out_byte_by_byte(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    response = as_(dana).get(f"{IMPORTS}{small.pk}/original")
    assert response.content == small_csv()
    assert "attachment" in response["Content-Disposition"]
    page = as_(dana).get(f"{IMPORTS}{small.pk}/").content.decode()
    assert hashlib.sha256(response.content).hexdigest() in page
    assert "12O" in page


def test_the_list_of_imports_says_how_many_cells_were_not_accepted(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    response = as_(dana).get(IMPORTS)
    assert [(one.rows, one.not_accepted) for one in response.context["imports"]] == [(6, 5)]


def test_a_file_is_imported_on_a_page_with_its_table_and_the_next_one_without(
    mission: Mission, form_version: FormVersion, aigerim: User, as_: Callable[[User], Client]
) -> None:
    data = {"form_version": form_version.pk, "file": upload(small_csv()), "table": upload(COLUMNS)}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    first = Import.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"{IMPORTS}{first.pk}/")
    assert (first.rows, first.by, first.file.name) == (6, aigerim, "new.csv")
    more = {"form_version": form_version.pk, "file": upload(small_csv(["7,North,1,,1,5,07:00,c,,x\n"]))}
    assert as_(aigerim).post(f"{IMPORTS}new/", more).status_code == 302
    assert Import.objects.first().columns == first.columns  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C.103"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "C.111"),
        (b"just a sentence", "I.122"),
        (small_csv(['1,North,1,,1,5,07:00,c,"cut']), "I.121"),
        (small_csv(["1,North,1,,1,5\n"]), "I.128"),
    ],
)
def test_a_wrong_upload_is_refused_with_its_number_and_nothing_is_kept(
    content: bytes,
    code: str,
    mission: Mission,
    form_version: FormVersion,
    aigerim: User,
    as_: Callable[[User], Client],
) -> None:
    files = StoredFile.objects.count()
    data = {"form_version": form_version.pk, "file": upload(content), "table": upload(COLUMNS)}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    assert (response.status_code, code in response.content.decode()) == (400, True)
    assert (Import.objects.count(), Record.objects.count(), StoredFile.objects.count()) == (0, 0, files)


def test_the_same_upload_a_second_time_is_refused_politely(
    small: Import, form_version: FormVersion, aigerim: User, as_: Callable[[User], Client]
) -> None:
    data = {"form_version": form_version.pk, "file": upload(small_csv())}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    assert (response.status_code, "I.130" in response.content.decode()) == (400, True)
    assert Record.objects.count() == 6


def test_an_upload_without_a_table_of_columns_is_told_what_to_do(
    mission: Mission, form_version: FormVersion, aigerim: User, as_: Callable[[User], Client]
) -> None:
    data = {"form_version": form_version.pk, "file": upload(small_csv())}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    assert (response.status_code, "I.132" in response.content.decode()) == (400, True)


def test_an_upload_that_is_too_large_is_refused_with_its_number(
    mission: Mission,
    form_version: FormVersion,
    aigerim: User,
    as_: Callable[[User], Client],
    settings: object,
) -> None:
    settings.LARGEST_UPLOAD = 2**20  # type: ignore[attr-defined]
    data = {"form_version": form_version.pk, "file": upload(b"x" * (2**20 + 1)), "table": upload(COLUMNS)}
    response = as_(aigerim).post(f"{IMPORTS}new/", data)
    assert (response.status_code, "W.151" in response.content.decode()) == (413, True)
    assert StoredFile.objects.count() == 1
    table = {"form_version": form_version.pk, "file": upload(small_csv()), "table": upload(b"x" * 2**21)}
    assert as_(aigerim).post(f"{IMPORTS}new/", table).status_code == 413


def test_a_form_that_was_not_filled_in_is_shown_again(
    mission: Mission, form_version: FormVersion, aigerim: User, as_: Callable[[User], Client]
) -> None:
    assert as_(aigerim).get(f"{IMPORTS}new/").status_code == 200
    assert as_(aigerim).post(f"{IMPORTS}new/", {}).status_code == 400
    assert as_(aigerim).post(f"{IMPORTS}new/", {"form_version": "x", "file": "text"}).status_code == 400


def test_a_form_is_added_shown_and_given_out(
    mission: Mission, aigerim: User, as_: Callable[[User], Client]
) -> None:
    assert "has none yet" in as_(aigerim).get(f"{IMPORTS}new/").content.decode()
    response = as_(aigerim).post("/missions/steppe/forms/new/", {"file": upload(small_form(), "f.xlsx")})
    assert response.status_code == 302
    assert "Small form" in as_(aigerim).get("/missions/steppe/forms/").content.decode()
    assert "Was the box sealed?" in as_(aigerim).get("/missions/steppe/forms/small/1/").content.decode()
    given = as_(aigerim).get("/missions/steppe/forms/small/1/file")
    assert hashlib.sha256(given.content).hexdigest() == FormVersion.objects.get().file.sha256
    wrong = as_(aigerim).post("/missions/steppe/forms/new/", {"file": upload(b"no", "f.xlsx")})
    assert (wrong.status_code, "I.301" in wrong.content.decode()) == (400, True)
    assert as_(aigerim).post("/missions/steppe/forms/new/", {}).status_code == 400


def test_numbers_that_no_database_holds_are_not_found(
    small: Import, dana: User, as_: Callable[[User], Client]
) -> None:
    huge = "9" * 30
    assert as_(dana).get(f"{RECORDS}{huge}/").status_code == 404
    assert as_(dana).get(f"{IMPORTS}{huge}/").status_code == 404


def test_the_pages_of_the_records_of_2014_are_there_in_each_language(
    mission: Mission,
    xk: Part,
    aigerim: User,
    as_: Callable[[User], Client],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    from dataclasses import replace

    imported = load(replace(xk, mission="steppe"), election=mission.election, by=None)
    assert imported is not None
    client = as_(aigerim)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        response = client.get(f"{RECORDS}?question=family_voting&is=yes")
    assert "712 records of 2,280." in response.content.decode()
    for language, words in (("en", "family voting"), ("ru", "семейное голосование"), ("kk", "отбасымен")):
        text = client.get(f"{RECORDS}1843/", headers={"accept-language": language}).content.decode()
        assert words in text
    page = client.get(f"{IMPORTS}{imported.pk}/").content.decode()
    assert "pyetja_1" in page
    assert "415" in page
