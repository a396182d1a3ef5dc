"""Figures of the count in reports: votes, turnout, seats, discrepancies, quick counts, their sources."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from baqylau.accounts.models import User
from baqylau.campaign import figures_media as media
from baqylau.campaign import figures_social as social
from baqylau.core.problem import Refused
from baqylau.disputes import figures as disputes
from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.reports import figure_estimates, source_words
from baqylau.reports.actions.publications import refuse_estimates
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.documents import edition as said
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.register import as_csv, as_data
from baqylau.reports.models import Report, ReportFigure
from baqylau.reports.press_sheet import press_sheet
from baqylau.reports.publication_content import content_of
from baqylau.reports.source_words import is_known, source_in_words
from baqylau.reports.text_values import kept_values, value_of
from baqylau.results.models import Discrepancy
from tests.reports.texts_part import own_chapters
from tests.results.counting import count
from tests.results.counting import country as counted_country
from tests.results.sampling_cast import Country
from tests.results.sampling_cast import country as sampled_country

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TABLE = "results.list.official_table"


@pytest.fixture
def contest(mission: Mission) -> Contest:
    """Three of five stations in the official table; one of them does not give who is on its list."""
    contest = counted_country(mission.election)
    contest.seat_rule = {"seats": 3, "method": "largest_remainder", "quota": "hare"}
    contest.save()
    lines = {"on_list": 1000, "in_box": 600, "invalid": 20, "valid": 580}
    count(contest, "02", 400, 180, **lines)
    count(contest, "03", 300, 280, **lines)
    count(contest, "04", 100, 480, **{**lines, "on_list": 2000})
    Station.objects.get(election=mission.election, code="05")
    return contest


def shares(mission: Mission, *names: str) -> dict[str, tuple[int, int | None]]:
    found = Registry(mission).count(names)
    return {name: (one.figure.numerator, one.figure.denominator) for name, one in found.items()}


def report_of(mission: Mission, aigerim: User, markdown: str) -> Report:
    report = own_chapters(
        start_report(
            mission=mission,
            kind="statement",
            slug="count",
            titles={"en": "The count"},
            languages=["en"],
            authoritative="en",
            by=aigerim,
            now=NOW,
        )
    )
    chapter = report.chapters.all()[0]
    save_text(chapter=chapter, language="en", markdown=markdown, base=0, by=aigerim, now=NOW)
    return report


# ------------------------------------------------------------------------------------------------ the count


def test_votes_turnout_and_ballots_are_those_of_the_stations_counted(
    mission: Mission, contest: Contest
) -> None:
    assert shares(
        mission,
        f"{TABLE}.stations",
        f"{TABLE}.turnout",
        f"{TABLE}.invalid_share",
        f"{TABLE}.on_list",
        f"{TABLE}.votes.a",
        f"{TABLE}.votes.a@n",
    ) == {
        f"{TABLE}.stations": (3, 5),
        f"{TABLE}.turnout": (1800, 4000),
        f"{TABLE}.invalid_share": (60, 1800),
        f"{TABLE}.on_list": (4000, None),
        f"{TABLE}.votes.a": (800, 1740),
        f"{TABLE}.votes.a@n": (700, 1160),
    }
    left_out = Registry(mission).count([f"{TABLE}.votes.a"])[f"{TABLE}.votes.a"].figure.excluded
    assert left_out == {"stations not counted yet": 2}


def test_a_station_that_does_not_give_a_number_is_left_out_and_named(
    mission: Mission, contest: Contest
) -> None:
    count(contest, "05", 10, 20, in_box=40, invalid=10, valid=30)
    turnout = Registry(mission).count([f"{TABLE}.turnout"])[f"{TABLE}.turnout"].figure
    assert (turnout.numerator, turnout.denominator) == (1800, 4000)
    assert turnout.excluded == {
        "stations not counted yet": 1,
        "stations that do not give the number": 1,
    }


def test_the_digest_of_votes_can_be_made_from_a_published_table(mission: Mission, contest: Contest) -> None:
    lines = "02\t400\t580\n03\t300\t580\n04\t100\t580\n"
    figure = Registry(mission).count([f"{TABLE}.votes.a"])[f"{TABLE}.votes.a"].figure
    assert figure.digest == hashlib.sha256(lines.encode()).hexdigest()


def test_search_finds_votes_turnout_and_an_area_by_words(mission: Mission, contest: Contest) -> None:
    registry = Registry(mission)
    assert f"{TABLE}.turnout" in {one.name for one in registry.search("turnout lists")}
    assert f"{TABLE}.votes.b" in {one.name for one in registry.search("votes option b")}
    assert f"{TABLE}.votes.b@s" in {one.name for one in registry.search("votes option b area s")}


def test_there_is_no_figure_of_an_option_a_source_or_an_area_that_is_not_there(
    mission: Mission, contest: Contest
) -> None:
    wrong = ["votes.z", "votes", "votes.a@atlantis", "turnout.a", "lost_property"]
    names = [f"{TABLE}.{one}" for one in wrong] + ["results.list.party_copy.votes.a", "results.x.seats.a"]
    registry = Registry(mission)
    assert [name for name in names if registry.offer(name)] == []
    assert registry.count(names) == {}


def test_own_copies_of_some_stations_give_no_votes_where_the_kind_makes_no_quick_count(
    mission: Mission, contest: Contest
) -> None:
    copies = "results.list.observer_copy"
    count(contest, "02", 400, 180, mission=mission, kind="observer_copy")
    assert set(shares(mission, f"{copies}.votes.a", f"{copies}.stations")) == {f"{copies}.stations"}
    for station in ("01-A/7", "03", "04", "05"):
        count(contest, station, 1, 2, mission=mission, kind="observer_copy")
    found = Registry(mission).count([f"{copies}.votes.a"])[f"{copies}.votes.a"]
    assert (found.figure.numerator, found.figure.denominator) == (404, 592)
    assert found.offer.estimates


# --------------------------------------------------------------------------------------------- seats


def test_seats_wait_for_the_whole_official_table_in_a_mission_without_projections(
    mission: Mission, contest: Contest
) -> None:
    assert shares(mission, "results.list.seats.a") == {}
    count(contest, "01-A/7", 1000, 0)
    count(contest, "05", 900, 0)
    found = Registry(mission).count(["results.list.seats.a", "results.list.seats.b"])
    assert {name: one.figure.numerator for name, one in found.items()} == {
        "results.list.seats.a": 2,
        "results.list.seats.b": 1,
    }
    assert {one.figure.denominator for one in found.values()} == {3}
    assert not any(one.offer.estimates for one in found.values())


def test_a_projection_of_seats_is_an_estimate(mission: Mission, contest: Contest) -> None:
    mission.kind = "citizen"
    mission.save()
    assert Registry(mission).count(["results.list.seats.a"])["results.list.seats.a"].offer.estimates


# ------------------------------------------------------------------------------------- discrepancies


def discrepancy(mission: Mission, contest: Contest, code: str, station: str, **more: object) -> None:
    fields = {"severity": "hard", "says": {"says": "Figures differ.", "values": {}}, "found_at": NOW, **more}
    Discrepancy.objects.create(
        mission=mission,
        contest=contest,
        code=code,
        key=f"{code} {station}",
        station=Station.objects.get(election=mission.election, code=station),
        changed_at=NOW,
        moved_at=NOW,
        **fields,
    )


def test_discrepancies_are_counted_by_severity_check_and_outcome(mission: Mission, contest: Contest) -> None:
    discrepancy(mission, contest, "V.103", "02")
    discrepancy(mission, contest, "V.301", "02")
    discrepancy(mission, contest, "V.202", "03", severity="soft")
    done = {"state": "closed", "outcome": "innocent", "explanation": "A hospital."}
    discrepancy(mission, contest, "V.202", "04", severity="soft", **done)
    discrepancy(mission, contest, "V.103", "05", gone_at=NOW)
    of = "results.list.discrepancies"
    names = ["", ".hard", ".soft", ".closed", ".innocent", ".our_copy", ".stations", ".V.202"]
    assert shares(mission, *(f"{of}{name}" for name in names)) == {
        of: (4, None),
        f"{of}.hard": (2, 4),
        f"{of}.soft": (2, 4),
        f"{of}.closed": (1, 4),
        f"{of}.innocent": (1, 1),
        f"{of}.our_copy": (0, 1),
        f"{of}.stations": (1, 3),
        f"{of}.V.202": (2, 4),
    }
    assert Registry(mission).offer(f"{of}.V.999") is None
    of_check = Registry(mission).offer(f"{of}.V.202")
    assert of_check is not None
    assert of_check.words["en"] == "Turnout far from the neighbours’: Lists"


# ------------------------------------------------------------------------------------- quick counts


@pytest.fixture
def sampled(mission: Mission, aigerim: User) -> Country:
    made = sampled_country(mission, aigerim)
    sample = made.draw(size=24)
    made.count([one.station for one in sample.stations.select_related("station")])
    return made


def test_an_estimate_never_stands_without_its_interval(sampled: Country, aigerim: User) -> None:
    text = "First: {quick_count.1.votes.one}; received {quick_count.1.received}."
    report = report_of(sampled.mission, aigerim, text)
    chapter = report.chapters.all()[0]
    content = content_of(report)
    estimate = next(one for one in content.entries if one.name == "quick_count.1.votes.one")
    assert estimate.estimates
    assert estimate.interval is not None
    low, high = estimate.interval
    assert estimate.shown["en"].replace("\N{NO-BREAK SPACE}", " ") == (
        f"{estimate.per_cent} % ({low} % to {high} %)"
    )
    assert said.count(estimate).replace("\N{NO-BREAK SPACE}", " ") == f"{low} % to {high} %"
    assert as_data([estimate], {})["figures"][0]["interval"] == [low, high]
    assert f",{estimate.per_cent},{low},{high}," in as_csv([estimate], ["en"])
    for status in ("checked", "approved"):
        set_status(chapter=chapter, status=status, by=aigerim, now=NOW)
        chapter.refresh_from_db()
    row = ReportFigure.objects.get(chapter=chapter, name=estimate.name)
    kept = kept_values(chapter, Registry(sampled.mission))[estimate.name]
    live = value_of(Registry(sampled.mission).count([estimate.name])[estimate.name])
    assert row.unit == "estimate"
    assert (kept.interval, kept.areas, kept.state) == (live.interval, None, live.state)


def test_an_estimate_is_refused_while_the_poll_ban_runs(sampled: Country, aigerim: User) -> None:
    report = report_of(sampled.mission, aigerim, "First: {quick_count.1.votes.one}.")
    entries = content_of(report).entries
    before = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        refuse_estimates(sampled.mission, entries, before)
    assert [one.code for one in refused.value.problems] == ["Z.713"]


def test_the_press_sheet_asks_how_sure_an_estimate_is(sampled: Country, aigerim: User) -> None:
    report = report_of(sampled.mission, aigerim, "First: {quick_count.1.votes.one}.")
    with override("en"):
        told = str(press_sheet(report, "en", user=aigerim))
    assert "How sure is this, from a part of the stations only?" in told
    assert "of 1,000,000" not in told


def test_a_mission_without_quick_counts_has_no_estimates(sampled: Country) -> None:
    sampled.mission.kind = "full"
    sampled.mission.save()
    assert shares(sampled.mission, "quick_count.1.votes.one", "quick_count.1.received") == {}


# --------------------------------------------------------------------------------- where they come from


def test_the_page_of_a_figure_leads_to_where_it_was_counted(
    client: Client, mission: Mission, contest: Contest, aigerim: User
) -> None:
    report = report_of(mission, aigerim, f"{{{TABLE}.votes.a@n}}")
    discrepancy(mission, contest, "V.103", "02")
    client.force_login(aigerim)
    pages = {
        f"{TABLE}.votes.a@n": "results/?contest=list&amp;source=official_table&amp;area=xx%2Fn%2F",
        "results.list.discrepancies.hard": "discrepancies/?contest=list&amp;state=all&amp;severity=hard",
        "meetings.all": f"missions/{mission.slug}/meetings/",
    }
    for name, address in pages.items():
        shown = client.get(f"/missions/{mission.slug}/reports/{report.slug}/figures/{name}/")
        assert shown.status_code == 200
        assert address in shown.content.decode()
        page = shown.content.decode().split('href="')
        link = next(one.split('"')[0] for one in page if address in one.split('"')[0])
        assert client.get(link.replace("&amp;", "&")).status_code == 200


# ---------------------------------------------------------------------------------- sources in words


def test_every_source_of_the_count_can_be_said_in_other_languages(
    mission: Mission, contest: Contest, observed: Mission
) -> None:
    discrepancy(mission, contest, "V.103", "02")
    registry = Registry(observed)
    names = [offer.name for offer in registry.offers()]
    counted = registry.count([*names, f"{TABLE}.votes.a@n", "day.queue.yes@north/1", "day.queue.yes+no"])
    assert {f"{TABLE}.votes.a@n", "meetings.all", "records", "results.list.discrepancies"} <= set(counted)
    unknown = {one.figure.source for one in counted.values() if not is_known(one.figure.source)}
    assert unknown == set()
    assert {offer.how for offer in registry.offers() if not is_known(offer.how)} == set()


def test_sources_of_media_and_social_networks_are_known_too(mission: Mission) -> None:
    read = media.Reading(mission)
    made = [
        media.share_of_time(read, subject="a"),
        media.share_of_time(read, subject="a", contestants=False),
        media.tone(read, subject="a", tone="positive", medium="print"),
        media.paid(read, medium="online"),
        media.news(read),
        media.women(read),
        media.direct_speech(read, subject="a"),
        media.hours_covered(read),
        media.appearances(read),
        social.posts_on(mission, platform="facebook"),
        social.posts_by(mission, roles=["party", "candidate"]),
        social.flagged(mission, flag="hate"),
        social.with_tone(mission, tone="negative"),
        social.near_duplicates(mission),
        disputes.violations(mission, kinds=["a", "b"]),
        disputes.with_outcome(mission, outcomes=["rejected"], bodies=["court"]),
        disputes.in_time(mission, bodies=["court", "commission"]),
    ]
    assert [figure.source for figure in made if not is_known(figure.source)] == []


def test_places_of_a_source_are_said_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of another language is stood in for by words in capitals."""
    monkeypatch.setattr(source_words, "gettext", _capitals)
    line = "contest list, official table, area abai: line issued, added up over stations"
    print_news = "media monitoring, all outlets (print): cm2 in news, of those of all subjects"
    with override("kk"):
        assert source_in_words(line) == (
            "CONTEST list, OFFICIAL TABLE, AREA abai: LINE issued, ADDED UP OVER STATIONS"
        )
        assert source_in_words(print_news) == (
            "MEDIA MONITORING, ALL OUTLETS (PRINT): CM2 IN NEWS, OF THOSE OF ALL SUBJECTS"
        )
        estimate = source_in_words(figure_estimates.ESTIMATE_SOURCE % _ESTIMATE)
        assert estimate.startswith(
            "SAMPLE 1 OF CONTEST list, SEED 31: COMBINED RATIO OF amanat OVER 24 STATIONS"
        )
        said_of_answers = source_in_words(
            "newest versions of the records of form d: queue is 'yes' or 'no', of the valid answers"
        )
        assert "queue IS 'yes' OR 'no', OF THE VALID ANSWERS" in said_of_answers


_ESTIMATE = {"number": 1, "contest": "list", "seed": "31", "what": "amanat", "n": 24}


def _capitals(text: str) -> str:
    """The text in capitals, without what stands between %( and )s."""
    parts = re.split(r"(%\(\w+\)s)", text)
    return "".join(one if at % 2 else one.upper() for at, one in enumerate(parts))


def test_a_source_in_english_stays_the_sentence_that_was_kept() -> None:
    source = (
        "newest versions of the records of form day, in area north, wave 1: queue is 'yes' or 'no', "
        "of the valid answers"
    )
    with override("en"):
        assert source_in_words(source) == source
    with override("ru"):
        assert source_in_words("What a newspaper wrote") == "What a newspaper wrote"


def test_the_annex_on_method_speaks_of_answers_only_where_answers_were_counted(
    mission: Mission, contest: Contest, aigerim: User
) -> None:
    report = report_of(mission, aigerim, f"{{{TABLE}.turnout}}\n\n{{annex:method}}")
    document = content_of(report).documents["en"]
    tables = [node for node in b.walk(document) if isinstance(node, b.Table)]
    assert [b.plain(cell) for cell in tables[0].header] == ["What was observed", "Out of", "Not counted"]
