"""A normal visit for each standard form: answers of a team that sees nothing unusual, on a paper phone."""

from __future__ import annotations

from functools import lru_cache

from forms.make import LIBRARY, form_names

from baqylau.observation.methods.expressions import parse
from baqylau.observation.methods.station_numbers import key_of
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.instance import AnswerReader, Read, parse_instance
from baqylau.observation.sources.xlsform import FormRead, read_form
from tests.observation.paper_phone import PaperPhone, Walk

NAMES = form_names("kz")
ELECTION_DAY = ["kz_a_opening", "kz_b_voting", "kz_c_count", "kz_c2_protocol", "kz_incident"]

STATION = {"station_how": "number", "station_number": "012", "station_by_number": "kar/012"}
AREA = {"region": "kar", "district": "kar-abai"}
VISIT = {"arrival": "09:10", "admitted": "yes"}
PEOPLE = {
    "members": "7",
    "women": "5",
    "chair_is_woman": "yes",
    "present": "party_proxies citizen_observers",
    "proxies_of": "amanat auyl",
    "unauthorised": "no",
    "clear_view": "yes",
    "restricted": "no",
}
ROOM = {"accessible": "yes", "layout": "yes", "campaign_material": "no"}

NORMAL: dict[str, dict[str, str]] = {
    "kz_a_opening": {
        **STATION,
        **VISIT,
        "arrival": "06:20",
        **PEOPLE,
        "quorum": "yes",
        "missing": "nothing",
        "on_list": "1200",
        "received": "1212",
        "ballots_counted": "yes",
        "booths": "5",
        "booths_secret": "yes",
        "box_empty": "yes",
        "box_sealed": "yes",
        "seals_recorded": "yes",
        "mobile_boxes": "1",
        "mobile_boxes_sealed": "yes",
        **ROOM,
        "on_time": "yes",
        "complaint": "no",
        "rating_knowledge": "good",
        "rating_work": "very_good",
        "rating_transparency": "good",
        "overall": "good",
        "departure": "07:15",
    },
    "kz_b_voting": {
        **STATION,
        **VISIT,
        **PEOPLE,
        "outside": "nothing",
        "inside": "nothing",
        **ROOM,
        "id_checked": "always",
        "voter_signs": "always",
        "ballot_signed": "always",
        "marks_in_secret": "everyone",
        "inserts_in_secret": "most",
        "box_sealed": "yes",
        "box_in_view": "yes",
        "mobile_box_in_order": "not_observed",
        "identical_signatures": "no",
        "stuffing": "no",
        "multiple_voting": "no",
        "group_voting": "no",
        "irregular": "nothing",
        "access_trouble": "no",
        "complaint": "no",
        "on_list": "1200",
        "added": "5",
        "absentee": "2",
        "mobile_requests": "14",
        "voted_arrival": "300",
        "voted_departure": "340",
        "rating_knowledge": "good",
        "rating_voters": "good",
        "rating_work": "very_good",
        "rating_transparency": "good",
        "rating_environment": "good",
        "overall": "good",
        "departure": "09:45",
    },
    "kz_c_count": {
        **STATION,
        **VISIT,
        "arrival": "19:30",
        **PEOPLE,
        "closed_on_time": "yes",
        "queue": "no",
        "quorum": "yes",
        "all_could_stay": "yes",
        "unused_cancelled": "yes",
        "signatures_counted": "yes",
        "signatures": "801",
        "certificates_counted": "yes",
        "seals_intact": "yes",
        "mobile_first": "yes",
        "mobile_within_requests": "yes",
        "choice_shown": "always",
        "piles": "yes",
        "tables_in_view": "yes",
        "in_order": "yes",
        "validity_joint": "yes",
        "contested": "no",
        "invalid": "12",
        "totals": "agree",
        "uninterrupted": "yes",
        "count_ended": "01:40",
        "protocol_blank_signed": "no",
        "protocol_read": "yes",
        "protocol_changed": "no",
        "protocol_signed": "yes",
        "difficulty": "no",
        "dissent": "no",
        "posted": "yes",
        "copy": "given",
        "entry_in_view": "not_observed",
        "irregular": "nothing",
        "rating_knowledge": "good",
        "rating_work": "good",
        "rating_closing": "good",
        "rating_transparency": "good",
        "overall": "good",
        "departure": "02:10",
    },
    "kz_c2_protocol": {
        **STATION,
        "contest": "list",
        "taken_from": "posted",
        "legible": "all",
        "on_list": "1205",
        "received": "1212",
        "issued": "800",
        "issued_outside": "14",
        "issued_absentee": "2",
        "spoiled": "3",
        "unused": "409",
        "in_box": "799",
        "in_mobile_box": "14",
        "invalid": "12",
        "valid": "787",
        "votes_amanat": "400",
        "votes_auyl": "100",
        "votes_respublica": "80",
        "votes_aqjol": "70",
        "votes_qhp": "50",
        "votes_osdp": "30",
        "votes_baytaq": "20",
        "against_all": "37",
        "in_box_again": "799",
        "compared_by_colleague": "yes",
        "copy_held_by": "us proxies",
        "photo": "protocol.jpg",
    },
    "kz_d_tabulation": {
        **AREA,
        "commission_kind": "district",
        "commission_name": "Abai district commission",
        **VISIT,
        "arrival": "23:40",
        "premises": "yes",
        "overcrowded": "no",
        "tension": "no",
        "present": "party_proxies police",
        "unauthorised_interfere": "no",
        "clear_view": "yes",
        "restricted": "no",
        "stations_below": "48",
        "protocols_received": "30",
        "protocols_processed": "25",
        "brought_by_chair": "yes",
        "delivered_intact": "yes",
        "arithmetic_checked": "yes",
        "filled_in_here": "no",
        "sent_back": "no",
        "system": "Sailau",
        "entered_as_written": "yes",
        "summary": "not_ready",
        "summary_posted": "no",
        "complaint": "no",
        "rating_transparency": "good",
        "rating_organisation": "good",
        "overall": "good",
        "departure": "01:30",
    },
    "kz_incident": {
        "danger": "no",
        "happened_at": "2026-08-23T11:20:00.000+05:00",
        "stage": "voting",
        "category": "unauthorised",
        "severity": "minor",
        "where": "here",
        **STATION,
        "how_known": "seen",
        "witnesses": "2",
        "account_text": "A man without a badge told the secretary what to write.",
        "status": "needs_follow_up",
        "follow_up_by": "lto",
    },
    "kz_weekly": {
        **AREA,
        "week_begins": "2026-08-10",
        "week_ends": "2026-08-16",
        "meetings": "9",
        "people_met": "17",
        "women_met": "8",
        "events": "2",
        "sessions": "1",
        "topics": "administration campaign",
        "on_administration": "All precinct commissions of the district have been formed.",
        "on_campaign": "Posters of three parties are seen; few events.",
        "climate": "calm",
        "rating_commissions": "good",
        "rating_cooperation": "good",
        "restricted": "no",
        "plan": "Balkhash and Priozersk",
        "anything_coming": "no",
    },
    "kz_campaign": {
        **AREA,
        "day": "2026-08-12",
        "arrival": "17:50",
        "venue": "Karaganda, Independence Park",
        "venue_kind": "street",
        "event_kind": "rally",
        "organiser": "party",
        "contestant": "auyl",
        "attendance": "250",
        "women_share": "60",
        "women_spoke": "yes",
        "languages": "kazakh russian",
        "accessible": "yes",
        "police": "neutral",
        "said": "economy local",
        "endorsement": "nobody",
        "materials": "leaflets",
        "irregular": "nothing",
        "restricted": "no",
        "rating_freedom": "good",
    },
    "kz_meeting": {
        **AREA,
        "day": "2026-08-12",
        "arrival": "10:00",
        "interlocutor": "commission",
        "body": "Abai district commission",
        "participant[1]/participant_function": "chair",
        "participant[1]/participant_sex": "woman",
        "topics": "administration voter_lists",
        "key_points": "Lists were handed over in time.",
        "reliability": "first_hand",
        "concern": "none",
        "quotable": "kind",
        "pressure": "no",
    },
}

