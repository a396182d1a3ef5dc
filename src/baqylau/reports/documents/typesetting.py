"""Setting a Typst template in this process, without any network; what people wrote goes in as data only."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

UNIVERSAL_ACCESS: list[typst.PDFStandard] = ["ua-1"]
LACKING = "could not be displayed with font"
"""What Typst says where no face has a letter; PDF/UA does not allow it."""
_CONTROL = {code: " " for code in (*range(32), *range(127, 160)) if code != ord("\n")}


def set_pdf(template: Path, content: dict[str, Any], made: datetime) -> bytes:
    """The template filled with the content, as tagged PDF (PDF/UA-1).

    It is set in the faces that Typst carries, so that every machine sets alike. Where a name holds a letter
    that they lack (a Chinese one, a picture), the machine's faces are used as well; where those lack it too,
    a box stands for it and the document is not declared to be PDF/UA.
    """
    data = json.dumps(_printable(content), ensure_ascii=False)
    made_at = int(made.timestamp())
    for system_fonts, standards in ((False, UNIVERSAL_ACCESS), (True, UNIVERSAL_ACCESS)):
        try:
            return _set(template, data, made_at, system_fonts, standards)
        except typst.TypstError as error:
            if LACKING not in error.message:
                raise
    return _set(template, data, made_at, True, [])


def _set(
    template: Path, data: str, made_at: int, system_fonts: bool, standards: list[typst.PDFStandard]
) -> bytes:
    made = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(system_fonts),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=standards,
        timestamp=made_at,
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _printable(value: Any) -> Any:
    """The same data, blanks in place of control characters, which no face has."""
    if isinstance(value, str):
        return value.translate(_CONTROL)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=2)
def _fonts(system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system_fonts, include_embedded_fonts=True)
