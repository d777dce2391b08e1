"""An alert has outlived its air once that was good for days, and none that ended has."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tests.winter import outlived
from tests.winter.outlived import GOOD
from tests.winter.sky import HOUR, Sky
from tests.winter.tape import Course

ZONE, BEGINS = ZoneInfo("Asia/Shanghai"), date(2026, 11, 1)
BEGAN = datetime.combine(BEGINS, time(), tzinfo=ZONE)


def test_an_alert_that_stands_in_good_air_is_told() -> None:
    sky = Sky("1", BEGINS, 60, ZONE)
    good = outlived.GOOD_FOR // HOUR
    hours = sky.measured(BEGAN, BEGAN + 60 * 24 * HOUR)
    after = next(at for at in range(good, len(hours)) if max(hours[at - good : at]) <= GOOD)
    foul_until, good_until = BEGAN + (after - good) * HOUR, BEGAN + after * HOUR
    course = Course("1号", foul_until, [(foul_until, "橙色")])

    def told(at: datetime, course: Course = course) -> list[str]:
        return list(outlived.wrong("city", [course], sky, at))

    assert "1号 stands" in told(good_until)[0]
    assert told(good_until - HOUR) == []
    assert told(good_until, replace(course, ended_at=foul_until + HOUR)) == []
    assert told(good_until, replace(course, levels=[(foul_until + HOUR, "橙色")])) == []
