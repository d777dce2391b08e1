"""The words of an order, for everybody and for one agency."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from markupsafe import Markup

from messages.keyboards import Button, Keyboard, button, copy_button
from messages.render import Message
from office.desk import Desk
from office.matters import (
    alert_views,
    appraisal_bulletins,
    bulletins,
    circulars,
    consultations,
    controls,
    convenings,
    kinds,
    meetings,
    notices,
    problems,
    registers,
    requests,
    tasks,
    working_groups,
)
from office.matters.kinds import KindOfMatter
from office.matters.outdated import change_of
from office.plan.model import Plan
from storage.decisions.matters import MatterKind, Order, OrderKind

RECEIPT_VERB = kinds.RECEIVED.verb
OTHERS_VERB = "others"
DUTIES_VERB = "duties"
DISPUTE_VERB = "notours"

ViewOf = Callable[[Desk, Plan, Order, str | None], Awaitable[object]]

VIEWS: dict[MatterKind, ViewOf] = {
    MatterKind.ALERT: alert_views.view,
    MatterKind.NOTICE: notices.view,
    MatterKind.TASK: tasks.view,
    MatterKind.CONTROL: controls.view,
    MatterKind.CONVENING: convenings.view,
    MatterKind.REQUEST: requests.view,
    MatterKind.REGISTER: registers.view,
    MatterKind.PROBLEM: problems.view,
    MatterKind.BULLETIN: bulletins.view,
    MatterKind.APPRAISAL_BULLETIN: appraisal_bulletins.view,
    MatterKind.CIRCULAR: circulars.view,
    MatterKind.MEETING: meetings.view,
    MatterKind.CONSULTATION: consultations.view,
    MatterKind.WORKING_GROUP: working_groups.view,
}
"""The functions that make what the templates of each kind's orders need."""


async def order_text(desk: Desk, order: Order, agency: str | None = None) -> Markup:
    return Markup(await _text(desk, order, order.matter_kind, agency))


async def brief_text(desk: Desk, order: Order) -> str:
    return await _text(desk, order, "leader", None)


async def agency_message(desk: Desk, order: Order, agency: str) -> Message:
    return Message(await order_text(desk, order, agency), receipt_keyboard(desk, order))


def receipt_keyboard(
    desk: Desk, order: Order, done: str = "", *, others_too: bool = False
) -> Keyboard:
    """The buttons under an order; `done` stands on that of a receipt which was given.

    That button is dead. Where somebody else may still have to become known by pressing, there is
    one for them beside it.
    """
    row, plain = kinds.of_order(order), desk.words.plain
    if kinds.ends(order) or not kinds.is_answered_by_press(order):
        return ()
    given = answers(desk, row, order.key)
    receipt = tuple(replace(one, done=done) for one in given)
    if done and others_too:
        receipt += tuple(replace(one, label=plain("button_receipt_too")) for one in given)
    if not row.has_level:
        return (receipt, *_dispute(desk, order))
    return (
        receipt,
        (
            button(plain("button_others"), OTHERS_VERB, order.key),
            button(plain("button_duties"), DUTIES_VERB, order.key),
            *copy_button(plain("button_copy_serial"), order.serial or ""),
        ),
    )


def answers(desk: Desk, row: KindOfMatter, order_id: int) -> tuple[Button, ...]:
    """The buttons by which whoever has such an order gives the receipt."""
    plain = desk.words.plain
    return tuple(button(plain(one.label), one.verb, order_id) for one in row.answered_by)


def answers_of(desk: Desk, order: Order, body: str, name: str) -> tuple[Button, ...]:
    """The same where one message is for several bodies; each button names its own."""
    return tuple(
        button(desk.words.plain(f"{one.label}_of", agency=name), one.verb, order.key, body)
        for one in kinds.of_order(order).answered_by
    )


def named_answers(desk: Desk, order: Order) -> str:
    """Such as “参会”或“请假”, for whoever is asked to press one of them."""
    labels = [desk.words.plain(one.label) for one in kinds.of_order(order).answered_by]
    return desk.words.plain("receipt_buttons", labels=labels)


def _dispute(desk: Desk, order: Order) -> Keyboard:
    if not kinds.of_order(order).disputed:
        return ()
    return ((button(desk.words.plain("button_dispute"), DISPUTE_VERB, order.key),),)


def title(desk: Desk, plan: Plan, order: Order) -> str:
    """What the order is called in a sentence, such as 橙色预警."""
    return _called(desk, plan, order, change_of(order) or order.kind)


def matter_title(desk: Desk, plan: Plan, order: Order) -> str:
    """The name of the matter, whatever this order changed about it."""
    return _called(desk, plan, order, OrderKind.ISSUE)


def own_title(desk: Desk, order: Order) -> str:
    """What tells its receipt from that of an alert, which needs no name."""
    row, said = kinds.of_order(order), str(order.says.get("title", ""))
    if said or row.has_level:
        return said
    return desk.words.plain(row.key(f"title_{change_of(order) or order.kind}"))


def _called(desk: Desk, plan: Plan, order: Order, kind: str) -> str:
    level = kinds.level_named(plan, order)
    key = kinds.of_order(order).key(f"title_{kind}")
    name = level.name if level else ""
    called = desk.words.plain(key, level=name, title=order.says.get("title", ""))
    return desk.words.plain("drill_title", title=called) if order.drill else called


async def _text(desk: Desk, order: Order, family: str, agency: str | None) -> str:
    view = VIEWS[MatterKind(order.matter_kind)]
    given = await view(desk, await desk.plan_of(order), order, agency)
    part = "ending" if kinds.ends(order) else "order"
    return desk.words.text(f"{family}_{part}", given)
