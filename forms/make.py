"""Make the workbooks of the standard forms from their texts: ``python -m forms.make``.

A workbook cannot be reviewed line by line; texts can. ``forms/kz/*.toml`` holds each question with its three
languages beneath each other, and this writes XLSForm workbooks (https://xlsform.org) that a mission opens in
Excel, LibreOffice or Google Sheets and edits. A test makes them anew and compares every cell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "src" / "baqylau" / "form_library"

LANGUAGES = {"en": "English (en)", "ru": "Русский (ru)", "kk": "Қазақша (kk)"}
LARGEST_NUMBER = 20_000
"""No polling station has so many voters: what is larger was mistyped."""
PLAIN = (
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "appearance",
    "parameters",
    "default",
    "role",
    "critical",
)
TEXTS = {"label": "label", "hint": "hint", "message": "constraint_message"}
MADE = datetime(2026, 1, 1)
"""A workbook's own date, so that the same texts make the same bytes."""

Row = dict[str, str]
Sheets = dict[str, list[Row]]


def texts(name: str, mission: str) -> dict[str, Any]:
    """One file of texts."""
    return tomllib.loads((HERE / mission / f"{name}.toml").read_text("utf-8"))


def form_names(mission: str) -> list[str]:
    """The forms of a set, in the order of its library file."""
    library = tomllib.loads((LIBRARY / mission / "library.toml").read_text("utf-8"))
    return [str(form["key"]) for form in library["form"]]


def sheets_of(name: str, mission: str) -> Sheets:
    """The rows of a form's sheets, each as a dictionary of its columns."""
    form = texts(name, mission)
    survey = [*_metadata(), *_survey(form, texts("blocks", mission))]
    lists = {**texts("choices", mission), **form.get("choices", {})}
    return {
        "survey": survey,
        "choices": list(_choices(survey, lists)),
        "settings": [_settings(name, form)],
        "checks": [_check(one) for one in form.get("check", [])],
    }


def _metadata() -> Iterator[Row]:
    for kind in ("start", "end"):
        yield {"type": kind, "name": kind}


def _survey(form: Mapping[str, Any], blocks: Mapping[str, Any]) -> Iterator[Row]:
    for page in form["page"]:
        if "use" in page:
            for block in blocks[page["use"]]:
                yield from _page(_adapted(block, page))
        else:
            yield from _page(page)


def _adapted(block: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    """A shared page with the form's own condition, and without the questions it does not want."""
    ask = [one for one in block["ask"] if one.get("name") not in page.get("without", [])]
    return {**block, "ask": ask, "relevant": _both(page.get("relevant"), block.get("relevant"))}


def _both(one: str | None, other: str | None) -> str:
    return f"({one}) and ({other})" if one and other else one or other or ""


def _page(page: Mapping[str, Any]) -> Iterator[Row]:
    """A group shown as one page; a repeat is a group of its own kind."""
    kind = "repeat" if page.get("repeats") else "group"
    row = {"type": f"begin_{kind}", "name": page["name"], **_texts("label", page)}
    if kind == "group":
        row["appearance"] = "field-list"
    yield {**row, "relevant": page.get("relevant", "")}
    for ask in page["ask"]:
        yield from _page(ask) if "ask" in ask else [_question(ask)]
    yield {"type": f"end_{kind}", "name": page["name"]}


def _question(ask: Mapping[str, Any]) -> Row:
    row = {"type": ask["type"], "name": ask["name"], **_texts("label", ask)}
    for key in ("hint", "message"):
        row |= _texts(key, ask.get(key, {}))
    row |= {key: str(ask[key]) for key in PLAIN if key in ask and key != "required"}
    if ask["type"] == "integer" and "constraint" not in ask:
        row |= _bounds(int(ask.get("least", 0)), int(ask.get("most", LARGEST_NUMBER)))
    if ask.get("required", ask["type"].startswith("select_")):
        row["required"] = "yes"
    return row


def _bounds(least: int, most: int) -> Row:
    says = {
        "en": f"A whole number from {least} to {most}.",
        "ru": f"Целое число от {least} до {most}.",
        "kk": f"{least} мен {most} аралығындағы бүтін сан.",
    }
    return {"constraint": f". >= {least} and . <= {most}", **_texts("message", says)}


def _texts(key: str, source: Mapping[str, Any]) -> Row:
    return {f"{TEXTS[key]}::{LANGUAGES[code]}": source[code] for code in LANGUAGES if code in source}


def _choices(survey: list[Row], lists: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[Row]:
    """The lists that the form uses, in the order of their use."""
    words = [row["type"].split() for row in survey]
    used = dict.fromkeys(rest[0] for kind, *rest in words if kind in ("select_one", "select_multiple"))
    for name in used:
        for choice, (en, ru, kk, *more) in lists[name].items():
            row = {"list_name": name, "name": choice, **_texts("label", {"en": en, "ru": ru, "kk": kk})}
            yield row | (more[0] if more else {})


def _settings(name: str, form: Mapping[str, Any]) -> Row:
    return {
        "form_title": form["title"],
        "form_id": name,
        "version": form["version"],
        "default_language": LANGUAGES["en"],
        "instance_name": form["instance_name"],
    }


def _check(check: Mapping[str, Any]) -> Row:
    row = {key: check[key] for key in ("code", "severity", "expression")}
    row |= {f"message::{LANGUAGES[code]}": check[code] for code in LANGUAGES}
    return row | {"questions": ", ".join(check.get("questions", []))}


def columns(sheet: str, rows: list[Row]) -> list[str]:
    """The columns of a sheet: for the survey always the same, so that a mission finds them."""
    if sheet == "survey":
        labels = [f"{column}::{language}" for column in TEXTS.values() for language in LANGUAGES.values()]
        return ["type", "name", *labels[:6], *PLAIN[:3], *labels[6:], *PLAIN[3:]]
    return list(dict.fromkeys(column for row in rows for column in row))


def write(sheets: Sheets, path: Path) -> None:
    """A workbook with a bold header that stays in sight, and columns wide enough to read."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": MADE})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    page = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#F3F3F0"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        header = columns(name, rows)
        for at, column in enumerate(header):
            sheet.write_string(0, at, column, bold)
            sheet.set_column(at, at, 42 if "::" in column or column == "expression" else 18)
        for number, row in enumerate(rows, start=1):
            look = page if str(row.get("type", "")).startswith("begin_") else wrap
            for at, column in enumerate(header):
                if row.get(column):
                    sheet.write_string(number, at, row[column], look)
    book.close()


def main() -> None:
    """Make every workbook of every set."""
    for library in sorted(LIBRARY.glob("*/library.toml")):
        mission = library.parent.name
        for name in form_names(mission):
            write(sheets_of(name, mission), library.parent / f"{name}.xlsx")


if __name__ == "__main__":
    main()
