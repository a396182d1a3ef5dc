"""The names of what is counted and published, in words of the language in use."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INDICATORS: dict[str, Promise] = {
    "votes": _("Votes"),
    "share": _("Share of votes"),
    "seats": _("Seats"),
    "turnout": _("Turnout"),
    "registered": _("Voters registered"),
    "received_ballot": _("Voters who received a ballot"),
    "took_part": _("Voters who took part"),
    "valid": _("Valid votes"),
    "invalid": _("Invalid votes"),
    "votes_all_lists": _("Votes for all lists"),
    "nominated": _("Candidates nominated"),
    "registered_candidates": _("Candidates registered"),
    "seats_total": _("Seats in all"),
    "district_seats": _("Seats won in districts"),
    "stations": _("Polling stations"),
    "states_with_stations": _("States with a polling station abroad"),
    "commissions": _("Commissions"),
    "commission_members": _("Members of commissions"),
    "observers_requested": _("Observers requested"),
    "foreign_observers": _("Foreign observers accredited"),
    "observers_deployed": _("Observers deployed"),
    "appeals": _("Appeals"),
    "suits": _("Suits in court"),
    "violations_reported": _("Violations reported"),
    "media_items": _("Items in the media"),
    "mean_share": _("Mean share"),
    "council_votes": _("Votes for the council"),
    "council_share": _("Share of votes for the council"),
    "council_took_part": _("Voters who took part in the election of the council"),
    "council_by_certificate": _("Voters who used an absentee certificate in the election of the council"),
    "council_outside": _("Voters who voted for the council outside the polling station"),
    "council_seats": _("Seats of lists in the council"),
    "councils": _("Councils"),
    "council_mandates": _("Mandates in councils"),
    "candidates_restored": _("Candidates restored"),
    "citizen_groups": _("Citizen observer groups accredited"),
    "training_seminars": _("Training seminars"),
    "training_participants": _("People who took part in seminars"),
    "training_journalists": _("Journalists trained"),
    "training_observers": _("Observers trained"),
    "exit_poll_share": _("Share in an exit poll"),
    "exit_poll_voters": _("Voters asked in an exit poll"),
    "exit_poll_stations": _("Polling stations of an exit poll"),
    "media_monitored": _("Media monitored by a mission"),
    "recommendations": _("Recommendations"),
    "something_else": _("Something else"),
}
STATUSES: dict[str, Promise] = {
    "final": _("final"),
    "preliminary": _("preliminary"),
    "as published": _("as published"),
    "register": _("voter register"),
    "secondary source": _("secondary source"),
    "disagrees with others": _("disagrees with others"),
}
NOTES: dict[str, Promise] = {
    "of valid votes": _("of valid votes"),
    "fully implemented, of the recommendations of the reports on 2019, 2021 and 2022": _(
        "fully implemented, of the recommendations of the reports on 2019, 2021 and 2022"
    ),
    "mostly implemented, of the recommendations of the reports on 2019, 2021 and 2022": _(
        "mostly implemented, of the recommendations of the reports on 2019, 2021 and 2022"
    ),
    "partially implemented, of the recommendations of the reports on 2019, 2021 and 2022": _(
        "partially implemented, of the recommendations of the reports on 2019, 2021 and 2022"
    ),
    "the rest of those recommendations, outstanding: how many was not published": _(
        "the rest of those recommendations, outstanding: how many was not published"
    ),
    "of valid votes, against all included": _("of valid votes, against all included"),
    "of the electors who voted": _("of the electors who voted"),
    "cumulative; Astana time": _("cumulative; Astana time"),
    "candidates on the list": _("candidates on the list"),
    "candidates in the 29 districts": _("candidates in the 29 districts"),
    "voters on the lists, those added on election day included": _(
        "voters on the lists, those added on election day included"
    ),
    "accredited foreign observers": _("accredited foreign observers"),
    "mandates won in the 29 districts": _("mandates won in the 29 districts"),
    "voter register": _("voter register"),
    "sum of the lists": _("sum of the lists"),
    "sum of the lists and of the votes against all": _("sum of the lists and of the votes against all"),
    "the base of the turnout reported at 18:10": _("the base of the turnout reported at 18:10"),
    "voters who received a ballot": _("voters who received a ballot"),
    "polling stations in the country": _("polling stations in the country"),
    "polling stations abroad": _("polling stations abroad"),
    "polling stations in all": _("polling stations in all"),
    "polling stations abroad, in 53 states": _("polling stations abroad, in 53 states"),
    "states with a polling station abroad": _("states with a polling station abroad"),
    "commissions of regions and cities of republican significance": _(
        "commissions of regions and cities of republican significance"
    ),
    "constituency commissions for the Mazhilis": _("constituency commissions for the Mazhilis"),
    "territorial commissions of districts and cities": _("territorial commissions of districts and cities"),
    "precinct commissions": _("precinct commissions"),
    "members of commissions of all levels": _("members of commissions of all levels"),
    "mandates won in the 29 districts by self-nominated candidates": _(
        "mandates won in the 29 districts by self-nominated candidates"
    ),
    "winner named by the source; votes not found": _("winner named by the source; votes not found"),
    "voters of district No. 11": _("voters of district No. 11"),
    "voters of district No. 12": _("voters of district No. 12"),
    "voters of district No. 19": _("voters of district No. 19"),
    "sum of the districts 11 and 12": _("sum of the districts 11 and 12"),
    "reported 19–20 March": _("reported 19–20 March"),
    "protocol of the council": _("protocol of the council"),
    "protocol of the regional council; 486,002 in the morning": _(
        "protocol of the regional council; 486,002 in the morning"
    ),
    "voter register; repeated unchanged by the press on election day": _(
        "voter register; repeated unchanged by the press on election day"
    ),
    "candidates on five lists": _("candidates on five lists"),
    "candidates on seven lists": _("candidates on seven lists"),
    "candidates on seven lists; two of Respublica left": _(
        "candidates on seven lists; two of Respublica left"
    ),
    "of them self-nominated": _("of them self-nominated"),
    "appeals to the Central Election Commission": _("appeals to the Central Election Commission"),
    "total": _("total"),
    "considered": _("considered"),
    "satisfied": _("satisfied"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
    "left without consideration": _("left without consideration"),
    "voters who took part": _("voters who took part"),
    "electors who voted": _("electors who voted"),
    "CIS Executive Committee mission": _("CIS Executive Committee mission"),
    "CIS Interparliamentary Assembly": _("CIS Interparliamentary Assembly"),
    "OSCE/ODIHR": _("OSCE/ODIHR"),
    "SCO": _("SCO"),
    "OSCE PA": _("OSCE PA"),
    "TURKPA": _("TURKPA"),
    "CCTS (Turkic Council)": _("CCTS (Turkic Council)"),
    "CSTO PA": _("CSTO PA"),
    "OIC": _("OIC"),
    "EU Delegation": _("EU Delegation"),
    "31 foreign states": _("31 foreign states"),
    "all organisations and states": _("all organisations and states"),
    "ten organisations": _("ten organisations"),
    "women, on all lists": _("women, on all lists"),
    "under 29, on all lists": _("under 29, on all lists"),
    "votes for the lists of the Astana council": _("votes for the lists of the Astana council"),
    "of the votes for the Astana council, against all included": _(
        "of the votes for the Astana council, against all included"
    ),
    "voters who took part in the election of the Astana council": _(
        "voters who took part in the election of the Astana council"
    ),
    "women, under 29 and persons with disabilities together, on all lists": _(
        "women, under 29 and persons with disabilities together, on all lists"
    ),
    "nominated themselves": _("nominated themselves"),
    "by parties": _("by parties"),
    "by four associations": _("by four associations"),
    "short-term observers whom ODIHR requested": _("short-term observers whom ODIHR requested"),
    "core team of ODIHR": _("core team of ODIHR"),
    "long-term observers of ODIHR": _("long-term observers of ODIHR"),
    "observers of ODIHR on election day": _("observers of ODIHR on election day"),
    "on television": _("on television"),
    "in print": _("in print"),
    "online": _("online"),
    "Supreme Court": _("Supreme Court"),
    "inter-district administrative courts": _("inter-district administrative courts"),
    "district courts": _("district courts"),
    "by candidates for the Mazhilis": _("by candidates for the Mazhilis"),
    "by candidates for councils": _("by candidates for councils"),
    "against decisions of constituency commissions": _("against decisions of constituency commissions"),
    "in the extract given to ODIHR; mostly requests for clarification": _(
        "in the extract given to ODIHR; mostly requests for clarification"
    ),
    "Mazhilis: campaigning in forbidden time": _("Mazhilis: campaigning in forbidden time"),
    "Mazhilis: damage to materials": _("Mazhilis: damage to materials"),
    "Mazhilis: illegal polls": _("Mazhilis: illegal polls"),
    "Mazhilis: anonymous material": _("Mazhilis: anonymous material"),
    "councils": _("councils"),
    "deputies of the Kurultai, all from lists": _("deputies of the Kurultai, all from lists"),
    "votes for the lists of the council of the area": _("votes for the lists of the council of the area"),
    "voters who took part in the election of the council of the area": _(
        "voters who took part in the election of the council of the area"
    ),
    "voted for the council of the area with an absentee certificate": _(
        "voted for the council of the area with an absentee certificate"
    ),
    "voted for the council of the area outside the station": _(
        "voted for the council of the area outside the station"
    ),
    "seats of the lists in the council of the area": _("seats of the lists in the council of the area"),
    "field seminars for members of commissions, 22 February to 14 March": _(
        "field seminars for members of commissions, 22 February to 14 March"
    ),
    "people who took part in the field seminars": _("people who took part in the field seminars"),
    "journalists who were trained": _("journalists who were trained"),
    "observers who were trained online": _("observers who were trained online"),
    "candidates for the Mazhilis whom constituency commissions restored": _(
        "candidates for the Mazhilis whom constituency commissions restored"
    ),
    "of them in Astana": _("of them in Astana"),
    "of them in Shymkent": _("of them in Shymkent"),
    "citizen observer groups that the Central Election Commission accredited": _(
        "citizen observer groups that the Central Election Commission accredited"
    ),
    "exit poll: share of the Amanat list": _("exit poll: share of the Amanat list"),
    "voters who were asked in the exit poll": _("voters who were asked in the exit poll"),
    "stations of the exit poll": _("stations of the exit poll"),
    "of them in cities": _("of them in cities"),
    "of them in the countryside": _("of them in the countryside"),
    "broadcasters whom the ODIHR mission monitored": _("broadcasters whom the ODIHR mission monitored"),
    "online media that the ODIHR mission monitored": _("online media that the ODIHR mission monitored"),
    "councils elected on the same day": _("councils elected on the same day"),
    "councils of regions and cities of republican significance": _(
        "councils of regions and cities of republican significance"
    ),
    "councils of cities": _("councils of cities"),
    "councils of districts": _("councils of districts"),
    "mandates in all councils": _("mandates in all councils"),
    "of them by districts": _("of them by districts"),
}
"""Notes of packs that say what a figure is of; others are shown in the pack's English."""

