"""The ladder of a problem: it rests at its gates, is signed step by step, and keeps its step."""

from datetime import timedelta

import pytest

from office.decisions import approvals
from office.desk import Desk
from office.ladder import service
from office.ladder.dossiers import dossier
from office.obligations import lifecycle
from office.plan.model import Plan
from office.reports import extensions
from office.supervision import known_slips, slip_batches, slips
from office.upkeep import reconcile_clocks
from storage import agenda
from storage.agenda import STEP
from storage.delivery.outbox import DeliveryKind
from storage.problems.problems import FoundBy
from storage.supervision.slips import Copying, SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, DIRECTOR, LEADERS, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    COMMANDER,
    THROUGH,
    answers,
    charged,
    newest,
    open_gate,
    problem_plan,
    sends_back,
    sign,
    steps,
)
from tests.office.signed_slips import asked
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def waits_for(day: LadderDay) -> list[str]:
    """What of its ladder stands on the agenda."""
    async with day.office.desk() as desk:
        waiting = await agenda.waiting(desk.session, desk.jurisdiction)
        return [one.kind for one in waiting if (one.kind, one.subject) == (STEP, day.owed_id)]


@pytest.mark.clause("F4", "F5", "F6")
async def test_it_rests_at_each_gate_until_people_open_it(office: Office) -> None:
    day = await charged(office)
    assert "take: office_told" in await day.advance_to("12:00")
    assert (await day.advance_to("20:00"))[-1] == "rest: its gate is closed"
    assert await waits_for(day) == []
    async with office.desk() as desk:
        assert await reconcile_clocks.unwound(desk) == []
        told = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
        assert any("1家单位逾期未报问题“鑫源商砼”整改情况" in text for text in told)
    await open_gate(day, bulletin=True)
    await day.advance_to("08:00", 3)
    assert await steps(day) == []
    await sign(day)
    assert await steps(day) == ["prompt_slip"]
    async with office.desk() as desk:
        slip = await newest(desk, day)
        assert slip.serial == "昌污指提〔2026〕1号"
        *_, served = await said(desk, day.group_id, DeliveryKind.SLIP)
        text = served.text or ""
        assert "提示单：问题“鑫源商砼”" in text
        assert "<b>责任单位：</b>市住建局" in text
        assert "<b>整改任务：</b>立即停止2号生产线，书面报告整改落实情况" in text
        assert "12月8日18时前整改落实到位" in text
        assert "黄色" not in text
    assert (await day.advance_to("19:00", 8))[-1] == "rest: its gate is closed"
    assert await steps(day) == ["prompt_slip"]
    await open_gate(day, listing=True)
    await day.advance_to("08:00", 9)
    await sign(day)
    assert await steps(day) == ["prompt_slip", "yellow"]


async def test_what_a_higher_level_found_needs_no_bulletin(office: Office) -> None:
    day = await charged(office, FoundBy.UPPER)
    await day.advance_to("12:10")
    await sign(day)
    assert await steps(day) == ["prompt_slip"]


