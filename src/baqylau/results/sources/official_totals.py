"""A table of official totals of one level, with the column names of the stations' COLUMNS.toml."""

from __future__ import annotations

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, Row, read_csv, short
from baqylau.results.methods.reconcile import Official
from baqylau.results.sources.columns import WHOLE_FILE, Columns
from baqylau.results.sources.numbers import is_whole, wrong_number


def read_totals(content: bytes, name: str, columns: Columns, level: str) -> list[Official]:
    """The rows of a CSV: the columns of the levels down to ``level``, and the lines and options that it has.

    ``Refused`` for a column that is none of these and not ignored, for an area that stands twice (R.271),
    for a table without figures (R.272) and for cells that are no whole numbers.
    """
    depth = 0 if level == WHOLE_FILE else columns.levels.index(level) + 1
    areas = columns.levels[:depth]
    rows = read_csv(content, name, required=areas, others=True)
    if not rows:
        says = Phrase("The table has no row.")
        raise Refused(Problem("R.233", says, Phrase("Give a row for each area."), f"'{name}'"))
    problems = Problems()
    header = list(rows[0].values)
    lines = {column: code for code, column in columns.lines.items() if column in header}
    options = {column: one for column, one in columns.options_in(header).items() if column in header}
    ignored = header if columns.ignored is None else [*columns.ignored, *columns.levels, *columns.station]
    for column in header:
        if column not in {*areas, *lines, *options, *ignored}:
            says = Phrase(
                "'{file}' does not say what column '{column}' is.", file=columns.name, column=short(column)
            )
            problems.add("R.232", says, Phrase("Name it there, or remove it."), f"'{name}'")
    if not lines and not options:
        says = Phrase("The table has neither a line nor an option.")
        problems.add("R.272", says, Phrase("Name its columns as those of the stations are."), f"'{name}'")
    first: dict[tuple[str, ...], Row] = {}
    made = []
    for row in rows:
        area = tuple(row.text(column, problems) for column in areas)
        if first.setdefault(area, row) is not row:
            says = Phrase("This area stands in row {row} already.", row=first[area].number)
            problems.add("R.271", says, Phrase("Keep one of the rows."), row.where())
        made.append(Official(area, _numbers(row, lines, problems), _numbers(row, options, problems)))
    problems.refuse_if_any()
    return made


def _numbers(row: Row, columns: dict[str, str], problems: Problems) -> dict[str, int]:
    numbers = {}
    for column, code in columns.items():
        text = row[column].strip()
        if is_whole(text):
            numbers[code] = int(text)
        elif text:
            number, says, remedy = wrong_number(text)
            problems.add(number, says, remedy, row.where(column))
    return numbers
