"""What officers of a winter do with what they read."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sandbox import Message
from tests.winter.diary import Diary
from tests.winter.habits import OFFICE, first_fitting
from tests.winter.officers import Officers

LAPSED = "⏰ 重污染天气黄色预警（调整）尚未发布：拟定的启动时间12月3日00:00已过。请拟稿人张三决定"

NOW = datetime(2026, 12, 3, 2, tzinfo=UTC)
WORD = "召集今日日调度会议"


def meant(*numbers: int) -> dict[int, datetime]:
    """When the button of each message is to be pressed by whoever reads them in this order."""
    unused: Any = SimpleNamespace(id=-1, staff=None)
    diary = Diary(lambda: NOW)
    officers = Officers(unused, unused, unused, unused, diary, "7 changji officers")
    for number in numbers:
        keyboard: Any = [[SimpleNamespace(text=WORD)]]
        message = Message(unused, number, unused, NOW, WORD, keyboard=keyboard)
        officers.read_office(message, True)
    pressed: dict[int, datetime] = {}
    while (when := diary.next_at) is not None:
        deeds: list[Any] = [*diary.take_due(when)]
        pressed |= {deed.args[1].message_id: when for deed in deeds}
    return pressed


def test_what_comes_at_one_instant_may_be_read_in_either_order() -> None:
    """A seed plays the same again, however fast the machine is."""
    assert meant(1, 2, 3) == meant(3, 1, 2)
    assert len({*meant(1, 2, 3, 4, 5, 6, 7, 8).values()}) > 1


def test_whoever_is_asked_about_a_draft_whose_hour_has_passed_decides() -> None:
    """Left alone it keeps every other draft of the alert from being made, its lift included."""
    unused: Any = SimpleNamespace(id=-1)
    keyboard: Any = [[SimpleNamespace(text=one)] for one in ("重定启动时间", "不再发布")]
    message = Message(unused, 1, unused, NOW, LAPSED, keyboard=keyboard)
    assert pressed_under("foul", message) == "重定启动时间"
    assert pressed_under("fair", message) == "不再发布"


def pressed_under(sky: str, message: Message) -> str:
    habit = first_fitting(OFFICE, message, lambda one: one.when in ("", sky))
    return habit.button if habit is not None else ""
