"""Columns that make searching and ordering the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from baqylau.core.text import order_key, search_key


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [str(text) for text in value.values() if text]
    return [str(value)] if value else []


class _DerivedText(models.TextField):  # type: ignore[type-arg]
    """A column computed from others each time a row is saved, also in bulk."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def derive(self, instance: models.Model) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.derive(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class SearchKeyField(_DerivedText):
    """The searchable form of one or more columns: filter with ``__contains=search_key(what)``."""

    def derive(self, instance: models.Model) -> str:
        texts = [text for name in self.of for text in _texts(getattr(instance, name))]
        return "\n".join(search_key(text) for text in texts)


class OrderKeyField(_DerivedText):
    """The alphabetical key of one column; of a column of names, its first one in ``language``."""

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "language": self.language}

    def derive(self, instance: models.Model) -> str:
        value = getattr(instance, self.of[0])
        if isinstance(value, Mapping):
            texts = _texts(value)
            value = value.get(self.language) or (texts[0] if texts else "")
        return order_key(str(value or ""))


class KeptBytes(models.BinaryField):  # type: ignore[type-arg]
    """Bytes; where somebody wrote text or a number over them (SQLite lets one), the bytes of that."""

    def from_db_value(self, value: object, expression: object, connection: object) -> bytes:
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        return b"" if value is None else str(value).encode(errors="surrogateescape")
