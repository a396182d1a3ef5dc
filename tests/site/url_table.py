"""Every address: who may, with which method, and how its arguments are made.

A new address gets its row here; the test of all addresses fails for one that has none.
"""

from __future__ import annotations

from collections.abc import Callable

from baqylau.accounts.feed_keys import feed_key
from baqylau.accounts.permissions import Permission
from baqylau.observation.keys import token_of
from tests.parts import PARTS
from tests.site.address import Address, Door, in_mission
from tests.site.things import Things


def membership(things: Things) -> object:
    return things.membership.pk


def team(things: Things) -> object:
    return things.team.pk


def wave(things: Things) -> object:
    return things.wave.pk


def expected(things: Things) -> object:
    return things.expected.pk


def delegation(things: Things) -> object:
    return things.delegation.pk


def somebody(things: Things) -> list[object]:
    return [things.somebody.pk]


def message(things: Things) -> object:
    return things.message.pk


def gateway(things: Things) -> object:
    return things.gateway.pk


def attachment(things: Things) -> object:
    return things.attachment.pk


def record(things: Things) -> object:
    return things.record.number


def submission(things: Things) -> object:
    return things.record.submissions.earliest("pk").pk


def query(things: Things) -> object:
    return things.record.queries.get().pk


def obstruction(things: Things) -> object:
    return things.record.obstructions.get().number


def imported(things: Things) -> object:
    return things.imported.pk


def api_token(things: Things) -> object:
    return things.people[0].api_token.pk


def form(things: Things) -> object:
    return things.form_version.form.code


def version(things: Things) -> object:
    return things.form_version.version


def with_key(*more: Callable[[Things], object]) -> Callable[[Things], list[object]]:
    """The token of a phone, and what else stands in the address."""
    return lambda things: [token_of(things.phone), *(one(things) for one in more)]


def statement(things: Things) -> object:
    return things.statement.number


def figure(things: Things) -> object:
    return things.figure.name


def station(things: Things) -> object:
    return things.paper.station.code


def contest(things: Things) -> object:
    return things.paper.contest.code


def paper_number(things: Things) -> object:
    return things.paper.number


def photograph(things: Things) -> object:
    return things.paper.photographs.get().pk


def protocol(things: Things) -> object:
    return things.protocol.pk


def case(things: Things) -> object:
    return things.dispute.case.label


def violation(things: Things) -> object:
    return things.dispute.violation.label


def tied(things: Things) -> object:
    return things.dispute.link.pk


def document(things: Things) -> object:
    return things.dispute.document.pk


def likeness(things: Things) -> object:
    return things.dispute.likeness.pk


def extract(things: Things) -> object:
    return things.dispute.extract.number


def possible(things: Things) -> object:
    return things.dispute.possible.pk


def of_publication(*more: Callable[[Things], object]) -> Callable[[Things], list[object]]:
    """A publication's contest and kind of source, and what else stands in the address."""
    return in_mission(
        lambda things: things.publication.contest.code, lambda things: things.publication.source_kind, *more
    )


def version_published(things: Things) -> object:
    return things.publication.number


def file_published(things: Things) -> object:
    return things.publication.files.earliest("pk").name


def photograph_published(things: Things) -> object:
    return things.publication.photographs.get().sha256


def sample(things: Things) -> object:
    return things.sample.number


def audit(things: Things) -> object:
    return things.audit.number


def discrepancy(things: Things) -> object:
    return things.discrepancy.pk


def own_figure(things: Things) -> object:
    return things.published.number


def pack_figure(things: Things) -> object:
    return things.mission.election.published_figures.get(mission=None).pk


def candidate(things: Things) -> object:
    return things.candidate.number


def attribution(things: Things) -> object:
    return things.attribution.number


of_paper = in_mission(station, contest, paper_number)
"""A copy of a protocol."""


