"""One's own account, the administrator's pages, and the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts import actions
from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.site.cli import main
from baqylau.trail.models import Entry

WORD = "a long enough word"
NEW = "seven green camels"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    return client


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


def test_one_changes_ones_name_and_language(erik: User) -> None:
    client = signed_in(erik)
    response = client.post("/account/", {"name": "Ерік Ә.", "language": "ru"})
    assert response.cookies["django_language"].value == "ru"
    erik.refresh_from_db()
    assert (erik.name, erik.language) == ("Ерік Ә.", "ru")
    assert erik.search_key.startswith("ерік ә.")


def test_what_is_written_to_the_trail_names_nobody(erik: User) -> None:
    signed_in(erik).post("/account/", {"name": "Ерік Ә.", "language": "ru"})
    entry = Entry.objects.get(action="accounts.account_changed")
    assert entry.by == f"accounts.user:{erik.pk}"
    assert "Ерік" not in bytes(entry.body).decode()


def test_a_password_change_ends_the_sessions_elsewhere_and_not_this_one(erik: User) -> None:
    here, elsewhere = signed_in(erik), signed_in(erik)
    response = here.post("/account/password/", {"current": WORD, "password": NEW, "again": NEW})
    assert response["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_the_current_password_is_asked(erik: User) -> None:
    page = signed_in(erik).post("/account/password/", {"current": "no", "password": NEW, "again": NEW})
    assert "not your current password" in page.content.decode()
    erik.refresh_from_db()
    assert erik.check_password(WORD)


def test_a_password_like_ones_own_name_is_refused(erik: User) -> None:
    erik.sign_in_name = "erik.the.observer"
    with pytest.raises(Refused) as refused:
        actions.set_password(user=erik, password="Erik.the.observer", by=erik)
    assert code_of(refused) == "A.106"


def test_an_administrator_invites_and_the_link_shown_works(administrator: User) -> None:
    page = signed_in(administrator).post(
        "/users/invite/", {"name": "Сәуле", "sign_in_name": "Saule", "language": "kk"}
    )
    assert page["Cache-Control"] == "no-store"
    found = re.search(r"http://testserver(/link/[^<\s]+/)", page.content.decode())
    assert found
    fresh = Client()
    assert "saule" in fresh.get(found[1], follow=True).content.decode()
    fresh.post("/link/", {"password": NEW, "again": NEW})
    assert User.objects.get(sign_in_name="saule").check_password(NEW)


@pytest.mark.parametrize(
    ("name", "code"), [("erik", "A.101"), ("ERIK", "A.101"), ("a b", "A.102"), ("x", "A.102")]
)
def test_a_sign_in_name_that_is_taken_or_cannot_be_one_is_said(
    administrator: User, erik: User, name: str, code: str
) -> None:
    page = signed_in(administrator).post(
        "/users/invite/", {"name": "X", "sign_in_name": name, "language": "en"}
    )
    assert code in page.content.decode()


def test_the_list_is_in_alphabetical_order_and_is_searched_without_regard_to_case(
    administrator: User,
) -> None:
    for name, full in (("a1", "Әлия"), ("a2", "Айгүл"), ("a3", "Бота")):
        User.objects.create_user(name, name=full)
    client = signed_in(administrator)
    text = client.get("/users/").content.decode()
    assert text.index("Айгүл") < text.index("Әлия") < text.index("Бота")
    found = client.get("/users/", {"q": "әЛИ"}).content.decode()
    assert "Әлия" in found
    assert "Бота" not in found


def test_a_closed_account_has_no_session_left_even_when_opened_again(administrator: User, erik: User) -> None:
    session = signed_in(erik)
    keeper = signed_in(administrator)
    keeper.post(reverse("accounts:deactivate", args=[erik.pk]))
    assert session.get("/account/").status_code == 302
    keeper.post(reverse("accounts:reactivate", args=[erik.pk]))
    assert session.get("/account/").status_code == 302
    assert signed_in(User.objects.get(pk=erik.pk)).get("/account/").status_code == 200


def test_nobody_closes_their_own_account(administrator: User) -> None:
    with pytest.raises(Refused) as refused:
        actions.deactivate(user=administrator, by=administrator)
    assert code_of(refused) == "A.109"


def test_the_only_administrator_is_not_deactivated(administrator: User, erik: User) -> None:
    with pytest.raises(Refused) as refused:
        actions.deactivate(user=administrator, by=None)
    assert code_of(refused) == "A.108"
    actions.create_user(sign_in_name="second", name="Second", by=None, is_administrator=True)
    actions.deactivate(user=administrator, by=None)
    assert not administrator.is_active


def test_a_new_link_for_a_closed_account_is_refused_on_the_page(administrator: User, erik: User) -> None:
    actions.deactivate(user=erik, by=administrator)
    page = signed_in(administrator).post(reverse("accounts:user_link", args=[erik.pk]), follow=True)
    assert "A.107" in page.content.decode()


class TestTheCommand:
    """``baqylau user``."""

    def test_it_makes_an_administrator_and_prints_a_link_that_works(
        self, db: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["user", "create", "Zhanna", "--administrator", "--full-name", "Жанна"]
        assert main([*arguments, "--address", "https://watch.example/"]) == 0
        printed = capsys.readouterr().out
        found = re.search(r"https://watch\.example(/link/\S+/)", printed)
        assert found
        assert Client().get(found[1], follow=True).status_code == 200
        user = User.objects.get(sign_in_name="zhanna")
        assert user.is_administrator
        assert user.name == "Жанна"

    def test_a_second_user_of_the_name_is_refused(
        self, erik: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["user", "create", "erik"]) == 2
        assert capsys.readouterr().err.startswith("A.101 ")

    @pytest.mark.parametrize("action", ["invite", "link"])
    def test_it_prints_a_new_link(self, erik: User, action: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["user", action, "erik"]) == 0
        assert "http://localhost:8000/link/" in capsys.readouterr().out
        assert erik.links.count() == 1

    @pytest.mark.parametrize("action", ["invite", "link"])
    def test_nobody_of_that_name_is_said(
        self, db: None, action: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["user", action, "ghost"]) == 2
        assert capsys.readouterr().err.startswith("A.104 ")

    def test_it_lists_everybody(
        self, administrator: User, erik: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        User.objects.create_user("new", name="New")
        assert main(["user", "list"]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "erik\tErik",
            "new\tNew\tno password yet",
            "zhanna\tZhanna\tadministrator",
        ]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("database", "code", "says"),
        [("sqlite:///new.sqlite3", 0, ""), ("postgresql://ghost@127.0.0.1:1/none", 2, "C.203")],
    )
    def test_a_new_database_is_made_ready_and_one_that_does_not_answer_is_said(
        self, tmp_path: Path, database: str, code: int, says: str
    ) -> None:
        done = subprocess.run(
            [sys.executable, "-c", "from baqylau.site.cli import run; run()", "user", "list"],
            env={**os.environ, "BAQYLAU_DATA": str(tmp_path), "BAQYLAU_DATABASE_URL": database},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr[: len(says)]) == (code, says), done.stderr

    def test_a_name_that_the_pages_would_not_take_is_refused(
        self, db: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as left:
            main(["user", "create", "long", "--full-name", "a" * 201])
        assert left.value.code == 2
        assert "at most 200 characters" in capsys.readouterr().err
        assert main(["user", "create", "fits", "--full-name", "a" * 200]) == 0
        assert list(User.objects.values_list("sign_in_name", flat=True)) == ["fits"]

    @pytest.mark.parametrize(
        "arguments", [["create", "broken", "--full-name", "a\udcff"], ["link", "a\udcff"]]
    )
    def test_bytes_that_are_no_text_are_refused(
        self, transactional_db: None, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["user", *arguments]) == 2
        assert capsys.readouterr().err.startswith("C.208 ")
        assert not User.objects.exists()
