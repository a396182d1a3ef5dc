"""The pages of the log: entered by a tired person, listed, changed, downloaded; no name that may not be."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.models import Institution, Meeting
from tests.observation.meetings_cast import NAMED, Enter, member, person
from tests.observation.meetings_part import phone_record

BACKEND = "baqylau.mission.backend.RoleBackend"
pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def as_dana(dana: User) -> Client:
    return client_of(dana)


@pytest.fixture
def as_lto(lto: User) -> Client:
    return client_of(lto)


def url(name: str, *more: object) -> str:
    return reverse(f"observation:{name}", args=["steppe", *more])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))


def said(**more: object) -> dict[str, object]:
    """What a form of a meeting is sent with."""
    yesterday = timezone.now().date() - timedelta(days=1)
    return {"day": yesterday, "openness": "private", "quotable": "nothing", **more}


def test_an_observer_enters_a_meeting_with_a_new_institution(as_lto: Client, team: Team, lto: User) -> None:
    page = text(as_lto, url("new_meeting"))
    assert f'<option value="{team.pk}" selected>L1</option>' in page
    assert f'value="{timezone.now().date():%Y}' in page
    answer = as_lto.post(
        url("new_meeting"),
        said(
            team=team.pk,
            new_institution="Abai district commission",
            new_kind="commission",
            women=2,
            men=1,
            topics=["voters", "administration"],
            key_points="Lists were handed over in time.",
        ),
    )
    assert answer.status_code == 302
    (meeting,) = Meeting.objects.all()
    assert (meeting.written_by, meeting.openness) == (lto, "private")
    assert meeting.topics == ["administration", "voters"]
    page = text(as_lto, answer["Location"])
    for words in ("Abai district commission", "Lists were handed over", "Election administration; Voter"):
        assert words in page
    assert Institution.objects.get().name == "Abai district commission"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(as_lto: Client, team: Team) -> None:
    tomorrow = timezone.now().date() + timedelta(days=5)
    answer = as_lto.post(
        url("new_meeting"),
        said(day=tomorrow, men="99999999999", new_institution="New", new_kind="media", topics="gossip"),
    )
    assert answer.status_code == 400
    assert not Institution.objects.exists()
    answer = as_lto.post(url("new_meeting"), said(day=tomorrow, new_institution="New", new_kind="media"))
    page = answer.content.decode()
    assert answer.status_code == 400
    for code in ("Y.112", "Y.104"):
        assert code in page
    assert 'href="#id_day"' in page
    assert not Institution.objects.exists()
    answer = as_lto.post(url("new_meeting"), said(team=team.pk, new_institution="New"))
    assert "Y.101" in answer.content.decode()


def test_a_person_is_entered_with_a_consent_that_is_then_taken_back(
    as_lto: Client, enter: Enter, lto: User, team: Team, coordinator: User
) -> None:
    meeting = enter(by=lto, team=team)
    assert as_lto.post(url("new_person", "1"), {"consent": "report", "name": "Asel"}).status_code == 400
    values = {"name": "Asel", "function": "chair", "sex": "f", "consent": "report", "another": "yes"}
    values |= {"consent_on": "2026-02-18", "consent_how": "in writing"}
    answer = as_lto.post(url("new_person", "1"), values)
    assert answer["Location"] == url("new_person", "1")
    assert "Asel" in text(client_of(coordinator), url("meeting", "1"))
    assert as_lto.post(url("withdraw_consent", "1", 1)).status_code == 302
    assert "Asel" not in text(client_of(coordinator), url("meeting", "1"))
    page = text(as_lto, url("meeting", "1"))
    assert "Asel" in page
    assert "taken back" in page
    assert meeting.persons.get().consent_by == lto


def test_who_did_not_write_a_meeting_does_not_change_it(
    enter: Enter, mission: Mission, team: Team, lto: User, coordinator: User
) -> None:
    meeting = enter(by=lto, team=team)
    person(meeting, lto, name="Asel")
    partner = member(mission, "Timur", "lto", team)
    for user in (partner, coordinator):
        client = client_of(user)
        assert "Change the meeting" not in text(client, url("meeting", "1"))
        for address in (url("edit_meeting", "1"), url("new_person", "1"), url("person", "1", 1)):
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404
        assert client.post(url("forget_persons", "1")).status_code == 404
    assert Meeting.objects.get().version == 2


def test_persons_are_forgotten_after_one_was_asked_again(as_dana: Client, enter: Enter, dana: User) -> None:
    meeting = enter(women=1, men=0, key_points="The chair is afraid.")
    person(meeting, dana, name="Asel", function="chair of the commission", sex="f")
    page = text(as_dana, url("forget_persons", "1"))
    assert "This cannot be undone" in page
    assert "The chair is afraid." in page
    as_dana.post(url("forget_persons", "1"))
    page = text(as_dana, url("meeting", "1"))
    for words in ("Asel", "chair of the commission"):
        assert words not in page
    assert "The chair is afraid." in page
    assert "Persons forgotten" in page


def test_confidential_meetings_are_in_no_list_count_or_download_of_others(
    enter: Enter, mission: Mission, coordinator: User, as_dana: Client
) -> None:
    enter(key_points="open", openness="open")
    enter(place="A secret flat", openness="confidential")
    client = client_of(coordinator)
    page = text(client, url("meetings"))
    assert "1 meeting of 1." in page
    assert "secret" not in page
    assert [one["number"] for one in rows(client, url("meetings_csv"))] == ["1"]
    assert client.get(url("meeting", "C1")).status_code == 404
    assert "secret" not in text(client, url("institution", 1))
    assert "2 meetings of 2." in text(as_dana, url("meetings"))
    assert "A secret flat" in text(as_dana, url("meeting", "C1"))


def test_a_download_has_exactly_what_is_filtered(as_dana: Client, enter: Enter) -> None:
    enter(topics=["media"], key_points="=1+1", day=date(2026, 2, 17))
    enter(topics=["law"])
    address = "?topic=media&q=steppe"
    assert f'href="{url("meetings_csv")}?topic=media&amp;q=steppe"' in text(
        as_dana, url("meetings") + address
    )
    (row,) = rows(as_dana, url("meetings_csv") + address)
    assert (row["number"], row["day"], row["topics"]) == ("1", "2026-02-17", "media")
    assert row["key_points"] == "'=1+1"
    book = load_workbook(io.BytesIO(as_dana.get(url("meetings_xlsx") + address).content))
    assert [line[0].value for line in book.active.rows] == ["number", "1"]
    names = [one["name_en"] for one in rows(as_dana, url("institutions_csv") + "?annex=yes")]
    assert names == ["Steppe party"]
    assert rows(as_dana, url("institutions_csv") + "?annex=no") == []


def test_filters_stay_in_the_address(as_dana: Client, enter: Enter) -> None:
    enter()
    page = text(as_dana, url("meetings") + "?kind=party&only=uncounted&q=<b>&order=oldest")
    assert '<option value="party" selected>' in page
    assert '<option value="uncounted" selected>' in page
    assert 'value="&lt;b&gt;"' in page
    assert "<details open>" in page
    for strange in ("?since=x&institution=%00&page=zz", "?area=%27&team=-&reliability=-&topic=%22"):
        assert as_dana.get(url("meetings") + strange).status_code == 200


def test_a_record_is_taken_over_with_one_button(
    mission: Mission, as_lto: Client, lto: User, dana: User
) -> None:
    record = phone_record(mission, Membership.objects.get(user=lto))
    others = phone_record(mission, Membership.objects.get(user=dana))
    assert "1 record of a meeting from a phone" in text(as_lto, url("meetings"))
    assert "Abai district commission" in text(as_lto, url("meetings_waiting"))
    assert as_lto.post(url("take_meeting", others.number)).status_code == 404
    assert not Meeting.objects.exists()
    for _ in range(2):
        answer = as_lto.post(url("take_meeting", record.number), follow=True)
    assert "Y.130" in answer.content.decode()
    meeting = Meeting.objects.get()
    assert f'href="{url("record", record.number)}"' in text(as_lto, url("meeting", meeting.label))
    assert "None waits here." in text(as_lto, url("meetings_waiting"))


def test_a_record_is_set_aside_on_the_page_and_put_back(
    mission: Mission, as_lto: Client, as_dana: Client, lto: User, dana: User
) -> None:
    record = phone_record(mission, Membership.objects.get(user=lto))
    others = phone_record(mission, Membership.objects.get(user=dana))
    assert "Y.132" in as_lto.post(url("leave_meeting", record.number), follow=True).content.decode()
    as_lto.post(url("leave_meeting", record.number), {"reason": "Only a <test>."})
    assert as_lto.post(url("leave_meeting", others.number), {"reason": "x"}).status_code == 404
    page = text(as_lto, url("meetings_waiting"))
    assert "None waits here." in page
    assert "1 record was set aside." in page
    assert "from a phone" not in text(as_lto, url("meetings"))
    page = text(as_dana, url("meetings_waiting") + "?aside=yes")
    assert "Only a &lt;test&gt;." in page
    assert "Lena" in page
    as_dana.post(url("leave_meeting", record.number), {"put_back": "1"})
    assert "put back: Dana" in text(as_lto, url("meetings_waiting"))


def test_an_institution_is_entered_and_changed(as_lto: Client) -> None:
    assert "Y.111" in as_lto.post(url("new_institution"), {"kind": "media"}).content.decode()
    as_lto.post(url("new_institution"), {"kind": "media", "name_kk": "Газет"})
    values = {"kind": "media", "name_kk": "Газет", "name_en": "Paper", "in_annex": "on", "version": 1}
    assert as_lto.post(url("edit_institution", 1), values).status_code == 302
    assert "Y.120" in as_lto.post(url("edit_institution", 1), values).content.decode()
    page = text(as_lto, url("institution", 1))
    assert "Paper" in page
    assert "May stand in the annex of a report: no →" in page


def test_the_list_for_the_annex_names_institutions_and_no_persons(
    as_dana: Client, as_lto: Client, enter: Enter, dana: User
) -> None:
    person(enter(), dana, name="Asel", **NAMED)
    page = text(as_dana, url("institutions_annex"))
    assert "Steppe party" in page
    assert "Asel" not in page
    assert as_lto.get(url("institutions_annex")).status_code == 403


def test_numbers_stand_beside_what_they_are_counted_of(as_dana: Client, enter: Enter) -> None:
    enter(men=3, women=1)
    enter()
    page = text(as_dana, url("meetings_numbers"))
    assert "1 of 4" in page
    assert "At 1 meeting women and men were not counted" in page


def test_a_case_is_tied_to_a_meeting_on_its_page(
    as_dana: Client, enter: Enter, mission: Mission, dana: User
) -> None:
    from baqylau.disputes.actions.cases import add_case
    from baqylau.disputes.actions.given import CaseData, ProceedingData

    enter()
    add_case(
        mission=mission,
        case=CaseData(says="A hall."),
        first=ProceedingData(),
        by=dana,
        now=timezone.now(),
    )
    case = reverse("disputes:case", args=["steppe", "1"])
    as_dana.post(reverse("disputes:tie_meeting", args=["steppe", "1"]), {"meeting": "#1"})
    assert "Steppe party" in text(as_dana, case)
    assert f'href="{case}"' in text(as_dana, url("meeting", "1"))
    answer = as_dana.post(
        reverse("disputes:tie_meeting", args=["steppe", "1"]), {"meeting": "C9"}, follow=True
    )
    assert "H.115" in answer.content.decode()
