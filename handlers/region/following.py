"""The buttons under another office's alert: the draft of ours that answers it."""

from datetime import datetime, timedelta
from math import ceil

from handlers.matters import alerts
from handlers.matters.order_entry import Entry
from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.cap import receiving
from office.desk import Desk
from office.matters import alerts as office_alerts
from office.matters.order_terms import AT_ONCE, OPEN_END, Lasting, Start
from office.refusal import Refusal
from office.region import above, alert_news, incoming
from office.region.alert_news import AlertNews
from storage.decisions.matters import OrderKind
from storage.region.upper_orders import UpperOrder

AN_HOUR = timedelta(hours=1)


async def follow(turn: Turn, press: Press) -> None:
    """Draft an alert of ours, or a change of it, at the level of the office above."""
    row = await _standing(turn, press)
    lasting = row.ends_at or (OPEN_END if row.is_open_ended else row.hours)
    starts_at, hours = _rest(turn.desk, row.starts_at, lasting)
    entry = Entry(
        kind=await _kind(turn.desk),
        level=row.level,
        starts_at=starts_at,
        hours=hours,
        pollutant=row.pollutant,
        grounds=_by_order(turn.desk, row.upper, row.number),
    )
    await alerts.begin(turn, entry)


async def lift(turn: Turn, press: Press) -> None:
    row = await _standing(turn, press)
    grounds = _by_order(turn.desk, row.upper, row.number)
    # What the office above ends later holds us until then.
    starts_at = row.starts_at if row.starts_at > turn.desk.now else AT_ONCE
    await alerts.begin(turn, Entry(OrderKind.LIFT, starts_at=starts_at, grounds=grounds))


async def join_in(turn: Turn, press: Press) -> None:
    """Draft an alert that starts with that of a neighbour."""
    guards.require_office_place(turn)
    await _join(turn, await incoming.to_join(turn.desk, press.number() or 0))


async def join_in_as_cap(turn: Turn, press: Press) -> None:
    """The same where their alert came as a CAP message."""
    guards.require_office_place(turn)
    await _join(turn, await receiving.to_join(turn.desk, press.number() or 0))


async def _join(turn: Turn, news: AlertNews | None) -> None:
    if news is None:
        raise Refusal("neighbour_order_over")
    level = alert_news.level_here(turn.desk.plan, news)
    lasting = news.ends_at or (news.hours if news.hours is not None else OPEN_END)
    starts_at, hours = _rest(turn.desk, news.starts_at, lasting)
    known = turn.desk.plan.known_pollutant(news.pollutant or "")
    entry = Entry(
        kind=await _kind(turn.desk),
        level=level.id if level else None,
        starts_at=starts_at,
        hours=hours,
        pollutant=known.id if known else None,
        grounds=_together(turn.desk, news.command, news.number),
    )
    await alerts.begin(turn, entry)


async def _standing(turn: Turn, press: Press) -> UpperOrder:
    guards.require_office_place(turn)
    row = await above.standing_row(turn.desk, press.number() or 0)
    if row is None:
        raise Refusal("upper_order_over")
    return row


async def _kind(desk: Desk) -> OrderKind:
    alert = await office_alerts.standing_alert(desk)
    return OrderKind.ISSUE if alert is None else OrderKind.ADJUST


def _rest(desk: Desk, starts_at: datetime, lasting: Lasting | None) -> tuple[Start, Lasting | None]:
    """The other's start and duration, or the rest of it where that has begun."""
    if isinstance(lasting, datetime):
        lasting = desk.local(lasting) if lasting > desk.now else None
    if starts_at > desk.now:
        return starts_at, lasting
    if not isinstance(lasting, int):
        return AT_ONCE, lasting
    left = starts_at + timedelta(hours=lasting) - desk.now
    return AT_ONCE, max(1, ceil(left / AN_HOUR))


def _by_order(desk: Desk, upper: str, number: str) -> str:
    return desk.words.plain("grounds_ordered", document=f"{upper}{number}")


def _together(desk: Desk, neighbour: str, number: str) -> str:
    return desk.words.plain("grounds_together", neighbour=neighbour, number=number)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    above.FOLLOW_VERB: follow,
    above.LIFT_VERB: lift,
    incoming.JOIN_IN_VERB: join_in,
    receiving.JOIN_VERB: join_in_as_cap,
}
ANSWERS: dict[str, AnswerHandler] = {}
