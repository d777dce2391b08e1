"""Copies that go only if the office says so, and what stands in their way."""

import pytest
from sqlmodel import col, update

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Plan
from office.supervision import copying, slip_withdrawals
from office.upkeep import reconcile_slips
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.subjects import Subject
from storage.supervision.slips import Copying, Slip
from storage.supervision.slips import copies as copies_of
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import LEADERS, LIAISON, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.signers import refused, resign

DEPUTY = LEADERS["deputy_commander"]
MAYOR = LEADERS["mayor"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung |= {"copies": ["deputy_commander", "mayor"], "copies_when": "asked"}
            rung |= {"copies_source": "昌吉附件9二（四）1"}
    return Plan.model_validate(facts)


@pytest.fixture
async def yellow(office: Office) -> LadderDay:
    """The yellow slip was served, and the office has not said whether copies go."""
    day = await prompted_day(office)
    await day.advance_to("12:30")
    return day


async def newest(day: LadderDay, desk: Desk) -> Slip:
    return (await day.slips(desk))[-1]


async def sent_copies(desk: Desk, slip: Slip) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(slip))
    return [row for row in rows if row.kind == DeliveryKind.COPY and row.action == Action.SEND]


async def notice(desk: Desk) -> Delivery:
    """What the office's group reads of the slip now: its newest edit, or the message itself."""
    return [row for row in await said(desk, OFFICE_CHAT) if "黄色提示单" in (row.text or "")][-1]


async def recorded(desk: Desk) -> list[str]:
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
    return [entry.action for entry in entries if entry.action.startswith("slip_")]


async def test_unasked_no_copy_goes_and_the_slip_does(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        assert (slip.step, slip.copying, slip.copying_at) == ("yellow", Copying.ASKED, None)
        *_, served = await said(desk, yellow.group_id, DeliveryKind.SLIP)
        assert "抄报" not in (served.text or "")
        assert await sent_copies(desk, slip) == []
        asked = await notice(desk)
        place = "<i>（昌吉附件9二（四）1）</i>"
        question = f"是否抄报副指挥长、市政府主要领导{place}？未选择的，不抄报。"
        assert question in (asked.text or "")
        assert "slipcopy" in str(asked.keyboard)
        assert await reconcile_slips.uncopied(desk) == []
    await yellow.advance_to("14:30")
    async with yellow.office.desk() as desk:
        assert [slip.step for slip in await yellow.slips(desk)][-1] == "orange"


async def test_copies_go_once_behind_the_slip(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        assert await copying.copy(desk, STAFF, slip.key) == "副指挥长、市政府主要领导"
        *_, served = await said(desk, yellow.group_id, DeliveryKind.SLIP)
        sent = await sent_copies(desk, slip)
        assert {row.chat_id for row in sent} == {DEPUTY, MAYOR}
        assert {row.after_id for row in sent} == {served.key}
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_decided")
        await refused(copying.leave_out(desk, STAFF, slip.key), "slip_copy_decided")
        assert len(await sent_copies(desk, slip)) == 2
    await yellow.deliver()
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        edited = await notice(desk)
        assert "已于12月2日12时30分抄报副指挥长、市政府主要领导" in (edited.text or "")
        assert not edited.keyboard
        assert (await recorded(desk)).count("slip_copied") == 1
        assert {copy.position for copy in await copies_of(desk.session, slip.key)} == {
            "deputy_commander",
            "mayor",
        }
        assert await reconcile_slips.uncopied(desk) == []


async def test_said_no_it_stays_no(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        await copying.leave_out(desk, STAFF, slip.key)
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_decided")
        assert await sent_copies(desk, slip) == []
        assert "已于12月2日12时30分确定不抄报" in ((await notice(desk)).text or "")
        assert (await recorded(desk)).count("slip_not_copied") == 1
        assert await reconcile_slips.uncopied(desk) == []


async def test_two_colleagues_decide_at_once(yellow: LadderDay) -> None:
    """The second has read the slip before the first decided."""
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        change = update(Slip).where(col(Slip.id) == slip.key).values(copying=Copying.NOT_COPIED)
        await desk.session.exec(change.execution_options(synchronize_session=False))
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_decided")
        assert await sent_copies(desk, slip) == []


async def test_what_was_taken_back_is_copied_to_nobody(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        await slip_withdrawals.withdraw(desk, STAFF, slip.key, "误发")
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_withdrawn")
        await refused(copying.leave_out(desk, STAFF, slip.key), "slip_copy_withdrawn")
        assert slip.copying == Copying.ASKED
        assert not (await notice(desk)).keyboard


async def test_only_the_office_decides_and_only_what_it_was_asked(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        reminder, slip = await yellow.slips(desk)
        await refused(copying.copy(desk, LIAISON, slip.key), "office_only")
        await refused(copying.leave_out(desk, LIAISON, slip.key), "office_only")
        await refused(copying.copy(desk, STAFF, reminder.key), "slip_copy_not_asked")
        await refused(copying.copy(desk, STAFF, 999), "slip_unknown")


async def test_a_post_that_nobody_holds_is_named(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        await resign(desk, Actor(MAYOR, "市长"))
        assert await copying.copy(desk, STAFF, slip.key) == "副指挥长"
        assert "市政府主要领导尚无人登记，未能抄报" in ((await notice(desk)).text or "")


async def test_where_nobody_holds_a_post_nothing_is_decided(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        await resign(desk, Actor(MAYOR, "市长"))
        await resign(desk, Actor(DEPUTY, "副指挥长"))
        await refused(copying.copy(desk, STAFF, slip.key), "slip_copy_nobody")
        assert slip.copying == Copying.ASKED


async def test_a_step_that_the_plan_does_not_have_any_more(yellow: LadderDay) -> None:
    async with yellow.office.desk() as desk:
        slip = await newest(yellow, desk)
        slip.step = "dropped"
        with pytest.raises(LookupError, match="no step dropped"):
            await copying.copy(desk, STAFF, slip.key)
