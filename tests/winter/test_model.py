"""What the model reads in the chats, and what it makes of it."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.harness.plans import small_plan
from tests.winter import model
from tests.winter.tape import Course
from tests.winter.writing import filled, items, matter_of

ZONE = ZoneInfo("Asia/Shanghai")
PROMPT = """请报送12月24日应急响应工作日报
生态环境局：
截止时间：12月25日16:00
报送项目（点按可复制，填好后发回）：
出动人次：　　人次
情况：
已核：
已核填：是、否

请长按本消息选“回复”报送"""


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


def test_a_prompt_says_what_to_fill_in() -> None:
    assert matter_of(PROMPT) == "12月24日应急响应工作日报"
    assert items(PROMPT) == {"出动人次": "人次", "情况": "", "已核": "=是"}


def test_figures_stand_in_the_text_as_they_were_drawn() -> None:
    text, figures = filled(items(PROMPT), random.Random(1))
    assert f"出动人次：{figures['出动人次']}人次" in text
    assert "已核：是" in text


def test_a_day_is_owed_if_the_next_morning_comes_before_the_end() -> None:
    plan = small_plan(("huanjing", "gongan"))
    prompt = next(one.prompt_at for one in plan.owes if one.kind == "daily")
    assert prompt is not None
    course = Course("1号", at(1, 8), [(at(1, 9), "橙色")], receipts=["1号"])
    course.ended_at, course.lifted_by = at(3, prompt.hour) + timedelta(hours=1), "解1号"
    owed = model.owed(plan, [course], at(20, 0))
    assert {due for due in owed if due[0] == "daily" and due[1] == "gongan"} == {
        ("daily", "gongan", "2026-12-01"),
        ("daily", "gongan", "2026-12-02"),
    }
    assert ("closing", "huanjing", "解1号") in owed
    assert ("receipt", "huanjing", "1号") in owed
    course.cancelled = True
    assert not any(kind == "closing" for kind, _, _ in model.owed(plan, [course], at(20, 0)))
