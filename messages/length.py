"""Measures lengths as Telegram counts them, and splits what is too long for one message."""

import html
import re
from collections.abc import Iterable, Iterator

TEXT_LIMIT = 4096
"""UTF-16 units after the tags are taken out: safe under both readings of Telegram's rule."""

_TAG = re.compile(r"<[^<>]*>")


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def split_html(markup: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Split at empty lines, else at line ends; a line too long for one message loses its tags.

    Our templates close every tag in the line that opened it, so no part has broken HTML.
    """
    parts: list[str] = []
    for gap, piece in _pieces(markup, limit):
        if parts and units(plain(parts[-1] + gap + piece)) <= limit:
            parts[-1] += gap + piece
        else:
            parts.append(piece)
    return parts or [""]


def _pieces(markup: str, limit: int) -> Iterator[tuple[str, str]]:
    # A piece is the smallest part that may stand alone; the gap stood before it.
    for paragraph in markup.split("\n\n"):
        if units(plain(paragraph)) <= limit:
            yield "\n\n", paragraph
            continue
        gaps = _first_then("\n\n", "\n")
        for line in paragraph.split("\n"):
            for cut in _cut_line(line, limit):
                yield next(gaps), cut


def _cut_line(line: str, limit: int) -> Iterable[str]:
    if units(plain(line)) <= limit:
        return [line]
    return [html.escape(chunk, quote=False) for chunk in _chunks(plain(line), limit)]


def _chunks(text: str, limit: int) -> Iterator[str]:
    start, used = 0, 0
    for index, character in enumerate(text):
        width = units(character)
        if used + width > limit:
            yield text[start:index]
            start, used = index, 0
        used += width
    yield text[start:]


def _first_then(first: str, rest: str) -> Iterator[str]:
    yield first
    while True:
        yield rest
