"""Answers `/board` with the state of affairs, and with that of the exercises by itself."""

from dataclasses import replace
from typing import Any

from messages.views.boards import (
    AlertLine,
    BoardView,
    MatterLine,
    NewcomerLine,
    Overview,
    PendingLine,
    SummaryView,
)
from office.bodies.people import Actor, require_reader
from office.decisions import declining
from office.decisions.draft_texts import drafter_of, lapsed_by
from office.decisions.order_round import round_of
from office.desk import Desk
from office.matters import alerts, kinds, newcomers, orders, standing_bodies
from office.matters.in_effect import ending, newest_terms, order_at, takes_effect_at
from office.matters.kinds import KindOfMatter
from office.matters.order_terms import announced_end, named_end
from office.matters.order_texts import matter_title
from office.obligations import board_texts
from office.region import offices
from office.sending import dead_letters
from office.signing.requests import post_name
from storage.decisions import approvals
from storage.decisions import matters as store
from storage.decisions.approvals import Decision
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind
from storage.delivery import boards as board_store
from storage.delivery.boards import Board
from storage.roster import chats
from storage.subjects import Subject

MOST_NEWCOMERS = 8


async def overview(desk: Desk, who: Actor) -> Overview:
    require_reader(desk, who)
    real = await store.open_matters(desk.session, desk.jurisdiction, drill=False)
    open_alerts = [matter for matter in real if matter.kind == MatterKind.ALERT]
    untold = [line for alert in open_alerts for line in await _newcomers(desk, alert)]
    return Overview(desk.now, await _summary(desk, real), await _boards(desk, real), tuple(untold))


async def drills(desk: Desk, who: Actor) -> Overview | None:
    """The exercises by themselves; None where there are none."""
    require_reader(desk, who)
    opened = await store.open_matters(desk.session, desk.jurisdiction, drill=True)
    drafted = await pending(desk, drill=True)
    if not opened and not drafted:
        return None
    return Overview(
        desk.now,
        SummaryView(**await _lines(desk, opened), pending=drafted),
        await _boards(desk, opened),
    )


async def summary(desk: Desk) -> SummaryView:
    """Tell what is in force and what waits, without the boards.

    Drafts of exercises wait for the next shift as well.
    """
    real = await store.open_matters(desk.session, desk.jurisdiction, drill=False)
    found = await _summary(desk, real)
    return replace(found, pending=(*found.pending, *await pending(desk, drill=True)))


async def _boards(desk: Desk, open_matters: list[Matter]) -> tuple[BoardView, ...]:
    # These boards are copies for whoever asked; the live ones are still edited where they stand.
    return tuple(
        [
            await board_texts.view_of(desk, matter.key, board.kind, board.occasion)
            for matter in open_matters
            for board in _current(await board_store.boards_of(desk.session, Subject.of(matter)))
        ]
    )


async def _newcomers(desk: Desk, alert: Matter) -> list[NewcomerLine]:
    order = await orders.newest_order(desk, alert)
    untold = await newcomers.untold(desk, order)
    return [NewcomerLine(alert.key, one.id, one.short) for one in untold[:MOST_NEWCOMERS]]


def _current(known: list[Board]) -> list[Board]:
    # Boards come oldest first, so the newest of each kind is kept.
    newest = {board.kind: board for board in known}
    return list(newest.values())


async def _summary(desk: Desk, open_matters: list[Matter]) -> SummaryView:
    dead = await dead_letters.standing(desk)
    shown = dead[: dead_letters.MOST_SHOWN]
    return SummaryView(
        **await _lines(desk, open_matters),
        pending=await pending(desk, drill=False),
        dead_letters=tuple([await dead_letters.line_of(desk, row) for row in shown]),
        dead_total=len(dead),
        unreachable=await unreachable(desk, open_matters),
        declined=tuple(await declining.recent(desk)),
    )


async def _lines(desk: Desk, open_matters: list[Matter]) -> dict[str, Any]:
    alerts_, others = [], []
    for matter in open_matters:
        if matter.kind == MatterKind.ALERT:
            alerts_.append(await alert_line(desk, matter))
        else:
            others.append(await matter_line(desk, matter))
    return {"alerts": tuple(alerts_), "others": tuple(others)}


async def pending(desk: Desk, *, drill: bool) -> tuple[PendingLine, ...]:
    drafts = await store.pending_orders(desk.session, desk.jurisdiction)
    return tuple([await _pending_line(desk, one) for one in drafts if one.drill is drill])


async def alert_line(desk: Desk, alert: Matter) -> AlertLine:
    orders = await store.issued_orders(desk.session, alert.key)
    newest = newest_terms(orders)
    holding = order_at(orders, desk.now) or newest
    if holding is None or newest is None:
        raise ValueError(f"alert {alert.key} is open and has no order")
    plan = await desk.plan_of(holding)
    later = newest if newest.key != holding.key else None
    newest_end, lift = announced_end(newest), ending(orders)
    return AlertLine(
        title=matter_title(desk, plan, holding),
        colour=kinds.mark(plan, holding),
        serial=holding.serial or "",
        in_force=await alerts.order_in_effect(desk, alert) is not None,
        starts_at=takes_effect_at(holding),
        ends_at=announced_end(holding),
        is_over=lift is None and newest_end is not None and newest_end <= desk.now,
        newcomers=tuple([one.short for one in await newcomers.untold(desk, newest)]),
        next_level=kinds.level_of(plan, later).name if later else "",
        next_at=later.starts_at if later else None,
        lifts_at=takes_effect_at(lift) if lift else None,
    )


async def matter_line(desk: Desk, matter: Matter) -> MatterLine:
    order = await orders.newest_order(desk, matter)
    row, plan = kinds.of_order(order), await desk.plan_of(order)
    title_ = matter_title(desk, plan, order)
    return MatterLine(
        title=title_,
        mark=kinds.mark(plan, order),
        serial=order.serial or "",
        until=desk.words.plain(row.key("until"), at=named_end(order)),
        close=(_closing(desk, row, title_), matter.key) if _is_closed_by_press(row) else None,
    )


def _is_closed_by_press(row: KindOfMatter) -> bool:
    """What is concluded has its button on its own board alone, which says what is missing."""
    return OrderKind.CLOSE in row.ends and not row.concluded_by


def _closing(desk: Desk, row: KindOfMatter, named: str) -> str:
    return desk.words.plain(row.key("button_close_named"), title=named)


async def _pending_line(desk: Desk, draft: Order) -> PendingLine:
    signing = await round_of(desk, draft)
    steps = await approvals.approvals(desk.session, signing.subject)
    asked = [post_name(desk, signing, it) for it in steps if it.decision == Decision.ASKED]
    return PendingLine(
        order_id=draft.key,
        title=signing.title,
        drafter=await drafter_of(desk, draft),
        state=draft.state,
        lapsed=lapsed_by(desk, draft),
        waits_for=desk.words.listed(asked),
    )


async def unreachable(desk: Desk, open_matters: list[Matter]) -> tuple[str, ...]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    # An agency may have left the plan since an alert was issued under it; the alert still names it.
    told = {body.id: body for body in kinds.concerned(desk.plan, kinds.ALERT)}
    for alert in open_matters:
        plan = await desk.plan_of(await orders.newest_order(desk, alert))
        told |= {body.id: body for body in kinds.concerned(plan, kinds.ALERT)}
    by_letter = await offices.reached(desk, told.values())
    return tuple(
        body.short
        for body in told.values()
        if standing_bodies.is_there(body, bound)
        and body.id not in by_letter
        and not any(chat.reachable for chat in bound.get(body.id, []))
    )
