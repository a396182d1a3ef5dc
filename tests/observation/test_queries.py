"""Questions to observers: asked, answered on a phone or signed in, closed; the list's filters and queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.actions.queries import answer, ask, close
from baqylau.observation.keys import token_of
from baqylau.observation.models import Query, Record
from baqylau.trail.models import Entry
from tests.observation.sending import filled, in_team, published_form, send

pytestmark = pytest.mark.django_db

RECORDS = "/missions/steppe/records/"


@pytest.fixture
def observer(mission: Mission, bolat: User) -> Membership:
    """Bolat, with a telephone number, at home in Almaty."""
    mission.election.time_zone = "Asia/Almaty"
    mission.election.save()
    mission.election.stations.create(code="01-A/7")
    published_form(mission)
    member = in_team(Membership.objects.select_related("mission__election").get(user=bolat))
    member.phone_number = "+77011234567"
    member.save()
    return member


@pytest.fixture
def checker(dana: User) -> User:
    """Dana, as somebody who checks and corrects."""
    Membership.objects.filter(user=dana).update(role="election_analyst")
    return dana


@pytest.fixture
def record(observer: Membership) -> Record:
    return Record.objects.get(number=send(observer, filled()).record_number)


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
        return client

    return sign_in


As = Callable[[User], Client]


def asked(record: Record, by: User, text: str = "Was it sealed?", question: str = "q1") -> Query:
    return ask(record=record, question=question, text=text, by=by, now=timezone.now())


def state(record: Record) -> str:
    return Record.objects.get(pk=record.pk).state


# ------------------------------------------------------------------ asking, answering, closing


def test_a_record_waits_until_its_last_question_is_closed(record: Record, dana: User, bolat: User) -> None:
    one, other = asked(record, dana), asked(record, dana, question="")
    assert state(record) == "query"
    answer(query=one, text="Yes, all day.", by=bolat, now=timezone.now())
    close(query=one, by=dana, now=timezone.now())
    assert state(record) == "query"
    close(query=other, by=dana, now=timezone.now())
    assert state(record) == "received"


@pytest.mark.parametrize(("question", "text", "code"), [("nothing", "Why?", "K.104"), ("q1", "  ", "K.103")])
def test_a_question_is_about_the_form_and_has_words(
    question: str, text: str, code: str, record: Record, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        asked(record, dana, text, question)
    assert refused.value.problems[0].code == code
    assert state(record) == "received"
    assert not Query.objects.exists()


def test_a_closed_question_is_not_answered(record: Record, dana: User, bolat: User) -> None:
    query = asked(record, dana)
    close(query=query, by=dana, now=timezone.now())
    for act in (
        lambda: answer(query=query, text="Yes", by=bolat, now=timezone.now()),
        lambda: close(query=query, by=dana, now=timezone.now()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.problems[0].code == "K.105"


def test_an_edit_answers_what_was_asked(
    record: Record, observer: Membership, dana: User, bolat: User
) -> None:
    query = asked(record, dana)
    send(observer, filled("uuid:2", deprecated="uuid:1", q1="no"))
    query.refresh_from_db()
    assert (query.answer, query.answered_by, query.closed_at) == ("", bolat, None)
    assert state(record) == "received"


def test_neither_question_nor_answer_is_in_the_trail(record: Record, dana: User, bolat: User) -> None:
    answer(query=asked(record, dana, "Did Mr N. sign?"), text="He refused.", by=bolat, now=timezone.now())
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert b"Mr N." not in bodies
    assert b"refused." not in bodies
    assert Entry.objects.filter(action="observation.query_answered").count() == 1


# ------------------------------------------------------------------ pages


def test_a_record_is_asked_about_on_its_page_and_the_telephone_stands_there(
    record: Record, checker: User, as_: As
) -> None:
    response = as_(checker).post(
        f"{RECORDS}1/ask/", {"question": "q1", "text": "Was it sealed?"}, follow=True
    )
    text = response.content.decode()
    assert "+77011234567" in text
    assert "sms:+77011234567?body=Report%201" in text
    assert "Report 1 (01-A/7, 01.03 09:00): q1 – Was it sealed?" in text


def test_a_phone_shows_its_owners_questions_and_takes_the_answer(
    record: Record, observer: Membership, dana: User, bolat: User, client: Client
) -> None:
    query = asked(record, dana)
    token = token_of(give_phone(membership=observer, by=None, now=timezone.now()))
    page = client.get(f"/key/{token}/queries/")
    assert "Was it sealed?" in page.content.decode()
    assert client.post(f"/key/{token}/queries/", {"query": query.pk, "text": " "}).status_code == 400
    assert client.post(f"/key/{token}/queries/", {"query": query.pk, "text": "Yes."}).status_code == 302
    query.refresh_from_db()
    assert (query.answer, query.answered_by) == ("Yes.", bolat)


def test_a_phone_does_not_reach_the_questions_of_another_team(
    record: Record, mission: Mission, dana: User, erik: User, client: Client
) -> None:
    query = asked(record, dana)
    other = Membership.objects.create(mission=mission, user=erik, role="sto")
    token = token_of(give_phone(membership=in_team(other, "T9"), by=None, now=timezone.now()))
    assert "Nobody asks anything" in client.get(f"/key/{token}/queries/").content.decode()
    assert client.post(f"/key/{token}/queries/", {"query": query.pk, "text": "x"}).status_code == 404
    assert client.get("/key/no-such-token/queries/").status_code == 403


def test_an_observer_answers_signed_in_and_others_do_not(
    record: Record, dana: User, bolat: User, erik: User, mission: Mission, as_: As
) -> None:
    query = asked(record, dana)
    address = f"/missions/steppe/queries/{query.pk}/answer/"
    Membership.objects.create(mission=mission, user=erik, role="sto")
    assert as_(erik).post(address, {"text": "x"}).status_code == 404
    assert as_(dana).post(address, {"text": "x"}).status_code == 404
    assert "Was it sealed?" in as_(bolat).get("/missions/steppe/queries/").content.decode()
    assert as_(bolat).post(address, {"text": "All day."}).status_code == 302
    query.refresh_from_db()
    assert query.answer == "All day."


def test_whoever_checks_writes_down_what_was_said_on_the_telephone(
    record: Record, checker: User, as_: As
) -> None:
    query = asked(record, checker)
    as_(checker).post(f"/missions/steppe/queries/{query.pk}/answer/", {"text": "Said: all day."})
    query.refresh_from_db()
    assert (query.answer, query.answered_by) == ("Said: all day.", checker)


def test_a_record_leads_with_local_time_and_its_zone(record: Record, checker: User, as_: As) -> None:
    text = as_(checker).get(f"{RECORDS}1/").content.decode()
    assert "Sunday, 1 March 2026, 09:00–09:40" in text
    assert "UTC+05:00, Asia/Almaty" in text
    listed = as_(checker).get(RECORDS).content.decode()
    assert 'datetime="2026-03-01T09:00+05:00"' in listed


def test_a_zone_that_is_not_the_elections_is_not_named(
    record: Record, observer: Membership, checker: User, as_: As
) -> None:
    observer.mission.election.time_zone = "Europe/Berlin"
    observer.mission.election.save()
    text = as_(checker).get(f"{RECORDS}1/").content.decode()
    assert "UTC+05:00<" in text


def test_the_original_is_there_to_download(record: Record, checker: User, as_: As) -> None:
    submission = record.submissions.get()
    response = as_(checker).get(f"{RECORDS}1/submissions/{submission.pk}.xml")
    assert response.content == filled()
    assert response["Content-Disposition"].startswith("attachment")
    assert submission.sha256 in as_(checker).get(f"{RECORDS}1/").content.decode()


def test_every_version_shows_what_it_changed(
    record: Record, observer: Membership, checker: User, as_: As
) -> None:
    send(observer, filled("uuid:2", deprecated="uuid:1", q1="no", comment=None))
    text = as_(checker).get(f"{RECORDS}1/").content.decode()
    assert "q1: yes → no" in text
    assert "comment: Quiet → not asked here" in text
    assert "sent again by the observer" in text


def test_an_observer_corrects_their_own_record_and_the_rating_too(
    record: Record, bolat: User, checker: User, as_: As
) -> None:
    page = as_(checker).get(f"{RECORDS}1/correct/").content.decode()
    assert "only the observer alters it" in page
    assert "choice_overall" not in page
    sent = {"version": "1", "reason": "I mistook it", "choice_overall": "answer:bad"}
    assert as_(bolat).post(f"{RECORDS}1/correct/", sent).status_code == 302
    assert Record.objects.get().ratings == {"overall": "bad"}


def test_a_deleted_record_says_so_to_whoever_may_delete(
    record: Record, aigerim: User, checker: User, as_: As
) -> None:
    as_(aigerim).post(f"{RECORDS}1/delete/", {"reason": "A test"})
    assert as_(checker).get(f"{RECORDS}1/").status_code == 404
    text = as_(aigerim).get(f"{RECORDS}1/").content.decode()
    assert "This record is deleted" in text
    assert "A test" in text
    assert "0 records of 0" in as_(aigerim).get(RECORDS).content.decode()
    as_(aigerim).post(f"{RECORDS}1/restore/", {"reason": "It was none"})
    assert as_(checker).get(f"{RECORDS}1/").status_code == 200


def test_what_is_refused_is_said_on_the_next_page(record: Record, checker: User, as_: As) -> None:
    text = as_(checker).post(f"{RECORDS}1/reject/", {"reason": ""}, follow=True).content.decode()
    assert "K.103" in text
    text = as_(checker).post(f"{RECORDS}1/check/", {"version": "7"}, follow=True).content.decode()
    assert "K.101" in text


# ------------------------------------------------------------------ the queue


@pytest.fixture
def several(observer: Membership) -> list[int]:
    """Five records: clean, with a warning, with an error, critical, clean."""
    hours = ("08:00", "10:00", "12:00", "14:00", "16:00")
    changes: list[dict[str, str]] = [
        {},
        {"departure": "10:02"},
        {"departure": "11:50"},
        {"stuffing": "yes"},
        {},
    ]
    made = []
    for place, (hour, change) in enumerate(zip(hours, changes, strict=True), 1):
        left = f"{hour[:2]}:40"
        said = {
            "arrival": hour,
            "departure": left,
            "start": f"2026-03-01T{hour}:30+05:00",
            "q2": "yes",
        } | change
        said |= {"q3": "no" if place % 2 else "yes"}
        body = filled(f"uuid:{place}", **said)
        now = datetime(2026, 3, 1, 5 + place * 2, tzinfo=UTC)
        made.append(send(observer, body, now).record_number or 0)
    return made


def numbers(client: Client, query: str) -> list[int]:
    response = client.get(f"{RECORDS}?{query}")
    assert response.status_code == 200
    return [record.number for record, _ in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("order=newest", [5, 4, 3, 2, 1]),
        ("order=worst", [3, 2, 5, 4, 1]),
        ("severity=0", [1, 4, 5]),
        ("severity=2", [2, 3]),
        ("severity=3", [3]),
        ("severity=x", [1, 2, 3, 4, 5]),
        ("issue=K.202", [2]),
        ("issue=K.20", []),
        ("issue=%22", []),
        ("form=voting", [1, 2, 3, 4, 5]),
        ("form=other", []),
        ("team=T1&state=received", [1, 2, 3, 4, 5]),
        ("team=T2", []),
        ("state=checked", []),
        ("state=nonsense", []),
        ("wave=opening", []),
        ("q=%234", [4]),
        ("q=01-A", [1, 2, 3, 4, 5]),
        ("since=2026-03-01T16:00", [3, 4, 5]),
        ("since=2026-03-01T11:00Z", [3, 4, 5]),
        ("since=2026-13-45T99:99", []),
        ("since=nonsense", []),
        ("since=2026-03-01T20:56:50.98%2B17:47", []),
        ("since=0001-01-01T00:00Z", []),
        ("queue=check&order=worst", [3, 2, 5, 4, 1]),
        ("queue=mine", []),
        ("queue=nonsense&order=nonsense", [1, 2, 3, 4, 5]),
    ],
)
def test_an_address_selects_what_is_to_be_looked_at(
    query: str, expected: list[int], several: list[int], checker: User, as_: As
) -> None:
    assert numbers(as_(checker), query) == expected


def test_what_was_asked_leaves_the_queue_until_it_is_answered(
    several: list[int], checker: User, bolat: User, aigerim: User, as_: As
) -> None:
    query = asked(Record.objects.get(number=3), checker)
    assert numbers(as_(checker), "queue=check&order=worst") == [2, 5, 4, 1]
    answer(query=query, text="Yes", by=bolat, now=timezone.now())
    assert numbers(as_(checker), "queue=check&order=worst") == [3, 2, 5, 4, 1]
    assert numbers(as_(checker), "queue=mine") == [3]
    assert numbers(as_(aigerim), "queue=mine") == []


def test_checking_goes_on_to_the_next_of_the_queue(several: list[int], checker: User, as_: As) -> None:
    selection = "queue=check&order=worst"
    page = as_(checker).get(f"{RECORDS}3/?{selection}").content.decode()
    assert f'rel="next" accesskey="j" href="{RECORDS}2/?{selection.replace("&", "&amp;")}"' in page
    response = as_(checker).post(f"{RECORDS}3/check/", {"version": "1", "selection": selection})
    assert response["Location"] == f"{RECORDS}2/?{selection}"
    response = as_(checker).post(f"{RECORDS}2/check/", {"version": "9", "selection": selection})
    assert response["Location"] == f"{RECORDS}2/?{selection}"
    assert Record.objects.filter(state="checked").count() == 1


def test_the_last_of_the_queue_stays_on_its_page(several: list[int], checker: User, as_: As) -> None:
    response = as_(checker).post(
        f"{RECORDS}1/check/", {"version": "1", "selection": "queue=check&order=worst"}
    )
    assert response["Location"].startswith(f"{RECORDS}1/")


def test_clean_records_are_checked_from_the_list(several: list[int], checker: User, as_: As) -> None:
    response = as_(checker).post(f"{RECORDS}check/", {"number": ["1", "2", "x"], "selection": "order=newest"})
    assert response["Location"] == f"{RECORDS}?order=newest"
    assert list(Record.objects.filter(state="checked").values_list("number", flat=True)) == [1]
    as_(checker).post(f"{RECORDS}check/", {"all": "1", "selection": "team=T1"})
    assert list(Record.objects.filter(state="checked").values_list("number", flat=True)) == [1, 5]


def test_a_finding_about_two_records_is_shown_with_both(observer: Membership, checker: User, as_: As) -> None:
    observer.mission.election.stations.create(code="02-B/1")
    send(observer, filled("uuid:1"))
    send(observer, filled("uuid:2", station="02-B/1", q1="no"))
    assert "K.223" in as_(checker).get(f"{RECORDS}2/").content.decode()
    older = as_(checker).get(f"{RECORDS}1/").content.decode()
    assert "Seen from" in older
    assert f'href="{RECORDS}2/"' in older


def test_the_list_asks_the_database_no_more_for_more_records(
    several: list[int], checker: User, as_: As, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = as_(checker)
    client.get(RECORDS)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get(f"{RECORDS}?order=worst")
