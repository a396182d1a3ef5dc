"""Every address × everybody: who sees what is what the table of permissions says, and nothing breaks."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as installation
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from baqylau.accounts.models import User
from baqylau.election.models import Election
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import FOR_THE_ADMINISTRATOR, FOR_WHOEVER_IS_SIGNED_IN, MAY
from baqylau.observation.phone_answers import is_for_phones
from tests.site.address import Address, Door
from tests.site.things import Person, Things, make_things, token_text
from tests.site.url_table import TABLE

ACCOUNTS, KEYS = "baqylau.accounts.access", "baqylau.observation.access"
ASKS = {
    "anyone": ACCOUNTS,
    "signed_in": ACCOUNTS,
    "require": ACCOUNTS,
    "reach": ACCOUNTS,
    "by_feed_key": ACCOUNTS,
    "by_key": KEYS,
    "by_basic": KEYS,
    "by_token": KEYS,
    "by_gateway": "baqylau.observation.gateway_access",
}
"""The questions that count, and where each is defined."""
FROM_ELSEWHERE = {"observation:key_submission", "observation:basic_submission", "observation:webhook"}
"""Addresses that take forms from elsewhere: each asks for a secret that no browser sends by itself."""
PUBLISHED = {
    *("results:published_by", "results:public", "results:public_version", "results:public_file"),
    *("reports:public_reports", "reports:public_report", "reports:public_report_version"),
    "reports:public_report_file",
    *("reports:public_recommendation", "reports:public_ratings_csv", "reports:public_recommendations"),
    *("reports:public_recommendations_csv", "reports:public_recommendation_figures"),
}
"""What a mission made public bears its name."""
BACKEND = "baqylau.mission.backend.RoleBackend"


def every_pattern(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Each address of a tree of addresses, with its name; one without a name is called by its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_pattern(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


ADDRESSES = dict(every_pattern(get_resolver().url_patterns))


def test_every_address_is_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(ADDRESSES) == sorted(TABLE)


def test_no_two_addresses_have_one_name() -> None:
    names = [name for name, _ in every_pattern(get_resolver().url_patterns)]
    assert len(names) == len(set(names))


# ------------------------------------------------------------------ a view asks who, first


def first_call(node: ast.AST) -> ast.Call | None:
    """The call that Python makes first when it evaluates this."""
    for child in ast.iter_child_nodes(node):
        if found := first_call(child):
            return found
    return node if isinstance(node, ast.Call) else None


def asks_first(function: Callable[..., object], depth: int = 0) -> bool:
    """Whether a function's first statement asks who it is, itself or through a function of its module."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    call = first_call(body[0])
    if call is None or not isinstance(call.func, ast.Name):
        return False
    if call.func.id in ASKS:
        return bool(function.__globals__[call.func.id].__module__ == ASKS[call.func.id])
    helper = function.__globals__.get(call.func.id)
    return depth < 1 and inspect.isfunction(helper) and asks_first(helper, depth + 1)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_the_first_thing_a_view_does_is_to_ask_who(name: str) -> None:
    view = inspect.unwrap(ADDRESSES[name].callback)
    assert inspect.isfunction(view), f"{name} is not a function"
    assert asks_first(view), f"{name}: the first statement asks nobody"


def test_only_these_views_take_forms_from_elsewhere() -> None:
    """Requests of phones pass by the middleware that would refuse them; others are exempt from it."""
    exempt = {
        name
        for name, row in ADDRESSES.items()
        if getattr(row.callback, "csrf_exempt", False)
        or (is_for_phones(row.callback) and "POST" in TABLE[name].methods)
    }
    assert exempt == FROM_ELSEWHERE


@pytest.mark.parametrize("status", [400, 403, 404])
def test_the_pages_of_errors_ask_too(status: int) -> None:
    assert asks_first(inspect.unwrap(get_resolver().resolve_error_handler(status)))


