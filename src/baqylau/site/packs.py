"""Packs: a folder per election. Each room reads its own part; all are loaded in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import transaction

import baqylau
from baqylau.accounts.models import User
from baqylau.campaign.actions.load_finance import load as load_campaign
from baqylau.campaign.sources import finance as campaign_pack
from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, read_path
from baqylau.disputes.actions.load import load as load_disputes
from baqylau.disputes.actions.load_law import load_law
from baqylau.disputes.law import law_of
from baqylau.disputes.sources import law as law_file
from baqylau.disputes.sources import pack as disputes_pack
from baqylau.election.actions.load import load as load_election
from baqylau.election.actions.remove import remove_vanished
from baqylau.election.models import Election
from baqylau.election.sources import pack as election_pack
from baqylau.election.sources import records as election_records
from baqylau.mission.actions.load import load as load_mission
from baqylau.mission.sources import pack as mission_pack
from baqylau.observation.actions.load import load as load_observation
from baqylau.observation.sources import pack as observation_pack
from baqylau.reports.actions.load import load as load_statement
from baqylau.reports.actions.recommendations_load import check_law, load_recommendations
from baqylau.reports.sources import pack as reports_pack
from baqylau.results.actions.load import load as load_results
from baqylau.results.sources import pack as results_pack
from baqylau.results.sources.contest_rules import contest_rule_from

SHIPPED = Path(baqylau.__file__).parent / "packs"
LARGEST_FILE = 50 * 2**20
MOST_FILES = 1000
ROOM_FILES = (
    "mission.toml",
    "statement.toml",
    "disputes.toml",
    "law.toml",
    "campaign.toml",
    "observation/",
    "results/",
)
"""Files, and folders, that the rooms above the election take."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Parts:
    """A pack as its rooms read it; None where it has nothing for a room."""

    election: election_records.Part
    mission: mission_pack.Part | None
    observation: observation_pack.Part | None
    results: results_pack.Part | None
    disputes: disputes_pack.Part | None
    law: str | None
    campaign: campaign_pack.Part | None
    statement: reports_pack.Part | None


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
    return load_files(files_of(folder), by=by)


def load_files(files: Mapping[str, bytes], *, by: User | None = None) -> Election:
    """Load a pack from its files by name, wherever they come from."""
    parts = read(files)
    election = parts.election.election
    same = Election.objects.filter(code=election.code, pack_digest=parts.election.digest).first()
    return same or _load(parts, by=by)


@transaction.atomic
def _load(parts: Parts, *, by: User | None) -> Election:
    """Bottom-up; what the pack no longer has goes last, when no room refers to it any more."""
    election = load_election(parts.election, by=by)
    if parts.mission:
        load_mission(parts.mission, election=election, by=by)
    if parts.observation:
        load_observation(parts.observation, election=election, by=by)
    load_results(parts.results, election=election, by=by)
    load_disputes(parts.disputes, election=election, by=by)
    law_before = law_of(election)
    load_law(parts.law, election=election, by=by)
    load_campaign(parts.campaign, election=election, by=by)
    load_recommendations(law_of(election), law_before, election=election, by=by)
    if parts.statement:
        load_statement(parts.statement, election=election, by=by)
    remove_vanished(parts.election, election=election)
    return election


def read(files: Mapping[str, bytes]) -> Parts:
    """Every room's part; ``Refused`` with what is wrong in any of them, and between them."""
    problems = Problems()
    _unknown(
        files,
        {name for name in files if name in election_pack.FILES or name.startswith(ROOM_FILES)},
        problems,
    )
    election = _read(lambda: election_pack.read(files), problems)
    mission = _read(lambda: mission_pack.read(files), problems)
    observation = _read(lambda: observation_pack.read(files), problems)
    results = _read(lambda: results_pack.read(_inside(files, "results/")), problems)
    disputes = _read(lambda: disputes_pack.read(files), problems)
    law = _read(lambda: law_file.read(files), problems)
    if law:
        _read(lambda: check_law(law_file.law_from(law.encode())), problems)
    campaign = _read(lambda: campaign_pack.read(files), problems)
    statement = _read(lambda: reports_pack.read(files), problems)
    problems.refuse_if_any()
    observed = {name for name in files if name.startswith("observation/")}
    _unknown(observed, set(observation.files) if observation else set(), problems)
    assert election is not None
    parts = Parts(election, mission, observation, results, disputes, law, campaign, statement)
    _check_seat_rules(election, problems)
    _check_missions(parts, problems)
    if results:
        _check_results(election, results, problems)
    if campaign:
        campaign_pack.check_names(
            campaign,
            events={one.code for one in election.events},
            contests={one.code for one in election.contests},
            problems=problems,
        )
    if disputes:
        events, figures = {one.code for one in election.events}, {one.code for one in election.figures}
        disputes_pack.check_names(disputes, events=events, figures=figures, problems=problems)
    problems.refuse_if_any()
    return parts


