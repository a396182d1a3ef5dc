"""The pack's folder ``observation/``: a form, and records with the table of their columns.

``observation/observation.toml``::

    mission = "SLUG"            # the pack's mission that observed
    [form]
    code = "election_day"
    version = "2014"            # the same as in the XLSForm
    file = "form.xlsx"
    [form.names]
    en = "Election-day form"
    [records]                   # may be left out
    file = "records.csv"        # CSV, UTF-8
    columns = "columns.csv"
    source = "where it comes from"
    licence = "its licence, or that none is stated"

Problems: I.501 to I.503, those of the files, and C.1xx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.observation.sources.columns import Column, check_columns, read_columns
from baqylau.observation.sources.records import RecordFile
from baqylau.observation.sources.xlsform import FormRead, read_form

FOLDER = "observation/"
PLAN = FOLDER + "observation.toml"


@dataclass(frozen=True, slots=True)
class RecordsPart:
    """The file of records, and what its columns mean."""

    path: str
    content: bytes
    columns: tuple[Column, ...]
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says about observation. ``files`` are the paths it used."""

    mission: str
    code: str
    version: str
    names: Mapping[str, str]
    form_path: str
    form_content: bytes
    form: FormRead
    records: RecordsPart | None
    files: tuple[str, ...]


def read(files: Mapping[str, bytes]) -> Part | None:
    """The pack's part, None where it has no ``observation/observation.toml``, ``Refused`` where it is wrong.

    ``files`` maps a path inside the pack, with "/", to its bytes.
    """
    if PLAN not in files:
        return None
    problems = Problems()
    plan = Table(read_toml(files[PLAN], PLAN), PLAN, problems)
    mission = plan.text("mission", longest=60)
    form_table, records_table = plan.table("form"), plan.table("records")
    code = form_table.text("code", longest=60)
    version = form_table.text("version", longest=40)
    form_path = FOLDER + form_table.text("file")
    names_table = form_table.table("names")
    languages = names_table.keys()
    names = {language: names_table.text(language) for language in languages}
    with_records = plan.has("records")
    texts = {key: records_table.text(key) for key in ("file", "columns", "source", "licence") if with_records}
    for table in (plan, form_table, names_table, records_table):
        table.finish()
    problems.refuse_if_any()
    form = read_form(_file(files, form_path), form_path)
    _check_form(form, code, version, form_path)
    records = _records(files, texts, form) if with_records else None
    used = [PLAN, form_path, *([records.path, FOLDER + texts["columns"]] if records else [])]
    return Part(mission, code, version, names, form_path, files[form_path], form, records, tuple(used))


def _file(files: Mapping[str, bytes], path: str) -> bytes:
    if path not in files:
        says = Phrase("The pack has no file '{path}'.", path=path)
        raise Refused(Problem("I.501", says, Phrase("Add it, or correct its name."), f"'{PLAN}'"))
    return files[path]


def _check_form(form: FormRead, code: str, version: str, path: str) -> None:
    problems = Problems()
    for says, key, there in (("form_id", code, form.code), ("version", version, form.version)):
        if key != there:
            sentence = Phrase(
                "The form's {key} is '{there}', '{file}' says '{here}'.",
                key=says,
                there=there,
                file=PLAN,
                here=key,
            )
            problems.add("I.502", sentence, Phrase("Make them agree."), f"'{path}'")
    problems.refuse_if_any()


def _records(files: Mapping[str, bytes], texts: Mapping[str, str], form: FormRead) -> RecordsPart:
    path, columns_path = FOLDER + texts["file"], FOLDER + texts["columns"]
    columns = read_columns(_file(files, columns_path), columns_path)
    check_columns(columns, form.questions, columns_path)
    if not any(column.role == "number" for column in columns):
        remedy = Phrase("Declare a column with the role 'number'.")
        says = Phrase("Records of a pack need a number, so that a better file finds them again.")
        raise Refused(Problem("I.503", says, remedy, f"'{columns_path}'"))
    content = _file(files, path)
    RecordFile(content, path, columns, form.questions)
    return RecordsPart(path, content, columns, texts["source"], texts["licence"])
