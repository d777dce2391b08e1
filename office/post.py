"""The post room turns a message to a chat into delivery rows. Nothing is sent from here."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import pairwise
from typing import Any

from messages.drills import room
from messages.keyboards import to_json
from messages.length import split_html
from messages.render import Message
from office.delivery_kinds import Lane, rules_of
from office.desk import Desk
from storage.decisions import exercises
from storage.decisions.exercises import Participation
from storage.delivery import about, answers, edits, outbox, undelivered
from storage.delivery.outbox import (
    EMOJI,
    ENCLOSED,
    UNDER_A_FILE,
    UNSAID,
    Action,
    Delivery,
    DeliveryKind,
    DeliveryState,
)
from storage.immutable import immutable
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, columns

MANY_ANSWERS = 5
"""When this many answers wait in a chat, somebody floods it, and further ones are sent last.

Telegram takes 20 messages a minute in a group. Answers go first, so a flood of them would hold up
an alert for as long as somebody likes.
"""

PREDECESSOR_NOT_SENT = "predecessor_not_sent"
"""The reason for dropping a message that was to follow one that was not sent."""


@immutable
class Place:
    """A chat or a topic."""

    chat_id: int
    thread_id: int | None = None

    @classmethod
    def of(cls, chat: Chat) -> "Place":
        return cls(chat.chat_id, chat.thread_id)


@immutable
class Posting:
    """How a message is to go, where the defaults do not fit."""

    subject: Subject | None = None
    """What the message is about; an answer to the message is then known to be about that."""
    agency: str | None = None
    """The body that it is for."""
    after_id: int | None = None
    reply_to: int | None = None
    dedupe_key: str | None = None
    fresh: bool = False
    """No delivery can have this key yet, as the row that it names was written by this decision."""
    coalesce_key: str | None = None
    not_before: datetime | None = None
    ahead: bool = False
    """It goes in the lane of the answers whatever its kind, as it would be of no use later."""
    context: dict[str, Any] = field(default_factory=dict)


@immutable
class Mailing:
    place: Place
    kind: DeliveryKind
    message: Message
    posting: Posting = field(default_factory=Posting)


async def send(
    desk: Desk,
    place: Place,
    kind: DeliveryKind,
    message: Message,
    posting: Posting | None = None,
) -> Delivery:
    """Queue a message; return the delivery of its last part, which carries the buttons.

    A second call with the same dedupe key returns what the first one queued.
    """
    (row,) = await send_all(desk, [Mailing(place, kind, message, posting or Posting())])
    return row


async def send_all(desk: Desk, mailings: Sequence[Mailing]) -> list[Delivery]:
    """Queue many messages in their order, with no more statements than one message takes."""
    asked = [one.posting.dedupe_key for one in mailings if not one.posting.fresh]
    keys = [key for key in asked if key is not None]
    queued = await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, keys)
    split: list[list[Delivery]] = []
    last_parts: list[Delivery] = []
    for one in mailings:
        key = one.posting.dedupe_key
        last = queued.get(key) if key is not None else None
        if last is None:
            split.append(await _parts(desk, one))
            last = split[-1][-1]
        if key is not None:
            queued[key] = last
        last_parts.append(last)
    await _queue(desk, split)
    return last_parts


def last_part(message: Message, *, drill: bool = False, caption: bool = False) -> Message:
    """What an edit of a long message shows: the part that carries the buttons."""
    parts = split_html(message.html, room(drill=drill, caption=caption))
    return Message(parts[-1], message.keyboard)


async def edit(
    desk: Desk,
    target: Delivery,
    message: Message,
    *,
    kind: DeliveryKind = DeliveryKind.UPDATE,
    not_before: datetime | None = None,
    ahead: bool = False,
) -> Delivery:
    """Queue an edit of a message. If an edit of it still waits, that one gets the new words."""
    waiting = await edits.edit_waiting(desk.session, target)
    if waiting is not None:
        return change_edit(desk, waiting, message, ahead=ahead)
    row = new_edit(desk, target, message, kind=kind, not_before=not_before, ahead=ahead)
    await desk.session.flush()
    return row


def change_edit(
    desk: Desk, waiting: Delivery, message: Message, *, ahead: bool = False
) -> Delivery:
    waiting.text = split_html(message.html, _room(waiting.context, drill=waiting.drill))[0]
    waiting.keyboard = to_json(message.keyboard)
    waiting.lane = Lane.ANSWER if ahead else waiting.lane
    desk.session.add(waiting)
    return waiting


def new_edit(
    desk: Desk,
    target: Delivery,
    message: Message,
    *,
    kind: DeliveryKind = DeliveryKind.UPDATE,
    not_before: datetime | None = None,
    ahead: bool = False,
) -> Delivery:
    """Queue an edit of a message that no other edit waits for.

    It gets its id with the next question, so that several edits are stored in one statement.
    """
    row = _row(
        desk,
        Place(target.chat_id, target.thread_id),
        kind,
        split_html(message.html, _room(target.context, drill=target.drill))[0],
        Posting(
            subject=target.subject,
            agency=target.agency,
            after_id=target.key,
            coalesce_key=_edit_key(target.key),
            not_before=not_before,
            ahead=ahead,
            context={UNDER_A_FILE: True} if outbox.is_caption(target.context) else {},
        ),
        drill=target.drill,
    )
    row.action, row.target_id = Action.EDIT, target.key
    row.after_id, row.keyboard = target.key, to_json(message.keyboard)
    desk.session.add(row)
    return row


async def pin(desk: Desk, target: Delivery, kind: DeliveryKind = DeliveryKind.PIN) -> None:
    """Pin a message of ours once it is sent, without a sound."""
    await _do_to(desk, target, kind, Action.PIN)


async def unpin(desk: Desk, target: Delivery, kind: DeliveryKind = DeliveryKind.PIN) -> None:
    await _do_to(desk, target, kind, Action.UNPIN)


async def _do_to(desk: Desk, target: Delivery, kind: DeliveryKind, action: Action) -> None:
    posting = Posting(subject=target.subject, after_id=target.key)
    place = Place(target.chat_id, target.thread_id)
    row = _row(desk, place, kind, "", posting, drill=target.drill)
    row.action, row.target_id, row.after_id = action, target.key, target.key
    desk.session.add(row)
    await desk.session.flush()


async def react(desk: Desk, place: Place, message_id: int, emoji: str, dedupe_key: str) -> None:
    """Put an emoji on what somebody said, once, where a message would say nothing more."""
    if await outbox.by_dedupe_key(desk.session, desk.jurisdiction, dedupe_key) is not None:
        return
    posting = Posting(reply_to=message_id, context={EMOJI: emoji})
    row = _row(desk, place, DeliveryKind.REACTION, "", posting, drill=desk.drill)
    row.action, row.dedupe_key = Action.REACT, dedupe_key
    desk.session.add(row)
    await desk.session.flush()


def hurry(desk: Desk, waiting: Delivery) -> None:
    """Let it leave before all but answers."""
    if waiting.lane != Lane.ANSWER:
        waiting.lane = Lane.ANSWER
        desk.session.add(waiting)


def _edit_key(target_id: int) -> str:
    return f"edit:{target_id}"


async def tell_office(
    desk: Desk, message: Message, posting: Posting | None = None
) -> Delivery | None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return None
    return await send(desk, Place.of(office), DeliveryKind.OFFICE, message, posting)


async def send_again(desk: Desk, row: Delivery) -> None:
    row.state, row.next_try_at = DeliveryState.WAITING, desk.now
    row.attempts = row.doubts = 0
    row.asked_again_at = desk.now
    row.claimed_at = row.closed_at = row.error = None
    desk.session.add(row)
    await desk.session.flush()


async def followers(desk: Desk, rows: Sequence[Delivery]) -> list[Delivery]:
    """What was dropped because these were not sent: a slip's copies, the edits of a message."""
    found: list[Delivery] = []
    before = rows
    while before:
        before = await undelivered.dropped_after(
            desk.session, [row.key for row in before], PREDECESSOR_NOT_SENT
        )
        found += before
    return found


