"""Posts: the list, one post, the queue of what is to be coded."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.social_coding import CODED, code_post
from baqylau.campaign.models import AccountRole, MediaSubject, MediaTopic, Platform, SocialPost, Tone
from baqylau.campaign.social_activity import posts_of
from baqylau.campaign.social_forms import CodingForm
from baqylau.campaign.social_selection import PostSelection
from baqylau.campaign.social_tables import posts_table
from baqylau.campaign.social_words_of import FLAG_WORDS, told
from baqylau.campaign.views.social_shared import part_of, rights, table_file, zone_of
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, kept


@require_safe
def posts(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts, selected and searched by the address."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = PostSelection.of(request.GET.dict())
    found = selection.among(mission, zone_of(mission)).select_related("account")
    whole = posts_of(mission)
    known = whole if selection.is_everything and not selection.order else None
    context = {
        **rights(request, mission),
        "part": part_of(found, request.GET.get("page", ""), known),
        "all": whole,
        "selection": selection,
        "kept": kept(request),
        **choices(mission),
    }
    return render(request, "campaign/social_posts.html", context)


def choices(mission: Mission) -> dict[str, object]:
    """What posts can be chosen by."""
    return {
        "platforms": Platform.choices,
        "roles": AccountRole.choices,
        "languages": [(code, code) for code in ("kk", "ru", "en")],
        "topics": [(one.code, one.name) for one in MediaTopic.objects.filter(mission=mission)],
        "targets": [(one.code, one.name) for one in MediaSubject.objects.filter(mission=mission)],
        "tones": Tone.choices,
        "flags": [
            *FLAG_WORDS.items(),
            ("coded", _("Coded")),
            ("uncoded", _("Not coded yet")),
        ],
    }


@require_safe
def posts_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The posts that the address selects, as a table without the names of private persons."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    zone = zone_of(mission)
    found = PostSelection.of(request.GET.dict()).among(mission, zone)
    return table_file(posts_table(found, zone), f"{slug}-posts", kind)


def _post(mission: Mission, pk: int) -> SocialPost:
    found = SocialPost.objects.select_related("account", "file", "mission__election")
    post: SocialPost = get_object_or_404(found, mission=mission, pk=pk)
    return post


@require_safe
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One post: what it says, its counts over time, what was said of it, its near-duplicates."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = _post(mission, pk)
    context = {
        **rights(request, mission),
        "post": found,
        "counts": found.earlier_counts.all()[:50],
        "history": told(found.changes.select_related("by"), mission),
        "grouped": found.grouped.select_related("group").first(),
        "flags": [(words, getattr(found, flag)) for flag, words in FLAG_WORDS.items()],
    }
    return render(request, "campaign/social_post.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say of one post what it is; then the next one of the queue."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _post(mission, pk)
    initial = {**{name: getattr(found, name) for name in CODED}, "version": found.version}
    form = CodingForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            code_post(
                post=found, given=form.coding(), version=version, by=author(request), now=timezone.now()
            )
            return _onwards(request, slug, found)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "post": found,
        "form": form,
        "kept": kept(request),
        "next": _next(mission, request, found),
        "history": told(found.changes.select_related("by"), mission),
        "left": None,
    }
    return render(request, "campaign/social_code.html", context, status=400 if form.errors else 200)


def _queue_address(request: HttpRequest, slug: str, after: SocialPost | None) -> str:
    asked = request.GET.copy()
    asked.pop("after", None)
    if after is not None:
        asked["after"] = str(after.pk)
    return f"{reverse('campaign:social_queue', args=[slug])}?{asked.urlencode()}"


def _onwards(request: HttpRequest, slug: str, found: SocialPost) -> HttpResponse:
    """To the next post of the queue, or back to the post for whoever corrects one."""
    if request.POST.get("then") == "post":
        return redirect("campaign:social_post", slug, found.pk)
    return redirect(_queue_address(request, slug, found))


def _next(mission: Mission, request: HttpRequest, after: SocialPost | None) -> SocialPost | None:
    """The next post that nobody coded, from ``after`` on, of those that the address selects."""
    selection = PostSelection.of(
        {**request.GET.dict(), "flag": request.GET.get("flag") or "uncoded", "order": ""}
    )
    found = selection.among(mission, zone_of(mission)).filter(coded_at=None)
    if after is not None:
        earlier = Q(published_at__lt=after.published_at)
        found = found.filter(earlier | Q(published_at=after.published_at, pk__lt=after.pk))
    return found.first()


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the next post that is to be coded; says so where there is none."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    text = request.GET.get("after", "")
    after = (
        SocialPost.objects.filter(mission=mission, pk=int(text)).first()
        if text.isdecimal() and len(text) < 18
        else None
    )
    found = _next(mission, request, after)
    if found is not None:
        asked = request.GET.copy()
        asked.pop("after", None)
        return redirect(f"{reverse('campaign:code_post', args=[slug, found.pk])}?{asked.urlencode()}")
    context = {**rights(request, mission), "kept": kept(request), "after": after}
    return render(request, "campaign/social_queue.html", context)
