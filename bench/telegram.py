"""Plays Telegram's side: a sandbox in a process of its own, with people who act when told to."""

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, cast

from starlette.types import Receive, Scope, Send

from bench.ear import PATIENCE, Ear
from sandbox import ApiError, Chat, Message, Person, RealClock, SandboxApp, Server, What, World
from sandbox.updates import CALLBACK_LIFETIME

TOKEN = "700200:AATokenOfTheBenchmarksSandbox"
RECEIPT = "收到"
QUESTION = "/whoami"
CLOSE_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Known:
    """A person or a group, by the name that Telegram tells."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    chat_id: int
    title: str
    liaison: Known


@dataclass(frozen=True, slots=True)
class Address:
    """What a bot has to know of a world."""

    url: str
    office: Known
    """The office's group."""
    groups: tuple[Group, ...]
    staff: tuple[Known, ...]
    """People who have started a private chat with the bot."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited for an answer, in seconds."""

    each: tuple[float, ...]
    until_all: float
    """The time from the first deed to the last answer."""
    unanswered: int = 0

    def at(self, share: float) -> float:
        """Return how long this share of them waited at most; 0.99 gives the p99."""
        ordered = sorted(self.each)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class Watched(SandboxApp):
    """Notes when the bot first asks for updates."""

    def expect_poll(self) -> None:
        self.first_poll: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].lower().endswith("/getupdates") and not self.first_poll.done():
            self.first_poll.set_result(time.perf_counter())
        await super().__call__(scope, receive, send)


class Stage:
    """Runs in the sandbox's process; each public method is an order that `Telegram` passes on."""

    def __init__(self) -> None:
        self._app = Watched(World(RealClock()))
        self._server = Server(self._app)
        self._agencies: list[Chat] = []
        self._ear = Ear(self._server.world, [])

    async def open(self) -> None:
        await self._server.start()

    async def close(self) -> None:
        await self._server.stop()

    async def set(self, groups: int, staff: int, limits: bool) -> Address:
        """Make a new world: each group has its liaison, each member of the staff a private chat."""
        world = World(RealClock(), limits=limits)
        self._bot = bot = world.add_bot(TOKEN, "Bench", "bench_bot")
        made = [_group(world, number) for number in range(groups)]
        office, head = _group(world, groups)
        for group, liaison in [*made, (office, head)]:
            world.add_bot_to_group(group, bot, by=liaison)
        known = [world.add_person(f"staff {number}") for number in range(staff)]
        for person in known:
            world.start_bot(person, bot)
        bot.updates.drop_all()
        self._server.show(world)
        self._app.expect_poll()
        self._agencies = [group for group, _ in made]
        self._ear = Ear(world, self._agencies)
        return Address(
            self._server.url,
            Known(office.id, office.title),
            tuple(
                Group(group.id, group.title, Known(liaison.id, liaison.name))
                for group, liaison in made
            ),
            tuple(Known(person.id, person.name) for person in known),
        )

    async def refusals(self) -> int:
        # A call over a ceiling is answered with 429.
        events = self._server.world.log.of(What.REFUSED)
        return sum(isinstance(e.subject, ApiError) and e.subject.code == 429 for e in events)

    async def first_poll(self) -> float:
        # All processes of a machine share the clock that this instant is read from.
        async with asyncio.timeout(PATIENCE):
            return await self._app.first_poll

    async def converse(self, every: float) -> Waits:
        """Let one member of the staff after the other ask while a broadcast goes to all groups."""
        await self._ear.first_told()
        began, asked = time.perf_counter(), []
        for chat in self._server.world.private_chats.values():
            if self._ear.all_told:
                break
            asked.append(asyncio.create_task(self._ask(chat)))
            await asyncio.sleep(every)
        each = await asyncio.gather(*asked)
        return Waits(tuple(each), time.perf_counter() - began)

    async def flood(self, strangers: int, words: int, every: float) -> tuple[Waits, Waits]:
        """Let half of the staff ask in peace, the others behind all that strangers say at once."""
        world = self._server.world
        staff = list(world.private_chats.values())
        people = [world.add_person(f"stranger {number}") for number in range(strangers)]
        chats = [world.start_bot(person, self._bot) for person in people]
        self._bot.updates.drop_all()
        await self._app.first_poll
        half = len(staff) // 2
        idle = await self._ask_in_turn(staff[:half], every)
        for _ in range(words):
            for said in chats:
                world.say(said.chat.people[0], said.chat, "hello")
        return idle, await self._ask_in_turn(staff[half:], every)

    async def press_all(self, within: float) -> Waits:
        """Wait until every group has its alert, then let each liaison confirm it."""
        await self._ear.last_told()
        alerts = [_alert_in(group) for group in self._agencies]
        began, pressed = time.perf_counter(), []
        for number, alert in enumerate(alerts):
            due_at = began + within * number / len(alerts)
            await asyncio.sleep(max(0.0, due_at - time.perf_counter()))
            pressed.append(asyncio.create_task(self._press(alert)))
        each = [one for one in await asyncio.gather(*pressed) if one is not None]
        lasted = time.perf_counter() - began
        return Waits(tuple(each), lasted, unanswered=len(pressed) - len(each))

    async def _ask_in_turn(self, chats: Sequence[Chat], every: float) -> Waits:
        began, asked = time.perf_counter(), []
        for chat in chats:
            asked.append(asyncio.create_task(self._ask(chat)))
            await asyncio.sleep(every)
        each = await asyncio.gather(*asked)
        return Waits(tuple(each), time.perf_counter() - began)

    async def _ask(self, chat: Chat) -> float:
        began = time.perf_counter()
        self._server.world.say(chat.people[0], chat, QUESTION)
        await self._ear.said_in(chat)
        return time.perf_counter() - began

    async def _press(self, alert: Message) -> float | None:
        """Return the seconds; None where no answer came while Telegram would have taken one."""
        began = time.perf_counter()
        query = self._server.world.press(alert.chat.people[0], alert, label=RECEIPT)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CALLBACK_LIFETIME.total_seconds()):
                await self._ear.answered(query.id)
            return time.perf_counter() - began
        return None


