"""Deadlines as people type them; where two readings exist both come back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from office.reading import deadlines

NOW = datetime(2026, 12, 1, 7, 50, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("周五下午6时", ["12-04 18:00"]),
        ("12月3日 18:00", ["12-03 18:00"]),
        ("12月3日18时前", ["12-03 18:00"]),
        ("１２月３日１８时之前", ["12-03 18:00"]),
        ("2026-12-03T18:00", ["12-03 18:00"]),
        ("3d", ["12-04 07:50"]),
        ("3天", ["12-04 07:50"]),
        ("72小时", ["12-04 07:50"]),
        ("12月3日下班前", ["12-03 18:00"]),
        ("12月3日前", ["12-03 12:00", "12-03 18:00"]),
        ("周五", ["12-04 12:00", "12-04 18:00"]),
        ("今天", ["12-01 12:00", "12-01 18:00"]),
        ("昨天18时", []),
        ("11月30日18时", []),
        ("尽快", []),
        ("前", []),
        ("", []),
    ],
)
def test_every_reading_that_lies_ahead(text: str, meant: list[str]) -> None:
    assert [f"{at:%m-%d %H:%M}" for at in deadlines.read(text, NOW)] == meant
