"""The migrations lead to the tables in the code, from empty and from every earlier revision."""

import pytest

from storage import migrate
from tests.harness.databases import Backend


@pytest.fixture
async def empty_url(backend: Backend) -> str:
    return await backend.empty()


async def test_from_empty_to_head_gives_the_tables_of_the_code(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
    assert await migrate.current_revision(empty_url) == migrate.HEAD


@pytest.mark.parametrize("revision", migrate.revisions())
async def test_every_earlier_revision_leads_to_head(empty_url: str, revision: str) -> None:
    await migrate.upgrade(empty_url, revision)
    assert await migrate.current_revision(empty_url) == revision
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []


async def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.upgrade(empty_url)
    assert await migrate.current_revision(empty_url) == migrate.HEAD


def test_the_newest_step_is_the_head() -> None:
    """Named in the code, so that a start that has nothing to do need not read the steps."""
    assert migrate.revisions()[-1] == migrate.HEAD


async def test_an_empty_database_stands_at_no_revision(empty_url: str) -> None:
    assert await migrate.current_revision(empty_url) is None
