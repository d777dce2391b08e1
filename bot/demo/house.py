"""A whole command office in one process: local Telegram, people, the bot, a rehearsal clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import RehearsalClock
from bot.demo import cast, liaisons
from bot.demo.cast import Cast
from bot.demo.liaisons import Liaisons
from bot.demo.rehearsal import Rehearsal
from bot.demo.story import characters
from bot.runtime import Runtime, Setup
from messages.render import Words, words_in
from office import issuing, planning
from office.plan import Plan
from sandbox import World, serving
from storage import migrate
from storage.enrolment import CodeFor


@dataclass(frozen=True, slots=True)
class House:
    plan: Plan
    words: Words
    world: World
    cast: Cast
    liaisons: Liaisons
    runtime: Runtime
    clock: RehearsalClock
    url: str

    @property
    def rehearsal(self) -> Rehearsal:
        return Rehearsal(self.runtime, self.clock, self.liaisons, self.cast)


@asynccontextmanager
async def open_house(
    plan: Plan, clock: RehearsalClock, folder: Path, *, locale: str = "zh", port: int = 0
) -> AsyncIterator[House]:
    """Everything runs and everybody is enrolled, each with a one-time code as in real life."""
    world = World(clock)
    world.time_zone = plan.zone
    people = cast.assemble(world, plan)
    database_url = f"sqlite:///{folder / 'demo.db'}"
    await migrate.upgrade(database_url)
    async with serving(world, port=port) as server:
        setup = Setup(cast.TOKEN, server.url, database_url, folder, locale=locale, paced=False)
        runtime = Runtime(setup, clock)
        await _apply(runtime, plan, clock)
        await runtime.start()
        try:
            words = words_in(locale, plan.zone)
            acting = liaisons.Liaisons(people, words, characters(plan))
            house = House(plan, words, world, people, acting, runtime, clock, server.url)
            await _enrol_everybody(house)
            yield house
        finally:
            await runtime.stop()


async def _apply(runtime: Runtime, plan: Plan, clock: RehearsalClock) -> None:
    async with runtime.database.deciding(plan.jurisdiction) as session:
        await planning.apply(session, plan, now=clock.now(), actor="cli:demo")


async def _enrol_everybody(house: House) -> None:
    """The office first, so that it hears of everyone who follows."""
    async with house.runtime.desks.open(
        house.plan.jurisdiction, house.clock.now(), "cli:demo"
    ) as desk:
        issued = await issuing.issue_missing(desk)
    for one in issued:
        _use_code(house.cast, one.target.kind, one.target.id, one.code)
    await house.rehearsal.settle()


def _use_code(people: Cast, kind: CodeFor, target: str, code: str) -> None:
    world, bot = people.world, people.bot
    if kind is CodeFor.OFFICE:
        world.add_bot_to_group(people.office, bot, by=people.staff, start_code=code)
    elif kind is CodeFor.AGENCY:
        group, liaison = people.groups[target], people.liaisons[target]
        world.add_bot_to_group(group, bot, by=liaison, start_code=code)
    else:
        world.start_bot(people.holders[target], bot, code)