async def test_what_is_listed_needs_no_prompt_slip(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    assert await steps(day) == ["yellow"]
    async with office.desk() as desk:
        await slips.void(desk, await day.owed(desk), await newest(desk, day), "unreachable")
        assert (await day.owed(desk)).step == "office_told"


@pytest.mark.clause("F8")
async def test_red_is_signed_by_two_and_goes_to_both_leaders(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    for hour, date in (("12:10", 2), ("18:10", 7)):
        await day.advance_to(hour, date)
        await sign(day)
    await day.advance_to("18:10", 9)
    async with office.desk() as desk:
        await slip_batches.set_copying(desk, DIRECTOR, (await asked(desk)).key, Copying.COPIED)
    await sign(day, DIRECTOR, COMMANDER)
    assert await steps(day) == ["yellow", "orange", "red"]
    await day.deliver()
    await day.advance_to("18:13", 9)
    async with office.desk() as desk:
        [offices] = [chat for chat in await chats_of(desk, THROUGH)]
        for leader in (LEADERS["party_secretary"], LEADERS["mayor"], offices):
            *_, copy = await said(desk, leader, DeliveryKind.COPY)
            assert "红色督办单〔抄报〕：市住建局整改未落实到位" in (copy.text or "")
        *_, laid = await said(desk, offices, DeliveryKind.COPY)
        assert "<b>请及时呈报：</b>市委主要领导、市政府主要领导" in (laid.text or "")


async def chats_of(desk: Desk, agency: str) -> list[int]:
    return [one.chat_id for one in await service.reachable_chats(desk, agency)]


@pytest.mark.clause("F6")
async def test_an_answer_that_is_sent_back_keeps_the_step(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    await day.advance_to("15:00")
    await answers(day, 900)
    await sends_back(day, 48)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        assert (owed.step, owed.times_returned) == ("yellow", 1)
        assert owed.step_due_at == owed.due_at == desk.now + timedelta(hours=48)
        assert await known_slips.step_before(desk, owed) == "yellow"
    await day.advance_to("14:59", 4)
    assert await steps(day) == ["yellow"]
    await day.advance_to("15:10", 4)
    async with office.desk() as desk:
        *_, card = await said(desk, DIRECTOR.user_id, DeliveryKind.APPROVAL)
        assert "所报已退回，应于12月4日15:00前重新报送，至今未重报" in (card.text or "")
    await sign(day)
    assert await steps(day) == ["yellow", "orange"]
    async with office.desk() as desk:
        *_, served = await said(desk, day.group_id, DeliveryKind.SLIP)
        assert "上报的整改情况于12月2日15时退回，应于12月4日15时前整改落实到位" in (
            served.text or ""
        )
        await slips.void(desk, await day.owed(desk), await newest(desk, day), "unreachable")
        assert (await day.owed(desk)).step == "yellow"


@pytest.mark.clause("F6")
async def test_no_step_is_kept_that_was_never_served(office: Office) -> None:
    """Its answer came before the yellow slip had left, so what is sent back brings that first."""
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    async with office.desk() as desk:
        await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    await day.tick(deliver=False)
    await answers(day, 900)
    await day.deliver()
    await sends_back(day, 48)
    async with office.desk() as desk:
        assert (await day.owed(desk)).step == "office_told"
    await day.advance_to("12:20", 4)
    await sign(day)
    async with office.desk() as desk:
        states = [(slip.step, slip.state) for slip in await day.slips(desk)]
        assert states == [("yellow", SlipState.VOID), ("yellow", SlipState.ISSUED)]


@pytest.mark.clause("F7")
async def test_a_leader_reads_that_the_answer_was_sent_back(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    await day.advance_to("15:00")
    await answers(day, 900)
    await sends_back(day, 48)
    await day.advance_to("15:10", 4)
    async with office.desk() as desk:
        await slip_batches.set_copying(desk, DIRECTOR, (await asked(desk)).key, Copying.COPIED)
    await sign(day)
    await day.deliver()
    async with office.desk() as desk:
        copies = [
            one for chat in LEADERS.values() for one in await said(desk, chat, DeliveryKind.COPY)
        ]
        assert copies
        assert all("于12月2日15时退回" in (one.text or "") for one in copies)


@pytest.mark.clause("F10")
async def test_at_red_only_the_word_of_the_office_moves_the_time(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    async with office.desk() as desk:
        orange = await day.owed(desk)
        orange.step = "orange"
        asked_for = await extensions.ask(desk, LIAISON, AGENCY, day.owed_id, "设备在途，三日后到货")
        assert lifecycle.awaits_decision(await day.owed(desk))
        await extensions.refuse(desk, STAFF, asked_for.key)
    async with office.desk() as desk:
        owed = await day.owed(desk)
        owed.step = "red"
        asked_for = await extensions.ask(desk, LIAISON, AGENCY, day.owed_id, "设备在途，三日后到货")
        assert not lifecycle.awaits_decision(await day.owed(desk))
        *_, card = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "申请延期不暂停督办" in (card.text or "")
        due_at = owed.due_at + timedelta(days=3)
        await extensions.grant(desk, STAFF, asked_for.key, due_at)
        owed = await day.owed(desk)
        assert (owed.due_at, owed.step_due_at) == (due_at, due_at)
    await day.advance_to("11:59", 5)
    assert await steps(day) == []
    async with office.desk() as desk:
        await refused(extensions.grant(desk, STAFF, asked_for.key, due_at), "extension_decided")


async def test_the_record_names_the_bulletin_and_the_notice_behind_its_slips(
    office: Office,
) -> None:
    day = await charged(office)
    await open_gate(day, bulletin=True, listing=True)
    async with office.desk() as desk:
        record = await dossier(desk, await day.owed(desk))
        text = desk.words.text("slip_record", {"record": record})
    assert [(one.kind, one.serial) for one in record.grounds] == [
        ("bulletin", "昌污指督通〔2026〕1号"),
        ("listing", "昌污指挂〔2026〕1号"),
    ]
    assert all(one.served_at is not None for one in record.grounds)
    assert "列入通报：昌污指督通〔2026〕1号，2026年12月1日8时送达" in text
