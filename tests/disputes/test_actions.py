"""Changes are refused with a number and told in history and trail; possible violations; the pack."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes import figures, statistics
from baqylau.disputes.actions.cases import add_proceeding, change_proceeding, tie, untie
from baqylau.disputes.actions.given import ProceedingData, ViolationData
from baqylau.disputes.actions.limits import recompute_limits
from baqylau.disputes.actions.load import load
from baqylau.disputes.actions.possible import dismiss_possible, look_for_possible, take_possible
from baqylau.disputes.actions.violations import add_violation
from baqylau.disputes.methods.possible_violations import Item
from baqylau.disputes.models import Case, Outcome, PossibleViolation, Violation
from baqylau.disputes.possible import Placed
from baqylau.disputes.procedure import part_of, procedure_of, zone_of
from baqylau.disputes.queries import cases_seen_by
from baqylau.disputes.sources.categories import categories, codes_in
from baqylau.disputes.sources.pack import read_bytes
from baqylau.election.models import Area, Contest, DayOff, Election, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormVersion, Record
from baqylau.reports.figure_rooms import disputes_of
from baqylau.reports.source_words import is_known
from baqylau.site import packs
from baqylau.storage.models import keep
from baqylau.trail.models import Entry, Salt
from tests.disputes.conftest import NOW, PROCEDURE, Enter

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_all_that_is_wrong_with_an_entry_is_said_at_once(enter: Enter, election: Election) -> None:
    elsewhere = Election.objects.create(
        code="other", country="yy", kind="parliament", day=date(2026, 1, 1), names={"en": "Other"}
    )
    contest = Contest.objects.create(election=elsewhere, code="l", kind="party_list", names={"en": "L"})
    with pytest.raises(Refused) as refused:
        enter(
            arrival="nonsense",
            category="nonsense",
            contest=contest,
            body="nonsense",
            complainant="x" * 300,
            received_on=date(1911, 1, 1),
            is_precedent=True,
        )
    assert codes(refused) == {"H.101", "H.102", "H.103", "H.106", "H.107", "H.108", "H.110"}
    assert not Case.objects.exists()


def test_the_trail_holds_digests_and_no_personal_text(enter: Enter) -> None:
    enter(complainant="Aliya", says="a personal story", remedy="justice", category="voter_registration")
    entry = Entry.objects.get(action="disputes.case_added")
    body = bytes(entry.body).decode()
    assert "Aliya" not in body
    assert "personal story" not in body
    assert "voter_registration" in body
    assert Salt.objects.filter(entry=entry).exists()


def test_the_trail_of_a_confidential_case_says_nothing_of_it(enter: Enter) -> None:
    enter(confidential=True, category="voter_registration", article="20")
    body = bytes(Entry.objects.get(action="disputes.case_added").body).decode()
    assert "voter_registration" not in body
    assert "2026-02-10" not in body


def test_ties_need_two_cases_and_a_precedent(enter: Enter, dana: User) -> None:
    one, other = enter(says="one"), enter(says="other")
    for kind, to in (("follows", other), ("nonsense", other), ("appeal", one)):
        with pytest.raises(Refused) as refused:
            tie(case=one, kind=kind, to=to, by=dana, now=NOW)
        assert codes(refused) == {"H.112"}
    link = tie(case=one, kind="appeal", to=other, by=dana, now=NOW)
    assert tie(case=one, kind="appeal", to=other, by=dana, now=NOW) == link
    untie(link=link, by=dana, now=NOW)
    done = [change.done for change in other.changes.all()]
    assert done == ["case_added", "case_tied", "case_untied"]


def test_where_the_body_of_a_decision_changes_the_appeal_gets_its_term(enter: Enter, dana: User) -> None:
    case = enter(body="precinct")
    add_proceeding(
        case=case,
        given=ProceedingData(body="territorial", received_on=date(2026, 2, 16)),
        version=None,
        by=dana,
        now=NOW,
    )
    first, second = case.proceedings.order_by("position")
    assert second.due_on == date(2026, 2, 19)
    given = ProceedingData(body="central", received_on=date(2026, 2, 10))
    change_proceeding(proceeding=first, given=given, version=None, by=dana, now=NOW)
    second.refresh_from_db()
    assert (second.before, second.due_on) == ("central", None)  # the pack knows no such way


def test_limits_follow_the_terms_and_days_off_when_the_pack_changes(
    enter: Enter, mission: Mission, election: Election
) -> None:
    still_open, decided = enter(), enter(outcome="rejected", decided_on=date(2026, 2, 20))
    assert recompute_limits(mission=mission, by=None) == 0
    longer = PROCEDURE.replace(
        'code = "decides"\ndays = 5', 'code = "decides"\ndays = 8\ncounting = "working"'
    )
    load(read_bytes(longer.encode()), election=election, by=None)
    assert still_open.proceedings.get().due_on == date(2026, 2, 20)
    assert decided.proceedings.get().due_on == date(2026, 2, 15)  # by which it was judged
    DayOff.objects.create(election=election, code="2026-02-12", day=date(2026, 2, 12), source="made up")
    assert recompute_limits(mission=mission, by=None) == 1
    assert still_open.proceedings.get().due_on == date(2026, 2, 23)


# ------------------------------------------------------------------ possible violations


def campaign_event(mission: Mission, at: datetime, area: Area | None = None, **more: Any) -> Record:
    form, _is_new = Form.objects.get_or_create(
        mission=mission, code="kz_campaign", defaults={"kind": "campaign", "names": {"en": "Campaign event"}}
    )
    version, _is_new = FormVersion.objects.get_or_create(
        form=form, version="1", defaults={"file": keep(b"form", name="form.xlsx"), "questions": []}
    )
    number = Record.objects.filter(mission=mission).count() + 1
    return Record.objects.create(
        mission=mission,
        form_version=version,
        number=number,
        observed_at=at,
        area=area,
        road="phone",
        **more,
    )


def test_an_event_in_the_silence_is_proposed_once_and_judged(
    mission: Mission, procedure: None, north: Area, dana: User
) -> None:
    campaign_event(mission, datetime(2026, 2, 27, 23, 59, tzinfo=UTC))
    seen = campaign_event(mission, datetime(2026, 2, 28, 10, 30, tzinfo=UTC), north, place="the square")
    campaign_event(mission, datetime(2026, 3, 2, tzinfo=UTC))
    assert look_for_possible(mission=mission, by=dana, now=NOW) == 1
    assert look_for_possible(mission=mission, by=dana, now=NOW) == 0
    (found,) = PossibleViolation.objects.all()
    assert (found.item, found.kind, found.article) == (f"record:{seen.number}", "silence", "102")
    made = take_possible(possible=found, by=dana, now=NOW)
    assert (made.found_by, made.happened_on, made.area) == ("mission", date(2026, 2, 28), north)
    with pytest.raises(Refused) as refused:
        dismiss_possible(possible=found, reason="no", by=dana, now=NOW)
    assert codes(refused) == {"H.130"}


def test_the_clock_of_the_area_decides(mission: Mission, procedure: None, north: Area) -> None:
    north.time_zone = "Asia/Almaty"
    north.save()
    at = datetime(2026, 2, 27, 20, 0, tzinfo=UTC)  # the 28th in Almaty, the 27th by the election's clock
    campaign_event(mission, at)
    inside = campaign_event(mission, at, north)
    look_for_possible(mission=mission, by=None, now=NOW)
    assert [one.item for one in PossibleViolation.objects.all()] == [f"record:{inside.number}"]


def test_polls_published_in_the_ban_are_proposed_to_the_mission_they_belong_to(
    mission: Mission, other_mission: Mission, procedure: None, election: Election, dana: User
) -> None:
    common: dict[str, Any] = {
        "election": election,
        "indicator": "exit_poll",
        "value": "53.46",
        "source": "a channel",
    }
    PublishedFigure.objects.create(code="pack", as_of="2026-03-01", **common)
    for number, (of, said_on) in enumerate(
        ((mission, date(2026, 2, 28)), (mission, date(2026, 3, 2)), (other_mission, date(2026, 3, 1)))
    ):
        own = {"mission": of, "number": number + 1, "official": False, "said_on": said_on}
        own |= {"entered_by": dana, "entered_at": NOW}
        PublishedFigure.objects.create(code=f"own-{number}", **own, **common)
    look_for_possible(mission=mission, by=None, now=NOW)
    assert [one.at for one in PossibleViolation.objects.order_by("pk")] == ["2026-03-01", "2026-02-28"]
    assert {one.kind for one in PossibleViolation.objects.all()} == {"poll"}


def test_an_exit_poll_on_election_day_of_2023_is_proposed_and_one_of_the_day_after_is_not() -> None:
    election = packs.load(packs.shipped("kz_2023"))
    mission = Mission.objects.create(slug="m", name="M", election=election, kind="full")
    items = [
        Placed(Item("media:1", "poll", date(2023, 3, 13))),
        Placed(Item("media:2", "poll", datetime(2023, 3, 19, 23, 59, tzinfo=zone_of(election)))),
        Placed(Item("media:3", "poll", datetime(2023, 3, 20, tzinfo=zone_of(election)))),
        Placed(Item("media:4", "campaign_item", date(2023, 3, 17))),
        Placed(Item("media:5", "campaign_item", date(2023, 3, 18))),
    ]
    look_for_possible(mission=mission, by=None, now=NOW, items=items)
    found = {one.item: one.article for one in PossibleViolation.objects.all()}
    assert set(found) == {"media:2", "media:5"}
    assert "120" in found["media:2"]
    assert "102" in found["media:5"]


def test_a_dismissal_needs_a_reason_and_items_of_other_rooms_can_be_given(
    mission: Mission, procedure: None, dana: User
) -> None:
    items = [Placed(Item("media:7", "poll", date(2026, 3, 1), "An exit poll", "a channel"))]
    assert look_for_possible(mission=mission, by=dana, now=NOW, items=items) == 1
    found = PossibleViolation.objects.get()
    with pytest.raises(Refused) as refused:
        dismiss_possible(possible=found, reason="  ", by=dana, now=NOW)
    assert codes(refused) == {"H.131"}
    dismiss_possible(possible=found, reason="Published abroad.", by=dana, now=NOW)
    found.refresh_from_db()
    assert (found.state, found.judged_by) == ("dismissed", dana)
    assert not Violation.objects.exists()


# ------------------------------------------------------------------ figures


def test_figures_count_complaints_once_with_their_denominator(mission: Mission, enter: Enter) -> None:
    for outcome in (Outcome.SATISFIED, Outcome.REJECTED, Outcome.PENDING):
        enter(outcome=outcome, decided_on=None if outcome == "pending" else date(2026, 2, 16))
    enter(arrival="clarification")
    enter(confidential=True, outcome="satisfied")
    double, original = enter(), enter()
    Case.objects.filter(pk=double.pk).update(same_as=original)
    arrived = figures.complaints(mission)
    assert (arrived.numerator, arrived.denominator, arrived.excluded) == (4, 5, {"clarification": 1})
    satisfied = figures.with_outcome(mission, outcomes=["satisfied"], bodies=["territorial"])
    assert (satisfied.numerator, satisfied.denominator) == (1, 4)
    timely = figures.in_time(mission, bodies=["territorial"])
    assert (timely.numerator, timely.denominator, len(timely.base_rows)) == (0, 2, 2)
    assert len(arrived.digest) == 64


def test_what_complaints_are_about_and_who_complains_leave_out_what_is_not_known(
    mission: Mission, enter: Enter
) -> None:
    for category, sex in (
        ("candidate_residency", "f"),
        ("candidate_registration", "m"),
        ("voter_registration", "body"),
        ("", ""),
    ):
        enter(category=category, complainant_sex=sex)
    enter(category="candidate_residency", complainant_sex="f", confidential=True)
    residency = figures.about(mission, category="candidate_residency")
    assert (residency.numerator, residency.denominator, residency.excluded) == (1, 3, {"not known": 1})
    assert figures.about(mission, category="pre_election").numerator == 3
    women = figures.women(mission)
    assert (women.numerator, women.denominator) == (1, 2)
    assert women.excluded == {"not known": 1, "not one person": 1}
    offered = [one.name for one in disputes_of(mission).offers()]
    about = [name for name in offered if name.startswith("disputes.about.")]
    assert about == [
        "disputes.about.pre_election",
        "disputes.about.voter_registration",
        "disputes.about.candidate_registration",
        "disputes.about.candidate_residency",
    ]
    counted = disputes_of(mission).count(["disputes.about.pre_election", "disputes.women"])
    assert all(is_known(one.figure.source) for one in counted.values())


def test_violations_that_only_the_mission_found_are_no_figure_of_the_authorities(
    mission: Mission, procedure: None, dana: User
) -> None:
    for kind, found_by in (("silence", "prosecutor"), ("damage", "prosecutor"), ("silence", "mission")):
        add_violation(mission=mission, given=ViolationData(kind=kind, found_by=found_by), by=dana, now=NOW)
    found = figures.violations(mission, kinds=["silence"])
    assert (found.numerator, found.denominator) == (1, 2)
    assert figures.violations(mission).denominator is None


# ------------------------------------------------------------------ the pack


def test_every_shipped_procedure_can_be_read_and_a_broken_one_is_refused_whole() -> None:
    for name in ("kz_2021", "kz_2023", "kz_2026"):
        part = read_bytes((packs.shipped(name) / "disputes.toml").read_bytes())
        assert part.procedure.decide_by("", "central", date(2023, 3, 1), UTC) == date(2023, 3, 6)
        assert part.procedure.decide_by("territorial", "central", date(2023, 3, 1), UTC) == date(2023, 3, 4)
        assert part.procedure.route("central", "supreme_court") is not None
    broken = (
        PROCEDURE.replace("days = 5", "hours = 5")
        .replace('to = "court"', 'to = "nowhere"')
        .replace("days = 10", "days = 10\nhours = 3")
    )
    with pytest.raises(Refused) as refused:
        read_bytes(broken.encode())
    assert {"P.171", "H.205", "H.206"} <= codes(refused)


def test_the_totals_of_2023_come_out_with_what_they_leave_over() -> None:
    election = packs.load(packs.shipped("kz_2023"))
    by_title = {one.title: one for one in statistics.published_totals(election, part_of(election))}
    suits = by_title["Suits before election day, by outcome"]
    assert suits.sums.as_equation() == "166 = 49 + 84 + 15 + 16 + 2 not accounted for"
    assert suits.sums.is_explained
    assert suits.elsewhere.startswith("pending by another source")
    courts = by_title["Suits before election day, by court"]
    assert courts.sums.as_equation() == "166 = 55 + 104 + 7"
    by_election = by_title["Suits before election day, by election"]
    assert by_election.sums.as_equation() == "166 = 82 + 84"
    contested = by_title["Suits before election day, by whose decision was contested"]
    assert contested.sums.as_equation() == "166 = 135 + 31 not accounted for"
    appeals = [one.sums.whole for title, one in by_title.items() if "Appeals" in title or "extract" in title]
    assert appeals == [451, 248]
    violations = by_title["Violations in the Mazhilis election that prosecutors reported"]
    assert violations.sums.as_equation() == "23 = 12 + 2 + 3 + 4 + 2 not accounted for"
    assert not violations.sums.is_explained
    (councils,) = [one for one in by_title.values() if one.sums.whole == 11]
    assert councils.parts == ()
    assert list(procedure_of(election).bodies)[:4] == ["precinct", "territorial", "constituency", "central"]


def test_a_pack_that_no_longer_says_anything_takes_the_procedure_away(
    election: Election, procedure: None, mission: Mission, enter: Enter
) -> None:
    case = enter()
    load(None, election=election, by=None)
    assert part_of(election).procedure.bodies == {}
    assert case.proceedings.get().body == "territorial"


def test_the_tree_of_categories_has_words_in_three_languages() -> None:
    found = categories()
    assert {"candidate_registration", "silence", "tabulation", "disability"} <= set(found)
    assert all(set(one.names) == {"en", "ru", "kk"} for one in found.values())
    assert all(not one.parent or one.parent in found for one in found.values())
    assert "silence" in codes_in("election_day")


def test_nobody_outside_sees_anything(mission: Mission, enter: Enter, erik: User) -> None:
    enter(confidential=True)
    assert not cases_seen_by(erik, mission).exists()
