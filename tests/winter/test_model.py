"""What the model reads in the chats, what it makes of it, and what it says of other books."""

import random
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.harness.plans import pack, small_plan
from tests.winter import dues, model, orders
from tests.winter.orders import Order
from tests.winter.tape import Course, Drills
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
PROBLEM = """🔧 问题整改交办：北区工地，请按“收到”，于12月4日12时前书面报告整改情况
示例办公室
文号：办1号　问题编号：问1号

责任单位：公安局、住建局"""
CONFERRING = """🗣 会商通知：12月1日会商，请于12月1日10时前签发会商意见
示例办公室
文号：会商1号

会商单位：
市气象台：气象局（贵单位）
专家组：未指定，留空
回复时限：2026年12月1日10时"""
CONTROL = """🛡 强化管控通知：请按“收到”，立即执行强化管控措施
示例办公室
文号：管1号

执行单位：公安局"""
CONVENING = """🔎 督导帮扶通知：请按“收到”，立即开展联合督导帮扶
示例办公室
文号：督导1号

成员：公安局、住建局"""
MEETING = """🗓 会议通知：日调度会议（12月2日），12月2日16时，请按“参会”或“请假”
示例办公室
文号：会1号

时间：2026年12月2日16时
地点：三楼会议室
参会单位：公安局、住建局"""
REGISTER = """📒 请报送：督导检查月报（非预警期间）（2026年12月），12月31日18时前
示例办公室
文号：录1号

责任单位：督导检查组"""


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


def read(text: str, day: int, hour: int = 8) -> Order:
    order = orders.read(text, text.partition("\n")[0], at(day, hour))
    assert order is not None
    return order


def alert(level: str = "橙色", receipts: tuple[str, ...] = ()) -> Course:
    return Course("1号", at(1, 8), [(at(1, 9), level)], receipts=[*receipts])


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
    course = alert(receipts=("1号",))
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


def test_an_order_asks_the_bodies_that_it_names() -> None:
    plan = pack("changji")
    owed = model.owed(plan, [], at(20, 0), [read(PROBLEM, 1), read(CONFERRING, 1)])
    assert owed == {
        ("receipt", "gongan", "办1号"),
        ("receipt", "zhujian", "办1号"),
        ("rectify", "gongan", "办1号"),
        ("rectify", "zhujian", "办1号"),
        ("opinion", "qixiang", "会商1号"),
    }


def test_whoever_is_asked_to_a_meeting_says_whether_it_comes() -> None:
    plan = small_plan(("huanjing", "gongan", "zhujian"))
    assert model.owed(plan, [], at(9, 0), [read(MEETING, 2)]) == {
        ("receipt", "gongan", "会1号"),
        ("receipt", "zhujian", "会1号"),
    }
    draft = MEETING.replace("会1号", orders.NOT_ISSUED)
    assert orders.read(draft, draft.partition("\n")[0], at(2, 8)) is None


def test_a_day_may_be_reported_on_before_it_is_asked_for_and_no_other() -> None:
    plan, course = small_plan(("huanjing", "gongan")), alert()
    days = {due[2] for due in model.may_be_owed(plan, [course], at(5, 20))}
    assert days == {"2026-12-04", "2026-12-05"}
    course.ended_at = at(3, 0)
    early = model.may_be_owed(plan, [course], at(5, 20))
    assert {due[2] for due in early} == {"2026-12-02", "2026-12-03"}
    kept = Counter({("daily", "gongan", "2026-12-03"): 1, ("daily", "gongan", "2026-12-04"): 1})
    assert [*dues.faults(set(), kept, early)] == [
        "asked for and not owed: ('daily', 'gongan', '2026-12-04')"
    ]
    assert model.may_be_owed(plan, [course], at(1, 8)) == set()


def test_controls_are_reported_on_each_day_until_they_end() -> None:
    plan, control = pack("changji"), read(CONTROL, 1)
    control.ended_at = at(3, 11)
    days = {due for due in model.owed(plan, [], at(20, 0), [control]) if due[0] == "control"}
    assert days == {
        ("control", "gongan", "管1号 2026-12-01"),
        ("control", "gongan", "管1号 2026-12-02"),
    }
    # A day of an alert is reported on as that asks.
    course = alert()
    course.levels, course.ended_at = [(at(2, 9), "橙色")], at(2, 20)
    beside = {due for due in model.owed(plan, [course], at(20, 0), [control]) if due in days}
    assert beside == {("control", "gongan", "管1号 2026-12-01")}
    ended = "✅ 强化管控结束\n示例办公室\n原通知：管1号"
    assert orders.ends(ended, ended.partition("\n")[0]) == "管1号"
    assert orders.ends(CONTROL, CONTROL.partition("\n")[0]) == ""


def test_a_team_that_is_convened_owes_the_days_from_then_on_at_its_levels() -> None:
    plan, course = pack("changji"), alert()
    course.levels.append((at(3, 0), "黄色"))
    owed = model.owed(plan, [course], at(5, 0), [read(CONVENING, 2)])
    assert {due for due in owed if due[0] == "inspection"} == {
        ("inspection", "special_group", "2026-12-02")
    }
    assert not any(due[0] == "inspection" for due in model.owed(plan, [course], at(5, 0)))


def test_what_the_calendar_asks_for_has_a_kind_of_its_own() -> None:
    owed = model.owed(pack("dengkou"), [], at(30, 0), [read(REGISTER, 25)])
    assert owed == {("planned_inspection", "inspection", "录1号")}


def test_the_card_of_an_order_holds_its_words() -> None:
    card = f"📢 已发布：问题整改\n\n——— 全文 ———\n{PROBLEM}\n——— 完 ———\n\n拟稿：值班员"
    order = orders.read(card, "📢 已发布：问题整改", at(1, 8))
    assert order is not None
    assert order.wants_receipt
    assert orders.read("📢 已发布：问题整改", "📢 已发布：问题整改", at(1, 8)) is None


def test_books_that_differ_are_complained_of() -> None:
    mine, others, twice = (("daily", body, "2026-12-01") for body in ("a", "b", "c"))
    found = list(dues.faults({mine, twice}, Counter({others: 1, twice: 2})))
    assert [line.partition(":")[0] for line in found] == [
        "owed and not asked for",
        "asked for and not owed",
        "owed 2 times",
    ]


def test_what_an_exercise_asks_for_stands_in_its_chats() -> None:
    plan, drills = pack("changji"), Drills()
    drills.read("gongan", "🟡 演练预警，请按“收到”\n办公室\n文号：演练1号")
    drills.read("gongan", "请报送12月1日应急响应工作日报")
    receipt, report = ("receipt", "gongan", "演练1号"), ("daily", "gongan", "演练1号")
    scripted = ("receipt", "jiaoyu", "演练1号")
    assert list(dues.drilled(plan, drills, [receipt, report, scripted])) == []
    for kept, fault in (
        ([receipt, report, ("other", "gongan", "演练1号")], "not owed"),
        ([receipt, report, ("receipt", "gongan", "1号")], "by no order"),
        ([report], "not asked for"),
        ([receipt], "owes 0"),
    ):
        assert any(fault in line for line in dues.drilled(plan, drills, kept)), fault
