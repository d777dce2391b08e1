"""The whole history of a problem: every kind of thing that may happen to it, and page by page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from messages.length import TEXT_LIMIT, plain, units
from messages.render import words_in
from messages.views.lists import Excerpt
from messages.views.problems import ProblemLine, ProblemList
from office.bodies.people import Actor, actor
from office.decisions import approvals, drafts
from office.desk import Desk
from office.matters.bulletins import BulletinTerms
from office.obligations import lifecycle
from office.plan.model import Plan
from office.problems import (
    accepting,
    assigning,
    compared,
    disputing,
    filing,
    history,
    joining_duplicates,
    listing,
    naming_problems,
    problem_lists,
)
from office.problems.filing import FoundProblem
from office.reports import extensions, withdrawing
from office.supervision import slip_withdrawals
from storage.owed import reports
from storage.owed.returns import ReportReturn
from storage.problems.problems import Problem
from storage.supervision.slips import SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, STAFF, LadderDay
from tests.office.problem_days import (
    FOUND,
    answers,
    charged,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
    sign,
)
from tests.office.problems.test_problem_lists import PHOTO
from tests.office.problems.test_taking_back import assigns, problem_of, takes_back
from tests.office.signed_slips import asked
from tests.office.signers import HERE

WHY = "设备需要外地厂家检修，两天内到货"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan(listing=[{"by": ["director"]}])


async def liaison(desk: Desk) -> Actor:
    return await actor(desk, LIAISON.user_id, LIAISON.name)


async def read(day: LadderDay, who: Actor = STAFF) -> str:
    """All pages of it, one after another."""
    async with day.office.desk() as desk:
        key = (await rectification(desk, day)).problem_id
        first = await problem_lists.detail(desk, who, key)
        pages = [
            await problem_lists.detail(desk, who, key, page=page) for page in range(first.last + 1)
        ]
        return "\n".join(line.said for page in pages for line in page.history)


async def test_what_a_body_asked_and_what_it_was_answered(office: Office) -> None:
    day = await charged(office)
    async with office.desk(f"user:{LIAISON.user_id}") as desk:
        who, owed = await liaison(desk), await day.owed(desk)
        await disputing.dispute(desk, who, AGENCY, owed.order_id, "该企业由教育局监管")
    async with office.desk(f"user:{STAFF.user_id}") as desk:
        row = await rectification(desk, day)
        await disputing.uphold(desk, STAFF, row.key, "属你局职责")
        one = await extensions.ask(desk, await liaison(desk), AGENCY, day.owed_id, WHY)
        await extensions.grant(desk, STAFF, one.key, desk.now + timedelta(days=3))
    day.office.pass_time(timedelta(minutes=5))
    async with office.desk(f"user:{STAFF.user_id}") as desk:
        two = await extensions.ask(desk, await liaison(desk), AGENCY, day.owed_id, WHY)
        await extensions.refuse(desk, STAFF, two.key)
    day.office.pass_time(timedelta(minutes=5))
    async with office.desk() as desk:
        owed = await day.owed(desk)
        await lifecycle.give_time(desk, owed, owed.due_at + timedelta(hours=1))
    said = await read(day)
    assert f"住建局提出不属本单位（{LIAISON.name}）：该企业由教育局监管" in said
    assert f"仍由住建局整改（{STAFF.name}）：属你局职责" in said
    assert said.count(f"住建局申请延期（{LIAISON.name}）：{WHY}") == 2
    assert f"住建局：同意延期至12月4日08:00（{STAFF.name}）" in said
    assert f"住建局：不同意延期（{STAFF.name}）" in said
    assert said.count("住建局：新时限") == 1


async def test_from_the_answer_to_the_acceptance(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        await withdrawing.withdraw(desk, await liaison(desk), AGENCY, report.key)
    await answers(day, 901)
    await sends_back(day, 20)
    await answers(day, 902, "已停产，设备断电，附照片")
    async with office.desk(f"user:{STAFF.user_id}") as desk:
        await accepting.apply(desk, await liaison(desk), AGENCY, day.owed_id)
        key = (await rectification(desk, day)).key
        await accepting.check_on_site(desk, STAFF, key)
        await accepting.record_consent(desk, STAFF, key, "州督导组12月1日电话同意")
        await accepting.accept(desk, STAFF, key)
    said = await read(day)
    for one in (
        "住建局撤回报告",
        "退回住建局整改，新时限12月2日04:00",
        "住建局申请销号",
        f"住建局：现场复核（{STAFF.name}）",
        "上级同意销号",
        "州督导组12月1日电话同意",
        f"住建局：同意销号（{STAFF.name}）",
    ):
        assert one in said


async def test_the_steps_of_supervision(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        [one] = await naming_problems.nameable(desk, STAFF)
        draft = await drafts.draft_saying(
            desk, STAFF, HERE, BulletinTerms((AGENCY,), (one,), "请立即整改")
        )
        bulletin = await drafts.confirm(desk, STAFF, HERE, draft.key)
        key = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, key, "王联络 0994-1234567\n多次反弹")
    async with office.desk() as desk:
        await approvals.send_back(desk, DIRECTOR, (await asked(desk)).key, "理由不足，请补充")
        made = await listing.propose(desk, STAFF, key, "王联络 0994-1234567")
        await listing.give_up(desk, STAFF, made.key)
        await listing.propose(desk, STAFF, key, "李联络 0994-7654321")
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    async with office.desk() as desk:
        slip = next(s for s in reversed(await day.slips(desk)) if s.state == SlipState.ISSUED)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "日期有误")
    said = await read(day)
    for one_line in (
        f"列入通报{bulletin.serial}",
        f"提出挂牌督办（{STAFF.name}）：多次反弹",
        "挂牌督办退回（director）：理由不足，请补充",
        "挂牌督办取消",
        "挂牌督办签发（director）",
        "联络人李联络",
        f"下发{slip.serial}（",
        "director签发）",
        f"撤回{slip.serial}，日期有误",
    ):
        assert one_line in said


async def test_orders_that_were_taken_back_and_given_to_others(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        who, owed = await liaison(desk), await day.owed(desk)
        await disputing.dispute(desk, who, AGENCY, owed.order_id, "该企业由教育局监管")
        row = await rectification(desk, day)
        other = await assigns(desk, await problem_of(desk, day), "gongan", instead_of=row.key)
        await takes_back(desk, other.matter_id)
        await assigning.drop(desk, STAFF, row.problem_id, "企业已关停，无须再改")
    said = await read(day)
    assert "改派" in said
    assert "撤回交办" in said
    assert f"不予交办（{STAFF.name}）：企业已关停，无须再改" in said
    assert (other.serial or "") in said


async def test_a_duplicate_is_told_and_its_photos_stand_with_the_other(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        filed = await filing.file(desk, STAFF, FoundProblem(FOUND, shown=(PHOTO,)))
        again = await filing.file(desk, STAFF, FoundProblem(FOUND))
        key = (await rectification(desk, day)).problem_id
        await joining_duplicates.join(desk, STAFF, again.key, filed.key)
        await joining_duplicates.join(desk, STAFF, filed.key, key)
        evidence = await compared.of(desk, (await rectification(desk, day)).key)
        assert len(evidence.before) == 1
        of_the_other = await history.of(desk, await desk.session.get_one(Problem, filed.key))
        assert any("并入" in line.said and STAFF.name in line.said for line in of_the_other)
    said = await read(day)
    joined = f"已并入（{STAFF.name}）：同一单位，照片、视频、文件1个"
    assert f"{filed.serial}为同一问题，{joined}" in said
    assert f"{again.serial}为同一问题" in said


async def test_a_long_history_is_read_page_by_page(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        for number in range(14):
            desk.session.add(
                ReportReturn(
                    jurisdiction=desk.jurisdiction,
                    report_id=report.key,
                    obligation_id=day.owed_id,
                    reason=f"第{number}次" + "照" * 490,
                    returned_by=STAFF.user_id,
                    returned_at=desk.now + timedelta(minutes=number),
                    due_at=desk.now,
                    submitted_at=desk.now,
                )
            )
        problem = await problem_of(desk, day)
        problem.found, problem.requirement = "土" * 1000, "停" * 300
        desk.session.add(problem)
        await desk.session.flush()
        first = await problem_lists.detail(desk, STAFF, problem.key)
        assert first.last > 3
        texts = []
        for page in range(first.last + 1):
            view = await problem_lists.detail(desk, STAFF, problem.key, page=page)
            texts.append(desk.words.text("problem_detail", view))
            assert units(plain(texts[-1])) <= TEXT_LIMIT
        assert sum(text.count("次照") for text in texts) == 14
        beyond = await problem_lists.detail(desk, STAFF, problem.key, page=99)
        assert beyond.page == first.last


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_page_of_problems_that_all_bodies_share_is_one_message(locale: str, plan: Plan) -> None:
    name = "住房和城乡建设局" if locale == "zh" else "Housing and Urban-Rural Development Bureau"
    line = ProblemLine(
        problem_id=1,
        serial="昌污问题〔2026〕100号",
        where="鑫" * 100,
        state="assigned",
        filed_at=datetime(2026, 12, 1, tzinfo=UTC),
        weighty=True,
        stands=((name, "overdue"),) * 38,
    )
    lines = tuple(replace(line, problem_id=number) for number in range(8))
    view = ProblemList("未销号问题", "", "", lines, Excerpt((), 100))
    text = words_in(locale, plan.zone).text("problem_list", view)
    assert units(plain(text)) <= TEXT_LIMIT
    assert "33" in text
