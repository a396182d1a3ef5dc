"""COLUMNS.toml: which column of a plain file of stations is what. ``docs/results-files.md`` describes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baqylau.core.charsets import known_charset
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, short
from baqylau.core.toml import Table, read_toml
from baqylau.results.methods.lines import (
    LINE_CODES,
    OWN_CODE,
    VOTES,
    Circular,
    Formula,
    LineCode,
    NotAFormula,
    formula,
    in_columns,
)
from baqylau.results.methods.protocol_checks.identity import Identity, identity

WHOLE_FILE = "all"
"""As the name of a level: the whole file."""

OTHERS = "others"
"""``ignored = "others"``: every column that nothing else names."""

SEPARATORS = {",": ",", ";": ";", "|": "|", "tab": "\t"}
"""As COLUMNS.toml says them, and as they stand in a file."""

_OWN_CHECK = re.compile(r"V\.1[0-9]{2}", re.A)


@dataclass(frozen=True, slots=True)
class Turned:
    """Of a table with a row for each station and option: where their names stand, and where the numbers."""

    names: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file are.

    ``station`` are the columns whose cells together name a station, ``levels`` those of the hierarchy from
    the top down. ``lines`` maps line codes to columns, ``formulas`` line codes to sums of other lines.
    ``options`` maps columns to options; where ``option_prefix`` is set, every column that begins with it is
    an option, named by what follows. ``stratum`` is the column of a quick count's strata (``strata`` of
    :class:`~baqylau.results.methods.station_table.StationTable`); ``base`` is the line that shares are of,
    ``votes`` for the sum of the options. ``ignored`` columns are passed over; None passes over all others.
    ``identities`` are the file's own checks, ``left_out`` the codes of checks that do not apply.
    In the columns ``carried_down`` an empty cell is the one above; ``rows_left_out`` maps columns to texts of
    rows that are no station; ``turned`` is set where a station has a row for each option.
    """

    name: str
    station: tuple[str, ...]
    levels: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    option_prefix: str = ""
    stratum: str = ""
    base: str = VOTES
    ignored: tuple[str, ...] | None = ()
    identities: tuple[Identity, ...] = ()
    left_out: frozenset[str] = frozenset()
    sheet: str = ""
    separator: str = ","
    encoding: str = "utf-8"
    header_row: int = 1
    carried_down: tuple[str, ...] = ()
    rows_left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    turned: Turned | None = None

    def options_in(self, header: Iterable[str]) -> dict[str, str]:
        """Column to option, for the columns that a file has."""
        if not self.option_prefix:
            return dict(self.options)
        named = set(self.named())
        return {
            column: column.removeprefix(self.option_prefix)
            for column in header
            if column.startswith(self.option_prefix) and column not in named
        }

    def named(self) -> list[str]:
        """Every column that is named, those passed over included."""
        stratum = [self.stratum] if self.stratum else []
        used = [
            *self.station,
            *self.levels,
            *self.lines.values(),
            *self.options,
            *stratum,
            *self.rows_left_out,
        ]
        return [*used, *(self.ignored or ())]

    def used(self, header: Iterable[str]) -> set[str]:
        """The columns of a file that are read."""
        read = set(header) if self.turned else {*self.named(), *self.options_in(header)}
        return read - (set(self.ignored or ()) - set(self.rows_left_out))


def read_columns(content: bytes, name: str) -> Columns:
    """Read a COLUMNS.toml; ``Refused`` with everything that is wrong in it."""
    problems = Problems()
    table = Table(read_toml(content, name), name, problems)
    station = _one_or_more(table, "station")
    levels = table.texts("levels", or_else=())
    lines, formulas = _lines(table)
    options, prefix = _options(table)
    stratum = table.text("stratum", or_else="")
    columns = Columns(
        name=name,
        station=tuple(station),
        levels=tuple(levels),
        lines=lines,
        formulas=formulas,
        options=options,
        option_prefix=prefix,
        stratum=stratum,
        base=_base(table, lines, formulas),
        ignored=_ignored(table, prefix),
        identities=_identities(table, {*lines, *formulas}),
        left_out=_left_out(table),
        sheet=table.text("sheet", or_else=""),
        separator=_separator(table),
        encoding=_encoding(table),
        header_row=table.integer("header_row", or_else=1, minimum=1),
        carried_down=tuple(table.texts("carried_down", or_else=())),
        rows_left_out=_rows_left_out(table),
        turned=_turned(table),
    )
    table.finish()
    _check_names(columns, table)
    problems.refuse_if_any()
    return columns


