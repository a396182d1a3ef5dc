"""The command ``baqylau``: finds the subcommand, and says in numbered sentences what was wrong."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import NoReturn

from baqylau.core.problem import Problem, Refused

COMMANDS = {
    "serve": "run the site",
    "demo": "load the packs that come with Baqylau, and serve them to this machine",
    "migrate": "bring the database to this version",
    "user": "make users and one-time links",
    "pack": "check a pack, or load it",
    "seats": "allocate seats from a file of votes and a file with the rule",
    "results": "check and add up a plain file of polling stations",
    "sample": "draw polling stations for a quick count, and say how many it needs",
    "quickcount": "estimate the result from a sample of polling stations",
    "audit": "check the official table against copies of drawn protocols",
    "campaign": "take posts of social networks in, and compare their texts",
    "decrypt": "open encrypted reports with the mission's private key, on your own machine",
    "trail": "verify the trail, or prove something with it",
    "backup": "write the database and the stored files into one file",
    "restore": "bring a backup back",
}
"""Each is a module of ``baqylau.site.commands`` and is imported only when it is called."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line as a numbered problem; subcommands have the same kind."""

    def error(self, message: str) -> NoReturn:
        """Print how the command is used and what was wrong with this one, and end with 2."""
        self.print_usage(sys.stderr)
        problem = Problem("C.209", f"{message[:1].upper()}{message[1:]}.", f"See '{self.prog} --help'.")
        self.exit(2, f"{problem}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand: 0 done, 1 done and found something, 2 refused."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = Parser(prog="baqylau", description="Observing an election, figure by figure.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, says in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=says, description=says.capitalize() + ".")
        if given[:1] == [name]:
            importlib.import_module(f"baqylau.site.commands.{name}").arguments(subparser)
    args = parser.parse_args(given)
    try:
        return int(importlib.import_module(f"baqylau.site.commands.{args.command}").run(args))
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
    except BrokenPipeError:
        return 0
    except Exception as error:
        around = surroundings(error)
        if around is None:
            raise
        print(around, file=sys.stderr)
    return 2


def surroundings(error: Exception) -> Problem | None:
    """What is wrong around Baqylau, where that is the reason: the database, the settings, the disk."""
    kind = type(error).__name__
    says = " ".join(str(error).split())
    if kind in {"OperationalError", "InterfaceError"}:
        remedy = "Check BAQYLAU_DATABASE_URL and that the server runs; then 'baqylau migrate'."
        return Problem("C.203", f"The database does not answer: {says}.", remedy)
    if kind == "DatabaseError":
        remedy = "Check BAQYLAU_DATABASE_URL, or bring a backup back."
        return Problem("C.207", f"The database cannot be used: {says}.", remedy)
    if isinstance(error, UnicodeEncodeError):
        says = f"A text cannot be written in {error.encoding}."
        return Problem("C.208", says, "Give arguments in UTF-8, in a terminal set to UTF-8.")
    if kind in {"ImproperlyConfigured", "ParseError", "UnknownSchemeError"}:
        return Problem("C.204", f"The settings cannot be used: {says}.", "Correct the variable BAQYLAU_….")
    if isinstance(error, OSError):
        named = f"the permissions of {error.filename!r}" if error.filename else "the folder in BAQYLAU_DATA"
        remedy = f"Check the disk and {named}."
        return Problem("C.205", f"A file cannot be used: {says}.", remedy)
    return None


def run() -> None:
    """The console script."""
    sys.exit(main())
