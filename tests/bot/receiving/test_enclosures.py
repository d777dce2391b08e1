"""Whoever uploads a file that takes its time is told that it is being read."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.receiving import enclosures
from bot.workshop import crafts
from bot.workshop.crafts import Craft
from sandbox import HANG, Upload
from tests.harness.stage import Stage


async def test_a_line_says_that_it_is_read_and_then_that_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    monkeypatch.setattr(enclosures, "WONDER_AFTER", timedelta())
    waits = Craft("tests.bot.workshop.tricks:table_once_there_is", seconds=HANG)
    monkeypatch.setitem(crafts.CRAFTS, "table", waits)
    office, staff = stage.cast.office, stage.cast.staff
    await stage.say(staff, office, "/duty")
    await stage.press(staff, stage.expect(office), "录入排班")
    asked = stage.expect(office, "上传 xlsx、csv")

    def lines() -> list[str]:
        return [one.text or "" for one in office.messages if "排班.csv”" in (one.text or "")]

    file = Upload(str(there).encode(), "排班.csv")
    stage.world.send_document(staff, office, file, reply_to=asked)
    await stage.world.until(lambda: lines() == ["⏳ 正在读取“排班.csv”……"], within=30)
    there.touch()
    await stage.settle()
    assert lines() == ["“排班.csv”已读完，结果见下。"]
    stage.expect(office, "已读完")
    stage.expect(office, "排班预览")
