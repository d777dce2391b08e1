"""Takes messages as a report, or keeps them until somebody says which report they are."""

from collections.abc import Sequence

import telegram

from handlers import report_wordings
from handlers.report_messages import incoming, is_from_anonymous_admin
from handlers.turn import Turn
from office import doubtful, report_answers, report_held, reports
from office.report_parts import Incoming
from storage import inbox
from storage.obligations import Obligation, ObligationState
from storage.outbox import Delivery
from storage.reports import PartKind

RECEIVED = frozenset({"收到", "收到了", "已收到"})
MERE_ACKNOWLEDGEMENTS = RECEIVED | {"好", "好的", "明白", "知道了", "已阅", "👍", "👌"}
"""Said out of courtesy under whatever stands in a group: never a report."""


async def take(turn: Turn, obligation_id: int, items: list[Incoming]) -> None:
    if turn.actor is None and is_from_anonymous_admin(turn.message):
        owing = await reports.answerable(turn.desk, turn.agency, obligation_id)
        await hold(turn, items, [owing], "report_who")
        return
    made_so = (item.reported_at for item in items if item.reported_at is not None)
    sent_at = max(made_so, default=turn.message.date)
    taken = await reports.receive(
        turn.desk, turn.person, turn.agency, obligation_id, items, sent_at=sent_at
    )
    if taken is not None:
        for edit in await report_wordings.later_edits(turn, items):
            await reports.revise(turn.desk, turn.agency, edit)
        await report_answers.acknowledge(turn.desk, turn.place, taken)


async def hold(turn: Turn, items: Sequence[Incoming], owed: Sequence[Obligation], key: str) -> None:
    await report_held.hold(turn.desk, turn.place, items, owed, key)
    for edit in await report_wordings.later_edits(turn, items):
        await report_held.reword(turn.desk, edit)


async def whole(turn: Turn, item: Incoming) -> list[Incoming]:
    """The message, and those of its album that came before it without the reply."""
    if item.media_group_id is None:
        return [item]
    rows = await inbox.album_siblings(turn.desk.session, item.chat_id, item.media_group_id)
    found = {item.message_id: item}
    for row in rows:
        message = telegram.Update.de_json(row.raw).message
        sibling = incoming(message) if message else None
        if sibling is not None:
            found.setdefault(sibling.message_id, sibling)
    return [found[message_id] for message_id in sorted(found)]


async def asked_by(turn: Turn, message: telegram.Message) -> Delivery | None:
    """The message of ours that this one replies to."""
    replied = message.reply_to_message
    if replied is None:
        return None
    author = replied.from_user
    ours = author is not None and author.username == turn.desk.bot_username
    words = replied.text if ours else None
    return await doubtful.said(turn.desk, message.chat_id, replied.message_id, words)


def has_sender(turn: Turn) -> bool:
    """Nobody can be asked who speaks as a channel; an anonymous admin can."""
    return turn.actor is not None or is_from_anonymous_admin(turn.message)


def is_too_little(owing: Obligation, item: Incoming) -> bool:
    """A courtesy is no report; under one that was sent already it may stand."""
    return owing.state == ObligationState.OPEN and is_mere_acknowledgement(item)


def is_mere_acknowledgement(item: Incoming) -> bool:
    return bare(item) in MERE_ACKNOWLEDGEMENTS


def bare(item: Incoming) -> str:
    return item.text.strip(" 。.！!～~\n") if item.kind == PartKind.TEXT else ""
