"""Restores an office as an older program left it: the database at its revision, and the chats."""

import gzip
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    MetaData,
    Table,
    func,
    insert,
    select,
)

from bot.clock import RehearsalClock
from office.plan.files import stored_plan
from office.plan.model import Plan
from sandbox import Bot, Button, Chat, ChatKind, Message, Person, Server, Status, World
from sandbox.chats import Member
from sandbox.entities import Entity
from storage.books import plans
from storage.database import Database, create_engine
from storage.upkeep import migrate
from tests.harness.cast import Cast
from tests.harness.databases import Backend
from tests.harness.ear import Ear
from tests.harness.engines import shared
from tests.harness.stage import Stage, listen_for_errors, setup_for
from tests.harness.tape import TapedApp

DATA = Path(__file__).parent / "data"
REVISIONS = sorted(path.name.partition(".")[0] for path in DATA.glob("*.json.gz"))
OLDEST, *_, NEWEST = REVISIONS

Json = dict[str, Any]


def recorded(revision: str) -> Json:
    """Return what `record.py` wrote at this revision."""
    found: Json = json.loads(gzip.decompress((DATA / f"{revision}.json.gz").read_bytes()))
    assert found["revision"] == revision
    return found


@dataclass(frozen=True, slots=True)
class Steps:
    """Keeps empty databases at the old revisions, each made from the one before it."""

    backend: Backend
    made: dict[str, str] = field(default_factory=dict)

    async def at(self, revision: str) -> str:
        """Return the address of an empty database that has the tables of the revision."""
        if revision not in self.made:
            self.made[revision] = await self._made_from_the_one_before(revision)
        return await self.backend.copy(self.made[revision])

    async def _made_from_the_one_before(self, revision: str) -> str:
        before = max((one for one in self.made if one < revision), default=None)
        url = await (self.backend.copy(self.made[before]) if before else self.backend.empty())
        await migrate.upgrade(url, revision)
        return url


async def fill(url: str, rows_of: Json) -> None:
    engine = create_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_insert, rows_of)
    finally:
        await engine.dispose()


def _insert(connection: Connection, rows_of: Json) -> None:
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name in rows_of:
            _insert_into(connection, table, rows_of[table.name])


def _insert_into(connection: Connection, table: Table, stored: Json) -> None:
    for column in table.c:
        if isinstance(column.type, JSON):
            # Otherwise None would become JSON's own null, which is something else in a column.
            column.type.none_as_null = True
    rows = [dict(zip(stored["columns"], row, strict=True)) for row in stored["rows"]]
    connection.execute(insert(table), [_typed(table, row) for row in rows])
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, stored["rows"][-1][0])))


def _typed(table: Table, values: Json) -> Json:
    return {name: _value(table.c[name].type, value) for name, value in values.items()}


def _value(kind: Any, value: Any) -> Any:
    # The record has SQLite's own values, which the columns of either database do not take.
    if value is None:
        return None
    if isinstance(kind, JSON):
        return JSON.NULL if value == "null" else json.loads(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return bool(value) if isinstance(kind, Boolean) else value


def world_from(record: Json, clock: RehearsalClock) -> World:
    """Build the world with the people and messages, under the ids that the database knows."""
    said, world = record["world"], World(clock)
    for number, name in said["people"]:
        world.people[number] = Person(number, name)
    bot = world.add_bot(*(record["cast"]["bot"][place] for place in (3, 1, 2)))
    for chat in said["chats"]:
        _open_chat(world, bot, chat)
    world._last_account_message_id = said["account_messages"]
    world._last_callback = said["callbacks"]
    bot.updates._next_id = said["next_update"]
    for kind, content, chat_id, expires_at in said["updates"]:
        bot.updates.put(kind, content, chat_id, expires_at=datetime.fromisoformat(expires_at))
    return world


def _open_chat(world: World, bot: Bot, said: Json) -> None:
    chat = Chat(said["id"], ChatKind(said["kind"]), said["title"], last_message_id=said["last"])
    users = world.people | {bot.id: bot}
    for number, status in said["members"]:
        chat.members[number] = Member(users[number], Status(status))
    if chat.is_private:
        world.private_chats[chat.id, bot.id] = chat
    else:
        world.groups[chat.id] = chat
    for message in said["messages"]:
        chat.add(_message(chat, users[message["sender"]], message))


def _message(chat: Chat, sender: Any, said: Json) -> Message:
    edited_at = said["edited_at"]
    return Message(
        chat,
        said["id"],
        sender,
        datetime.fromisoformat(said["date"]),
        said["text"],
        said["html"],
        [
            Entity(kind, offset, length, tuple(extra.items()))
            for kind, offset, length, extra in said["entities"]
        ],
        keyboard=[[Button(*button) for button in row] for row in said["keyboard"]],
        force_reply=said["force_reply"],
        reply_to=chat.find(said["reply_to"]) if said["reply_to"] else None,
        thread_id=said["thread_id"],
        service=said["service"],
        pinned=said["pinned"],
        edited_at=datetime.fromisoformat(edited_at) if edited_at else None,
        # The oldest sandboxes did not keep this; the bot was told of whatever people said.
        known_to=set() if isinstance(sender, Bot) else {chat_bot.id for chat_bot in chat.bots},
    )


def cast_from(record: Json, world: World) -> Cast:
    told = record["cast"]
    people = {name: world.people[number] for name, number in told["people"].items()}
    staff, second, stranger = (people.pop(name) for name in ("staff", "second", "stranger"))
    return Cast(
        world=world,
        bot=world.bots[told["bot"][3]],
        office=world.groups[told["office"]],
        groups={agency: world.groups[number] for agency, number in told["groups"].items()},
        liaisons={agency: world.people[number] for agency, number in told["liaisons"].items()},
        staff=staff,
        second=second,
        holders={"office_staff": staff, **people},
        stranger=stranger,
    )


async def reopen(stack: AsyncExitStack, url: str, folder: Path, record: Json) -> Stage:
    """Set a stage on a database that has the tables of today; the bot is not running yet."""
    clock = RehearsalClock(datetime.fromisoformat(record["world"]["now"]))
    world = world_from(record, clock)
    cast, database = cast_from(record, world), Database(shared(url))
    app = TapedApp(world, clock)
    server = Server(app)
    await server.start()
    stack.push_async_callback(server.stop)
    setup, errors = setup_for(server, url, folder, paced=False), listen_for_errors(stack)
    plan = await _plan_in_force(database)
    stage = Stage(world, cast, plan, clock, database, setup, Ear(world, cast.bot), errors, app)
    stack.push_async_callback(stage.close_database)
    stack.push_async_callback(stage.kill)
    return stage


async def _plan_in_force(database: Database) -> Plan:
    async with database.reading() as session:
        (jurisdiction,) = await plans.jurisdictions(session)
        version = await plans.latest_version(session, jurisdiction)
    assert version is not None
    return stored_plan(version.content)
