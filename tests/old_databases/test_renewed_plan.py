"""Puts a plan of today's language in force where the first one's alert is under way.

The plan was stored when there was one ladder and two reports. Its file is renewed, one deadline is
changed in it, and the alert that began under the first version runs to its end by that version.
"""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlmodel import col, select

from storage.books import plans
from storage.owed.obligations import Obligation, ObligationKind
from tests.bot.operating import Terminal
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.old_databases.restored import OLDEST
from tests.old_databases.test_going_on import (
    everybody_reports,
    old_buttons_work,
    press,
    the_alert_is_lifted,
    what_was_in_flight_arrives,
)
from tests.stories.passages import ACTS

PLACES = [("sqlite", OLDEST), ("postgresql", OLDEST)]


@pytest.mark.clause("D1", "E1")
@pytest.mark.parametrize(("backend", "old_office"), PLACES, indirect=True)
async def test_the_alert_ends_by_its_own_plan_and_the_next_one_begins_by_the_new(
    old_office: Stage, tmp_path: Path
) -> None:
    stage = old_office
    await put_in_force(stage, tmp_path)
    await stage.start()
    await what_was_in_flight_arrives(stage)
    await old_buttons_work(stage)
    await stage.advance_to("12-04 08:00")
    everybody_reports(stage)
    await stage.settle()
    assert await due_at(stage, "12-04 00:00") == {"12:00"}
    await the_alert_is_lifted(stage)

    await stage.advance_to("12-05 12:30")
    await stage.say(stage.cast.staff, stage.cast.office, "/warn yellow 立即 72h PM2.5 静稳天气")
    await press(stage, stage.cast.staff, stage.cast.office, "确认发布")
    await press(stage, stage.cast.director, stage.cast.private(stage.cast.director), *ACTS)
    await stage.advance_to("12-06 08:30")
    assert await due_at(stage, "12-06 00:00") == {"17:00"}
    assert stage.errors.lines == []
    await invariants.check(stage)


async def put_in_force(stage: Stage, folder: Path) -> None:
    """Renew the file of the first plan, give reports more time in it, and apply it."""
    file = folder / "changji.yaml"
    file.write_text(yaml.safe_dump(json.loads(await stored(stage)), allow_unicode=True), "utf-8")
    terminal = Terminal({"database_url": stage.database.url, "data_dir": str(folder)})
    renewed = await terminal.type("plan", "renew", str(file))
    assert renewed.code == 0, renewed.out
    text = file.read_text("utf-8")
    assert "ladders:" in text
    file.write_text(text.replace('due_at: "12:00"', 'due_at: "17:00"'), "utf-8")
    applied = await terminal.type("plan", "apply", str(file), "--yes")
    assert "daily 12:00 → 17:00" in applied.out
    assert "第2版" in applied.out


async def stored(stage: Stage) -> str:
    async with stage.database.reading() as session:
        version = await plans.latest_version(session, stage.plan.jurisdiction)
    assert version is not None
    assert version.number == 1
    return str(version.content)


async def due_at(stage: Stage, since: str) -> set[str]:
    """The hours at which the reports of the day are due."""
    zone = ZoneInfo(stage.plan.zone)
    start = datetime.strptime(f"2026-{since}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    asked = select(Obligation.due_at).where(
        Obligation.kind == ObligationKind.DAILY, col(Obligation.due_at) > start
    )
    async with stage.database.reading() as session:
        rows = (await session.exec(asked)).all()
    return {f"{one.astimezone(zone):%H:%M}" for one in rows}
