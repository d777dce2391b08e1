"""部分完成: until when the rest is expected, as it stands in what a body says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from office.reading import part_times

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 9, tzinfo=ZONE)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2号线已停产；除尘设备待安装，预计12月8日18时完成", (at(8, 18),)),
        ("已停产，预计12月8日前完成", (at(8, 18),)),
        ("力争明天12点到位。", (at(2, 12),)),
        ("12月1日8时已停产，计划于12月10日全部完成", (at(10, 18),)),
        ("line 2 stopped, rest expected by 2026-12-08 18:00", (at(8, 18),)),
        ("预计3天后完成", (at(4, 9),)),
        ("预计8点完成", (at(1, 20), at(2, 8))),
        ("除尘设备未到货", ()),
        ("11月20日已停产", ()),
    ],
)
def test_the_time_is_read_from_the_clause_that_expects(
    text: str, read: tuple[datetime, ...]
) -> None:
    assert part_times.read(text, NOW) == read


def test_usual_times_follow_the_deadline() -> None:
    assert part_times.usual(at(2, 12), NOW) == (at(3, 18), at(5, 18), at(9, 18))
    assert part_times.usual(at(1, 8), NOW) == (at(2, 18), at(4, 18), at(8, 18))
    assert part_times.typed("昨天", NOW) == ()
