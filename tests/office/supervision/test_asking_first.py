"""The office is asked before the slips of an occasion that many missed: who, how, and by whom."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.plan.model import Plan
from office.records import waiting
from office.shifts import concerns
from office.supervision import asking_first
from office.upkeep import outage
from storage.decisions import matters as stored_matters
from storage.decisions.matters import MatterState
from storage.owed.obligations import ObligationState
from storage.rota import alarms
from storage.rota.shifts import Shift
from storage.supervision.missed_occasions import MissedOccasion, MissedState
from tests.harness.work import asked as questions
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import LEADERS, LIAISON, PROMPTED, STAFF, LadderDay
from tests.office.missed_by_many import cards, many_plan, question, silent_three
from tests.office.signers import refused

OFFICER = LEADERS["director"]
NOON = PROMPTED + timedelta(hours=4)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return many_plan()


async def steps(days: list[LadderDay]) -> list[list[str]]:
    async with days[0].office.desk() as desk:
        return [[slip.step for slip in await day.slips(desk)] for day in days]


async def on_duty(desk: Desk) -> None:
    desk.session.add(
        Shift(
            jurisdiction=desk.jurisdiction,
            name="白班",
            starts_at=desk.now,
            ends_at=desk.now + timedelta(hours=12),
            officer="主任",
            officer_id=OFFICER,
            leader="主任",
            leader_id=OFFICER,
            entered_by=OFFICER,
            entered_at=desk.now,
        )
    )
    await desk.session.flush()


async def test_one_card_in_the_group_and_to_whoever_is_on_duty(office: Office) -> None:
    days = await silent_three(office)
    async with office.desk() as desk:
        await on_duty(desk)
    assert (await days[0].advance_to("12:00"))[-3:] == [
        "askfirst: the office is asked first",
        "wait: the office is asked first",
        "wait: the office is asked first",
    ]
    assert await steps(days) == [[], [], []]
    async with office.desk() as desk:
        [in_group], [own] = await cards(desk, OFFICE_CHAT), await cards(desk, OFFICER)
        assert "请处理" in (in_group.text or "")
        assert "manygo" in str(in_group.keyboard)
        assert own.keyboard == in_group.keyboard
        [alarm] = await alarms.unanswered(desk.session, desk.jurisdiction)
        assert await concerns.is_open(desk, alarm)
        assert any("多单位未报" in line.text for line in await waiting.lines(desk))
        await asking_first.go_on(desk, STAFF, 1)
        assert not await concerns.is_open(desk, alarm)
        for chat in (OFFICE_CHAT, OFFICER):
            *_, edited = await cards(desk, chat)
            assert "照常发单" in (edited.text or "")
    assert await days[0].tick() == ["take: reminder"] * 3


async def test_an_exercise_asks_too_and_wakes_nobody(office: Office) -> None:
    days = await silent_three(office, drill=True)
    async with office.desk() as desk:
        await on_duty(desk)
    await days[0].advance_to("12:00")
    async with office.desk() as desk:
        [card] = await cards(desk, OFFICE_CHAT)
        assert card.drill
        assert await cards(desk, OFFICER) == []
        assert await alarms.unanswered(desk.session, desk.jurisdiction) == []
    await days[0].advance_to("14:01")
    assert await steps(days) == [["reminder"]] * 3


async def test_two_colleagues_answer_at_once(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    async with office.desk() as desk:
        await question(desk)
        change = update(MissedOccasion).where(col(MissedOccasion.id) == 1)
        change = change.values(state=MissedState.GOING_ON, decided_by=STAFF.user_id)
        await desk.session.exec(change.execution_options(synchronize_session=False))
        await refused(asking_first.hold(desk, STAFF, 1), "missed_decided")


async def test_the_clock_comes_too_late(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    async with office.desk() as desk:
        assert await asking_first.unanswered(desk, 1) == "not yet"
        assert await asking_first.unanswered(desk, 99) == "answered"
    office.now = NOON + timedelta(hours=2)
    async with office.desk() as desk:
        await question(desk)
        change = update(MissedOccasion).where(col(MissedOccasion.id) == 1)
        change = change.values(state=MissedState.ON_HOLD)
        await desk.session.exec(change.execution_options(synchronize_session=False))
        assert await asking_first.unanswered(desk, 1) == "answered"


async def test_only_the_office_answers_and_only_what_was_asked(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    async with office.desk() as desk:
        await refused(asking_first.go_on(desk, LIAISON, 1), "office_only")
        await refused(asking_first.go_on(desk, STAFF, 99), "button_obsolete")
        await refused(
            asking_first.extend(desk, STAFF, 1, NOON - timedelta(hours=1)), "extension_not_later"
        )
        soon = NOON + timedelta(hours=1)
        await refused(asking_first.extend(desk, STAFF, 1, soon), "missed_too_soon")
        far = NOON + timedelta(days=8)
        await refused(asking_first.extend(desk, STAFF, 1, far), "extension_too_far")
        await asking_first.hold(desk, STAFF, 1)
        await refused(asking_first.hold(desk, STAFF, 1), "missed_on_hold")


async def test_our_own_outage_is_given_back_to_the_office(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    began, office.now = NOON + timedelta(minutes=10), NOON + timedelta(minutes=70)
    async with office.desk() as desk:
        await outage.recover(desk, began, office.now)
        assert (await question(desk)).until == NOON + timedelta(hours=3)
    await days[0].advance_to("14:59")
    assert await steps(days) == [[], [], []]
    await days[0].advance_to("15:00")
    assert await steps(days) == [["reminder"]] * 3


async def test_more_time_is_for_whoever_still_owes_it(office: Office) -> None:
    """One has reported, and another has asked for more time itself."""
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    new = NOON + timedelta(hours=6)
    async with office.desk() as desk:
        first, other, third = [await day.owed(desk) for day in days]
        await lifecycle.meet(desk, first, LIAISON)
        await lifecycle.pause(desk, other, PauseReason.EXTENSION)
        await asking_first.extend(desk, STAFF, 1, new)
        assert (first.state, first.due_at) == (ObligationState.MET, NOON)
        assert (other.due_at, third.due_at) == (new, new)
        assert (await question(desk)).state == MissedState.EXTENDED
    await days[0].advance_to("18:00")
    assert await steps(days) == [[], [], ["reminder"]]


async def test_on_hold_a_lift_ends_it(office: Office) -> None:
    days = await silent_three(office)
    await days[0].advance_to("12:00")
    async with office.desk() as desk:
        await asking_first.hold(desk, STAFF, 1)
        alert = await stored_matters.matter(desk.session, (await question(desk)).matter_id)
        assert alert is not None
        alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    await days[0].advance_to("13:00")
    async with office.desk() as desk:
        assert {(await day.owed(desk)).ladder_ended for day in days} == {"lifted"}
        assert not any("多单位未报" in line.text for line in await waiting.lines(desk))
        await asking_first.go_on(desk, STAFF, 1)
    await days[0].advance_to("20:00")
    assert await steps(days) == [[], [], []]


async def test_it_asks_one_question_an_occasion_and_pass(office: Office) -> None:
    days = await silent_three(office)
    async with office.desk() as desk:
        await lifecycle.meet(desk, await days[2].owed(desk), LIAISON)
    await days[0].advance_to("11:59")
    office.now = NOON
    with questions() as found:
        assert await days[0].tick(deliver=False) == ["take: reminder"] * 2
    about = [text for text, _ in found if "missed_occasions" in text]
    assert len(about) == 1
