"""What of a flood is put aside, and what is worth a look in the middle of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.receiving.noise import speakers, until_it_matters
from storage.receiving.inbox import InboxUpdate

NOW = datetime(2026, 12, 1, tzinfo=UTC)
CHAT, STRANGER, STAFF = -1009, 901, 501
Raw = dict[str, Any]


def said(text: str, by: int = STRANGER, **more: Any) -> Raw:
    return {"message": {"text": text, "from": {"id": by}, **more}}


def rows(*updates: Raw) -> list[InboxUpdate]:
    return [
        InboxUpdate(bot_id=1, update_id=number, chat_id=CHAT, raw=raw, received_at=NOW)
        for number, raw in enumerate(updates)
    ]


WORDS = [
    said("你好"),
    said("/whoami"),
    said("/start"),
    {"edited_message": {"text": "你好", "from": {"id": STRANGER}}},
    {"message": {"photo": [], "from": {"id": STRANGER}}},
    {"message": {"text": 7, "from": "nobody"}},
]
MATTERS = [
    said("/start QK-12345"),
    said("/start@qingkong_bot QK-12345"),
    said("你好", by=STAFF),
    said("你好", reply_to_message={"message_id": 1}),
    {"callback_query": {"id": "1", "from": {"id": STRANGER}}},
    {"my_chat_member": {"from": {"id": STRANGER}}},
]


def test_mere_words_are_one_heap() -> None:
    heap = rows(*WORDS)
    assert until_it_matters(heap, {STAFF}) == heap


@pytest.mark.parametrize("matter", MATTERS)
def test_it_ends_before_what_matters(matter: Raw) -> None:
    """Updates behind it wait for it, because a chat keeps its order."""
    before, _, _ = heap = rows(WORDS[0], matter, WORDS[0])
    assert until_it_matters(heap, {STAFF}) == [before]


def test_each_speaker_is_known_once() -> None:
    assert speakers(rows(*WORDS, said("你好", by=STAFF))) == {STRANGER, STAFF}
