"""Finds links, commands, mentions and hashtags in plain text, as Telegram does by itself."""

from __future__ import annotations

import re

from sandbox.entities import Entity, Formatted, in_order, utf16_length

_FOUND_BY_ITSELF = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w@`])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#&])#(?=\w*[^\W\d])\w{1,256})"
)
_WORTH_A_LOOK = re.compile(r"[/@#]")
_NOTHING_INSIDE = frozenset({"code", "pre", "text_link"})


def with_found(formatted: Formatted) -> Formatted:
    if not _WORTH_A_LOOK.search(formatted.text):
        return formatted
    closed = [entity for entity in formatted.entities if entity.type in _NOTHING_INSIDE]
    found = []
    for match in _FOUND_BY_ITSELF.finditer(formatted.text):
        offset = utf16_length(formatted.text[: match.start()])
        entity = Entity(str(match.lastgroup), offset, utf16_length(match.group()))
        if not any(one.offset < entity.end and entity.offset < one.end for one in closed):
            found.append(entity)
    return Formatted(formatted.text, in_order([*formatted.entities, *found]))
