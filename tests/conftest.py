"""Databases for every test that wants one, each on SQLite and on PostgreSQL, and the stage.

Fixtures import what they need themselves: the process that hands out the tests reads this file too
and needs none of it, and the office's tests need no bot.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bot import event_loop, logs
from tests.choice import database_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path
    from types import FrameType
    from typing import Any

    from storage.database import Database
    from tests.harness.databases import Backend
    from tests.harness.stage import Scene, SetStage, Stage
    from tests.harness.tape import Shelf

RUBBISH = 50_000
"""New objects after which the collector looks for rubbish. A test leaves the modules as they are,
and Python's own 700 had a sixth of the time spent on searching."""


# An example takes as long as it takes: on a busy machine that says nothing of the code.
# The same commit is tried with the same examples, so that none fails for what it did not change.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# `make test` takes few examples of each property, and others each time; `.ci/run`, and pytest
# alone, take all.
settings.register_profile(
    "brief", settings.get_profile("patient"), max_examples=20, derandomize=False
)
settings.load_profile("patient")


def pytest_configure() -> None:
    # In place of Python's own handler asyncio puts another for each fixture and test, and the
    # signal module then writes out all that the fixture has returned.
    signal.signal(signal.SIGINT, _interrupt)
    # As it comes, structlog draws an error with all that its frames hold, whole plans among it,
    # which takes seconds.
    logs.connect_structlog()


def pytest_asyncio_loop_factories() -> Mapping[str, Any]:
    # A bot in service runs on the same loop.
    return {"in service": event_loop.factory() or asyncio.new_event_loop}


def pytest_collection() -> None:
    # Hardly anything that is read is given up again.
    gc.disable()


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(RUBBISH)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    # What the processes that share the tests would each make for themselves is there before them.
    if session.config.getoption("--forks"):
        from tests.harness.databases import start_for_all

        start_for_all(sorted(filter(None, {database_of(item) for item in session.items})))


def pytest_unconfigure() -> None:
    databases = sys.modules.get("tests.harness.databases")
    if databases is not None:
        databases.close_for_all()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """One of the two kinds of database; it runs for the whole session."""
    from tests.harness.databases import start_backend

    running = start_backend(request.param)
    yield running
    running.close()


@pytest.fixture
async def database_url(backend: Backend) -> AsyncIterator[str]:
    """A migrated database of its own."""
    url = await backend.fresh()
    yield url
    await backend.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    from storage.database import Database
    from tests.harness.engines import shared

    opened = Database(shared(database_url))
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def shelf(backend: Backend) -> Shelf:
    """Keeps scenes with which many stories begin, once one of the processes has played them."""
    from tests.harness.tape import Shelf

    return Shelf(backend, backend.common)


@pytest.fixture
async def set_stage(backend: Backend, tmp_path: Path, shelf: Shelf) -> AsyncIterator[SetStage]:
    """For stories that need another scene: `await set_stage(Scene(agencies=None))`."""
    from tests.harness.stage import staged

    async with AsyncExitStack() as stack:

        async def set_scene(scene: Scene) -> Stage:
            return await stack.enter_async_context(staged(backend, tmp_path, scene, shelf))

        yield set_scene


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    """Five agencies, everybody enrolled, 1 December 2026, 07:50."""
    from tests.harness.stage import Scene

    return await set_stage(Scene())