def _group(world: World, number: int) -> tuple[Chat, Person]:
    liaison = world.add_person(f"liaison {number}")
    return world.add_supergroup(f"group {number}", [liaison]), liaison


def _alert_in(group: Chat) -> Message:
    return next(m for m in group.messages if any(b.text == RECEIPT for b in m.buttons()))


class Telegram:
    """Stands outside: passes orders on and waits for what they come to."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders

    def set(self, groups: int, *, staff: int = 0, limits: bool = False) -> Address:
        return cast(Address, self._order("set", groups, staff, limits))

    def refusals(self) -> int:
        return cast(int, self._order("refusals"))

    def first_poll(self) -> float:
        return cast(float, self._order("first_poll"))

    def converse(self, every: float) -> Waits:
        return cast(Waits, self._order("converse", every))

    def flood(self, strangers: int, words: int, every: float) -> tuple[Waits, Waits]:
        return cast("tuple[Waits, Waits]", self._order("flood", strangers, words, every))

    def press_all(self, within: float) -> Waits:
        return cast(Waits, self._order("press_all", within))

    def _order(self, name: str, *args: object) -> object:
        self._orders.send((name, args))
        answer = self._orders.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def telegram() -> Iterator[Telegram]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_play, args=(theirs,), name="sandbox", daemon=True)
    process.start()
    theirs.close()
    try:
        yield Telegram(ours)
    finally:
        ours.close()
        process.join(CLOSE_WITHIN)
        process.terminate()


def _play(orders: Connection) -> None:
    asyncio.run(_follow(orders))


async def _follow(orders: Connection) -> None:
    stage = Stage()
    await stage.open()
    try:
        while True:
            name, args = await asyncio.to_thread(orders.recv)
            orders.send(await _answer(stage, name, args))
    except EOFError:
        await stage.close()


async def _answer(stage: Stage, name: str, args: Sequence[Any]) -> object:
    try:
        return await getattr(stage, name)(*args)
    # The error belongs to whoever gave the order.
    except Exception as error:
        return error
