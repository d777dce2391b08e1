"""The maker reads what a file is made from without holding up whatever else its process does."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import text

from bot.duties import file_views
from bot.workshop import crafts
from bot.workshop.crafts import Craft
from office import wanting
from office.desk import Desk
from office.post import Place
from office.refusal import Refusal
from office.wanting import FileWish
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
    large = Craft("tests.bot.workshop.tricks:over_the_limit", seconds=30)
    monkeypatch.setitem(crafts.CRAFTS, "ledger", large)
    office, days = stage.cast.office, {"first": "2026-11-01", "last": "2026-12-01"}
    wish = FileWish("ledger", days, "台账.xlsx", "台账", instead="qingkong export ledger a.xlsx")
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        await wanting.want(desk, Place(office.id), wish)
    await stage.wake()
    told = stage.expect(office, "没能生成", "51 MB")
    assert told.text is not None
    assert "请在服务器上运行 qingkong export ledger a.xlsx" in told.text
