"""``baqylau user``: make users, and links to hand over."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.accounts.models import LinkPurpose, User

LONGEST_NAME = 200


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with whom."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a user and print the link that sets the first password")
    create.add_argument("--administrator", action="store_true", help="who keeps this installation")
    create.add_argument(
        "--full-name", type=_full_name, default="", help="how the person is called (the sign-in name)"
    )
    create.add_argument("--language", choices=["en", "ru", "kk"], default="en", help="of the pages (en)")
    invite = actions.add_parser("invite", help="print a new link that sets the first password")
    link = actions.add_parser("link", help="print a new link that sets another password")
    for parser_of_one in (create, invite, link):
        parser_of_one.add_argument("name", metavar="NAME", help="the sign-in name")
        parser_of_one.add_argument(
            "--address", default="http://localhost:8000", help="where the site is (http://localhost:8000)"
        )
    actions.add_parser("list", help="print everybody with an account")


def _full_name(text: str) -> str:
    """At most as long as the pages allow: SQLite would take more, and PostgreSQL no backup of it."""
    if len(text) > LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"at most {LONGEST_NAME} characters")
    return text


def run(args: argparse.Namespace) -> int:
    """Do it; a link is printed once and kept nowhere."""
    django_ready()
    from baqylau.site.schema import make_ready

    make_ready()
    return {"create": _create, "invite": _invite, "link": _link, "list": _list}[args.action](args)


def _create(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from baqylau.accounts import actions

    user, token = actions.invite(
        sign_in_name=args.name,
        name=args.full_name,
        language=args.language,
        is_administrator=args.administrator,
        by=None,
        now=timezone.now(),
    )
    return _print_link(user, token, args.address)


def _invite(args: argparse.Namespace) -> int:
    from baqylau.accounts.models import LinkPurpose

    return _new_link(_user(args.name), LinkPurpose.INVITATION, args.address)


def _link(args: argparse.Namespace) -> int:
    from baqylau.accounts.models import LinkPurpose

    return _new_link(_user(args.name), LinkPurpose.PASSWORD_RESET, args.address)


def _user(name: str) -> User:
    """The user with this sign-in name; A.104 where there is none."""
    from baqylau.accounts.models import User, folded

    user = User.objects.filter(sign_in_name=folded(name)).first()
    if user is None:
        says = f"Nobody has the sign-in name '{name}'."
        raise Refused(Problem("A.104", says, "See `baqylau user list`, or make one: `baqylau user create`."))
    return user


def _new_link(user: User, purpose: LinkPurpose, address: str) -> int:
    from django.utils import timezone

    from baqylau.accounts.actions import make_link

    return _print_link(user, make_link(user=user, purpose=purpose, by=None, now=timezone.now()), address)


def _print_link(user: User, token: str, address: str) -> int:
    from django.urls import reverse

    print(f"For {user.name} ({user.sign_in_name}), works once:")
    print(f"{address.rstrip('/')}{reverse('accounts:link', args=[token])}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from baqylau.accounts.models import User

    for user in User.objects.all():
        words = ["administrator"] * user.is_administrator + ["deactivated"] * (not user.is_active)
        words += ["no password yet"] * (not user.has_usable_password())
        print("\t".join([user.sign_in_name, user.name, ", ".join(words)]).rstrip())
    return 0
