"""What is shown when something went wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

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
