"""Files of reports are read in the workshop once they were fetched, also after the bot died."""

from typing import Any

import pytest

from bot.workshop import crafts
from bot.workshop.crafts import Craft
from office.reports.uploads import MOST_ATTEMPTS
from sandbox import Upload
from storage.owed import values
from storage.owed.reports import FileState, ReadState, ReportPart
from tests.bot.duties.test_archiver import part_now, reported_file
from tests.harness.stage import Scene, SetStage, Stage
from tests.office.reading.test_workbooks import of_rows, saved

DYING = Craft("tests.bot.workshop.tricks:die")
DYING_ONCE = Craft("tests.bot.workshop.tricks:die_before_it_reads")
PLACE = "changji/fetched.xlsx"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    stage = await set_stage(Scene(agencies=("huanjing",), figures=True))
    await stage.awake()
    return stage


def table() -> bytes:
    return saved(of_rows(["出动人次", "检查工地"], [32, 18]))


async def fetched(stage: Stage, content: bytes | None, **facts: Any) -> ReportPart:
    """The bot dies as soon as a file is in the archive; return its part after the next start."""
    await stage.kill()
    part = await reported_file(stage, Upload(table(), "日报.xlsx"))
    if content is not None:
        path = stage.setup.data_dir / "archive" / PLACE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    async with stage.database.transaction() as session:
        row = await session.get_one(ReportPart, part.key)
        row.file_state, row.file_path, row.next_try_at = FileState.STORED, PLACE, None
        row.read_state = facts.get("read_state", ReadState.WAITING)
        session.add(row)
    await stage.start()
    return await part_now(stage, part)


async def read_of(stage: Stage, part: ReportPart) -> dict[str, str | None]:
    async with stage.database.reading() as session:
        rows = await values.of_report(session, part.report_id)
    return {row.field: row.value for row in rows}


async def test_a_file_that_was_fetched_before_the_bot_died_is_read_as_it_starts(
    stage: Stage,
) -> None:
    part = await fetched(stage, table())
    assert (part.read_state, part.read_remark, part.read_attempts) == (ReadState.READ, "", 1)
    assert await read_of(stage, part) == {"people": "32", "sites": "18"}
    # It was read once: another start finds nothing to do.
    await stage.restart()
    assert (await part_now(stage, part)).read_attempts == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_what_is_wrong_with_a_file_is_kept_with_its_part(stage: Stage) -> None:
    for content, remark in (
        (None, "not_fetched"),
        (b"\xd0\xcf\x11\xe0", "old_or_locked"),
        (b"PK\x03\x04", "damaged"),
    ):
        part = await fetched(stage, content)
        assert (part.read_state, part.read_remark) == (ReadState.FAILED, remark)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_file_that_ends_the_workshop_ends_no_more_than_itself(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(crafts.CRAFTS, "report_file", DYING)
    part = await fetched(stage, table())
    assert (part.read_state, part.read_remark) == (ReadState.FAILED, "damaged")
    assert part.read_attempts == MOST_ATTEMPTS
    monkeypatch.setitem(crafts.CRAFTS, "report_file", DYING_ONCE)
    part = await fetched(stage, table())
    assert (part.read_state, part.read_attempts) == (ReadState.READ, 2)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_file_of_before_this_was_known_is_not_read_afterwards(stage: Stage) -> None:
    part = await fetched(stage, table(), read_state=ReadState.NONE)
    assert part.read_state == ReadState.NONE
    assert await read_of(stage, part) == {}
