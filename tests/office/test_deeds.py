"""A deed that is repeated leaves what it left when it was done, and is done again in doubt."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from office.desk import Desk
from storage.decisions.matters import Order
from storage.upkeep.tables import metadata
from tests.office import deeds
from tests.office.conftest import Office
from tests.office.deeds import deed
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, STAFF, appoint, hold, issued

Tables = dict[str, list[Any]]


class Undone(Exception):
    """Ends a decision of which nothing is to stay."""


async def left_by(office: Office, course: Callable[[Desk], Awaitable[object]]) -> Tables:
    """What stands in all tables after this, from the same beginning each time."""
    left: Tables = {}
    with suppress(Undone):
        async with office.desk() as desk:
            await deeds.watch(desk, (office.course and office.course.way, "undone each time"))
            await course(desk)
            left = await tables(desk)
            raise Undone
    return left


async def tables(desk: Desk) -> Tables:
    await desk.session.flush()
    connection = await desk.session.connection()
    return {
        table.name: [tuple(row) for row in await connection.execute(select(table))]
        for table in metadata.sorted_tables
    }


async def test_it_leaves_the_same(office: Office) -> None:
    full: list[Order] = []

    @deed
    async def alarmed(desk: Desk, level: str) -> Order:
        order = await issued(desk, level, ahead=0)
        full.append(order)
        return order

    async def course(desk: Desk) -> None:
        await appoint(desk, *EVERYBODY)
        await bind_groups(desk, ["huanjing", "gongan"])
        order = await alarmed(desk, "orange")
        assert (order.state, order.level) == ("issued", "orange")
        assert order in desk.session

    done = await left_by(office, course)
    assert done["orders"]
    assert done["deliveries"]
    assert await left_by(office, course) == done
    assert len(full) == 1


async def test_it_is_done_where_the_desk_or_the_words_are_others(office: Office) -> None:
    full: list[str] = []

    @deed
    async def held(desk: Desk, position: str) -> None:
        full.append(position)
        await hold(desk, STAFF.user_id, position)

    async def usual(desk: Desk) -> None:
        await held(desk, "director")

    async def after_something_else(desk: Desk) -> None:
        await hold(desk, 77, "commander")
        await held(desk, "director")

    async def otherwise(desk: Desk) -> None:
        await held(desk, "commander")

    await left_by(office, usual)
    await left_by(office, usual)
    assert full == ["director"]
    strayed = await left_by(office, after_something_else)
    assert full == ["director"] * 2
    assert len(strayed["appointments"]) == 2
    await left_by(office, otherwise)
    assert full == ["director", "director", "commander"]
