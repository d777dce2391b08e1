"""Three processes on one database: whoever sends and ticks is killed, and another one goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from messages.render import Message
from office import post
from office.desk import Desks
from office.post import Place
from sandbox import HANG, RealClock, Server, World, serving
from storage.database import Database
from storage.delivery.outbox import DeliveryKind
from storage.upkeep import heartbeats
from storage.upkeep.leases import LeaseRow
from tests.harness.cast import (
    TOKEN,
    Cast,
    apply_plan,
    assemble,
    bring_in_the_bot,
    enrol_everybody,
)
from tests.harness.plans import city
from tests.scale.processes import running

SAID = {"一": DeliveryKind.ALERT, "二": DeliveryKind.SLIP, "三": DeliveryKind.PROMPT}
"""What each group is to get, in this order."""
REPEATED = "补发"


@pytest.fixture
async def office(database: Database) -> AsyncIterator[tuple[Cast, Server]]:
    if database.is_sqlite:
        pytest.skip("SQLite is for one process")
    cast = assemble(World(RealClock()), city())
    await apply_plan(database, city(), datetime.now(UTC))
    bring_in_the_bot(cast, admin=True)
    await enrol_everybody(database, cast, city(), datetime.now(UTC), admin=True)
    async with serving(cast.world) as server:
        yield cast, server


async def test_the_sender_is_killed_in_the_middle_of_a_broadcast(
    office: tuple[Cast, Server], database: Database, database_url: str, tmp_path: Path
) -> None:
    cast, server = office
    settings = {
        "token": TOKEN,
        "api_base": server.url,
        "database_url": database_url,
        "data_dir": str(tmp_path),
    }
    async with running(("a", "b", "c"), **settings) as processes:
        # A process is ready before it has taken a lease.
        await until(lambda: both_duties_held(database, cast))
        await broadcast(database, cast)
        await cast.world.until(lambda: len(everything_said(cast)) > 30)
        # Processes that start together may have taken a duty each, so both holders are killed.
        on_duty = set(await holders(database, cast))
        for one in processes:
            if one.name in on_duty:
                one.kill()
        killed_at, when_killed = datetime.now(UTC), len(everything_said(cast))
        assert when_killed < len(cast.groups) * len(SAID), "it was not killed in the middle"

        await cast.world.until(lambda: all(map(complete, said_by_group(cast))))
        # The agenda is a lease of its own, so others may send before anybody ticks.
        await until(lambda: goes_on_without(on_duty, killed_at, database, cast))

        private = cast.private(cast.staff)
        cast.world.say(cast.staff, private, "/nonsense")
        await cast.world.until(lambda: private.messages[-1].sender is cast.bot)
    for said in said_by_group(cast):
        assert in_order(said), said
        assert each_once_but_for_doubt(said), said


async def broadcast(database: Database, cast: Cast) -> None:
    now = datetime.now(UTC)
    async with Desks(database).open(city().jurisdiction, now, "cli:test") as desk:
        for group in cast.groups.values():
            for text, kind in SAID.items():
                await post.send(desk, Place(group.id), kind, Message(text))


async def holders(database: Database, cast: Cast) -> list[str]:
    names = (f"bot:{cast.bot.id}", "agenda")
    async with database.reading() as session:
        query = select(LeaseRow.name, LeaseRow.holder).where(col(LeaseRow.name).in_(names))
        held = dict((await session.exec(query)).all())
    return [held[name] for name in names if name in held]


async def both_duties_held(database: Database, cast: Cast) -> bool:
    return len(await holders(database, cast)) == 2


async def goes_on_without(
    killed: set[str], since: datetime, database: Database, cast: Cast
) -> bool:
    """Others send and tick: they hold both duties, and there was a beat since then."""
    if not killed.isdisjoint(await holders(database, cast)):
        return False
    return await both_duties_held(database, cast) and await last_beat(database) > since


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what only the database can tell: leases run by its clock, and it calls nobody."""
    async with asyncio.timeout(HANG):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def last_beat(database: Database) -> datetime:
    async with database.reading() as session:
        beat = await heartbeats.last_heartbeat(session)
    assert beat is not None
    return beat


def said_by_group(cast: Cast) -> list[list[str]]:
    return [
        [message.text for message in group.messages if message.sender is cast.bot]
        for group in cast.groups.values()
    ]


def everything_said(cast: Cast) -> list[str]:
    return [text for said in said_by_group(cast) for text in said]


def complete(said: list[str]) -> bool:
    return {text[-1] for text in said} == set(SAID)


def in_order(said: list[str]) -> bool:
    first_seen = list(dict.fromkeys(text[-1] for text in said))
    return first_seen == list(SAID)


def each_once_but_for_doubt(said: list[str]) -> bool:
    """Messages that were on their way at the power cut may come again, and then say so."""
    unmarked = [text for text in said if REPEATED not in text]
    return len(set(unmarked)) == len(unmarked) and len(said) <= len(SAID) + 1
