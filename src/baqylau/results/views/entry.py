"""Entering protocols: the queue, a paper with its photograph beside the fields, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, tell
from baqylau.results.actions import entry as entering
from baqylau.results.actions import papers as taking_in
from baqylau.results.actions.from_records import take_over
from baqylau.results.checking import digest_of
from baqylau.results.entry_queue import GROUPS, Asked, Waiting, begin_next, papers_of, waiting
from baqylau.results.filling import fields_of_contest
from baqylau.results.methods.entry_states import DEFINITIVE, DIFFERENT
from baqylau.results.models import Paper, PaperPhotograph, PaperState, ProtocolEntry
from baqylau.results.paper_pages import controls, findings_while_typing, first_to_fill
from baqylau.storage.responses import file_response

ON_A_PAGE = 100
GROUP_WORDS = {
    "first": gettext_lazy("For the first entry"),
    "second": gettext_lazy("For the second entry"),
    "typed": gettext_lazy("Being typed"),
    "resolve": gettext_lazy("Entries differ"),
    "unreadable": gettext_lazy("Cannot be read"),
    "definitive": gettext_lazy("Definitive"),
}


@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers of a mission: how many wait for what, and the list of those that are asked for."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    taken = take_over(mission=mission, now=timezone.now())
    return _papers_page(request, mission, {"not_taken": taken.not_taken})


def _papers_page(
    request: HttpRequest, mission: Mission, more: Mapping[str, object], status: int = 200
) -> HttpResponse:
    user, asked = author(request), Asked.of(request.GET.dict())
    found = papers_of(mission)
    listed = asked.among(found).select_related("station", "contest").order_by("pk")
    page = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = waiting(found)
    context = {
        "mission": mission,
        "asked": asked,
        "groups": GROUP_WORDS,
        "waiting": rows,
        "totals": _totals(rows, asked),
        "page": page,
        "contests": mission.election.contests.all(),
        "kinds": [(kind.value, kind.label) for kind in taking_in.ENTERED_KINDS],
        "may_enter": user.has_perm(Permission.ENTER_PROTOCOLS, mission),
        "may_resolve": user.has_perm(Permission.RESOLVE_PROTOCOLS, mission),
        "sent": request.POST,
        **more,
    }
    return render(request, "results/papers.html", context, status=status)


def _totals(rows: Iterable[Waiting], asked: Asked) -> list[tuple[str, Promise, int]]:
    """How many papers of the contest and area that are asked for stand in each group."""
    counts = dict.fromkeys(GROUPS, 0)
    for row in rows:
        if asked.contest in ("", row.contest_code) and asked.area in ("", row.area_code):
            for group, number in row.numbers:
                counts[group] += number
    return [(group, GROUP_WORDS[group], number) for group, number in counts.items()]


@require_POST
def next_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the next entry that waits for this person, and open it."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    return _to_next(request, mission)


@require_POST
def new_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a paper with its photographs, and open it."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    names = ("station", "contest", "source_kind", "source")
    station, contest, kind, source = (request.POST.get(name, "") for name in names)
    try:
        paper = taking_in.make_paper(
            mission=mission,
            station_code=station,
            contest_code=contest,
            source_kind=kind,
            source=source,
            by=author(request),
            now=timezone.now(),
        )
    except Refused as refused:
        return _papers_page(request, mission, {"problems": refused.problems}, 400)
    _add_photographs(request, paper)
    return redirect(address_of(paper))


# ------------------------------------------------------------------ one paper


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """The fields of a paper beside its photographs; sent, they are saved and the next paper opens."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    if request.method == "POST":
        return _save(request, mission, found)
    entry = entering.entry_of(found, author(request))
    return _paper_page(request, mission, found, entry, entry.typed if entry else {}, ())


def _save(request: HttpRequest, mission: Mission, found: Paper) -> HttpResponse:
    entry, typed = entering.entry_of(found, author(request)), _typed(request)
    if entry is None:
        return _paper_page(request, mission, found, None, typed, (entering.not_entering(),), 409)
    entering.keep_draft(entry=entry, typed=typed, by=author(request))
    try:
        saved = entering.save(
            entry=entry,
            typed=typed,
            confirmed=request.POST.get("confirmed", ""),
            by=author(request),
            now=timezone.now(),
        )
    except Refused as refused:
        return _paper_page(request, mission, found, entry, typed, refused.problems, 400)
    messages.success(request, _what_became_of(saved))
    return _to_next(request, mission)


def _paper_page(
    request: HttpRequest,
    mission: Mission,
    found: Paper,
    entry: ProtocolEntry | None,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...],
    status: int = 200,
) -> HttpResponse:
    is_typing = entry is not None and entry.saved_at is None
    made = controls(fields_of_contest(found.contest), typed, problems) if is_typing else []
    findings = findings_while_typing(found, typed) if is_typing else ()
    context = {
        "mission": mission,
        "paper": found,
        "entry": entry,
        "asked": Asked.of(request.GET.dict()),
        "is_typing": is_typing,
        "controls": made,
        "focus": first_to_fill(made),
        "findings": findings,
        "digest": digest_of(findings),
        "problems": [one for one in problems if not one.where],
        "wrong": [one for one in made if one.wrong],
        "photographs": found.photographs.all(),
        "may_resolve": author(request).has_perm(Permission.RESOLVE_PROTOCOLS, mission),
        "may_begin": entry is None and found.state in (*GROUPS["first"], *GROUPS["second"]),
        "may_take_up": entry is not None and entry.place == 1 and found.state in GROUPS["second"],
    }
    return render(request, "results/paper.html", context, status=status)


