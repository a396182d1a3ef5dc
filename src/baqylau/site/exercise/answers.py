"""What the people of the exercise answer: how often each answer comes, and what follows from it.

Only questions that the form asks are answered: where its logic leaves one out, there is no answer here.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass

from baqylau.site.exercise.country import HERE, InventedStation

Answers = dict[str, str]
TABLES = tomllib.loads((HERE / "answers.toml").read_text(encoding="utf-8"))
"""Question → how often each answer comes, by part of a form."""


def often(text: str) -> dict[str, int]:
    """Read how often each answer comes.

    >>> often("yes 95, party_proxies+media 5")
    {'yes': 95, 'party_proxies media': 5}
    """
    pairs = (one.rsplit(" ", 1) for one in text.split(", "))
    return {answer.replace("+", " "): int(share) for answer, share in pairs}


@dataclass(slots=True)
class Said:
    """A report that is being filled, by somebody whose luck is ``chance``."""

    chance: random.Random
    answers: Answers

    def draw(self, part: str) -> None:
        """Answer the questions of a part, each by itself."""
        for question, answers in TABLES[part].items():
            self.answers[question] = self.one(answers)

    def one(self, answers: str) -> str:
        found = often(answers)
        return self.chance.choices(list(found), weights=list(found.values()))[0]

    def number(self, question: str, least: int, most: int, *, unknown: int = 0) -> None:
        """A whole number; ``unknown`` of a hundred leave it empty."""
        is_left_out = self.chance.randrange(100) < unknown
        self.answers[question] = "" if is_left_out else str(self.chance.randint(least, max(least, most)))

    def says(self, question: str, *answers: str) -> bool:
        return bool(set(self.answers.get(question, "").split()) & set(answers))

    def rate(self, *questions: str, is_poor: bool) -> None:
        for question in questions:
            self.answers[question] = self.one(TABLES["ratings"]["poor" if is_poor else "good"])
        self.answers["overall"] = self.one(TABLES["ratings"]["overall_poor" if is_poor else "overall_good"])


def people(said: Said) -> None:
    """Who is there."""
    said.number("members", 5, 9)
    said.number("women", 2, int(said.answers["members"]))
    said.draw("people")
    if said.says("present", "party_proxies", "candidate_proxies"):
        said.answers["proxies_of"] = said.one("amanat 60, amanat+auyl 20, amanat+aqjol+qhp 14, osdp 6")
    if said.says("present", "citizen_observers"):
        said.answers["citizen_groups"] = said.one("A group of this region 60, Not known to us 40")
    if said.says("unauthorised", "yes"):
        said.answers["unauthorised_who"] = said.one("officials 50, police 30, unknown 20")
        said.answers["unauthorised_interfere"] = said.one("no 70, yes 15, not_observed 15")
    if said.says("restricted", "yes"):
        said.answers["restricted_how"] = "We had to stay on two chairs by the door."


def room(said: Said) -> None:
    """The room, and who gets into it."""
    said.draw("room")
    if said.says("accessible", "no"):
        said.answers["barriers"] = said.one("steps 55, steps+narrow 20, upper_floor 15, steep_ramp 10")


def opening(said: Said, station: InventedStation) -> None:
    """Form A, where the team was let in."""
    people(said)
    said.draw("opening")
    said.number("on_list", station.voters - 20, station.voters + 20)
    said.answers["received"] = str(int(int(said.answers["on_list"]) * 1.01))
    said.number("booths", 2, 6)
    said.number("mobile_boxes", 1, 2)
    said.answers["mobile_boxes_sealed"] = said.one("yes 88, no 3, not_observed 9")
    room(said)
    if said.says("on_time", "no"):
        said.answers["began"] = said.one("07:05 60, 07:10 30, 07:25 10")
        said.answers["delay_why"] = said.one("preparation 70, quorum 20, dont_know 10")
    if said.says("complaint", "yes"):
        said.answers["complaint_about"] = "A proxy, about where observers were seated"
    poor = said.says("box_empty", "no") or said.says("box_sealed", "no") or said.chance.random() < 0.06
    said.rate("rating_knowledge", "rating_work", "rating_transparency", is_poor=poor)


MOST_TIMES = {"identical_signatures": 14, "stuffing": 40, "multiple_voting": 2, "group_voting": 5}


def voting(said: Said, station: InventedStation, arrival: int, stay: int) -> None:
    """Form B; ``arrival`` and ``stay`` in minutes, of the day and at the station."""
    people(said)
    said.draw("voting")
    room(said)
    if not said.says("inside", "nothing"):
        said.answers["reaction"] = said.one("yes 35, no 40, not_observed 25")
    for question, most in MOST_TIMES.items():
        if said.says(question, "yes"):
            said.number(f"{question}_number", 1, most)
    if said.says("multiple_voting", "yes"):
        said.answers["multiple_voting_allowed"] = said.one("no 85, yes 15")
    if not said.says("irregular", "nothing"):
        said.number("irregular_number", 1, 4)
    if said.says("access_trouble", "yes"):
        said.draw("trouble")
    if said.says("complaint", "yes"):
        said.number("complaints_written", 0, 1)
        said.number("complaints_oral", 1, 2)
        said.answers["complaints_impartial"] = said.one("yes 60, no 20, not_observed 20")
    _figures(said, station, arrival, stay)
    poor = said.says("stuffing", "yes") or said.says("inside", "directing") or said.chance.random() < 0.07
    ratings = ("knowledge", "voters", "work", "transparency", "environment")
    said.rate(*(f"rating_{one}" for one in ratings), is_poor=poor)


def _figures(said: Said, station: InventedStation, arrival: int, stay: int) -> None:
    said.number("on_list", station.voters - 10, station.voters + 15)
    said.number("added", 0, 12, unknown=8)
    said.number("absentee", 0, int(said.answers["added"] or 0), unknown=20)
    said.number("mobile_requests", 3, 5 + station.voters // 60, unknown=12)
    share = max(0, arrival - 7 * 60) / (13 * 60) * said.chance.uniform(0.5, 0.7)
    before = int(station.voters * share)
    said.answers["voted_arrival"] = str(before)
    said.answers["voted_departure"] = str(before + int(stay * said.chance.uniform(0.2, 1.4)))


def count(said: Said, station: InventedStation, ended: str) -> None:
    """Form C; ``ended`` is the time at which the count ended."""
    people(said)
    said.draw("count")
    if said.says("queue", "yes"):
        said.answers["queue_voted"] = said.one("yes 90, not_observed 10")
        said.answers["latecomers_voted"] = said.one("no 85, not_observed 15")
    if said.says("signatures_counted", "yes"):
        said.number("signatures", station.voters // 2, station.voters * 2 // 3, unknown=25)
    said.answers["in_order"] = "not_observed"
    if said.says("unused_cancelled", "yes") and said.says("signatures_counted", "yes"):
        said.answers["in_order"] = "yes"
    said.number("invalid", 3, 40, unknown=10)
    said.answers["count_ended"] = ended
    poor = said.says("totals", "disagree") or said.says("choice_shown", "never") or said.chance.random() < 0.1
    ratings = ("knowledge", "work", "closing", "transparency")
    said.rate(*(f"rating_{one}" for one in ratings), is_poor=poor)


LISTS = ("amanat", "auyl", "respublica", "aqjol", "qhp", "osdp", "baytaq")


def protocol(said: Said, station: InventedStation) -> None:
    """Form C2: a protocol as it stood on the wall. One of six does not add up.

    Votes are drawn in equal parts, so that nobody takes them for those of a real election.
    """
    chance, answers = said.chance, said.answers
    answers |= {"contest": "list", "taken_from": said.one("posted 60, certified 30, read_aloud 10")}
    if not said.says("taken_from", "read_aloud"):
        answers["legible"] = said.one("all 85, partly 10, corrected 5")
    lines = _lines(station, chance)
    parts = chance.choices((*LISTS, "against"), k=lines["valid"])
    votes = {name: parts.count(name) for name in LISTS}
    if chance.randrange(6) == 0:
        votes["auyl"] += chance.choice((1, 10, 90))
    answers |= {name: str(value) for name, value in lines.items()}
    answers |= {f"votes_{name}": str(value) for name, value in votes.items()}
    answers |= {"against_all": str(parts.count("against")), "in_box_again": str(lines["in_box"])}
    answers["votes_sum"] = str(sum(votes.values()) + parts.count("against"))
    answers["compared_by_colleague"] = said.one("yes 90, no 10")
    answers["copy_held_by"] = said.one("us 40, us+proxies 30, proxies 20, dont_know 10")


def _lines(station: InventedStation, chance: random.Random) -> dict[str, int]:
    """The lines of a protocol above the votes, which agree with each other."""
    on_list, received = station.voters + chance.randrange(12), int(station.voters * 1.01)
    issued, spoiled = int(on_list * chance.uniform(0.45, 0.7)), chance.randrange(4)
    outside, in_box = 4 + station.voters // 80, issued - chance.randrange(2)
    invalid = int(issued * chance.uniform(0.01, 0.04))
    return {
        "on_list": on_list,
        "received": received,
        "issued": issued,
        "issued_outside": outside,
        "issued_absentee": chance.randrange(3),
        "spoiled": spoiled,
        "unused": received - issued - spoiled,
        "in_box": in_box,
        "in_mobile_box": outside,
        "invalid": invalid,
        "valid": in_box - invalid,
    }


def tabulation(said: Said, name: str) -> None:
    """Form D, where the team was let in."""
    answers = said.answers
    answers |= {"commission_kind": "district", "commission_name": name}
    said.draw("tabulation")
    if said.says("restricted", "yes"):
        answers["restricted_how"] = "The screens could not be seen from where observers stood."
    said.number("stations_below", 24, 60)
    said.number("protocols_received", 10, int(answers["stations_below"]))
    said.number("protocols_processed", 5, int(answers["protocols_received"]))
    if said.says("filled_in_here", "yes"):
        said.number("filled_in_number", 1, 3)
    answers["system"] = "Sailau"
    said.rate("rating_transparency", "rating_organisation", is_poor=said.says("clear_view", "no"))


def weekly(said: Said) -> None:
    """The weekly report of long-term observers."""
    said.number("meetings", 4, 12)
    said.number("people_met", int(said.answers["meetings"]), 30)
    said.number("women_met", 1, int(said.answers["people_met"]) // 2)
    said.number("events", 0, 4)
    said.number("sessions", 0, 3)
    said.draw("weekly")
    for topic, text in TABLES["texts_of_weeks"].items():
        if said.says("topics", topic):
            said.answers[f"on_{topic}"] = text
    said.answers |= {"outlook": "", "plan": "Meetings with commissions in two more districts."}
