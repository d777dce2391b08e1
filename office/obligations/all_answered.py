"""Tells the office that the last body has answered an order, so that it can be closed.

The board says so as well, but an edited message rings nobody's phone.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import kinds
from office.matters.naming import order_of
from office.matters.order_texts import matter_title
from office.obligations.board_texts import CLOSE_VERB
from office.obligations.settling import Beside, Happening, OwedChange
from office.plan.owed_kinds import answers_to_order
from office.post import Posting
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, MatterState, Order, OrderKind
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.subjects import Subject


async def _tell(desk: Desk, answered: Obligation, _happening: Happening) -> None:
    if answered.kind not in answers_to_order():
        return
    rows = await obligations.of_occasion(
        desk.session, answered.matter_id, answered.kind, answered.occasion
    )
    # Whoever it was taken off has not answered it.
    owing = [row for row in rows if row.state != ObligationState.SUPERSEDED]
    if not owing or any(row.state == ObligationState.OPEN for row in owing):
        return
    order = await order_of(desk, answered)
    if kinds.of_order(order).ends_when_answered:
        await _close(desk, order)
        return
    key = kinds.of_order(order).key
    title = matter_title(desk, await desk.plan_of(order), order)
    phrase = desk.words.phrase(
        key("all_answered"), title=title, serial=order.serial, count=len(owing)
    )
    posting = Posting(Subject.of(order), dedupe_key=f"all_answered:{order.key}")
    await post.tell_office(desk, Message(phrase, _close_button(desk, order)), posting)


def _close_button(desk: Desk, order: Order) -> Keyboard:
    row = kinds.of_order(order)
    if OrderKind.CLOSE not in row.ends:
        return ()
    label = desk.words.plain(row.key("button_close"))
    return ((button(label, row.concluded_by or CLOSE_VERB, order.matter_id),),)


async def _close(desk: Desk, order: Order) -> None:
    matter = await store.matter(desk.session, order.matter_id)
    if matter is None or matter.state not in OPEN_MATTERS:
        return
    matter.state, matter.ended_at = MatterState.CLOSED, desk.now
    desk.session.add(matter)
    await desk.session.flush()
    await desk.record("matter_answered", kinds.audit_subject(order))


# All others may have answered before it was taken off the last one.
ALL_ANSWERED = Beside("all answered", {OwedChange.ANSWERED: _tell, OwedChange.RELIEVED: _tell})
