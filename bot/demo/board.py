"""Opens the command board beside the page, by the same links that people get in the chat."""

import socket
from collections.abc import Awaitable, Callable, Mapping

from bot.demo.house import House
from bot.demo.sayings import say
from bot.setup import BoardSite
from office.board_access import links
from office.bodies import people
from office.bodies.people import Actor, head_of
from office.desk import Desk, Desks
from sandbox import Person
from storage.board_access import visits
from storage.board_access.links import BoardLink

LOOPBACK = "127.0.0.1"

LinkOf = Callable[[House, Desk], Awaitable[BoardLink]]


def site() -> BoardSite:
    """An address of its own, which stays the same when the bot is killed or all begins anew."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    return BoardSite(f"http://{LOOPBACK}:{port}", LOOPBACK, port)


async def link(house: House, ask: LinkOf) -> str:
    runtime = house.runtime
    desks = Desks(house.database, house.words.locale, board=runtime.desks.board)
    async with desks.open(house.plan.jurisdiction, house.clock.now(), "cli:demo") as desk:
        row = await ask(house, desk)
        return links.address(desk).link(row.key, *links.sealed(row))


async def _for_staff(house: House, desk: Desk) -> BoardLink:
    return await links.offer(desk, await _as(desk, house.cast.staff))


async def _for_wall(house: House, desk: Desk) -> BoardLink:
    director = await _as(desk, house.cast.holders[head_of(desk).id])
    number = len(await visits.walls(desk.session, desk.jurisdiction)) + 1
    name = say("wall_name", house.words.locale, number=number)
    return await links.offer_to_wall(desk, director, name)


async def _as(desk: Desk, person: Person) -> Actor:
    return await people.actor(desk, person.id, person.name)


OPENINGS: Mapping[str, LinkOf] = {"board": _for_staff, "wall": _for_wall}
