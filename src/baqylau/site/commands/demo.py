"""``baqylau demo``: the packs that come with Baqylau, an exercise, a person to be, and links."""

from __future__ import annotations

import argparse
import os
import time
from typing import TYPE_CHECKING

from baqylau.core.problem import Refused
from baqylau.site import serving
from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.accounts.models import User

PACKS = ("kz_2023", "kz_2021", "kz_2026", "xk_2014", "ge_2016", "am_2021")
SIGN_IN_NAME = "demo"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only the port: a demonstration is served to this machine alone."""
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    parser.add_argument(
        "--prepare", action="store_true", help="set everything up and print the link, do not serve"
    )


def run(args: argparse.Namespace) -> int:
    """Load what is not loaded yet, print the links, serve on loopback."""
    if not args.prepare:
        serving.free_or_refused("127.0.0.1", args.port)
    os.environ["BAQYLAU_DEMO"] = "1"
    django_ready()
    prepare()
    tell(f"http://127.0.0.1:{args.port}")
    if not args.prepare:
        print("Serving to this machine. Stop with Ctrl-C; what is loaded stays.", flush=True)
        serving.serve(address="127.0.0.1", port=args.port, workers=1)
    return 0


def prepare() -> None:
    """The database, the packs, the static files and the statement that the demonstration shows."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    for name in PACKS:
        load(name)
    serving.gather_static_files()
    user = demo_user()
    exercise(by=user)
    run_first_statement(by=user)


def load(name: str) -> None:
    """Load a pack and say how long it took; leave out one that would undo what people did since."""
    from baqylau.site import packs

    begun = time.monotonic()
    try:
        packs.load(packs.shipped(name))
    except Refused as refused:
        print(f"{name:10} stays as it was:", *refused.problems, sep="\n  ", flush=True)
    else:
        print(f"{name:10} {time.monotonic() - begun:5.1f} s", flush=True)


def exercise(*, by: User) -> None:
    """Set up the exercise, where it is not there yet."""
    from baqylau.site.exercise.prepare import prepare_exercise

    begun = time.monotonic()
    if prepare_exercise(by=by):
        print(f"{'exercise':10} {time.monotonic() - begun:5.1f} s", flush=True)


def tell(site: str) -> None:
    """The link to sign in with, and the page of an observer of the exercise."""
    print(f"\nSign in once with:\n\n    {site}{sign_in_path()}\n", flush=True)
    if path := observers_path():
        print("Fill a form as an observer of the exercise, and watch it arrive on the page Election day:\n")
        print(f"    {site}{path}\n", flush=True)


def observers_path() -> str:
    """The path of the page on which an observer of the exercise fills forms; "" where no key is left."""
    from baqylau.observation.addresses import fill_page
    from baqylau.observation.keys import token_of
    from baqylau.site.exercise.prepare import observers_key

    key = observers_key()
    return fill_page(token_of(key)) if key else ""


def demo_user() -> User:
    """Who one is in the demonstration: keeper of the installation, head of each mission of a pack."""
    from baqylau.accounts.actions import create_user
    from baqylau.accounts.models import User
    from baqylau.mission.actions.members import add_member
    from baqylau.mission.models import Mission
    from baqylau.mission.roles import Role

    user = User.objects.filter(sign_in_name=SIGN_IN_NAME).first() or create_user(
        sign_in_name=SIGN_IN_NAME, name="Demo", is_administrator=True, by=None
    )
    for mission in Mission.objects.filter(memberships=None):
        for role in (Role.HEAD, Role.STATISTICS_ANALYST):
            add_member(mission=mission, user=user, role=role, by=None)
    return user


def run_first_statement(*, by: User) -> None:
    """Run each mission's statement where none has been run."""
    from django.utils import timezone

    from baqylau.mission.models import Mission
    from baqylau.reports.actions.run import run_statement

    for mission in Mission.objects.filter(statements=None, statement_plan__isnull=False):
        run_statement(mission=mission, by=by, now=timezone.now())


def sign_in_path() -> str:
    """The path of a fresh link that signs in once, on this machine only."""
    from django.urls import reverse
    from django.utils import timezone

    from baqylau.accounts.actions import make_link
    from baqylau.accounts.models import LinkPurpose

    user = demo_user()
    token = make_link(user=user, purpose=LinkPurpose.DEMO, by=user, now=timezone.now())
    return reverse("accounts:link", args=[token])
