"""What comes of each thing that counts, and the points of it, by tables."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from messages.render import words_in
from office.paperwork.appraisals import known, scoreboard
from office.paperwork.appraisals.scoreboard import CountedThing
from office.plan.appraisal import Appraisal
from office.records.appraisals import drawing_up, indicators, scope
from office.records.appraisals.record import AppraisalRecord
from office.records.left_out import FormsOwed
from office.refusal import Refusal
from storage.decisions.matters import MatterKind
from storage.owed.obligations import ObligationState
from tests.harness.appraising import MARKS, RULES, with_appraisal
from tests.harness.plans import small_pack, with_figures
from tests.office.conftest import Office
from tests.office.plan.refusing import refusals
from tests.office.records.years import YearOfOffice

NOW = datetime(2026, 12, 5, tzinfo=UTC)
DUE = NOW - timedelta(days=2)
HOUR = timedelta(hours=1)
OBJECT_BY = {"at": "18:00", "working_day": 3}
SIGN = [{"by": ["director"]}]


def rules(*lines: dict[str, Any]) -> Appraisal:
    return Appraisal.model_validate({"lines": lines, "object_by": OBJECT_BY, "sign": SIGN})


def line(name: str, points: int = 100, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "indicator": name, "points": points, **more}


def owed(**more: Any) -> SimpleNamespace:
    usual: dict[str, Any] = {
        "id": 1,
        "order_id": 7,
        "agency": "gongan",
        "kind": "daily",
        "state": ObligationState.MET,
        "due_at": DUE,
        "met_at": DUE - HOUR,
        "paused_at": None,
    }
    return SimpleNamespace(**usual | more)


def slip(step: str) -> SimpleNamespace:
    return SimpleNamespace(step=step, serial=f"督{step}1号", issued_at=DUE + HOUR)


def record(*rows: SimpleNamespace, **more: Any) -> AppraisalRecord:
    plan = with_figures(("gongan",))
    usual: dict[str, Any] = {
        "now": NOW,
        "owed": rows,
        "taken_off": {},
        "reports": {},
        "told": {},
        "forms": FormsOwed({7: plan}),
        "returns": {},
        "slips": {},
        "orders": {7: SimpleNamespace(serial="预1号", matter_kind=MatterKind.ALERT)},
        "rectifications": {},
        "attended": {},
        "names": {one.id: "日报" for one in rows},
    }
    return AppraisalRecord(**usual | more)


def counted(asked: Appraisal, found: AppraisalRecord) -> list[CountedThing]:
    desk: Any = SimpleNamespace(words=words_in("zh", "Asia/Shanghai"))
    return [it for one in asked.lines for it in indicators.of_line(desk, asked, one, found)]


LATE = owed(state=ObligationState.MET_LATE, met_at=DUE + HOUR)
OPEN = owed(state=ObligationState.OPEN, met_at=None)
GONE = owed(state=ObligationState.SUPERSEDED, met_at=None)


def replaced(row: SimpleNamespace, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(**vars(row) | more)


RETURNED_LATE = {1: [SimpleNamespace(was_late=True, returned_at=DUE)]}


@pytest.mark.clause("F12")
@pytest.mark.parametrize(
    ("row", "more", "mark"),
    [
        (owed(), {}, 100),
        # Yellow came first and an extension afterwards: in the end it was in time.
        (owed(), {"slips": {1: [slip("yellow")]}}, 100),
        (LATE, {}, 60),
        (LATE, {"slips": {1: [slip("reminder"), slip("yellow")]}}, 40),
        (LATE, {"slips": {1: [slip("orange"), slip("yellow")]}}, 20),
        (LATE, {"slips": {1: [slip("red")]}}, 0),
        (owed(), {"returns": RETURNED_LATE}, 60),
        (owed(), {"returns": {1: [SimpleNamespace(was_late=False)]}}, 100),
        (OPEN, {}, 0),
        # It is not due yet, its clock stood before the deadline, or stands since it was missed.
        (owed(state=ObligationState.OPEN, due_at=NOW + HOUR), {}, None),
        (owed(state=ObligationState.OPEN, paused_at=DUE - HOUR), {}, None),
        (owed(state=ObligationState.OPEN, paused_at=DUE + HOUR), {}, 0),
        # An order or an end took it off: before it was due, after that, and while its clock stood.
        (GONE, {}, None),
        (GONE, {"taken_off": {1: DUE - HOUR}}, None),
        (GONE, {"taken_off": {1: DUE + HOUR}}, 0),
        (
            owed(state=ObligationState.SUPERSEDED, paused_at=DUE - HOUR),
            {"taken_off": {1: DUE + HOUR}},
            None,
        ),
    ],
)
def test_each_thing_owed_counts_once_by_the_worst_that_came_of_it(
    row: SimpleNamespace, more: dict[str, Any], mark: float | None
) -> None:
    found = counted(rules(line("reports", marks=MARKS)), record(row, **more))
    assert [one.mark for one in found] == ([] if mark is None else [mark])
    assert all(bool(one.reason) == (one.mark < 100) for one in found)


REPORT = SimpleNamespace(id=3, serial="报1号", submitted_at=DUE - HOUR)
ALL = {"people", "sites", "problems", "fixed"}


@pytest.mark.parametrize(
    ("told", "returned", "mark", "said"),
    [
        (ALL, 0, 100, ""),
        ({"people", "sites", "problems"}, 0, 75, "应填4项，缺1项：已整改"),
        (set(), 0, 0, "缺4项"),
        (ALL, 1, 50, "退回补正1次（12月3日07:00）"),
        ({"people"}, 2, 25, "退回补正2次（12月3日07:00、12月3日07:00）；应填4项，缺3项"),
    ],
)
def test_a_report_is_as_complete_as_its_form_and_as_the_office_left_it(
    told: set[str], returned: int, mark: float, said: str
) -> None:
    back = [SimpleNamespace(was_late=False, returned_at=DUE - HOUR)] * returned
    asked = rules(line("completeness", marks={"returned": 50}))
    found = record(owed(), reports={1: REPORT}, told={3: told}, returns={1: back})
    [one] = counted(asked, found)
    assert one.mark == mark
    assert said in one.reason


def test_what_has_no_report_no_form_and_no_return_is_not_judged_as_incomplete() -> None:
    asked = rules(line("completeness"))
    assert counted(asked, record(owed())) == []
    closing = owed(kind="closing")
    assert counted(asked, record(closing, reports={1: REPORT})) == []
    back = {1: [SimpleNamespace(was_late=False, returned_at=DUE)]}
    [one] = counted(asked, record(closing, reports={1: REPORT}, returns=back))
    assert one.mark == 0


def putting_right(**more: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"relieved_at": None, "poor_at": None} | more)


@pytest.mark.parametrize(
    ("row", "rectified", "slips", "mark", "said"),
    [
        (owed(kind="rectify"), putting_right(), [], 100, ""),
        (owed(kind="rectify"), None, [], 100, ""),
        # What is not this body's problem any more costs it nothing, however late it was.
        (replaced(LATE, kind="rectify"), putting_right(relieved_at=DUE), [], None, ""),
        (replaced(LATE, kind="rectify"), putting_right(), ["yellow"], 40, "逾期，督yellow1号"),
        (replaced(OPEN, kind="rectify"), putting_right(), [], 0, "未报整改"),
        # Poorly put right in time, with the slip that followed; the worst of them counts.
        (owed(kind="rectify"), putting_right(poor_at=DUE), [], 30, "12月3日08:00认定整改不力"),
        (owed(kind="rectify"), putting_right(poor_at=DUE), ["orange"], 20, "按时报整改"),
        (owed(kind="rectify", state=ObligationState.OPEN, due_at=NOW + HOUR), None, [], None, ""),
    ],
)
def test_a_problem_counts_once_by_the_worst_that_came_of_it(
    row: SimpleNamespace,
    rectified: SimpleNamespace | None,
    slips: list[str],
    mark: float | None,
    said: str,
) -> None:
    known = {1: rectified} if rectified is not None else {}
    found = record(row, rectifications=known, slips={1: [slip(it) for it in slips]})
    things = counted(rules(line("problems", marks=MARKS | {"poor": 30}), line("reports")), found)
    assert [(one.line, one.mark) for one in things] == (
        [] if mark is None else [("problems", mark)]
    )
    assert all(said in one.reason for one in things)


def coming(agency: str, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"agency": agency, "answer": "none", "substitute": None, "arrived_at": None} | more
    )


def test_a_meeting_counts_who_was_there_where_anybody_was_counted() -> None:
    says = {
        "bodies": [],
        "purpose": "dispatch",
        "meets_at": DUE.isoformat(),
        "place": "一号",
        "text": "",
    }
    meeting = SimpleNamespace(
        key=8, serial="会1号", matter_kind=MatterKind.MEETING, says={**says, "title": "日调度会议"}
    )
    alert = SimpleNamespace(key=7, serial="预1号", matter_kind=MatterKind.ALERT)
    bodies = ("gongan", "zhujian", "jiaoyu", "binhu")
    called = [
        owed(id=place, order_id=8, kind="receipt", agency=body) for place, body in enumerate(bodies)
    ]
    rows = {
        "gongan": coming("gongan", arrived_at=DUE),
        "zhujian": coming("zhujian", answer="on_leave"),
        "jiaoyu": coming("jiaoyu", answer="on_leave", substitute="张三"),
    }
    asked = rules(line("meetings", marks={"excused": 80}), line("receipts"))
    orders = {7: alert, 8: meeting}
    things = counted(asked, record(*called, orders=orders, attended={8: rows}))
    assert [(one.body, one.mark) for one in things] == [
        ("gongan", 100),
        ("zhujian", 80),
        ("jiaoyu", 0),
        ("binhu", 0),
    ]
    assert things[1].reason == "“日调度会议”（会1号，12月3日08:00）：请假，无人代会"
    assert things[3].reason.endswith("未到会")
    # Where nobody was counted nobody knows, and 收到 under a meeting is no receipt of an alert.
    assert counted(asked, record(*called, orders=orders)) == []


def test_a_kind_counts_on_the_line_that_names_it_or_else_on_the_one_that_names_none() -> None:
    first = line("tasks", indicator="reports", of=["task"])
    rest = line("others", indicator="reports")
    rows = [owed(id=1, kind="task"), owed(id=2, kind="daily"), owed(id=3, kind="receipt")]
    found = counted(rules(first, rest, line("receipts")), record(*rows))
    assert [(one.line, one.key) for one in found] == [
        ("tasks", "1"),
        ("others", "2"),
        ("receipts", "3"),
    ]


@pytest.mark.parametrize(
    ("marks", "points", "share"),
    [
        ({}, 0, None),
        ({"a": [100]}, 30, 100),
        ({"a": [100, 0]}, 15, 50),
        ({"a": [100, 40], "b": [0, 100, 50, 100]}, 21 + 43.75, 64.75),
        # The line on which nothing counts gives nothing and takes nothing.
        ({"b": [0]}, 0, 0),
    ],
)
def test_the_things_of_a_line_weigh_alike(
    marks: dict[str, list[float]], points: float, share: float | None
) -> None:
    asked = rules(line("a", 30, indicator="receipts"), line("b", 70, indicator="reports"))
    things = [
        CountedThing(name, "gongan", f"{name}{number}", mark, "因故")
        for name, own in marks.items()
        for number, mark in enumerate(own)
    ]
    board = scoreboard.counted(asked, ["gongan"], things, DUE, NOW)
    [member] = board.members
    score = scoreboard.total(board, member)
    assert score.points == pytest.approx(points)
    assert score.share == (None if share is None else pytest.approx(share))
    lost = [scoreboard.loss_points(board, member, *one) for one in scoreboard.losses(member)]
    assert sum(lost) == pytest.approx(score.of - score.points)
    everything = {("gongan", name, loss.key) for name, loss in scoreboard.losses(member)}
    assert scoreboard.total(board, member, everything).points == score.of
    assert scoreboard.read(scoreboard.kept(board)) == board


async def test_a_year_of_an_office_counts_what_was_asked_for_in_it(office: Office) -> None:
    plan = with_appraisal(small_pack("changji", ("huanjing", "gongan")))
    office.now = datetime(2027, 6, 1, tzinfo=UTC)
    async with office.desk() as desk:
        year = YearOfOffice(desk, plan)
        alert = await year.response(year.local(2026, 12, 30, 8), first="orange", ends=None)
        await year.days(alert, year.local(2026, 12, 30, 8), 4)
        old = await scope.scope_of(desk, {"year": 2026})
        new = await scope.scope_of(desk, {"year": 2027})
        board = await drawing_up.scoreboard_of(desk, plan.appraisal or rules(), new)
    assert len(old.owed) == 2 * 2
    assert len(new.owed) == 3 * 2
    [gongan] = [one for one in board.members if one.body == "gongan"]
    facts = [one for one in year.facts if one.body == "gongan" and one.kind == "daily"]
    late = {"met": 100, "met_late": 0, "open": 0}
    marks = [late[it.state] for it in facts[1:] if it.state in late]
    reports = [it for it in gongan.lines if it.line == "reports"]
    assert sum(it.count for it in reports) == len(marks)
    assert sum(len(it.losses) for it in reports) == sum(it < 100 for it in marks)


def with_lines(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    plan = with_figures(("gongan",)).model_dump(mode="json")
    return plan | {"appraisal": RULES | {"lines": lines} | more}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (with_lines(line("mood")), "appraisal.lines.mood.indicator 没有“mood”"),
        (with_lines(line("reports", part="x")), "appraisal.lines.reports.part 没有“x”"),
        (with_lines(line("reports", of=["mood"])), "appraisal.lines.reports.of 没有“mood”"),
        (
            with_lines(line("reports", marks={"blue": 1})),
            "appraisal.lines.reports.marks 没有“blue”",
        ),
        (
            with_lines(line("reports"), line("b", indicator="reports")),
            "appraisal.lines.b “其余各类”在同一指标下计分两次",
        ),
        (
            with_lines(line("a", indicator="reports", of=["daily", "daily"])),
            "appraisal.lines.a “daily”在同一指标下计分两次",
        ),
        (with_lines(line("reports"), line("reports")), "appraisal.lines.reports 编号"),
        (with_lines(line("reports"), sign=[{"by": ["office_staff"]}]), "appraisal.sign 职务"),
        (
            with_lines(line("reports"), sign=[{"by": ["director"]}, {"by": ["director"]}]),
            "appraisal.sign “director”要审签两次",
        ),
    ],
)
def test_a_plan_that_counts_what_nobody_knows_or_twice_is_refused(
    facts: dict[str, Any], told: str
) -> None:
    assert any(one.startswith(told) for one in refusals(facts)), refusals(facts)


async def test_without_a_block_in_the_plan_there_is_no_scoreboard(office: Office) -> None:
    async with office.desk() as desk:
        with pytest.raises(Refusal, match="appraisal_none"):
            known.appraisal_rules(desk.plan)
