"""The report of an exercise, held against facts counted anew, and its document against both."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from messages.documents import year as document_of
from messages.render import words_in
from messages.views.years import YearReportView
from office.desk import Desk
from office.plan.model import Plan
from office.records.exercises import view
from office.records.exercises.known import offered
from storage.decisions.exercises import (
    ActState,
    ExerciseSpeed,
    ExerciseState,
    PauseCause,
)
from storage.decisions.exercises import steps as steps_of
from storage.decisions.matters import OrderKind, issued_orders
from storage.problems.problems import Problem, ProblemState
from storage.supervision.slips import SlipState
from tests.harness.plans import small_pack
from tests.messages.documents.reading import headers, opened, rows
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, order_of
from tests.office.records.played import (
    DAY,
    GONE,
    HOUR,
    LATE,
    MET,
    MINUTE,
    OPEN,
    PlayedExercise,
    played,
)
from tests.office.records.years import YearOfOffice
from tests.office.signers import refused

MEMBERS = ("huanjing", "gongan", "zhujian", "jiaoyu")
BEGAN = datetime(2026, 10, 12, 1, tzinfo=UTC)
"""9:00 in Changji."""
CONFIRMED = {
    "huanjing": (4, MET),
    "gongan": (26, MET),
    "zhujian": (45, LATE),
    "jiaoyu": (None, GONE),
}
"""After how many minutes each confirmed, of which the plan gives thirty."""
REPORTED = {
    "huanjing": (MET, MET),
    "gongan": (LATE, MET),
    "zhujian": (OPEN, LATE),
    "jiaoyu": (MET, OPEN),
}
"""What became of the reports of two days."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_pack("changji", MEMBERS)


@pytest.fixture
def office(office: Office) -> Office:
    office.now = BEGAN + 5 * DAY
    return office


async def two_days(desk: Desk, plan: Plan) -> PlayedExercise:
    """Issued an hour ahead, one group out of reach, two days of reports, lifted on the third."""
    exercise = await played(desk, plan, began_at=BEGAN, ends_at=BEGAN + 3 * DAY)
    issued = BEGAN + 30 * MINUTE
    order = await exercise.order(OrderKind.ISSUE, issued=issued, starts=BEGAN + HOUR)
    await exercise.signed(order, "director", 40 * MINUTE)
    reached = dict.fromkeys(MEMBERS[:3], 2 * MINUTE)
    await exercise.sent(order, {**reached, "jiaoyu": None})
    for body, (minutes, state) in CONFIRMED.items():
        await exercise.receipt(order, body, minutes, state)
    for number in range(2):
        for body, states in REPORTED.items():
            await exercise.daily(order, body, BEGAN + (number + 1) * DAY, states[number])
    await exercise.slip("zhujian", SlipState.CLOSED)
    await exercise.slip("jiaoyu", SlipState.ISSUED)
    lifted = BEGAN + 3 * DAY
    lift = await exercise.order(OrderKind.LIFT, issued=lifted, starts=lifted)
    await exercise.signed(lift, "director", 5 * MINUTE)
    await exercise.sent(lift, dict.fromkeys(MEMBERS, MINUTE))
    return exercise


async def report(desk: Desk, exercise: PlayedExercise) -> YearReportView:
    return await view.view_of(desk, {"exercise": exercise.exercise.key})


def table(made: YearReportView, title: str) -> list[dict[str, str]]:
    found = [one for one in made.tables if one.title == title]
    return [dict(zip(one.columns, row, strict=True)) for one in found for row in one.rows]


def section(made: YearReportView, heading: str) -> str:
    (found,) = [one for one in made.sections if one.heading.endswith(f"、{heading}")]
    return "\n".join((*found.paragraphs, *found.below))


def tried(made: YearReportView, check: str, what: str) -> dict[str, str]:
    (found,) = [one for one in table(made, f"{check}检验表") if one["检验内容"] == what]
    return found


