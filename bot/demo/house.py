"""Builds a command office in one process: local Telegram, people, the bot, a rehearsal clock."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import RehearsalClock
from bot.demo import cast
from bot.demo.actors import Actors
from bot.demo.cast import Cast
from bot.demo.enrolling import enrol_everybody
from bot.demo.liaisons import Liaisons
from bot.demo.region import Company, short_name
from bot.demo.rehearsal import Rehearsal
from bot.runtime import Runtime, Setup
from bot.setup import BoardSite
from messages.render import Words, words_in
from office.desk import Desks
from office.plan.languages import in_language
from office.plan.model import Plan
from office.upkeep import applying
from sandbox import HANG, Bot, World
from storage.database import Database
from storage.immutable import immutable
from storage.upkeep import migrate


@immutable
class Production:
    """What every performance is made from."""

    plan: Plan
    """The plan as its file is written."""
    actors: Actors
    begins: datetime
    locale: str = "zh"
    others: tuple[Plan, ...] = ()
    """The plans of further offices on the same bot, as their files are written."""
    guests: bool = False
    """Whether somebody at a page plays the agencies that the actors leave to them."""
    board: BoardSite | None = None
    """Where the command board is served beside the page; None where nobody looks at it."""
    patience: float = HANG
    """Real seconds that a step of the clock waits for the bot, once everybody is enrolled."""


@immutable
class OtherOffice:
    """An office beside the one that the page is about, with its people."""

    written_plan: Plan
    plan: Plan
    cast: Cast
    liaisons: Liaisons


@dataclass(slots=True)
class House:
    """One performance; the bot in it can be killed and started again."""

    written_plan: Plan
    plan: Plan
    """The same plan with its names in the demo's language."""
    words: Words
    """The bot's words, for the labels of its buttons."""
    world: World
    cast: Cast
    actors: Actors
    liaisons: Liaisons
    clock: RehearsalClock
    setup: Setup
    database: Database
    """A connection for looking on; it stays when the bot is killed."""
    rehearsal: Rehearsal
    others: tuple[OtherOffice, ...] = ()

    @property
    def runtime(self) -> Runtime:
        return self.rehearsal.runtime

    async def begin(self) -> None:
        # Everybody enrols with a one-time code, as in real life.
        await self.runtime.start()
        await self._enrol_everybody(self.plan, self.cast)
        for other in self.others:
            await self._enrol_everybody(other.plan, other.cast)

    async def kill_and_restart(self) -> None:
        # As after a crash nothing was finished, and the database is all that is left.
        await self.runtime.kill()
        self.rehearsal.runtime = Runtime(self.setup, self.clock)
        await self.runtime.start()

    async def close(self) -> None:
        await self.runtime.kill()
        await self.database.close()

    async def _enrol_everybody(self, plan: Plan, people: Cast) -> None:
        desks = Desks(self.database, self.words.locale, people.bot.username or "")
        await enrol_everybody(desks, plan, people, self.clock.now())
        await self.rehearsal.settle()


async def build_house(production: Production, url: str, folder: Path) -> House:
    """Build everything with the clock standing; the bot is not started yet."""
    plan, locale = in_language(production.plan, production.locale), production.locale
    clock = RehearsalClock(production.begins)
    setup = Setup(
        cast.TOKEN,
        url,
        f"sqlite:///{folder / 'demo.db'}",
        folder,
        locale=locale,
        paced=False,
        board=production.board,
    )
    database = await _prepared(setup.database_url, production)
    world = World(clock)
    world.time_zone = plan.zone
    bot, words = cast.add_bot(world, locale), words_in(locale, plan.zone)
    people = cast.assemble(
        world, bot, plan, locale, of=short_name(plan, locale) if production.others else ""
    )
    acting = Liaisons(people, words, production.actors, _left_to_guests(production))
    others = tuple(_other(world, bot, one, production) for one in production.others)
    company = Company((acting, *(one.liaisons for one in others)))
    rehearsal = Rehearsal(Runtime(setup, clock), clock, company, world, bot)
    return House(
        written_plan=production.plan,
        plan=plan,
        words=words,
        world=world,
        cast=people,
        actors=production.actors,
        liaisons=acting,
        clock=clock,
        setup=setup,
        database=database,
        rehearsal=rehearsal,
        others=others,
    )


def _other(world: World, bot: Bot, written: Plan, production: Production) -> OtherOffice:
    plan, locale = in_language(written, production.locale), production.locale
    people = cast.assemble(world, bot, plan, locale, of=short_name(plan, locale))
    acting = Liaisons(people, words_in(locale, plan.zone), production.actors.everyday_ones())
    return OtherOffice(written, plan, people, acting)


async def _prepared(url: str, production: Production) -> Database:
    await migrate.upgrade(url)
    database = Database(url)
    for plan in (production.plan, *production.others):
        async with database.deciding(plan.jurisdiction) as session:
            await applying.apply(session, plan, now=production.begins, actor="cli:demo")
    return database


def _left_to_guests(production: Production) -> tuple[str, ...]:
    return production.actors.yours if production.guests else ()