async def drop(desk: Desk, row: Delivery, reason: str) -> bool:
    if row.state != DeliveryState.WAITING:
        return False
    row.state, row.error, row.closed_at = DeliveryState.DROPPED, reason, desk.now
    desk.session.add(row)
    await desk.session.flush()
    return True


async def _parts(desk: Desk, one: Mailing) -> list[Delivery]:
    how, message = one.posting, one.message
    drill = await _is_of_a_drill(desk, how)
    unsaid = drill and await is_unsaid(desk, how.agency)
    texts = split_html(message.html, _room(how.context, drill=drill))
    parts = [_row(desk, one.place, one.kind, text, how, drill=drill) for text in texts]
    for part in parts[1:]:
        # The file comes once, with as much of the words as a caption holds.
        part.context = {key: fact for key, fact in how.context.items() if key != ENCLOSED}
    for part in parts if unsaid else ():
        part.state, part.error, part.closed_at = DeliveryState.DROPPED, UNSAID, desk.now
    if rules_of(one.kind).yields_in_flood:
        await _last_in_a_flood(desk, one.place, parts)
    last = parts[-1]
    last.keyboard, last.ask = to_json(message.keyboard), message.ask
    last.dedupe_key = how.dedupe_key
    parts[0].after_id = how.after_id
    return parts


