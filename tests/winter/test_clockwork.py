"""What the clock has to bring: chats in which it is there, is missing, or comes too often."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import Plan
from tests.harness.plans import pack
from tests.winter import clockwork, orders
from tests.winter.clockwork import Told
from tests.winter.orders import Order
from tests.winter.tape import Course

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def at(day: int, hour: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def asked(title: str, when: datetime, cause: str = clockwork.AT_START) -> Order:
    text = f"📒 请更新并报送：{title}，12月3日18时前\n办公室\n文号：{title}{when}\n\n{cause}"
    order = orders.read(text.replace(f"{when}", f"{when:%m%d}"), text.partition("\n")[0], when)
    assert order is not None
    return order


def told(plan: Plan, courses: list[Course], now: datetime, *papers: Order) -> Told:
    return Told(plan, courses, papers, [], [], {}, at(1, 8), now)


def test_lists_are_asked_for_as_a_response_starts() -> None:
    plan = pack("dengkou")
    course = Course("1号", at(1, 18), [(at(2, 0), "黄色")])
    papers = [asked(one.name, at(2, 0)) for one in plan.registers if one.asked_at_start]
    whole = told(plan, [course], at(3, 0), *papers)
    assert list(clockwork.wrong(whole)) == []
    (missing,) = clockwork.wrong(replace(whole, orders=papers[1:]))
    assert papers[0].title in missing
    (unasked,) = clockwork.wrong(replace(whole, orders=[*papers, asked("别的名录", at(2, 1))]))
    assert "at no start" in unasked
    found = clockwork.wrong(told(plan, [], at(3, 0), *papers))
    assert sum("at no start" in line for line in found) == len(papers)


def test_the_calendar_asks_once_a_month() -> None:
    plan = pack("dengkou")
    monthly = asked("督导检查月报（非预警期间）（2026年12月）", at(25, 7), cause="")
    assert list(clockwork.wrong(told(plan, [], at(27, 0), monthly))) == []
    before = asked("督导检查月报（非预警期间）（2026年11月）", at(1, 9), cause="")
    assert list(clockwork.wrong(told(plan, [], at(27, 0), before, monthly))) == []
    (missing,) = clockwork.wrong(told(plan, [], at(27, 0)))
    assert "was not asked for in 2026-12" in missing
    (twice,) = clockwork.wrong(told(plan, [], at(27, 0), monthly, monthly))
    assert "once too often" in twice


def test_forms_and_briefs_follow_an_alert() -> None:
    plan = pack("changji")
    course = Course("1号", at(1, 18), [(at(2, 0), "黄色")], ended_at=at(3, 12))
    start, follow_up, lift = (one.name for one in plan.official_forms[:3])
    offered = [
        (at(2, 9), start, "1号"),
        (at(3, 10), follow_up, "1号"),
        (at(3, 12), lift, "1号"),
    ]
    whole = replace(
        told(plan, [course], at(5, 0)), offered=offered, briefed=[("office", at(2, 18))]
    )
    assert list(clockwork.wrong(whole)) == []
    (never,) = clockwork.wrong(replace(whole, offered=offered[:2]))
    assert "never offered" in never
    (twice,) = clockwork.wrong(replace(whole, offered=[*offered, offered[1]]))
    assert "2 times" in twice
    (unwanted,) = clockwork.wrong(replace(whole, offered=[*offered, (at(4, 10), follow_up, "1号")]))
    assert "does not want" in unwanted
    (unread,) = clockwork.wrong(replace(whole, briefed=[]))
    assert "read no brief" in unread
    extra = [*whole.briefed, ("gongan", at(4, 18))]
    (idle,) = clockwork.wrong(replace(whole, briefed=extra))
    assert "without an alert" in idle


def test_what_is_due_as_an_alert_ends_may_be_offered() -> None:
    plan = pack("changji")
    course = Course("1号", at(1, 18), [(at(2, 0), "黄色")], ended_at=at(3, 10))
    _, follow_up, *_ = (one.name for one in plan.official_forms)
    whole = replace(told(plan, [course], at(3, 20)), offered=[(at(3, 10), follow_up, "1号")])
    assert not [line for line in clockwork._forms(whole) if follow_up in line]
    earlier = replace(course, ended_at=at(3, 9))
    (unwanted,) = (
        line for line in clockwork._forms(replace(whole, courses=[earlier])) if follow_up in line
    )
    assert "does not want" in unwanted


def test_what_is_due_at_no_time_is_offered_as_the_file_is_closed() -> None:
    plan = pack("changji")
    # The file of an alert may be closed while the next one is in force.
    first = Course("1号", at(1, 18), [(at(2, 0), "黄色")], ended_at=at(2, 9))
    second = Course("2号", at(4, 18), [(at(4, 19), "黄色")])
    start, _, lift, statistics = (one.name for one in plan.official_forms)
    offered = [(at(2, 8), start, "1号"), (at(2, 9), lift, "1号"), (at(4, 20), statistics, "1号")]
    whole = replace(
        told(plan, [first, second], at(4, 21)),
        offered=offered,
        closed={"1号": at(4, 20)},
        briefed=[("office", at(4, 18))],
    )
    assert list(clockwork._forms(whole)) == []
    (unwanted,) = clockwork._forms(replace(whole, closed={}))
    assert statistics in unwanted
    later = replace(whole, now=at(5, 13), offered=[*offered[:2], (at(4, 19), start, "2号")])
    assert any(statistics in line for line in clockwork._forms(later))
