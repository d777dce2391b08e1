"""The last look before a message leaves: what is no longer true is not sent."""

from collections.abc import Awaitable, Callable, Collection, Iterable

from office.bodies import responsible
from office.delivery_kinds import Condition, rules_of
from office.desk import Desk
from office.ladder import referral_notes, service
from office.ladder.verdicts import Reason
from office.matters.in_effect import ending, newest_terms, order_at, takes_effect_at
from office.obligations import lifecycle
from office.plan.owed_kinds import kind_of
from office.supervision import slips
from storage.decisions import approvals, public_notices
from storage.decisions import matters as stored_matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import ENDED_MATTERS
from storage.decisions.public_notices import PublicNoticeState
from storage.delivery import about
from storage.delivery.outbox import NOT_LOST, Action, Delivery
from storage.owed.obligations import ObligationState
from storage.roster import chats
from storage.rota import alarms
from storage.subjects import AboutSubject, SubjectKind
from storage.supervision import appraisal_leads
from storage.supervision.appraisal_leads import LeadState
from storage.supervision.slips import SlipState

Rule = Callable[[Desk, AboutSubject], Awaitable[str | None]]
"""It returns why its condition no longer holds, or None."""

DAY_OVER = "its day is over"
DECIDED = "decided"
NOT_FOR_THE_PUBLIC = "not for the public"
SUPERSEDED = "superseded"
LEFT = "left the post"


async def before_sending(desk: Desk, row: Delivery) -> str | None:
    """Return why the message must not go, in the transaction that takes it for sending.

    A slip that does not reach its agency for this reason is void from here on. But if an earlier
    try may have brought it, it was issued and stays so.
    """
    reason = await _not_for_the_public(desk, row) or await reason_to_drop(desk, row)
    if reason is not None and rules_of(row.kind).serves_slip:
        await _void(desk, row, reason)
    return reason


async def _not_for_the_public(desk: Desk, row: Delivery) -> str | None:
    """Whatever was queued by whichever mistake, the public reads its notices alone."""
    if row.chat_id > 0 or rules_of(row.kind).for_the_public:
        return None
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    there = channel is not None and channel.chat_id == row.chat_id
    return NOT_FOR_THE_PUBLIC if there else None


async def read_ahead(desk: Desk, rows: Collection[Delivery]) -> None:
    judged = [row for row in rows if row.action == Action.SEND and rules_of(row.kind).last_look]
    await about.read(desk.session, [row.subject for row in judged if row.subject is not None])


async def reason_to_drop(desk: Desk, row: Delivery) -> str | None:
    if row.action == Action.EDIT:
        return None
    return await _what_fails(desk, row, rules_of(row.kind).last_look)


async def outdated(desk: Desk, kind: str, row: AboutSubject) -> str | None:
    rules = rules_of(kind)
    return await _what_fails(desk, row, (*rules.last_look, *rules.elsewhere))


async def _what_fails(desk: Desk, row: AboutSubject, conditions: Iterable[Condition]) -> str | None:
    for condition in conditions:
        reason = await UNLESS[condition](desk, row)
        if reason is not None:
            return reason
    return None


async def _not_owed(desk: Desk, row: AboutSubject) -> str | None:
    obligation = await about.obligation(desk.session, row.subject)
    if obligation is None or obligation.state == ObligationState.OPEN:
        return None
    superseded = obligation.state == ObligationState.SUPERSEDED
    return obligation.state if superseded else Reason.ANSWERED


async def _not_handed_over(desk: Desk, row: AboutSubject) -> str | None:
    """A referral that may have arrived is sent until it is certain, and no report stops it."""
    slip = await about.slip(desk.session, row.subject)
    if slip is not None and await service.has_left(desk, slip):
        return None
    return await _not_owed(desk, row)


async def _more_time_asked(desk: Desk, row: AboutSubject) -> str | None:
    obligation = await about.obligation(desk.session, row.subject)
    if obligation and lifecycle.awaits_decision(obligation):
        return Reason.EXTENSION
    return None


async def _matter_over(desk: Desk, row: AboutSubject) -> str | None:
    # The end of a matter stops receipts and what is asked daily; the closing report comes after it.
    obligation = await about.obligation(desk.session, row.subject)
    if obligation is None or kind_of(obligation).outlives_matter:
        return None
    matter = await stored_matters.matter(desk.session, obligation.matter_id)
    return matter.state if matter and matter.state in ENDED_MATTERS else None


async def _slip_gone(desk: Desk, row: AboutSubject) -> str | None:
    slip = await about.slip(desk.session, row.subject)
    return slip.state if slip and slip.state != SlipState.ISSUED else None