PERCENT = frozenset({"percent"})
"""Units in which a figure is a percentage."""

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?: (?P<time>\d{2}:\d{2}))?(?P<rest>.*)", re.ASCII | re.DOTALL
)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def indicator_name(code: str) -> str:
    """The name of an indicator; of one that has none here, its code in readable form."""
    return str(INDICATORS.get(code) or code.replace("_", " ").capitalize())


def status_name(code: str) -> str:
    """What a source says of a figure's standing, in words where there are words for it here."""
    return str(STATUSES.get(code) or code)


def note_words(note: str) -> str:
    """A note in the language in use where it is one of those known here."""
    return str(NOTES.get(note) or note)


def moment_words(as_of: str, election_day: date | None = None) -> str:
    """When a figure stood so; on election day itself the time alone is enough."""
    if _MONTH.fullmatch(as_of):
        return date_format(date.fromisoformat(f"{as_of}-01"), "YEAR_MONTH_FORMAT")
    found = _MOMENT.fullmatch(as_of)
    if not found:
        return status_name(as_of)
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        return as_of
    if found["time"] and day == election_day:
        return f"{found['time']}{found['rest']}"
    time = f", {found['time']}" if found["time"] else ""
    rest = found["rest"].strip()
    return f"{date_format(day)}{time}{f', {status_name(rest)}' if rest else ''}"
