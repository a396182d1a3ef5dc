"""Official extracts: read by a mapping, refused with all that is wrong, taken in whole; likely doubles."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes.actions.extracts import keep_extract, remove_extract, set_reading, take_in
from baqylau.disputes.actions.likenesses import judge_likeness, look_for_likenesses
from baqylau.disputes.models import Case, Extract, ExtractMapping, Likeness
from baqylau.disputes.sources.extract import Reading, read_extract, read_sheet, words_in
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from tests.disputes.conftest import NOW, Enter
from tests.disputes.dispute import EXTRACT, READING

BACKEND = "baqylau.mission.backend.RoleBackend"


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ROWS: list[list[object]] = [
    ["Extract of the commission", None, None, None, None, None, None],
    [None, None, None, None, None, None, None],
    ["№", "Дата", "Заявитель", "Ответчик", "Суть", "Исход", "Примечание"],
    ["11/1", date(2023, 2, 20), "Смаилова Дана", "Комиссия № 2", "об отказе", "Отказано", "-"],
    [12.0, "21.02.2023", "Партия степи", "Комиссия", "об агитации", "удовлетворено", None],
]


def test_a_csv_and_a_workbook_are_read_alike() -> None:
    sheet = read_sheet(EXTRACT.encode(), "extract.csv")
    assert words_in(sheet, READING) == {"outcome": {"Отказано": 1, "Удовлетворено": 1, "Возвращено": 1}}
    first, *_others = read_extract(sheet, READING)
    assert first.texts["outcome"] == "rejected"
    assert first.dates == {"received_on": date(2023, 2, 20)}
    book = read_sheet(workbook(ROWS), "extract.xlsx", header_row=3)
    rows = read_extract(book, READING)
    assert [row.number for row in rows] == [4, 5]
    assert rows[0].dates == {"received_on": date(2023, 2, 20)}
    assert (rows[1].texts["official_number"], rows[1].texts["outcome"]) == ("12", "satisfied")


def test_everything_that_is_wrong_is_said_at_once_with_row_and_column() -> None:
    content = "№;Дата;Исход;Что-то\n1;31.02.2023;Отказано;x\n2;20.02.2023;Непонятно;y\n3;вчера;;z\n"
    reading = Reading(
        {"№": "official_number", "Дата": "received_on", "Исход": "outcome"},
        words={"outcome": {"Отказано": "rejected"}},
    )
    with pytest.raises(Refused) as refused:
        read_extract(read_sheet(content.encode(), "e.csv"), reading)
    found = [(problem.code, problem.where) for problem in refused.value.problems]
    assert found == [
        ("H.310", "'e.csv', row 1"),
        ("H.316", "'e.csv', row 2, column 'Дата'"),
        ("H.315", "'e.csv', row 3, column 'Исход'"),
        ("H.316", "'e.csv', row 4, column 'Дата'"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C.103"),
        (b"\xff\xfe", "C.112"),
        (b"PK\x03\x04 no archive", "H.307"),
        (b"a;a\n1;2\n", "H.302"),
        (b"a;b\n", "H.304"),
        (b"a;b\n1;2;3\n", "H.303"),
        (b'a;b\n"1;2\n', "C.124"),
        (b"\n\n", "C.103"),
    ],
)
def test_a_damaged_table_is_refused_with_a_number(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(content, "e.csv")
    assert refused.value.problems[0].code == code


def test_a_header_that_is_not_there_is_said() -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(b"a;b\n1;2\n", "e.csv", header_row=9)
    assert refused.value.problems[0].code == "H.301"


# ------------------------------------------------------------------ taken in

pytestmark = pytest.mark.django_db


def kept(mission: Mission, by: User, content: str = EXTRACT, reading: Reading = READING) -> Extract:
    made = keep_extract(
        mission=mission,
        file=io.BytesIO(content.encode()),
        name="extract.csv",
        source="Commission, 1 March",
        mapping=None,
        by=by,
        now=NOW,
    )
    return set_reading(extract=made, reading=reading, by=by)


def test_an_extract_is_taken_in_whole_and_its_mapping_kept(
    mission: Mission, procedure: None, dana: User
) -> None:
    extract = kept(mission, dana)
    cases = take_in(extract=extract, by=dana, now=NOW)
    assert [case.label for case in Case.objects.order_by("number")] == ["1", "2", "3"]
    assert {case.source_kind for case in cases} == {"official"}
    assert [case.proceedings.get().outcome for case in Case.objects.order_by("number")] == [
        "rejected",
        "satisfied",
        "returned",
    ]
    mapping = ExtractMapping.objects.get()
    assert Reading.from_data(mapping.reading) == READING
    with pytest.raises(Refused) as refused:
        take_in(extract=extract, by=dana, now=NOW)
    assert refused.value.problems[0].code == "H.320"
    with pytest.raises(Refused):
        remove_extract(extract=extract, by=dana)


def test_one_wrong_row_keeps_all_out(mission: Mission, procedure: None, dana: User) -> None:
    content = EXTRACT + "11/4;32.02.2023;А;Б;В;Отказано;-\n"
    with pytest.raises(Refused) as refused:
        take_in(extract=kept(mission, dana, content), by=dana, now=NOW)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("H.316", "'extract.csv', row 5, column 'Дата'")
    ]
    assert not Case.objects.exists()


def test_what_is_wrong_between_the_cells_of_a_row_is_said_with_the_row(
    mission: Mission, procedure: None, dana: User, north: Area
) -> None:
    content = "when;decided;where\n2023-02-20;2023-02-19;north\n2023-02-20;;nowhere\n"
    reading = Reading(
        {"when": "received_on", "decided": "decided_on", "where": "area"},
        words={"area": {"north": "n", "nowhere": "zz"}},
        fixed={"body": "territorial"},
    )
    with pytest.raises(Refused) as refused:
        take_in(extract=kept(mission, dana, content, reading), by=dana, now=NOW)
    assert [(problem.code, str(problem.where)) for problem in refused.value.problems] == [
        ("H.104", "'extract.csv', row 2"),
        ("H.105", "'extract.csv', row 2"),
        ("H.321", "'extract.csv', row 3"),
    ]


def test_a_double_is_proposed_judged_and_counted_once(mission: Mission, enter: Enter, dana: User) -> None:
    known = enter(
        complainant="СМАИЛОВА Д.",
        respondent="окружная комиссия №2",
        says="Отказ в регистрации",
        received_on=date(2023, 2, 20),
        body="territorial",
    )
    take_in(extract=kept(mission, dana), by=dana, now=NOW)
    likeness = Likeness.objects.get()
    assert {likeness.one_id, likeness.other_id} == {known.pk, Case.objects.get(official_number="11/1").pk}
    assert Case.objects.count() == 4  # nothing was merged
    other = likeness.other
    judge_likeness(likeness=likeness, state="same", keep=likeness.one, by=dana, now=NOW)
    other.refresh_from_db()
    assert other.same_as == likeness.one
    judge_likeness(likeness=likeness, state="different", keep=None, by=dana, now=NOW)
    other.refresh_from_db()
    assert other.same_as is None
    assert look_for_likenesses(mission=mission) == 0  # a judged pair is not proposed again


def test_an_open_case_never_hides_behind_a_confidential_one(
    mission: Mission, enter: Enter, dana: User
) -> None:
    words = {"complainant": "Aliya Smailova", "says": "refused", "respondent": "commission"}
    secret, _open_one = enter(**words, confidential=True), enter(**words)
    look_for_likenesses(mission=mission)
    with pytest.raises(Refused) as refused:
        judge_likeness(likeness=Likeness.objects.get(), state="same", keep=secret, by=dana, now=NOW)
    assert refused.value.problems[0].code == "H.141"


def test_an_extract_goes_in_through_the_pages(
    client: Client, mission: Mission, procedure: None, dana: User
) -> None:
    client.force_login(dana, backend=BACKEND)

    def url(name: str, *more: object) -> str:
        return reverse(f"disputes:{name}", args=["steppe", *more])

    content = "Received;Outcome;Who;Note\n10.02.2026;Rejected;Aliya;x\n11.02.2026;zurückgegeben;Bolat;y\n"
    file = SimpleUploadedFile("extract.csv", content.encode())
    answer = client.post(url("new_extract"), {"file": file, "source": "The court"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "H.310" in page  # what the columns Who and Note are is not known
    assert "H.315" in page  # "Received" and "Rejected" went without saying, "zurückgegeben" did not
    chosen = {
        "header_row": "1",
        "date_format": "%d.%m.%Y",
        "column-0": "received_on",
        "column-1": "outcome",
        "column-2": "complainant",
        "column-3": "-",
        "word-outcome-0": "rejected",
        "word-outcome-1": "returned",
        "fixed-body": "court",
    }
    client.post(answer["Location"], chosen)
    page = client.get(answer["Location"]).content.decode()
    assert "2 rows can be read whole" in page
    client.post(url("take_in", 1))
    assert [case.complainant for case in Case.objects.order_by("pk")] == ["Aliya", "Bolat"]
    assert "2 cases were taken in by Dana" in client.get(answer["Location"]).content.decode()
    file = SimpleUploadedFile("again.csv", content.replace("Aliya", "Erik").encode())
    mapping = ExtractMapping.objects.get()
    answer = client.post(url("new_extract"), {"file": file, "source": "The court", "mapping": mapping.pk})
    assert "2 rows can be read whole" in client.get(answer["Location"]).content.decode()
    client.post(url("remove_extract", 2))
    assert Extract.objects.count() == 1
    original = client.get(url("extract_file", 1))
    assert original.status_code == 200