def _one_or_more(table: Table, key: str) -> list[str]:
    """A text, or a list of texts; an empty list is neither."""
    if isinstance(table.values.get(key), list) and table.values[key]:
        return table.texts(key)
    text = table.text(key)
    return [text] if text else []


def _lines(table: Table) -> tuple[dict[str, str], dict[str, Formula]]:
    """The lines with a column, and those with a formula: the standard ones, and the file's own in [lines]."""
    said = {str(code): table.text(str(code)) for code in LineCode if table.has(str(code))}
    own = table.table("lines")
    for code in own.values:
        if not OWN_CODE.fullmatch(code) or code in LINE_CODES or code == VOTES:
            says = Phrase("'{code}' cannot be the code of a line of the file's own.", code=short(code))
            remedy = Phrase(
                "Take small Latin letters, digits and _; standard codes stand above, without [lines]."
            )
            table.problems.add("R.211", says, remedy, own.where(code))
        elif text := own.text(code):
            said[code] = text
    lines = {code: text for code, text in said.items() if text and not _is_formula(text, said)}
    wheres = {code: table.where(code) if code in LINE_CODES else own.where(code) for code in said}
    known = {*(code for code, text in said.items() if text), VOTES}
    formulas: dict[str, Formula] = {}
    for code, text in said.items():
        if text and code not in lines:
            made = _formula(text.removeprefix("="), known, wheres[code], table.problems)
            if made:
                formulas[code] = made
    return lines, _in_columns(formulas, wheres, table.problems)


def _in_columns(
    formulas: Mapping[str, Formula], wheres: Mapping[str, str], problems: Problems
) -> dict[str, Formula]:
    """Formulas of lines that have a column, out of formulas that may name each other."""
    try:
        return in_columns(formulas)
    except Circular as circular:
        says = Phrase("Lines are computed from themselves: {lines}.", lines=", ".join(circular.codes)[:400])
        remedy = Phrase("Give one of these lines a column.")
        problems.add("R.213", says, remedy, wheres[circular.codes[0]])
    except NotAFormula as error:
        problems.add(
            "R.212", Phrase("The formulas cannot be put together."), error.says, next(iter(wheres.values()))
        )
    return {}


def _is_formula(text: str, codes: Iterable[str]) -> bool:
    """Whether it begins with =, or joins codes of lines by + or -."""
    if text.startswith("="):
        return True
    try:
        made = formula(text)
    except NotAFormula:
        return False
    return len(made.terms) > 1 and made.needs <= {*codes, VOTES}


def _formula(text: str, known: Iterable[str], where: str, problems: Problems) -> Formula | None:
    try:
        made = formula(text)
    except NotAFormula as error:
        says = Phrase("'{text}' is not a formula.", text=short(text))
        problems.add("R.212", says, error.says, where)
        return None
    return made if _knows(made.needs, known, where, problems) else None


def _knows(needs: Iterable[str], known: Iterable[str], where: str, problems: Problems) -> bool:
    """Whether every code is that of a line here; where not, it is said."""
    unknown = sorted(set(needs) - set(known))
    for code in unknown:
        says = Phrase("The file has no line '{code}'.", code=short(code))
        remedy = Phrase("Lines here: {lines}.", lines=", ".join(sorted(known)))
        problems.add("R.213", says, remedy, where)
    return not unknown


def _options(table: Table) -> tuple[dict[str, str], str]:
    """Column to option, or the prefix of their columns: a list, a prefix, or a table column = option."""
    value = table.values.get("options")
    if isinstance(value, str):
        return {}, table.text("options").removesuffix("*")
    if isinstance(value, dict):
        given = table.table("options")
        if set(value) == {"prefix"}:
            return {}, given.text("prefix")
        options = {column: given.text(column) for column in given.values}
    else:
        options = {column: column for column in table.texts("options")}
        if isinstance(value, list) and 0 < len(options) < len(value):
            says = Phrase("A column stands twice in the list of options.")
            table.problems.add("R.214", says, Phrase("Name it once."), table.where("options"))
    if not options and "options" in table.values and not table.problems.found:
        says = Phrase("No option is named.")
        table.problems.add("R.222", says, Phrase("Name the columns of the options."), table.where("options"))
    named: Sequence[str] = list(options.values())
    for option in sorted({one for one in named if one and named.count(one) > 1}):
        says = Phrase("Two columns are the option '{option}'.", option=short(option))
        table.problems.add("R.215", says, Phrase("Keep one of them."), table.where("options"))
    return options, ""