async def test_the_three_checks_stand_beside_the_plans_times(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        made = await report(desk, await two_days(desk, plan))
    signed = tried(made, "预警信息发布", "逐级审签")
    assert (signed["结果"], signed["演练情况"]) == (
        "未达",
        "签批2次，最长40分钟。超时：办公室主任。",
    )
    assert signed["预案要求"].startswith("每一签批不超过30分钟，逾时电话催办")
    ahead = tried(made, "预警信息发布", "提前发布")
    assert (ahead["结果"], ahead["预案要求"][:11]) == ("未达", "原则上提前48小时发布")
    assert "提前30分钟发布" in ahead["演练情况"]
    told = tried(made, "预警信息发布", "通知送达")
    assert told["结果"] == "未达"
    assert "应送达4家，已送达3家，最后一家在发布后2分钟内" in told["演练情况"]
    assert told["演练情况"].endswith("未送达：教育局。")
    lifted = tried(made, "预警信息发布", "解除通知送达")
    assert lifted["结果"] == "符合"
    assert "应送达4家，已送达4家" in lifted["演练情况"]
    assert tried(made, "预警信息发布", "社会发布")["结果"] == "未检验"
    started = tried(made, "应急响应措施落实", "响应启动")
    assert started["演练情况"] == "令定10月12日10:00，实际10月12日10:00启动。"
    assert started["结果"] == "符合"
    assert tried(made, "监督检查执行", "问题发现和交办")["结果"] == "未检验"


async def test_who_answered_when_is_counted_as_whoever_counts_by_hand_does(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        made = await report(desk, await two_days(desk, plan))
    minutes = sorted(after for after, _ in CONFIRMED.values() if after is not None)
    states = Counter(state for _, state in CONFIRMED.values())
    receipts = tried(made, "预警信息发布", "接收确认")
    assert receipts["演练情况"].startswith(
        f"应确认{len(CONFIRMED)}家：按时{states[MET]}，逾期{states[LATE]}，未确认{states[GONE]}"
        f"；用时中位数{minutes[1]}分钟。逾期：住建局。未确认：教育局。"
    )
    owed = Counter(state for both in REPORTED.values() for state in both)
    daily = tried(made, "应急响应措施落实", "应急响应工作日报")
    assert daily["结果"] == "未达"
    assert daily["演练情况"].startswith(
        f"应报{sum(owed.values())}件次：按时{owed[MET]}，逾期{owed[LATE]}，未报{owed[OPEN]}。"
    )
    by_body = table(made, "参演单位响应情况一览表")
    assert [row["单位"] for row in by_body] == ["生态环境", "公安局", "住建局", "教育局"]
    for body, row in zip(MEMBERS, by_body, strict=True):
        after, counted = CONFIRMED[body][0], Counter(REPORTED[body])
        assert row["确认用时"] == (f"{after}分钟" if after is not None else "—")
        assert row["确认人"] == ("李联络" if after is not None else "未确认")
        assert (row["应报"], row["按时"]) == ("2", str(counted[MET]))
        assert (row["逾期"], row["未报"]) == (str(counted[LATE]), str(counted[OPEN]))
        assert row["督办单"] == str(int(body in ("zhujian", "jiaoyu")))
    answers = table(made, "逐项响应记录")
    assert len(answers) == len(CONFIRMED) + sum(owed.values())
    first = answers[0]
    assert (first["单位"], first["答复人"], first["结果"]) == ("生态环境", "李联络", "按时")
    slips = tried(made, "监督检查执行", "黄色提示单")
    assert (slips["结果"], slips["演练情况"]) == ("未达", "下发2份，销号1份。未销号：教育局。")


async def test_the_course_tells_acts_pauses_players_and_what_was_said(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        gave_way = BEGAN + 2 * HOUR + 20 * MINUTE
        await exercise.stood_still(PauseCause.REAL_ALERT, gave_way, gave_way + 30 * MINUTE)
        await exercise.stood_still(PauseCause.PERSON, BEGAN + 3 * DAY, None)
        await exercise.says("李联络", "通知很快，请打13812345678", "gongan")
        await exercise.says("王扮演", "审签环节等得久")
        made = await report(desk, exercise)
    said = section(made, "演练概况")
    assert "于2026年10月12日9时至2026年10月15日9时组织开展“2026年重污染天气应急演练”" in said
    assert "黄色预警，预计持续2天；演练用预报日均AQI依次为170、225。" in said
    assert "参演单位4家。" in said
    assert "领导角色：办公室主任由王扮演扮演。" in said
    assert "10月12日11:20因正式预警签发自动暂停，10月12日11:50经人工确认后继续。" in said
    assert "10月15日09:00由人工暂停，至今未继续。" in said
    acts = table(made, "演练环节")
    assert [row["环节"] for row in acts][:3] == ["研判会商", "审批", "发布"]
    assert acts[2] == {
        "环节": "发布",
        "计划时间": "10月12日12:00",
        "实际开始": "10月12日12:00",
        "用时": "10分钟",
        "情况": "已完成",
    }
    assert [row["情况"] for row in acts][4:7] == ["未实施", "已完成", "提前进入"]
    assert "“督导检查”环节未实施。" in section(made, "发现的问题")
    signatures = table(made, "签批用时")
    assert [(row["姓名"], row["用时"]) for row in signatures] == [
        ("王扮演", "40分钟"),
        ("王扮演", "5分钟"),
    ]
    spoken = table(made, "参演人员意见")
    assert [(row["单位"], row["姓名"], row["意见"]) for row in spoken] == [
        ("公安局", "李联络", "通知很快，请打138****"),
        ("办公室", "王扮演", "审签环节等得久"),
    ]
    assert "〔由办公室填写〕" in section(made, "评估结论和改进措施")


async def test_while_it_stood_still_nobody_was_late(office: Office, plan: Plan) -> None:
    """It gave way for half an hour while the director was asked and one body had not confirmed."""
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        signed, confirmed = BEGAN + 20 * MINUTE, BEGAN + 60 * MINUTE
        await exercise.stood_still(PauseCause.REAL_ALERT, signed, confirmed)
        made = await report(desk, exercise)
    assert "暂停的时间不计入以下各项用时。" in section(made, "演练概况")
    # He was asked ten minutes before the issue's forty, and ten of these it stood still.
    assert [row["用时"] for row in table(made, "签批用时")] == ["30分钟", "5分钟"]
    signed_in_time = tried(made, "预警信息发布", "逐级审签")
    assert (signed_in_time["结果"], signed_in_time["演练情况"]) == ("符合", "签批2次，最长30分钟。")
    after = {row["单位"]: row["确认用时"] for row in table(made, "参演单位响应情况一览表")}
    assert after["住建局"] == "15分钟"
    assert "用时中位数0分钟" in tried(made, "预警信息发布", "接收确认")["演练情况"]
    assert "最后一家在发布后0分钟内" in tried(made, "预警信息发布", "通知送达")["演练情况"]


async def test_an_act_of_which_not_all_came_is_not_called_done(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        [first, *_] = await steps_of(desk.session, exercise.exercise.key)
        first.state = ActState.PASSED
        await exercise.stored(first)
        made = await report(desk, exercise)
    assert table(made, "演练环节")[0]["情况"] == "未全部完成"
    said = section(made, "发现的问题")
    assert "“研判会商”环节未全部完成即转入下一环节。" in said


async def test_what_is_wanting_is_what_the_tables_say(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        made = await report(desk, await two_days(desk, plan))
    names = ("预警信息发布", "应急响应措施落实", "监督检查执行")
    checks = [row for name in names for row in table(made, f"{name}检验表")]
    missed = [row for row in checks if row["结果"] == "未达"]
    said = section(made, "发现的问题")
    assert said.startswith(f"系统记录中未达预案要求的有{len(missed)}项：")
    for number, row in enumerate(missed, start=1):
        assert f"{number}.{row['检验内容']}。{row['演练情况']}" in said
    for name in names:
        verdicts = Counter(row["结果"] for row in table(made, f"{name}检验表"))
        assert f"符合要求{verdicts['符合']}项，未达要求{verdicts['未达']}项" in section(
            made, f"{name}检验"
        )


async def test_nothing_real_stands_in_it(office: Office, plan: Plan) -> None:
    """An alert in earnest beside it changes no word of the report."""
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        before = await report(desk, exercise)
        alert = await alert_in_force(desk, since=BEGAN + HOUR, level="red")
        order = await order_of(desk, alert, OrderKind.ADJUST, at=BEGAN + 2 * HOUR, level="red")
        year = YearOfOffice(desk, plan)
        for body in MEMBERS:
            await year.owe(order, body, "receipt", BEGAN + 2 * HOUR)
            await year.owe(order, body, "daily", BEGAN + DAY, is_of_day=True)
        assert await report(desk, exercise) == before


async def test_a_compressed_one_with_scripts_says_what_its_times_are_worth(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await played(
            desk,
            plan,
            began_at=BEGAN,
            scripted=("jiaoyu",),
            speed=ExerciseSpeed.COMPRESSED,
        )
        order = await exercise.order(OrderKind.ISSUE, issued=BEGAN, starts=BEGAN)
        await exercise.sent(order, dict.fromkeys(MEMBERS[:3], MINUTE))
        made = await report(desk, exercise)
    said = section(made, "演练概况")
    assert "实际参演3家；由系统按脚本代为响应1家（教育局）" in said
    assert "本次演练压缩了各环节的间隔，预案规定的时限未改" in said
    assert made.subtitle == "（演练尚未结束，所载截至生成之时）"
    # Nothing is sent to a body for which the clock answers.
    assert "应送达3家，已送达3家" in tried(made, "预警信息发布", "通知送达")["演练情况"]
    assert [row["参演方式"] for row in table(made, "参演单位响应情况一览表")] == [
        "实际参演",
        "实际参演",
        "实际参演",
        "脚本代答",
    ]
    ahead = tried(made, "预警信息发布", "提前发布")
    assert (ahead["结果"], ahead["演练情况"]) == ("未检验", "压缩演练，不检验提前量。")


async def test_what_is_owed_after_the_lift_is_held_against_its_own_time(
    office: Office, plan: Plan
) -> None:
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        order = (await issued_orders(desk.session, exercise.alert.key))[-1]
        lifted = BEGAN + 3 * DAY
        await exercise.stored(
            exercise.owed(order, "gongan", "closing", lifted, MET, due=DAY),
            exercise.owed(order, "jiaoyu", "closing", lifted, OPEN, due=7 * DAY),
        )
        made = await report(desk, exercise)
    closing = tried(made, "应急响应措施落实", "应急响应总结报告")
    assert closing["预案要求"].startswith("1日内18:00前报送")
    assert closing["演练情况"] == "应报2件次：按时1，逾期0，未报0，未到时限1。"
    assert closing["结果"] == "未到时限"


async def test_problems_found_in_it_are_told(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        for serial, state in (
            ("演练·问1", ProblemState.ACCEPTED),
            ("演练·问2", ProblemState.FILED),
        ):
            await exercise.stored(
                Problem(
                    jurisdiction=desk.jurisdiction,
                    drill=True,
                    serial=serial,
                    filed_by=1,
                    filed_at=BEGAN + DAY,
                    found="裸土未苫盖",
                    state=state,
                    alert_id=exercise.alert.key,
                    matter_id=exercise.alert.key if state is ProblemState.ACCEPTED else None,
                )
            )
        made = await report(desk, exercise)
    found = tried(made, "监督检查执行", "问题发现和交办")
    assert found["演练情况"] == "登记2个，交办1个，销号1个。未销号：演练·问2。"
    assert found["结果"] == "未达"


async def test_the_document_says_all_of_it_between_its_marks(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        made = await report(desk, await two_days(desk, plan))
    document = opened(document_of.make(made))
    mark = "演练文书，不作实际执行依据"
    assert mark in headers(document)
    assert made.title == "2026年重污染天气应急演练评估报告"
    written = "\n".join(one.text for one in document.paragraphs)
    for one in made.sections:
        assert one.heading in written
        assert all(said in written for said in one.paragraphs)
    for number, drawn in enumerate(made.tables):
        assert rows(document, number) == [drawn.columns, *drawn.rows]
        assert sum(drawn.widths) == 156


async def test_it_says_the_same_in_english(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        exercise = await two_days(desk, plan)
        await exercise.stood_still(PauseCause.REAL_ALERT, BEGAN + 2 * HOUR, BEGAN + 4 * HOUR)
        await exercise.stood_still(PauseCause.PERSON, BEGAN + 5 * HOUR, None)
        await exercise.says("王扮演", "too slow")
        made = await report(desk, exercise)
        english = replace(desk, words=words_in("en", desk.plan.zone))
        told = await report(english, exercise)
    assert told.title == "Evaluation of the exercise “2026年重污染天气应急演练”"
    assert [one.heading[:3] for one in told.sections] == [f"{n}. " for n in range(1, 10)] + ["10."]
    assert [len(one.rows) for one in told.tables] == [len(one.rows) for one in made.tables]
    receipts = next(row for one in told.tables for row in one.rows if row[0] == "Receipts")
    assert receipts[2].startswith("4 asked: 2 in time, 1 late, 1 missing; median 26 min. Late: ")
    assert receipts[3] == "not met"


async def test_an_exercise_that_has_not_begun_has_no_report(office: Office, plan: Plan) -> None:
    async with office.desk() as desk:
        await refused(view.view_of(desk, {"exercise": None}), "drill_report_no_exercise")
        exercise = await played(desk, plan, began_at=BEGAN, ends_at=BEGAN + DAY)
        assert (await view.view_of(desk, {"exercise": None})).title.startswith("2026年")
        assert [one.key for one in await offered(desk)] == [exercise.exercise.key]
        made = await report(desk, exercise)
        assert "未涉及" in tried(made, "预警信息发布", "逐级审签")["演练情况"]
        exercise.exercise.state = ExerciseState.APPROVED
        await exercise.stored(exercise.exercise)
        await refused(report(desk, exercise), "drill_report_no_exercise")
        await refused(view.view_of(desk, {"exercise": 99}), "drill_report_no_exercise")
