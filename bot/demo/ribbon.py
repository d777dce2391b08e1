"""Tells the story so far in one line: the alert, its receipts and reports, its slips."""

from collections import Counter
from collections.abc import Iterable

from bot.demo.sayings import say
from office.desk import Desk
from office.matters import in_effect, kinds
from office.matters.order_texts import title
from office.obligations.board_texts import MET_STATES
from sandbox.backstage import Colour, Ribbon
from storage.decisions import matters as store
from storage.decisions.matters import (
    ENDED_MATTERS,
    OPEN_MATTERS,
    Matter,
    MatterKind,
    Order,
    OrderState,
)
from storage.delivery import boards
from storage.delivery.boards import BoardKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.subjects import Subject
from storage.supervision import slips
from storage.supervision.slips import SlipState

Figure = tuple[str, str]

COLOURS: dict[str, Colour] = {
    "blue": "blue",
    "yellow": "yellow",
    "orange": "orange",
    "red": "red",
}
"""The colours of levels and of slips, by their ids; a level without one is shown in blue."""

_COUNTED_SLIPS = (SlipState.ISSUED, SlipState.CLOSED)
_SHOWN = ("yellow", "orange", "red")
_REPORTS = ("daily", "closing")
"""What most bodies owe. What is asked of one alone, such as a team's summary, has no room here."""


async def ribbon(desk: Desk) -> Ribbon:
    opened = await store.open_matters(
        desk.session, desk.jurisdiction, MatterKind.ALERT, drill=False
    )
    pending = await store.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    ended = await store.matters_in(
        desk.session, desk.jurisdiction, *ENDED_MATTERS, kind=MatterKind.ALERT, drill=False
    )
    if opened:
        return await _of_alert(desk, opened[-1])
    if pending:
        return await _of_draft(desk, pending[-1])
    if ended:
        return await _of_alert(desk, ended[-1])
    return Ribbon("", say("ribbon_nothing", desk.words.locale))


async def _of_draft(desk: Desk, draft: Order) -> Ribbon:
    approving = draft.state == OrderState.APPROVING
    key = "ribbon_approving" if approving else "ribbon_draft"
    plan = await desk.plan_of(draft)
    return Ribbon("", say(key, desk.words.locale, title=title(desk, plan, draft)))


async def _of_alert(desk: Desk, alert: Matter) -> Ribbon:
    orders = await store.issued_orders(desk.session, alert.key)
    order = in_effect.order_at(orders, desk.now) or in_effect.newest_terms(orders)
    if order is None:
        raise ValueError(f"alert {alert.key} was issued and has no order")
    level = kinds.level_of(await desk.plan_of(order), order)
    name = say("alert", desk.words.locale, level=level.name)
    day = _day(desk, alert)
    return Ribbon(
        COLOURS.get(level.id, "blue") if alert.state in OPEN_MATTERS else "",
        say(f"ribbon_{alert.state}", desk.words.locale, title=name, day=day),
        (*await _receipts(desk, alert, orders), *await _reports(desk, alert), *await _slips(desk)),
    )


def _day(desk: Desk, alert: Matter) -> int:
    # The first day in force is day 1.
    begun = desk.local(alert.started_at or desk.now).date()
    return (desk.local(desk.now).date() - begun).days + 1


async def _receipts(desk: Desk, alert: Matter, orders: list[Order]) -> Iterable[Figure]:
    # The newest order that asked for receipts is the one that counts.
    for order in reversed(orders):
        occasion = of_order(order.key)
        rows = await obligations.of_occasion(
            desk.session, alert.key, ObligationKind.RECEIPT, occasion
        )
        if rows:
            return [_met("figure_receipts", rows, desk)]
    return []


async def _reports(desk: Desk, alert: Matter) -> Iterable[Figure]:
    # The newest board counts the reports of one day, or those after the lift.
    shown = await boards.boards_of(desk.session, Subject.of(alert))
    occasions = [board.occasion for board in shown if board.kind == BoardKind.REPORTS]
    found = [
        (kind, rows)
        for kind in _REPORTS
        for occasion in occasions[-1:]
        if (rows := await obligations.of_occasion(desk.session, alert.key, kind, occasion))
    ]
    return [_met(f"figure_{kind}", rows, desk) for kind, rows in found]


def _met(key: str, rows: list[Obligation], desk: Desk) -> Figure:
    met = sum(row.state in MET_STATES for row in rows)
    return say(key, desk.words.locale), f"{met}/{len(rows)}"


async def _slips(desk: Desk) -> Iterable[Figure]:
    issued = await slips.slips_in(desk.session, desk.jurisdiction, *_COUNTED_SLIPS)
    counted = Counter(slip.step for slip in issued)
    # A referral concerns a few people, and the ribbon stands above every chat.
    return [(say(f"figure_{step}", desk.words.locale), str(counted[step])) for step in _SHOWN]
