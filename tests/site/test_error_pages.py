"""What is shown when something went wrong."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client
from pytest_django import Settings

from baqylau.accounts.logs import NoTraceOfRefusals
from baqylau.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_page_that_does_not_exist_says_so_with_its_number(client: Client, erik: User) -> None:
    client.force_login(erik)
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert "W.404" in page.text


def test_a_form_without_its_token_is_told_what_to_do(erik: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(erik)
    page = client.post("/")
    assert page.status_code == 403
    assert "W.419" in page.text


def test_more_than_is_accepted_is_answered_with_413(erik: User, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client = Client(enforce_csrf_checks=True)
    client.force_login(erik)
    client.cookies["csrftoken"] = "a" * 32
    page = client.post("/", data="x" * 100, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "W.413" in page.text


def test_whoever_watches_the_site_learns_that_it_runs(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.parametrize(("host", "status"), [("localhost", 403), ("elsewhere.example", 400)])
def test_a_refusal_is_one_line_in_the_log_and_a_fault_keeps_its_traceback(
    client: Client, erik: User, monkeypatch: pytest.MonkeyPatch, host: str, status: int
) -> None:
    console = next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(one, NoTraceOfRefusals) for one in handler.filters)
    )
    log = io.StringIO()
    monkeypatch.setattr(console, "stream", log)
    client.force_login(erik)
    assert client.get("/users/", headers={"host": host}).status_code == status
    assert log.getvalue().count("\n") == 1, log.getvalue()
    try:
        raise ArithmeticError
    except ArithmeticError:
        logging.getLogger("django.request").exception("a fault", extra={"status_code": 500})
    assert "Traceback" in log.getvalue()
