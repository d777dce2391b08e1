"""Holds messages that may be a report until a person says whose they are, or what they are about.

They are kept until a button is pressed: by an anonymous admin, whose press shows who it is, or by a
liaison whose agency owes several reports and who did not say which one this is.
"""

from collections.abc import Sequence
from datetime import timedelta

from messages.keyboards import Keyboard
from messages.render import Message
from office import post
from office.conversation import dialogues
from office.desk import Desk
from office.obligations import report_buttons
from office.obligations.receipts import Tap
from office.post import Place, Posting
from office.refusal import Refusal
from office.reports import long_texts
from office.reports.message_parts import Incoming
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.owed.reports import PartKind
from storage.receiving import dialogues as stored_dialogues
from storage.receiving.dialogues import Dialogue

HELD = "report_held"
ANYONE = 0
"""No person has this id, so a search with it finds only what any member of the chat may confirm."""


async def hold(
    desk: Desk,
    place: Place,
    items: Sequence[Incoming],
    owed: Sequence[Obligation],
    key: str,
    *,
    loose: bool = False,
    tap: Tap | None = None,
    label: str = "button_take",
) -> None:
    """Keep the messages, and ask by buttons which report they are; `key` is the question.

    What was sent in reply to no prompt is `loose`: its sender may add to it for a while. Where it
    may confirm an alert as well, the question has that `tap` too.
    """
    kept = [item.model_dump(mode="json") for item in items]
    held = await dialogues.begin(desk, place.chat_id, HELD, None, items=kept, loose=loose)
    keyboard: Keyboard = tuple((report_buttons.take(desk, one, held.key, label),) for one in owed)
    taps: Keyboard = (tap.buttons,) if tap else ()
    named = {"title": tap.title if tap else "", "buttons": tap.named if tap else ""}
    message = Message(desk.words.phrase(key, **named), (*keyboard, *taps))
    posting = Posting(
        tap.about if tap else None,
        owed[0].agency,
        reply_to=items[0].message_id,
        dedupe_key=tap.dedupe_key if tap else None,
    )
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)


async def join(desk: Desk, item: Incoming) -> bool:
    """Add a message to the album or long text that is held; return False where none is.

    An edit may come before its message. The edit then stays, and the message is not added again.
    """
    for held in await _all_held(desk, item.chat_id):
        items = items_of(held)
        if any(one.message_id == item.message_id for one in items):
            return True
        if _goes_with(items[-1], item):
            _keep(held, [*items, item])
            desk.session.add(held)
            await desk.session.flush()
            return True
    return False


async def add(desk: Desk, item: Incoming, within: timedelta) -> bool:
    """Add a message to what its sender sent in reply to nothing a short while before."""
    for held in await _of_sender(desk, item):
        items = items_of(held)
        if item.sent_at - items[-1].sent_at <= within:
            _keep(held, [*items, item])
            desk.session.add(held)
            await desk.session.flush()
            return True
    return False


async def is_asked(desk: Desk, item: Incoming) -> bool:
    # Such words stay held until their sender answers, so held words are a question that stands.
    return bool(await _of_sender(desk, item))


async def _of_sender(desk: Desk, item: Incoming) -> list[Dialogue]:
    rows = await _all_held(desk, item.chat_id)
    return [
        held
        for held in rows
        if held.facts.get("loose") and items_of(held)[-1].sent_by == item.sent_by
    ]


async def reword(desk: Desk, item: Incoming) -> bool:
    """Hold an edited message as it reads now; return False where it is not held.

    Who sent it stays. A live location is edited as it moves; the place where it began is held.
    """
    for held in await _all_held(desk, item.chat_id):
        items = items_of(held)
        known = next((one for one in items if one.message_id == item.message_id), None)
        if known is None:
            continue
        if known.kind != PartKind.LOCATION:
            same = {"sent_by": known.sent_by, "reported_at": known.reported_at}
            _keep(held, [*items, item.model_copy(update=same)])
            desk.session.add(held)
            await desk.session.flush()
        return True
    return False


async def release(desk: Desk, place: Place, dialogue_id: int) -> list[Incoming]:
    # Only one of two presses gets the messages: closing the dialogue claims them.
    held = await stored_dialogues.dialogue(desk.session, dialogue_id)
    if held is None or held.kind != HELD or held.chat_id != place.chat_id:
        raise Refusal("button_obsolete")
    if not await dialogues.close(desk, held):
        raise Refusal("report_taken_already")
    return items_of(held)


def items_of(held: Dialogue) -> list[Incoming]:
    return [Incoming.model_validate(item) for item in held.facts["items"]]


async def _all_held(desk: Desk, chat_id: int) -> list[Dialogue]:
    return await stored_dialogues.open_dialogues(
        desk.session, desk.jurisdiction, chat_id, ANYONE, HELD
    )


def _goes_with(before: Incoming, item: Incoming) -> bool:
    if item.media_group_id is not None:
        return before.media_group_id == item.media_group_id
    texts = before.kind == item.kind == PartKind.TEXT and before.sent_by == item.sent_by
    return texts and long_texts.goes_on(before.text, before.sent_at, item.sent_at)


def _keep(held: Dialogue, items: list[Incoming]) -> None:
    known = {item.message_id: item for item in items}
    dumped = [item.model_dump(mode="json") for item in known.values()]
    held.facts = {**held.facts, "items": dumped}
