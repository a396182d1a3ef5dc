"""Packs: a folder per election. Each room reads its own part; all are loaded in one transaction, or none."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

import baqylau
from baqylau.accounts.models import User
from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_path
from baqylau.election.actions.load import load as load_election
from baqylau.election.actions.remove import remove_vanished
from baqylau.election.models import Election
from baqylau.election.sources import pack as election_pack
from baqylau.election.sources.records import Part
from baqylau.results.sources.seat_files import rule_from

SHIPPED = Path(baqylau.__file__).parent / "packs"
LARGEST_FILE = 50 * 2**20
MOST_FILES = 1000
ROOM_FILES = ("mission.toml", "statement.toml", "observation/", "results/")
"""Files, and folders, that the rooms above the election take."""


def shipped_names() -> list[str]:
    """The packs that come with Baqylau, in the order of their names."""
    return sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "election.toml").is_file())


def shipped(name: str) -> Path:
    """The folder of a pack that comes with Baqylau."""
    if name not in shipped_names():
        remedy = f"Those that come with Baqylau: {', '.join(shipped_names())}."
        raise Refused(Problem("P.103", f"There is no pack '{name}'.", remedy))
    return SHIPPED / name


def check(folder: Path) -> list[Problem]:
    """All that is wrong with a pack, without touching the database."""
    try:
        read(files_of(folder))
    except Refused as refused:
        return list(refused.problems)
    return []


def load(folder: Path, *, by: User | None = None) -> Election:
    """Bring the database to what the pack says. The same pack a second time changes nothing."""
    files = files_of(folder)
    parts = read(files)
    same = Election.objects.filter(code=parts.election.code, pack_digest=parts.digest).first()
    return same or _load(parts, by=by)


def read(files: dict[str, bytes]) -> Part:
    """Every room's part; ``Refused`` with what is wrong in any of them."""
    problems = Problems()
    for name in sorted(files):
        if name not in election_pack.FILES and not name.startswith(ROOM_FILES):
            expected = ", ".join([*sorted(election_pack.FILES), *ROOM_FILES])
            problems.add("P.104", "This file is not known in a pack.", f"Expected: {expected}.", f"'{name}'")
    try:
        part = election_pack.read(files)
        _check_seat_rules(part, problems)
    except Refused as refused:
        problems.gather(refused)
    problems.refuse_if_any()
    return part


def _check_seat_rules(part: Part, problems: Problems) -> None:
    for contest in part.contests:
        if contest.seat_rule is not None:
            try:
                rule_from(contest.seat_rule, f"election.toml, seat_rule of {contest.code}")
            except Refused as refused:
                problems.gather(refused)


@transaction.atomic
def _load(part: Part, *, by: User | None) -> Election:
    election = load_election(part, by=by)
    remove_vanished(part, election=election)
    return election


def files_of(folder: Path) -> dict[str, bytes]:
    """The bytes of all files of a pack by their path in it; names that begin with a dot are passed over."""
    where = f"'{folder}'"
    try:
        if not folder.exists():
            raise Refused(Problem("P.102", "There is no such folder.", "Check the name.", where))
        if not folder.is_dir():
            remedy = "Name the folder that holds the file election.toml."
            raise Refused(Problem("P.102", "This is not a folder.", remedy, where))
        if not (folder / "election.toml").is_file():
            remedy = "A pack is a folder with a file election.toml; see docs/packs.md."
            raise Refused(Problem("P.101", "There is no file election.toml.", remedy, where))
        names = _names(folder)
    except (OSError, ValueError) as error:
        says = f"The folder cannot be read ({getattr(error, 'strerror', None) or error})."
        raise Refused(Problem("P.102", says, "Check its name and its permissions.", where)) from None
    return {name: read_path(folder / name, limit=LARGEST_FILE) for name in names}


def _names(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            found.append(name)
        if len(found) > MOST_FILES:
            says = f"The folder holds more than {MOST_FILES} files."
            raise Refused(Problem("P.105", says, "Name the folder of one pack.", f"'{folder}'"))
    return found
