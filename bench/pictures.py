"""Measures how long the picture of a brief takes, with all that fits on it."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bench.databases import Databases
from bench.figures import Figure, Size
from bench.telegram import Telegram
from messages.pictures import brief
from messages.render import words_in
from messages.views.pictures import BriefPicture, DrawnDay, DrawnShare, DrawnSum

WITHIN = 0.5
ROUNDS = 5
DAYS = tuple(DrawnDay(date(2026, 12, day), 30 + day, 4, 4 - day % 4) for day in range(1, 8))
VIEW = BriefPicture(
    colour="🟠",
    title="重污染天气橙色预警",
    day=8,
    at=datetime(2026, 12, 8, 10, tzinfo=UTC),
    shares=(DrawnShare("确认收到", 38, 38), DrawnShare("12月7日应急响应措施落实情况", 36, 38)),
    days=DAYS,
    of=DAYS[-1].day,
    sums=tuple(DrawnSum(f"检查企业家次（第{n}组）", "家", 100 * n, 90 * n) for n in range(1, 7)),
    drill=False,
)


@dataclass(frozen=True, slots=True)
class Pictures:
    """How many seconds one picture takes: the first of a process, and any later one."""

    first: float
    later: float

    def figures(self) -> Sequence[Figure]:
        return (
            Figure("picture", "the picture of a brief", self.later, "s", at_most=WITHIN),
            Figure("picture_first", "  the first of a process", self.first, "s"),
        )


def measure(_telegram: Telegram, _databases: Databases, _size: Size) -> Pictures:
    first, *later = (_seconds() for _ in range(1 + ROUNDS))
    return Pictures(first, statistics.median(later))


def _seconds() -> float:
    began = time.perf_counter()
    brief.make(VIEW, words_in("zh", "Asia/Shanghai"))
    return time.perf_counter() - began
