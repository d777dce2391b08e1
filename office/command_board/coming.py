"""What comes next: announced changes, deadlines, what the clock asks for, meetings, the air."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from messages.views.command_board import BoardAlert, ComingEntry
from office.command_board import body_tiles, involved, timeline
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, hears_of, is_bounded, sees
from office.desk import Desk
from office.exercises import hours
from office.ladder.policies import owed_under
from office.matters import alerts as alerts_on_agenda
from office.matters.order_texts import matter_title
from office.obligations import levels, prompts, roll_calls
from office.plan.model import When
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter
from storage.owed.obligations import Obligation

MOST_SHOWN = 6
WITHIN = timedelta(days=3)
"""What comes later than that is no news of today."""
ONE_DAY = timedelta(days=1)


async def entries(
    desk: Desk,
    audience: BoardAudience,
    announced: Iterable[BoardAlert],
    owed: Iterable[Obligation],
    air_reaches: datetime | None,
    *,
    drill: bool,
) -> tuple[ComingEntry, ...]:
    found = [ComingEntry(one.at, one.what) for it in announced for one in timeline.ahead(desk, it)]
    found += _deadlines(desk, audience, owed)
    found += [one async for one in _on_agenda(desk, audience, drill=drill)]
    if air_reaches is not None:
        found.append(ComingEntry(air_reaches, desk.words.plain("board_coming_air")))
    near = [one for one in found if desk.now < one.at <= desk.now + WITHIN]
    return tuple(sorted(near, key=lambda one: one.at)[:MOST_SHOWN])


def _deadlines(
    desk: Desk, audience: BoardAudience, owed: Iterable[Obligation]
) -> Iterator[ComingEntry]:
    """Those of one kind, day and hour are told together, and to the office with how many owe it.

    The kind alone is named, as a title may name an enterprise.
    """
    running = [
        one for one in owed if one.paused_at is None and involved.is_ours(audience, one.agency)
    ]
    counts: dict[tuple[datetime, str, date | None], int] = {}
    for one in running:
        key = (one.due_at, one.kind, one.day)
        counts[key] = counts.get(key, 0) + 1
    for (at, kind, day), count in counts.items():
        what = body_tiles.called(desk, kind)
        others = 0 if is_bounded(audience) else count
        said = desk.words.plain("board_coming_due", what=what, day=day, count=others)
        yield ComingEntry(at, said)


async def _on_agenda(
    desk: Desk, audience: BoardAudience, *, drill: bool
) -> AsyncIterator[ComingEntry]:
    rows = await agenda.coming(desk.session, desk.jurisdiction, tuple(_TOLD), desk.now)
    for row in rows:
        told = await _TOLD[row.kind](desk, audience, row.subject, row.due_at, drill)
        if told:
            yield ComingEntry(row.due_at, told)


async def _asking(
    desk: Desk, audience: BoardAudience, matter_id: int, at: datetime, drill: bool
) -> str:
    """The morning's asking for reports on the day before."""
    matter = await store.matter(desk.session, matter_id)
    if matter is None or matter.drill is not drill:
        return ""
    orders = await store.issued_orders(desk.session, matter_id)
    day = desk.local(at).date() - ONE_DAY
    if not involved.concerns(audience, orders, desk.now) or not await _asks(desk, matter, day):
        return ""
    return desk.words.plain("board_coming_asked", day=day)


async def _asks(desk: Desk, matter: Matter, day: date) -> bool:
    """A day on which there was an alert is reported on as that asks, and not once more."""
    order = await prompts.order_in_force(desk, matter)
    daily = owed_under(await desk.plan_of(order), order.matter_kind, When.DAILY)
    return any(
        [not one.unless_alert or await levels.asks_on(desk, matter, one, day) for one in daily]
    )


async def _meeting(
    desk: Desk, audience: BoardAudience, order_id: int, _at: datetime, drill: bool
) -> str:
    order = await store.order(desk.session, order_id)
    if order is None or order.drill is not drill:
        return ""
    if not hears_of(audience, order.matter_kind):
        return desk.words.plain("board_coming_meeting")
    if not involved.is_for(audience, order):
        return ""
    return matter_title(desk, await desk.plan_of(order), order)


async def _exercise(
    desk: Desk, audience: BoardAudience, _exercise_id: int, _at: datetime, drill: bool
) -> str:
    """No body and no wall reads of it, as whoever takes part may be meant to be surprised."""
    told = sees(audience, BoardPart.DRAFTS) and not drill
    return desk.words.plain("board_coming_exercise") if told else ""


ComingOf = Callable[[Desk, BoardAudience, int, datetime, bool], Awaitable[str]]

_TOLD: dict[str, ComingOf] = {
    alerts_on_agenda.DAILY_PROMPTS: _asking,
    roll_calls.BEGINNING: _meeting,
    hours.BEGIN: _exercise,
}
"""What of the agenda is told, each with how. The rest of it is the program's own errands."""
