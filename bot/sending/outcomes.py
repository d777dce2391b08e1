"""Decides what becomes of a delivery once it was tried: each verdict's effect on row and office."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.sending.uploads import FORGOTTEN
from bot.telegram.verdicts import Verdict, VerdictKind
from office.delivery import relays
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.enrolment import reachability
from office.obligations import boards
from office.post import Place
from office.public import asking, cards
from office.sending import dead_letters, lost_files
from office.supervision import slip_copies
from storage.database import Session
from storage.delivery import edits, outbox, queue, split_texts
from storage.delivery.outbox import NOT_THERE, Action, Delivery, DeliveryState

log = structlog.stdlib.get_logger(__name__)

LONGEST_BACK_OFF = timedelta(seconds=60)
PATIENCE = timedelta(hours=24)
"""How long a message that must arrive is tried."""
SHORT_PATIENCE = timedelta(minutes=15)
"""An answer that comes later than this answers nothing any more."""
_NOT_AGAIN = (FORGOTTEN, "can't use file of type")
"""What Telegram says of a file that it sends no second time, or not in this form: a round video
that was kept as a video."""
ALERT_PATIENCE = timedelta(minutes=10)
"""How long an alert waits for its chat before the second channels bring it as well."""
DOUBTFUL_PAUSES = tuple(timedelta(seconds=pause) for pause in (1, 2, 15, 60, 300))
"""Each doubtful try may have put the message into the chat once more, so there are few of them.

