"""Tells each day how things stand under an alert; nobody has to answer it."""

from datetime import timedelta

from messages.render import Message
from messages.views.briefs import BriefCount, BriefView
from office import post
from office.desk import Desk
from office.ladder.policies import owed_under
from office.matters import briefs, kinds, naming
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import announced_end
from office.matters.order_texts import matter_title
from office.matters.orders import recipients_of
from office.obligations import prompts
from office.plan.model import Plan, When
from office.plan.quiet import quiet_until
from office.post import Mailing, Place, Posting
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, Order
from storage.delivery.outbox import DeliveryKind
from storage.occasions import Occasion, of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

ONE_DAY = timedelta(days=1)


async def tell(desk: Desk, matter_id: int) -> str:
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    order = await prompts.order_in_force(desk, alert)
    plan = await desk.plan_of(order)
    await briefs.expect(desk, plan, alert, desk.now)
    # It may be late, as after an outage. Then it is not worth waking anybody.
    if quiet_until(plan.sleep, plan.tz, desk.now):
        return "quiet hours"
    message = Message(desk.words.text("alert_brief", await _view(desk, plan, alert, order)))
    readers = await _readers(desk, plan, order)
    await post.send_all(desk, [_mailing(desk, order, chat, message) for chat in readers])
    return f"told {len(readers)}"


async def _view(desk: Desk, plan: Plan, alert: Matter, order: Order) -> BriefView:
    started_at = alert.started_at or takes_effect_at(order)
    ends_at = announced_end(order)
    today = desk.local(desk.now).date()
    return BriefView(
        colour=kinds.mark(plan, order),
        title=matter_title(desk, plan, order),
        serial=order.serial or "",
        at=desk.now,
        started_at=started_at,
        day=(today - desk.local(started_at).date()).days + 1,
        ends_at=ends_at,
        is_over=ends_at <= desk.now,
        counts=await _counts(desk, plan, order),
    )


async def _counts(desk: Desk, plan: Plan, order: Order) -> tuple[BriefCount, ...]:
    """What was owed of yesterday, and the receipts of an order that was issued today."""
    today = desk.local(desk.now).date()
    asked: list[tuple[str, Occasion]] = []
    if order.issued_at is not None and desk.local(order.issued_at).date() == today:
        asked.append((ObligationKind.RECEIPT, of_order(order.key)))
    daily = owed_under(plan, order.matter_kind, When.DAILY)
    asked += [(kind.kind, of_day(today - ONE_DAY)) for kind in daily]
    found = [await _owed(desk, order, kind, occasion) for kind, occasion in asked]
    return tuple(_count(desk, rows) for rows in found if rows)


async def _owed(desk: Desk, order: Order, kind: str, occasion: Occasion) -> list[Obligation]:
    rows = await obligations.of_occasion(desk.session, order.matter_id, kind, occasion)
    return [row for row in rows if row.state != ObligationState.SUPERSEDED]


def _count(desk: Desk, rows: list[Obligation]) -> BriefCount:
    return BriefCount(
        what=naming.matter_of(desk, rows[0]),
        is_receipt=rows[0].kind == ObligationKind.RECEIPT,
        total=len(rows),
        done=sum(row.state != ObligationState.OPEN for row in rows),
    )


async def _readers(desk: Desk, plan: Plan, order: Order) -> list[Chat]:
    """The office reads in its group what it is that the bodies read in theirs."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    told = [
        body
        for body in recipients_of(order)
        if plan.is_briefed(body) and not kinds.is_left_out(order, body)
    ]
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    found = [chat for body in told for chat in bound.get(body, ()) if chat.reachable]
    return [*found, office] if office is not None else found


def _mailing(desk: Desk, order: Order, chat: Chat, message: Message) -> Mailing:
    day = desk.local(desk.now).date()
    posting = Posting(
        Subject.of(order), chat.agency, dedupe_key=f"brief:{order.matter_id}:{day}:{chat.key}"
    )
    return Mailing(Place.of(chat), DeliveryKind.BRIEF, message, posting)
