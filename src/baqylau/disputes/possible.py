"""What there is already that may be a violation: items that fall into a time when the pack forbids them.

Published polls and forecasts, campaign events that observers recorded or analysts entered, coded media items,
paid content of social networks. Another room may bring more: whatever can be said as
``methods.possible_violations.Item``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.db.models import Q

from baqylau.campaign.media_windows import items_between
from baqylau.campaign.models import CampaignEvent
from baqylau.campaign.social_windows import forbidden_times, paid_content_of
from baqylau.disputes.methods.possible_violations import Ban, Item, Possible, possible_violations
from baqylau.disputes.models import PossibleViolation
from baqylau.disputes.procedure import part_of
from baqylau.disputes.queries import EVENT, confidential_items
from baqylau.disputes.sources.pack import Forbidden, Part
from baqylau.election.methods.windows import SILENCE, Window
from baqylau.election.models import Area
from baqylau.election.register import figures_seen_by
from baqylau.election.windows import Calendar, calendar_of
from baqylau.mission.models import Mission
from baqylau.observation.models import Record, RecordState

POLL, CAMPAIGN_EVENT, CAMPAIGN_ITEM = "poll", "campaign_event", "campaign_item"
ONE_DAY = timedelta(days=1)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
"""Before anything that is in a register."""
_POLLS = (
    Q(indicator__startswith="poll") | Q(indicator__contains="exit_poll") | Q(indicator__contains="forecast")
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the area by whose clock it is judged; None for the election's."""

    item: Item
    area: Area | None = None


def items_of(mission: Mission) -> Iterator[Placed]:
    """Every item there is to look at."""
    yield from _polls(mission)
    yield from _campaign_events(mission)
    yield from _entered_events(mission)
    yield from _paid_content(mission)
    yield from _media_items(mission)


def _media_items(mission: Mission) -> Iterator[Placed]:
    """Coded media items that are paid, about those who stand or about polls, while something is forbidden."""
    days = _days_of_bans(mission, CAMPAIGN_ITEM, POLL)
    if not days:
        return
    first, last = min(first for first, _last in days), max(last for _first, last in days)
    for one in items_between(mission, calendar_of(mission.election), first, last):
        if one.is_campaign:
            yield Placed(Item(one.key, CAMPAIGN_ITEM, one.at, one.says, one.where), one.area)
        if one.is_about_polls:
            yield Placed(Item(one.key, POLL, one.at, one.says, one.where), one.area)


def _days_of_bans(mission: Mission, *kinds: str) -> list[tuple[date, date]]:
    """The first and the last day of each time in which one of these kinds is forbidden, in any time zone."""
    calendar = calendar_of(mission.election)
    found: list[tuple[date, date]] = []
    for rule in part_of(mission.election).forbidden:
        window = calendar.window_anywhere(rule.event)
        if window is None or not set(kinds) & set(rule.items):
            continue
        begins, ends = _span(rule, window)
        if begins and ends:
            first, last = (moment.astimezone(calendar.zone).date() for moment in (begins, ends))
            found.append((first - ONE_DAY, last + ONE_DAY))
    return found


def _within(days: Iterable[tuple[date, date]], field: str) -> Q:
    """The field lies in one of these times."""
    asked = Q(pk__in=())
    for span in days:
        asked |= Q(**{f"{field}__range": span})
    return asked


def _span(rule: Forbidden, window: Window) -> tuple[datetime | None, datetime | None]:
    """From when until when something is forbidden; a time before an event has begun ever since."""
    if rule.when == "before":
        return LONG_AGO, window.begins
    return window.begins, window.ends


def _paid_content(mission: Mission) -> Iterator[Placed]:
    """Sponsored posts and advertisements of the silence, and before the campaign where the pack says so."""
    wanted = {SILENCE}
    rules = [rule for rule in part_of(mission.election).forbidden if CAMPAIGN_ITEM in rule.items]
    if any(rule.when == "before" for rule in rules):
        wanted.add("before_campaign")
    for time in forbidden_times(mission):
        if time.code in wanted:
            for one in paid_content_of(time, mission):
                yield Placed(Item(one.key, CAMPAIGN_ITEM, one.at, one.says, one.where))


