"""The list of problems by its filters, what becomes of one before it is assigned, and bulletins."""

import pytest

from office.bodies.people import actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.bulletins import MOST, BulletinTerms
from office.plan.model import Plan
from office.problems import (
    accepting,
    assigning,
    disputing,
    file_archive,
    filing,
    joining_duplicates,
    naming_problems,
    problem_lists,
)
from office.problems.filing import FoundProblem, Shown
from office.reading.problem_texts import ProblemText, has_labels, read
from office.records import waiting
from storage.owed.reports import FileState
from storage.problems import namings, problems
from storage.problems.problems import FoundBy, Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.transaction import memory
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF
from tests.office.problem_days import (
    FOUND,
    THROUGH,
    answers,
    charged,
    problem_plan,
    rectification,
)
from tests.office.signers import HERE, refused

PHOTO = Shown("photo", -100, 7, "file-id", "unique", None, 1000)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def files_one(desk: Desk, *shown: Shown) -> Problem:
    return await filing.file(desk, STAFF, FoundProblem(FOUND, shown=shown))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地点：a；单位：b；问题：c", ProblemText("a", "b", "", "c")),
        ("位置:a\n企业:b\n应落实:停产\n在生产", ProblemText("a", "b", "停产", "在生产")),
        ("12:30 发现冒烟", ProblemText(found="12:30 发现冒烟")),
        ("裸土未覆盖；未洒水", ProblemText(found="裸土未覆盖；未洒水")),
        ("", ProblemText()),
    ],
)
def test_how_a_problem_is_read(text: str, expected: ProblemText) -> None:
    assert read(text) == expected


def test_what_files_and_what_narrows_the_list() -> None:
    assert has_labels("问题：裸土未覆盖")
    assert not has_labels("住建局 逾期")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (ProblemText(found="。"), "problem_found_missing"),
        (ProblemText(found="土" * 1001), "problem_found_too_long"),
        (ProblemText(found="裸土", place="路" * 61), "problem_field_too_long"),
        (ProblemText(found="裸土", requirement="停" * 301), "problem_requirement_too_long"),
    ],
)
async def test_what_is_not_filed(desk: Desk, said: ProblemText, refusal: str) -> None:
    await refused(filing.file(desk, STAFF, FoundProblem(said)), refusal)


async def test_marks_and_decisions_before_it_is_assigned(desk: Desk) -> None:
    row, other = await files_one(desk), await files_one(desk)
    await assigning.mark(desk, STAFF, row.key, "weighty")
    await assigning.mark(desk, STAFF, row.key, FoundBy.PUBLIC)
    assert (row.weighty, row.found_by) == (True, FoundBy.PUBLIC)
    await assigning.mark(desk, STAFF, row.key, "weighty")
    assert row.weighty
    await assigning.mark(desk, STAFF, row.key, "weighty", marked=False)
    assert not row.weighty
    await refused(assigning.mark(desk, STAFF, row.key, "state"), "button_obsolete")
    await refused(joining_duplicates.join(desk, STAFF, row.key, row.key), "problem_joined_itself")
    await joining_duplicates.join(desk, STAFF, row.key, other.key)
    assert (row.state, row.joined_to) == (ProblemState.JOINED, other.key)
    await refused(assigning.drop(desk, STAFF, other.key, "。"), "problem_drop_reason_missing")
    await assigning.drop(desk, STAFF, other.key, "不在管辖范围")
    assert other.state == ProblemState.DROPPED
    await refused(assigning.drop(desk, STAFF, other.key, "不在管辖范围"), "problem_decided")
    await refused(assigning.assignable(desk, STAFF, 4711), "button_obsolete")
    last = await files_one(desk)
    await refused(joining_duplicates.candidates(desk, STAFF, last.key), "problem_join_none")


