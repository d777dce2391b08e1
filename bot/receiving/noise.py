"""Finds, in what strangers say beyond all measure, what is worth a look all the same."""

from collections.abc import Collection, Sequence
from typing import Any

from bot.scrub import whole_number
from office.bodies.codes import START_CODE
from storage.receiving.inbox import InboxUpdate


def until_it_matters(rows: Sequence[InboxUpdate], known: Collection[int]) -> list[InboxUpdate]:
    """Return the words before the first update that must get a turn of its own.

    Such an update is a code, an answer to a message, a press, or anything from somebody who holds a
    position. Those behind it wait for it: a chat keeps its order.
    """
    heap = []
    for row in rows:
        if not _is_noise(row, known):
            break
        heap.append(row)
    return heap


def speakers(rows: Sequence[InboxUpdate]) -> set[int]:
    return {who for row in rows if (who := _speaker(row)) is not None}


def _is_noise(row: InboxUpdate, known: Collection[int]) -> bool:
    message = _message(row)
    text = message.get("text")
    is_code = isinstance(text, str) and START_CODE.match(text) is not None
    is_answer = message.get("reply_to_message") is not None
    return bool(message) and not is_code and not is_answer and _speaker(row) not in known


def _speaker(row: InboxUpdate) -> int | None:
    sender = _message(row).get("from")
    return whole_number(sender.get("id")) if isinstance(sender, dict) else None


def _message(row: InboxUpdate) -> dict[str, Any]:
    # A press or a change of members has no message of its own.
    kinds = ("message", "edited_message", "channel_post")
    found = next((row.raw[kind] for kind in kinds if row.raw.get(kind)), None)
    return found if isinstance(found, dict) else {}
