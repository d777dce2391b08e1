"""The appraiser counts without holding up whatever else its process does, and after a crash."""

import asyncio
from collections.abc import Mapping
from typing import Any, NoReturn

import pytest
from sqlalchemy import text

from office.bodies.people import Actor
from office.desk import Desk
from office.records.appraisals import drawing_up
from office.refusal import Refusal
from storage.scope import EVERYWHERE
from storage.supervision import appraisals
from tests.harness.appraising import with_appraisal
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage


async def asked(stage: Stage) -> None:
    await apply_plan(stage.database, with_appraisal(stage.plan), stage.clock.now())
    staff = Actor(stage.cast.staff.id, "值班员", ("office_staff",))
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        await drawing_up.begin(desk, staff, {"year": 2026})


@pytest.mark.parametrize(
    ("why", "told"),
    [(Refusal("ledger_no_episode"), "没有这次污染过程"), (RuntimeError("no"), "未能生成")],
)
async def test_others_have_their_turn_and_what_fails_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, why: Exception, told: str
) -> None:
    turns: list[bool] = []

    async def look(desk: Desk, _asked: Mapping[str, Any]) -> NoReturn:
        connection = await desk.session.connection()
        came = asyncio.Event()
        asyncio.get_running_loop().call_soon(came.set)
        await connection.execute(text("SELECT 1"))
        turns.append(came.is_set())
        raise why

    monkeypatch.setattr(drawing_up, "count", look)
    await asked(stage)
    await stage.wake()
    stage.expect(stage.cast.office, told)
    assert turns == [True]
    if not isinstance(why, Refusal):
        stage.expect_error("appraisal_not_counted")


async def test_what_was_asked_for_before_a_crash_is_counted_after_it(stage: Stage) -> None:
    await stage.kill()
    await asked(stage)
    await stage.start()
    stage.expect(stage.cast.office, "没有可计分的事项")
    async with stage.database.reading() as session:
        assert await appraisals.counting(session, EVERYWHERE) == []
