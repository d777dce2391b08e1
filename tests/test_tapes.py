"""What one process has recorded is there for those that share the tests with it."""

from pathlib import Path

from storage.database import Database
from tests.harness.databases import Backend
from tests.harness.engines import shared
from tests.harness.tape import SETTLED, Shelf, Way

WAY: Way = ("a scene", "a passage")


async def test_a_tape_is_found_on_another_shelf(
    backend: Backend, database_url: str, tmp_path: Path
) -> None:
    ours, others = Shelf(backend, tmp_path), Shelf(backend, tmp_path)
    assert others.find(WAY) is None
    await ours.keep(WAY, [SETTLED], database_url)
    tape = others.find(WAY)
    assert tape is not None
    assert tape == ours.find(WAY)
    # The story that recorded it goes on with its own database.
    assert tape.database_url != database_url
    copy = Database(shared(await backend.copy(tape.database_url)))
    async with copy.reading():
        pass
    await copy.close()


async def test_a_shelf_of_ones_own_is_shared_with_nobody(
    backend: Backend, database_url: str
) -> None:
    own = Shelf(backend)
    await own.keep(WAY, [SETTLED], database_url)
    assert own.find(WAY) is not None
    assert Shelf(backend).find(WAY) is None