def _polls(mission: Mission) -> Iterator[Placed]:
    """Published polls and forecasts, of the pack or the mission, by the day they were said or are of."""
    for figure in figures_seen_by(mission).filter(_POLLS, withdrawn_at=None).order_by("pk"):
        if day := figure.said_on or _day(figure.as_of):
            says = figure.sentence or f"{figure.indicator}: {figure.value or figure.as_printed} {figure.note}"
            source = " · ".join(filter(None, (figure.said_by, figure.source)))
            yield Placed(Item(f"figure:{figure.pk}", POLL, day, says.strip(), source), figure.area)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _campaign_events(mission: Mission) -> Iterator[Placed]:
    """Records of campaign events that observers saw."""
    records = Record.objects.filter(
        _within(_days_of_bans(mission, CAMPAIGN_EVENT), "observed_at__date"),
        mission=mission,
        form_version__form__kind="campaign",
        deleted_at=None,
        observed_at__isnull=False,
    ).exclude(state=RecordState.REJECTED)
    for record in records.select_related("area", "form_version__form").order_by("pk"):
        if record.observed_at is not None:
            where = " ".join(filter(None, (record.place, record.area_text)))
            item = Item(f"record:{record.number}", CAMPAIGN_EVENT, record.observed_at, "", where)
            yield Placed(item, record.area)


def _entered_events(mission: Mission) -> Iterator[Placed]:
    """Campaign events that analysts entered, at the hour they were to begin, or by their day.

    Those that are confidential are among them: :func:`baqylau.disputes.queries.possible_seen_by` shows them
    to whoever may know of the event.
    """
    calendar = calendar_of(mission.election)
    events = CampaignEvent.objects.filter(
        _within(_days_of_bans(mission, CAMPAIGN_EVENT), "day"), mission=mission
    )
    for event in events.select_related("area").defer("area__boundary").order_by("pk"):
        at: date | datetime = event.day
        if event.begins_at is not None:
            at = datetime.combine(event.day, event.begins_at, calendar.zone_of(event.area))
        says = "\n".join(filter(None, (event.candidate, event.says)))
        where = " · ".join(filter(None, (event.place, event.source)))
        yield Placed(Item(f"{EVENT}{event.pk}", CAMPAIGN_EVENT, at, says, where), event.area)


def found_in(mission: Mission, items: Iterable[Placed]) -> list[tuple[Possible, Area | None, Forbidden]]:
    """The items that fall into a ban, by the clock of their area, with the rule."""
    part, calendar = part_of(mission.election), calendar_of(mission.election)
    by_area: dict[Area | None, list[Item]] = {}
    for placed in items:
        by_area.setdefault(placed.area, []).append(placed.item)
    rules = {(one.event, one.violation): one for one in part.forbidden}
    return [
        (possible, area, rules[possible.ban.code, possible.ban.violation])
        for area, those in by_area.items()
        for possible in possible_violations(those, _bans(part, calendar, area), _zone(calendar, area))
    ]


def not_proposed_yet(
    mission: Mission, items: Iterable[Placed] | None = None
) -> list[tuple[Possible, Area | None, Forbidden]]:
    """Those among the items (all that there are) that fall into a ban and are not in the list yet.

    An item that two rules of one event forbid (a paid poll in the silence) is proposed with the first.
    """
    known = set(PossibleViolation.objects.filter(mission=mission).values_list("item", "event"))
    new: dict[tuple[str, str], tuple[Possible, Area | None, Forbidden]] = {}
    for one in found_in(mission, items_of(mission) if items is None else items):
        key = (one[0].item.key, one[0].ban.code)
        if key not in known:
            new.setdefault(key, one)
    return list(new.values())


def count_not_proposed(mission: Mission, *, with_confidential: bool) -> int:
    """How many items wait to be looked for; from confidential events only where one may know of them."""
    found = [possible.item.key for possible, _area, _rule in not_proposed_yet(mission)]
    if with_confidential:
        return len(found)
    hidden = confidential_items(mission)
    return sum(key not in hidden for key in found)


def _zone(calendar: Calendar, area: Area | None) -> tzinfo:
    return calendar.zone_of(area)


def _bans(part: Part, calendar: Calendar, area: Area | None) -> Sequence[Ban]:
    """What is forbidden when, where the calendar knows both ends."""
    bans = []
    for rule in part.forbidden:
        window = calendar.window(rule.event, area)
        begins, ends = _span(rule, window) if window else (None, None)
        if window is not None and begins and ends and begins < ends:
            article = rule.article or window.article
            ban = Ban(rule.event, frozenset(rule.items), begins, ends, rule.violation, article, rule.source)
            bans.append(ban)
    return bans
