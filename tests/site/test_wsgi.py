"""What reaches the application itself, before any view is asked."""

from __future__ import annotations

import doctest
from typing import Any

import pytest
from django.test import RequestFactory

from baqylau.core import charsets
from baqylau.site.wsgi import application


def test_the_examples_of_charsets_are_right() -> None:
    assert doctest.testmod(charsets).failed == 0


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["idna", '"hex"', "utf-8", "punycode; charset=idna", "\x00", ""])
def test_a_charset_that_is_none_breaks_nothing(charset: str) -> None:
    environ = RequestFactory().post("/healthz?name=%C3%A9").environ
    environ["CONTENT_TYPE"] = f"text/plain; charset={charset}"
    told: list[Any] = []
    b"".join(application(environ, lambda status, headers: told.append(status)))
    assert told[0][:3] == "403"  # it came as far as the question whose form it is
