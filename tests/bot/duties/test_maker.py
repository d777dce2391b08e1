"""The maker reads what a file is made from without holding up whatever else its process does."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import text

from bot.duties import file_views, maker
from bot.kept_files import KeptFiles
from bot.workshop import crafts
from bot.workshop.crafts import Craft
from office import wanting
from office.desk import Desk
from office.post import Place
from office.refusal import Refusal
from office.wanting import FileWish
from sandbox import HANG
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedFile, WantedState
from tests.harness.stage import Stage


async def test_others_have_their_turn_while_the_record_is_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[bool] = []

    async def look(desk: Desk, _asked: Mapping[str, Any], _archive: Path) -> NoReturn:
        connection = await desk.session.connection()
        came = asyncio.Event()
        asyncio.get_running_loop().call_soon(came.set)
        await connection.execute(text("SELECT 1"))
        turns.append(came.is_set())
        raise Refusal("evidence_none")

    monkeypatch.setitem(file_views.VIEWS, "ledger", look)
    office = stage.cast.office
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        await wanting.want(desk, Place(office.id), FileWish("ledger", {}, "台账.xlsx", "台账"))
    await stage.wake()
    stage.expect(office, "没能生成", "还没有发出过督办单")
    assert turns == [True]


async def test_whoever_waits_for_what_is_too_large_reads_where_to_get_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Craft("tests.bot.workshop.tricks:over_the_limit", seconds=HANG)
    monkeypatch.setitem(crafts.CRAFTS, "ledger", large)
    office, days = stage.cast.office, {"first": "2026-11-01", "last": "2026-12-01"}
    wish = FileWish("ledger", days, "台账.xlsx", "台账", instead="qingkong export ledger a.xlsx")
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        await wanting.want(desk, Place(office.id), wish)
    await stage.wake()
    told = stage.expect(office, "没能生成", "51 MB")
    assert told.text is not None
    assert "请在服务器上运行 qingkong export ledger a.xlsx" in told.text


async def test_a_file_goes_once_no_row_needs_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(crafts.CRAFTS, "ledger", Craft("tests.bot.workshop.tricks:the_same"))
    office, days = stage.cast.office, {"first": "2026-11-01", "last": "2026-12-01"}
    files = KeptFiles(stage.setup.data_dir / "archive")
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        rows = [
            await wanting.want(desk, Place(office.id), FileWish("ledger", days, name, "台账"))
            for name in ("a.xlsx", "b.xlsx")
        ]
    await stage.wake()
    stage.expect(office, "台账")
    stage.expect(office, "台账")
    for row, stays in zip(rows, (True, False), strict=True):
        made = await row_now(stage, row)
        path = files.path_of(made.sha256 or "")
        assert path.is_file()
        async with stage.database.transaction() as session:
            made.state = WantedState.EXPIRED
            session.add(made)
        await stage.wake()
        assert path.is_file() is stays
        assert (await row_now(stage, row)).state == WantedState.REMOVED


async def row_now(stage: Stage, row: WantedFile) -> WantedFile:
    async with stage.database.reading() as session:
        return await wanted_files.wanted_file(session, row.key)


async def test_a_disk_that_takes_nothing_is_told_in_one_sentence(stage: Stage) -> None:
    archive, office = stage.setup.data_dir / "archive", stage.cast.office
    archive.mkdir()
    (archive / "made").write_text("in the way")
    await stage.say(stage.cast.staff, office, "/export 2026-11-01 2026-12-31")
    line = stage.expect(office, "“台账 ")
    stage.expect(office, "没能生成", "服务器磁盘写不进去", "告知运维人员")
    stage.expect_edit(line, "❌ 没有生成")


async def test_whoever_waits_reads_how_far_it_is_and_a_restart_ends_it_rightly(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first bot is killed in the middle; the next one makes it, and the line says so."""
    there = tmp_path / "there"

    async def view(_desk: Desk, _asked: Mapping[str, Any], _archive: Path) -> str:
        return str(there)

    monkeypatch.setattr(maker, "PATIENCE", 0.0)
    monkeypatch.setattr(maker, "BETWEEN", 0.01)
    monkeypatch.setitem(file_views.VIEWS, "ledger", view)
    half = Craft("tests.bot.workshop.tricks:half_until_there_is", seconds=HANG)
    monkeypatch.setitem(crafts.CRAFTS, "ledger", half)
    office, staff = stage.cast.office, stage.cast.staff

    def line() -> str:
        return next((one.text for one in office.messages if "“台账 " in (one.text or "")), "") or ""

    await stage.wake()
    stage.world.say(staff, office, "/export 2026-11-01 2026-12-31")
    await stage.world.until(lambda: "正在排版，已完成 33%" in line(), within=30)
    await stage.kill()
    there.touch()
    await stage.start()
    # An edit that was on its way when the bot was killed is sent again after a pause.
    await stage.advance(minutes=1)
    assert line().startswith("✅ 已生成")
    assert [one.document.content for one in office.messages if one.document] == [b"a ledger"]
    stage.skim()
