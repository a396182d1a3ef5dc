"""Signing in, being locked out, signing out, and the language of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baqylau.accounts.lockout import FAILURES_FROM_ANYWHERE
from baqylau.accounts.models import User

SIGN_IN = "/sign-in/"
RIGHT = "a long enough word"


def attempt(client: Client, name: str, password: str, address: str = "192.0.2.7", **more: str):
    return client.post(SIGN_IN, {"sign_in_name": name, "password": password, **more}, REMOTE_ADDR=address)


def fail(client: Client, name: str, times: int, address: str = "192.0.2.7") -> None:
    for _ in range(times):
        attempt(client, name, "wrong", address)


def test_the_right_password_leads_home_under_a_new_session_key(client: Client, erik: User) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "yes"
    session.save()
    before = session.session_key
    response = attempt(client, "erik", RIGHT)
    assert response.status_code == 302
    assert response["Location"] == reverse("site:home")
    assert client.session.session_key != before
    assert client.get(reverse("accounts:account")).status_code == 200


def test_capital_letters_in_a_sign_in_name_do_not_count(client: Client, erik: User) -> None:
    assert attempt(client, " ERIK ", RIGHT).status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client, erik: User) -> None:
    wrong, unknown = attempt(client, "erik", "wrong"), attempt(client, "nobody", "wrong")
    said = "do not go together"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert wrong.status_code == unknown.status_code == 200


def test_one_comes_back_to_the_page_asked_for(client: Client, erik: User) -> None:
    first = client.get(reverse("accounts:account"))
    assert first["Location"] == "/sign-in/?next=/account/"
    assert attempt(client, "erik", RIGHT, next="/account/")["Location"] == "/account/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "-1", "home"]
)
def test_one_is_never_sent_to_somebody_elses_site(client: Client, erik: User, elsewhere: str) -> None:
    assert attempt(client, "erik", RIGHT, next=elsewhere)["Location"] == reverse("site:home")
    assert client.get(SIGN_IN, {"next": elsewhere})["Location"] == reverse("site:home")


def test_five_failures_lock_the_name_and_the_page_says_for_how_long(client: Client, erik: User) -> None:
    fail(client, "erik", 4)
    assert attempt(client, "erik", "wrong").status_code == 429
    locked = attempt(client, "erik", RIGHT)
    assert locked.status_code == 429
    assert "15 minutes" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_spelling_of_the_name_is_counted_with_it(client: Client, erik: User) -> None:
    for name in ("erik", "ERIK", "Erik", "eRik", "erIk"):
        attempt(client, name, "wrong")
    assert attempt(client, "erik", RIGHT).status_code == 429


def test_four_failures_and_a_success_begin_the_count_anew(client: Client, erik: User) -> None:
    fail(client, "erik", 4)
    assert attempt(client, "erik", RIGHT).status_code == 302
    client.logout()
    fail(client, "erik", 4)
    assert attempt(client, "erik", RIGHT).status_code == 302


def test_an_address_alone_is_never_locked(client: Client, erik: User, dana: User) -> None:
    fail(client, "erik", 6)
    assert attempt(client, "dana", RIGHT).status_code == 302


def test_nobody_locks_out_somebody_at_another_address(client: Client, erik: User) -> None:
    fail(client, "erik", 6, "198.51.100.1")
    assert attempt(client, "erik", RIGHT, "192.0.2.7").status_code == 302


def test_guesses_spread_over_many_addresses_lock_the_name(client: Client, erik: User) -> None:
    for number in range(FAILURES_FROM_ANYWHERE // 5 + 1):
        fail(client, "erik", 5, f"198.51.100.{number}")
    assert attempt(client, "erik", RIGHT, "192.0.2.7").status_code == 429


def test_the_lock_opens_when_its_time_is_over(client: Client, erik: User) -> None:
    fail(client, "erik", 6)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(client, "erik", RIGHT).status_code == 302


def test_trying_while_locked_does_not_lengthen_the_lock(client: Client, erik: User) -> None:
    fail(client, "erik", 5)
    before = AccessAttempt.objects.get().attempt_time
    fail(client, "erik", 3)
    assert AccessAttempt.objects.get().attempt_time == before


def test_no_password_is_kept_with_a_failed_attempt(client: Client, erik: User) -> None:
    attempt(client, "erik", "almost my password")
    kept = AccessAttempt.objects.get()
    assert "almost" not in kept.post_data + kept.get_data


def test_passwords_are_kept_as_argon2(settings: LazySettings, db: None) -> None:
    from baqylau.site import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    user = User.objects.create_user("saule", password=RIGHT)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(RIGHT)


def test_the_checks_of_the_lock_out_have_nothing_to_say() -> None:
    assert [warning for warning in run_checks() if str(warning.id).startswith("axes")] == []


def test_a_closed_account_does_not_sign_in(client: Client, erik: User) -> None:
    erik.is_active = False
    erik.save()
    assert "do not go together" in attempt(client, "erik", RIGHT).content.decode()


@pytest.mark.parametrize("name", ["", "a" * 151, "er\0ik"])
def test_a_name_that_cannot_be_one_is_answered_in_the_form(client: Client, db: None, name: str) -> None:
    assert attempt(client, name, "wrong").status_code == 200


def test_signing_out_wants_a_form_and_ends_the_session(client: Client, erik: User) -> None:
    client.force_login(erik)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out"))["Location"] == SIGN_IN
    assert client.get(reverse("accounts:account")).status_code == 302


def test_a_form_from_elsewhere_signs_nobody_in(erik: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert attempt(client, "erik", RIGHT).status_code == 403


def test_after_signing_in_the_pages_are_in_ones_language(client: Client, erik: User) -> None:
    erik.language = "kk"
    erik.save()
    response = attempt(client, "erik", RIGHT)
    assert response.cookies["django_language"].value == "kk"
    assert 'lang="kk"' in client.get("/account/").content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_anybody_chooses_the_language_and_stays_on_the_page(client: Client, db: None, language: str) -> None:
    response = client.post("/language/", {"language": language, "next": "/sign-in/?next=/account/"})
    assert response["Location"] == "/sign-in/?next=/account/"
    assert f'<html lang="{language}"' in client.get(SIGN_IN).content.decode()


def test_choosing_a_language_leads_nowhere_else(client: Client, db: None) -> None:
    response = client.post("/language/", {"language": "ru", "next": "https://example.org/"})
    assert response["Location"] == "/"


def test_no_page_is_kept_in_a_cache(client: Client, erik: User) -> None:
    client.force_login(erik, backend="baqylau.mission.backend.RoleBackend")
    for address in ("/", "/sign-in/", "/missions/nowhere/", "/healthz"):
        assert "no-store" in client.get(address)["Cache-Control"]
