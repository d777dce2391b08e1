"""Sets a stage for stories: a command office over HTTP, on a clock that only the story moves."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlmodel import col, func, select

from bot import logs
from bot.clock import RehearsalClock
from bot.demo.rehearsal import Rehearsal
from bot.runtime import Runtime, Setup
from office.desk import Desks
from office.plan.model import Plan
from sandbox import HANG, CallbackQuery, Chat, Contact, Message, Person, Server, Upload, World
from storage.books.audit import AuditEntry
from storage.database import Database
from storage.delivery.outbox import Delivery
from tests.harness import gaps, names, unasked
from tests.harness.cast import (
    TOKEN,
    Cast,
    apply_plan,
    assemble,
    bring_in_the_bot,
    enrol_everybody,
)
from tests.harness.databases import Backend
from tests.harness.ear import Ear
from tests.harness.engines import shared
from tests.harness.error_log import ErrorLog
from tests.harness.inspecting import plan_with_inspection
from tests.harness.plans import (
    city,
    pack,
    small_pack,
    small_plan,
    with_figures,
    with_problem_ladder,
    with_sky,
)
from tests.harness.tape import Counts, Shelf, Tape, TapedApp, Way

T = TypeVar("T")

START = "2026-12-01T07:50+08:00"
FIVE_AGENCIES = ("huanjing", "zhujian", "gongan", "jiaoyu", "binhu")
"""The environment bureau, housing, police, schools and one town."""

PROVE_EVERY = timedelta(days=1)
"""A story's clock runs through whole days, so that proving each minute would be too often."""


class Footprint(NamedTuple):
    """What changes when a story does something: it has not strayed while all this is the same."""

    now: datetime
    happened: int
    counts: Counts
    setup: Setup
    runtime: Runtime | None


class Nobody:
    """Acts for no one, because people of a story act only where the story says so."""

    def next_at(self) -> datetime | None:
        return None

    def act(self, now: datetime) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Scene:
    """How a stage is set."""

    agencies: Collection[str] | None = FIVE_AGENCIES
    """The agencies that the plan keeps; None for all 38."""
    pack: str | None = None
    """The shipped plan that is played; None for the plan that the stories have of their own."""
    start: str = START
    enrolled: bool = True
    """Whether all are enrolled; otherwise the groups are there, but the bot is in none of them."""
    admin: bool = True
    """Whether the bot is an admin of the groups it is in."""
    basic_groups: Collection[str] = ()
    """The agencies whose group is a basic one, which can be upgraded."""
    figures: bool = False
    """Whether the daily reports have a form with figures."""
    problem_ladder: bool = False
    """Whether problems climb a ladder of signed slips, instead of one that tells the office."""
    inspection: bool = False
    """Whether a joint inspection is convened from orange up, where problems climb a ladder."""
    sky: bool = False
    """Whether forecasts are graded too, and the public is told by the publicity department."""
    limits: bool = False
    """Whether the sandbox has Telegram's ceilings, and the bot keeps to them."""


SetStage = Callable[[Scene], Awaitable["Stage"]]


