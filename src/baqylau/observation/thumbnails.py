"""A small picture of a photograph, made without trust in what the photograph says of itself."""

from __future__ import annotations

import io
import warnings
from typing import IO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_SIDE = 480
MOST_PIXELS = 60_000_000
"""More than a telephone's camera gives, and 180 MB of memory at most."""


class NoPicture(Exception):
    """The file is no picture that can be made small, or claims to be an enormous one."""


def thumbnail(file: IO[bytes], side: int = LARGEST_SIDE) -> bytes:
    """A JPEG whose sides are at most ``side``, upright, without what the camera wrote beside the picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                return _made_small(picture, side)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ZeroDivisionError) as error:
        raise NoPicture(str(error)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture(str(error)) from None


def _made_small(picture: Image.Image, side: int) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        raise NoPicture(f"{picture.width} × {picture.height} pixels")
    picture.draft("RGB", (side, side))  # a JPEG is read at an eighth where that is enough
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side))
    small, made = Image.new("RGB", upright.size, "white"), io.BytesIO()
    rgba = upright.convert("RGBA")
    small.paste(rgba, mask=rgba.getchannel("A"))
    small.save(made, "JPEG", quality=78)
    return made.getvalue()
