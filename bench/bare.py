"""A bare reception to measure beside ours: Django without middleware, XML parsed, one transaction, two rows.

No key is asked, nothing is checked, no trail is written: what a server must at least do with a report.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from typing import Any
from xml.etree import ElementTree

import dj_database_url
from django.conf import settings

TABLES = (
    "CREATE TABLE bare_report (id {key}, instance varchar(255) UNIQUE, sha256 varchar(64), body {bytes})",
    "CREATE TABLE bare_answers (id {key}, report bigint, answers text)",
)
KEY = {"sqlite": "integer PRIMARY KEY", "postgresql": "bigserial PRIMARY KEY"}
BYTES = {"sqlite": "blob", "postgresql": "bytea"}


def configure() -> None:
    """A database as ours is set up, and nothing else."""
    url = os.environ.get("BAQYLAU_DATABASE_URL") or f"sqlite:///{os.environ['BAQYLAU_DATA']}/bare.sqlite3"
    database = dj_database_url.parse(url, conn_max_age=600)
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY=secrets.token_hex(),
        ROOT_URLCONF="bench.bare",
        DATABASES={"default": database},
    )
    import django

    django.setup()


def receive(request: Any) -> Any:
    """Keep the bytes and the answers of one report."""
    from django.db import connection, transaction
    from django.http import HttpResponse

    body = request.FILES["xml_submission_file"].read()
    root = ElementTree.fromstring(body)  # noqa: S314
    answers = {one.tag: one.text for one in root.iter() if one.text}
    instance = next(text for tag, text in answers.items() if tag.endswith("instanceID"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_report (instance, sha256, body) VALUES (%s, %s, %s) RETURNING id",
            [instance, hashlib.sha256(body).hexdigest(), body],
        )
        (key,) = cursor.fetchone()
        cursor.execute("INSERT INTO bare_answers (report, answers) VALUES (%s, %s)", [key, str(answers)])
    return HttpResponse("received", status=201, headers={"Content-Length": "8"})


def serve(port: int, workers: int) -> None:
    """Make the tables, and serve with as many processes as ours."""
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table.format(key=KEY[connection.vendor], bytes=BYTES[connection.vendor]))
    connection.close()
    Granian(
        "bench.bare:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def ready(request: Any) -> Any:
    """Say that the server is there."""
    from django.http import HttpResponse

    return HttpResponse("ok")


if "BAQYLAU_BARE" in os.environ:
    if not settings.configured:
        configure()
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import path

    urlpatterns = [path("submission", receive), path("healthz", ready)]
    application = WSGIHandler()

if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
