"""What bodies read of a meeting: the hour that holds, and what was said there as it was written."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.clock import RehearsalClock
from sandbox import Message, What, World
from tests.faults.words import REPEAT_MARK
from tests.harness.plans import pack
from tests.winter import orders
from tests.winter.gatherings import Gatherings
from tests.winter.tape import Tape
from tests.winter.writing import Written

ZONE = ZoneInfo("Asia/Shanghai")
CALLED = """🗓 会议{how}：{title}，12月1日{hour}时，请按“参会”或“请假”
示例办公室
文号：会{number}号

{moved}时间：2026年12月1日{hour}时
地点：三楼会议室
参会单位：公安局、住建局"""
SPOKEN = """📝 请核对：贵单位在{title}上的口头汇报
由办公室值班员记录，确认前不计为12月1日应急响应工作日报。

检查组：4个
整改数：3个

已读取：
· 检查组　4个
· 整改数　{read}个

无误的，请按“以此作为日报”，次日不再要求重报。"""
TITLE = "日调度会议（12月1日）"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 1, hour, minute, tzinfo=ZONE)


def message(text: str, *labels: str) -> Any:
    buttons = [SimpleNamespace(text=one) for one in labels]
    return SimpleNamespace(text=text, message_id=5, buttons=lambda: buttons)


def called(hour: int = 16, moved_from: int | None = None, title: str = TITLE) -> Gatherings:
    made = Gatherings({"changji": pack("changji")}, Tape(ZONE), [])
    call(made, hour, title=title)
    if moved_from is not None:
        call(made, moved_from, hour)
    return made


def call(made: Gatherings, hour: int, moved_from: int | None = None, title: str = TITLE) -> None:
    number = len(made.tape.orders["changji"]) + 1
    moved = f"原定2026年12月1日{moved_from}时，现改为：\n" if moved_from is not None else ""
    how = "改期" if moved else "通知"
    text = CALLED.format(how=how, title=title, hour=hour, number=number, moved=moved)
    order = orders.read(text, text.partition("\n")[0], at(9 + number))
    assert order is not None
    made.tape.orders["changji"][order.serial] = order


def read(made: Gatherings, text: str, when: datetime, body: str = "gongan") -> list[str]:
    made.read("changji", body, message(text, "以此作为日报"), when)
    return made.take_faults()


def test_a_reminder_names_the_hour_that_holds() -> None:
    reminder = f"⏰ {TITLE}16:00召开，请准时参会"
    assert read(called(), reminder, at(15, 30)) == []
    assert "no meeting" in read(called(), reminder, at(15, 30), "jiaoyu")[0]
    made = called()
    call(made, 18, moved_from=16)
    assert "no meeting" in read(made, reminder, at(15, 30))[0]
    assert read(made, reminder.replace("16:00", "18:00"), at(17, 30)) == []
    read(made, f"⚪ 会议“{TITLE}”已取消，原定2026年12月1日18时", at(16))
    assert "no meeting" in read(made, reminder.replace("16:00", "18:00"), at(17, 30))[0]


def test_what_was_said_comes_once_the_meeting_has_begun_and_as_it_was_written() -> None:
    spoken = SPOKEN.format(title=TITLE, read=3)
    made = called()
    assert read(made, spoken, at(16, 20)) == []
    assert made.looked_at == 1
    assert "has begun" in read(called(), spoken, at(15, 50))[0]
    assert "has begun" in read(called(), spoken, at(16, 20), "jiaoyu")[0]
    assert "was read" in read(called(), SPOKEN.format(title=TITLE, read=8), at(16, 20))[0]
    other = "日调度会议（12月2日）"
    made = called(title=other)
    assert read(made, SPOKEN.format(title=other, read=3), at(16, 20)) == []


def test_a_day_that_was_reported_is_not_put_before_a_body_again() -> None:
    made, day = called(), "12月1日应急响应工作日报"
    made.written.append(Written("changji", "gongan", day, at(15), cast("Any", None)))
    assert "before" in read(made, SPOKEN.format(title=TITLE, read=3), at(16, 20))[0]


@pytest.mark.parametrize("mark", ["", f"{REPEAT_MARK}上一次发送未得到确认。\n"])
def test_a_meeting_is_held_once_its_list_is_ended(mark: str) -> None:
    made, world = called(), World(RehearsalClock(at(17)))
    bot, staff = world.add_bot("1:token", "值班员", "duty"), world.add_person("值班员甲")
    office = world.add_group("办公室", [staff])
    made.tape.offices[office.id] = ("changji", "office")
    made.listen(world)
    for text in (
        "🗓 会议“另一会议”签到开始\n会9号",
        f"{mark}🗓 会议“{TITLE}”签到结束：到会 1/2\n会1号",
    ):
        event = Message(office, 1, bot, at(17), text)
        world.log.write(What.SENT, office.id, bot.name, text, event)
    assert [one.title for one in made.held("changji")] == [TITLE]
    assert made.held("kizilsu") == []
