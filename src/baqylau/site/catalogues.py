"""The texts of the pages in Russian and Kazakh: gather them, check them, compile them.

    python -m baqylau.site.catalogues extract|check|compile

Works without GNU gettext and without a database. English is the source and needs no catalogue.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "locale"
DJANGO = Path(django.__file__).parent
LANGUAGES = {
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 :"
        " n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
    "kk": "nplurals=2; plural=(n != 1);",
}
"""The plural forms; Kazakh has two, which are mostly written alike, because Django's own Kazakh has two."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Phrase": None,
}
SHOWN_OF_DJANGO = (
    "core/validators.py",
    "db/models/base.py",
    "db/models/constraints.py",
    "db/models/fields/",
    "forms/",
    "template/defaultfilters.py",
    "utils/dateformat.py",
    "utils/dates.py",
    "password_validation.py",
    "contrib/auth/forms.py",
)
"""Django's own texts that pages show: what a form or a password lacks, dates, sizes of files."""

CORRECTED_OF_DJANGO = {"kk": ("alt. month", "Friday", "noon")}
"""Texts, or contexts of texts, that Django has otherwise than is right: months in a date are small."""

Key = tuple[str, str]
"""Context (or "") and message; of a plural, its singular."""

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the source and the files in which it stands."""

    context: str
    singular: str
    plural: str
    files: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.context, self.singular


def key_of(message: Message) -> Key:
    """The key of a catalogue's entry."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def strings_of(message: Message) -> list[str]:
    """A catalogue's translation in each of its plural forms; of a text without a plural, one."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def texts_of_source() -> dict[Key, Text]:
    """Every text marked for translation in the package's Python files and templates."""
    found: dict[Key, Text] = {}
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        name = file.relative_to(PACKAGE).as_posix()
        for context, singular, plural in _texts_of_file(file):
            before = found.get((context, singular))
            files = tuple(dict.fromkeys([*(before.files if before else ()), name]))
            plural = plural or (before.plural if before else "")
            found[context, singular] = Text(context, singular, plural, files)
    return found


def _texts_of_file(file: Path) -> Iterator[tuple[str, str, str]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        # Within brackets Python's reader does not mind how the lines of a template are indented.
        source = f"(\n{templatize(source, origin=file.name)}\n)"
    for _line, function, messages, _comments in extract_python(
        io.BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        parts = [messages] if isinstance(messages, str) else list(messages or [])
        if not any(parts):
            continue
        context = parts.pop(0) if "pgettext" in str(function) else ""
        plural = parts[1] if str(function).startswith(("ngettext", "npgettext")) else ""
        if parts[0]:
            yield context or "", parts[0], plural or ""


def texts_of_django(language: str) -> dict[Key, Text]:
    """Texts of Django that pages show and that Django's own catalogue lacks, or has wrong, in a language."""
    lacking: dict[Key, Text] = {}
    for folder in (DJANGO / "conf", DJANGO / "contrib" / "auth"):
        theirs = _read(folder / "locale" / language / "LC_MESSAGES" / "django.po")
        for message in _read(folder / "locale" / "en" / "LC_MESSAGES" / "django.po"):
            if not message.id or not _is_shown(message):
                continue
            translated = theirs.get(message.id, message.context)
            is_wrong = {*key_of(message)} & {*CORRECTED_OF_DJANGO.get(language, ())}
            if is_wrong or translated is None or not _is_whole(translated):
                plural = message.id[1] if isinstance(message.id, tuple) else ""
                text = Text(*key_of(message), plural, ("django",))
                lacking[text.key] = text
    return lacking


def _is_shown(message: Message) -> bool:
    files = [file for file, _line in message.locations]
    if not any(shown in file for file in files for shown in SHOWN_OF_DJANGO):
        return False
    # The names of column types ("Big integer") stand beside the sentences that say what is wrong.
    return not all("db/models/fields/" in file for file in files) or key_of(message)[1].endswith(".")


def _is_whole(message: Message) -> bool:
    strings = strings_of(message)
    return not message.fuzzy and all(strings)


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=False)


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def wanted(language: str) -> dict[Key, Text]:
    """Every text a catalogue must hold: ours, and what Django lacks."""
    return {**texts_of_django(language), **texts_of_source()}


def extract(language: str) -> int:
    """Bring a catalogue to the texts of the source, without what is no longer used; how many are empty."""
    before = {key_of(message): message for message in _read(catalogue_path(language)) if message.id}
    after = Catalog(locale=language, project="Baqylau", fuzzy=False)
    empty = 0
    for text in sorted(wanted(language).values(), key=lambda text: (text.files, text.singular, text.context)):
        old = before.get(text.key)
        identifier = (text.singular, text.plural) if text.plural else text.singular
        is_kept = old is not None and isinstance(old.id, tuple) == bool(text.plural)
        string = old.string if old is not None and is_kept else None
        after.add(
            identifier, string, locations=[(name, 0) for name in text.files], context=text.context or None
        )
        empty += not string or not all([string] if isinstance(string, str) else string)
    _write(after, language)
    return empty


def _write(catalogue: Catalog, language: str) -> None:
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {LANGUAGES[language]}\\n"\n\n'
    )
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + out.getvalue().decode().strip() + "\n", encoding="utf-8")


