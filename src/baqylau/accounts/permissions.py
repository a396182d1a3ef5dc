"""The names of everything that may be permitted. Who holds what is the mission's role table."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """A permission; asked of a user with ``user.has_perm(permission, mission)``.

    The first group is asked without a mission, the second of one mission.
    """

    SEE_ELECTION = "election.see"
    CREATE_MISSION = "mission.create"
    MANAGE_USERS = "accounts.manage"
    SEE_TRAIL = "trail.see"

    SEE_MISSION = "mission.see"
    MANAGE_MISSION = "mission.manage"
    PLAN_DEPLOYMENT = "mission.plan_deployment"
    SEND_REPORTS = "observation.send_reports"
    SEE_OWN_RECORDS = "observation.see_own_records"
    SEE_RECORDS = "observation.see_records"
    IMPORT_RECORDS = "observation.import_records"
    CHECK_RECORDS = "observation.check_records"
    CORRECT_RECORDS = "observation.correct_records"
    DELETE_RECORDS = "observation.delete_records"
    DECRYPT_RECORDS = "observation.decrypt_records"
    MANAGE_FORMS = "observation.manage_forms"
    MANAGE_PHONES = "observation.manage_phones"
    MANAGE_MESSAGES = "observation.manage_messages"
    SEE_ELECTION_DAY = "observation.see_election_day"
    SEE_RESULTS = "results.see"
    ENTER_PROTOCOLS = "results.enter_protocols"
    RESOLVE_PROTOCOLS = "results.resolve_protocols"
    EXPLAIN_DISCREPANCIES = "results.explain_discrepancies"
    MANAGE_SAMPLES = "results.manage_samples"
    SEE_ESTIMATES = "results.see_estimates"
    PUBLISH_RESULTS = "results.publish"
    SEE_CASES = "disputes.see_cases"
    KEEP_CASES = "disputes.keep_cases"
    SEE_CONFIDENTIAL_CASES = "disputes.see_confidential_cases"
    IMPORT_CASES = "disputes.import_cases"
    KEEP_PUBLISHED_FIGURES = "election.keep_published_figures"
    KEEP_CANDIDATES = "election.keep_candidates"
    SEE_MEETINGS = "observation.see_meetings"
    KEEP_MEETINGS = "observation.keep_meetings"
    SEE_INTERLOCUTORS = "observation.see_interlocutors"
    SEE_MEDIA = "campaign.see_media"
    CODE_MEDIA = "campaign.code_media"
    MANAGE_MEDIA = "campaign.manage_media"
    SEE_CAMPAIGN = "campaign.see"
    KEEP_CAMPAIGN = "campaign.keep"
    SEE_CONFIDENTIAL_CAMPAIGN = "campaign.see_confidential"
    SEE_FINDINGS = "reports.see_findings"
    WRITE_REPORTS = "reports.write"
    APPROVE_REPORTS = "reports.approve"
    KEEP_RECOMMENDATIONS = "reports.keep_recommendations"
    SEE_FIGURES = "reports.see_figures"
    RUN_STATEMENT = "reports.run_statement"


SAYS = {
    Permission.SEE_ELECTION: _("See elections, their areas, contests and official results"),
    Permission.CREATE_MISSION: _("Make a mission and name its head"),
    Permission.MANAGE_USERS: _("Invite people, make sign-in links, deactivate accounts"),
    Permission.SEE_TRAIL: _("See the trail of the installation"),
    Permission.SEE_MISSION: _("See that the mission exists, its page and its members"),
    Permission.MANAGE_MISSION: _("Change the mission, its members, teams and delegations"),
    Permission.PLAN_DEPLOYMENT: _("Plan where teams observe, and what reports are due"),
    Permission.SEND_REPORTS: _("Send reports from a phone or a browser"),
    Permission.SEE_OWN_RECORDS: _("See the records of one's own team"),
    Permission.SEE_RECORDS: _("See every record"),
    Permission.IMPORT_RECORDS: _("Import records from a file"),
    Permission.CHECK_RECORDS: _("Check records: accept, ask the observer, reject, comment"),
    Permission.CORRECT_RECORDS: _("Correct a record"),
    Permission.DELETE_RECORDS: _("Delete a record, with a reason"),
    Permission.DECRYPT_RECORDS: _("Bring back records that were decrypted with the mission's key"),
    Permission.MANAGE_FORMS: _("Upload, test, publish and close forms"),
    Permission.MANAGE_PHONES: _("Give observers access from their phones, and revoke it"),
    Permission.MANAGE_MESSAGES: _("Set up text messages, and see those that came in"),
    Permission.SEE_ELECTION_DAY: _("See the election-day room with national figures as they arrive"),
    Permission.SEE_RESULTS: _("See protocols, totals and seats as they arrive"),
    Permission.ENTER_PROTOCOLS: _("Enter the figures of protocols"),
    Permission.RESOLVE_PROTOCOLS: _("Decide between entries that differ, reset and correct protocols"),
    Permission.EXPLAIN_DISCREPANCIES: _("Work through the list of discrepancies: assign, explain, close"),
    Permission.MANAGE_SAMPLES: _("Draw samples and tickets, and record replacements"),
    Permission.SEE_ESTIMATES: _("See estimates of the result before publication"),
    Permission.PUBLISH_RESULTS: _("Publish results, and correct what was published"),
    Permission.SEE_CASES: _("See complaints, appeals and violations that are not confidential"),
    Permission.KEEP_CASES: _("Enter complaints, appeals and violations, and change them"),
    Permission.SEE_CONFIDENTIAL_CASES: _("See confidential complaints, appeals and violations too"),
    Permission.IMPORT_CASES: _("Take in official extracts of complaints"),
    Permission.KEEP_PUBLISHED_FIGURES: _("Enter what others published and said of observers, and confirm it"),
    Permission.KEEP_CANDIDATES: _("Enter candidates and lists, and what was decided about them"),
    Permission.SEE_MEETINGS: _("See the log of meetings, without the names of persons"),
    Permission.KEEP_MEETINGS: _("Enter meetings and institutions, and change them"),
    Permission.SEE_INTERLOCUTORS: _("See the names of interlocutors and private notes of meetings"),
    Permission.SEE_MEDIA: _("See media and social-media monitoring and what it comes to"),
    Permission.CODE_MEDIA: _("Code programmes, pages and posts"),
    Permission.MANAGE_MEDIA: _("Keep outlets, accounts, the schedule of monitoring and imports"),
    Permission.SEE_CAMPAIGN: _("See what is known of the campaign and its finance and is not confidential"),
    Permission.KEEP_CAMPAIGN: _("Enter campaign events, freedoms and campaign finance, and change them"),
    Permission.SEE_CONFIDENTIAL_CAMPAIGN: _("See confidential entries about the campaign too"),
    Permission.SEE_FINDINGS: _("See findings, recommendations and reports before publication"),
    Permission.WRITE_REPORTS: _("Write findings and chapters of reports, comment and translate"),
    Permission.APPROVE_REPORTS: _("Approve chapters, sign and publish reports"),
    Permission.KEEP_RECOMMENDATIONS: _("Enter recommendations, assess and follow them up"),
    Permission.SEE_FIGURES: _("See national figures and the statement before publication"),
    Permission.RUN_STATEMENT: _("Run the statement"),
}
"""Each permission in words."""
