"""A desk on a fresh database with Changji's plan in force."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from office.beside import BESIDE
from office.bodies import new_codes
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.desk import Desk, Desks, Library
from office.enrolment import using_codes
from office.enrolment.using_codes import Bound, CodeChat
from office.obligations import settling
from office.plan.model import Plan
from office.post import Place
from office.upkeep import applying
from storage.database import Database
from storage.decisions.matters import Matter, Order, OrderKind
from storage.roster import kept
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from tests.harness.databases import Backend, SqliteFiles, start_backend
from tests.harness.engines import shared
from tests.harness.plans import CITY, small_plan
from tests.office import deeds
from tests.office.episodes import alert_in_force, order_of
from tests.office.scenes import Course, Scenes

PLAN_FILE = CITY
AGENCIES = ("huanjing", "gongan", "zhujian", "jiaoyu", "binhu")
LOCALE = "zh"
settling.know(BESIDE)
MORNING = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
"""08:00 in Changji."""


@pytest.fixture(scope="session", params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Use cases are tried on SQLite alone; the stories play them on both databases."""
    running = start_backend(request.param)
    yield running
    running.close()


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Five agencies obey the same rules as 38, for a fraction of the time."""
    return small_plan(AGENCIES)


@dataclass(frozen=True, slots=True)
class InForce:
    """A database with a plan in force; copying it takes less time than applying the plan."""

    plan: Plan
    url: str
    version_id: int
    read: Plan
    """The plan as it is read from the database, which takes longer than most tests."""


@pytest.fixture(scope="session")
def plans_in_force(backend: Backend) -> list[InForce]:
    """Those of one kind of database, as long as it runs."""
    return []


@pytest.fixture(scope="session")
def scenes(backend: Backend) -> Scenes:
    """What was played on it, as long as it runs."""
    return {}


@pytest.fixture(scope="module")
def in_force(backend: Backend, plan: Plan, plans_in_force: list[InForce]) -> InForce:
    """A database with the module's plan in force; other modules may have the same plan."""
    for known in plans_in_force:
        if known.plan == plan:
            return known
    plans_in_force.append(asyncio.run(_put_in_force(backend, plan)))
    return plans_in_force[-1]


async def _put_in_force(backend: Backend, plan: Plan) -> InForce:
    url = await backend.fresh()
    database = Database(shared(url))
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
        version_id = await kept.plan_in_force(session, plan.jurisdiction)
        assert version_id is not None
        read = await Library().plan(session, version_id, LOCALE)
    await database.close()
    return InForce(plan, url, version_id, read)


@pytest.fixture
async def database_url(
    backend: Backend, in_force: InForce, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """An empty database, unless the test has an office."""
    has_office = "office" in request.fixturenames
    url = await (backend.copy(in_force.url) if has_office else backend.fresh())
    yield url
    await backend.drop(url)


@dataclass(slots=True)
class Office:
    """Opens desks one after another, at instants of its own choosing."""

    desks: Desks
    jurisdiction: str
    now: datetime
    course: Course | None = None
    """Scenes that other tests have played are copied where this is known."""
    repeats: bool = False
    """Whether deeds at its desk that other tests have done are repeated."""

    @asynccontextmanager
    async def desk(self, actor: str = "clock") -> AsyncIterator[Desk]:
        known = self.repeats and self.course is not None and self.course.is_known()
        async with self.desks.open(self.jurisdiction, self.now, actor) as desk:
            if known and self.course is not None:
                await deeds.watch(desk, self.course.way)
            yield desk

    def pass_time(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def course(scenes: Scenes, backend: Backend, database_url: str, in_force: InForce) -> Course | None:
    if isinstance(backend, SqliteFiles):
        return Course(scenes, backend, database_url, (in_force.url,))
    return None


@pytest.fixture
async def office(
    database: Database,
    in_force: InForce,
    course: Course | None,
    request: pytest.FixtureRequest,
) -> Office:
    library = Library({(in_force.version_id, LOCALE, ()): in_force.read})
    desks = Desks(database, LOCALE, "qingkong_bot", library=library)
    repeats = "monkeypatch" not in request.fixturenames
    return Office(desks, in_force.plan.jurisdiction, MORNING, course, repeats)


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        yield opened


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    """An alert that has been in force since yesterday."""
    return await alert_in_force(desk, since=desk.now - timedelta(days=1))


@pytest.fixture
async def order(desk: Desk, alert: Matter) -> Order:
    """An order that raises the alert to red."""
    return await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")


Enrol = Callable[..., Awaitable[Chat]]


@pytest.fixture
def enrol() -> Enrol:
    """Bind a group to an agency or to the office, or a person to a position, by a code."""

    @deeds.deed
    async def bind(
        desk: Desk, kind: CodeFor, target_id: str, *, chat_id: int, user_id: int, name: str = "某某"
    ) -> Chat:
        issued = await new_codes.issue(desk, Target(kind, target_id))
        door = CodeChat(Place(chat_id), f"群{target_id}", is_private=kind is CodeFor.POSITION)
        outcome = await using_codes.use(desk, issued.code, Actor(user_id, name), door)
        assert isinstance(outcome, Bound)
        return outcome.chat

    return bind
