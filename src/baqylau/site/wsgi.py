"""The application a web server runs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from baqylau.core.charsets import known_charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baqylau.site.settings")
_django = get_wsgi_application()
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^;"'\s]*)["']?""", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's; a request that says it is in no charset of text would break it before any view is asked."""
    kind = environ.get("CONTENT_TYPE", "")
    if any(not known_charset(named) for named in _CHARSET.findall(kind)):
        environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
    return _django(environ, start_response)
