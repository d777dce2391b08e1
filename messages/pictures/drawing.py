"""Turns an SVG of ours into a PNG, with the font that stands beside it and no other."""

import unicodedata
from pathlib import Path
from typing import Any

from markupsafe import Markup

HERE = Path(__file__).parent
FONT = HERE / "fonts" / "NotoSansSC-Regular.otf"

WIDTH = 780
"""Twice the width of a phone, so that 26 units are read as 13."""

_WIDE = ("W", "F")
_NARROW = 0.6
"""The width of a Latin letter, in parts of its height; a Chinese character is as wide as high."""


def png(svg: str) -> bytes:
    # A bot that draws nothing need not load it.
    import resvg_py

    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)]
    )
    return drawn


def drawable(value: Any) -> Any:
    """Leave out what an SVG may not hold, and what would turn around the signs beside it."""
    # Our own template is markup with line ends, and goes through here as well.
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join(filter(str.isprintable, value))


def fitting(text: str, width: float, size: float) -> str:
    """As much of a text as fits into a width, with a sign where something was left out."""
    whole: str = drawable(text)
    if _width(whole) * size <= width:
        return whole
    kept = whole
    while kept and _width(f"{kept}…") * size > width:
        kept = kept[:-1]
    return f"{kept}…"


def width_of(text: str, size: float) -> float:
    return _width(text) * size


def _width(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(one) in _WIDE else _NARROW for one in text)