TABLE: dict[str, Address] = {
    # The front door
    "site:home": Address(Door.SIGNED_IN),
    "site:healthz": Address(Door.ANYONE),
    "site:elections": Address(Permission.SEE_ELECTION),
    "site:election": Address(Permission.SEE_ELECTION, lambda things: [things.election.code]),
    "site:stations": Address(Permission.SEE_ELECTION, lambda things: [things.election.code]),
    "site:election_calendar": Address(Permission.SEE_ELECTION, lambda things: [things.election.code]),
    "site:law": Address(
        Permission.SEE_ELECTION,
        lambda things: [things.election.code],
        methods="GET POST",
        posted=(400,),
    ),
    "site:law_csv": Address(Permission.SEE_ELECTION, lambda things: [things.election.code]),
    "site:law_xlsx": Address(Permission.SEE_ELECTION, lambda things: [things.election.code]),
    "site:calendar_feed": Address(Door.KEY, lambda things: [feed_key(things.somebody), things.election.code]),
    "site:mission": Address(Permission.SEE_MISSION, in_mission()),
    "site:mission_calendar": Address(Permission.SEE_MISSION, in_mission()),
    "site:election_day": Address(Permission.SEE_ELECTION_DAY, in_mission()),
    "site:election_day_live": Address(Permission.SEE_ELECTION_DAY, in_mission()),
    "site:acknowledge": Address(
        Permission.SEE_ELECTION_DAY, in_mission(record), methods="POST", posted=(302,)
    ),
    # What others said
    "site:published_figures": Address(Permission.SEE_MISSION, in_mission()),
    "site:published_figures_csv": Address(Permission.SEE_MISSION, in_mission()),
    "site:published_figures_xlsx": Address(Permission.SEE_MISSION, in_mission()),
    "site:figure_conflicts": Address(Permission.SEE_MISSION, in_mission()),
    "site:new_figure": Address(Permission.KEEP_PUBLISHED_FIGURES, in_mission(), methods="GET POST"),
    "site:paste_figures": Address(Permission.KEEP_PUBLISHED_FIGURES, in_mission(), methods="GET POST"),
    "site:pack_figure": Address(Permission.SEE_MISSION, in_mission(pack_figure)),
    "site:published_figure": Address(Permission.SEE_MISSION, in_mission(own_figure)),
    "site:change_figure": Address(
        Permission.KEEP_PUBLISHED_FIGURES, in_mission(own_figure), methods="GET POST"
    ),
    "site:confirm_figure": Address(
        Permission.KEEP_PUBLISHED_FIGURES, in_mission(own_figure), methods="POST", posted=(302, 400)
    ),
    "site:withdraw_figure": Address(
        Permission.KEEP_PUBLISHED_FIGURES, in_mission(own_figure), methods="POST", posted=(400,)
    ),
    "site:attributions": Address(Permission.SEE_MISSION, in_mission()),
    "site:attributions_csv": Address(Permission.SEE_MISSION, in_mission()),
    "site:attributions_xlsx": Address(Permission.SEE_MISSION, in_mission()),
    "site:new_attribution": Address(Permission.KEEP_PUBLISHED_FIGURES, in_mission(), methods="GET POST"),
    "site:attribution": Address(Permission.SEE_MISSION, in_mission(attribution)),
    "site:change_attribution": Address(
        Permission.KEEP_PUBLISHED_FIGURES, in_mission(attribution), methods="GET POST"
    ),
    "site:candidates": Address(Permission.SEE_MISSION, in_mission()),
    "site:candidates_csv": Address(Permission.SEE_MISSION, in_mission()),
    "site:candidates_xlsx": Address(Permission.SEE_MISSION, in_mission()),
    "site:candidate_numbers": Address(Permission.SEE_MISSION, in_mission()),
    "site:new_candidate": Address(Permission.KEEP_CANDIDATES, in_mission(), methods="GET POST"),
    "site:import_candidates": Address(
        Permission.KEEP_CANDIDATES, in_mission(), methods="GET POST", posted=(400,)
    ),
    "site:candidate": Address(Permission.SEE_MISSION, in_mission(candidate)),
    "site:change_candidate": Address(Permission.KEEP_CANDIDATES, in_mission(candidate), methods="GET POST"),
    "site:decide_candidate": Address(
        Permission.KEEP_CANDIDATES, in_mission(candidate), methods="POST", posted=(400,)
    ),
    "site:trail": Address(Permission.SEE_TRAIL),
    # Accounts
    "accounts:sign_in": Address(Door.ANYONE, methods="GET POST", status=(200, 302)),
    "accounts:sign_out": Address(Door.ANYONE, methods="POST", posted=(302,)),
    "accounts:set_language": Address(Door.ANYONE, methods="POST", posted=(302, 204)),
    "accounts:account": Address(Door.SIGNED_IN, methods="GET POST"),
    "accounts:password": Address(Door.SIGNED_IN, methods="GET POST"),
    "accounts:link": Address(Door.ANYONE, lambda things: [things.token], status=(302,)),
    "accounts:link_password": Address(Door.ANYONE, methods="GET POST", status=(404,), posted=(404,)),
    "accounts:users": Address(Permission.MANAGE_USERS),
    "accounts:invite": Address(Permission.MANAGE_USERS, methods="GET POST"),
    "accounts:user_link": Address(Permission.MANAGE_USERS, somebody, methods="POST"),
    "accounts:deactivate": Address(Permission.MANAGE_USERS, somebody, methods="POST"),
    "accounts:reactivate": Address(Permission.MANAGE_USERS, somebody, methods="POST"),
    # Missions
    "mission:roles": Address(Door.SIGNED_IN),
    "mission:missions": Address(Door.SIGNED_IN),
    "mission:new": Address(Permission.CREATE_MISSION, methods="GET POST"),
    "mission:edit": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
    "mission:members": Address(Permission.SEE_MISSION, in_mission()),
    "mission:add_member": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
    "mission:invite_member": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
    "mission:member": Address(Permission.MANAGE_MISSION, in_mission(membership), methods="GET POST"),
    "mission:end_member": Address(Permission.MANAGE_MISSION, in_mission(membership), methods="POST"),
    "mission:teams": Address(Permission.SEE_MISSION, in_mission()),
    "mission:new_team": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
    "mission:team": Address(Permission.MANAGE_MISSION, in_mission(team), methods="GET POST"),
    "mission:dissolve_team": Address(Permission.MANAGE_MISSION, in_mission(team), methods="POST"),
    "mission:delegations": Address(Permission.SEE_MISSION, in_mission()),
    "mission:new_delegation": Address(Permission.MANAGE_MISSION, in_mission(), methods="GET POST"),
    "mission:delegation": Address(Permission.MANAGE_MISSION, in_mission(delegation), methods="GET POST"),
    # Deployment
    "mission:my_route": Address(Permission.SEE_MISSION, in_mission()),
    "mission:deployment": Address(Permission.SEE_RECORDS, in_mission()),
    "mission:duty": Address(Permission.SEE_RECORDS, in_mission()),
    "mission:draw": Address(Permission.PLAN_DEPLOYMENT, in_mission()),
    "mission:draw_csv": Address(Permission.PLAN_DEPLOYMENT, in_mission(), status=(400,)),
    "mission:take_over_draw": Address(
        Permission.PLAN_DEPLOYMENT, in_mission(), methods="POST", posted=(400,)
    ),
    "mission:balance": Address(Permission.PLAN_DEPLOYMENT, in_mission()),
    "mission:make_pairs": Address(Permission.PLAN_DEPLOYMENT, in_mission(), methods="POST"),
    "mission:import_routes": Address(
        Permission.PLAN_DEPLOYMENT, in_mission(), methods="GET POST", posted=(400,)
    ),
    "mission:routes_csv": Address(Permission.SEE_RECORDS, in_mission()),
    "mission:routes_xlsx": Address(Permission.SEE_RECORDS, in_mission()),
    "mission:route": Address(Permission.SEE_MISSION, in_mission(team), others_need=Permission.SEE_RECORDS),
    "mission:route_card": Address(
        Permission.SEE_MISSION, in_mission(team), others_need=Permission.SEE_RECORDS
    ),
    "mission:add_stop": Address(Permission.PLAN_DEPLOYMENT, in_mission(team), methods="POST", posted=(400,)),
    "mission:change_route": Address(Permission.PLAN_DEPLOYMENT, in_mission(team), methods="POST"),
    # What is expected
    "observation:waves": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:new_wave": Address(Permission.PLAN_DEPLOYMENT, in_mission(), methods="GET POST"),
    "observation:usual_waves": Address(Permission.PLAN_DEPLOYMENT, in_mission(), methods="POST"),
    "observation:wave": Address(Permission.PLAN_DEPLOYMENT, in_mission(wave), methods="GET POST"),
    "observation:remove_wave": Address(Permission.PLAN_DEPLOYMENT, in_mission(wave), methods="POST"),
    "observation:expected": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:add_expected": Address(Permission.PLAN_DEPLOYMENT, in_mission(), methods="GET POST"),
    "observation:remove_expected": Address(Permission.PLAN_DEPLOYMENT, in_mission(), methods="POST"),
    "observation:change_expected": Address(
        Permission.PLAN_DEPLOYMENT, in_mission(expected), methods="GET POST"
    ),
    "observation:silent": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:check_in": Address(Permission.SEE_RECORDS, in_mission(team), methods="POST"),
    "observation:key_route": Address(Door.KEY, with_key()),
    "observation:key_check_in": Address(Door.KEY, with_key(), methods="POST"),
    # Observation
    "observation:records": Address(Permission.SEE_OWN_RECORDS, in_mission()),
    "observation:records_csv": Address(Permission.SEE_OWN_RECORDS, in_mission()),
    "observation:record": Address(
        Permission.SEE_OWN_RECORDS, in_mission(record), others_need=Permission.SEE_RECORDS
    ),
    "observation:correct": Address(Permission.CORRECT_RECORDS, in_mission(record), methods="GET POST"),
    "observation:submission": Address(
        Permission.SEE_OWN_RECORDS, in_mission(record, submission), others_need=Permission.SEE_RECORDS
    ),
    "observation:check_many": Address(Permission.CHECK_RECORDS, in_mission(), methods="POST"),
    "observation:check_again": Address(Permission.CHECK_RECORDS, in_mission(), methods="POST"),
    "observation:check": Address(Permission.CHECK_RECORDS, in_mission(record), methods="POST"),
    "observation:reject": Address(Permission.CHECK_RECORDS, in_mission(record), methods="POST"),
    "observation:open_again": Address(Permission.CHECK_RECORDS, in_mission(record), methods="POST"),
    "observation:ask": Address(Permission.CHECK_RECORDS, in_mission(record), methods="POST"),
    "observation:comment": Address(Permission.CHECK_RECORDS, in_mission(record), methods="POST"),
    "observation:delete": Address(Permission.DELETE_RECORDS, in_mission(record), methods="POST"),
    "observation:restore": Address(Permission.DELETE_RECORDS, in_mission(record), methods="POST"),
    "observation:queries": Address(Permission.SEE_OWN_RECORDS, in_mission()),
    "observation:answer": Address(
        Permission.SEE_OWN_RECORDS, in_mission(query), methods="POST", others_need=Permission.CHECK_RECORDS
    ),
    "observation:close_query": Address(Permission.CHECK_RECORDS, in_mission(query), methods="POST"),
    "observation:key_queries": Address(Door.KEY, with_key(), methods="GET POST", posted=(404,)),
    "observation:obstructions": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:obstructions_csv": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:new_obstruction": Address(Permission.CHECK_RECORDS, in_mission(), methods="GET POST"),
    "observation:obstruction": Address(Permission.SEE_RECORDS, in_mission(obstruction)),
    "observation:imports": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:new_import": Address(
        Permission.IMPORT_RECORDS, in_mission(), methods="GET POST", posted=(400,)
    ),
    "observation:import": Address(Permission.SEE_RECORDS, in_mission(imported)),
    "observation:not_accepted": Address(Permission.SEE_RECORDS, in_mission(imported)),
    "observation:original": Address(Permission.SEE_RECORDS, in_mission(imported)),
    "observation:forms": Address(Permission.SEE_MISSION, in_mission()),
    "observation:new_form": Address(Permission.MANAGE_FORMS, in_mission(), methods="GET POST", posted=(400,)),
    "observation:copy_form": Address(
        Permission.MANAGE_FORMS, in_mission(lambda things: "kz_meeting"), methods="POST"
    ),
    "observation:one_form": Address(Permission.SEE_MISSION, in_mission(form)),
    "observation:form_upload": Address(
        Permission.MANAGE_FORMS, in_mission(form), methods="GET POST", posted=(400,)
    ),
    "observation:form_draft": Address(Permission.MANAGE_FORMS, in_mission(form)),
    "observation:form_publish": Address(Permission.MANAGE_FORMS, in_mission(form), methods="POST"),
    "observation:form_discard": Address(Permission.MANAGE_FORMS, in_mission(form), methods="POST"),
    "observation:form_test": Address(Permission.MANAGE_FORMS, in_mission(form), methods="POST"),
    "observation:form_compare": Address(Permission.SEE_MISSION, in_mission(form)),
    "observation:form_settings": Address(
        Permission.MANAGE_FORMS, in_mission(form), methods="GET POST", posted=(400,)
    ),
    "observation:form_key": Address(Permission.MANAGE_FORMS, in_mission(form), methods="GET POST"),
    "observation:form_newer": Address(
        Permission.MANAGE_FORMS, in_mission(form), methods="GET POST", posted=(400,)
    ),
    "observation:form": Address(Permission.SEE_MISSION, in_mission(form, version)),
    "observation:form_file": Address(Permission.SEE_MISSION, in_mission(form, version)),
    "observation:form_add_file": Address(
        Permission.MANAGE_FORMS, in_mission(form, version), methods="GET POST", posted=(400,)
    ),
    "observation:form_media": Address(
        Permission.SEE_MISSION, in_mission(form, version, lambda things: "map.png")
    ),
    "observation:form_remove_file": Address(
        Permission.MANAGE_FORMS,
        in_mission(form, lambda things: "2", lambda things: "plan.png"),
        methods="POST",
    ),
    "observation:phones": Address(Permission.MANAGE_PHONES, in_mission()),
    "observation:give_phones": Address(Permission.MANAGE_PHONES, in_mission(), methods="POST"),
    "observation:phone": Address(Permission.MANAGE_PHONES, in_mission(membership), methods="GET POST"),
    "observation:phone_cards": Address(Permission.MANAGE_PHONES, in_mission()),
    "observation:phone_refusals": Address(Permission.MANAGE_PHONES, in_mission()),
    "observation:my_phone": Address(Permission.SEND_REPORTS, in_mission(), methods="GET POST"),
    "observation:encrypted": Address(
        Permission.DECRYPT_RECORDS, in_mission(), methods="GET POST", posted=(400,)
    ),
    "observation:encrypted_zip": Address(Permission.DECRYPT_RECORDS, in_mission()),
    "observation:enrol": Address(Door.ANYONE, methods="GET POST", posted=(400,)),
    "observation:fill": Address(Door.KEY, with_key()),
    "observation:fill_worker": Address(Door.KEY, with_key()),
    "observation:fill_manifest": Address(Door.KEY, with_key()),
    # Phones: the key in the address lets in; a password is not even asked for without TLS
    "observation:key_form_list": Address(Door.KEY, with_key()),
    "observation:key_form_xml": Address(Door.KEY, with_key(form, version)),
    "observation:key_manifest": Address(Door.KEY, with_key(form, version)),
    "observation:key_media": Address(Door.KEY, with_key(form, version, lambda things: "map.png")),
    "observation:key_entities": Address(Door.KEY, with_key(lambda things: "stations.csv")),
    "observation:key_submission": Address(Door.KEY, with_key(), methods="POST", posted=(400,)),
    "observation:basic_form_list": Address(Door.KEY, in_mission(), status=(403,)),
    "observation:basic_form_xml": Address(Door.KEY, in_mission(form, version), status=(403,)),
    "observation:basic_manifest": Address(Door.KEY, in_mission(form, version), status=(403,)),
    "observation:basic_media": Address(
        Door.KEY, in_mission(form, version, lambda things: "map.png"), status=(403,)
    ),
    "observation:basic_entities": Address(Door.KEY, in_mission(lambda things: "stations.csv"), status=(403,)),
    "observation:basic_submission": Address(Door.KEY, in_mission(), methods="POST", posted=(403,)),
    # Text messages and files
    "observation:webhook": Address(
        Door.KEY, lambda things: [things.gateway.code], methods="GET POST", status=(403,), posted=(403,)
    ),
    "observation:messages": Address(Permission.MANAGE_MESSAGES, in_mission()),
    "observation:message": Address(Permission.MANAGE_MESSAGES, in_mission(message)),
    "observation:assign_number": Address(
        Permission.MANAGE_MESSAGES, in_mission(message), methods="POST", posted=(400,)
    ),
    "observation:read_message_again": Address(
        Permission.MANAGE_MESSAGES, in_mission(message), methods="POST"
    ),
    "observation:send_reply_again": Address(
        Permission.MANAGE_MESSAGES, in_mission(message), methods="POST", posted=(400,)
    ),
    "observation:message_test": Address(Permission.MANAGE_MESSAGES, in_mission()),
    "observation:message_sheets": Address(Permission.MANAGE_MESSAGES, in_mission()),
    "observation:message_sheet": Address(Permission.MANAGE_MESSAGES, in_mission(form)),
    "observation:gateways": Address(Permission.MANAGE_MESSAGES, in_mission()),
    "observation:take_messages": Address(Permission.MANAGE_MESSAGES, in_mission(), methods="POST"),
    "observation:new_gateway": Address(
        Permission.MANAGE_MESSAGES, in_mission(), methods="GET POST", posted=(400,)
    ),
    "observation:gateway": Address(
        Permission.MANAGE_MESSAGES, in_mission(gateway), methods="GET POST", posted=(400,)
    ),
    "observation:close_gateway": Address(Permission.MANAGE_MESSAGES, in_mission(gateway), methods="POST"),
    "observation:attachment": Address(
        Permission.SEE_OWN_RECORDS, in_mission(attachment), others_need=Permission.SEE_RECORDS
    ),
    "observation:thumbnail": Address(
        Permission.SEE_OWN_RECORDS, in_mission(attachment), others_need=Permission.SEE_RECORDS
    ),
    # Taking data out
    "observation:export": Address(Permission.SEE_RECORDS, in_mission()),
    "observation:export_file": Address(Permission.SEE_RECORDS, in_mission(), status=(400,)),
    "observation:publication": Address(Permission.SEE_FIGURES, in_mission(), status=(400,)),
    "observation:tokens": Address(Permission.SEE_RECORDS, in_mission(), methods="GET POST", posted=(400,)),
    "observation:revoke_token": Address(
        Permission.SEE_RECORDS,
        in_mission(api_token),
        methods="POST",
        posted=(302,),
        others_need=Permission.MANAGE_MISSION,
    ),
    "observation:odata": Address(Permission.SEE_RECORDS, in_mission(), by_token=True),
    "observation:odata_metadata": Address(Permission.SEE_RECORDS, in_mission(), by_token=True),
    "observation:odata_table": Address(
        Permission.SEE_RECORDS, in_mission(lambda things: "small"), by_token=True
    ),
    "observation:odata_count": Address(
        Permission.SEE_RECORDS, in_mission(lambda things: "small"), by_token=True
    ),
    "observation:api": Address(Door.ANYONE),
    "observation:api_openapi": Address(Door.ANYONE),
    "observation:api_elsewhere": Address(Door.ANYONE, lambda things: ["missions"], status=(404,)),
    "observation:api_mission": Address(Permission.SEE_MISSION, in_mission(), by_token=True),
    "observation:api_forms": Address(Permission.SEE_MISSION, in_mission(), by_token=True),
    "observation:api_form_version": Address(Permission.SEE_MISSION, in_mission(form, version), by_token=True),
    "observation:api_records": Address(Permission.SEE_RECORDS, in_mission(), by_token=True),
    "observation:api_record": Address(Permission.SEE_RECORDS, in_mission(record), by_token=True),
    "observation:api_submission": Address(
        Permission.SEE_RECORDS, in_mission(record, submission), by_token=True
    ),
    "observation:api_attachment": Address(
        Permission.SEE_RECORDS, in_mission(record, attachment), by_token=True
    ),
    "observation:api_expected": Address(Permission.SEE_RECORDS, in_mission(), by_token=True),
    "observation:api_obstructions": Address(Permission.SEE_RECORDS, in_mission(), by_token=True),
    # Results
    "results:progress": Address(Permission.SEE_RESULTS, in_mission()),
    "results:seats": Address(Permission.SEE_RESULTS, in_mission()),
    "results:quotas": Address(Permission.SEE_RESULTS, in_mission(), methods="GET POST"),
    "results:official": Address(Permission.SEE_RESULTS, in_mission()),
    "results:publications": Address(Permission.PUBLISH_RESULTS, in_mission()),
    "results:publish": Address(Permission.PUBLISH_RESULTS, in_mission(), methods="POST", posted=(400,)),
    "results:published_by": Address(Door.ANYONE, in_mission()),
    "results:public": Address(Door.ANYONE, of_publication()),
    "results:public_version": Address(Door.ANYONE, of_publication(version_published)),
    "results:public_file": Address(Door.ANYONE, of_publication(version_published, file_published)),
    "results:public_photograph": Address(
        Door.ANYONE, of_publication(version_published, photograph_published), status=(503,)
    ),
    "results:samples": Address(Permission.SEE_RESULTS, in_mission()),
    "results:new_sample": Address(Permission.MANAGE_SAMPLES, in_mission(), methods="GET POST", posted=(400,)),
    "results:sample": Address(Permission.SEE_RESULTS, in_mission(sample)),
    "results:sample_csv": Address(Permission.SEE_RESULTS, in_mission(sample)),
    "results:sample_estimates": Address(Permission.SEE_ESTIMATES, in_mission(sample), status=(302,)),
    "results:allow_replacements": Address(
        Permission.MANAGE_SAMPLES, in_mission(sample), methods="POST", posted=(400,)
    ),
    "results:replace_station": Address(
        Permission.MANAGE_SAMPLES, in_mission(sample), methods="POST", posted=(400,)
    ),
    "results:new_audit": Address(Permission.MANAGE_SAMPLES, in_mission(), methods="GET POST", posted=(400,)),
    "results:audit": Address(Permission.SEE_RESULTS, in_mission(audit)),
    "results:audit_csv": Address(Permission.SEE_RESULTS, in_mission(audit)),
    "results:more_tickets": Address(
        Permission.MANAGE_SAMPLES, in_mission(audit), methods="POST", posted=(400,)
    ),
    "results:copy_absent": Address(
        Permission.MANAGE_SAMPLES, in_mission(audit), methods="POST", posted=(400,)
    ),
    "results:discrepancies": Address(Permission.SEE_RESULTS, in_mission()),
    "results:discrepancies_csv": Address(Permission.SEE_RESULTS, in_mission()),
    "results:look_for_discrepancies": Address(
        Permission.EXPLAIN_DISCREPANCIES, in_mission(), methods="POST", posted=(302,)
    ),
    "results:chosen_discrepancies": Address(
        Permission.EXPLAIN_DISCREPANCIES, in_mission(), methods="POST", posted=(302,)
    ),
    "results:discrepancy": Address(Permission.SEE_RESULTS, in_mission(discrepancy)),
    "results:move_discrepancy": Address(
        Permission.EXPLAIN_DISCREPANCIES, in_mission(discrepancy), methods="POST", posted=(302,)
    ),
    "results:papers": Address(Permission.SEE_RESULTS, in_mission()),
    "results:next_paper": Address(Permission.ENTER_PROTOCOLS, in_mission(), methods="POST"),
    "results:new_paper": Address(Permission.ENTER_PROTOCOLS, in_mission(), methods="POST", posted=(400,)),
    "results:photograph": Address(Permission.SEE_RESULTS, in_mission(photograph)),
    "results:paper": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="GET POST", posted=(409, 400)),
    "results:begin_entry": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST"),
    "results:keep_draft": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST", posted=(409,)),
    "results:discard_entry": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST"),
    "results:take_up_entry": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST"),
    "results:unreadable": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST"),
    "results:add_photographs": Address(Permission.ENTER_PROTOCOLS, of_paper, methods="POST"),
    "results:resolve": Address(Permission.RESOLVE_PROTOCOLS, of_paper, methods="GET POST", posted=(400,)),
    "results:reset_paper": Address(Permission.RESOLVE_PROTOCOLS, of_paper, methods="POST"),
    "results:correct_protocol": Address(
        Permission.RESOLVE_PROTOCOLS, in_mission(protocol), methods="GET POST", posted=(400,)
    ),
    "results:stations": Address(Permission.SEE_RESULTS, in_mission()),
    "results:station": Address(Permission.SEE_RESULTS, in_mission(station)),
    # Disputes
    "disputes:cases": Address(Permission.SEE_CASES, in_mission()),
    "disputes:cases_csv": Address(Permission.SEE_CASES, in_mission()),
    "disputes:cases_xlsx": Address(Permission.SEE_CASES, in_mission()),
    "disputes:recompute": Address(Permission.KEEP_CASES, in_mission(), methods="POST"),
    "disputes:new_case": Address(Permission.KEEP_CASES, in_mission(), methods="GET POST", posted=(400,)),
    "disputes:statistics": Address(Permission.SEE_CASES, in_mission()),
    "disputes:doubles": Address(Permission.SEE_CASES, in_mission()),
    "disputes:look_for_doubles": Address(Permission.KEEP_CASES, in_mission(), methods="POST"),
    "disputes:judge_double": Address(Permission.KEEP_CASES, in_mission(likeness), methods="POST"),
    "disputes:extracts": Address(Permission.IMPORT_CASES, in_mission()),
    "disputes:new_extract": Address(Permission.IMPORT_CASES, in_mission(), methods="GET POST", posted=(400,)),
    "disputes:extract": Address(Permission.IMPORT_CASES, in_mission(extract), methods="GET POST"),
    "disputes:take_in": Address(Permission.IMPORT_CASES, in_mission(extract), methods="POST"),
    "disputes:remove_extract": Address(Permission.IMPORT_CASES, in_mission(extract), methods="POST"),
    "disputes:extract_file": Address(Permission.IMPORT_CASES, in_mission(extract)),
    "disputes:case": Address(Permission.SEE_CASES, in_mission(case)),
    "disputes:edit_case": Address(Permission.KEEP_CASES, in_mission(case), methods="GET POST", posted=(400,)),
    "disputes:new_proceeding": Address(
        Permission.KEEP_CASES, in_mission(case), methods="GET POST", posted=(400,)
    ),
    "disputes:proceeding": Address(
        Permission.KEEP_CASES, in_mission(case, lambda things: 1), methods="GET POST", posted=(400,)
    ),
    "disputes:tie": Address(Permission.KEEP_CASES, in_mission(case), methods="POST"),
    "disputes:untie": Address(Permission.KEEP_CASES, in_mission(case, tied), methods="POST"),
    "disputes:new_document": Address(Permission.KEEP_CASES, in_mission(case), methods="POST"),
    "disputes:document": Address(Permission.SEE_CASES, in_mission(case, document)),
    "disputes:violations": Address(Permission.SEE_CASES, in_mission()),
    "disputes:violations_csv": Address(Permission.SEE_CASES, in_mission()),
    "disputes:violations_xlsx": Address(Permission.SEE_CASES, in_mission()),
    "disputes:new_violation": Address(Permission.KEEP_CASES, in_mission(), methods="GET POST", posted=(400,)),
    "disputes:possible": Address(Permission.SEE_CASES, in_mission()),
    "disputes:look_for_possible": Address(Permission.KEEP_CASES, in_mission(), methods="POST"),
    "disputes:judge_possible": Address(Permission.KEEP_CASES, in_mission(possible), methods="POST"),
    "disputes:violation": Address(Permission.SEE_CASES, in_mission(violation)),
    "disputes:edit_violation": Address(
        Permission.KEEP_CASES, in_mission(violation), methods="GET POST", posted=(400,)
    ),
    # Reports
    "reports:newest": Address(Permission.SEE_FIGURES, in_mission()),
    "reports:run": Address(Permission.RUN_STATEMENT, in_mission(), methods="POST"),
    "reports:statement": Address(Permission.SEE_FIGURES, in_mission(statement)),
    "reports:changes": Address(Permission.SEE_FIGURES, in_mission(statement)),
    "reports:pdf": Address(Permission.SEE_FIGURES, in_mission(statement)),
    "reports:csv": Address(Permission.SEE_FIGURES, in_mission(statement)),
    "reports:json": Address(Permission.SEE_FIGURES, in_mission(statement)),
    "reports:chart": Address(Permission.SEE_FIGURES, in_mission(statement, lambda things: "opening")),
    "reports:figure": Address(Permission.SEE_FIGURES, in_mission(statement, figure)),
    **{name: address for part in PARTS for name, address in part.ADDRESSES.items()},
}
