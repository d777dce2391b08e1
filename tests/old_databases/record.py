"""Plays an episode up to a busy instant, and writes down the database and the chats.

`python -m tests.old_databases` runs it in the tree of an old commit. It uses that tree's bot,
sandbox and stage, and only what all of them have. People look for buttons, not for words, because
words have changed since.
"""

import asyncio
import gzip
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sandbox import Bot, Chat, Fault, FaultKind, Message, Person, World
from tests.harness import stage as staging
from tests.harness.stage import Scene

REPORT = "昨日出动检查组4个，检查企业9家，应急措施均已落实。"
UNCLEAR = "正在统计，晚点报"
RECEIPT = "收到"
SIGN = ("审核同意", "同意", "批准")
HANGS = 600
"""How many seconds Telegram keeps a message waiting: longer than the bot lives."""

Json = dict[str, Any]


class Play:
    """The people of the episode and what they do."""

    def __init__(self, stage: Any) -> None:
        self.stage, self.world, self.cast = stage, stage.world, stage.cast

    async def up_to_the_busy_instant(self) -> None:
        await self.order("/warn orange 2026-12-01T09:00 72h PM2.5 静稳天气，扩散条件转差")
        for agency in ("huanjing", "zhujian", "gongan", "jiaoyu"):
            await self.agency_presses(agency, "收到")
        await self.stage.advance_to("12-02 08:00")
        for agency in ("huanjing", "gongan", "binhu"):
            await self.agency_reports(agency, REPORT)
        await self.stage.advance_to("12-02 13:00")
        await self.agency_reports("jiaoyu", REPORT)
        await self.stage.advance_to("12-03 09:00")
        await self.agency_reports("huanjing", REPORT)
        await self.agency_reports("jiaoyu", UNCLEAR)
        await self.agency_presses("gongan", "申请延期")
        await self.agency_answers("gongan", "下乡核查散煤，材料尚在汇总。")
        await self.agency_presses("binhu", "申请延期")
        await self.a_change_is_half_sent()
        await self.another_is_signed_by_one_of_two()
        await self.stage.kill()
        await self.nobody_handles_what_comes_now()

    async def order(self, line: str) -> None:
        await self.stage.say(self.cast.staff, self.cast.office, line)
        await self.press(self.cast.staff, self.cast.office, "确认发布")
        for signer in (self.cast.director, self.cast.deputy_commander):
            await self.press(signer, self.cast.private(signer), *SIGN)

    async def a_change_is_half_sent(self) -> None:
        # One agency has the change and pressed, another is being sent it, a third must wait.
        cast, groups, faults = self.cast, self.cast.groups, self.world.faults
        line = "/adjust red 2026-12-03T12:00 72h PM2.5 会商研判污染加重"
        await self.stage.say(cast.staff, cast.office, line)
        await self.press(cast.staff, cast.office, "确认发布")
        for signer in (cast.director, cast.deputy_commander):
            await self.press(signer, cast.private(signer), *SIGN)
        faults.add(Fault(FaultKind.SLOW, "sendMessage", groups["zhujian"].id, seconds=HANGS))
        faults.add(
            Fault(
                FaultKind.TOO_MANY_REQUESTS, "sendMessage", groups["jiaoyu"].id, retry_after=HANGS
            )
        )
        before = {agency: find(groups[agency], RECEIPT) for agency in groups}
        self.press_only(cast.commander, cast.private(cast.commander), *SIGN)
        got = ("huanjing", "gongan", "binhu")
        await self.until(lambda: all(find(groups[one], RECEIPT) != before[one] for one in got))
        await self.until(lambda: not faults.waiting())
        pressed = self.press_only(cast.liaisons["huanjing"], groups["huanjing"], RECEIPT)
        await self.until(lambda: pressed.answer)

    async def another_is_signed_by_one_of_two(self) -> None:
        cast = self.cast
        self.world.say(
            cast.staff, cast.office, "/adjust orange 2026-12-03T14:00 72h PM2.5 会商研判污染减轻"
        )
        await self.until(lambda: find(cast.office, "确认发布"))
        self.press_only(cast.staff, cast.office, "确认发布")
        await self.until(lambda: find(cast.private(cast.director), *SIGN))
        self.press_only(cast.director, cast.private(cast.director), *SIGN)
        await self.until(lambda: find(cast.private(cast.deputy_commander), *SIGN))

    async def nobody_handles_what_comes_now(self) -> None:
        # Two updates are stored and not handled, and a third still waits at Telegram.
        self.press_only(self.cast.liaisons["gongan"], self.cast.groups["gongan"], "收到")
        updates, group = self.cast.bot.updates, self.cast.groups["zhujian"]
        prompt = find(group, "申请延期")
        self.world.say(self.cast.liaisons["zhujian"], group, REPORT, reply_to=prompt)
        stored = updates.waiting()
        await store(self.stage, [update.as_json() for update in stored])
        for update in stored:
            updates.remove(update)
        self.world.say(self.cast.second, self.cast.office, "/board")

    # Moves

    async def agency_presses(self, agency: str, label: str) -> None:
        await self.press(self.cast.liaisons[agency], self.cast.groups[agency], label)

    async def agency_answers(self, agency: str, text: str) -> None:
        group = self.cast.groups[agency]
        await self.stage.say(self.cast.liaisons[agency], group, text, reply_to=group.messages[-1])

    async def agency_reports(self, agency: str, text: str) -> None:
        group = self.cast.groups[agency]
        prompt = find(group, "申请延期")
        assert prompt is not None, agency
        await self.stage.say(self.cast.liaisons[agency], group, text, reply_to=prompt)

    async def press(self, person: Person, chat: Chat, *labels: str) -> None:
        self.press_only(person, chat, *labels)
        await self.stage.settle()

    def press_only(self, person: Person, chat: Chat, *labels: str) -> Any:
        found = find(chat, *labels)
        assert found is not None, f"no {labels} in {chat.title}: {chat.messages[-2:]}"
        (data,) = [one.callback_data for one in found.buttons() if one.text.startswith(labels)][:1]
        return self.world.press(person, found, data)

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


