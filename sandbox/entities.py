"""Works with formatted text. Offsets and lengths of entities are UTF-16 code units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

#: Telegram silently drops more entities of one message than this.
MAX_ENTITIES = 100

#: Neighbours of one of these types become one entity.
_MERGED = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_VERBATIM = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


@dataclass(frozen=True)
class Entity:
    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def end(self) -> int:
        return self.offset + self.length

    def covers(self, other: Entity) -> bool:
        return self.offset <= other.offset and other.end <= self.end

    def as_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
            **dict(self.extra),
        }


@dataclass
class Formatted:
    text: str
    entities: list[Entity] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


#: The order of several entities at one place; what is found in plain text has 50.
_RANK = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}


def in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda one: (one.offset, -one.length, _RANK.get(one.type, 50)))


def trimmed(formatted: Formatted) -> Formatted:
    # Telegram drops white space at both ends, and entities move along.
    text = formatted.text.strip()
    if text == formatted.text:
        return formatted
    cut = utf16_length(formatted.text[: len(formatted.text) - len(formatted.text.lstrip())])
    total = utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = max(entity.offset - cut, 0)
        end = min(entity.end - cut, total)
        if end > start:
            kept.append(replace(entity, offset=start, length=end - start))
    return Formatted(text, kept)


def settled(formatted: Formatted) -> Formatted:
    """Settle entities: code holds no other formatting, quotes hold no quotes, equals join."""
    kept: list[Entity] = []
    for entity in in_order(formatted.entities):
        if entity.length <= 0 or any(_excludes(outer, entity) for outer in kept):
            continue
        twin = _neighbour(kept, entity)
        if twin is None:
            kept.append(entity)
        else:
            end = max(kept[twin].end, entity.end)
            kept[twin] = replace(kept[twin], length=end - kept[twin].offset)
    return Formatted(formatted.text, kept)


def _excludes(outer: Entity, inner: Entity) -> bool:
    if not outer.covers(inner):
        return False
    return outer.type in _VERBATIM or (outer.type in _QUOTES and inner.type in _QUOTES)


def _neighbour(kept: list[Entity], entity: Entity) -> int | None:
    if entity.type not in _MERGED:
        return None
    for index, other in enumerate(kept):
        if other.type == entity.type and other.end >= entity.offset:
            return index
    return None
