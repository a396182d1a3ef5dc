"""Phones in tests: a program like Collect before Django's test client, or before a real server."""

from __future__ import annotations

import base64
import hashlib
import http.client
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.test import Client

from baqylau.mission.models import Mission
from baqylau.observation.keys import token_of
from baqylau.observation.models import FormVersion, Phone
from tests.observation.collect import Answer, Ask, Collect
from tests.observation.sending import published_form

HOST = "testserver"


def ask_client(client: Client | None = None, *, secure: bool = False, host: str = HOST) -> Ask:
    """Requests that go to Django's test client."""
    client = client or Client(headers={"host": host})

    def ask(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        kind = headers.get("Content-Type", "application/octet-stream")
        others = {name: value for name, value in headers.items() if name != "Content-Type"}
        response = client.generic(
            method, path, body, content_type=kind, secure=secure, headers={**others, "host": parts.netloc}
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return Answer(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, content
        )

    return ask


_connections = threading.local()


def ask_server(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Requests that go to a real server, over a connection that each thread keeps."""
    parts = urlsplit(address)
    kept = getattr(_connections, "kept", None)
    if kept is None:
        kept = _connections.kept = {}
    connection = kept.get(parts.netloc)
    if connection is None:
        connection = kept[parts.netloc] = http.client.HTTPConnection(parts.netloc, timeout=30)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request(method, path, body or None, dict(headers))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as error:
        kept.pop(parts.netloc).close()
        raise ConnectionError(str(error)) from error
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)


XFORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>{code}</h:title>
<model><instance><data id="{code}" version="{version}"><station/></data></instance>
<instance id="stations" src="jr://file-csv/stations.csv"/><instance id="regions" src="jr://file-csv/regions.csv"/>
{more}</model></h:head><h:body/></h:html>
"""


def phone_form(mission: Mission, code: str = "voting", version: str = "1", *, more: str = "") -> FormVersion:
    """A published form with an XForm that asks for two tables made here."""
    made = published_form(mission, code, version)
    made.xform = XFORM.format(code=code, version=version, more=more).encode()
    made.xform_md5 = hashlib.md5(made.xform, usedforsecurity=False).hexdigest()
    made.save()
    return made


def collect(phone: Phone, **kwargs: object) -> Collect:
    """The program on this phone, set up by the token."""
    return Collect(f"http://{HOST}/key/{token_of(phone)}", ask_client(), **kwargs)  # type: ignore[arg-type]


def credentials(phone: Phone) -> str:
    """User name and password as Basic authentication sends them."""
    return base64.b64encode(f"{phone.basic_name}:{token_of(phone)}".encode()).decode()


def collect_basic(phone: Phone, **kwargs: object) -> Collect:
    """The program on this phone, set up with a user name and a password, over TLS."""
    server = f"https://{HOST}/basic/{phone.mission.slug}"
    return Collect(server, ask_client(secure=True), credentials=credentials(phone), **kwargs)  # type: ignore[arg-type]


def path(phone: Phone, what: str) -> str:
    """An address below the phone's token."""
    return f"/key/{token_of(phone)}/{what}"