def _what_became_of(saved: Paper) -> str:
    names = {"station": saved.station.code, "contest": saved.contest.name}
    if saved.state == DEFINITIVE:
        says = _("%(station)s, %(contest)s: both entries are the same. It is definitive.")
    elif saved.state == DIFFERENT:
        says = _("%(station)s, %(contest)s: the two entries differ. Somebody else decides.")
    elif saved.state == PaperState.FIRST_HAS_ERRORS:
        says = _("%(station)s, %(contest)s: saved as it stands on the paper, which does not add up.")
    else:
        says = _("%(station)s, %(contest)s: saved. Somebody else makes the second entry.")
    return says % names


def _to_next(request: HttpRequest, mission: Mission) -> HttpResponse:
    """The next paper for this person, begun; the list where none waits."""
    asked = Asked.of(request.GET.dict())
    entry = begin_next(mission=mission, asked=asked, by=author(request), now=timezone.now())
    if entry is None:
        messages.info(request, _("Nothing waits to be entered by you."))
        return redirect(reverse("results:papers", args=[mission.slug]) + asked.address)
    return redirect(address_of(entry.paper) + asked.address)


@require_POST
def begin(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Begin an entry of this paper."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    return _do(request, found, lambda: entering.begin(paper=found, by=author(request), now=timezone.now()))


@require_POST
def draft(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Keep what is typed so far; answers with what does not add up yet, as a piece of the page."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    entry, typed = entering.entry_of(found, author(request)), _typed(request)
    if entry is None or not entering.keep_draft(entry=entry, typed=typed, by=author(request)):
        return render(request, "includes/problems.html", {"problems": [entering.not_entering()]}, status=409)
    findings = findings_while_typing(found, typed)
    context = {"findings": findings, "digest": digest_of(findings)}
    return render(request, "results/paper_findings.html", context)


@require_POST
def discard(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Throw away what one is typing."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    says = _("What you typed is discarded; the protocol waits for somebody again.")
    return _do(
        request,
        found,
        lambda: entering.discard(paper=found, by=author(request), now=timezone.now()),
        says,
        to=reverse("results:papers", args=[slug]),
    )


@require_POST
def take_up(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Open one's own first entry again."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    return _do(request, found, lambda: entering.take_up(paper=found, by=author(request), now=timezone.now()))


@require_POST
def unreadable(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Say that a paper cannot be read, and why."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    reason = request.POST.get("reason", "")
    return _do(
        request,
        found,
        lambda: entering.set_aside(paper=found, reason=reason, by=author(request), now=timezone.now()),
        _("It is set aside as unreadable."),
        to=reverse("results:papers", args=[slug]),
    )


@require_POST
def add_photographs(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Put photographs beside a paper."""
    mission = reach(request, Permission.ENTER_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    _add_photographs(request, found)
    return redirect(address_of(found) + Asked.of(request.GET.dict()).address)


@require_safe
def photograph(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A photograph of a paper of this mission."""
    mission = reach(request, Permission.SEE_RESULTS, Mission, slug=slug)
    found = get_object_or_404(PaperPhotograph.objects.select_related("file"), pk=pk, paper__mission=mission)
    try:
        return file_response(found.file, name=found.name, media_type=found.media_type, may_show=True)
    except (OSError, ValueError):
        context = {"name": found.name, "sha256": found.file.sha256}
        return render(request, "observation/damaged.html", context, status=503)


# ------------------------------------------------------------------ what they share


def paper_of(mission: Mission, station: str, contest: str, number: int) -> Paper:
    """The paper that an address names; no such page otherwise."""
    papers = Paper.objects.select_related("station", "contest", "mission", "record")
    names = {"station__code": station.replace("\0", ""), "contest__code": contest, "number": number}
    return get_object_or_404(papers, mission=mission, station__election=mission.election_id, **names)


def address_of(found: Paper, page: str = "paper") -> str:
    """The address of a paper."""
    place = [found.mission.slug, found.station.code, found.contest.code, found.number]
    return reverse(f"results:{page}", args=place)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(request.POST[name]) for name in request.POST}


def _add_photographs(request: HttpRequest, found: Paper) -> None:
    """Each file that was sent; what is refused is said on the next page."""
    for file in request.FILES.getlist("photograph"):
        try:
            taking_in.add_photograph(
                paper=found, file=file, name=file.name or "", by=author(request), now=timezone.now()
            )
        except Refused as refused:
            tell(request, refused)


def _do(
    request: HttpRequest, found: Paper, action: Callable[[], object], says: str = "", to: str = ""
) -> HttpResponse:
    """Carry an action out, say so, and go on; where it is refused, say that on the paper's page."""
    asked = Asked.of(request.GET.dict()).address
    try:
        action()
    except Refused as refused:
        tell(request, refused)
        return redirect(address_of(found) + asked)
    if says:
        messages.success(request, says)
    return redirect((to or address_of(found)) + asked)
