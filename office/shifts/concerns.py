"""What an alarm may be about, one row each: whether it is still to be looked after."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

from office.desk import Desk
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import OPEN_MATTERS, MatterKind, OrderState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryState
from storage.owed import extensions, obligations, questioned
from storage.owed.extensions import ExtensionState
from storage.owed.obligations import ObligationKind, ObligationState
from storage.owed.questioned import QuestionedState
from storage.region import filed_orders, letters, upper_orders, urgent
from storage.region.filed_orders import NOT_STARTED
from storage.region.letters import LetterState
from storage.roster import chats
from storage.rota import shifts
from storage.rota.alarms import Alarm
from storage.sky import consultations, proposals
from storage.sky.proposals import AirProposalState
from storage.supervision import missed_occasions
from storage.supervision.missed_occasions import MissedState


class Concern(StrEnum):
    """Each has a phrase `alarm_of_<value>`."""

    DEAD_LETTER = "dead_letter"
    LOST_CHAT = "lost_chat"
    REQUEST = "request"
    UNCLEAR_REPLY = "unclear_reply"
    RECEIPTS = "receipts"
    HANDOVER = "handover"
    LETTER = "letter"
    UPPER_ALERT = "upper_alert"
    COUNTIES = "counties"
    CONSENT = "consent"
    SIGNATURE = "signature"
    MISSED_BY_MANY = "missed_by_many"
    URGENT = "urgent"
    HANDED_UP = "handed_up"
    AIR = "air"


StillOpen = Callable[[Desk, int], Awaitable[bool]]
"""It gets the id of what the alarm is about."""


async def is_open(desk: Desk, alarm: Alarm) -> bool:
    return await _OPEN[Concern(alarm.concern)](desk, alarm.subject_id or 0)


async def _dead(desk: Desk, delivery_id: int) -> bool:
    rows = await outbox.deliveries(desk.session, [delivery_id])
    return any(row.state == DeliveryState.DEAD for row in rows.values())


async def _lost(desk: Desk, chat_id: int) -> bool:
    chat = await chats.bound_chat(desk.session, desk.jurisdiction, chat_id)
    return chat is not None and not chat.reachable


async def _asked(desk: Desk, extension_id: int) -> bool:
    asked = await extensions.extension(desk.session, extension_id)
    return asked is not None and asked.state == ExtensionState.ASKED


async def _unjudged(desk: Desk, obligation_id: int) -> bool:
    replies = await questioned.replies_to(desk.session, obligation_id)
    return any(reply.state == QuestionedState.ASKED for reply in replies)


async def _unconfirmed(desk: Desk, order_id: int) -> bool:
    open_receipts = await obligations.open_in(
        desk.session, desk.jurisdiction, ObligationKind.RECEIPT
    )
    return any(
        one.order_id == order_id and one.state == ObligationState.OPEN for one in open_receipts
    )


async def _untaken(desk: Desk, shift_id: int) -> bool:
    row = await shifts.shift(desk.session, desk.jurisdiction, shift_id)
    if row is None or row.taken_at is not None or row.replaced_at is not None:
        return False
    return row.ends_at > desk.now


async def _put_aside(desk: Desk, letter_id: int) -> bool:
    letter = await letters.letter(desk.session, letter_id)
    return letter is not None and letter.state == LetterState.ASIDE


async def _unfollowed(desk: Desk, upper_order_id: int) -> bool:
    """Whether the office above still waits for an order of ours, issued or being signed.

    An exercise does nothing of what the office above has ordered.
    """
    rows = await upper_orders.checked(desk.session, desk.jurisdiction)
    newest = rows[-1] if rows else None
    if newest is None or newest.key != upper_order_id or newest.ends:
        return False
    drafts = await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    if any(draft.state == OrderState.APPROVING and not draft.drill for draft in drafts):
        return False
    return not await _issued_since(desk, newest.received_at)


async def _issued_since(desk: Desk, at: datetime) -> bool:
    found = await matters.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=False
    )
    issued = await matters.issued_orders(desk.session, found[-1].key) if found else []
    return any(order.issued_at is not None and order.issued_at >= at for order in issued)


async def _not_started(desk: Desk, order_id: int) -> bool:
    order = await matters.order(desk.session, order_id)
    matter = await matters.matter(desk.session, order.matter_id) if order else None
    if matter is None or matter.state not in OPEN_MATTERS:
        return False
    rows = await filed_orders.progress_of_matter(desk.session, matter.key)
    return any(row.progress in NOT_STARTED for row in rows)


async def _unanswered(desk: Desk, letter_id: int) -> bool:
    letter = await letters.letter(desk.session, letter_id)
    if letter is None or await letters.answer_to(desk.session, letter) is not None:
        return False
    rows = await upper_orders.checked(desk.session, letter.jurisdiction)
    # Once the office above has ordered something else, the answer would open nothing.
    return bool(rows) and rows[-1].key == letter.subject_id


async def _unsigned(desk: Desk, approval_id: int) -> bool:
    """What is signed, returned, given up or lapsed is asked for no more."""
    step = await approvals.approval(desk.session, approval_id)
    return step is not None and step.decision == Decision.ASKED


async def _unanswered_by_office(desk: Desk, row_id: int) -> bool:
    row = await missed_occasions.missed_occasion(desk.session, row_id)
    return row is not None and row.state == MissedState.ASKED


async def _unreceived(desk: Desk, letter_id: int) -> bool:
    letter = await letters.letter(desk.session, letter_id)
    return letter is not None and await letters.answer_to(desk.session, letter) is None


async def _undecided(desk: Desk, proposal_id: int) -> bool:
    """Whether nobody has begun to decide on what the air asks for.

    A consultation, a draft and a request to sign that it is not followed are each a beginning.
    """
    row = await proposals.proposal(desk.session, proposal_id)
    if row is None or row.state != AirProposalState.OPEN or row.decline_id is not None:
        return False
    if await consultations.of_proposal(desk.session, row.key):
        return False
    drafts = await matters.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    return all(draft.drill for draft in drafts)


async def _not_handed_up(desk: Desk, dispatch_id: int) -> bool:
    made = await urgent.dispatch(desk.session, dispatch_id)
    return made is not None and made.received_at is None


_OPEN: dict[Concern, StillOpen] = {
    Concern.DEAD_LETTER: _dead,
    Concern.LOST_CHAT: _lost,
    Concern.REQUEST: _asked,
    Concern.UNCLEAR_REPLY: _unjudged,
    Concern.RECEIPTS: _unconfirmed,
    Concern.HANDOVER: _untaken,
    Concern.LETTER: _put_aside,
    Concern.UPPER_ALERT: _unfollowed,
    Concern.COUNTIES: _not_started,
    Concern.CONSENT: _unanswered,
    Concern.SIGNATURE: _unsigned,
    Concern.MISSED_BY_MANY: _unanswered_by_office,
    Concern.URGENT: _unreceived,
    Concern.HANDED_UP: _not_handed_up,
    Concern.AIR: _undecided,
}
