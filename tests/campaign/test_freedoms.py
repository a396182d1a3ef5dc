"""The register of freedoms: entered, found, changed, downloaded; nothing confidential is betrayed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.freedoms import FreedomData, change_freedom
from baqylau.campaign.models import FreedomEntry, RegisterChange
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.trail.models import Entry
from tests.campaign.register_cast import NOW, area, body, enter_freedom, media_analyst, signed_in, text, url

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.where)) for problem in refused.value.problems]


def test_a_notice_and_its_refusal_are_one_entry_with_article_and_source(mission: Mission, dana: User) -> None:
    client = signed_in(dana)
    answer = client.post(
        url("new_freedom"),
        {
            "kind": "assembly",
            "says": "A notice of a peaceful assembly.",
            "asked_on": "2026-02-01",
            "outcome": "refused",
            "answered_on": "2026-02-04",
            "article": "Law on assemblies, 12",
            "people": "30",
            "source_kind": "published",
            "source": "Answer of the akimat, No. 7",
        },
    )
    assert answer.status_code == 302
    entry = FreedomEntry.objects.get()
    assert (entry.label, entry.outcome, entry.article) == ("1", "refused", "Law on assemblies, 12")
    page = text(client, url("freedom", "1"))
    assert "Answer of the akimat, No. 7" in page
    assert "Law on assemblies, 12" in page
    assert "1 refused or returned of 1 answered" in text(client, url("freedoms"))


def test_all_that_is_wrong_is_said_at_once_and_at_its_field(mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        enter_freedom(
            mission,
            dana,
            kind="detention",
            outcome="allowed",
            people=2,
            women=3,
            asked_on=date(2026, 2, 4),
            answered_on=date(2026, 2, 1),
            happened_on=date(1890, 1, 1),
            who_kind="somebody",
        )
    assert codes(refused) == [
        ("X.734", "happened_on"),
        ("X.731", "who_kind"),
        ("X.740", "outcome"),
        ("X.741", "women"),
        ("X.742", "answered_on"),
    ]


def test_an_entry_that_says_nothing_is_refused(mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        enter_freedom(mission, dana, says="  ")
    assert codes(refused) == [("X.743", "says")]


def test_a_form_that_is_refused_is_shown_again_with_what_was_typed(mission: Mission, dana: User) -> None:
    answer = signed_in(dana).post(
        url("new_freedom"),
        {"kind": "website", "outcome": "fined", "says": "example.org", "source_kind": "media"},
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "X.740" in page
    assert "example.org" in page


def test_the_database_refuses_more_women_than_people(mission: Mission, dana: User) -> None:
    entry = enter_freedom(mission, dana, people=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        FreedomEntry.objects.filter(pk=entry.pk).update(women=3)


def test_every_change_is_in_the_history_field_by_field(mission: Mission, dana: User) -> None:
    entry = enter_freedom(mission, dana, outcome="pending")
    given = FreedomData(kind="assembly", says="A notice was refused.", outcome="allowed")
    change_freedom(entry=entry, given=given, version=1, by=dana, now=NOW)
    change_freedom(entry=entry, given=given, version=2, by=dana, now=NOW)
    last = RegisterChange.objects.filter(freedom=entry).last()
    assert RegisterChange.objects.count() == 2, "what changes nothing leaves no line"
    assert last
    assert last.fields == [{"field": "outcome", "before": "pending", "after": "allowed"}]
    page = text(signed_in(dana), url("freedom", "1"))
    assert "Not answered or decided yet → <strong>Allowed" in page


def test_whoever_saw_an_older_version_does_not_overwrite(mission: Mission, dana: User) -> None:
    entry = enter_freedom(mission, dana)
    given = FreedomData(kind="assembly", says="Another text.")
    change_freedom(entry=entry, given=given, version=1, by=dana, now=NOW)
    with pytest.raises(Refused) as refused:
        change_freedom(entry=entry, given=given, version=1, by=dana, now=NOW)
    assert codes(refused) == [("X.730", "")]


def test_the_trail_keeps_no_text_about_a_person(mission: Mission, dana: User) -> None:
    enter_freedom(mission, dana, kind="detention", who="Asel Omarova", says="Asel Omarova was detained.")
    written = bytes(Entry.objects.filter(action="campaign.freedom_added").get().body).decode()
    assert "Omarova" not in written
    assert json.loads(written)["change"]["fields"]["kind"] == "detention"


def test_of_a_confidential_entry_the_trail_keeps_digests_only(mission: Mission, dana: User) -> None:
    enter_freedom(mission, dana, kind="employees", confidential=True, people=12)
    fields = json.loads(bytes(Entry.objects.latest("pk").body))["change"]["fields"]
    assert fields["confidential"] is True
    assert set(fields["kind"]) == set(fields["people"]) == {"salted_sha256"}


def test_a_confidential_entry_is_not_there_for_whoever_may_not_know(mission: Mission, dana: User) -> None:
    enter_freedom(mission, dana, says="Openly known")
    hidden = enter_freedom(mission, dana, says="Told in confidence", confidential=True, kind="employees")
    enter_freedom(mission, dana, says="Also open")
    client = signed_in(media_analyst(mission))
    assert hidden.label == "C1"
    page = text(client, url("freedoms"))
    assert "Told in confidence" not in page
    assert "2 entries of 2" in page
    assert "Confidential</option>" not in page
    assert "Pressure on employees: <strong>" not in page
    for name in ("freedom", "edit_freedom"):
        assert client.get(url(name, "C1")).status_code == 404
    assert "0 entries of 2" in text(client, url("freedoms") + "?q=%23C1")
    assert "0 entries of 2" in text(client, url("freedoms") + "?only=confidential")
    table = body(client, url("freedoms_csv"))
    assert "confidence" not in table
    assert [line.split(",")[0] for line in table.split()[1:]]
    assert "3 entries of 3" in text(signed_in(dana), url("freedoms"))


def test_numbers_of_open_entries_have_no_gap_where_a_confidential_one_was_entered(
    mission: Mission, dana: User
) -> None:
    labels = [
        enter_freedom(mission, dana, confidential=secret).label
        for secret in (False, True, False, True, False)
    ]
    assert labels == ["1", "C1", "2", "C2", "3"]


def test_an_entry_that_becomes_confidential_gets_a_number_of_that_series(
    mission: Mission, dana: User
) -> None:
    enter_freedom(mission, dana, confidential=True)
    entry = enter_freedom(mission, dana)
    given = FreedomData(kind="assembly", says="A notice was refused.", confidential=True)
    changed = change_freedom(entry=entry, given=given, version=1, by=dana, now=NOW)
    assert changed.label == "C2"


@pytest.fixture
def some(mission: Mission, election: Election, dana: User) -> list[Area]:
    country = area(election, "xx", "Land")
    north = area(election, "n", "North", country)
    city = area(election, "n1", "Town", north)
    enter_freedom(mission, dana, outcome="refused", area=city, happened_on=date(2026, 2, 10))
    enter_freedom(mission, dana, outcome="allowed", asked_on=date(2026, 2, 1), actor="Akimat of Ағат")
    enter_freedom(mission, dana, kind="detention", outcome="fined", who_kind="journalist", people=3)
    enter_freedom(mission, dana, kind="website", says="example.org is blocked", outcome="continues")
    return [country, north, city]


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ("", ["4", "3", "2", "1"]),
        ("?order=oldest", ["1", "2", "3", "4"]),
        ("?kind=assembly&outcome=refused", ["1"]),
        ("?area=n", ["1"]),
        ("?area=-&kind=assembly", ["2"]),
        ("?who=journalist", ["3"]),
        ("?q=АҒАТ akimat", ["2"]),
        ("?q=%232", ["2"]),
        ("?since=2026-02-05", ["1"]),
        ("?until=2026-02-05", ["2"]),
        ("?order=day", ["1", "2", "4", "3"]),
        ("?outcome=-", []),
        ("?kind=nothing&since=never", []),
        ("?q=%00&page=999999", ["4", "3", "2", "1"]),
    ],
)
def test_the_address_selects_and_the_download_is_what_it_selects(
    some: list[Area], dana: User, asked: str, labels: list[str]
) -> None:
    client = signed_in(dana)
    rows = body(client, url("freedoms_csv") + asked).splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == labels
    assert client.get(url("freedoms") + asked).status_code == 200
    assert client.get(url("freedoms_xlsx") + asked).status_code == 200


def test_who_only_sees_may_not_enter(mission: Mission, dana: User) -> None:
    from baqylau.mission.models import Membership

    enter_freedom(mission, dana)
    user = User.objects.create_user("stat", name="Statistician")
    Membership.objects.create(mission=mission, user=user, role="statistics_analyst")
    client = signed_in(user)
    assert "Enter what happened" not in text(client, url("freedoms"))
    assert client.get(url("new_freedom")).status_code == 403
    assert client.post(url("edit_freedom", "1")).status_code == 403


def test_observers_and_other_missions_see_nothing(mission: Mission, bolat: User, carla: User) -> None:
    assert signed_in(bolat).get(url("freedoms")).status_code == 403
    assert signed_in(carla).get(url("freedoms")).status_code == 404


def test_figures_have_denominators_and_leave_confidential_entries_out(mission: Mission, dana: User) -> None:
    from baqylau.campaign.figures_register import freedoms, not_allowed, offered, people_detained
    from baqylau.campaign.models.freedoms import FreedomKind

    for outcome in ("refused", "allowed", "pending", ""):
        enter_freedom(mission, dana, outcome=outcome)
    enter_freedom(mission, dana, outcome="refused", confidential=True)
    enter_freedom(mission, dana, kind="detention", people=3)
    enter_freedom(mission, dana, kind="detention")
    refused = not_allowed(mission, FreedomKind.ASSEMBLY)
    assert (refused.numerator, refused.denominator) == (1, 2)
    assert refused.excluded == {"pending": 1, "not known": 1}
    notices = freedoms(mission, FreedomKind.ASSEMBLY)
    assert (notices.numerator, notices.denominator) == (4, 6)
    detained = people_detained(mission)
    assert (detained.numerator, detained.excluded) == (3, {"number not known": 1})
    names = [one.name for one in offered()]
    assert len(set(names)) == len(names)
    for one in offered():
        figure = one.count(mission)
        assert figure.name == one.name
        assert (figure.denominator is not None) == one.is_share


def test_a_share_of_events_is_of_those_at_which_it_was_answered(mission: Mission, dana: User) -> None:
    from baqylau.campaign.figures_register import event_share
    from tests.campaign.register_cast import enter_event

    enter_event(mission, dana, irregular=("forced",))
    enter_event(mission, dana, irregular=("nothing",))
    enter_event(mission, dana)
    enter_event(mission, dana, irregular=("forced",), confidential=True)
    figure = event_share(mission, "irregular", "forced")
    assert (figure.numerator, figure.denominator, figure.excluded) == (1, 2, {"not answered": 1})