REGIONS = [{"name": "kar", "label": "Karaganda Region"}, {"name": "abai", "label": "Abai Region"}]
DISTRICTS = [
    {"name": "kar-abai", "label": "Abai district (Karaganda Region)", "region": "kar"},
    {"name": "abai-abai", "label": "Abai district (Abai Region)", "region": "abai"},
]


def station(code: str, number: str, district: str, planned: str = "no") -> dict[str, str]:
    """A row of stations.csv."""
    region = district.partition("-")[0]
    row = {"name": code, "label": f"№ {number}", "number": number, "key": key_of(number)}
    return {**row, "region": region, "district": district, "planned": planned}


STATIONS = [
    station("kar/012", "012", "kar-abai"),
    station("abai/12", "12", "abai-abai"),
    station("01-A/7", "01-A/7", "abai-abai"),
    station("kar/045", "045", "kar-abai"),
]
FILES = {"regions.csv": REGIONS, "districts.csv": DISTRICTS, "stations.csv": STATIONS}


@lru_cache
def form(name: str) -> FormRead:
    """A standard form as the server reads it."""
    return read_form((LIBRARY / "kz" / f"{name}.xlsx").read_bytes(), f"{name}.xlsx")


@lru_cache
def phone(name: str) -> PaperPhone:
    """A phone with the form and the small lists above."""
    return PaperPhone(form(name).xform, FILES)


def visit(name: str, **other: str) -> dict[str, str]:
    """A normal visit, with other answers to some questions."""
    return {**NORMAL[name], **other}


def received(name: str, walk: Walk) -> Read:
    """What the server reads of a filled form."""
    return AnswerReader(form(name).questions).read(parse_instance(walk.body).root)


def found(name: str, read: Read) -> set[str]:
    """The codes of the form's rules that find something."""
    rules = [(check.code, parse(check.expression, form(name).questions)) for check in form(name).checks]
    return {code for code, rule in rules if rule.holds(read.answers) is False}


def question(name: str, wanted: str) -> Question:
    """A question of a form by its name."""
    return next(one for one in form(name).questions if one.name == wanted)