# ------------------------------------------------------------------ everybody at every door


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stored bytes and keys of all things lie."""
    return tmp_path_factory.mktemp("things")


def _in_folder(folder: Path) -> dict[str, object]:
    return {
        "STORED_FILES": folder / "files",
        "SIGNING_KEY_FILE": folder / "signing_key",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }


@pytest.fixture(autouse=True)
def stored_files(settings: LazySettings, folder: Path) -> Path:
    """Instead of a folder for each test: the one that all things were made in."""
    for name, value in _in_folder(folder).items():
        setattr(settings, name, value)
    return folder


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, folder: Path) -> Iterator[Things]:
    """One of each thing, made once; tests begin from it and leave nothing behind."""
    whole = transaction.atomic()
    whole._from_testcase = (
        True  # as a test's own transaction: what must be the outermost one may be inside it
    )
    with django_db_blocker.unblock(), override_settings(**_in_folder(folder)), whole:
        yield _everything()
        transaction.set_rollback(True)


def _everything() -> Things:
    names, day = {"en": "Made-up election"}, date(2026, 3, 1)
    election = Election.objects.create(code="made-up", country="xx", kind="parliament", day=day, names=names)
    steppe = Mission.objects.create(slug="steppe", name="Steppe mission", election=election, kind="full")
    sea = Mission.objects.create(slug="sea", name="Sea mission", election=election, kind="citizen")
    erik, carla, administrator = (
        User.objects.create_user(name, name=name.title()) for name in ("stranger", "neighbour", "keeper")
    )
    Membership.objects.create(mission=sea, user=carla, role="sto")
    administrator.is_administrator = True
    administrator.save()
    others = {
        "erik, in no mission": erik,
        "carla, of another mission": carla,
        "the administrator": administrator,
    }
    return make_things(steppe, sea, others)


@pytest.fixture
def things(made: Things, db: None) -> Things:
    """What addresses are about; whatever a test does to it is taken back."""
    return made


def answer_due(address: Address, person: Person, method: str = "GET") -> str:
    """What the permission table says: "page", "sign in", "forbidden" or "no such page"."""
    who = address.to_post if method == "POST" and address.to_post else address.who
    if who in (Door.ANYONE, Door.KEY):
        return "page"
    if person.user is None:
        return "sign in"
    if who is Door.SIGNED_IN or who in FOR_WHOEVER_IS_SIGNED_IN:
        return "page"
    if who in FOR_THE_ADMINISTRATOR:
        return "page" if person.user.is_administrator else "forbidden"
    if person.role is None:
        return "no such page"
    if person.role not in MAY[who]:
        return "forbidden"
    sees_others = address.others_need is None or person.role in MAY[address.others_need]
    return "page" if sees_others else "no such page"


def answered(response: HttpResponse, due: tuple[int, ...]) -> str:
    """What the answer was, in the same words."""
    if response.status_code == 302 and response["Location"].startswith("/sign-in/?next="):
        return "sign in"
    if response.status_code in due:
        return "page"
    words = {401: "sign in", 403: "forbidden", 404: "no such page"}
    return words.get(response.status_code, f"status {response.status_code}")


def ask(person: Person, method: str, path: str, *, by_token: bool = False) -> HttpResponse:
    """Ask as this person, and undo in the database whatever it did."""
    client, headers = Client(), {}
    before = transaction.savepoint()
    if person.user and by_token:
        headers = {"Authorization": f"Bearer {token_text(person)}"}
    elif person.user:
        client.cookies[installation.SESSION_COOKIE_NAME] = person.session
    response = getattr(client, method.lower())(path, headers=headers, secure=by_token)
    if response.streaming:
        response.streaming_content = [b"".join(response.streaming_content)]
    transaction.savepoint_rollback(before)
    return response


def one_of_each(people: list[Person], address: Address) -> list[Person]:
    """The first of those who are due the same: whom a page is for does not hang on the database."""
    return list({answer_due(address, one): one for one in reversed(people)}.values())


@pytest.mark.parametrize("name", sorted(TABLE))
def test_everybody_is_answered_as_the_table_of_permissions_says(name: str, things: Things) -> None:
    address = TABLE[name]
    path = reverse(name, args=address.arguments(things))
    wrong = []
    for person in things.people if connection.vendor == "sqlite" else one_of_each(things.people, address):
        for method, due in (("GET", address.status), ("POST", address.posted)):
            response = ask(person, method, path, by_token=address.by_token)
            expected = answer_due(address, person, method)
            if method not in address.methods.split():
                fine = response.status_code == 405 or (
                    method == "POST" and answered(response, address.status) == expected
                )
            else:
                fine = answered(response, due) == expected
            if not fine:
                wrong.append(f"{person.called}: {method} {path} gave {response.status_code}, due: {expected}")
    assert not wrong, "\n".join(wrong)


def strange(value: object) -> object:
    """An argument of the same form that names nothing."""
    return 10**30 if isinstance(value, int) else "no-such-thing"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_arguments_that_name_nothing_are_answered_without_breaking(name: str, things: Things) -> None:
    address = TABLE[name]
    arguments = address.arguments(things)
    able = [person for person in things.people if answer_due(address, person) == "page"]
    for position, value in enumerate(arguments):
        changed = [*arguments[:position], strange(value), *arguments[position + 1 :]]
        path = reverse(name, args=changed)
        for method in address.methods.split():
            response = ask(able[0], method, path, by_token=address.by_token)
            due = {404}
            if name == "accounts:link":
                due = {302, 404}
            elif address.who is Door.KEY:
                due = {403, 404, *address.status, *address.posted}
            assert response.status_code in due, f"{method} {path} gave {response.status_code}"


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if "GET" in row.methods))
def test_strange_words_after_the_question_mark_break_nothing(name: str, things: Things) -> None:
    address = TABLE[name]
    path = reverse(name, args=address.arguments(things))
    able = [person for person in things.people if answer_due(address, person) == "page"]
    words = (
        "page",
        "q",
        "next",
        "sort",
        "area",
        "station",
        "team",
        "flag",
        "form",
        "state",
        "kind",
        "version",
    )
    for value in ("%00", "-1", "9" * 40, "%F0%9F%90%AA", "'\"<b>", "%ff"):
        question = "&".join(f"{word}={value}" for word in words)
        response = ask(able[0], "GET", f"{path}?{question}", by_token=address.by_token)
        assert response.status_code in {*address.status, 302, 400, 404}, f"{path}?{question}"


def test_a_name_of_a_mission_is_in_no_page_of_a_stranger(things: Things) -> None:
    for name, address in TABLE.items():
        path = reverse(name, args=address.arguments(things))
        if address.who is Door.KEY or name in PUBLISHED:
            continue  # whoever has a member's key is no stranger; what is published names who published it
        for person in things.people:
            if person.role is None:
                page = ask(person, "GET", path, by_token=address.by_token)
                assert "Steppe mission" not in page.getvalue().decode(errors="replace"), (name, person.called)


# ------------------------------------------------------------------ what stands in no table of addresses


def test_static_files_are_for_anyone_and_nothing_beside_them(
    client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    (tmp_path / "secret_key").write_text("secret")
    response = client.get("/static/site/baqylau.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    for path in ("/static/../secret_key", "/static/%2e%2e/secret_key", "/static/", "/static/no-such.css"):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/static", "/no-such-page", "/missions/no-such/", "/users/1/"])
def test_what_does_not_exist_is_not_found(client: Client, erik: User, path: str) -> None:
    client.force_login(erik, backend=BACKEND)
    assert client.get(path).status_code == 404
