"""Gathers the offices of a winter on one bot: their plans, groups and people, and the air above."""

import random
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.clock import RehearsalClock
from bot.demo import cast as demo_cast
from bot.demo.cast import Cast as Assembled
from bot.demo.enrolling import enrol_everybody
from bot.demo.region import COUNTY, PREFECTURE, prefecture_of, short_name
from office.plan.files import read_plan
from office.plan.model import Capability, Plan
from sandbox import Chat, Server, World
from storage.database import Database
from tests.faults.stage import FaultStage
from tests.harness.cast import BOT_USERNAME, TOKEN, Cast, apply_plan
from tests.harness.ear import Ear
from tests.harness.engines import shared
from tests.harness.plans import PACKS
from tests.harness.stage import listen_for_errors, setup_for
from tests.harness.tape import TapedApp
from tests.winter.characters import drawn
from tests.winter.diary import Diary
from tests.winter.exercising import Exercising
from tests.winter.liaisons import ZONE, Liaison
from tests.winter.officers import Officers
from tests.winter.reading import Readers
from tests.winter.sky import Sky
from tests.winter.writing import Written

OFFICES = ("changji", PREFECTURE, COUNTY, "kundulun", "dengkou")
UNDER_ONE_SKY = {COUNTY: PREFECTURE}
"""A county breathes the air of its prefecture."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a winter is played by."""

    seed: int
    begins: date
    days: int
    offices: tuple[str, ...] = OFFICES
    eve: int = 0
    """The days before, in which offices hold their exercise."""
    as_process: bool = False
    """Whether the bot runs as a process of its own, and dies by SIGKILL."""
    only: int | None = None
    """How many days of it are played, to look at one of them; None for all."""

    @property
    def first(self) -> date:
        return self.begins - timedelta(days=self.eve)

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=self.days)

    @property
    def began_at(self) -> datetime:
        return datetime.combine(self.first, time(7, 30), tzinfo=ZONE)

    @property
    def played(self) -> int:
        return self.eve + self.days if self.only is None else self.only


@dataclass(frozen=True, slots=True)
class Office:
    plan: Plan
    cast: Assembled
    sky: Sky
    officers: Officers
    liaisons: dict[str, Liaison]
    exercising: Exercising

    @property
    def home(self) -> str:
        return self.plan.jurisdiction


@dataclass(frozen=True, slots=True)
class Company:
    terms: Terms
    stage: FaultStage
    offices: tuple[Office, ...]
    diary: Diary
    chance: random.Random
    readers: Readers
    written: list[Written]
    moved: list[tuple[int, int]] = field(default_factory=list)
    """The groups that go on under another id."""

    def move(self, chat: Chat, to: Chat) -> None:
        self.readers.move(chat, to)
        self.moved.append((chat.id, to.id))

    async def enrol(self) -> None:
        """Let everybody join with a one-time code, before the winter begins."""
        for office in self.offices:
            desks = self.stage.desks()
            await enrol_everybody(desks, office.plan, office.cast, self.stage.clock.now())
            await self.stage.settle()


async def gather(
    stack: AsyncExitStack, url: str, folder: Path, terms: Terms, kind: type[FaultStage]
) -> Company:
    clock = RehearsalClock(terms.began_at)
    world = World(clock)
    bot = world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    plans = [plan_of(name) for name in terms.offices]
    casts = [
        demo_cast.assemble(world, bot, plan, "zh", of=short_name(plan, "zh")) for plan in plans
    ]
    app = TapedApp(world, clock)
    server = Server(app)
    await server.start()
    stack.push_async_callback(server.stop)
    database = Database(shared(url))
    for plan in plans:
        await apply_plan(database, plan, clock.now())
    stage = kind(
        world,
        _led_by(casts[0], world),
        plans[0],
        clock,
        database,
        setup_for(server, url, folder, paced=False),
        Ear(world, bot),
        listen_for_errors(stack),
        app,
    )
    stage.listen()
    stack.push_async_callback(stage.close_database)
    stack.push_async_callback(stage.kill)
    stack.push_async_callback(stage.back)
    return _company(terms, stage, list(zip(plans, casts, strict=True)))


def plan_of(name: str) -> Plan:
    """The plan that is shipped, with a word that none has: for whom a deputy may sign."""
    plan = prefecture_of(PACKS) if name == PREFECTURE else read_plan(PACKS / f"{name}.yaml")
    facts = plan.model_dump()
    able = {one.id for one in plan.positions_that(Capability.APPROVE)}
    for position in facts["positions"]:
        deputy = f"deputy_{position['id']}"
        if {position["id"], deputy} <= able:
            position["delegates"] = (deputy,)
    return Plan.model_validate(facts)


def _led_by(first: Assembled, world: World) -> Cast:
    """The people of the first office as stages know them."""
    told = {name: getattr(first, name) for name in Assembled.__dataclass_fields__}
    return Cast(**told, stranger=world.add_person("路人"))


def _company(terms: Terms, stage: FaultStage, played: list[tuple[Plan, Assembled]]) -> Company:
    diary, chance = Diary(stage.clock.now), random.Random(f"winter {terms.seed}")
    readers, written = Readers(stage.world, stage.cast.bot), list[Written]()
    offices = tuple(
        _office(terms, plan, people, diary, readers, written) for plan, people in played
    )
    return Company(terms, stage, offices, diary, chance, readers, written)


def _office(
    terms: Terms,
    plan: Plan,
    people: Assembled,
    diary: Diary,
    readers: Readers,
    written: list[Written],
) -> Office:
    home = plan.jurisdiction
    above = UNDER_ONE_SKY.get(home, home)
    sky = Sky(f"{terms.seed} {above}", terms.begins, terms.days, plan.tz)
    # Each draws by themselves: what comes to two chats at one instant is read in either order.
    drawn_by = partial("{} {} {}".format, terms.seed, home)
    officers = Officers(plan, people, people.world, sky, diary, drawn_by("officers"))
    readers.attach(people.office, officers.read_office)
    for person in dict.fromkeys((people.staff, people.second, *people.holders.values())):
        chat = people.private(person)
        readers.attach(chat, lambda *read, who=person: officers.read_private(who, *read))
    liaisons: dict[str, Liaison] = {}
    for body, group in people.groups.items():
        chance = random.Random(drawn_by(body))
        liaisons[body] = Liaison(
            home,
            body,
            group,
            people.liaisons[body],
            people.world,
            diary,
            chance,
            drawn(chance),
            written,
        )
        readers.attach(group, liaisons[body].read)
    exercise = random.Random(drawn_by("exercise"))
    season, pause_at = (terms.begins, terms.ends), exercise.randint(2, 30)
    exercising = Exercising(plan, people, people.world, diary, exercise, season, pause_at)
    return Office(plan, people, sky, officers, liaisons, exercising)
