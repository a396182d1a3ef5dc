"""Reading TOML that a user gave us, key by key. What is wrong is said with file, table and key."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import LARGEST_NUMBER, Problems, read_text, short


def read_toml(content: bytes, name: str) -> dict[str, object]:
    """A TOML file as a dictionary; ``Refused`` where it is not TOML."""
    try:
        return tomllib.loads(read_text(content, name).replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        says = Phrase("The file is not TOML ({error}).", error=short(str(error)))
        raise Refused(Problem("C.141", says, Phrase("Correct it at that place."), f"'{name}'")) from None


class Table:
    """A table of a TOML file, read key by key; ``finish`` refuses the keys nobody asked for.

    What is wrong goes to ``problems`` and a harmless value is returned, so that all is said at once.
    An ``or_else`` makes a key optional.
    """

    def __init__(self, values: Mapping[str, object], file: str, problems: Problems, path: str = "") -> None:
        self.values = values
        self.file = file
        self.problems = problems
        self.path = path
        self._asked: set[str] = set()

    def where(self, key: str = "") -> str:
        place = f"'{self.file}', [{self.path}]" if self.path else f"'{self.file}'"
        return Phrase("{place}, key '{key}'", place=place, key=key) if key else place

    def has(self, key: str) -> bool:
        return key in self.values

    def text(
        self,
        key: str,
        *,
        or_else: str | None = None,
        longest: int = 0,
        choices: Collection[str] | None = None,
    ) -> str:
        """A text that is not empty; one of ``choices`` where they are given."""
        value = self._take(key, or_else is not None)
        if value is None:
            return or_else or ""
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            self._wrong(key, value, Phrase("a text that is not empty"))
        elif choices is not None and value not in choices:
            self._wrong(key, value, Phrase("one of {choices}", choices=", ".join(choices)))
        elif longest and len(value) > longest:
            self._wrong(key, value, Phrase("at most {longest} characters", longest=longest))
        else:
            return value.strip()
        return ""

    def integer_or_none(self, key: str, *, minimum: int = 0, largest: int = LARGEST_NUMBER) -> int | None:
        """A whole number where the key is given."""
        value = self._take(key, True)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= largest:
            return value
        self._wrong(
            key,
            value,
            Phrase("a whole number from {minimum} to {largest}", minimum=minimum, largest=largest),
        )
        return None

    def integer(self, key: str, *, or_else: int | None = None, minimum: int = 0) -> int:
        """A whole number."""
        if or_else is None:
            self._take(key, False)
        value = self.integer_or_none(key, minimum=minimum)
        return (or_else or 0) if value is None else value

    def day_or_none(self, key: str) -> date | None:
        """A date where the key is given: ``2023-03-19`` without quotation marks."""
        value = self._take(key, True)
        if value is None or type(value) is date:
            return value
        self._wrong(key, value, Phrase("a date such as 2023-03-19, without quotation marks"))
        return None

    def day(self, key: str) -> date:
        """A date; 0001-01-01 stands for a wrong one until ``refuse_if_any``."""
        self._take(key, False)
        return self.day_or_none(key) or date.min

    def flag(self, key: str, *, or_else: bool | None = None) -> bool:
        """true or false."""
        value = self._take(key, or_else is not None)
        if value is not None and not isinstance(value, bool):
            self._wrong(key, value, Phrase("true or false"))
        return value if isinstance(value, bool) else bool(or_else)

    def texts(self, key: str, *, or_else: Iterable[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self._take(key, or_else is not None)
        if value is None:
            return list(or_else or ())
        if isinstance(value, list) and all(isinstance(one, str) and one and "\0" not in one for one in value):
            return [str(one) for one in value]
        self._wrong(key, value, Phrase("a list of texts"))
        return []

    def table(self, key: str) -> Table:
        """A table inside this one; it is empty where the key is missing."""
        value = self._take(key, True)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, Phrase("a table [{key}]", key=self._inner(key)))
        return Table(value if isinstance(value, dict) else {}, self.file, self.problems, self._inner(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of a list ``[[key]]``; none where the key is missing."""
        value = self._take(key, True)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._wrong(key, value, Phrase("a list of tables [[{key}]]", key=self._inner(key)))
            return []
        return [
            Table(one, self.file, self.problems, f"{self._inner(key)} {index}")
            for index, one in enumerate(value, start=1)
        ]

    def keys(self) -> list[str]:
        """All keys, where they are names the caller does not know beforehand; they count as asked for."""
        self._asked.update(self.values)
        return list(self.values)

    def finish(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                says = Phrase("Key '{key}' is not known here.", key=short(key))
                self.problems.add("C.143", says, Phrase("Expected keys: {keys}.", keys=known), self.where())

    def _inner(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _take(self, key: str, optional: bool) -> object:
        self._asked.add(key)
        if key not in self.values and not optional:
            self.problems.add(
                "C.142", Phrase("Key '{key}' is missing.", key=key), Phrase("Add it."), self.where()
            )
        return self.values.get(key)

    def _wrong(self, key: str, value: object, expected: str) -> None:
        try:
            shown = short(repr(value))
        except ValueError:  # Python prints no whole number of more than 4,300 digits.
            shown = Phrase("The number")
        says = Phrase("{value} is not what stands here.", value=shown)
        self.problems.add("C.144", says, Phrase("Expected: {expected}.", expected=expected), self.where(key))
