"""The page of a calendar: what is due, running, late, and how dates differ from their rules; the feed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from baqylau.accounts.feed_keys import feed_key, owner_of
from baqylau.accounts.models import User
from baqylau.election.actions.load import digest_of_calendar
from baqylau.election.models import CalendarEvent, Election
from baqylau.election.sources import pack
from baqylau.site import packs
from baqylau.site.pages.calendar import CalendarPage, calendar_page

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
PAGE = "/elections/kz_2023/calendar/"


@pytest.fixture
def mazhilis_2023(db: None) -> Election:
    return packs.load(packs.shipped("kz_2023"))


def as_of(election: Election, *moment: int, **asked: str) -> CalendarPage:
    return calendar_page(election, now=datetime(*moment, tzinfo=ALMATY), **asked)  # type: ignore[arg-type]


def names(entries: object) -> list[str]:
    return [entry.anchor for entry in entries]  # type: ignore[attr-defined]


class TestWhatIsDue:
    def test_on_the_last_day_of_accreditation_that_is_due_and_the_campaign_runs(
        self, mazhilis_2023: Election
    ) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 13, 9)
        assert names(page.today) == ["accreditation-ends"]
        assert [one.day.event.code for one in page.running] == ["campaign", "absentee_certificates"]
        assert names(page.coming)[0] == "poll_ban-begins"
        assert page.distance == "6 days before election day"

    def test_on_the_day_before_the_silence_has_begun(self, mazhilis_2023: Election) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 18, 0, 1)
        assert names(page.today) == ["campaign-ends", "silence-begins", "absentee_certificates-ends"]
        assert "campaign" not in {one.day.event.code for one in page.running}
        assert {"silence", "poll_ban"} <= {one.day.event.code for one in page.running}

    def test_an_hour_after_midnight_in_almaty_it_is_still_yesterday_in_the_west(
        self, mazhilis_2023: Election
    ) -> None:
        west = as_of(mazhilis_2023, 2023, 3, 18, 0, 30, area_code="mangystau")
        assert west.now.date() == date(2023, 3, 17)
        assert not west.today
        assert {"campaign"} <= {one.day.event.code for one in west.running}

    def test_in_the_west_a_moment_is_also_told_in_the_time_of_the_election(
        self, mazhilis_2023: Election
    ) -> None:
        west = as_of(mazhilis_2023, 2023, 3, 19, 12, area_code="atyrau")
        told = {entry.anchor: entry.elsewhere for group in west.groups for entry in group.entries}
        assert told["mobile_requests-ends"] == datetime(2023, 3, 19, 13, tzinfo=ALMATY)
        east = as_of(mazhilis_2023, 2023, 3, 19, 12, area_code="kostanay")
        assert not any(entry.elsewhere for group in east.groups for entry in group.entries)

    def test_today_stands_in_the_line_even_where_nothing_happens(self, mazhilis_2023: Election) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 10, 12)
        (today,) = (group for group in page.groups if group.state == "today")
        assert (today.day, today.entries) == (date(2023, 3, 10), [])
        after = as_of(mazhilis_2023, 2026, 3, 10, 12)
        assert all(group.state == "past" for group in after.groups)


class TestAtAGlance:
    def test_bars_lie_where_their_dates_are(self, mazhilis_2023: Election) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 18, 0)
        spans = {span.day.event.code: span for span in page.spans}
        assert next(iter(spans)) == "nomination"
        assert "voting" not in spans
        campaign, silence = spans["campaign"], spans["silence"]
        assert campaign.x + campaign.width == silence.x == page.now_at
        days = (date(2023, 3, 29) - date(2023, 1, 19)).days + 1
        assert silence.x == round(1000 * (date(2023, 3, 18) - date(2023, 1, 19)).days / days)
        assert [span.is_running for span in (campaign, silence)] == [False, True]
        assert all(span.x >= 0 and span.x + span.width <= 1000 for span in page.spans)

    def test_now_is_not_drawn_outside_the_calendar(self, mazhilis_2023: Election) -> None:
        assert as_of(mazhilis_2023, 2023, 1, 18, 12).now_at is None
        assert as_of(mazhilis_2023, 2023, 3, 30, 12).now_at is None


class TestWhatIsLate:
    def event(self, election: Election, **values: object) -> CalendarEvent:
        given: dict[str, object] = {"code": "x", "duty": "central", "ends_day": date(2026, 3, 1), **values}
        return CalendarEvent.objects.create(election=election, **given)

    def late(self, election: Election, now: datetime) -> tuple[list[str], int]:
        duties = calendar_page(election, now=now).duties
        return [how for _, how in duties.late], len(duties.open)

    def test_what_was_not_done_is_open_from_the_end_of_its_last_day(self, election: Election) -> None:
        self.event(election)
        assert self.late(election, datetime(2026, 3, 1, 23, 59, tzinfo=UTC)) == ([], 0)
        assert self.late(election, datetime(2026, 3, 2, tzinfo=UTC)) == ([], 1)

    def test_a_time_of_day_is_the_end(self, election: Election) -> None:
        self.event(election, ends_time=time(18))
        assert self.late(election, datetime(2026, 3, 1, 17, 59, tzinfo=UTC)) == ([], 0)
        assert self.late(election, datetime(2026, 3, 1, 18, tzinfo=UTC)) == ([], 1)

    def test_what_was_done_after_its_day_is_late_and_what_was_done_on_it_is_not(
        self, election: Election
    ) -> None:
        self.event(election, done_day=date(2026, 3, 4), done_source="made up")
        self.event(election, code="y", done_day=date(2026, 3, 1), done_source="made up")
        assert self.late(election, datetime(2026, 4, 1, tzinfo=UTC)) == (["3 days late"], 0)

    def test_what_nobody_has_to_do_is_never_late(self, election: Election) -> None:
        self.event(election, duty="")
        assert self.late(election, datetime(2027, 1, 1, tzinfo=UTC)) == ([], 0)

    def test_results_of_2023_were_announced_in_time_and_others_are_not_known(
        self, mazhilis_2023: Election
    ) -> None:
        duties = as_of(mazhilis_2023, 2023, 4, 1, 12).duties
        assert not duties.late
        assert "results" not in {day.event.code for day in duties.open}
        assert {"council_results_local", "territorial_protocols"} <= {day.event.code for day in duties.open}


class TestDifferences:
    def test_the_published_date_wins_and_the_way_of_counting_is_told(self, mazhilis_2023: Election) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 1, 12)
        found = {entry.anchor: entry for entry in page.differing}
        assert set(found) == {"accreditation-ends", "voter_lists-begins"}
        accreditation = found["accreditation-ends"]
        assert accreditation.point.day == date(2023, 3, 13)
        assert accreditation.moment.differs_how == "1 day earlier than the rule"
        assert accreditation.moment.explained == "It agrees if 5 whole days lie between."
        assert accreditation.rule == "5 days before election day; at 18:00 local time"

    def test_a_day_published_without_a_time_has_the_time_of_its_rule(self) -> None:
        page = as_of(packs.load(packs.shipped("kz_2026")), 2026, 8, 1, 12)
        voting = next(one for group in page.groups for one in group.entries if one.anchor == "voting-begins")
        assert (voting.point.clock, voting.is_computed, voting.moment.differs) == (time(7), False, False)

    @pytest.mark.parametrize(
        ("anchor", "rule"),
        [
            ("registration-ends", "30 days before election day; the first day counts; at 18:00 local time"),
            ("nomination-begins", "1 day after “Election called”"),
            ("count-ends", "12 hours after the end of “Voting”"),
            ("mobile_requests-ends", "on election day; at 12:00 local time"),
            ("count-begins", "with the end of “Voting”"),
            (
                "campaign-begins",
                "on the day of the end of “Registration of candidates and lists”; at 18:00 local time",
            ),
        ],
    )
    def test_rules_are_told_in_words(self, mazhilis_2023: Election, anchor: str, rule: str) -> None:
        page = as_of(mazhilis_2023, 2023, 3, 1, 12)
        told = {entry.anchor: entry.rule for group in page.groups for entry in group.entries}
        assert told[anchor] == rule


class TestThePage:
    def test_it_shows_what_is_asked_for(self, mazhilis_2023: Election, client: Client, erik: User) -> None:
        client.force_login(erik)
        text = client.get(PAGE, {"on": "2023-03-13", "kind": "observers"}).text
        assert "Accreditation of foreign observers" in text
        assert "Campaign: begins" not in text
        assert "1 day earlier than the rule" in text
        assert "13 March 2023" in text

    @pytest.mark.parametrize(
        "asked",
        [
            {"on": "2023-02-30"},
            {"on": "yesterday"},
            {"on": "0001-01-01"},
            {"on": "9999-12-31"},
            {"kind": "nothing"},
            {"area": "nowhere"},
            {"area": "x" * 5000},
        ],
    )
    def test_what_cannot_be_asked_for_is_passed_over(
        self, mazhilis_2023: Election, client: Client, erik: User, asked: dict[str, str]
    ) -> None:
        client.force_login(erik)
        assert client.get(PAGE, asked).status_code == 200

    def test_it_needs_few_queries(
        self,
        mazhilis_2023: Election,
        client: Client,
        erik: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client.force_login(erik)
        with django_assert_max_num_queries(9):
            client.get(PAGE)

    def test_every_citation_is_in_the_list_and_every_link_inside_goes_somewhere(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        client.force_login(erik)
        for on in ("2023-03-13", "2023-03-18", "2023-04-01"):
            text = client.get(PAGE, {"on": on}).text
            targets = set(re.findall(r'\bid="([^"]+)"', text))
            assert set(re.findall(r'href="#([^"]+)"', text)) <= targets

    def test_a_calendar_without_a_date_is_a_page(
        self, election: Election, client: Client, erik: User
    ) -> None:
        client.force_login(erik)
        assert "No date of this election is known" in client.get("/elections/made-up/calendar/").text


class TestTheFeed:
    def address(self, text: str) -> str:
        found = re.search(r'value="http://testserver([^"]+\.ics[^"]*)"', text)
        assert found
        return found[1].replace("&amp;", "&")

    def feed(self, client: Client, erik: User, **asked: str) -> str:
        client.force_login(erik)
        address = self.address(client.get(PAGE, asked).text)
        client.logout()
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        return answer.content.decode()

    def events(self, text: str) -> dict[str, dict[str, object]]:
        return {
            str(event["uid"]): {name.lower(): getattr(value, "dt", value) for name, value in event.items()}
            for event in Calendar.from_ical(text).walk("VEVENT")
        }

    def test_its_address_on_the_page_is_read_without_signing_in(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        events = self.events(self.feed(client, erik))
        ends = events["kz_2023.campaign.ends@calendar.baqylau"]
        assert ends["dtstart"] == datetime(2023, 3, 18, 0, tzinfo=ALMATY)
        assert ends["summary"] == "Campaign: ends"
        voting = events["kz_2023.voting.day@calendar.baqylau"]
        assert (voting["dtstart"], voting["dtend"]) == (
            datetime(2023, 3, 19, 7, tzinfo=ALMATY),
            datetime(2023, 3, 19, 20, tzinfo=ALMATY),
        )
        assert events["kz_2023.inspection.day@calendar.baqylau"]["dtstart"] == date(2023, 3, 4)
        assert events["kz_2023.count.ends@calendar.baqylau"]["status"] == "TENTATIVE"

    def test_an_area_has_its_own_time_and_the_same_names(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        east, west = self.feed(client, erik), self.feed(client, erik, area="atyrau")
        assert "TZID=Asia/Atyrau" in west
        assert self.events(east).keys() == self.events(west).keys()
        name = "kz_2023.accreditation.ends@calendar.baqylau"
        later = self.events(west)[name]["dtstart"] - self.events(east)[name]["dtstart"]  # type: ignore[operator]
        assert later == timedelta(hours=1)

    def test_it_speaks_the_language_of_the_page(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        client.cookies["django_language"] = "kk"
        assert "Дауыс беру" in self.feed(client, erik)

    def test_a_moved_date_keeps_its_name_and_raises_the_sequence(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        before = self.events(self.feed(client, erik))
        files = packs.files_of(packs.shipped("kz_2023"))
        files["calendar.csv"] = files["calendar.csv"].replace(b"2023-03-13,18:00", b"2023-03-14,18:00")
        packs.load_files(files)
        after = self.events(self.feed(client, erik))
        assert before.keys() == after.keys()
        name = "kz_2023.accreditation.ends@calendar.baqylau"
        assert after[name]["sequence"] == before[name]["sequence"] + 1  # type: ignore[operator]
        assert after[name]["dtstart"] == datetime(2023, 3, 14, 18, tzinfo=ALMATY)

    def test_loading_the_same_calendar_again_raises_nothing(self, mazhilis_2023: Election) -> None:
        files = packs.files_of(packs.shipped("kz_2023"))
        files["README.md"] += b"\n"
        packs.load_files(files)
        assert Election.objects.get(code="kz_2023").calendar_version == 1
        shuffled = dict(files)
        head, *rows = files["calendar.csv"].decode().splitlines()
        shuffled["calendar.csv"] = "\n".join([head, *reversed(rows)]).encode()
        assert digest_of_calendar(pack.read(own_part(shuffled))) == digest_of_calendar(
            pack.read(own_part(files))
        )

    def test_a_reader_that_has_it_already_gets_nothing_again(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        address = f"/calendars/{feed_key(erik)}/kz_2023.ics"
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"{address}?language=kk", headers={"If-None-Match": tag}).status_code == 200

    def test_a_key_ends_with_the_password_the_sessions_and_the_account(
        self, mazhilis_2023: Election, client: Client, erik: User
    ) -> None:
        key = feed_key(erik)
        assert owner_of(key) == erik
        assert feed_key(erik) == key
        for change in (
            lambda user: user.set_password("another long word"),
            lambda user: setattr(user, "sessions_generation", 7),
            lambda user: setattr(user, "is_active", False),
        ):
            changed = User.objects.get(pk=erik.pk)
            change(changed)
            changed.save()
            assert client.get(f"/calendars/{key}/kz_2023.ics").status_code == 404
            erik.save()
            assert client.get(f"/calendars/{key}/kz_2023.ics").status_code == 200

    @pytest.mark.parametrize("key", ["x", "WzEsImEiXQ:abc", "é", "a" * 4000, ":", "WzFd:x"])
    def test_what_is_no_key_opens_nothing(self, mazhilis_2023: Election, client: Client, key: str) -> None:
        assert client.get(f"/calendars/{key}/kz_2023.ics").status_code == 404


def own_part(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name in pack.FILES}
