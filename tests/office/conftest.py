"""A desk on a fresh database with Changji's plan in force."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from office.bodies import new_codes
from office.bodies.new_codes import Target
from office.bodies.people import Actor
from office.desk import Desk, Desks
from office.enrolment import using_codes
from office.enrolment.using_codes import Bound, CodeChat
from office.plan.model import Plan
from office.post import Place
from office.upkeep import applying
from storage.database import Database
from storage.decisions.matters import Matter, Order, OrderKind
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from tests.harness.databases import Backend, start_backend
from tests.harness.plans import CITY, small_plan
from tests.harness.statements import shared
from tests.office.episodes import alert_in_force, order_of

PLAN_FILE = CITY
AGENCIES = ("huanjing", "gongan", "zhujian", "jiaoyu", "binhu")
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


@pytest.fixture(scope="module")
def in_force(backend: Backend, plan: Plan) -> str:
    """A database with the module's plan in force; copying it takes less time than applying it."""
    return asyncio.run(_put_in_force(backend, plan))


async def _put_in_force(backend: Backend, plan: Plan) -> str:
    url = await backend.fresh()
    database = Database(shared(url))
    async with database.transaction() as session:
        await applying.apply(session, plan, now=MORNING, actor="cli:operator")
    await database.close()
    return url


@pytest.fixture
async def database_url(
    backend: Backend, in_force: str, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """An empty database, unless the test has an office."""
    has_office = "office" in request.fixturenames
    url = await (backend.copy(in_force) if has_office else backend.fresh())
    yield url
    await backend.drop(url)


@dataclass(slots=True)
class Office:
    """Opens desks one after another, at instants of its own choosing."""

    desks: Desks
    jurisdiction: str
    now: datetime

    def desk(self, actor: str = "clock") -> AbstractAsyncContextManager[Desk]:
        return self.desks.open(self.jurisdiction, self.now, actor)

    def pass_time(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
async def office(database: Database, plan: Plan) -> Office:
    return Office(Desks(database, bot_username="qingkong_bot"), plan.jurisdiction, MORNING)


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

    async def bind(
        desk: Desk, kind: CodeFor, target_id: str, *, chat_id: int, user_id: int, name: str = "某某"
    ) -> Chat:
        issued = await new_codes.issue(desk, Target(kind, target_id))
        door = CodeChat(Place(chat_id), f"群{target_id}", is_private=kind is CodeFor.POSITION)
        outcome = await using_codes.use(desk, issued.code, Actor(user_id, name), door)
        assert isinstance(outcome, Bound)
        return outcome.chat

    return bind
