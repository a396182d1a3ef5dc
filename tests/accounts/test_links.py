"""Links that work once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baqylau.accounts import actions
from baqylau.accounts.models import LinkPurpose, OneTimeLink, User
from baqylau.core.problem import Refused
from baqylau.trail.models import Entry

T = TypeVar("T")
NEW = "seven green camels"
FORM = "/link/"


def make(user: User, purpose: LinkPurpose = LinkPurpose.PASSWORD_RESET) -> str:
    return actions.make_link(user=user, purpose=purpose, by=None, now=timezone.now())


def address(token: str) -> str:
    return reverse("accounts:link", args=[token])


def send(client: Client, password: str = NEW, again: str | None = None):
    return client.post(FORM, {"password": password, "again": password if again is None else again})


def test_an_invitation_sets_the_first_password_and_signs_in(client: Client, db: None) -> None:
    user, token = actions.invite(sign_in_name="Saule", name="Сәуле", by=None, now=timezone.now())
    opened = client.get(address(token), follow=True)
    assert "saule" in opened.content.decode()
    assert send(client)["Location"] == reverse("site:home")
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/account/").status_code == 200


def test_a_link_is_used_once(client: Client, erik: User) -> None:
    token = make(erik)
    client.get(address(token))
    send(client)
    other = Client()
    dead = other.get(address(token), follow=True)
    assert dead.status_code == 404
    assert "does not work" in dead.content.decode()
    assert send(other, "another long password").status_code == 404
    erik.refresh_from_db()
    assert erik.check_password(NEW)


def test_looking_at_a_link_does_not_use_it_up(client: Client, erik: User) -> None:
    token = make(erik)
    for _ in range(3):
        Client().get(address(token), follow=True)
        Client().head(address(token), follow=True)
    client.get(address(token))
    assert send(client).status_code == 302


def test_a_link_expires(client: Client, erik: User) -> None:
    token = make(erik)
    client.get(address(token))
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert send(client).status_code == 404
    assert client.get(address(token), follow=True).status_code == 404


def test_a_new_link_puts_an_earlier_one_out_of_use(client: Client, erik: User) -> None:
    first, second = make(erik), make(erik)
    assert client.get(address(first), follow=True).status_code == 404
    assert client.get(address(second), follow=True).status_code == 200


def test_passwords_that_differ_or_are_weak_do_not_use_the_link_up(client: Client, erik: User) -> None:
    client.get(address(make(erik)))
    assert "not the same" in send(client, NEW, "seven blue camels").content.decode()
    assert "too short" in send(client, "short").content.decode()
    assert "too common" in send(client, "password1234").content.decode()
    assert "does not" not in send(client, "1234567890").content.decode()
    assert send(client).status_code == 302


def test_only_the_digest_of_a_token_is_kept(erik: User) -> None:
    token = make(erik)
    link = OneTimeLink.objects.get()
    assert token not in str(link.__dict__)
    assert all(token.encode() not in bytes(entry.body) for entry in Entry.objects.all())


def test_the_form_has_no_token_in_its_address_and_the_first_answer_sends_no_referrer(
    client: Client, erik: User
) -> None:
    token = make(erik)
    response = client.get(address(token))
    assert response["Location"] == FORM
    assert response["Referrer-Policy"] == "no-referrer"
    page = client.get(FORM)
    assert token not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"


def test_a_token_is_in_no_line_of_the_log(client: Client, erik: User, settings: LazySettings) -> None:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Keep()
    logging.getLogger("django").addHandler(handler)
    try:
        token = make(erik, LinkPurpose.DEMO)
        assert client.get(address(token)).status_code == 404
        assert client.post(address(token)).status_code == 405
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert any("/link/…" in line for line in lines)
    assert token not in "".join(lines)


def test_setting_a_password_by_link_lifts_the_lock(client: Client, erik: User) -> None:
    for _ in range(6):
        client.post("/sign-in/", {"sign_in_name": "erik", "password": "wrong"})
    other = Client(REMOTE_ADDR="198.51.100.1")
    other.get(address(make(erik)))
    send(other)
    assert client.post("/sign-in/", {"sign_in_name": "erik", "password": NEW}).status_code == 302


def test_a_link_of_a_closed_account_does_not_work(client: Client, erik: User, administrator: User) -> None:
    token = make(erik)
    actions.deactivate(user=erik, by=administrator)
    assert client.get(address(token), follow=True).status_code == 404
    with pytest.raises(Refused, match=r"A\.107"):
        make(erik)


def in_threads(*works: Callable[[], T]) -> list[T]:
    """What each work gives; they begin at the same moment, each on a connection of its own."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        together.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.django_db(transaction=True)