They come soon at first, then far enough apart to outlast a gateway that is down for minutes.
"""

Outcome = Callable[[Desk, Delivery, Verdict], Awaitable[None]]


async def settle_sent(
    session: Session, now: datetime, sent: Sequence[tuple[Delivery, int | None]]
) -> None:
    """Store what arrived, each with the id of its message; nothing changes but these rows."""
    if sent:
        message_ids = {row.key: message_id for row, message_id in sent}
        await queue.mark_sent(session, message_ids, now)
    # A one-time code is forgotten: once its owner has read it, nobody else may find it here.
    if secret := [row.key for row, _ in sent if row.context.get("secret")]:
        await queue.forget_words(session, secret)


def shows_channel(row: Delivery) -> bool:
    """Return whether its arrival shows that texts for the public can be posted."""
    return row.action == Action.SEND and rules_of(row.kind).for_the_public


async def note_channel(desk: Desk, sent: Sequence[Delivery]) -> None:
    # Nobody is heard in a channel, and what Telegram said of the bot's rights may have been missed.
    for chat_id in {row.chat_id for row in sent if shows_channel(row)}:
        await reachability.arrived(desk, chat_id)
    rows = await outbox.deliveries(desk.session, [row.key for row in sent if shows_channel(row)])
    for row in rows.values():
        await desk.session.refresh(row)
        await cards.channel_tried(desk, row)


async def settle(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    """Decide about a try that failed."""
    newer = await _newer_edit(desk, row)
    row.error = verdict.detail
    await OUTCOMES[verdict.kind](desk, row, verdict)
    if newer is not None and row.state == DeliveryState.WAITING:
        _give_way(desk, row, newer)
    if row.action == Action.EDIT and rules_of(row.kind).counted_anew:
        await boards.edit_failed(desk, row)
    if row.action == Action.EDIT and row.state == DeliveryState.DROPPED and newer is None:
        await asking.edit_failed(desk, row)
    desk.session.add(row)
    await desk.session.flush()
    if shows_channel(row) and row.state in NOT_THERE:
        await cards.channel_tried(desk, row)


def back_off(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts - 1, 10)), LONGEST_BACK_OFF)


async def _hold(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    _try_again(row, desk.now + verdict.retry_after)
    row.held = True


async def _moved(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    assert verdict.new_chat_id is not None
    await reachability.migrated(desk, row.chat_id, verdict.new_chat_id)
    if row.action != Action.SEND:
        _close(row, DeliveryState.DROPPED, desk.now)
        return
    # Message ids of the old group mean nothing in the new one.
    row.chat_id, row.reply_to = verdict.new_chat_id, None
    _try_again(row, desk.now)


async def _unreachable(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    await _fail(desk, row, DeliveryState.UNREACHABLE)
    await reachability.lost(desk, row.chat_id, verdict.detail)
    await relays.fall_back(desk, row)


async def _no_topic(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    await _fail(desk, row, DeliveryState.UNREACHABLE)
    await reachability.lost_topic(desk, Place(row.chat_id, row.thread_id), verdict.detail)
    await relays.fall_back(desk, row)


async def _gone(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    _close(row, DeliveryState.DROPPED, desk.now)


async def _refused(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    if rules_of(row.kind).let_go:
        _close(row, DeliveryState.DROPPED, desk.now)
        return
    if _is_lost(verdict) and await lost_files.go_without(desk, row):
        _try_again(row, desk.now)
        return
    await _fail(desk, row, DeliveryState.DEAD)
    log.warning("dead_letter", delivery=row.key, kind=row.kind, error=verdict.detail)
    await desk.record("delivery.dead", f"delivery:{row.key}", kind=row.kind, error=verdict.detail)
    if rules_of(row.kind).office_hears_of_refusal:
        await dead_letters.tell(desk, row)
    await relays.fall_back(desk, row)


def _is_lost(verdict: Verdict) -> bool:
    return any(words in verdict.detail.casefold() for words in _NOT_AGAIN)


async def _not_sent(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    if _waited(desk, row) < (PATIENCE if row.repeatable else SHORT_PATIENCE):
        await _try_later(desk, row, back_off(row.attempts))
    elif row.repeatable:
        await _refused(desk, row, verdict)
    else:
        _close(row, DeliveryState.DROPPED, desk.now)


async def _unknown(desk: Desk, row: Delivery, verdict: Verdict) -> None:
    if row.action != Action.SEND:
        # An edit or a pin that is made twice shows once.
        await _not_sent(desk, row, verdict)
    elif not row.repeatable:
        _close(row, DeliveryState.UNCERTAIN, desk.now)
    elif row.doubts >= len(DOUBTFUL_PAUSES) or rules_of(row.kind).once:
        row.doubts = max(row.doubts, 1)
        await _refused(desk, row, verdict)
    else:
        pause = DOUBTFUL_PAUSES[row.doubts]
        row.repeated, row.doubts = True, row.doubts + 1
        await _try_later(desk, row, pause)


OUTCOMES: dict[VerdictKind, Outcome] = {
    VerdictKind.HOLD: _hold,
    VerdictKind.MOVED: _moved,
    VerdictKind.UNREACHABLE: _unreachable,
    VerdictKind.NO_TOPIC: _no_topic,
    VerdictKind.GONE: _gone,
    VerdictKind.REFUSED: _refused,
    VerdictKind.NOT_SENT: _not_sent,
    VerdictKind.UNKNOWN: _unknown,
}


async def _newer_edit(desk: Desk, row: Delivery) -> Delivery | None:
    """Return an edit of the same message that was queued while this one was under way."""
    if row.coalesce_key is None:
        return None
    key = row.coalesce_key
    return await edits.waiting_with_coalesce_key(desk.session, desk.jurisdiction, key)


def _give_way(desk: Desk, row: Delivery, newer: Delivery) -> None:
    # Tried again, this edit might undo the newer one, which therefore waits instead.
    newer.next_try_at, newer.held = max(newer.next_try_at, row.next_try_at), row.held
    desk.session.add(newer)
    _close(row, DeliveryState.DROPPED, desk.now)


def _close(row: Delivery, state: DeliveryState, now: datetime) -> None:
    row.state, row.closed_at = state, now


async def _fail(desk: Desk, row: Delivery, state: DeliveryState) -> None:
    # A message that was split arrives whole or not at all, so the parts behind it fail with it.
    parts = [row, *await split_texts.parts_after(desk.session, row)]
    for part in parts:
        part.error = row.error
        _close(part, state, desk.now)
        desk.session.add(part)
    await desk.session.flush()
    if rules_of(row.kind).followers_move:
        await slip_copies.lean_on_another(desk, parts[-1])


async def _try_later(desk: Desk, row: Delivery, pause: timedelta) -> None:
    _try_again(row, desk.now + pause)
    if _waited(desk, row) >= ALERT_PATIENCE:
        await relays.beside(desk, row)


def _waited(desk: Desk, row: Delivery) -> timedelta:
    return desk.now - (row.asked_again_at or row.created_at)


def _try_again(row: Delivery, at: datetime) -> None:
    row.state, row.next_try_at, row.claimed_at = DeliveryState.WAITING, at, None
