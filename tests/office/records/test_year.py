"""The report of a year, held against facts that are counted anew, and its document against both."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from messages.documents import year as document_of
from messages.documents.making import readable
from messages.render import words_in
from messages.views.years import YearReportView, YearTable
from office.desk import Desk, Desks
from office.plan.model import Plan
from office.plan.owed_kinds import report_kinds
from office.records.years import view
from office.records.years.members import ListedBodies
from office.records.years.period import offered, period_of
from storage.database import Database
from storage.decisions import matters as store
from storage.decisions.declines import Decline, DeclineState
from storage.decisions.matters import Matter, MatterKind, MatterState, OrderKind
from storage.owed.obligations import ObligationState
from storage.supervision.slips import SlipState
from tests.harness.plans import small_pack
from tests.messages.documents.reading import opened
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, order_of
from tests.office.records.played import played
from tests.office.records.years import DAY, HOUR, Fact, YearOfOffice
from tests.office.signers import refused

MEMBERS = ("huanjing", "gongan", "zhujian", "jiaoyu")
NOW = datetime(2027, 6, 1, tzinfo=UTC)
LATE_THEN = {"met": "按时", "met_late": "逾期", "open": "未报"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_pack("changji", MEMBERS)


@pytest.fixture
def office(office: Office) -> Office:
    office.now = NOW
    return office


async def two_winters(desk: Desk, plan: Plan) -> YearOfOffice:
    """One response over New Year, one in February that was raised, one that came to nothing."""
    year = YearOfOffice(desk, plan)
    over_new_year = await year.response(
        year.local(2026, 12, 30, 8), first="orange", ends=year.local(2027, 1, 3, 20, 30)
    )
    await year.days(over_new_year, year.local(2026, 12, 30, 8), 4)
    raised = await year.response(
        year.local(2027, 2, 10, 10),
        (year.local(2027, 2, 11, 8), "orange"),
        ends=year.local(2027, 2, 12, 18, 20),
        first="yellow",
    )
    await year.days(raised, year.local(2027, 2, 11, 9), 5)
    nothing = await announced(desk, year.local(2027, 3, 5, 8), at=year.local(2027, 3, 4, 20))
    told = year.local(2027, 3, 4, 22)
    why = "冷空气提前到达，电话13812345678<b>&{{7*7}}\x07"
    await year.end(nothing, told, OrderKind.CANCEL, MatterState.CANCELLED, why)
    return year


async def announced(desk: Desk, since: datetime, *, at: datetime) -> Matter:
    """An alert that was issued and has not started."""
    alert = await alert_in_force(desk, since=since, level="yellow")
    (order,) = await store.issued_orders(desk.session, alert.key)
    alert.state, alert.created_at, alert.started_at, order.issued_at = (
        MatterState.ISSUED,
        at,
        None,
        at,
    )
    desk.session.add_all([alert, order])
    await desk.session.flush()
    return alert


async def report(desk: Desk, year: int = 2027, **more: Any) -> YearReportView:
    return await view.view_of(desk, {"year": year, **more})


def table(made: YearReportView, title: str) -> list[dict[str, str]]:
    found = [one for one in made.tables if one.title == title]
    return [dict(zip(one.columns, row, strict=True)) for one in found for row in one.rows]


def section(made: YearReportView, heading: str) -> str:
    (found,) = [one for one in made.sections if one.heading.endswith(f"、{heading}")]
    return "\n".join((*found.paragraphs, *found.below))


def of_2027(year: YearOfOffice, at: datetime) -> bool:
    return at.astimezone(year.desk.zone).year == 2027


def shares(facts: list[Fact]) -> tuple[str, ...]:
    """Owed, in time, late, missing."""
    states = Counter(one.state for one in facts if one.state != ObligationState.SUPERSEDED)
    return tuple(map(str, (states.total(), states["met"], states["met_late"], states["open"])))


async def test_a_response_over_new_year_counts_in_each_year_what_is_of_it(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        await two_winters(desk, plan)
        old, new = await report(desk, 2026), await report(desk)
    (before,) = table(old, "应急响应一览表")
    after, raised, nothing = table(new, "应急响应一览表")
    # 30 December 8:00 to midnight of the 31st, and from there to 3 January 20:30.
    assert (before["本期小时"], after["本期小时"]) == (str(2 * 24 - 8), str(3 * 24 - 24 + 20))
    assert (after["启动"], after["终止"]) == ("2026年12月30日8时", "2027年1月3日20时")
    assert int(before["本期小时"]) + int(after["本期小时"]) == 108
    assert (raised["级别"], raised["本期小时"]) == ("黄色→橙色", "56")
    assert (nothing["级别"], nothing["启动"], nothing["本期小时"]) == ("黄色", "—", "0")
    assert nothing["终止方式"].startswith("启动前取消（")
    assert nothing["终止方式"].endswith("：冷空气提前到达，电话138****<b>&{{7*7}}\x07")
    levels = table(new, "各级响应时长")
    assert [(row["预警级别"], row["天数"], row["本期小时"]) for row in levels] == [
        ("黄色预警", "1", "22"),
        ("橙色预警", "5", str(68 + 34)),
    ]
    assert "落在本期内的应急响应共124小时" in section(new, "应急响应情况")
    said = section(new, "总体情况")
    assert "按预案的统计口径，本期启动应急响应1次，累计56小时。另有1次由上期延续至本期。" in said
    assert "启动应急响应1次，累计108小时。" in section(old, "总体情况")


async def test_the_days_of_a_month_are_drawn_with_their_highest_level(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        await two_winters(desk, plan)
        made = await report(desk)
    levels, reports = made.charts
    assert levels.labels == ("1月", "2月", "3月", "4月", "5月", "6月")
    assert {one.name: one.values for one in levels.series} == {
        "黄色预警": (0, 1, 0, 0, 0, 0),
        "橙色预警": (3, 2, 0, 0, 0, 0),
    }
    assert [one.name for one in reports.series] == ["按时", "逾期", "未报"]


async def test_what_was_owed_is_counted_as_whoever_counts_by_hand_does(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        made = await report(desk)
    facts = [one for one in year.facts if of_2027(year, one.asked_at)]
    daily = [one for one in facts if one.kind == "daily"]
    (row,) = table(made, "各类报送情况")
    counted = shares(daily)
    assert tuple(row.values())[1:5] == counted
    assert row["报送类别"] == "应急响应工作日报"
    assert row["按时率"] == f"{100 * int(counted[1]) / int(counted[0]):.1f}%"
    receipts = [one for one in facts if one.kind == "receipt"]
    owed, in_time, late, missing = shares(receipts)
    said = section(made, "预警发布和接收情况")
    assert f"应确认收到{owed}家次：按时{in_time}家次，逾期{late}家次，未确认{missing}家次" in said
    gone = sum(one.state == ObligationState.SUPERSEDED for one in receipts)
    assert (f"不再需要确认的{gone}家次" in said) is (gone > 0)
    by_month: dict[int, Counter[str]] = defaultdict(Counter)
    for one in daily:
        by_month[one.asked_at.month][one.state] += 1
    for series, state in zip(made.charts[1].series, LATE_THEN, strict=True):
        assert series.values == tuple(by_month[month][state] for month in range(1, 7))


async def test_the_median_is_that_of_all_receipts_given(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        year = YearOfOffice(desk, plan)
        alert = await year.response(year.local(2027, 1, 5, 8), first="yellow", ends=None)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=year.local(2027, 1, 5, 9))
        for body, minutes in zip(MEMBERS, (7, 40, 12, 90), strict=True):
            owed = await year.owe(order, body, "receipt", year.local(2027, 1, 5, 9))
            owed.state, owed.met_at = (
                ObligationState.MET,
                owed.opened_at + timedelta(0, 60 * minutes),
            )
            desk.session.add(owed)
        await desk.session.flush()
        made = await report(desk)
    assert "中位数为26分钟" in section(made, "预警发布和接收情况")


async def test_each_member_has_a_row_in_the_order_of_the_plan(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        order = await order_of(
            desk,
            await alert_in_force(desk, since=NOW - DAY),
            OrderKind.ADJUST,
            at=year.local(2027, 2, 10, 12),
        )
        sent_back = await year.owe(order, "gongan", "daily", year.local(2027, 4, 1, 8))
        for hours in (0, 30):
            await year.send_back(sent_back, year.local(2027, 4, 2, 8) + hours * HOUR)
        made = await report(desk)
        rows = table(made, "成员单位履职情况一览表")
        names = {one.id: one.short for one in desk.plan.agencies}
    assert [row["成员单位"] for row in rows] == list(names.values())
    for body, row in zip(names, rows, strict=True):
        own = [one for one in year.facts if one.body == body and of_2027(year, one.asked_at)]
        receipts, daily = ([it for it in own if it.kind == kind] for kind in ("receipt", "daily"))
        assert (row["应确认"], row["按时确认"]) == shares(receipts)[:2]
        assert tuple(row[one] for one in ("应报", "按时", "逾期", "未报")) == shares(daily)
        assert row["退回"] == str(sum(who == body for who, _ in year.returned))
        assert counted_in(row["督办单"]) == slips_of(year, body)
    assert "退回补正2件次" in section(made, "信息报送情况")


def counted_in(cell: str) -> dict[str, int]:
    """黄色提示单2次, one a line."""
    if cell == "—":
        return {}
    found = [re.fullmatch(r"(.+?)([0-9]+)次", line) for line in cell.split("\n")]
    return {one[1]: int(one[2]) for one in found if one is not None}


STEPS = {"yellow": "黄色提示单", "orange": "橙色督办单"}
STOOD = (SlipState.ISSUED, SlipState.CLOSED)


def slips_of(year: YearOfOffice, body: str | None = None, *states: SlipState) -> dict[str, int]:
    wanted = states or STOOD
    return dict(
        Counter(
            STEPS[step]
            for who, step, state, at in year.slips
            if body in (None, who) and state in wanted and of_2027(year, at)
        )
    )


async def test_slips_are_counted_by_step_and_state(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        made = await report(desk)
    rows = table(made, "督办单情况")
    issued = slips_of(year, None, *STOOD, SlipState.WITHDRAWN)
    assert {row["单据"]: int(row["发出"]) for row in rows} == issued
    for column, state in (("已销号", SlipState.CLOSED), ("已撤回", SlipState.WITHDRAWN)):
        counted = slips_of(year, None, state)
        assert {row["单据"]: int(row[column]) for row in rows if row[column] != "0"} == counted
    for row in rows:
        assert int(row["未销号"]) == slips_of(year, None, SlipState.ISSUED).get(row["单据"], 0)


async def test_figures_are_summed_by_field_over_the_days_of_the_year(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        made = await report(desk)
    assert sums_told(made) == summed_by_hand(year, plan, 2027)


def sums_told(made: YearReportView) -> Mapping[str, tuple[int, int]]:
    """The sum of each field, and of how many bodies."""
    return {
        row["指标"]: (int(row["合计"].replace(",", "")), int(row["报送单位数"]))
        for row in table(made, "报送指标汇总")
    }


def summed_by_hand(year: YearOfOffice, plan: Plan, of: int) -> Mapping[str, tuple[int, int]]:
    flows: dict[str, list[tuple[str, int]]] = defaultdict(list)
    stocks: dict[str, dict[str, tuple[date, int]]] = defaultdict(dict)
    for told in year.told:
        form = plan.form_of(plan.owed(told.kind), told.body)
        for one in form.fields if form and told.day and told.day.year == of else ():
            value = told.values.get(one.id)
            if value is None or told.day is None or not (one.sum or one.stock):
                continue
            if one.curb:
                # Several bodies count the firms of one list.
                continue
            if one.stock:
                last = stocks[f"{one.name}（期末数）"]
                last[told.body] = max(last.get(told.body, (told.day, 0)), (told.day, int(value)))
            else:
                flows[one.name].append((told.body, int(value)))
    found = {
        name: (sum(value for _, value in said), len({body for body, _ in said}))
        for name, said in flows.items()
    }
    last_ones = {
        name: (sum(value for _, value in said.values()), len(said)) for name, said in stocks.items()
    }
    return found | last_ones


async def test_the_fields_that_a_body_leaves_out_most_often_are_named(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        made = await report(desk)
        names = {one.short: one.id for one in desk.plan.agencies}
    for row in table(made, "成员单位履职情况一览表"):
        left_out = Counter[str]()
        body = names[row["成员单位"]]
        for told in year.told:
            form = plan.form_of(plan.owed(told.kind), told.body)
            if told.body == body and form and told.day and told.day + DAY >= date(2027, 1, 1):
                known = {name for name, value in told.values.items() if value is not None}
                left_out.update(
                    one.name
                    for one in form.fields
                    if one.required and one.id not in known | told.doubtful
                )
        shown = counted_in(row["常缺指标"])
        assert shown == {name: left_out[name] for name in shown}
        assert sorted(shown.values()) == sorted(left_out.values())[-3:]


async def test_a_referral_is_counted_for_those_alone_who_may_know(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = await two_winters(desk, plan)
        alert = await alert_in_force(desk, since=year.local(2027, 4, 1, 8))
        order = await order_of(desk, alert, OrderKind.ADJUST, at=year.local(2027, 4, 1, 9))
        states = (SlipState.ISSUED, SlipState.PROPOSED, SlipState.WITHDRAWN)
        for body, state in zip(MEMBERS, states, strict=False):
            owed = await year.owe(order, body, "closing", year.local(2027, 4, 2, 9))
            await year.slip(owed, "referral", state, is_referral=True)
        usual, told = await report(desk), await report(desk, referrals=True)
    assert "移交" not in repr(usual)
    assert "移交问题线索1件" in section(told, "督查督办情况")


async def test_an_exercise_stands_apart_and_is_counted_nowhere(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        drill = await alert_in_force(desk, since=datetime(2027, 4, 20, tzinfo=UTC), drill=True)
        order = await order_of(desk, drill, OrderKind.ADJUST, at=datetime(2027, 4, 20, tzinfo=UTC))
        year = YearOfOffice(desk, plan)
        owed = await year.owe(order, "gongan", "daily", year.local(2027, 4, 21, 8), is_of_day=True)
        owed.drill = True
        desk.session.add(owed)
        await desk.session.flush()
        made = await report(desk)
    said = section(made, "应急演练情况")
    assert said.startswith("本期开展演练1次，均不计入以上各项：")
    assert "2027年4月20日：重污染天气橙色预警（演练）。" in said
    assert [one.title for one in made.tables] == ["成员单位履职情况一览表"]
    rows = table(made, "成员单位履职情况一览表")
    assert {value for row in rows for value in list(row.values())[1:]} == {"0", "—"}


async def test_a_year_without_any_response_says_so(office: Office) -> None:
    async with office.desk() as desk:
        made = await report(desk, 2026)
    assert made.title == "2026年度重污染天气应急工作总结"
    assert made.subtitle == "（2026年1月1日至2026年12月31日）"
    headings = ("总体情况", "应急响应情况", "信息报送情况", "督查督办情况")
    assert [section(made, one) for one in headings] == [
        "2026年度，发布预警0次，调整0次，启动前取消0次，解除0次。\n本期未启动应急响应。",
        "本期无应急响应。",
        "本期无应报事项。",
        "本期未下发督办单。",
    ]
    assert made.charts == ()
    assert [len(one.rows) for one in made.tables] == [len(MEMBERS)]
    assert section(made, "存在问题") == section(made, "下一年度工作计划") == "〔由办公室填写〕"


async def test_what_goes_on_and_what_is_announced_are_said_so(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        year = YearOfOffice(desk, plan)
        running = await year.response(NOW - 50 * HOUR, first="red", ends=None)
        order = await order_of(desk, running, OrderKind.ADJUST, at=NOW - 50 * HOUR, level="red")
        pending = await year.owe(order, "gongan", "daily", NOW - HOUR)
        receipt = await year.owe(order, "gongan", "receipt", NOW - HOUR)
        for owed in (pending, receipt):
            owed.state, owed.met_at = ObligationState.OPEN, None
            desk.session.add(owed)
        await announced(desk, NOW + 20 * HOUR, at=NOW - HOUR)
        declined = Decline(
            jurisdiction=desk.jurisdiction,
            level="red",
            grounds="静稳天气今夜结束",
            plan_version_id=desk.plan_version_id,
            drafted_by=7100,
            drafted_at=NOW - HOUR,
            state=DeclineState.SIGNED,
            signed_at=NOW - HOUR,
        )
        desk.session.add(declined)
        await desk.session.flush()
        made = await report(desk)
    goes_on, to_come = table(made, "应急响应一览表")
    assert (goes_on["终止"], goes_on["终止方式"], goes_on["本期小时"]) == ("—", "仍在响应", "50")
    assert (to_come["启动"], to_come["终止方式"]) == ("—", "尚未启动")
    assert "尚未到时限的1件次不计入" in section(made, "信息报送情况")
    assert "尚未到时限的1家次不计入" in section(made, "预警发布和接收情况")
    assert "经签批不启动响应1次" in section(made, "总体情况")
    assert made.subtitle.endswith("至2027年6月1日，尚未结束）")


def rows_of(document: Any) -> list[list[tuple[str, ...]]]:
    return [[tuple(cell.text for cell in row.cells) for row in one.rows] for one in document.tables]


def as_read(made: YearTable) -> list[tuple[str, ...]]:
    return [tuple(map(readable, row)) for row in (made.columns, *made.rows)]


async def test_the_document_says_what_was_counted(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        await two_winters(desk, plan)
        made = await report(desk)
    document = opened(document_of.make(made))
    assert rows_of(document) == [as_read(one) for one in made.tables]
    texts = [one.text for one in document.paragraphs]
    assert texts[:2] == [made.title, made.subtitle]
    for one in made.sections:
        place = texts.index(one.heading)
        assert texts[place + 1 : place + 1 + len(one.paragraphs)] == list(one.paragraphs)
    assert len(document.inline_shapes) == len(made.charts) == 2
    assert texts[-2:] == [made.signature, "2027年6月1日"]


async def test_it_is_told_in_english_as_well(
    office: Office, plan: Plan, database: Database
) -> None:
    async with office.desk() as desk:
        await two_winters(desk, plan)
    in_english = Desks(database, "en")
    async with in_english.open(office.jurisdiction, office.now, "clock") as desk:
        made = await report(desk, referrals=True)
    assert made.title == "Heavy pollution weather: report on 2027"
    assert made.charts[0].labels == ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
    facts = ["".join(one.paragraphs) for one in made.sections]
    assert "Responses took 124 hours of this period." in facts[1]
    texts = (
        *facts,
        *(one.title for one in made.tables),
        *(x for t in made.tables for x in t.columns),
    )
    assert not [one for one in texts if re.search("[\u4e00-\u9fff]", one)]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_each_kind_of_matter_and_of_what_is_owed_has_a_name(locale: str) -> None:
    words = words_in(locale, "Asia/Urumqi")
    names = [words.plain(f"year_matter_{kind}") for kind in MatterKind]
    names += [words.plain(f"year_owed_{kind}") for kind in report_kinds()]
    assert all(names)


async def test_other_bodies_have_a_row_where_there_is_something_to_tell(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = YearOfOffice(desk, plan)
        alert = await year.response(year.local(2027, 1, 5, 8), first="yellow", ends=None)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=year.local(2027, 1, 5, 9))
        for body in ("midong", "gone"):
            owed = await year.owe(order, body, "receipt", year.local(2027, 1, 5, 9))
            owed.state = ObligationState.OPEN
            desk.session.add(owed)
        await desk.session.flush()
        made = await report(desk)
    assert ListedBodies(("huanjing",), ("midong", "zhou")).those({"midong", "gone"}) == [
        "huanjing",
        "midong",
        "gone",
    ]
    named = [row["成员单位"] for row in table(made, "成员单位履职情况一览表")]
    assert named[-2:] == ["gone", "midong"]


async def test_a_plan_without_seasons_offers_years_alone(office: Office) -> None:
    async with office.desk() as desk:
        assert await offered(desk) == [({"year": 2027}, "2027年度")]
        await refused(period_of(desk, {"year": 2027, "season": True}), "year_no_season")


async def test_the_last_day_s_figures_are_of_its_year_though_asked_for_in_the_next(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        year = YearOfOffice(desk, plan)
        alert = await year.response(year.local(2026, 12, 31, 8), first="yellow", ends=None)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=year.local(2026, 12, 31, 9))
        for body in MEMBERS:
            await year.owe(
                order, body, "daily", year.local(2027, 1, 1, 8), ObligationState.MET, is_of_day=True
            )
        old, new = await report(desk, 2026), await report(desk)
    assert section(old, "信息报送情况") == "本期无应报事项。"
    assert table(old, "各类报送情况") == table(new, "报送指标汇总") == []
    (asked,) = table(new, "各类报送情况")
    assert (asked["应报"], asked["按时"]) == ("4", "4")
    assert sums_told(old) == summed_by_hand(year, plan, 2026) != {}


async def test_an_exercise_played_by_a_script_counts_once_under_its_own_name(
    office: Office, plan: Plan
) -> None:
    began_at = datetime(2027, 4, 19, 1, tzinfo=UTC)
    async with office.desk() as desk:
        exercise = await played(desk, plan, began_at=began_at, ends_at=began_at + DAY)
        await exercise.order(OrderKind.ISSUE, issued=began_at, starts=began_at)
        later = datetime(2027, 5, 2, tzinfo=UTC)
        await alert_in_force(desk, since=later, drill=True)
        of_before = await report(desk, 2026)
        made = await report(desk)
    said = section(made, "应急演练情况")
    assert said.startswith("本期开展演练2次，均不计入以上各项：")
    assert "2027年4月19日：2026年重污染天气应急演练。" in said
    assert "2027年5月2日：重污染天气橙色预警（演练）。" in said
    assert "本系统本期无演练记录" in section(of_before, "应急演练情况")