def _ignored(table: Table, prefix: str) -> tuple[str, ...] | None:
    """Columns to pass over: those named, or all others where a prefix tells which columns are options."""
    if table.values.get("ignored") == OTHERS:
        table.text("ignored")
        return None
    if prefix and "ignored" not in table.values:
        return None
    return tuple(table.texts("ignored", or_else=()))


def _base(table: Table, lines: Mapping[str, str], formulas: Iterable[str]) -> str:
    """A line's code, or the column that it stands in."""
    base = table.text("base", or_else=VOTES)
    known = {*lines, *formulas, VOTES}
    if base not in known:
        base = next((code for code, column in lines.items() if column == base), base)
    _knows([base] if base else [], known, table.where("base"), table.problems)
    return base


def _identities(table: Table, lines: set[str]) -> tuple[Identity, ...]:
    made = []
    for one in table.tables("identity"):
        code, holds = one.text("code"), one.text("holds")
        title, article = one.text("title", or_else=""), one.text("article", or_else="")
        one.finish()
        if code and not _OWN_CHECK.fullmatch(code):
            says = Phrase("'{code}' is not the number of a hard check.", code=short(code))
            remedy = Phrase("Take a number from V.170 to V.199, or that of the check it replaces.")
            table.problems.add("R.216", says, remedy, one.where("code"))
        if not holds:
            continue
        try:
            found = identity(code, holds, title=title, article=article)
        except NotAFormula as error:
            says = Phrase("'{text}' is not an identity.", text=short(holds))
            table.problems.add("R.212", says, error.says, one.where("holds"))
            continue
        if _knows(found.needs, {*lines, VOTES}, one.where("holds"), table.problems):
            made.append(found)
    codes = [one.code for one in made]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        says = Phrase("Two identities have the number {code}.", code=code)
        table.problems.add("R.217", says, Phrase("Give each its own."), table.where("identity"))
    return tuple(made)


def _left_out(table: Table) -> frozenset[str]:
    from baqylau.results.methods.protocol_checks.run import CODES

    left_out = table.texts("left_out", or_else=())
    for code in left_out:
        if code not in CODES:
            says = Phrase("There is no check '{code}'.", code=short(code))
            remedy = Phrase("Known: {codes}.", codes=", ".join(sorted(CODES)))
            table.problems.add("R.221", says, remedy, table.where("left_out"))
    return frozenset(left_out)


def _rows_left_out(table: Table) -> dict[str, frozenset[str]]:
    """Column to the texts whose rows are no station; "" is an empty cell."""
    given = table.table("rows_left_out")
    texts = {
        column: [one for one in texts if one != ""] if isinstance(texts, list) else texts
        for column, texts in given.values.items()
    }
    found = Table(texts, table.file, table.problems, given.path)
    return {
        column: frozenset(found.texts(column)) | ({""} if texts[column] != given.values[column] else set())
        for column in texts
    }


def _turned(table: Table) -> Turned | None:
    if not table.has("turned"):
        return None
    turned = table.table("turned")
    names, numbers = turned.text("names"), turned.text("numbers")
    turned.finish()
    return Turned(names, numbers)


def _separator(table: Table) -> str:
    return SEPARATORS[table.text("separator", or_else=",", choices=list(SEPARATORS)) or ","]


def _encoding(table: Table) -> str:
    named = table.text("encoding", or_else="utf-8")
    known = known_charset(named) if named else "utf-8"
    if not known:
        says = Phrase("'{text}' is not a character set known here.", text=short(named))
        remedy = Phrase("Expected: utf-8, windows-1251, iso-8859-5 or another of that kind.")
        table.problems.add("R.218", says, remedy, table.where("encoding"))
    return known or "utf-8"


def _check_names(columns: Columns, table: Table) -> None:
    """Each column is one thing, and no level has the name of the whole file."""
    places = set(columns.station) | set(columns.levels) | ({columns.stratum} if columns.stratum else set())
    named = [*places, *columns.lines.values(), *columns.options, *(columns.ignored or ())]
    lists = (columns.station, columns.levels, named)
    for column in sorted({one for names in lists for one in names if names.count(one) > 1}):
        says = Phrase("Column '{column}' is used more than once.", column=short(column))
        table.problems.add("R.219", says, Phrase("Name it once."), table.where())
    for level in columns.levels:
        if level in (WHOLE_FILE, "station"):
            says = Phrase("A level cannot be called '{level}'.", level=level)
            table.problems.add("R.220", says, Phrase("Rename the column."), table.where("levels"))
