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


@pytest.fixture
async def old_office(
    backend: Backend, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    # The command that operators use brings it to the tables of today.
    record, url = restored.recorded(request.param), await backend.empty()
    await restored.fill(url, record)
    done = await Terminal({"database_url": url, "data_dir": str(tmp_path)}).type("db", "upgrade")
    assert done.code == 0, done.err
    assert await migrate.differences(url) == []
    async with AsyncExitStack() as stack:
        yield await restored.reopen(stack, url, tmp_path, record)
    await backend.drop(url)
