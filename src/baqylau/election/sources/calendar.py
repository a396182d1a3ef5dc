"""The calendar of a pack.

``calendar.csv`` is what was published, ``calendar.toml`` what the law says, ``holidays.csv`` the days off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems, Row
from baqylau.core.toml import Table, read_toml
from baqylau.election.methods.calendar import BEGINS, ELECTION_DAY, ENDS, name_of
from baqylau.election.methods.deadlines import Term
from baqylau.election.sources.outline import CODE, names_of
from baqylau.election.sources.records import DayOffRow, EventRow
from baqylau.election.sources.tables import code, names
from baqylau.election.sources.terms import read_term

FILE = "calendar.toml"
EVENT_STATUSES = ("published", "unconfirmed", "not_found")
EVENT_KINDS = (
    *("call", "commissions", "candidates", "campaign", "voter_lists", "observers", "polls", "voting"),
    *("results", "complaints", "other"),
)
DUTIES = (
    *(
        "president",
        "authorities",
        "central",
        "territorial",
        "constituency",
        "precinct",
        "parties",
        "candidates",
    ),
    *("observers", "media", "voters", "other"),
)
"""Who has to act, for a date by which something must be done."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = (5, 6)

Rules = dict[str, dict[str, object]]
"""The name of a moment (``campaign.ends``) to its rule, as it is stored."""


def event(row: Row, problems: Problems) -> EventRow:
    """A row of ``calendar.csv``: what was published; its rules are added by :func:`with_rules`."""
    status = row.choice("status", EVENT_STATUSES, problems)
    day, ends_day = row.day("day", problems), row.day("ends_day", problems)
    if status and (day is None and ends_day is None) != (status == "not_found"):
        says = "An event has a day, or its status is not_found."
        problems.add("P.120", says, "Fill in the day, or correct the status.", row.where("status"))
    made = EventRow(
        where=row.where(),
        code=code(row, "code", problems),
        kind=row.choice("kind", EVENT_KINDS, problems, needed=False) or "other",
        duty=row.choice("duty", DUTIES, problems, needed=False),
        day=day,
        local_time=row.clock("time", problems),
        ends_day=ends_day,
        ends_time=row.clock("ends_time", problems),
        done_day=row.day("done_day", problems),
        done_source=row.text("done_source", problems, needed=False),
        status=status,
        names=names(row, problems),
        source=row.text("source", problems),
    )
    _check_order(made, row, problems)
    return made


def _check_order(made: EventRow, row: Row, problems: Problems) -> None:
    for given, clock, column in (
        (made.day, made.local_time, "time"),
        (made.ends_day, made.ends_time, "ends_time"),
    ):
        if clock is not None and given is None:
            says = "A time of day needs its day."
            problems.add("P.127", says, "Fill in the day, or remove the time.", row.where(column))
    if made.day and made.ends_day:
        begins = (made.day, made.local_time or time())
        ends = (made.ends_day, made.ends_time or time.max)
        if ends < begins:
            says = "The event ends before it begins."
            problems.add("P.128", says, "Correct one of the dates.", row.where("ends_day"))
    if made.done_day and not made.done_source:
        says = "A day on which something was done needs its source."
        problems.add("P.129", says, "Fill in done_source.", row.where("done_source"))


def day_off(row: Row, problems: Problems) -> DayOffRow:
    """A row of ``holidays.csv``: a day off, or a weekend that is worked."""
    day = row.day("day", problems, needed=True) or date.min
    return DayOffRow(
        where=row.where(),
        code=day.isoformat(),
        day=day,
        worked=row.choice("kind", ("off", "worked"), problems) == "worked",
        names=names(row, problems),
        source=row.text("source", problems),
    )


def read_rules(files: Mapping[str, bytes], problems: Problems) -> tuple[Rules, tuple[int, ...]]:
    """The rules by the moments they give, and the weekdays off; without the file none, and the usual two."""
    if FILE not in files:
        return {}, WEEKEND
    try:
        table = Table(read_toml(files[FILE], FILE), FILE, problems)
    except Refused as refused:
        problems.gather(refused)
        return {}, WEEKEND
    weekend = _weekend(table)
    rules: Rules = {}
    for inner in table.tables("rule"):
        name, rule = _rule(inner)
        if name in rules:
            says = f"There is a rule for '{name}' already."
            problems.add("P.170", says, "Give each moment one rule.", inner.where("of"))
        rules.setdefault(name, rule)
    table.finish()
    return rules, weekend


def _rule(table: Table) -> tuple[str, dict[str, object]]:
    name = name_of(table.text("of"))
    origin = name_of(table.text("from"))
    for key, moment in (("of", name), ("from", origin)):
        if not _is_moment(moment) or (key == "of" and moment == ELECTION_DAY):
            says = f"'{moment[:80]}' is not a moment."
            remedy = "Expected: an event, such as campaign.ends; a rule may also count from election_day."
            table.problems.add("P.172", says, remedy, table.where(key))
    term = read_term(table)
    rule: dict[str, object] = {
        "from": origin,
        **term_as_stored(term),
        "source": table.text("source"),
    }
    if table.has("says"):
        rule["says"] = names_of(table, "says")
    table.finish()
    return name, rule


def term_as_stored(term: Term) -> dict[str, object]:
    """A term as plain values; :func:`baqylau.election.methods.calendar.term_from` reads them."""
    return {
        "length": term.length,
        "unit": term.unit,
        "counting": term.counting,
        "bounds": term.bounds,
        "ends_at": term.ends_at.strftime("%H:%M") if term.ends_at is not None else "",
        "day_off": term.day_off,
        "article": term.article,
    }


def _is_moment(name: str) -> bool:
    if name == ELECTION_DAY:
        return True
    code, _, end = name.partition(".")
    return bool(CODE.fullmatch(code)) and end in (BEGINS, ENDS)


def with_rules(events: Iterable[EventRow], rules: Rules, problems: Problems) -> list[EventRow]:
    """The events with their rules; a rule of or from an event that is not in the calendar is refused."""
    events = list(events)
    codes = {event.code for event in events}
    for name, rule in rules.items():
        for moment in (name, str(rule["from"])):
            named = moment.partition(".")[0]
            if moment != ELECTION_DAY and named not in codes:
                says = f"There is no event '{named[:80]}' in the calendar."
                remedy = "Add it to calendar.csv (status not_found where no date is known)."
                problems.add("P.141", says, remedy, f"'{FILE}', rule of '{name[:80]}'")
    return [
        event.with_rules(rules.get(f"{event.code}.{BEGINS}"), rules.get(f"{event.code}.{ENDS}"))
        for event in events
    ]


def _weekend(table: Table) -> tuple[int, ...]:
    words = table.texts("weekend", or_else=("saturday", "sunday"))
    unknown = [word for word in words if word not in WEEKDAYS]
    if unknown or len(set(words)) == len(WEEKDAYS):
        says = f"'{', '.join(words)[:80]}' is not a weekend."
        table.problems.add("P.173", says, f"Expected: some of {', '.join(WEEKDAYS)}.", table.where("weekend"))
        return WEEKEND
    return tuple(sorted({WEEKDAYS.index(word) for word in words}))
