"""部分完成: what remains is owed by the time it had, and only the office moves that time."""

from datetime import timedelta

import pytest
from sqlmodel import select

from messages.render import words_in
from office.bodies.people import actor
from office.desk import Desk
from office.obligations.rectifying import standing
from office.plan.model import Plan
from office.problems import accepting
from office.reports import extensions, part_done
from storage.delivery.outbox import DeliveryKind
from storage.owed import extensions as stored_extensions
from storage.owed import reports
from storage.owed.extensions import ExtensionState
from storage.owed.obligations import ObligationState
from storage.problems.parts_done import PartDone
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    answers,
    charged,
    newest,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
    sign,
    steps,
)
from tests.office.signers import refused

REMAINS = "2号生产线已停；除尘设备待安装"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def says_part(day: LadderDay, hours: int = 60) -> PartDone:
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        rest_by = desk.now + timedelta(hours=hours)
        return await part_done.say(desk, who, AGENCY, day.owed_id, REMAINS, rest_by)


async def stands(desk: Desk, day: LadderDay) -> str:
    return standing(await rectification(desk, day), await day.owed(desk), desk.now)[0]


async def test_the_rest_is_owed_by_the_time_that_it_had(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        due_at = (await day.owed(desk)).due_at
        early = part_done.sayable(desk, AGENCY, day.owed_id)
        await refused(early, "problem_not_answered")
    await answers(day, 900)
    await says_part(day)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        assert (owed.state, owed.due_at, owed.met_at) == (ObligationState.OPEN, due_at, None)
        assert owed.step_due_at is not None
        assert await stands(desk, day) == "part"
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        again = part_done.sayable(desk, AGENCY, day.owed_id)
        await refused(again, "part_done_known")
        await refused(part_done.sayable(desk, "jiaoyu", day.owed_id), "button_obsolete")
        await refused(accepting.apply(desk, LIAISON, AGENCY, day.owed_id), "problem_not_answered")
        serial = report.serial
    await answers(day, 901, "除尘设备已安装，已全部整改到位")
    async with office.desk() as desk:
        owed = await day.owed(desk)
        assert owed.state == ObligationState.MET
        assert await stands(desk, day) == "answered"
        report = await reports.report_of(desk.session, day.owed_id)
        assert report is not None
        # It is the same report, which was added to.
        assert report.serial == serial
        assert len(await reports.parts(desk.session, report.key)) == 2
        await accepting.apply(desk, LIAISON, AGENCY, day.owed_id)
        await refused(part_done.sayable(desk, AGENCY, day.owed_id), "part_done_applied")


async def test_what_remains_overdue_climbs_and_the_slip_says_so(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await answers(day, 900)
    await says_part(day)
    await day.advance_to("12:10")
    async with office.desk() as desk:
        assert await stands(desk, day) == "part_overdue"
    async with office.desk() as desk:
        *_, card = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "已报告部分完成，其余应于12月2日12:00前报送，至今未报" in (card.text or "")
    await sign(day)
    assert await steps(day) == ["yellow"]
    async with office.desk() as desk:
        *_, served = await said(desk, day.group_id, DeliveryKind.SLIP)
        assert "报告部分完成，其余应于12月2日12时前整改到位" in (served.text or "")


async def test_a_slip_keeps_its_own_limit(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    await answers(day, 900)
    async with office.desk() as desk:
        assert (await newest(desk, day)).state == SlipState.CLOSED
    await says_part(day)
    async with office.desk() as desk:
        slip, owed = await newest(desk, day), await day.owed(desk)
        assert (slip.state, owed.step) == (SlipState.ISSUED, "yellow")
        assert owed.step_due_at is not None
        assert slip.deadline_at is not None
        assert owed.step_due_at >= slip.deadline_at
        limit = slip.deadline_at
    # Within the limit no further step is taken; what is reported by then closes the slip.
    async with office.desk() as desk:
        day.office.now = limit - timedelta(hours=1)
    await day.tick()
    assert await steps(day) == ["yellow"]
    await answers(day, 901, "已全部整改到位")
    async with office.desk() as desk:
        assert (await newest(desk, day)).state == SlipState.CLOSED


async def test_the_office_gives_until_then_or_leaves_it(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    part = await says_part(day)
    async with office.desk() as desk:
        await refused(part_done.give_time(desk, STAFF, 4711), "button_obsolete")
        given = await part_done.give_time(desk, STAFF, part.key)
        owed = await day.owed(desk)
        assert owed.due_at == given.rest_by
        [asked] = await stored_extensions.extensions_of(desk.session, day.owed_id)
        assert (asked.state, asked.reason) == (ExtensionState.GRANTED, REMAINS)
        await refused(part_done.give_time(desk, STAFF, part.key), "part_done_given")


async def test_a_request_that_waits_is_the_one_that_is_granted(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    part = await says_part(day)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await extensions.ask(desk, who, AGENCY, day.owed_id, "设备未到货，请求延期")
    async with office.desk() as desk:
        await part_done.give_time(desk, STAFF, part.key)
        [asked] = await stored_extensions.extensions_of(desk.session, day.owed_id)
        assert asked.state == ExtensionState.GRANTED
        owed = await day.owed(desk)
        assert (owed.due_at, owed.paused_at) == (part.rest_by, None)


async def test_it_is_forgotten_with_the_answer_that_it_was_said_of(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    part = await says_part(day)
    await answers(day, 901, "已全部整改到位")
    await sends_back(day, 24)
    async with office.desk() as desk:
        assert await stands(desk, day) == "returned"
        await refused(part_done.give_time(desk, STAFF, part.key), "part_done_over")
        # What was said stays on record.
        rows = (await desk.session.exec(select(PartDone))).all()
        assert [one.remains for one in rows] == [REMAINS]


@pytest.mark.parametrize(
    ("words", "hours", "key"),
    [
        ("", 5, "part_done_reason_missing"),
        ("字" * 501, 5, "part_done_reason_too_long"),
        (REMAINS, -1, "part_done_past"),
    ],
)
async def test_what_is_said_is_words_and_a_time_ahead(
    office: Office, words: str, hours: int, key: str
) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        rest_by = desk.now + timedelta(hours=hours)
        await refused(part_done.say(desk, LIAISON, AGENCY, day.owed_id, words, rest_by), key)


async def test_nothing_tells_the_body_of_a_referral_that_is_proposed(office: Office) -> None:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        referral = Slip(
            jurisdiction=desk.jurisdiction,
            obligation_id=day.owed_id,
            agency=AGENCY,
            step="referral",
            is_referral=True,
            serial="移1号",
            matter="整改情况",
            state=SlipState.PROPOSED,
            issued_at=desk.now,
        )
        desk.session.add(referral)
        await desk.session.flush()
        await refused(part_done.sayable(desk, AGENCY, day.owed_id), "part_done_referred")
        words = (desk.words, words_in("en", desk.plan.zone))
        zh, en = (one.plain("part_done_referred") for one in words)
    assert "移交" not in zh
    assert "referr" not in en
    assert "handed" not in en
