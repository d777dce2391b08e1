"""Turns formatted text into safe HTML for the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sandbox.entities import Entity, utf16_length

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")


def to_html(text: str, entities: Sequence[Entity]) -> str:
    # Entities are cut where they overlap wrongly, so that tags always nest.
    return _span(text, 0, utf16_length(text), _nested(entities))


def _nested(entities: Sequence[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity.offset, -entity.length))


def _span(text: str, start: int, end: int, entities: Sequence[Entity]) -> str:
    pieces, at, rest = [], start, list(entities)
    while rest:
        outer = rest.pop(0)
        stop = min(outer.offset + outer.length, end)
        if outer.offset < at or outer.offset >= end:
            continue
        inner = [entity for entity in rest if entity.offset < stop]
        rest = [entity for entity in rest if entity.offset >= stop]
        pieces.append(escape(_units(text, at, outer.offset)))
        inside = _span(text, outer.offset, stop, inner)
        pieces.append(_dressed(outer, inside, _units(text, outer.offset, stop)))
        at = stop
    pieces.append(escape(_units(text, at, end)))
    return "".join(pieces)


def _units(text: str, start: int, end: int) -> str:
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le", "replace")


def _dressed(entity: Entity, inside: str, plain: str) -> str:
    if tag := _TAGS.get(entity.type):
        return f"<{tag}>{inside}</{tag}>"
    if entity.type == "spoiler":
        return f'<span class="spoiler">{inside}</span>'
    if entity.type in ("url", "text_link"):
        address = str(dict(entity.extra).get("url", plain))
        if address.startswith(_SAFE_SCHEMES):
            return f'<a href="{escape(address)}" rel="noreferrer" target="_blank">{inside}</a>'
    if entity.type in ("bot_command", "mention", "hashtag"):
        return f'<span class="found">{inside}</span>'
    return inside
