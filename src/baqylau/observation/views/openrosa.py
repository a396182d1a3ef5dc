"""What stock applications ask for: the list of forms, a form, its files, and where to send reports.

Each view answers under two addresses: one holds the phone's token, the other asks for a user name.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.access import by_basic, by_key
from baqylau.observation.actions.arrivals import Receipt, sender_of_phone, tell_refusal
from baqylau.observation.actions.receive import new_reports, receive
from baqylau.observation.addresses import Server, server_by_basic, server_by_key
from baqylau.observation.models import FormVersion, Phone, Road
from baqylau.observation.phone_answers import document, for_phones, kept_bytes, said
from baqylau.observation.phone_forms import (
    deleted_among,
    files_of,
    forms_for,
    listed,
    made_here,
    uploaded_file,
    version_for,
    wants_of,
)
from baqylau.observation.sent import Sent, closing, is_soon_here, read_sent
from baqylau.observation.sources import openrosa
from baqylau.observation.station_files import MADE_HERE

CSV = "text/csv; charset=utf-8"
XFORM = "text/xml; charset=utf-8"
MOST_ENTITIES = 1000


def who(request: HttpRequest, token: str, slug: str) -> Phone:
    """Whose key it is, by the token in the address or by user name and password."""
    return by_key(request, token) if token else by_basic(request, slug)


def _server(request: HttpRequest, token: str, slug: str) -> Server:
    """The same beginning of addresses as the phone used itself."""
    return server_by_key(request, token) if token else server_by_basic(request, slug)


@for_phones("GET", "HEAD")
def form_list(request: HttpRequest, token: str = "", slug: str = "") -> HttpResponse:
    """The forms of this observer: a phone that follows the list deletes what is not on it."""
    phone = who(request, token, slug)
    server, wanted = _server(request, token, slug), request.GET.get("formID")
    forms = [version for version in forms_for(phone) if not wanted or version.form.code == wanted]
    return document(request, openrosa.form_list(listed(version, server) for version in forms))


@for_phones("GET", "HEAD")
def form(request: HttpRequest, code: str, version: str, token: str = "", slug: str = "") -> HttpResponse:
    """The form itself, as it is kept."""
    phone = who(request, token, slug)
    found = _version(phone, code, version)
    wants = wants_of(found)
    return kept_bytes(request, wants.xform, found.xform_md5, XFORM, wants.packed)


@for_phones("GET", "HEAD")
def manifest(request: HttpRequest, code: str, version: str, token: str = "", slug: str = "") -> HttpResponse:
    """The files that go with a form, those of this observer's stations among them."""
    phone = who(request, token, slug)
    found = _version(phone, code, version)
    return document(request, openrosa.manifest(files_of(found, phone, _server(request, token, slug))))


@for_phones("GET", "HEAD")
def media(
    request: HttpRequest, code: str, version: str, name: str, token: str = "", slug: str = ""
) -> HttpResponse:
    """One file of a form."""
    phone = who(request, token, slug)
    found = _version(phone, code, version)
    uploaded = uploaded_file(found, name)
    if uploaded is not None:
        return kept_bytes(request, uploaded.file.read(), uploaded.md5, uploaded.file.media_type)
    if name not in MADE_HERE or name not in wants_of(found).files:
        says = Phrase("This form has no file '{name}'.", name=name[:100])
        raise Refused(Problem("O.158", says, Phrase("Get the list of forms anew.")))
    made = made_here(found, phone, name)
    return kept_bytes(request, made.content, made.md5, CSV, made.packed)


@for_phones("GET", "HEAD")
def entities(request: HttpRequest, name: str, token: str = "", slug: str = "") -> HttpResponse:
    """Of each station asked for, whether it was deleted; for lists that phones keep themselves."""
    phone = who(request, token, slug)
    if name not in MADE_HERE:
        raise Http404
    asked = [code for code in request.GET.get("id", "").replace("\0", "").split(",") if code][:MOST_ENTITIES]
    return document(request, openrosa.entity_states(deleted_among(phone, asked)))


@for_phones("HEAD", "POST")
@new_reports.on_the_way()
def submission(request: HttpRequest, token: str = "", slug: str = "") -> HttpResponse:
    """A filled form with its files; HEAD asks how large a request may be."""
    phone = who(request, token, slug)
    if request.method == "HEAD":
        return HttpResponse(status=204)
    if not is_soon_here(request):
        new_reports.step_aside()
    with closing(Sent()) as sent:
        receipt = _take(request, phone, sent)
        status = 202 if receipt.kind == "repeated" else 201
        return said(_receipt_in_words(receipt, sent.is_incomplete), status, nature="submit_success")


def _take(request: HttpRequest, phone: Phone, sent: Sent) -> Receipt:
    sender, now = sender_of_phone(phone), timezone.now()
    by_browser = request.META.get("HTTP_USER_AGENT", "").startswith("Mozilla/")
    road = Road.BROWSER if by_browser else Road.PHONE
    try:
        read_sent(request, sent)
    except Refused as refused:
        tell_refusal(sender=sender, road=road, sha256=sent.sha256, problem=refused.problems[0], now=now)
        raise
    return receive(sender=sender, road=road, body=sent.body, files=sent.files, now=now)


def _receipt_in_words(receipt: Receipt, more_will_follow: bool) -> str:
    if receipt.kind == "test":
        says = _("Test received. It is in no figure.")
    elif receipt.kind == "edited":
        says = _("Correction of report %(number)s received.") % {"number": receipt.record_number}
    else:
        says = _("Report %(number)s received.") % {"number": receipt.record_number}
    if not receipt.missing or more_will_follow:
        return says
    count = len(receipt.missing)
    waits = ngettext("%(count)s file has not come yet.", "%(count)s files have not come yet.", count)
    return f"{says} {waits % {'count': count}}"


def _version(phone: Phone, code: str, version: str) -> FormVersion:
    found = version_for(phone, code, version)
    if found is None:
        raise Http404
    return found
