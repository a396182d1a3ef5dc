"""How commands on plain files read a share and print JSON."""

from __future__ import annotations

import argparse
import io
import json
import sys
from fractions import Fraction


def share(text: str) -> Fraction:
    """An argument such as ``5%``, ``1/20`` or ``0.05``: a fraction from 0 to 1."""
    plain = text.strip()
    try:
        found = Fraction(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"expected a share such as 5%, 1/20 or 0.05, not {text}")
    return found


def print_json(answer: object) -> None:
    """Print an answer; where the terminal is not UTF-8, other letters are escaped."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(json.dumps(answer, ensure_ascii=not utf8, indent=2, allow_nan=False))
