"""What holds a slip together when things go wrong: races, lost chats, rows that are not there."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from office.bodies.people import Actor
from office.desk import Desk
from office.supervision import (
    known_slips,
    referrals,
    slip_copies,
    slip_lists,
    slip_withdrawals,
)
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryState
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.conftest import Enrol, Office
from tests.office.ladder_days import AGENCY, DIRECTOR, LEADERS, STAFF, LadderDay, prompted_day
from tests.office.signers import refused, resign

SECOND_GROUP = -77


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def of_kind(desk: Desk, slip: Slip, kind: str) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return [row for row in rows if row.kind == kind]


@pytest.fixture
async def yellow(day: LadderDay, enrol: Enrol) -> LadderDay:
    """The agency has two groups; the yellow slip waits to go to both, its copy behind it."""
    async with day.office.desk() as desk:
        await enrol(desk, CodeFor.AGENCY, AGENCY, chat_id=SECOND_GROUP, user_id=8001)
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    return day


async def behind_our_back(desk: Desk, slip: Slip, state: SlipState) -> None:
    """Write as another process would, so that rows read before do not know of it."""
    change = update(Slip).where(col(Slip.id) == slip.key).values(state=state)
    await desk.session.exec(change.execution_options(synchronize_session=False))


async def test_a_copy_follows_the_slip_to_whichever_group_gets_it(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = (await yellow.slips(desk))[-1]
        first, second = await of_kind(desk, slip, "slip")
        [copy] = await of_kind(desk, slip, "copy")
        assert copy.after_id == first.key
        first.state = DeliveryState.UNREACHABLE
        await slip_copies.lean_on_another(desk, first)
        assert copy.after_id == second.key
        # No other message is left to follow, so it stays where it is and is dropped with the slip.
        second.state = DeliveryState.UNREACHABLE
        await slip_copies.lean_on_another(desk, second)
        assert copy.after_id == second.key


async def test_what_is_no_slip_leans_on_nothing(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        [prompt] = await outbox.deliveries_about(
            desk.session, Subject(SubjectKind.OBLIGATION, day.owed_id)
        )
        await slip_copies.lean_on_another(desk, prompt)
        assert prompt.after_id is None


async def test_two_colleagues_withdraw_at_once(day: LadderDay) -> None:
    """The second has read the slip before the first took it back."""
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        await behind_our_back(desk, slip, SlipState.WITHDRAWN)
        await refused(slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发"), "slip_not_open")


async def test_two_directors_decide_at_once(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        await behind_our_back(desk, slip, SlipState.DECLINED)
        await refused(referrals.confirm(desk, DIRECTOR, slip.key), "referral_decided")
        await refused(referrals.decline(desk, DIRECTOR, slip.key, "再等等"), "referral_decided")


async def test_a_referral_without_anybody_to_send_it_to(day: LadderDay) -> None:
    """It stays proposed: nobody is enrolled for the discipline commission any more."""
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        await resign(desk, Actor(LEADERS["discipline_commission"], "纪委监委"))
        await refused(referrals.confirm(desk, DIRECTOR, slip.key), "referral_no_recipient")
        assert slip.state == SlipState.PROPOSED


async def test_a_step_that_the_plan_does_not_have_any_more(day: LadderDay) -> None:
    await day.advance_to("09:00", 3)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        slip.step = "dropped"
        await refused(referrals.confirm(desk, DIRECTOR, slip.key), "slip_unknown")


async def test_a_slip_of_no_obligation(day: LadderDay) -> None:
    await day.advance_to("12:30")
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1].model_copy(update={"obligation_id": 999})
        await refused(known_slips.obligation_of(desk, slip), "slip_unknown")


async def test_a_leader_who_cannot_be_sent_a_copy_is_named(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await resign(desk, Actor(LEADERS["deputy_commander"], "副指挥长"))
    await day.advance_to("12:29")
    day.office.pass_time(timedelta(minutes=1))
    await day.tick(deliver=False)
    async with day.office.desk() as desk:
        slip = (await day.slips(desk))[-1]
        assert await of_kind(desk, slip, "copy") == []
        [told] = await of_kind(desk, slip, "office")
        assert "副指挥长" in told.text
        assert "抄报：" not in told.text


async def test_its_history_names_each_group_that_was_served(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = (await yellow.slips(desk))[-1]
        assert (await slip_lists.detail(desk, STAFF, slip.key)).served == ()
    await yellow.deliver()
    async with yellow.office.desk() as desk:
        seen = await slip_lists.detail(desk, STAFF, slip.key)
        assert len(seen.served) == 2
        assert {one.at for one in seen.served} == {seen.line.served_at}
        assert seen.choice.answer_to is None
