"""Routes of teams: looking at one, changing it, its card, tables of all."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.actions.routes import Planned, add_stop, change_route, import_routes
from baqylau.mission.deployment import may_see_route, route_of, routes_table, stations_found
from baqylau.mission.deployment_forms import PlannedForm, RoutesFileForm, StopForm
from baqylau.mission.models import Mission, Team
from baqylau.mission.queries import team_of, teams_of
from baqylau.mission.sources.routes import COLUMNS, read_routes
from baqylau.mission.stages import STAGES
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import author

LARGEST_TABLE = 5 * 2**20
MOVES = ("earlier", "later", "remove")


def _team(mission: Mission, pk: int) -> Team:
    team = teams_of(mission).select_related("mission__election").filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


def _seen(request: HttpRequest, mission: Mission, pk: int) -> Team:
    """The team, where its route is one's own or one may see every record."""
    team = _team(mission, pk)
    if not may_see_route(author(request), team):
        raise Http404
    return team


@require_safe
def route(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A team's route; whoever plans searches for stations here."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    return _route_page(request, _seen(request, mission, pk))


def _route_page(request: HttpRequest, team: Team, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    may_plan = author(request).has_perm(Permission.PLAN_DEPLOYMENT, team.mission)
    sought = request.GET.get("q", "").replace("\0", "")[:60]
    lines = route_of(team)
    context = {
        "mission": team.mission,
        "team": team,
        "lines": lines,
        "forms": [(line, _planned_form(line.stop.pk, line)) for line in lines] if may_plan else [],
        "may_plan": may_plan,
        "sought": sought,
        "found": stations_found(team, sought) if may_plan else [],
        "stages": STAGES.items(),
        "problems": problems,
    }
    return render(request, "mission/route.html", context, status=400 if problems else 200)


def _planned_form(key: int, line: object) -> PlannedForm:
    stop = line.stop  # type: ignore[attr-defined]
    initial = {"time": line.clock, "stage": stop.stage, "note": stop.note}  # type: ignore[attr-defined]
    return PlannedForm(prefix=str(key), initial=initial, auto_id=f"id_%s_{key}")


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a station to a team's route."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    team, form = _team(mission, pk), StopForm(request.POST)
    if not form.is_valid():
        says = Phrase("A stop has the code of a station, and its time is hours and minutes.")
        return _route_page(request, team, (Problem("L.107", says, Phrase("Correct it.")),))
    given = form.cleaned_data
    try:
        add_stop(
            team=team,
            station=given["station"],
            clock=given["time"],
            stage=given["stage"],
            note=given["note"],
            by=author(request),
        )
    except Refused as refused:
        return _route_page(request, team, refused.problems)
    return redirect(f"{reverse('mission:route', args=[slug, pk])}#route")


@require_POST
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save what is planned; where a button for one stop was pressed, move or remove it too."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    team = _team(mission, pk)
    planned, wrong = _planned(request, team)
    moves = {name: int(value) for name in MOVES if (value := request.POST.get(name, "")).isdecimal()}
    if wrong:
        return _route_page(request, team, wrong)
    by_time = "by_time" in request.POST
    try:
        change_route(team=team, planned=planned, by_time=by_time, by=author(request), **moves)
    except Refused as refused:
        return _route_page(request, team, refused.problems)
    return redirect(f"{reverse('mission:route', args=[slug, pk])}#route")


def _planned(request: HttpRequest, team: Team) -> tuple[dict[int, Planned], tuple[Problem, ...]]:
    """What was filled in for each stop that the page had."""
    planned, wrong = {}, []
    for number, line in enumerate(route_of(team), start=1):
        key = line.stop.pk
        if f"{key}-note" not in request.POST:
            continue
        form = PlannedForm(request.POST, prefix=str(key))
        if form.is_valid():
            given = form.cleaned_data
            planned[key] = Planned(given["time"], given["stage"], given["note"])
        else:
            says = Phrase(
                "Stop {number}: a time is hours and minutes, a note at most 200 characters.", number=number
            )
            wrong.append(Problem("L.107", says, Phrase("Correct it.")))
    return planned, tuple(wrong)


@require_safe
def card(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The route on one page to print, for the team to take along."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    team = _seen(request, mission, pk)
    context = {"mission": mission, "team": team, "lines": route_of(team)}
    return render(request, "mission/route_card.html", context)


@require_safe
def my_route(request: HttpRequest, slug: str) -> HttpResponse:
    """The route of one's own team, for a phone."""
    mission = reach(request, Permission.SEE_MISSION, Mission, slug=slug)
    team = team_of(author(request), mission)
    team = _team(mission, team.pk) if team else None
    context = {"mission": mission, "team": team, "lines": route_of(team) if team else []}
    return render(request, "mission/route_phone.html", context)


# ------------------------------------------------------------------ tables of all routes


@require_safe
def routes_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All routes as CSV; the same table can be taken in again."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return csv_file([COLUMNS, *routes_table(mission)], f"{slug}-routes.csv")


@require_safe
def routes_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """All routes as a workbook."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return workbook([COLUMNS, *routes_table(mission)], f"{slug}-routes.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a table of routes: the teams in it get the routes it says."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RoutesFileForm(*given)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            number = _take_in(mission, form.cleaned_data["file"], request)
        except Refused as refused:
            problems = refused.problems
        else:
            says = ngettext("%(count)s stop was taken in.", "%(count)s stops were taken in.", number)
            messages.success(request, says % {"count": number})
            return redirect("mission:deployment", slug)
    context = {"mission": mission, "form": form, "problems": problems, "columns": COLUMNS}
    status = 400 if problems or form.errors else 200
    return render(request, "mission/routes_import.html", context, status=status)


def _take_in(mission: Mission, file: UploadedFile[bytes], request: HttpRequest) -> int:
    if (file.size or 0) > LARGEST_TABLE:
        says = Phrase("The file is larger than {size}.", size=Phrase("{number} MB", number=5))
        raise Refused(Problem("L.108", says, Phrase("Give a smaller file."), f"'{file.name}'"))
    routes = read_routes(bytes(file.read()), file.name or "routes.csv")
    return import_routes(mission=mission, routes=routes, by=author(request))
