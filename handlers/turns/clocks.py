"""Says which instant is meant where somebody named another clock than Beijing's."""

from collections.abc import Iterable
from datetime import datetime

from handlers.turns.turn import Turn
from office.matters.order_terms import Start
from office.reading import times


async def echo(turn: Turn, typed: str, readings: Iterable[Start]) -> None:
    if not times.names_another_clock(typed):
        return
    for at in (one for one in readings if isinstance(one, datetime)):
        there = f"{times.on_other_clock(at):%H:%M}"
        await turn.answer("time_converted", there=there, at=at)
