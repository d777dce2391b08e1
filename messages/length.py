"""Measures lengths as Telegram counts them, and splits what is too long for one message."""

import html
import re
from collections.abc import Iterable, Iterator

TEXT_LIMIT = 4096
"""UTF-16 units after the tags are taken out: safe under both readings of Telegram's rule."""
CAPTION_LIMIT = 1024
"""The same for what stands under a file or a picture."""

_TAG = re.compile(r"<[^<>]*>")
_OPENS, _CLOSES = "<pre>", "</pre>"
_BLOCK = re.compile(r"</?pre>")
_HEADING = re.compile(r"<b>[^<>]*</b>")


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def split_html(markup: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Split at empty lines and headings, else at line ends; too long a line loses its tags.

    A heading goes with what stands under it: measures read apart from 停止执行 would be an order to
    take them. Our templates close every tag but <pre> in the line that opened it; a block of that
    is closed where it is cut and opened again after, so no part has broken HTML.
    """
    if units(plain(markup)) <= limit:
        return [markup]
    parts: list[str] = []
    for gap, piece in _pieces(markup, limit):
        if parts and units(plain(parts[-1] + gap + piece)) <= limit:
            parts[-1] += gap + piece
        else:
            parts.append(piece)
    return list(_with_blocks_closed(parts))


def _with_blocks_closed(parts: Iterable[str]) -> Iterator[str]:
    opened = ""
    for part in parts:
        whole = opened + part
        tags = _BLOCK.findall(whole)
        opened = _OPENS if tags and tags[-1] == _OPENS else ""
        yield whole + (_CLOSES if opened else "")


def _pieces(markup: str, limit: int) -> Iterator[tuple[str, str]]:
    # A piece is the smallest part that may stand alone; the gap stood before it.
    for paragraph in markup.split("\n\n"):
        gaps = _first_then("\n\n", "\n")
        for section in _sections(paragraph):
            for piece in _fitting(section, limit):
                yield next(gaps), piece


def _sections(paragraph: str) -> Iterator[str]:
    """Cut before each heading; several headings in a row belong to what follows the last."""
    section: list[str] = []
    for line in paragraph.split("\n"):
        if _is_heading(line) and section and not _is_heading(section[-1]):
            yield "\n".join(section)
            section = []
        section.append(line)
    yield "\n".join(section)


def _is_heading(line: str) -> bool:
    return _HEADING.fullmatch(line) is not None


def _fitting(section: str, limit: int) -> Iterator[str]:
    if units(plain(section)) <= limit:
        yield section
        return
    for line in section.split("\n"):
        yield from _cut_line(line, limit)


def _cut_line(line: str, limit: int) -> Iterable[str]:
    if units(plain(line)) <= limit:
        return [line]
    chunks = [html.escape(chunk, quote=False) for chunk in _chunks(plain(line), limit)]
    tags = _BLOCK.findall(line)
    if tags and tags[0] == _OPENS:
        chunks[0] = _OPENS + chunks[0]
    if tags and tags[-1] == _CLOSES:
        chunks[-1] += _CLOSES
    return chunks


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