@dataclass(slots=True)
class Stage:
    world: World
    cast: Cast
    plan: Plan
    clock: RehearsalClock
    database: Database
    setup: Setup
    ear: Ear
    errors: ErrorLog
    app: TapedApp
    shelf: Shelf | None = None
    """Holds the tapes from which what many stories begin with is taken, if there are any."""
    runtime: Runtime | None = None
    asleep: bool = False
    """Whether the bot only seems to run; it begins once the story waits for it."""
    loses_something: bool = False
    """Whether the story takes away what the reconciler is to find."""
    _way: Way | None = None
    """How we came here; None once the story has gone a way of its own."""
    _left_at: Footprint | None = None

    # The clock

    def now(self) -> datetime:
        return self.clock.now().astimezone(self.plan.tz)

    async def advance(self, **span: float) -> None:
        """Let everything that falls due in `advance(hours=2)` happen at its own instant."""
        await self._advance_until(self.clock.now() + timedelta(**span))

    async def advance_to(self, when: str) -> None:
        """Go on to `advance_to("12-03 12:00")`, in the plan's zone and the year of the stage."""
        local = datetime.fromisoformat(f"{self.now().year}-{when}").replace(tzinfo=self.plan.tz)
        await self._advance_until(local)

    async def _advance_until(self, target: datetime) -> None:
        assert target >= self.clock.now(), "the clock only runs forward"
        await self._rouse()
        if self.app.replaying:
            await self.app.play_on()
            self.clock.step_to(target)
        elif self.runtime is None:
            self.clock.step_to(target)
        else:
            await self._rehearsal(self.runtime).advance_to(target)
            self.app.note_settled()

    async def settle(self) -> None:
        """Wait until the bot has taken in and done all there is to do at this instant."""
        await self._rouse()
        if self.app.replaying:
            await self.app.play_on()
        elif self.runtime is not None:
            await self._rehearsal(self.runtime).settle()
            self.app.note_settled()

    def _rehearsal(self, runtime: Runtime) -> Rehearsal:
        return Rehearsal(runtime, self.clock, Nobody(), self.world, self.cast.bot, HANG)

    def desks(self) -> Desks:
        # These desks are the story's own, beside the bot's.
        return Desks(self.database, bot_username=self.cast.bot.username or "")

    async def wake(self) -> None:
        """Let the bot look at once at rows that the story itself has written."""
        await self._rouse()
        if self.runtime is not None:
            self.runtime.wake()
        await self.settle()

    # What many stories begin with

    async def passage(self, name: str, play: Callable[[], Awaitable[T]]) -> T:
        """Play it, or take it from the tape if a story has come this very way before."""
        if self.shelf is None or self._way is None or not self.app.idle or await self._strayed():
            return await play()
        way = (*self._way, name)
        tape = self.shelf.find(way)
        if tape is None:
            outcome = await self._record(self.shelf, way, play)
        else:
            await self.stop()
            outcome = await self._replay(tape, play)
            await self._move_to_copy(self.shelf.backend, tape.database_url)
        await self._arrive(self.shelf, way)
        return outcome

    async def begin(self, shelf: Shelf, way: Way, scene: Scene) -> None:
        # The first passage of all begins on a copy of its database if there is a tape of it.
        self.shelf = shelf
        tape = shelf.find(way)
        if tape is None:
            await self._record(shelf, way, lambda: self._open_office(scene))
        else:
            await self._replay(tape, self.settle)
        await self._arrive(shelf, way)

    async def _open_office(self, scene: Scene) -> None:
        await self.furnish(scene)
        await self.start()

    async def furnish(self, scene: Scene) -> None:
        now = self.clock.now()
        await apply_plan(self.database, self.plan, now)
        if scene.enrolled:
            await enrol_everybody(self.database, self.cast, self.plan, now, admin=scene.admin)

    async def _record(self, shelf: Shelf, way: Way, play: Callable[[], Awaitable[T]]) -> T:
        await self._rouse()
        self.app.record()
        outcome = await play()
        entries = self.app.recorded()
        await self.stop()
        # PostgreSQL copies only what nobody has open.
        await self.database.close()
        await shelf.keep(way, entries, self.setup.database_url)
        return outcome

    async def _replay(self, tape: Tape, play: Callable[[], Awaitable[T]]) -> T:
        self.app.replay(tape)
        outcome = await play()
        self.app.end_replay()
        self.cast.bot.updates.drop_all()
        return outcome

    async def _move_to_copy(self, backend: Backend, url: str) -> None:
        await self.database.close()
        await backend.drop(self.setup.database_url)
        copied = await backend.copy(url)
        self.database = Database(shared(copied))
        self.setup = replace(self.setup, database_url=copied)

    async def _arrive(self, shelf: Shelf, way: Way) -> None:
        self.asleep = True
        if way not in shelf.counts:
            shelf.counts[way] = await self._counts()
        self._way, self._left_at = way, self._footprint(shelf.counts[way])

    async def _strayed(self) -> bool:
        """Return whether the story has done anything since we last knew where it was."""
        if self.world.faults.waiting():
            return True
        return self._footprint(await self._counts()) != self._left_at

    def _footprint(self, counts: Counts) -> Footprint:
        said = len(self.world.log)
        return Footprint(self.clock.now(), said, counts, self.setup, self.runtime)

    async def _counts(self) -> Counts:
        async with self.database.reading() as session:
            recorded = (await session.exec(select(func.count(col(AuditEntry.id))))).one()
            queued = (await session.exec(select(func.count(col(Delivery.id))))).one()
        return Counts(recorded, queued)

    # What people do

    async def say(
        self, person: Person, chat: Chat, text: str, *, reply_to: Message | None = None
    ) -> Message:
        said = self.world.say(person, chat, text, reply_to=reply_to)
        await self.settle()
        return said

    async def reply(self, person: Person, message: Message, text: str) -> Message:
        return await self.say(person, message.chat, text, reply_to=message)

    async def tell(self, person: Person, text: str) -> Message:
        return await self.say(person, self.cast.private(person), text)

    async def edit(self, message: Message, text: str) -> None:
        self.world.edit(message, text)
        await self.settle()

    async def photo(
        self, person: Person, chat: Chat, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        said = self.world.send_photo(person, chat, b"picture", caption=caption, reply_to=reply_to)
        await self.settle()
        return said

    async def document(
        self, person: Person, chat: Chat, file: Upload, *, reply_to: Message | None = None
    ) -> Message:
        said = self.world.send_document(person, chat, file, reply_to=reply_to)
        await self.settle()
        return said

    async def video(
        self, person: Person, chat: Chat, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        said = self.world.send_video(person, chat, b"video", caption=caption, reply_to=reply_to)
        await self.settle()
        return said

    async def contact(
        self, person: Person, chat: Chat, of: Person | Contact | None = None
    ) -> Message:
        """Send a phone number from one's address book, one's own unless said."""
        said = self.world.send_contact(person, chat, of)
        await self.settle()
        return said

    async def share_number(self, person: Person, message: Message, label: str) -> Message:
        said = self.world.share_contact(person, message, label)
        await self.settle()
        return said

    async def press(self, person: Person, message: Message, label: str) -> CallbackQuery:
        query = self.world.press(person, message, label=label)
        await self.settle()
        return query

    async def forge(self, person: Person, message: Message, data: str) -> CallbackQuery:
        query = self.world.press(person, message, data, forged=True)
        await self.settle()
        return query

    # What the bot says

    def expect(self, chat: Chat, *fragments: str) -> Message:
        """Take the next message there that nobody has expected yet; it must say all this."""
        message = self.ear.next_said(chat)
        assert message is not None, f"nothing more was said in {chat.title}: {fragments}"
        return _saying(message, fragments)

    def expect_in_any_order(self, chat: Chat, *each: Collection[str]) -> list[Message]:
        """Take as many messages as are named; in what order independent ones come is chance."""
        said = [self.expect(chat) for _ in each]
        found = [_the_one_saying(said, fragments) for fragments in each]
        assert sorted(map(id, found)) == sorted(map(id, said)), "one message was named twice"
        return found

    def expect_private(self, person: Person, *fragments: str) -> Message:
        return self.expect(self.cast.private(person), *fragments)

    def expect_everywhere(self, *fragments: str) -> dict[str, Message]:
        """Expect it in every agency's group; return the messages by agency."""
        return {
            agency: self.expect(group, *fragments) for agency, group in self.cast.groups.items()
        }

    def expect_edit(self, message: Message, *fragments: str) -> Message:
        """Check that the message was edited since this was last asked, and now says all this."""
        assert self.ear.was_edited(message), f"not edited: {message.text}"
        return _saying(message, fragments)

    def expect_toast(self, query: CallbackQuery, *fragments: str) -> None:
        """Check that the press was answered with a line that says all this."""
        assert query.answer is not None, f"the press of {query.data} was not answered"
        for fragment in fragments:
            assert fragment in query.answer.text, query.answer.text

    def expect_silence(self, *chats: Chat) -> None:
        """Check that nothing unexpected stands in these chats, or anywhere."""
        titles = {chat.title for chat in chats}
        heard = [line for line in self.ear.unheard() if not titles or line.split(":")[0] in titles]
        assert heard == []

    def skim(self, *chats: Chat) -> list[Message]:
        """Take note of everything said there, or anywhere, without looking at it closely."""
        return [
            message for chat in chats or self.world.chats() for message in self.ear.all_said(chat)
        ]

    def expect_error(self, fragment: str) -> None:
        self.errors.take(fragment)

    # The bot's own fate

    async def awake(self) -> Runtime:
        await self._rouse()
        assert self.runtime is not None
        return self.runtime

    async def _rouse(self) -> None:
        if self.asleep:
            await self.start()

    async def start(self) -> None:
        assert self.runtime is None
        self.asleep = False
        url = shared(self.setup.database_url)
        self.runtime = Runtime(replace(self.setup, database_url=url), self.clock)
        await self.runtime.start()
        await self.settle()

    async def stop(self) -> None:
        self.asleep = False
        runtime, self.runtime = self.runtime, None
        if runtime is not None:
            await runtime.stop()

    async def kill(self) -> None:
        # As after a crash, `start` begins anew on the same database.
        self.asleep = False
        runtime, self.runtime = self.runtime, None
        if runtime is not None:
            await runtime.kill()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def close_database(self) -> None:
        await self.database.close()

    async def none_hears_too_much(self, scene: Scene) -> None:
        async with self.database.reading() as session:
            days = await unasked.by_day(session, str(self.plan.tz))
        assert unasked.too_many(days, own_plan=scene.pack is None) == {}

    def nothing_left(self) -> None:
        # No unexpected message, no error in the log, no name of our own and no gap may be left.
        assert self.ear.unheard() == []
        assert self.errors.lines == []
        assert names.told(self.world, self.cast.bot) == set()
        assert self.loses_something or [*gaps.told(self.world, self.cast.bot)] == []


@asynccontextmanager
async def staged(
    backend: Backend, folder: Path, scene: Scene, shelf: Shelf
) -> AsyncIterator[Stage]:
    """Yield a stage that is set, with the bot running."""
    way = (repr(scene),)
    tape = shelf.find(way)
    url = await (backend.copy(tape.database_url) if tape else backend.fresh())
    async with AsyncExitStack() as stack:
        stage = await set_up(stack, url, folder, scene)
        await stage.begin(shelf, way, scene)
        yield stage
        await stage.settle()
        await stage.stop()
        stage.nothing_left()
        await stage.none_hears_too_much(scene)
    await backend.drop(stage.setup.database_url)


def _plan_of(scene: Scene) -> Plan:
    if scene.agencies is None:
        return pack(scene.pack) if scene.pack else city()
    kept = tuple(scene.agencies)
    if scene.figures:
        return with_figures(kept)
    if scene.problem_ladder:
        whole = plan_with_inspection(kept) if scene.inspection else small_plan(kept)
        supervised = with_problem_ladder(whole, through=kept[-1])
        return with_sky(supervised) if scene.sky else supervised
    return small_pack(scene.pack, kept) if scene.pack else small_plan(kept)


async def set_up(stack: AsyncExitStack, url: str, folder: Path, scene: Scene) -> Stage:
    plan = _plan_of(scene)
    clock = RehearsalClock(datetime.fromisoformat(scene.start))
    world = World(clock, limits=scene.limits)
    cast = assemble(world, plan, scene.basic_groups)
    database = Database(shared(url))
    if scene.enrolled:
        bring_in_the_bot(cast, admin=scene.admin)
    app = TapedApp(world, clock)
    server = Server(app)
    await server.start()
    stack.push_async_callback(server.stop)
    setup = setup_for(server, url, folder, paced=scene.limits)
    errors = listen_for_errors(stack)
    stage = Stage(world, cast, plan, clock, database, setup, Ear(world, cast.bot), errors, app)
    stack.push_async_callback(stage.close_database)
    stack.push_async_callback(stage.kill)
    return stage


def setup_for(server: Server, url: str, folder: Path, *, paced: bool) -> Setup:
    return Setup(
        token=TOKEN,
        api_base=server.url,
        database_url=url,
        data_dir=folder,
        paced=paced,
        prove_every=PROVE_EVERY,
    )


def listen_for_errors(stack: AsyncExitStack) -> ErrorLog:
    logs.quieten()
    logs.connect_structlog()
    errors, root = ErrorLog(), logging.getLogger()
    root.addHandler(errors)
    stack.callback(root.removeHandler, errors)
    return errors


def _the_one_saying(said: list[Message], fragments: Collection[str]) -> Message:
    texts = [message.text for message in said]
    found = [one for one in said if all(fragment in one.text for fragment in fragments)]
    assert len(found) == 1, f"{fragments} should be in one of {texts}"
    return found[0]


def _saying(message: Message, fragments: tuple[str, ...]) -> Message:
    for fragment in fragments:
        assert fragment in message.text, f"{fragment!r} is not in:\n{message.text}"
    return message