async def test_the_list_by_its_filters(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        await files_one(desk)
        known = await problem_lists.listing(desk, STAFF)
        assert [one.value for one in known.body.options] == ["", AGENCY]

        async def numbers(*values: str) -> list[str]:
            view = await problem_lists.shown(desk, STAFF, values)
            return [line.serial.rpartition("〕")[2] for line in view.lines]

        assert await numbers() == ["2号", "1号"]
        assert await numbers("", "f") == ["2号"]
        assert await numbers(AGENCY) == ["1号"]
        assert await numbers("", "l") == await numbers("", "p") == await numbers("", "a") == []
        assert await problem_lists.typed(desk, STAFF, "逾期") == ("", "l", "")
        assert await problem_lists.typed(desk, STAFF, "橙色 逾期") == ("", "l", "orange")
        assert await problem_lists.typed(desk, STAFF, "裸土未覆盖") is None
        assert await problem_lists.typed(desk, STAFF, "") == ()
    await day.advance_to("12:30", day=2)
    async with day.office.desk() as desk:
        view = await problem_lists.shown(desk, STAFF, ("", "l"))
        assert [line.stands for line in view.lines] == [(("住建局", "overdue"),)]
        row = await rectification(desk, day)
        history = await problem_lists.detail(desk, STAFF, row.problem_id)
        assert [line.said[:2] for line in history.history] == ["登记", "交办"]
        await refused(problem_lists.detail(desk, STAFF, 4711), "button_obsolete")


async def test_what_a_bulletin_may_name(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        [one] = await naming_problems.nameable(desk, STAFF)
        assert (one.where, one.bodies) == ("鑫源商砼", (AGENCY,))
        for terms, refusal in (
            (BulletinTerms((), (one,), "请立即整改"), "bulletin_bodies_missing"),
            (BulletinTerms((AGENCY,), (), "请立即整改"), "bulletin_problems_missing"),
            (BulletinTerms((AGENCY,), (one,) * (MOST + 1), "请"), "bulletin_too_many"),
        ):

            async def checks(said: BulletinTerms = terms) -> None:
                said.check(desk.plan, desk.now)

            await refused(checks(), refusal)


async def test_a_bulletin_names_nothing_that_was_put_right_meanwhile(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        [one] = await naming_problems.nameable(desk, STAFF)
        terms = BulletinTerms((THROUGH,), (one,), "请立即整改")
        early = await drafts.draft_saying(desk, STAFF, HERE, terms)
        late = await drafts.draft_saying(desk, STAFF, HERE, terms)
        await drafts.confirm(desk, STAFF, HERE, early.key)
        # The body that is named did not get it, so its ladder waits for one that it reads.
        row = await rectification(desk, day)
        assert await namings.of_obligation(desk.session, row.obligation_id) == []
        row.accepted_at = desk.now
        desk.session.add(row)
        await desk.session.flush()
        await refused(drafts.confirm(desk, STAFF, HERE, late.key), "bulletin_problem_gone")


async def test_what_becomes_of_a_photo(desk: Desk) -> None:
    row = await files_one(desk, PHOTO)
    [file] = await problems.files_waiting(desk.session, desk.now)
    place = await file_archive.place(desk, file)
    assert place.suffix == ".jpg"
    await file_archive.failed(desk, file.key, "timed out")
    assert await problems.files_waiting(desk.session, desk.now) == []
    assert file.file_state == FileState.WAITING
    await file_archive.stored(desk, file.key, str(place))
    assert await problems.next_file_at(desk.session) is None
    await file_archive.too_large(desk, file.key)
    assert file.file_state == FileState.TOO_LARGE
    file.file_state, file.next_try_at = FileState.EXPIRED, desk.now
    await desk.session.flush()
    assert await problems.files_to_remove(desk.session) == [file]
    await file_archive.removed(desk, file.key)
    assert await problems.files_to_remove(desk.session) == []
    assert row.serial


async def _desk_says(desk: Desk) -> str:
    return "\n".join(line.text for line in await waiting.lines(desk))


async def test_the_workbench_says_what_of_problems_waits(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        filed, exercise = await files_one(desk), await files_one(desk)
        exercise.drill = True
        desk.session.add(exercise)
        assert "问题待交办1件：鑫源商砼（/problem 待交办）" in await _desk_says(desk)
        await assigning.drop(desk, STAFF, filed.key, "已由企业自行整改")
        assert "待交办" not in await _desk_says(desk)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        order_id = (await day.owed(desk)).order_id
        await disputing.dispute(desk, who, AGENCY, order_id, "该企业由教育局监管")
        assert "“不属本单位”待答复1件：" in await _desk_says(desk)
        row = await rectification(desk, day)
        await disputing.uphold(desk, STAFF, row.key, "属你局职责")
        assert "待答复" not in await _desk_says(desk)
    await answers(day, 900)
    async with day.office.desk() as desk:
        await accepting.apply(desk, who, AGENCY, day.owed_id)
        assert Rectification in memory.kinds_written(desk.session)
        assert "销号申请待核实1件：" in await _desk_says(desk)
        await accepting.accept(desk, STAFF, (await rectification(desk, day)).key)
        assert "销号" not in await _desk_says(desk)