def check(language: str) -> list[str]:
    """What is wrong with a catalogue, each in a sentence."""
    catalogue = _read(catalogue_path(language))
    entries = {key_of(message): message for message in catalogue if message.id}
    texts = wanted(language)
    wrong = [
        f"{language}: missing: {text.singular!r} ({text.files[0]})"
        for key, text in texts.items()
        if key not in entries
    ]
    if catalogue.plural_forms.replace(" ", "").rstrip(";") != LANGUAGES[language].replace(" ", "").rstrip(
        ";"
    ):
        wrong.append(f"{language}: the plural forms are not those of the language")
    wrong += [f"{language}: no longer used: {key[1]!r}" for key in entries if key not in texts]
    wrong += [f"{language}: kept though obsolete: {message.id!r}" for message in catalogue.obsolete.values()]
    for key, message in entries.items():
        if key in texts:
            wrong += [f"{language}: {says}: {key[1]!r}" for says in _faults(message, texts[key])]
    return wrong


def _faults(message: Message, text: Text) -> Iterator[str]:
    strings = strings_of(message)
    if message.fuzzy:
        yield "fuzzy"
    if isinstance(message.id, tuple) != bool(text.plural):
        yield "plural in one place, not in the other"
    if not all(strings):
        yield "not translated"
        return
    expected = set(_PLACEHOLDER.findall(text.plural or text.singular))
    for string in strings:
        if set(_PLACEHOLDER.findall(string)) != expected:
            yield f"placeholders differ in {string!r}"
        if string.startswith("\n") != text.singular.startswith("\n"):
            yield "begins with another line"


def compile_catalogue(language: str) -> bool:
    """Make the .mo file that Django reads, where it is older than the .po file; whether it was made."""
    source = catalogue_path(language)
    compiled = source.with_suffix(".mo")
    if not source.exists() or (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
        return False
    out = io.BytesIO()
    write_mo(out, _read(source))
    compiled.write_bytes(out.getvalue())
    return True


def main(arguments: list[str]) -> int:
    """The commands; 1 where the catalogues are not as they must be."""
    if len(arguments) != 1 or arguments[0] not in {"extract", "check", "compile"}:
        print("python -m baqylau.site.catalogues extract|check|compile", file=sys.stderr)
        return 2
    wrong: list[str] = []
    for language in LANGUAGES:
        if arguments[0] == "extract":
            print(f"{language}: {extract(language)} texts without a translation")
        elif arguments[0] == "check":
            wrong += check(language)
        else:
            compile_catalogue(language)
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
