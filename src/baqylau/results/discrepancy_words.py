"""What each check is called on pages, and the innocent reasons that its docstring gives."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Election
from baqylau.results.models import ProtocolLayout

TITLES: dict[str, Promise] = {
    "V.101": _("More valid ballots than votes"),
    "V.102": _("More votes than valid ballots"),
    "V.103": _("Ballots in the boxes are not the valid and invalid ones"),
    "V.104": _("Ballots cast are not the valid and invalid ones"),
    "V.105": _("Stationary and mobile boxes are not all boxes"),
    "V.106": _("More ballots issued than voters on the lists"),
    "V.107": _("More ballots in the boxes than issued"),
    "V.108": _("More ballots cast than voters on the lists"),
    "V.109": _("More ballots in the boxes than voters on the lists"),
    "V.110": _("Ballots received are not those accounted for"),
    "V.111": _("Ways of issuing are not all ballots issued"),
    "V.112": _("More ballots issued than received"),
    "V.113": _("More ballots in mobile boxes than issued outside"),
    "V.114": _("Fewer voters by 17:00 than by 12:00"),
    "V.115": _("More voters by 17:00 than ballots issued"),
    "V.201": _("Every voter on the list voted"),
    "V.202": _("Turnout far from the neighbours’"),
    "V.203": _("Share of the leading option far from the neighbours’"),
    "V.204": _("Share of invalid ballots far from the neighbours’"),
    "V.205": _("Same votes as in the station before"),
    "V.206": _("A line of votes copied twice"),
    "V.211": _("Turnout changed otherwise than around"),
    "V.212": _("Voters on the list changed otherwise than around"),
    "V.221": _("Other number of ballots in another contest"),
    "V.301": _("Two sources differ"),
    "V.311": _("A published total is not the sum"),
    "V.321": _("Not in the official table"),
}

REASONS: dict[str, Promise] = {
    "V.101": _(
        "A line copied wrongly; an option that the table lacks; a voter who took a ballot and did not put it "
        "into the box, where valid ballots are computed from those issued."
    ),
    "V.102": _("An option counted under its neighbour’s line as well; a figure copied wrongly."),
    "V.103": _("Ballots of no established form that have no line; voters counted instead of ballots."),
    "V.104": _("A voter who signed and took the ballot away; ballots of no established form."),
    "V.105": _("Early votes in a box of their own that has no line."),
    "V.106": _(
        "Voters added on election day where that has no line; votes by absentee certificate; a mobile box, a "
        "hospital or a military unit counted here."
    ),
    "V.107": _("A ballot of another contest or station in the box; signatures missed when counted."),
    "V.108": _("Voters added on election day where that has no line; a mobile box counted here."),
    "V.109": _("Voters added on election day where that has no line; a mobile box counted here."),
    "V.110": _("Spoiled ballots counted among the issued or the cancelled ones as well."),
    "V.111": _("A ballot on a certificate counted in the station as well, where the form wants it so."),
    "V.112": _("Ballots brought in during the day that were not added to the line."),
    "V.113": _("Early votes put into a mobile box."),
    "V.114": _("The later figure counts from 12:00 on; the two figures changed places."),
    "V.115": _("Figures during the day are reported by telephone and often rounded."),
    "V.201": _(
        "A hospital, a ship, a military unit, a place of detention, where the list is made of those who "
        "vote; a very small village."
    ),
    "V.202": _(
        "Another kind of station (hospital, barracks, voters from elsewhere); a list that is out of date."
    ),
    "V.203": _("The candidate’s own village; a neighbourhood of other people than around it."),
    "V.204": _("A protest; a commission stricter than others about unclear marks."),
    "V.205": _("With few options and small stations it happens by chance."),
    "V.206": _("The two do have the same votes, and the valid ballots are wrong."),
    "V.211": _("The station’s boundary was moved; a new building or a new unit; people moved."),
    "V.212": _("The station’s boundary was moved; a new building; a station was split or merged."),
    "V.221": _(
        "Voters with the right to vote in one contest only; a ballot put into the box of the other contest."
    ),
    "V.301": _(
        "A slip of the pen in copying or typing; a copy made before the protocol was corrected; a recount."
    ),
    "V.311": _(
        "Stations whose result was annulled, or votes from abroad or by electronic means that are in the "
        "total and in no station; a preliminary total."
    ),
    "V.321": _("The station was annulled, did not open, or is published under another number."),
}
"""By code; the docstrings of the checks say the same."""


def titles_of(election: Election) -> Mapping[str, str]:
    """Titles by code, those of the pack's own checks among them."""
    layouts = ProtocolLayout.objects.filter(contest__election=election)
    own = (one for layout in layouts for one in layout.identities)
    named = {one["code"]: one["title"].rstrip(".") for one in own if one["title"]}
    return {**named, **{code: str(title) for code, title in TITLES.items()}}
