"""The tries to send by second channels: each is claimed and judged before, and settled after."""

from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.delivery.channels import OFFICE
from office.desk import Desk
from office.ladder import service
from office.matters import naming
from office.obligations import boards
from office.post import Posting
from office.sending import last_look
from storage.decisions import matters
from storage.delivery import about
from storage.delivery import channels as store
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from storage.subjects import SubjectKind

MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)
CLAIM_LASTS = timedelta(minutes=3)
"""It is longer than any try, so a process that has not settled its try by then is gone."""


def stale(now: datetime) -> datetime:
    # What was claimed before this instant was claimed by a process that is gone.
    return now - CLAIM_LASTS


async def take(desk: Desk, row_id: int) -> ChannelMessage | None:
    if not await store.claim(desk.session, row_id, desk.now, stale(desk.now)):
        return None
    row = await store.message(desk.session, row_id)
    # The claim was a statement past this object, so it has to be read anew.
    await desk.session.refresh(row)
    reason = await _reason_to_drop(desk, row)
    if reason is None:
        return row
    row.state, row.closed_at, row.error = ChannelState.DROPPED, desk.now, reason
    desk.session.add(row)
    return None


async def settle(desk: Desk, row_id: int, error: str | None) -> None:
    row = await store.message(desk.session, row_id)
    row.error = error
    if error is None:
        row.state, row.closed_at = ChannelState.SENT, desk.now
    elif row.attempts >= MOST_TRIES:
        row.state, row.closed_at = ChannelState.FAILED, desk.now
        await _tell_of_failure(desk, row)
    else:
        row.state, row.next_try_at = ChannelState.WAITING, desk.now + _pause(row.attempts)
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "channel.tried" if error else "channel.sent",
        f"channel_message:{row.key}",
        channel=row.channel,
        recipient=row.recipient,
        attempt=row.attempts,
        error=error,
    )
    order_id = row.is_about(SubjectKind.ORDER)
    if order_id is not None and row.recipient != OFFICE:
        await boards.touch_receipts(desk, order_id)


async def _reason_to_drop(desk: Desk, row: ChannelMessage) -> str | None:
    """Why the message need not go: its group got it, it was confirmed, or it is outdated.

    A message to the office itself, such as that its group is lost, always goes.
    """
    if row.recipient == OFFICE or row.subject is None:
        return None
    kind = DeliveryKind(row.what)
    told = await service.tries(desk, row.recipient, row.subject, kind)
    if any(one.state == DeliveryState.SENT for one in told):
        return "told in the group"
    if await _is_confirmed(desk, row):
        return "confirmed"
    return await last_look.outdated(desk, kind, row)


async def _is_confirmed(desk: Desk, row: ChannelMessage) -> bool:
    order = await matters.order(desk.session, row.is_about(SubjectKind.ORDER) or 0)
    if order is None:
        return False
    receipt = await obligations.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, row.recipient, of_order(order.key)
    )
    return receipt is not None and receipt.state in (ObligationState.MET, ObligationState.MET_LATE)


async def _tell_of_failure(desk: Desk, row: ChannelMessage) -> None:
    channel = next((one.name for one in desk.plan.channels if one.id == row.channel), row.channel)
    order_id = await about.order_id(desk.session, row.subject)
    html = desk.words.phrase(
        "channel_failed",
        channel=channel,
        to_office=row.recipient == OFFICE,
        agency=await naming.name_under(desk, row.recipient, order_id),
        gist=row.title,
    )
    posting = Posting(dedupe_key=f"channel_failed:{row.key}")
    await post.tell_office(desk, Message(html), posting)


def _pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)
