"""Samples of a mission: drawn once, replaced only with a reason, estimated for few."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.results.sampling_cast import NOW, SEED, Country, country, member

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import CalendarEvent, Contest, Election, Station
from baqylau.mission.methods.draw import Strata
from baqylau.mission.models import Mission
from baqylau.results.actions.samples import allow_replacements, replace_station
from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.sample_size import Allocation
from baqylau.results.models import Protocol, Sample
from baqylau.results.standing import said_of, standing_of
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
DIGITS = SEED.replace(" ", "")
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def here(mission: Mission, aigerim: User) -> Country:
    return country(mission, aigerim)


def refused(action: object, **given: object) -> str:
    with pytest.raises(Refused) as caught:
        action(**given)  # type: ignore[operator]
    return ",".join(problem.code for problem in caught.value.problems)


# ------------------------------------------------------------------ drawing


def test_a_sample_can_be_drawn_again_from_its_seed(here: Country) -> None:
    sample = here.draw()
    assert [(one.code, one.stations, one.planned) for one in sample.strata.all()] == [
        ("east", 20, 4),
        ("north", 30, 6),
        ("west", 10, 2),
    ]
    for stratum in sample.strata.all():
        tickets = sorted(
            hashlib.sha256(f"{DIGITS}|{code}".encode()).hexdigest()
            for code in Station.objects.filter(area__code=stratum.region).values_list("code", flat=True)
        )
        assert list(stratum.drawn.values_list("ticket", flat=True)) == tickets[: stratum.planned]


def test_the_trail_keeps_all_that_a_draw_depends_on(here: Country) -> None:
    sample = here.draw(in_addition={"west": 3})
    change = json.loads(bytes(Entry.objects.get(action="results.sample_drawn").body))["change"]
    assert (change["seed"], change["frame_sha256"]) == (DIGITS, sample.frame_sha256)
    assert change["design"]["in_addition"] == {"west": 3}
    assert {one["stratum"]: len(one["codes"]) for one in change["drawn"]} == {
        "east": 4,
        "north": 6,
        "west": 5,
    }


def test_the_digest_is_of_strata_and_codes(here: Country) -> None:
    sample = here.draw()
    lines = sorted(
        (station.code, station.area.code)
        for station in Station.objects.select_related("area")
        if station.area
    )
    text = "".join(f"{region}\t{code}\n" for code, region in lines)
    assert sample.frame_sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_strata_may_be_urban_and_rural_or_nothing(here: Country) -> None:
    both = here.draw("both", size=12, strata=Strata.BOTH)
    assert both.strata.count() == 6
    assert both.strata.first().settlement == "rural"  # type: ignore[union-attr]
    assert here.draw("none", strata=Strata.NONE).strata.get().code == "all"


def test_the_optimal_numbers_come_from_an_earlier_election(here: Country) -> None:
    earlier = earlier_election(here)
    sample = here.draw(size=20, allocation=Allocation.OPTIMAL, earlier=earlier.pk, option="one")
    planned = dict(sample.strata.values_list("code", "planned"))
    assert planned["west"] == 10
    assert planned["north"] == planned["east"] == 5 or planned["north"] > planned["east"] >= 2


def earlier_election(here: Country) -> Contest:
    """Four years before, in the same regions: stations differed much in the west and little elsewhere."""
    election = Election.objects.create(
        code="earlier", country="xx", kind="parliament", day=here.mission.election.day - timedelta(days=1461)
    )
    election.areas.set(here.mission.election.areas.all())
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    for code in ("one", "two"):
        contest.options.create(code=code, kind="party", names={"en": code})
    for station in Station.objects.filter(election=here.mission.election).select_related("area"):
        copy = Station.objects.create(
            election=election, code=station.code, area=station.area, settlement=station.settlement
        )
        copy.contests.add(contest)
        number = int(station.code[1:])
        swing = (80 if number % 2 else -80) if station.code[0] == "w" else number % 3
        Protocol.objects.create(
            station=copy,
            contest=contest,
            source_kind="official_table",
            lines={},
            votes={"one": 100 + swing, "two": 100 - swing},
            source="Made up",
        )
    return contest


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"seed": "123"}, "Q.202"),
        ({"size": 61}, "Q.203"),
        ({"size": 5}, "Q.203"),
        ({"name": " "}, "Q.209"),
        ({"in_addition": {"south": 1}}, "Q.211"),
        ({"allocation": Allocation.OPTIMAL}, "Q.210"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(here: Country, given: dict[str, object], code: str) -> None:
    assert refused(here.draw, **given) == code
    assert not Sample.objects.exists()


def test_a_name_is_used_once_and_only_citizen_groups_draw(here: Country) -> None:
    here.draw()
    assert refused(here.draw) == "Q.209"
    here.mission.kind = "full"
    here.mission.save()
    assert refused(here.draw, name="other") == "Q.201"


def test_a_list_that_changed_since_it_was_seen_is_refused(here: Country) -> None:
    from baqylau.results.actions.samples import draw_sample
    from baqylau.results.sampling import Design

    given = {
        "mission": here.mission,
        "contest": here.contest,
        "name": "a",
        "design": Design(size=12),
        "seed": SEED,
        "frame_seen": "0" * 64,
        "by": here.aigerim,
        "now": NOW,
    }
    assert refused(draw_sample, **given) == "Q.204"


# ------------------------------------------------------------------ replacements


def test_replacements_are_forbidden_until_somebody_decides_with_a_reason(here: Country) -> None:
    sample = here.draw()
    first = sample.stations.earliest("pk")
    given = {"sampled": first, "reason": "A bridge is gone.", "by": here.aigerim, "now": NOW}
    assert refused(replace_station, **given) == "Q.205"
    assert refused(allow_replacements, sample=sample, reason=" ", by=here.aigerim) == "Q.208"
    allow_replacements(sample=sample, reason="The flood.", by=here.aigerim)
    made = replace_station(**given)  # type: ignore[arg-type]
    assert made.ticket > max(first.stratum.drawn.exclude(pk=made.pk).values_list("ticket", flat=True))
    assert (made.replaces, made.place, made.stratum) == (first, first.stratum.planned + 1, first.stratum)
    assert refused(replace_station, **given) == "Q.206"
    body = bytes(Entry.objects.get(action="results.station_replaced").body).decode()
    assert made.station.code in body
    assert "bridge" not in body


def test_a_station_that_was_counted_is_not_replaced(here: Country) -> None:
    sample = here.draw()
    allow_replacements(sample=sample, reason="The flood.", by=here.aigerim)
    first = sample.stations.earliest("pk")
    here.count([first.station])
    assert refused(replace_station, sampled=first, reason="Why", by=here.aigerim, now=NOW) == "Q.212"


def test_where_every_station_was_drawn_nothing_is_left(here: Country) -> None:
    sample = here.draw(size=10, allocation=Allocation.FIXED)
    allow_replacements(sample=sample, reason="The flood.", by=here.aigerim)
    west = sample.stations.filter(stratum__code="west").earliest("pk")
    assert refused(replace_station, sampled=west, reason="Why", by=here.aigerim, now=NOW) == "Q.207"


def test_the_database_keeps_a_replacement_without_a_reason_out(here: Country) -> None:
    sample = here.draw()
    first, second = sample.stations.all()[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        sample.stations.filter(pk=first.pk).update(replaces=second)


# ------------------------------------------------------------------ how it stands


def test_nothing_is_said_before_stations_have_come_in(here: Country) -> None:
    standing = standing_of(here.draw(), "observer_copy")
    with pytest.raises(Impossible, match="no_units"):
        said_of(standing)


def test_an_estimate_comes_from_the_copies_of_the_sample_only(here: Country) -> None:
    sample = here.draw()
    drawn = [one.station for one in sample.stations.select_related("station")]
    here.count(drawn)
    here.count(Station.objects.exclude(pk__in=[one.pk for one in drawn])[:9], one=0, two=500, three=0)
    said = said_of(standing_of(sample, "observer_copy"))
    weights = {one.code: one.stations / one.planned for one in sample.strata.all()}
    votes = base = 0.0
    for one in sample.stations.select_related("station", "stratum"):
        own = 200 + 3 * int(one.station.code[1:])
        votes += weights[one.stratum.code] * own
        base += weights[one.stratum.code] * (own + 170)
    assert said.options[0].option == "one"
    assert said.options[0].estimate == pytest.approx(votes / base)
    assert said.options[0].low < votes / base < said.options[0].high
    assert (said.options[0].least, said.options[0].most) == pytest.approx((votes / base,) * 2)
    assert said.threshold == pytest.approx(0.05)
    assert said.lead is not None
    assert said.lead.break_even is None
    assert [moment.arrived for moment in said.moments][-1] == 12


def test_missing_stations_are_told_by_stratum_and_bounded(here: Country) -> None:
    sample = here.draw()
    drawn = sample.stations.select_related("station", "stratum")
    here.count([one.station for one in drawn if one.stratum.code != "west"])
    standing = standing_of(sample, "observer_copy")
    assert dict(zip([one.code for one in standing.strata], standing.received.tolist(), strict=True)) == {
        "east": 4,
        "north": 6,
        "west": 0,
    }
    said = said_of(standing)
    assert said.together == (("north", "west"),)
    assert said.options[0].least < said.options[0].estimate < said.options[0].most
    assert said.lead is not None
    assert said.lead.break_even is not None


def test_a_replaced_station_no_longer_counts(here: Country) -> None:
    sample = here.draw()
    allow_replacements(sample=sample, reason="The flood.", by=here.aigerim)
    made = replace_station(sampled=sample.stations.earliest("pk"), reason="Why", by=here.aigerim, now=NOW)
    standing = standing_of(sample, "observer_copy")
    assert len(standing.stations) == 12
    assert made in standing.stations


# ------------------------------------------------------------------ pages


def page(client: Client, user: User, name: str, *more: object, **query: str) -> str:
    client.force_login(user, backend=BACKEND)
    response = client.get(reverse(f"results:{name}", args=["steppe", *more]), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_whole_way_from_the_numbers_to_the_sample(here: Country, client: Client) -> None:
    asked = {"contest": "list", "strata": "region", "allocation": "proportional", "size": "12"}
    text = page(client, here.aigerim, "new_sample", **asked, kinds="ordinary", in_addition="west = 2")
    digest = text.split('name="frame_sha256" value="')[1][:64]
    assert "14 of 60 stations" in text
    address = reverse("results:new_sample", args=["steppe"])
    sent = {**asked, "kinds": "ordinary", "in_addition": "west = 2", "frame_sha256": digest, "name": "Night"}
    wrong = client.post(address, {**sent, "seed": "12 34"})
    assert wrong.status_code == 400
    assert "Q.202" in wrong.content.decode()
    assert digest in wrong.content.decode()
    assert client.post(address, {**sent, "seed": SEED}).status_code == 302
    text = page(client, here.aigerim, "sample", 1)
    assert DIGITS in text
    assert "No station of the sample has been counted yet." in text
    rows = list(csv.DictReader(io.StringIO(client.get(csv_of(1)).getvalue().decode("utf-8-sig"))))
    assert len(rows) == 14
    assert Sample.objects.get().design["in_addition"] == {"west": 2}


def csv_of(number: int) -> str:
    return reverse("results:sample_csv", args=["steppe", number])


def test_the_numbers_page_says_what_a_width_needs(here: Country, client: Client) -> None:
    earlier = earlier_election(here)
    asked = {"contest": "list", "strata": "region", "allocation": "proportional", "size": "12"}
    more = {"kinds": "ordinary", "earlier": str(earlier.pk), "option": "one", "within": "3"}
    text = page(client, here.aigerim, "new_sample", **asked, **more)
    assert "How many stations that needs" in text
    assert "Earlier" not in text.split("<h2")[0]


def test_only_few_see_estimates_and_a_clerk_sees_what_is_missing(here: Country, client: Client) -> None:
    sample = here.draw()
    here.count([one.station for one in sample.stations.select_related("station")])
    text = page(client, here.aigerim, "sample", 1)
    assert "95 % intervals" in text
    assert 'class="line"' in text
    clerk = member(here.mission, "Saule", "data_clerk")
    text = page(client, clerk, "sample", 1)
    assert "Estimate" not in text
    assert "By stratum" in text
    assert client.get(reverse("results:sample_estimates", args=["steppe", 1])).status_code == 403


def test_no_estimate_leaves_while_the_poll_ban_runs(here: Country, client: Client) -> None:
    sample = here.draw()
    here.count([one.station for one in sample.stations.select_related("station")])
    client.force_login(here.aigerim, backend=BACKEND)
    address = reverse("results:sample_estimates", args=["steppe", 1])
    answer = client.get(address, {"source": "observer_copy"})
    assert answer.status_code == 200
    assert set(answer.json()["options"]) == {"one", "two", "three"}
    assert answer.json()["n"] == 12
    CalendarEvent.objects.create(
        election=here.mission.election, code="poll_ban", ends_day=(timezone.now() + timedelta(days=2)).date()
    )
    answer = client.get(address, follow=True)
    assert "Q.213" in answer.content.decode()
    text = page(client, here.aigerim, "sample", 1)
    assert "must not leave the mission" in text
    assert "estimates.json" not in text


def test_another_kind_of_mission_shows_no_estimate(here: Country, client: Client) -> None:
    sample = here.draw()
    here.count([one.station for one in sample.stations.select_related("station")])
    here.mission.kind = "full"
    here.mission.save()
    assert "intervals" not in page(client, here.aigerim, "sample", 1)
    answer = client.get(reverse("results:sample_estimates", args=["steppe", 1]), follow=True)
    assert "Q.201" in answer.content.decode()


def test_replacing_on_the_page(here: Country, client: Client) -> None:
    sample = here.draw()
    code = sample.stations.earliest("pk").station.code
    client.force_login(here.aigerim, backend=BACKEND)
    replace = reverse("results:replace_station", args=["steppe", 1])
    assert client.post(replace, {"station": code, "reason": "Flood"}).status_code == 400
    assert client.post(replace, {"station": "nowhere", "reason": "Flood"}).status_code == 400
    allow = reverse("results:allow_replacements", args=["steppe", 1])
    assert client.post(allow, {}).status_code == 400
    assert client.post(allow, {"reason": "The flood"}).status_code == 302
    assert client.post(replace, {"station": code, "reason": "Flood"}).status_code == 302
    assert f"for {code}; Aigerim: Flood" in page(client, here.aigerim, "sample", 1)


def test_the_list_names_samples_and_audits(here: Country, client: Client) -> None:
    here.draw("The night")
    text = page(client, here.aigerim, "samples")
    assert "The night" in text
    assert "Plan an audit" in text
    assert "Draw a sample" not in page(client, member(here.mission, "Saule", "data_clerk"), "samples")