async def _proposal_decided(desk: Desk, row: AboutSubject) -> str | None:
    slip = await about.slip(desk.session, row.subject)
    if slip is not None:
        return slip.state if slip.state != SlipState.PROPOSED else None
    number = row.is_about(SubjectKind.APPRAISAL_LEAD)
    lead = await appraisal_leads.lead(desk.session, number) if number is not None else None
    return lead.state if lead and lead.state != LeadState.PROPOSED else None


async def _approval_decided(desk: Desk, row: AboutSubject) -> str | None:
    asked = row.context.get("approval") if isinstance(row, Delivery) else None
    if row.subject is None or asked is None:
        return None
    steps = await approvals.approvals(desk.session, row.subject)
    waits = any(step.key == asked and step.decision == Decision.ASKED for step in steps)
    return None if waits else DECIDED


async def _newer_order(desk: Desk, row: AboutSubject) -> str | None:
    order = await stored_matters.order(desk.session, row.is_about(SubjectKind.ORDER) or 0)
    if order is None:
        return None
    issued = await stored_matters.issued_orders(desk.session, order.matter_id)
    newest = {one.key for one in issued[-1:]}
    last, standing = ending(issued), newest_terms(issued)
    if last is not None and standing is not None and takes_effect_at(last) > desk.now:
        # Until an announced end takes effect, what it ends is carried out.
        newest.add(standing.key)
    return None if order.key in newest else SUPERSEDED


async def _not_in_effect(desk: Desk, row: AboutSubject) -> str | None:
    order = await stored_matters.order(desk.session, row.is_about(SubjectKind.ORDER) or 0)
    if order is None:
        return None
    issued = await stored_matters.issued_orders(desk.session, order.matter_id)
    current = order_at(issued, desk.now)
    return None if current is not None and current.key == order.key else SUPERSEDED


async def _another_day(desk: Desk, row: AboutSubject) -> str | None:
    """How a day stood is no news on the next; whoever wants to know asks."""
    if not isinstance(row, Delivery):
        return None
    return DAY_OVER if desk.local(row.created_at).date() != desk.local(desk.now).date() else None


async def _alarm_answered(desk: Desk, row: AboutSubject) -> str | None:
    raised = await alarms.alarm(desk.session, desk.jurisdiction, row.subject_id or 0)
    return Reason.ANSWERED if raised and raised.answered_at else None


async def _public_text_replaced(desk: Desk, row: AboutSubject) -> str | None:
    """Nobody publishes what holds no longer; its reader hears of the newer text instead."""
    number = row.is_about(SubjectKind.PUBLIC_NOTICE) or 0
    notice = await public_notices.notice(desk.session, number)
    holds = notice is None or notice.state not in (
        PublicNoticeState.ENDED,
        PublicNoticeState.CORRECTED,
        PublicNoticeState.DROPPED,
    )
    return None if holds else SUPERSEDED


async def _responsible_no_more(desk: Desk, row: AboutSubject) -> str | None:
    """Whoever has left the post since the slip was issued reads nothing of it."""
    slip = await about.slip(desk.session, row.subject)
    if slip is None or not isinstance(row, Delivery):
        return None
    held = await responsible.holders(desk, slip.agency)
    return None if any(one.user_id == row.chat_id for one in held) else LEFT


UNLESS: dict[Condition, Rule] = {
    Condition.OWED: _not_owed,
    Condition.OWED_OR_HANDED_OVER: _not_handed_over,
    Condition.NO_MORE_TIME_ASKED: _more_time_asked,
    Condition.MATTER_LASTS: _matter_over,
    Condition.SLIP_STANDS: _slip_gone,
    Condition.PROPOSAL_OPEN: _proposal_decided,
    Condition.SIGNATURE_AWAITED: _approval_decided,
    Condition.NEWEST_ORDER: _newer_order,
    Condition.ORDER_IN_EFFECT: _not_in_effect,
    Condition.SAME_DAY: _another_day,
    Condition.ALARM_UNANSWERED: _alarm_answered,
    Condition.PUBLIC_TEXT_HOLDS: _public_text_replaced,
    Condition.STILL_RESPONSIBLE: _responsible_no_more,
}


async def _void(desk: Desk, row: Delivery, reason: str) -> None:
    """Void the slip only if none of the addressee's chats has it, will have it or may have it.

    If it may have arrived, the ladder looks again, and says it again once it may go.
    """
    slip = await about.slip(desk.session, row.subject)
    obligation = await about.obligation(desk.session, row.subject)
    if slip is None or obligation is None or slip.state != SlipState.ISSUED:
        return
    servings = await service.servings(desk, slip)
    others = (other for other in servings if other.key != row.key)
    if any(other.state in NOT_LOST for other in others):
        return
    if any(map(service.may_have_arrived, servings)):
        await lifecycle.look_since(desk, obligation, slip.issued_at)
        return
    await slips.void(desk, obligation, slip, reason)
    if slip.is_referral:
        await referral_notes.tell_unsent(desk, obligation, slip)