def find(chat: Chat, *labels: str) -> Message | None:
    """Return the newest message there with one of these buttons."""
    for message in reversed(chat.messages):
        if any(button.text.startswith(labels) for button in message.buttons()):
            return message
    return None


async def store(stage: Any, updates: list[Json]) -> None:
    # It does what that tree's own receiver does, which had another name in older trees.
    for name in ("bot.receiving.intake", "bot.intake"):
        if is_there(name):
            intake = import_module(name).Intake(stage.database, stage.clock)
            await intake.store(stage.cast.bot.id, updates)
            return
    receiver = import_module("bot.receiver").Receiver
    await receiver(stage.database, stage.cast.bot, stage.clock)._receive(updates)


def is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


# What is written down


def world_of(world: World, bot: Bot) -> Json:
    return {
        "now": world.now().isoformat(),
        "people": [[one.id, one.name] for one in world.people.values()],
        "chats": [chat_of(chat) for chat in world.chats()],
        "account_messages": world._last_account_message_id,
        "callbacks": world._last_callback,
        "updates": [
            [update.kind, update.content, update.chat_id, update.expires_at.isoformat()]
            for update in bot.updates.waiting()
        ],
        "next_update": bot.updates._next_id - len(bot.updates.waiting()),
    }


def chat_of(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "members": [[member.user.id, member.status] for member in chat.members.values()],
        "last": chat.last_message_id,
        "messages": [message_of(message) for message in chat.messages],
    }


def message_of(message: Message) -> Json:
    return {
        "id": message.message_id,
        "sender": message.sender.id,
        "date": message.date.isoformat(),
        "text": message.text,
        "html": message.html,
        "entities": [
            [one.type, one.offset, one.length, dict(one.extra)] for one in message.entities
        ],
        "keyboard": [
            [[button.text, button.callback_data, button.url] for button in row]
            for row in message.keyboard
        ],
        "force_reply": message.force_reply,
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "thread_id": message.thread_id,
        "service": message.service,
        "pinned": message.pinned,
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "known_to": sorted(getattr(message, "known_to", ())),
    }


def cast_of(cast: Any) -> Json:
    # Older trees keep who holds a post as a field of its own, and lists of holders beside them.
    fields = {name: getattr(cast, name) for name in cast.__dataclass_fields__}
    named = {**fields, **getattr(cast, "holders", {})}
    people = {name: one.id for name, one in named.items() if isinstance(one, Person)}
    groups = {agency: chat.id for agency, chat in cast.groups.items()}
    liaisons = {agency: person.id for agency, person in cast.liaisons.items()}
    return {
        "people": people,
        "groups": groups,
        "liaisons": liaisons,
        "office": cast.office.id,
        "bot": [cast.bot.id, cast.bot.name, cast.bot.username, cast.bot.token],
    }


def tables_in(file: Path) -> Json:
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return {name: rows_of(connection, name) for (name,) in names.fetchall()}


def rows_of(connection: sqlite3.Connection, table: str) -> Json:
    found = connection.execute(f'SELECT * FROM "{table}" ORDER BY 1')
    columns = [column[0] for column in found.description]
    return {"columns": columns, "rows": found.fetchall()}


async def upgrade(url: str) -> None:
    # In older trees the files of storage/ stood side by side.
    name = "storage.upkeep.migrate" if is_there("storage.upkeep.migrate") else "storage.migrate"
    await import_module(name).upgrade(url)


async def record(folder: Path) -> Json:
    file = folder / "old.db"
    await upgrade(f"sqlite:///{file}")
    async with AsyncExitStack() as stack:
        stage = await open_stage(stack, f"sqlite:///{file}", folder)
        await Play(stage).up_to_the_busy_instant()
        await stage.database.close()
        tables = tables_in(file)
        revision = tables.pop("alembic_version")["rows"][0][0]
        told = world_of(stage.world, stage.cast.bot)
        return {
            "revision": revision,
            "cast": cast_of(stage.cast),
            "world": told,
            "tables": {name: table for name, table in tables.items() if table["rows"]},
        }


async def open_stage(stack: AsyncExitStack, url: str, folder: Path) -> Any:
    scene = Scene()
    set_up = getattr(staging, "set_up", None) or getattr(staging, "_set")  # noqa: B009
    stage: Any = await set_up(stack, url, folder, scene)
    if hasattr(stage, "furnish"):
        await stage.furnish(scene)
    await stage.start()
    return stage


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qingkong-old-") as folder:
        recorded = asyncio.run(record(Path(folder)))
    written = json.dumps(recorded, ensure_ascii=False, separators=(",", ":")).encode()
    # Without the hour of packing, a file that is recorded again differs only by what it says.
    Path(sys.argv[1]).write_bytes(gzip.compress(written, mtime=0))


if __name__ == "__main__":
    main()