def _read(read_part: Callable[[], Made], problems: Problems) -> Made | None:
    try:
        return read_part()
    except Refused as refused:
        problems.gather(refused)
        return None


def _inside(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): content for name, content in files.items() if name.startswith(folder)}


def _unknown(names: Iterable[str], known: set[str], problems: Problems) -> None:
    for name in sorted(set(names) - known):
        remedy = "Remove it, or see docs/packs.md for the files of a pack."
        problems.add("P.104", "No room knows this file.", remedy, f"'{name}'")


def _check_seat_rules(part: election_records.Part, problems: Problems) -> None:
    for contest in part.contests:
        rule = contest.seat_rule
        if rule is not None:
            name = f"election.toml, seat_rule of {contest.code}"
            _read(lambda rule=rule, name=name: contest_rule_from(rule, name), problems)  # type: ignore[misc]


def _check_missions(parts: Parts, problems: Problems) -> None:
    """The forms and the statement of a pack belong to the mission that it brings."""
    brought = parts.mission.slug if parts.mission else None
    named = {
        "observation/observation.toml": parts.observation.mission if parts.observation else brought,
        "statement.toml": parts.statement.mission if parts.statement else brought,
    }
    for file, mission in named.items():
        if mission != brought:
            says = f"The pack brings no mission '{mission}'."
            problems.add("P.150", says, "Name the mission of mission.toml.", f"'{file}', key 'mission'")


def _check_results(part: election_records.Part, results: results_pack.Part, problems: Problems) -> None:
    """Contests, options and stations of the results stand in the pack."""
    contests = {contest.code for contest in part.contests}
    options = {(option.contest, option.code) for option in part.options}
    stations = {station.code for station in part.stations}
    for layout in results.layouts:
        missing = [f"contest '{code}'" for code in layout.contests if code not in contests]
        missing += [
            f"option '{code}'"
            for code in layout.options
            if not any((contest, code) in options for contest in layout.contests)
        ]
        for what in missing:
            says = f"There is no {what} in the pack."
            problems.add("P.151", says, "Add it, or correct the name.", layout.where)
    for table in results.tables:
        missing = [f"contest '{table.contest}'"] if table.contest not in contests else []
        missing += [f"option '{code}'" for code in table.options if (table.contest, code) not in options]
        for what in missing:
            problems.add(
                "P.151", f"There is no {what} in the pack.", "Add it, or correct the name.", table.where()
            )
        for row in table.rows:
            if row.station not in stations:
                says = f"There is no station '{row.station}' in the pack."
                problems.add("P.151", says, "Add it to stations.csv, or correct the code.", table.where(row))


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
    return _contents(folder, names)


def _names(folder: Path) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # A folder called calendar.csv stands where a file was meant; reading it says so.
        is_file = bool(path.suffix) or not path.is_dir()
        if is_file and not any(part.startswith(".") for part in name.split("/")):
            found.append(name)
        if len(found) > MOST_FILES:
            says = f"The folder holds more than {MOST_FILES} files."
            raise Refused(Problem("P.105", says, "Name the folder of one pack.", f"'{folder}'"))
    return found


def _contents(folder: Path, names: list[str]) -> dict[str, bytes]:
    """Every file, or every problem of reading one."""
    problems = Problems()
    contents: dict[str, bytes] = {}
    for name in names:
        try:
            contents[name] = read_path(folder / name, limit=LARGEST_FILE)
        except Refused as refused:
            problems.gather(refused)
    problems.refuse_if_any()
    return contents
