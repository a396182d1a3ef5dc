"""Spreadsheets of codings: read by a mapping, refused with all that is wrong, taken in whole, undone."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from baqylau.accounts.models import User
from baqylau.campaign import file_reading
from baqylau.campaign.actions.files_read import begin_reading
from baqylau.campaign.actions.media_coding import cells_of, correct_item
from baqylau.campaign.actions.media_imports import (
    keep_import,
    remove_import,
    set_media_reading,
    take_in_coding,
    undo_import,
)
from baqylau.campaign.indicator_sums import sum_what_changed
from baqylau.campaign.media_tables import items_table
from baqylau.campaign.models import (
    FileState,
    ItemSubject,
    MediaImport,
    MediaItem,
    MediaMapping,
    Programme,
    SubjectSum,
)
from baqylau.campaign.sources.coding_sheet import Reading, read_coding
from baqylau.campaign.sources.coding_sheet_file import read_sheet
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from tests.campaign.media_cast import NOW, Newsroom, make_newsroom

BACKEND = "baqylau.mission.backend.RoleBackend"
HEADER = "Канал;Дата;Передача;Начало;Длина;Кто;Его;Прямая речь;Тон;Тема;Класс;Лишнее\n"
READING = Reading(
    columns={
        "Канал": "outlet",
        "Дата": "day",
        "Передача": "programme_begins",
        "Начало": "begins",
        "Длина": "seconds",
        "Кто": "subject",
        "Его": "own_seconds",
        "Прямая речь": "direct_speech_seconds",
        "Тон": "tone",
        "Тема": "topic",
        "Класс": "programme_class",
        "Лишнее": "",
    },
    words={
        "outlet": {"Степь ТВ": "steppe-tv"},
        "subject": {"Синие": "blue", "Зелёные": "green", "Правительство": "government"},
        "tone": {"+": "positive", "0": "neutral", "-": "negative"},
        "topic": {"экономика": "economy"},
        "programme_class": {"новости": "news", "дебаты": "debate"},
    },
)
ROWS = (
    "Степь ТВ;16.02.2026;19:00;19:00:00;2:00;Синие;60;30;+;экономика;новости;x\n"
    "Степь ТВ;16.02.2026;19:00;19:00:00;2:00;Зелёные;45;;0;экономика;новости;\n"
    "Степь ТВ;16.02.2026;19:00;19:02:00;75;Правительство;;;-;;новости;\n"
    "Степь ТВ;16.02.2026;23:30;00:10;100;Синие;;;0;;дебаты;\n"
)


@pytest.fixture
def newsroom(mission: Mission, aigerim: User) -> Newsroom:
    return make_newsroom(mission, aigerim)


def kept(
    newsroom: Newsroom, content: str | bytes = HEADER + ROWS, reading: Reading = READING, name: str = "k.csv"
) -> MediaImport:
    made = keep_import(
        mission=newsroom.mission,
        file=io.BytesIO(content.encode() if isinstance(content, str) else content),
        name=name,
        mapping=None,
        mapping_name="Spreadsheet of the monitors",
        by=newsroom.head,
        now=NOW,
    )
    return set_media_reading(imported=made, reading=reading, by=newsroom.head)


def refused_codes(made: MediaImport, by: User) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        take_in_coding(imported=made, by=by, now=NOW)
    assert not MediaItem.objects.exists()
    assert not Programme.objects.exists()
    return [(problem.code, problem.where) for problem in refused.value.problems]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# ------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C.103"),
        ("Канал;Тон\nСтепь;+\n".encode("windows-1251"), "X.158"),
        ("Канал;Тон\nСтепь;+\n".encode("utf-16"), "X.158"),
        (b"PK\x03\x04 no archive", "X.157"),
        (b"a;a\n1;2\n", "X.152"),
        (b"a;b\n", "X.154"),
        (b"a;b\n1;2;3\n", "X.153"),
        (b'a;b\n"1;2\n', "C.124"),
        (b"\n\n", "C.103"),
    ],
)
def test_a_damaged_table_is_refused_with_a_number(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(content, "k.csv")
    assert refused.value.problems[0].code == code


def test_a_table_in_the_character_set_that_was_chosen_is_read() -> None:
    for charset in ("windows-1251", "utf-16", "koi8-r"):
        table = read_sheet((HEADER + ROWS).encode(charset), "k.csv", charset=charset)
        assert table.rows[0][1][0] == "Степь ТВ"
        assert len(read_coding(table, READING)) == 4


def test_a_workbook_and_a_csv_are_read_alike() -> None:
    rows: list[list[object]] = [
        ["Monitoring", *[None] * 11],
        [*HEADER.strip().split(";")],
        [
            "Степь ТВ",
            datetime(2026, 2, 16),
            time(19),
            time(19, 0),
            time(0, 2),
            "Синие",
            60,
            30.0,
            "+",
            "экономика",
            "новости",
            None,
        ],
    ]
    book = read_coding(read_sheet(workbook(rows), "k.xlsx", header_row=2), READING)
    table = read_coding(read_sheet((HEADER + ROWS).encode(), "k.csv"), READING)
    assert book[0].values == table[0].values


def test_everything_that_is_wrong_is_said_at_once_with_row_and_column() -> None:
    content = (
        HEADER + "Степь ТВ;16.02.2026;19:00;19:00;75;Синие;;;+;;новости;\n"
        "Степь ТВ;2/16/2026;19:00;25:99;abc;Жёлтые;;;;;новости;\n"
        "Степь ТВ;2026-02-16;19:00;19:05;1:75;;;;плохо;;новости;\n"
    )
    with pytest.raises(Refused) as refused:
        read_coding(read_sheet(content.encode(), "k.csv"), READING)
    found = {(problem.code, problem.where) for problem in refused.value.problems}
    assert found == {
        ("X.166", "'k.csv', row 3, column 'Дата'"),
        ("X.167", "'k.csv', row 3, column 'Начало'"),
        ("X.168", "'k.csv', row 3, column 'Длина'"),
        ("X.135", "'k.csv', row 3, column 'Кто'"),
        ("C.131", "'k.csv', row 3, column 'Тон'"),
        ("X.168", "'k.csv', row 4, column 'Длина'"),
        ("C.131", "'k.csv', row 4, column 'Кто'"),
        ("X.165", "'k.csv', row 4, column 'Тон'"),
    }


def test_every_column_is_used_or_named_as_passed_over() -> None:
    reading = Reading({"Канал": "outlet", "Дата": "day", "Кто": "subject", "Тон": "sound", "Нет": "note"})
    with pytest.raises(Refused) as refused:
        read_coding(read_sheet((HEADER + ROWS).encode(), "k.csv"), reading)
    found = {problem.code for problem in refused.value.problems}
    assert {"X.160", "X.161", "X.162", "X.164"} <= found


# ------------------------------------------------------------------ taken in


@pytest.mark.django_db
def test_rows_that_begin_together_are_one_item_and_a_night_goes_on(newsroom: Newsroom) -> None:
    made = take_in_coding(imported=kept(newsroom), by=newsroom.head, now=NOW)
    assert made.items == 3
    first, second = Programme.objects.order_by("number")
    assert (first.begins, first.programme_class, second.begins, second.programme_class) == (
        time(19),
        "news",
        time(23, 30),
        "debate",
    )
    joint, government = first.items.order_by("number")
    assert (joint.begins_at, joint.seconds, joint.topic, joint.prime_time) == (0, 120, "economy", True)
    assert list(joint.subjects.order_by("pk").values_list("subject__code", "seconds", "tone")) == [
        ("blue", 60, "positive"),
        ("green", 45, "neutral"),
    ]
    assert (government.begins_at, government.subjects.get().seconds) == (120, 75)
    assert second.items.get().begins_at == 40 * 60
    assert MediaMapping.objects.get().reading == READING.to_data()
    assert SubjectSum.objects.filter(subject=newsroom.subjects["blue"]).aggregate(Sum("amount")) == {
        "amount__sum": 60 + 100
    }
    assert sum_what_changed(newsroom.mission) == 0


@pytest.mark.django_db
def test_what_cannot_be_true_is_refused_by_row_and_nothing_is_half_loaded(newsroom: Newsroom) -> None:
    content = (
        HEADER + "Степь ТВ;16.02.2026;19:00;19:00:00;2:00;Синие;;;+;;новости;\n"
        "Степь ТВ;16.02.2026;19:00;19:01:30;2:00;Зелёные;300;;+;;новости;\n"
        "Степь ТВ;16.02.2027;19:00;19:10:00;60;Зелёные;;90;+;;новости;\n"
    )
    assert set(refused_codes(kept(newsroom, content), newsroom.head)) == {
        ("X.134", "'k.csv', row 3"),
        ("X.139", "'k.csv', row 3"),
        ("X.140", "'k.csv', row 4"),
        ("X.123", "'k.csv', row 4"),
    }


@pytest.mark.django_db
def test_items_do_not_overlap_what_was_coded_before(newsroom: Newsroom) -> None:
    newsroom.coded(
        newsroom.programme(begins=time(19), minutes=30),
        {"start": "100", "length": "100", "subject": "1", "tone": "1"},
    )
    with pytest.raises(Refused) as refused:
        take_in_coding(imported=kept(newsroom), by=newsroom.head, now=NOW)
    assert [(one.code, one.where) for one in refused.value.problems] == [("X.134", "'k.csv', row 2")]


@pytest.mark.django_db
def test_the_same_bytes_are_taken_in_once_and_can_be_undone(newsroom: Newsroom) -> None:
    made = take_in_coding(imported=kept(newsroom), by=newsroom.head, now=NOW)
    with pytest.raises(Refused) as twice:
        take_in_coding(imported=kept(newsroom), by=newsroom.head, now=NOW)
    assert twice.value.problems[0].code == "X.172"
    with pytest.raises(Refused):
        remove_import(imported=made, by=newsroom.head)
    undone = undo_import(imported=made, by=newsroom.head)
    assert undone.taken_in_at is None
    assert not Programme.objects.exists()
    assert not ItemSubject.objects.exists()
    take_in_coding(imported=undone, by=newsroom.head, now=NOW)
    programme = Programme.objects.order_by("number")[0]
    rows = cells_of(programme.items.get(number=2))
    rows[0]["tone"] = "positive"
    correct_item(
        programme=programme,
        number=2,
        rows=rows,
        reason="Heard again",
        version=None,
        by=newsroom.head,
        now=NOW,
    )
    with pytest.raises(Refused) as corrected:
        undo_import(imported=undone, by=newsroom.head)
    assert corrected.value.problems[0].code == "X.174"


@pytest.mark.django_db
def test_a_table_that_was_downloaded_can_be_taken_in_elsewhere(
    newsroom: Newsroom, other_mission: Mission, carla: User
) -> None:
    take_in_coding(imported=kept(newsroom), by=newsroom.head, now=NOW)
    rows = list(items_table(MediaItem.objects.order_by("day", "pk")))
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    elsewhere = make_newsroom(other_mission, carla)
    columns = {name: name for name in map(str, rows[0])}
    columns |= {"programme": "", "begins": "", "monitor": "", "second_coding_of": ""}
    words = {
        "outlet": {"steppe-tv": "steppe-tv"},
        "subject": {code: code for code in elsewhere.subjects},
        "tone": {code: code for code in ("positive", "neutral", "negative")},
        "manner": {},
        "topic": {"economy": "economy"},
        "programme_class": {"news": "news", "debate": "debate"},
        "prime_time": {"yes": "yes", "no": "no"},
        "paid": {"yes": "yes", "no": "no"},
    }
    reading = Reading(columns, words, date_format="%Y-%m-%d")
    taken = take_in_coding(imported=kept(elsewhere, text, reading), by=carla, now=NOW)
    assert taken.items == 3
    again = list(items_table(MediaItem.objects.filter(mission=other_mission).order_by("day", "pk")))
    assert [[*row[:2], *row[3:]] for row in again] == [[*row[:2], *row[3:]] for row in rows]


@pytest.mark.django_db
def test_a_spreadsheet_is_mapped_and_taken_in_on_its_pages(
    client: Client, newsroom: Newsroom, aigerim: User
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    slug = newsroom.mission.slug
    content = (
        "outlet,day,begins,seconds,Who,tone,Extra\nSteppe TV,2026-02-16,19:00,75,Blue party,positive,x\n"
    )
    sent = {"file": SimpleUploadedFile("k.csv", content.encode()), "mapping_name": "Ours"}
    assert client.post(reverse("campaign:new_media_import", args=[slug]), sent).status_code == 302
    page = reverse("campaign:media_import", args=[slug, 1])
    assert b"X.161" in client.get(page).content
    found = MediaImport.objects.get()
    assert found.reading["columns"]["day"] == "day"
    assert found.reading["words"]["outlet"] == {"Steppe TV": "steppe-tv"}
    chosen = {f"column-{at}": name for at, name in enumerate(("outlet", "day", "begins", "seconds"))}
    chosen |= {"column-4": "subject", "column-5": "tone", "column-6": "-", "date_format": "%Y-%m-%d"}
    client.post(page, chosen)
    assert b"1 item can be read." in client.get(page).content
    client.post(reverse("campaign:take_in_media", args=[slug, 1]))
    assert MediaItem.objects.get().day == date(2026, 2, 16)
    assert b"1 item was taken in" in client.get(page).content
    client.post(reverse("campaign:undo_media", args=[slug, 1]))
    assert not MediaItem.objects.exists()


# ------------------------------------------------------------------ a long one


@pytest.fixture
def long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is as long as one for which nobody waits."""
    monkeypatch.setattr(file_reading, "AT_ONCE", 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("long_ones")
def test_a_long_spreadsheet_is_checked_when_it_is_taken_in_and_says_then_what_is_wrong(
    client: Client, newsroom: Newsroom, aigerim: User
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    kept(newsroom, HEADER + ROWS.replace("2:00", "abc"))
    page = reverse("campaign:media_import", args=[newsroom.mission.slug, 1])
    before = client.get(page).content.decode()
    assert "X.168" not in before
    assert "Take all rows in" in before
    client.post(reverse("campaign:take_in_media", args=[newsroom.mission.slug, 1]))
    assert MediaImport.objects.get().state == FileState.REFUSED
    after = client.get(page).content.decode()
    assert after.count("X.168") == 2
    assert "Take all rows in" in after
    assert not MediaItem.objects.exists()


@pytest.mark.django_db
def test_how_far_a_long_spreadsheet_is_can_be_asked_and_it_is_read_by_one_at_a_time(
    client: Client, newsroom: Newsroom, aigerim: User
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    made = begin_reading(file=kept(newsroom), now=datetime.now(UTC))
    MediaImport.objects.update(done=200)
    slug = newsroom.mission.slug
    answer = client.get(reverse("campaign:media_import_progress", args=[slug, 1]))
    assert answer.headers["X-State"] == "running"
    assert "20 %" in answer.content.decode()
    page = client.get(reverse("campaign:media_import", args=[slug, 1])).content.decode()
    assert f'data-progress="/missions/{slug}/media/spreadsheets/1/progress/"' in page
    for change in (
        lambda: begin_reading(file=made, now=datetime.now(UTC)),
        lambda: set_media_reading(imported=made, reading=READING, by=newsroom.head),
        lambda: remove_import(imported=made, by=newsroom.head),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert [one.code for one in refused.value.problems] == ["X.530"]
    MediaImport.objects.update(beaten_at=datetime.now(UTC) - timedelta(minutes=3))
    assert "Begin again" in client.get(reverse("campaign:media_import", args=[slug, 1])).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("long_ones")
def test_a_long_spreadsheet_is_taken_in_while_nobody_waits(newsroom: Newsroom) -> None:
    read = Event()

    def take_in(file: MediaImport) -> None:
        take_in_coding(imported=file, by=newsroom.head, now=NOW)
        read.set()

    assert file_reading.read_file(kept(newsroom), take_in) is False
    assert read.wait(30)
    assert MediaImport.objects.get().state == FileState.TAKEN_IN
    assert MediaItem.objects.count() == 3
