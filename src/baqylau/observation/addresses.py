"""Addresses that are given to phones: whole, and https where the site is reached so."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from baqylau.observation.models import FormVersion


def site_address(request: HttpRequest) -> str:
    """The beginning of every address of this site: ``https://host``."""
    scheme = "https" if settings.TLS else request.scheme
    return f"{scheme}://{request.get_host()}"


@dataclass(frozen=True, slots=True)
class Server:
    """What an application is set up with: the address below which it finds forms and sends reports."""

    address: str

    def of_version(self, version: FormVersion, what: str) -> str:
        """``form.xml``, ``manifest`` or ``media/<name>`` of a form's version."""
        code, number = quote(version.form.code, safe=""), quote(version.version, safe="")
        return f"{self.address}/forms/{code}/{number}/{what}"

    def media(self, version: FormVersion, name: str) -> str:
        return self.of_version(version, f"media/{quote(name, safe='')}")

    def entities(self, name: str) -> str:
        return f"{self.address}/entities/{quote(name, safe='')}"


def server_by_key(request: HttpRequest, token: str) -> Server:
    """Below a token, which is all that the application needs to know."""
    return Server(
        site_address(request) + reverse("observation:key_form_list", args=[token])[: -len("/formList")]
    )


def server_by_basic(request: HttpRequest, slug: str) -> Server:
    """Below the mission's name, for applications that send a user name and a password."""
    return Server(
        site_address(request) + reverse("observation:basic_form_list", args=[slug])[: -len("/formList")]
    )


def fill_page(token: str) -> str:
    """The page on which forms are filled in a browser."""
    return reverse("observation:fill", args=[token])
