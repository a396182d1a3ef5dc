"""What is expected: made by a rule, counted against what came, removed where nothing did."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission, Stop, Team
from baqylau.observation.actions.expected import Rule, change_expected, end_of, expect, remove_expected
from baqylau.observation.actions.waves import change_wave, make_wave, remove_wave, take_over_usual_waves
from baqylau.observation.completeness_now import Completeness, completeness
from baqylau.observation.memory import forget
from baqylau.observation.models import Expected, Form, FormVersion, Record, Wave
from baqylau.storage.models import keep
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
NOON = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
"""Twelve o'clock of election day in the made-up election's zone."""


@pytest.fixture
def day(mission: Mission) -> Mission:
    """Two regions with a team and three stations each; forms for opening and voting."""
    forget()
    election = mission.election
    election.time_zone = "Asia/Almaty"
    election.save()
    for code in ("n", "s"):
        area = Area.objects.create(
            country="xx",
            code=code,
            kind="region",
            path=f"xx/{code}/",
            valid_from=date(2000, 1, 1),
            names={"en": {"n": "North", "s": "South"}[code]},
        )
        election.areas.add(area)
        Team.objects.create(mission=mission, code=f"T{code}").areas.add(area)
        for n in range(3):
            Station.objects.create(election=election, code=f"{code}{n}", area=area)
    for position, kind in enumerate(("opening", "voting")):
        form = Form.objects.create(mission=mission, code=kind, kind=kind, position=position)
        file = keep(kind.encode(), name=f"{kind}.xlsx")
        FormVersion.objects.create(
            form=form, version="1", file=file, questions=[], published_at=timezone.now()
        )
    return mission


def form(mission: Mission, code: str) -> Form:
    return mission.forms.get(code=code)


def teams(mission: Mission) -> list[Team]:
    return list(mission.teams.all())


def came(
    mission: Mission,
    code: str,
    team: str,
    station: str = "",
    *,
    at: datetime = NOON,
    later: timedelta = timedelta(),
    **more: object,
) -> Record:
    """A record of a team, observed at a moment, arrived so much later."""
    number = mission.records.count() + 1
    return Record.objects.create(
        mission=mission,
        form_version=form(mission, code).versions.get(),
        number=number,
        team=mission.teams.get(code=team),
        station=mission.election.stations.filter(code=station).first(),
        road="phone",
        observed_at=at,
        arrived_at=at + later,
        utc_offset="+05:00",
        **more,
    )


def counts(found: Completeness) -> tuple[int, ...]:
    total = found.total
    return (total.expected, total.arrived, total.late, total.missing, total.awaited, total.extra)


class TestRules:
    def test_a_rule_a_second_time_adds_nothing_and_a_larger_number_the_difference(
        self, day: Mission, aigerim: User
    ) -> None:
        rule = Rule(form(day, "voting"), teams(day), number=3)
        assert expect(mission=day, rule=rule, by=aigerim) == 6
        assert expect(mission=day, rule=rule, by=aigerim) == 0
        assert expect(mission=day, rule=Rule(rule.form, rule.teams, number=5), by=aigerim) == 4
        assert Entry.objects.filter(action="observation.expected_added").count() == 3

    def test_one_for_each_stop_knows_station_and_time(self, day: Mission, aigerim: User) -> None:
        team = day.teams.get(code="Tn")
        planned = datetime(2026, 3, 1, 5, tzinfo=UTC)
        for position, (code, stage) in enumerate((("n0", "opening"), ("n1", "voting"), ("n0", ""))):
            Stop.objects.create(
                team=team,
                station=day.election.stations.get(code=code),
                position=position,
                stage=stage,
                planned_at=planned,
            )
        rule = Rule(form(day, "voting"), teams(day), each_stop=True, stage="voting")
        assert expect(mission=day, rule=rule, by=aigerim) == 2
        found = day.expected.order_by("pk")
        assert [one.station.code for one in found] == ["n1", "n0"]
        assert found[0].due_at == planned + timedelta(hours=1)
        every = Rule(form(day, "opening"), teams(day), each_stop=True)
        assert expect(mission=day, rule=every, by=aigerim) == 3
        assert expect(mission=day, rule=every, by=aigerim) == 0

    def test_weekly_reports_are_due_week_by_week(self, day: Mission, aigerim: User) -> None:
        rule = Rule(form(day, "voting"), teams(day)[:1], number=3, due_at=NOON, every_days=7)
        expect(mission=day, rule=rule, by=aigerim)
        due = list(day.expected.order_by("place").values_list("due_at", flat=True))
        assert due == [NOON, NOON + timedelta(days=7), NOON + timedelta(days=14)]

    def test_what_does_not_fit_is_refused(self, day: Mission, other_mission: Mission, aigerim: User) -> None:
        elsewhere = Team.objects.create(mission=other_mission, code="X")
        wave = make_wave(
            mission=day,
            code="opening",
            names={"en": "Opening"},
            forms=[form(day, "opening")],
            begins=time(6),
            ends=time(9),
            by=aigerim,
        )
        voting = form(day, "voting")
        for rule, code in (
            (Rule(voting, [elsewhere]), "L.140"),
            (Rule(voting, []), "L.140"),
            (Rule(voting, teams(day), wave), "L.141"),
            (Rule(voting, teams(day), number=51), "L.142"),
        ):
            with pytest.raises(Refused, match=code):
                expect(mission=day, rule=rule, by=aigerim)
        assert not day.expected.exists()


class TestCompleteness:
    def test_a_missing_report_is_a_row_and_completeness_a_count(self, day: Mission, aigerim: User) -> None:
        rule = Rule(form(day, "voting"), teams(day), number=2, due_at=NOON + timedelta(hours=1))
        expect(mission=day, rule=rule, by=aigerim)
        came(day, "voting", "Tn", "n0", later=timedelta(minutes=5))
        came(day, "voting", "Tn", "n1", later=timedelta(hours=2))
        came(day, "voting", "Tn", "n2")
        came(day, "opening", "Tn", "n2")
        found = completeness(day, NOON + timedelta(hours=3))
        assert counts(found) == (4, 2, 1, 2, 0, 1)
        assert counts(completeness(day, NOON)) == (4, 2, 1, 0, 2, 1)
        by_team = {group.name: group.count for group in found.by_team}
        assert (by_team["Tn"].arrived, by_team["Tn"].extra, by_team["Ts"].missing) == (2, 1, 2)
        by_region = {group.name: group.count for group in found.by_region}
        assert (by_region["North"].arrived, by_region["South"].missing) == (2, 2)
        for groups in (found.by_form, found.by_wave, found.by_team, found.by_region):
            for name in ("expected", "arrived", "late", "missing", "awaited", "extra"):
                assert sum(getattr(group.count, name) for group in groups) == getattr(found.total, name)

    def test_rejected_and_deleted_records_fulfil_nothing_and_unread_ones_do(
        self, day: Mission, aigerim: User
    ) -> None:
        expect(mission=day, rule=Rule(form(day, "voting"), teams(day), number=2), by=aigerim)
        came(day, "voting", "Tn", state="rejected")
        came(day, "voting", "Tn", deleted_at=NOON)
        unread = came(day, "voting", "Tn", is_unread=True)
        found = completeness(day, NOON)
        assert [row.record_id for row in found.rows if row.record_id] == [unread.pk]

    def test_a_record_without_a_wave_is_of_the_wave_of_its_time(self, day: Mission, aigerim: User) -> None:
        take_over_usual_waves(mission=day, by=aigerim)
        before, after = day.waves.get(code="before_13"), day.waves.get(code="after_14")
        for wave in (before, after):
            expect(mission=day, rule=Rule(form(day, "voting"), teams(day), wave), by=aigerim)
        came(day, "voting", "Tn", at=NOON)
        came(day, "voting", "Tn", at=NOON + timedelta(hours=4))
        came(day, "voting", "Tn", at=NOON + timedelta(hours=1, minutes=30))
        came(day, "voting", "Ts", at=NOON, wave="after_14")
        came(day, "voting", "Ts", at=NOON, wave="no_such_wave")
        found = completeness(day, NOON)
        assert counts(found)[:2] == (4, 4)
        assert found.total.extra == 1
        assert found.by_form_and_wave[form(day, "voting").pk, before.pk].arrived == 2

    def test_on_both_databases_moments_come_back_as_they_were(self, day: Mission, aigerim: User) -> None:
        due = datetime(2026, 3, 1, 7, 0, 0, 120, tzinfo=UTC)
        expect(mission=day, rule=Rule(form(day, "voting"), teams(day)[:1], due_at=due), by=aigerim)
        came(day, "voting", "Tn", later=timedelta(microseconds=120))
        row = completeness(day, NOON).rows[0]
        assert (row.due_at, row.arrived_at, row.status) == (due, due, "arrived")


class TestWaves:
    def test_the_usual_ones_are_taken_over_for_the_forms_there_are_once(
        self, day: Mission, aigerim: User
    ) -> None:
        made = take_over_usual_waves(mission=day, by=aigerim)
        assert [wave.code for wave in made] == ["opening", "before_13", "after_14"]
        assert all(set(wave.names) == {"en", "ru", "kk"} for wave in made)
        with pytest.raises(Refused, match=r"L\.163"):
            take_over_usual_waves(mission=day, by=aigerim)

    def test_a_code_is_used_once_and_a_wave_has_forms(self, day: Mission, aigerim: User) -> None:
        wave = take_over_usual_waves(mission=day, by=aigerim)[0]
        given = {"names": {"en": "X"}, "begins": None, "ends": None, "by": aigerim}
        with pytest.raises(Refused, match=r"L\.160"):
            make_wave(mission=day, code="opening", forms=[form(day, "voting")], **given)
        with pytest.raises(Refused, match=r"L\.161"):
            change_wave(wave=wave, code="opening", forms=[], **given)

    def test_one_in_which_something_is_expected_stays(self, day: Mission, aigerim: User) -> None:
        wave = take_over_usual_waves(mission=day, by=aigerim)[0]
        expect(mission=day, rule=Rule(form(day, "opening"), teams(day), wave), by=aigerim)
        with pytest.raises(Refused, match=r"L\.162"):
            remove_wave(wave=wave, by=aigerim)

    def test_a_report_is_due_when_its_wave_ends_also_after_midnight(
        self, day: Mission, aigerim: User
    ) -> None:
        night = Wave.objects.create(mission=day, code="night", begins=time(20), ends=time(6))
        assert end_of(night) == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        midday = Wave.objects.create(mission=day, code="midday", begins=time(7), ends=time(13))
        assert end_of(midday) == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class TestByHand:
    def test_what_has_come_cannot_be_made_unexpected(self, day: Mission, aigerim: User) -> None:
        expect(mission=day, rule=Rule(form(day, "voting"), teams(day)), by=aigerim)
        came(day, "voting", "Tn")
        keys = list(day.expected.values_list("pk", flat=True))
        with pytest.raises(Refused, match=r"L\.145"):
            remove_expected(mission=day, keys=keys, now=NOON, by=aigerim)
        missing = [row.pk for row in completeness(day, NOON).rows if not row.record_id]
        assert remove_expected(mission=day, keys=[*missing, 999_999], now=NOON, by=aigerim) == 1
        assert day.expected.count() == 1

    def test_another_station_wave_or_time_is_written_down(self, day: Mission, aigerim: User) -> None:
        expect(mission=day, rule=Rule(form(day, "voting"), teams(day)[:1], number=2), by=aigerim)
        one, other = day.expected.order_by("place")
        station = day.election.stations.get(code="n0")
        for expected in (one, other):
            change_expected(expected=expected, station=station, wave=None, due_at=NOON, by=aigerim)
        assert set(Expected.objects.values_list("station__code", "place")) == {("n0", 1), ("n0", 2)}
        assert Entry.objects.filter(action="observation.expected_changed").count() == 2


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


class TestPages:
    def test_waves_rule_counts_and_removal_go_through_the_pages(self, day: Mission, aigerim: User) -> None:
        client = signed_in(aigerim)
        assert client.post("/missions/steppe/waves/usual/").status_code == 302
        assert "Before 13:00" in client.get("/missions/steppe/waves/").content.decode()
        wave = day.waves.get(code="before_13")
        sent = {"form": form(day, "voting").pk, "wave": wave.pk, "each": "number", "number": 2}
        assert client.post("/missions/steppe/expected/add/", sent).status_code == 302
        came(day, "voting", "Tn", "n0")
        page = client.get("/missions/steppe/expected/")
        assert counts(page.context["found"])[:2] == (4, 1)
        text = page.content.decode()
        assert "record 1" in text
        only = client.get("/missions/steppe/expected/", {"team": day.teams.get(code="Ts").pk})
        assert [line.team for line in only.context["lines"]] == ["Ts", "Ts"]
        gone = [row.pk for row in page.context["found"].rows if not row.record_id]
        assert client.post("/missions/steppe/expected/remove/", {"row": gone}).status_code == 302
        assert day.expected.count() == 1

    def test_times_are_typed_and_shown_in_the_election_s_zone(self, day: Mission, aigerim: User) -> None:
        client = signed_in(aigerim)
        sent = {"form": form(day, "voting").pk, "each": "number", "number": 1, "due_at": "2026-03-01T12:00"}
        client.post("/missions/steppe/expected/add/", sent)
        assert set(day.expected.values_list("due_at", flat=True)) == {NOON}
        assert "12:00" in client.get("/missions/steppe/expected/").content.decode()
        one = day.expected.first()
        page = client.get(f"/missions/steppe/expected/{one.pk}/").content.decode()
        assert 'value="2026-03-01T12:00"' in page
        wrong = client.post(f"/missions/steppe/expected/{one.pk}/", {"station": "no such"})
        assert "No polling station of the election has this code" in wrong.content.decode()

    def test_who_may_not_plan_looks_and_changes_nothing(self, day: Mission, dana: User) -> None:
        client = signed_in(dana)
        assert client.get("/missions/steppe/expected/").status_code == 200
        assert client.get("/missions/steppe/expected/add/").status_code == 403
        assert client.post("/missions/steppe/waves/usual/").status_code == 403