def test_the_same_link_used_twice_at_the_same_moment_sets_one_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = make(User.objects.create_user("erik", name="Erik"))
    all_have_looked = threading.Barrier(4)
    look = actions.live_link

    def look_and_wait(**wanted: object) -> OneTimeLink | None:
        """Everybody sees the link unused, where the database lets several look at once (SQLite does not)."""
        found = look(**wanted)
        with suppress(threading.BrokenBarrierError):
            all_have_looked.wait(timeout=0.5)
        return found

    monkeypatch.setattr(actions, "live_link", look_and_wait)

    def use(password: str) -> str:
        try:
            actions.use_link(token=token, password=password, now=timezone.now())
        except Refused as refused:
            return refused.problems[0].code
        return "set"

    passwords = [f"seven green camels {number}" for number in range(4)]
    outcomes = in_threads(*(partial(use, password) for password in passwords))
    assert sorted(outcomes) == ["A.105", "A.105", "A.105", "set"]
    erik = User.objects.get(sign_in_name="erik")
    working = [erik.check_password(password) for password in passwords]
    assert working == [outcome == "set" for outcome in outcomes]
    assert Entry.objects.filter(action="accounts.password_set").count() == 1


class TestTheDemonstration:
    """Its link signs in: once, from this machine, in a demonstration."""

    @pytest.fixture(autouse=True)
    def demonstration(self, settings: LazySettings) -> None:
        settings.DEMO = True

    @pytest.mark.parametrize("here", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
    def test_it_signs_in_from_loopback_once(self, erik: User, here: str) -> None:
        token = make(erik, LinkPurpose.DEMO)
        client = Client(REMOTE_ADDR=here)
        assert client.get(address(token))["Location"] == reverse("site:home")
        assert client.get("/account/").status_code == 200
        again = Client(REMOTE_ADDR=here)
        assert again.get(address(token), follow=True).status_code == 404
        assert again.get("/account/").status_code == 302

    @pytest.mark.parametrize("there", ["192.0.2.7", "10.0.0.1", "::2", "", "unix:"])
    def test_it_does_not_exist_for_another_machine(self, erik: User, there: str) -> None:
        assert Client(REMOTE_ADDR=there).get(address(make(erik, LinkPurpose.DEMO))).status_code == 404

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
    def test_it_does_not_exist_behind_a_proxy(self, erik: User, header: str) -> None:
        client = Client(REMOTE_ADDR="127.0.0.1", headers={header: "127.0.0.1"})
        assert client.get(address(make(erik, LinkPurpose.DEMO))).status_code == 404

    def test_it_does_not_exist_outside_a_demonstration(self, erik: User, settings: LazySettings) -> None:
        settings.DEMO = False
        token = make(erik, LinkPurpose.DEMO)
        assert Client(REMOTE_ADDR="127.0.0.1").get(address(token)).status_code == 404

    def test_asking_for_the_header_alone_does_not_use_it_up(self, client: Client, erik: User) -> None:
        token = make(erik, LinkPurpose.DEMO)
        assert client.head(address(token)).status_code == 200
        assert client.get(address(token)).status_code == 302

    def test_it_sets_no_password(self, client: Client, erik: User) -> None:
        token = make(erik, LinkPurpose.DEMO)
        with pytest.raises(Refused, match=r"A\.105"):
            actions.use_link(token=token, password=NEW, now=timezone.now())
        session = client.session
        session["one_time_link"] = token
        session.save()
        assert send(client).status_code == 404
