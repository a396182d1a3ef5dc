"""Which pages there are to open, and who opens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.parts import PARTS

NOT_PAGES = {
    "site:healthz",
    "site:election_day_live",
    "site:acknowledge",
    "site:calendar_feed",
    "site:law_csv",
    "site:law_xlsx",
    "site:published_figures_csv",
    "site:published_figures_xlsx",
    "site:confirm_figure",
    "site:withdraw_figure",
    "site:attributions_csv",
    "site:attributions_xlsx",
    "site:candidates_csv",
    "site:candidates_xlsx",
    "site:decide_candidate",
    "accounts:sign_out",
    "accounts:set_language",
    "accounts:user_link",
    "accounts:deactivate",
    "accounts:reactivate",
    "mission:end_member",
    "mission:dissolve_team",
    "mission:routes_csv",
    "mission:routes_xlsx",
    "mission:draw_csv",
    "mission:take_over_draw",
    "mission:make_pairs",
    "mission:add_stop",
    "mission:change_route",
    "observation:usual_waves",
    "observation:remove_wave",
    "observation:remove_expected",
    "observation:check_in",
    "observation:key_check_in",
    "observation:records_csv",
    "observation:submission",
    "observation:check_many",
    "observation:check_again",
    "observation:check",
    "observation:reject",
    "observation:open_again",
    "observation:ask",
    "observation:comment",
    "observation:delete",
    "observation:restore",
    "observation:answer",
    "observation:close_query",
    "observation:key_queries",
    "observation:obstructions_csv",
    "observation:webhook",
    "observation:assign_number",
    "observation:read_message_again",
    "observation:send_reply_again",
    "observation:take_messages",
    "observation:close_gateway",
    "observation:attachment",
    "observation:thumbnail",
    "observation:not_accepted",
    "observation:original",
    "observation:form_file",
    "observation:form_media",
    "observation:form_remove_file",
    "observation:form_publish",
    "observation:form_discard",
    "observation:form_test",
    "observation:copy_form",
    "observation:give_phones",
    "observation:fill",
    "observation:fill_worker",
    "observation:fill_manifest",
    "observation:encrypted_zip",
    *(
        f"observation:{door}_{what}"
        for door in ("key", "basic")
        for what in ("form_list", "form_xml", "manifest", "media", "entities", "submission")
    ),
    "observation:export_file",
    "observation:publication",
    "observation:revoke_token",
    "results:next_paper",
    "results:new_paper",
    "results:photograph",
    "results:paper",
    "results:begin_entry",
    "results:keep_draft",
    "results:discard_entry",
    "results:take_up_entry",
    "results:unreadable",
    "results:add_photographs",
    "results:resolve",
    "results:reset_paper",
    "results:correct_protocol",
    "results:station",
    "disputes:cases_csv",
    "disputes:cases_xlsx",
    "disputes:recompute",
    "disputes:look_for_doubles",
    "disputes:judge_double",
    "disputes:take_in",
    "disputes:remove_extract",
    "disputes:extract_file",
    "disputes:tie",
    "disputes:untie",
    "disputes:new_document",
    "disputes:document",
    "disputes:violations_csv",
    "disputes:violations_xlsx",
    "disputes:look_for_possible",
    "disputes:judge_possible",
    "results:sample",
    "results:sample_csv",
    "results:sample_estimates",
    "results:allow_replacements",
    "results:replace_station",
    "results:audit",
    "results:audit_csv",
    "results:more_tickets",
    "results:copy_absent",
    "results:discrepancies_csv",
    "results:look_for_discrepancies",
    "results:chosen_discrepancies",
    "results:discrepancy",
    "results:move_discrepancy",
    "results:publish",
    "results:published_by",
    "results:public",
    "results:public_version",
    "results:public_file",
    "results:public_photograph",
    *(f"observation:odata{what}" for what in ("", "_metadata", "_table", "_count")),
    *(
        f"observation:api_{what}"
        for what in (
            "openapi",
            "elsewhere",
            "mission",
            "forms",
            "form_version",
            "records",
            "record",
            "submission",
            "attachment",
            "expected",
            "obstructions",
        )
    ),
    "reports:run",
    "reports:pdf",
    "reports:csv",
    "reports:json",
    "reports:chart",
    *(name for part in PARTS for name in part.NOT_PAGES),
}
"""Addresses that answer with a file or with a redirect after a change."""

OF_NOBODY = {"accounts:sign_in", "accounts:link_password", "observation:enrol"}
"""Pages for whoever is not signed in."""

MISSION = "xk-2014"
JOINT = "joint"
COUNTED = "am-2021"
DRAFT = "kz_meeting"
"""A form of the mission that waits to be published."""
WHAT_OTHERS_SAID: dict[str, list[object]] = {
    "published_figures": [],
    "figure_conflicts": [],
    "new_figure": [],
    "paste_figures": [],
    "published_figure": [1],
    "change_figure": [1],
    "attributions": [],
    "new_attribution": [],
    "attribution": [1],
    "change_attribution": [1],
    "candidates": [],
    "candidate_numbers": [],
    "new_candidate": [],
    "import_candidates": [],
    "candidate": [3],
    "change_candidate": [3],
}
OF_DISPUTES: dict[str, list[object]] = {
    "case": ["1"],
    "edit_case": ["1"],
    "new_proceeding": ["1"],
    "proceeding": ["1", 1],
    "extract": [1],
    "violation": ["1"],
    "edit_violation": ["1"],
}
"""What else stands in addresses of the disputes of the joint mission."""
OF_PARTS = {name: stands for part in PARTS for name, stands in part.IN_THE_BROWSER.items()}
"""What else stands in addresses of the parts of rooms, in the joint mission."""
OF_A_FORM = ("one_form", "form_upload", "form_compare", "form_settings", "form_key")


@dataclass(frozen=True)
class Visited:
    """The keys of objects that stand in addresses."""

    member: int
    team: int
    delegation: int
    imported: int
    form: str
    version: str
    figure: str
    token: str
    session: str
    gateway: int
    message: int
    wave: int
    expected: int
    key: str
    pack_figure: int


OF_THE_MISSION = {"site:mission", "site:election_day", "site:mission_calendar"}


def addresses() -> set[str]:
    """The names of every address of the site."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterable[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else before)
        else:
            yield f"{before}{pattern.name}"


