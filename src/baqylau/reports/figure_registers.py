"""Figures of registers for the registry: meetings, campaign, funds, social networks, findings, observers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial

from django.utils.translation import gettext_lazy as _

from baqylau.accounts.permissions import Permission
from baqylau.campaign import figures_register, figures_social
from baqylau.campaign.models import AccountRole, Platform, SocialDay, Tone
from baqylau.core.figure import Figure
from baqylau.mission.models import Mission, ObserverGroup
from baqylau.observation import meeting_figures
from baqylau.observation.models import InstitutionKind
from baqylau.reports import finding_figures, observers
from baqylau.reports.figure_candidates import candidates_offered
from baqylau.reports.figure_offers import Counted, Offer, Simple, SimpleSource
from baqylau.reports.languages import in_each_language, said
from baqylau.reports.methods.plan import Texts
from baqylau.reports.models import RATED, Rating

Count = Callable[[Mission], Figure]


class Lazy:
    """A source that is made when one of its names is asked for; names begin with one of its prefixes."""

    def __init__(
        self, mission: Mission, prefixes: Sequence[str], make: Callable[[Mission], Iterator[Simple]]
    ) -> None:
        self.mission, self.prefixes, self.make = mission, tuple(prefixes), make

    @cached_property
    def source(self) -> SimpleSource:
        return SimpleSource(self.mission, self.make(self.mission))

    def offers(self) -> Iterator[Offer]:
        return self.source.offers()

    def offer(self, name: str) -> Offer | None:
        return self.source.offer(name) if name.startswith(self.prefixes) else None

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        ours = [name for name in names if name.startswith(self.prefixes)]
        return self.source.count(ours, at=at) if ours else {}


def register_sources(mission: Mission) -> Iterator[Lazy]:
    """The registers in the order in which their names are looked up."""
    yield Lazy(mission, ("meetings.",), _meetings)
    yield Lazy(mission, ("campaign.", "freedoms.", "finance."), _campaign)
    yield Lazy(mission, ("social.",), _social)
    yield Lazy(mission, ("candidates.",), candidates_offered)
    yield Lazy(mission, ("findings.", "recommendations."), _findings)
    yield Lazy(mission, ("observers.",), _observers)


def _simple(
    name: str, words: object, count: Count, unit: str, share: bool, room: str, needs: Permission
) -> Simple:
    texts = words if isinstance(words, dict) else said(words)
    return Simple(Offer(name, texts, f"register: {room}", room, unit, share, needs), count)


def _both(template: object, thing: object) -> Texts:
    """A template and what stands in it, in each language."""
    return in_each_language(lambda _language: str(template) % {"what": str(thing)})


def _meetings(mission: Mission) -> Iterator[Simple]:
    needs = Permission.SEE_MEETINGS
    yield _simple(
        "meetings.all", _("Meetings"), meeting_figures.meetings, "meetings", False, "meetings", needs
    )
    words = _("Women among interlocutors")
    yield _simple("meetings.women", words, meeting_figures.women, "people", True, "meetings", needs)
    for kind in InstitutionKind:
        count = partial(_meetings_with, kind=kind.value)
        words_of = _both(_("Meetings with: %(what)s"), kind.label)
        yield _simple(f"meetings.with_{kind.value}", words_of, count, "meetings", True, "meetings", needs)


def _meetings_with(mission: Mission, *, kind: str) -> Figure:
    return meeting_figures.with_kind(mission, kind)


def _campaign(mission: Mission) -> Iterator[Simple]:
    for one in figures_register.offered():
        words = said(one.words)
        needs = Permission.SEE_CAMPAIGN
        yield _simple(one.name, words, one.count, one.unit, one.is_share, "campaign", needs)


def _social(mission: Mission) -> Iterator[Simple]:
    if not SocialDay.objects.filter(mission=mission).exists():
        return
    counts: list[tuple[str, object, Count]] = []
    for platform in Platform:
        words = _both(_("Posts on %(what)s, of all posts followed"), platform.label)
        count = partial(figures_social.posts_on, platform=platform.value)
        counts.append((f"social.posts.{platform.value}", words, count))
    for role in AccountRole:
        if role is not AccountRole.UNKNOWN:
            words = _both(_("Posts by: %(what)s, of those whose role is known"), role.label)
            by = partial(figures_social.posts_by, roles=[role.value])
            counts.append((f"social.posts_by.{role.value}", words, by))
    for flag, says in _FLAGS.items():
        counts.append((f"social.{flag}", says, partial(figures_social.flagged, flag=flag)))
    for tone in Tone:
        words = _both(_("Posts with a tone: %(what)s"), tone.label)
        toned = partial(figures_social.with_tone, tone=tone.value)
        counts.append((f"social.tone.{tone.value}", words, toned))
    alike = _("Posts nearly the same as one of another account")
    counts.append(("social.near_duplicates", alike, figures_social.near_duplicates))
    for name, words_of, made in counts:
        yield _simple(name, words_of, made, "posts", True, "social", Permission.SEE_MEDIA)


_FLAGS = {
    "hate": _("Posts with hate, of those judged"),
    "false_claim": _("Posts with a false claim, of those judged"),
    "about_women": _("Posts about women as such, of those judged"),
    "sponsored": _("Sponsored posts, of those judged"),
}


def _findings(mission: Mission) -> Iterator[Simple]:
    needs = Permission.SEE_FINDINGS
    words = _("Findings confirmed, of those held")
    yield _simple(
        "findings.confirmed", words, finding_figures.confirmed_findings, "findings", True, "findings", needs
    )
    words = _("Confirmed findings on which a recommendation rests")
    count = finding_figures.recommended_findings
    yield _simple("findings.recommended", words, count, "findings", True, "findings", needs)
    for rating in RATED:
        words_of = _both(_("Earlier recommendations: %(what)s"), Rating(rating).label)
        rated = partial(finding_figures.rated, ratings=(Rating(rating),))
        name = f"recommendations.{Rating(rating).value}"
        yield _simple(name, words_of, rated, "recommendations", True, "findings", needs)


def _observers(mission: Mission) -> Iterator[Simple]:
    everywhere: list[tuple[str, object, Count]] = [
        ("observers.deployed", _("Observers deployed"), observers.deployed_observers),
        ("observers.visits_before", _("Visits before election day"), observers.visits_before),
        ("observers.observations", _("Observations"), observers.observations),
        ("observers.stations_visited", _("Distinct stations"), observers.stations_visited),
    ]
    needs = Permission.SEE_FINDINGS
    for name, words, count in everywhere:
        yield _simple(name, words, count, "observers", False, "observers", needs)
    for group in ObserverGroup:
        of_group = partial(observers.deployed_observers, group=group.value)
        words_of = _both(_("Observers deployed: %(what)s"), group.label)
        name = f"observers.deployed.{group.value}"
        yield _simple(name, words_of, of_group, "observers", True, "observers", needs)
