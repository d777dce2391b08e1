"""An office as an older program left it, with its database brought to the tables of today."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage.upkeep import migrate
from tests.bot.operating import Terminal
from tests.harness.databases import Backend
from tests.harness.stage import Stage
from tests.old_databases import restored
from tests.old_databases.restored import Steps


@pytest.fixture(scope="session")
def steps(backend: Backend) -> Steps:
    return Steps(backend)


@pytest.fixture
async def old_office(
    steps: Steps, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    # The command that operators use brings it to the tables of today.
    record, url = restored.recorded(request.param), await steps.at(request.param)
    await restored.fill(url, record["tables"])
    done = await Terminal({"database_url": url, "data_dir": str(tmp_path)}).type("db", "upgrade")
    assert done.code == 0, done.err
    if request.param == restored.OLDEST:
        # It takes every step that the others take.
        assert await migrate.differences(url) == []
    async with AsyncExitStack() as stack:
        yield await restored.reopen(stack, url, tmp_path, record)
    await steps.backend.drop(url)