def arguments(name: str, visited: Visited) -> list[object]:
    """What stands in the address of a page."""
    in_mission: dict[str, list[object]] = {
        "mission:member": [visited.member],
        "mission:team": [visited.team],
        "mission:route": [visited.team],
        "mission:route_card": [visited.team],
        "observation:wave": [visited.wave],
        "observation:change_expected": [visited.expected],
        "observation:record": [1],
        "observation:correct": [1],
        "observation:obstruction": [1],
        "observation:import": [visited.imported],
        "observation:phone": [visited.member],
        "observation:gateway": [visited.gateway],
        "observation:message": [visited.message],
        "observation:message_sheet": [visited.form],
        "observation:form": [visited.form, visited.version],
        "observation:form_add_file": [visited.form, visited.version],
        "observation:form_draft": [DRAFT],
        "observation:form_newer": [DRAFT],
        **{f"observation:{name}": [visited.form] for name in OF_A_FORM},
        "reports:statement": [1],
        "reports:changes": [2],
        "reports:figure": [1, visited.figure],
    }
    if name in {"site:election", "site:stations", "site:election_calendar", "site:law"}:
        return ["xk_2014" if name == "site:stations" else "kz_2023"]
    if name in {"mission:delegations", "mission:new_delegation", "mission:delegation"}:
        return [JOINT, *([visited.delegation] if name == "mission:delegation" else [])]
    if name.startswith("disputes:"):
        return [JOINT, *OF_DISPUTES.get(name.removeprefix("disputes:"), [])]
    if name.removeprefix("site:") in WHAT_OTHERS_SAID:
        return [JOINT, *WHAT_OTHERS_SAID[name.removeprefix("site:")]]
    if name in OF_PARTS:
        return [JOINT, *OF_PARTS[name]]
    if name == "site:pack_figure":
        return [JOINT, visited.pack_figure]
    if name == "accounts:link":
        return [visited.token]
    if name == "observation:key_route":
        return [visited.key]
    if name in {"observation:enrol", "observation:api"}:
        return []
    if name in in_mission:
        return [MISSION, *in_mission[name]]
    is_whole = name.split(":")[0] in {"site", "accounts"} or name in {
        "mission:roles",
        "mission:missions",
        "mission:new",
    }
    return [] if is_whole and name not in OF_THE_MISSION else [MISSION]


PAGES = sorted(addresses() - NOT_PAGES)

MORE = {
    "an election without a map": "/elections/kz_2021/",
    "an election of which little is known": "/elections/kz_2026/",
    "another indicator on the map": "/elections/kz_2023/?show=turnout@2023-03-19+10:10",
    "seats of a whole house": "/missions/joint/results/seats/",
    "quotas for groups of a law": "/missions/joint/results/seats/quotas/",
    "what an amendment touches": "/elections/kz_2023/law/?articles=20-1,+44",
    "a calendar": "/elections/kz_2023/calendar/?on=2023-03-13",
    "a calendar in the west of the country": "/elections/kz_2023/calendar/?on=2023-03-18&area=mangystau",
    "stations searched for": "/elections/xk_2014/stations/?q=01",
    "stations that are not there": "/elections/kz_2023/stations/",
    "a draw": "/missions/xk-2014/deployment/draw/?size=40&seed=7&strata=region&share=stations&kinds=ordinary",
    "a form with faults": "/new-mission/",
    "a design of a sample": "/missions/am-2021/results/samples/new/?contest=list&strata=region"
    "&allocation=proportional&size=60&kinds=ordinary",
    "a sample of which most has come in": "/missions/am-2021/results/samples/1/",
    "a plan of an audit": "/missions/am-2021/results/audits/new/?contest=list&outcome=lead"
    "&winners=1&risk_limit=5&bound_line=on_list",
    "an audit": "/missions/am-2021/results/audits/1/",
    "a count that is complete": "/missions/am-2021/results/",
    "the stations of a count": "/missions/am-2021/results/?area=am/ararat/&show=reported",
    "official totals beside our sums": "/missions/am-2021/results/official/",
    "a station with its protocol": "/missions/am-2021/results/stations/1/1/",
    "what does not agree in a count": "/missions/am-2021/results/discrepancies/?code=V.104",
    "a discrepancy": "/missions/am-2021/results/discrepancies/1/?code=V.104",
    "what was published and can be": "/missions/am-2021/results/publications/",
    "what a mission has published": "/results/am-2021/",
    "results for anyone": "/results/am-2021/list/official_table/",
    "an earlier version of them": "/results/am-2021/list/official_table/1/?area=ararat",
    "figures that were searched for": "/missions/joint/published-figures/?q=suits&state=disagrees",
    "disagreements that nobody explained": "/missions/joint/published-figures/conflicts/?state=open",
    "candidates that may be at variance": "/missions/joint/candidates/?state=at_variance",
    **{what: address for part in PARTS for what, address in part.MORE.items()},
    "no such page": "/no-such-page/",
}
"""Pages that look different from those above."""


def path_of(name: str, visited: Visited) -> str:
    """The path of a page by its name, or by what it is called in ``MORE``."""
    return MORE.get(name) or reverse(name, args=arguments(name, visited))
