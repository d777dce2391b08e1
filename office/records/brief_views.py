"""What a brief says of an alert: who has answered, what was issued today, what waits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from messages.views.briefs import BriefCount, BriefSlips, BriefView
from messages.views.pictures import ListedNumbers
from office.desk import Desk
from office.enterprises import denominators
from office.ladder import step_words
from office.ladder.policies import ladder, owed_under
from office.matters import kinds, naming
from office.matters.in_effect import (
    ending,
    newest_terms,
    newest_with_additions,
    takes_effect_at,
)
from office.matters.order_terms import announced_end
from office.matters.order_texts import matter_title
from office.obligations.lateness import is_overdue
from office.plan.model import Plan, When
from office.reports import day_sums
from office.reports.day_sums import DayFigures
from storage.decisions import matters
from storage.decisions.matters import Matter, Order
from storage.occasions import Occasion, of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.supervision import slips

ONE_DAY = timedelta(days=1)


async def whole(desk: Desk, alert: Matter, order: Order) -> BriefView:
    """What the office and its leaders read."""
    plan = await desk.plan_of(order)
    started_at = alert.started_at or takes_effect_at(order)
    ends_at = announced_end(order)
    level = kinds.level_of(plan, order)
    issued = await matters.issued_orders(desk.session, alert.key)
    lift, later = ending(issued), _later(desk, issued)
    today = desk.local(desk.now).date()
    yesterday = await figures(desk, plan, order, today - ONE_DAY)
    return BriefView(
        colour=kinds.mark(plan, order),
        title=matter_title(desk, plan, order),
        serial=order.serial or "",
        response=level.response,
        at=desk.now,
        started_at=started_at,
        has_started=started_at <= desk.now,
        day=(today - desk.local(started_at).date()).days + 1,
        ends_at=ends_at,
        is_over=ends_at is not None and ends_at <= desk.now,
        lifts_at=takes_effect_at(lift) if lift else None,
        next_level=kinds.level_of(plan, later).name if later else "",
        next_at=takes_effect_at(later) if later else None,
        counts=await _counts(desk, plan, order),
        slips=await _slips(desk, plan, order),
        of=today - ONE_DAY,
        sums=yesterday.sums,
        curbs=yesterday.curbs,
        listed=_listed(desk, plan, yesterday),
        lists_lacking=_lists_lacking(plan, yesterday),
        firms=yesterday.firms,
    )


def _later(desk: Desk, issued: Sequence[Order]) -> Order | None:
    """The order that was issued and takes effect later, unless an end has taken its place."""
    newest = newest_terms(issued)
    if newest is None or newest is not issued[-1] or newest is issued[0]:
        return None
    return newest if takes_effect_at(newest) > desk.now else None


def for_bodies(view: BriefView) -> BriefView:
    """What every body reads: how many have answered, and not who is late or was called to account,
    nor that a figure is still to be checked.

    That is between a body and the office, until the office circulates it.
    """
    counts = tuple(replace(one, late=0, overdue=(), held=()) for one in view.counts)
    sums = tuple(replace(one, to_check=0) for one in view.sums)
    return replace(view, counts=counts, sums=sums, slips=(), firms=None)


async def _counts(desk: Desk, plan: Plan, order: Order) -> tuple[BriefCount, ...]:
    """Who has confirmed what holds, and what was owed of yesterday."""
    yesterday = of_day(desk.local(desk.now).date() - ONE_DAY)
    daily = owed_under(plan, order.matter_kind, When.DAILY)
    reports = [await _owed(desk, order, kind.kind, yesterday) for kind in daily]
    found = (await _receipts(desk, order), *reports)
    return tuple(_count(desk, plan, rows) for rows in found if rows)


async def _receipts(desk: Desk, order: Order) -> list[Obligation]:
    """The newest receipt of each body: who does not read an addition confirms the order before it.

    The order may be replaced already by one that is announced, and what was open of it has fallen.
    """
    issued = await matters.issued_orders(desk.session, order.matter_id)
    newest: dict[str, Obligation] = {}
    for one in newest_with_additions(issued):
        rows = await _owed(desk, one, ObligationKind.RECEIPT, of_order(one.key))
        newest |= {row.agency: row for row in rows}
    return list(newest.values())


async def _owed(desk: Desk, order: Order, kind: str, occasion: Occasion) -> list[Obligation]:
    rows = await obligations.of_occasion(desk.session, order.matter_id, kind, occasion)
    return [row for row in rows if row.state != ObligationState.SUPERSEDED]


def _count(desk: Desk, plan: Plan, rows: list[Obligation]) -> BriefCount:
    overdue = {row.agency for row in rows if is_overdue(row, desk.now)}
    held = {row.agency for row in rows if row.paused_at is not None} - overdue
    return BriefCount(
        what=naming.matter_of(desk, rows[0]),
        is_receipt=rows[0].kind == ObligationKind.RECEIPT,
        total=len(rows),
        done=sum(row.state != ObligationState.OPEN for row in rows),
        late=sum(row.state == ObligationState.MET_LATE for row in rows),
        overdue=tuple(body.short for body in plan.bodies if body.id in overdue),
        held=tuple(body.short for body in plan.bodies if body.id in held),
    )


async def figures(desk: Desk, plan: Plan, order: Order, day: date) -> DayFigures:
    """Add up the reports that most bodies owe, which are the first that the plan names of a day."""
    daily = owed_under(plan, order.matter_kind, When.DAILY)
    return await day_sums.of_day(desk, plan, order, daily[0], day) if daily else DayFigures()


def _listed(desk: Desk, plan: Plan, said: DayFigures) -> tuple[ListedNumbers, ...]:
    if said.lists is None or not denominators.asks(plan):
        return ()
    return denominators.numbers(desk, said.lists)


def _lists_lacking(plan: Plan, said: DayFigures) -> int:
    """It is said of days of a response alone: on others nothing is to be stopped."""
    lists = said.lists
    if lists is None or lists.level is None or not denominators.asks(plan):
        return 0
    return lists.lacking


async def _slips(desk: Desk, plan: Plan, order: Order) -> tuple[BriefSlips, ...]:
    served = await slips.served_since(desk.session, order.matter_id, _midnight(desk))
    titles = Counter(_title(desk, plan, order, kind, body, step) for kind, body, step in served)
    return tuple(BriefSlips(title, count) for title, count in titles.items())


def _title(desk: Desk, plan: Plan, order: Order, kind: str, body: str, step: str) -> str:
    return step_words.title(desk, ladder(plan, kind, body, drill=order.drill), step)


def _midnight(desk: Desk) -> datetime:
    return datetime.combine(desk.local(desk.now).date(), time(), desk.zone)
