"""销号: who may apply, what must be on record before the office agrees, what ends a problem."""

import pytest

from office.bodies.people import Actor, actor
from office.desk import Desk
from office.plan.model import Plan
from office.problems import acceptance_cards, accepting, sealing
from office.refusal import Refusal
from office.reports import registering, returning, withdrawing
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from office.reports.returning import Seen
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.owed import reports
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.problems.problems import FoundBy, Problem, ProblemState
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.problem_days import answers, charged, problem_plan, rectification, sends_back
from tests.office.signers import refused

OUTSIDER = Actor(99, "路人")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def applies(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await accepting.apply(desk, await _liaison(desk), AGENCY, day.owed_id)


async def _liaison(desk: Desk) -> Actor:
    return await actor(desk, LIAISON.user_id, LIAISON.name)


async def _problem(desk: Desk, day: LadderDay) -> Problem:
    row = await rectification(desk, day)
    return await desk.session.get_one(Problem, row.problem_id)


async def test_who_applies_and_when(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        early = accepting.apply(desk, await _liaison(desk), AGENCY, day.owed_id)
        await refused(early, "problem_not_answered")
        other = accepting.apply(desk, await _liaison(desk), "huanjing", day.owed_id)
        await refused(other, "button_obsolete")
        await refused(accepting.accept(desk, STAFF, row.key), "problem_not_applied")
        await refused(accepting.accept(desk, STAFF, 4711), "button_obsolete")
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        twice = accepting.apply(desk, await _liaison(desk), AGENCY, day.owed_id)
        await refused(twice, "problem_applied_already")
        with pytest.raises(Refusal):
            await accepting.accept(desk, OUTSIDER, (await rectification(desk, day)).key)


async def test_the_last_acceptance_ends_the_problem(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await sealing.note(desk, STAFF, row.key)
        await sealing.note(desk, STAFF, row.key)
        await accepting.accept(desk, STAFF, row.key)
        problem = await _problem(desk, day)
        assert problem.state == ProblemState.ACCEPTED
        matter = await matters.matter(desk.session, problem.matter_id or 0)
        assert matter is not None
        assert matter.state == MatterState.CLOSED
        again = accepting.apply(desk, await _liaison(desk), AGENCY, day.owed_id)
        await refused(again, "problem_accepted_already")
        await refused(accepting.accept(desk, STAFF, row.key), "problem_accepted_already")


@pytest.mark.parametrize("found_by", [FoundBy.UPPER, FoundBy.COVERT])
async def test_what_a_higher_level_found_wants_its_consent(
    office: Office, found_by: FoundBy
) -> None:
    day = await charged(office, found_by)
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await refused(accepting.accept(desk, STAFF, row.key), "problem_wants_consent")
        nothing = accepting.record_consent(desk, STAFF, row.key, "。")
        await refused(nothing, "problem_consent_reason_missing")
        assert (await accepting.to_consent(desk, STAFF, row.key)).found_by == found_by
        await accepting.record_consent(desk, STAFF, row.key, "州办12月2日电话同意，联系人王科长")
        await accepting.accept(desk, STAFF, row.key)
        assert (await _problem(desk, day)).state == ProblemState.ACCEPTED


async def test_what_is_marked_wants_a_look_on_site(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        (await _problem(desk, day)).on_site = True
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await refused(accepting.accept(desk, STAFF, row.key), "problem_wants_check")
        await accepting.check_on_site(desk, STAFF, row.key)
        await accepting.check_on_site(desk, STAFF, row.key)
        await accepting.accept(desk, STAFF, row.key)
        assert row.checked_by == STAFF.user_id


async def test_what_is_sent_back_is_applied_for_anew(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    await applies(day)
    await sends_back(day, 24)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        assert row.applied_at is None
        await refused(accepting.accept(desk, STAFF, row.key), "problem_not_applied")


def _by_telephone(desk: Desk) -> Statement:
    noted = Incoming(
        chat_id=STAFF.user_id,
        message_id=902,
        sent_by=STAFF.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="已停止2号生产线",
    )
    return Statement(Way.PHONE, "李科长", desk.now, noted)


async def takes_back(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        await withdrawing.withdraw(desk, await _liaison(desk), AGENCY, report.key)


async def test_an_answer_that_was_taken_back_is_not_accepted(office: Office) -> None:
    """What the body applied for, and what was agreed about it, falls with its answer."""
    day = await charged(office, FoundBy.UPPER)
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await accepting.record_consent(desk, STAFF, row.key, "州办12月2日电话同意，联系人王科长")
        await sealing.note(desk, STAFF, row.key)
    await takes_back(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        assert (row.applied_at, row.sealed_at, row.upper_consent) == (None, None, "")
        await refused(accepting.accept(desk, STAFF, row.key), "problem_not_applied")
    await answers(day, 901)
    await applies(day)
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        await refused(accepting.accept(desk, STAFF, row.key), "problem_wants_consent")


async def test_what_was_accepted_is_neither_taken_back_nor_sent_back(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        await accepting.accept(desk, STAFF, (await rectification(desk, day)).key)
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        back = withdrawing.withdraw(desk, await _liaison(desk), AGENCY, report.key)
        await refused(back, "problem_accepted_already")
        seen = Seen(report.key, await returning.newest_part(desk, report))
        await refused(returning.returnable(desk, STAFF, seen), "problem_accepted_already")


async def test_what_the_office_registered_is_applied_for_and_falls_with_it(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        kept, _ = await registering.register(desk, STAFF, day.owed_id, _by_telephone(desk))
    told = await day.deliver()
    assert any("申请销号" in str(row.keyboard) for row in told if row.agency == AGENCY)
    await applies(day)
    async with day.office.desk() as desk:
        await registering.withdraw(desk, STAFF, kept.key)
        assert (await rectification(desk, day)).applied_at is None


async def test_nobody_accepts_what_was_added_unseen(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    await applies(day)
    async with day.office.desk() as desk:
        report = await reports.report_of(desk.session, day.owed_id)
        seen = acceptance_cards.newest_part(await acceptance_cards.newest_parts(desk, report))
    await answers(day, 901, "补充：3号生产线仍在生产")
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        old = accepting.accept(desk, STAFF, row.key, seen)
        await refused(old, "problem_evidence_changed")
        newest = acceptance_cards.newest_part(await acceptance_cards.newest_parts(desk, report))
        assert (await accepting.accept(desk, STAFF, row.key, newest)).accepted_at == desk.now
