"""Hands out pieces of a chat's history: the page never holds a long chat as a whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.messages import Chat, Message
from sandbox.page.play import Play
from sandbox.page.views import message_view

USUAL = 60
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """At most `limit` messages: the newest, or those around, before or after one message.

    `topic` is None for the whole chat and 0 for the general topic of a forum.
    """

    limit: int = USUAL
    before: int | None = None
    after: int | None = None
    around: int | None = None
    topic: int | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wanted:
        given = {name: _number(asked.get(name)) for name in ("before", "after", "around", "topic")}
        limit = _number(asked.get("limit")) or USUAL
        return cls(min(limit, LONGEST), **given)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def excerpt(play: Play, chat: Chat, wanted: Wanted) -> dict[str, Any]:
    """Return the wanted messages; `older` and `newer` say whether there is more on either side."""
    messages = chat.messages
    if wanted.topic is not None:
        messages = [m for m in messages if (m.thread_id or 0) == wanted.topic]
    start, end = _bounds(messages, wanted)
    return {
        "messages": [message_view(play, message) for message in messages[start:end]],
        "older": start > 0,
        "newer": end < len(messages),
    }


def _bounds(messages: list[Message], wanted: Wanted) -> tuple[int, int]:
    # Messages lie in the order of their ids.
    if wanted.before is not None:
        end = bisect_left(messages, wanted.before, key=_id)
        return max(end - wanted.limit, 0), end
    if wanted.after is not None:
        start = bisect_right(messages, wanted.after, key=_id)
        return start, min(start + wanted.limit, len(messages))
    if wanted.around is not None:
        middle = bisect_left(messages, wanted.around, key=_id)
        start = max(middle - wanted.limit // 2, 0)
        return start, min(start + wanted.limit, len(messages))
    return max(len(messages) - wanted.limit, 0), len(messages)


def _id(message: Message) -> int:
    return message.message_id