async def _last_in_a_flood(desk: Desk, place: Place, parts: Sequence[Delivery]) -> None:
    waiting = await answers.waiting_in(desk.session, place.chat_id, Lane.ANSWER)
    for part in parts[max(0, MANY_ANSWERS - waiting) :]:
        part.lane = Lane.BOARD


async def _queue(desk: Desk, split: Sequence[Sequence[Delivery]]) -> None:
    desk.session.add_all(part for parts in split for part in parts)
    await desk.session.flush()
    for parts in split:
        for before, after in pairwise(parts):
            # Only now that it is stored has the part before it an id.
            after.after_id = before.key
    await desk.session.flush()


async def is_unsaid(desk: Desk, agency: str | None) -> bool:
    """Whether a body hears nothing of the exercise: it takes no part, or the clock plays it.

    Its group has other work, whoever of the office had this queued.
    """
    if agency is None:
        return False
    played = await exercises.under_way(desk.session, desk.jurisdiction)
    return played is not None and played.participants.get(agency) != Participation.REAL


async def _is_of_a_drill(desk: Desk, how: Posting) -> bool:
    """A real matter is never marked, whatever the person who acts has answered."""
    said = await about.is_drill(desk.session, how.subject)
    return desk.drill if said is None else said


def _room(context: Mapping[str, Any], *, drill: bool) -> int:
    return room(drill=drill, caption=outbox.is_caption(context))


def _lane(kind: DeliveryKind, how: Posting, *, drill: bool) -> Lane:
    if how.ahead:
        return Lane.ANSWER
    usual = rules_of(kind).lane
    # A real alert and whatever is signed and served under it go first.
    return max(usual, Lane.PROMPT) if drill and usual != Lane.ANSWER else usual


def _row(
    desk: Desk, place: Place, kind: DeliveryKind, text: str, how: Posting, *, drill: bool
) -> Delivery:
    return Delivery(
        jurisdiction=desk.jurisdiction,
        kind=kind,
        lane=_lane(kind, how, drill=drill),
        repeatable=rules_of(kind).repeatable,
        drill=drill,
        chat_id=place.chat_id,
        thread_id=place.thread_id,
        text=text,
        reply_to=how.reply_to,
        coalesce_key=how.coalesce_key,
        created_at=desk.now,
        next_try_at=max(desk.now, how.not_before or desk.now),
        context=how.context,
        agency=how.agency,
        **columns(how.subject),
    )
