"""Figures that were told, held against what was written, ordered and served."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from tests.faults.rules import STEPS
from tests.harness.plans import pack
from tests.winter import figures, ledger, public, sums
from tests.winter.figures import Known
from tests.winter.gatherings import Called
from tests.winter.orders import MEETING, Order
from tests.winter.slips import Slips
from tests.winter.tape import Course, Tape
from tests.winter.writing import Written
from tests.winter.year import Report

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = "changji"
REPORT = "12月1日应急响应工作日报"
BRIEF = """🟠 每日情况（12月2日18:00）
12月1日应急响应工作日报：应报38家，已报1家。
12月1日合计：检查企业8。"""
ORDERED, COUNTED = (
    "发布预警1次，调整1次，启动前取消0次，解除1次。",
    "本期启动应急响应1次，累计48小时。",
)


def at(day: int, hour: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def written(value: int = 8) -> Written:
    when = at(2, 11)
    message = cast("Any", None)
    versions = [(when, {"检查企业": value})]
    return Written(PLAN, "gongan", REPORT, when, message, versions, came_at=when)


def tape(brief: str = BRIEF) -> Tape:
    made = Tape(ZONE)
    made.courses[PLAN] = [Course("1号", at(1, 0), [(at(1, 0), "橙色")])]
    made.briefs = [((PLAN, "office"), at(2, 18), brief)]
    return made


def miscounted(brief: str, *reports: Written) -> list[str]:
    return sums.miscounted(tape(brief), [*reports], at(1, 0), [pack(PLAN)])


def test_a_brief_adds_up_what_was_written() -> None:
    assert sums.wrong(tape(), [written()], at(1, 0)) == []
    marked = BRIEF.replace("检查企业8。", "检查企业8家次（含1家待核对）。")
    assert "reported 9 to 9" in sums.wrong(tape(marked), [written(9)], at(1, 0))[0]
    (line,) = sums.wrong(tape(), [written(9)], at(1, 0))
    assert "检查企业8" in line
    assert "reported 9 to 9" in line


def test_a_brief_may_lack_what_was_on_its_way() -> None:
    then = at(2, 18) - timedelta(minutes=5)
    two = [
        replace(written(value), versions=[(then, {"检查企业": value})], at=then, came_at=then)
        for value in (3, 5)
    ]
    assert sums.wrong(tape(BRIEF.replace("检查企业8", "检查企业5")), two, at(1, 0)) == []
    (line,) = sums.wrong(tape(BRIEF.replace("检查企业8", "检查企业9")), two, at(1, 0))
    assert "reported 0 to 8" in line


def test_a_brief_counts_who_owed_and_who_reported() -> None:
    assert miscounted(BRIEF, written()) == []
    assert "by the plan 38" in miscounted(BRIEF.replace("38家", "39家"), written())[0]
    assert "0 did" in miscounted(BRIEF)[0]
    both = written(), replace(written(), body="zhujian")
    assert "2 did" in miscounted(BRIEF, *both)[0]


def test_a_brief_counts_who_reported_by_letter() -> None:
    made = tape(BRIEF.replace("已报1家", "已报2家"))
    letter = PLAN, at(2, 12), "市住建局", REPORT
    made.letters = [letter]
    assert sums.miscounted(made, [written()], at(1, 0), [pack(PLAN)]) == []
    made.letters = [(PLAN, at(2, 12), "市公安局", REPORT)]
    assert "1 did" in sums.miscounted(made, [written()], at(1, 0), [pack(PLAN)])[0]


def test_what_never_came_is_counted_nowhere() -> None:
    """It was written into a group that had thrown the bot out."""
    both = [written(), replace(written(9), came_at=None)]
    assert sums.wrong(tape(), both, at(1, 0)) == []
    assert miscounted(BRIEF, *both) == []
    assert list(figures.wrong(WHOLE, replace(known(), written=both))) == []
    (line,) = sums.wrong(tape(), both[1:], at(1, 0))
    assert "reported 0 to 0" in line


def test_what_came_late_may_be_lacking() -> None:
    late = replace(written(9), came_at=at(2, 17) + timedelta(minutes=50))
    for sums_up in ("检查企业8", "检查企业17"):
        told = BRIEF.replace("检查企业8", sums_up)
        assert sums.wrong(tape(told), [written(), late], at(1, 0)) == []


def misfiled(text: str, *reports: Written) -> list[str]:
    made = tape()
    made.courses[PLAN][0].ended_at, made.courses[PLAN][0].lifted_by = at(3, 0), "解1号"
    made.archived = [(PLAN, at(5, 0), "1号", f"【办结归档】预警\n\n归档时未报\n{text}")]
    return list(sums.misfiled(made, [*reports], at(1, 0), [pack(PLAN)]))


def test_a_closed_file_names_who_did_not_report() -> None:
    closings = [
        replace(written(), body=one.id, matter="应急响应总结报告", at=at(3, 9), came_at=at(3, 9))
        for one in pack(PLAN).agencies
    ]
    others = [one for one in closings if one.body != "gongan"]
    lacks = "· 应急响应总结报告：1家（公安局）"
    assert misfiled("", *closings) == misfiled(lacks, *others) == []
    (never,) = [replace(one, came_at=None) for one in closings if one.body == "gongan"]
    assert misfiled(lacks, *others, never) == []
    assert "says that gongan lacks" in misfiled(lacks, *closings)[0]
    assert "misses no" in misfiled("", *others)[0]


def test_the_channel_says_what_is_in_force() -> None:
    course = Course("1号", at(1, 0), [(at(1, 0), "黄色"), (at(2, 0), "橙色")])
    assert public.fault(course, "发布橙色预警", at(3, 0)) == ""
    assert "橙色" in public.fault(course, "发布黄色预警", at(3, 0))
    assert "橙色" in public.fault(course, "", at(3, 0))
    course.ended_at = at(3, 0)
    assert public.fault(course, "解除橙色预警", at(4, 0)) == ""
    assert "over" in public.fault(course, "发布橙色预警", at(4, 0))


def ledger_row(body: str, value: int, carried: int | None = None) -> ledger.Row:
    name = (None, REPORT, "检查企业", "2026-12-01")
    return (*name, body, value, "家次", None, 1, "报1号", None, carried)


def test_a_ledger_adds_up_what_was_written() -> None:
    def said(*rows: ledger.Row) -> list[str]:
        return [one for one in ledger.faults(pack(PLAN), [*rows], [written()], at(5, 0)) if one]

    assert said(ledger_row("合计", 8), ledger_row("市公安局", 8)) == []
    assert "is 9, reported 8" in said(ledger_row("合计", 9))[0]
    assert "gongan" in said(ledger_row("市公安局", 7))[0]
    assert said(ledger_row("合计", 9, carried=1)) == []


# The report of the year


def table(head: str, *rows: str) -> list[dict[str, str]]:
    return [dict(zip(head.split(), row.split(), strict=True)) for row in rows]


COURSE = Course("1号", at(1, 0), [(at(1, 0), "黄色"), (at(2, 0), "橙色")], ended_at=at(3, 0))
WHOLE = Report(
    PLAN,
    2026,
    "总结",
    b"",
    (
        "发布预警1次，调整1次，启动前取消0次，解除1次。",
        "本期启动应急响应1次，累计48小时。",
        "应报76件次",
    ),
    {
        "预警级别/响应级别": table("预警级别 本期小时", "黄色预警 24", "橙色预警 24"),
        "报送类别/应报": table(
            "报送类别 应报 按时 逾期 未报",
            "应急响应工作日报 38 1 0 37",
            "应急响应总结报告 38 0 0 38",
        ),
        "报送类别/指标": table("报送类别 指标 合计", "应急响应工作日报 检查企业 8"),
        "单据/发出": table("单据 发出", "逾期提醒 1"),
        "成员单位/应确认": table("成员单位 应确认 应报", "公安局 0 76"),
    },
)


def known() -> Known:
    made = tape()
    course = replace(COURSE)
    course.lifted_by = "解1号"
    made.courses[PLAN] = [course]
    slips = Slips({PLAN: pack(PLAN)}, made, [])
    slips.counted[PLAN, STEPS[0], 2026] = 1
    now = datetime(2027, 3, 1, tzinfo=UTC)
    return Known(pack(PLAN), made, [written()], slips, now)


def changed(name: str, **cells: str) -> Report:
    """The same report with other cells in the first line of one table."""
    first, *others = WHOLE.tables[name]
    return replace(WHOLE, tables={**WHOLE.tables, name: [first | cells, *others]})


def test_a_report_of_the_year_that_says_what_was() -> None:
    assert list(figures.wrong(WHOLE, known())) == []


def test_alerts_that_lie_close_together_count_as_one_response() -> None:
    def told(hours_apart: int, text: str) -> list[str]:
        facts = known()
        began = at(3, 0) + timedelta(hours=hours_apart)
        later = Course("2号", began, [(began, "黄色")], ended_at=began + timedelta(hours=10))
        facts.tape.courses[PLAN].append(later)
        report = replace(WHOLE, paragraphs=(text,))
        found = figures.wrong(report, facts)
        return [line for line in found if "responses" in line or "58" in line]

    one, two = (f"本期启动应急响应{times}次，累计58小时。" for times in (1, 2))
    assert told(35, one) == []
    assert "the chats 2" in told(36, one)[0]
    assert told(36, two) == []
    assert "the chats 1" in told(35, two)[0]


def test_a_report_of_the_year_that_says_something_else() -> None:
    for report, fault in (
        (
            replace(WHOLE, paragraphs=("发布预警2次，调整1次，启动前取消0次，解除1次。",)),
            "2 alerts",
        ),
        (replace(WHOLE, paragraphs=WHOLE.paragraphs[:1]), "0 hours"),
        (changed("预警级别/响应级别", 本期小时="30"), "黄色预警: it counts 30"),
        (changed("报送类别/应报", 应报="150", 未报="149"), "150 of 应急响应工作日报"),
        (changed("报送类别/应报", 应报="37", 未报="36"), "37 of 应急响应工作日报"),
        (changed("报送类别/应报", 未报="36"), "add up to 37 of 38"),
        (changed("报送类别/指标", 合计="9"), "检查企业 to 9"),
        (changed("单据/发出", 发出="2"), "2 of 逾期提醒"),
        (changed("成员单位/应确认", 应报="77"), "add up to 77"),
    ):
        found = list(figures.wrong(report, known()))
        assert any(fault in line for line in found), (fault, found)


def test_a_response_that_goes_on_counts_until_now() -> None:
    going = known()
    going.tape.courses[PLAN][0].ended_at = None
    assert any("hours" in line for line in figures.wrong(WHOLE, going))
    soon = replace(going, now=at(3, 0) + timedelta(minutes=5))
    assert not any("hours" in line for line in figures.wrong(WHOLE, soon))


def test_what_a_midnight_asks_for_is_of_the_year_that_begins() -> None:
    ended = known()
    ended.tape.courses[PLAN][0].ended_at = at(1, 0, 1).replace(year=2027)
    closings = table("报送类别 应报 按时 逾期 未报", "应急响应总结报告 38 38 0 0")
    report = replace(WHOLE, year=2027, tables={"报送类别/应报": closings})
    found = list(figures.wrong(report, replace(ended, now=at(4, 0, 1).replace(year=2027))))
    assert not any("应急响应总结报告" in line for line in found)


def test_a_report_of_the_year_counts_the_meetings_that_were_held() -> None:
    order = Order(MEETING, "会1号", at(1, 9), "", "")
    daily = Called(order, "日调度会议（12月1日）", at(1, 16), None)
    report = replace(WHOLE, paragraphs=(*WHOLE.paragraphs, "召开日调度会议1次。"))
    assert list(figures.wrong(report, replace(known(), held=[daily]))) == []
    assert any("0 times 日调度, the chats 1" in line for line in _with(WHOLE, daily))
    assert any("1 times 日调度, the chats 0" in line for line in _with(report))
    training = replace(daily, title="应急培训")
    assert any("0 times 培训, the chats 1" in line for line in _with(WHOLE, training))


def _with(report: Report, *held: Called) -> list[str]:
    return list(figures.wrong(report, replace(known(), held=held)))
