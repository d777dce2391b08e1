"""What the office registers for an agency, what the agency may say to it, and how that ends."""

from datetime import timedelta

import pytest

from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import lifecycle
from office.reports import registering, taking
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from storage.owed import obligations as stored_obligations
from storage.owed import reports as stored_reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.registrations import RegistrationState, Way
from storage.owed.reports import PartKind
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, DAY, STAFF, LadderDay, prompted_day
from tests.office.signers import refused

LIAISON = Actor(7001, "联络员", agencies=(AGENCY,))
OTHER = Actor(7002, "别家", agencies=("gongan",))
LEADER = Actor(7003, "市长", positions=("mayor",))
AUDITOR = Actor(7004, "督查员", positions=("auditor",))
MESSAGES = iter(range(500, 1000))


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """It is 10:00, and the agency owes its report by 12:00."""
    day = await prompted_day(office)
    await day.advance_to("10:00")
    return day


def said(desk: Desk, *, ago: timedelta = timedelta(), way: Way = Way.PHONE) -> Statement:
    item = Incoming(
        chat_id=-1,
        message_id=next(MESSAGES),
        sent_by=STAFF.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="检查企业9家",
    )
    return Statement(way, "张三", desk.now - ago, item)


async def owed(day: LadderDay, desk: Desk) -> Obligation:
    found = await stored_obligations.obligation(desk.session, day.owed_id)
    assert found is not None
    return found


@pytest.mark.parametrize("who", [LIAISON, LEADER, AUDITOR])
async def test_only_the_office(day: LadderDay, who: Actor) -> None:
    async with day.office.desk() as desk:
        await refused(registering.register(desk, who, day.owed_id, said(desk)), "office_only")
        row, _ = await registering.register(desk, STAFF, day.owed_id, said(desk))
        await refused(registering.withdraw(desk, who, row.key), "office_only")
        await refused(registering.uphold(desk, who, row.key), "office_only")


@pytest.mark.parametrize(
    ("minutes", "backfilled"), [(0, False), (60, False), (61, True), (90, True)]
)
async def test_what_is_entered_later_than_an_hour_is_marked(
    day: LadderDay, minutes: int, backfilled: bool
) -> None:
    async with day.office.desk() as desk:
        statement = said(desk, ago=timedelta(minutes=minutes))
        row, met = await registering.register(desk, STAFF, day.owed_id, statement)
        assert row.backfilled is backfilled
        assert met.met_at == desk.now - timedelta(minutes=minutes)
        assert met.on_behalf


async def test_neither_the_future_nor_long_before(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        ahead, early = timedelta(minutes=-1), timedelta(days=2)
        for ago, key in ((ahead, "register_time_ahead"), (early, "register_time_too_early")):
            attempt = registering.register(desk, STAFF, day.owed_id, said(desk, ago=ago))
            await refused(attempt, key)
        # Told the evening before it was asked for: as punctual as can be.
        statement = said(desk, ago=timedelta(hours=10))
        _, met = await registering.register(desk, STAFF, day.owed_id, statement)
        assert (met.state, met.met_at) == (ObligationState.MET, met.opened_at)


@pytest.mark.parametrize("name", ["", " \n", "长" * 61])
async def test_somebody_must_have_reported(name: str) -> None:
    async def checked() -> str:
        return registering.checked_name(name)

    await refused(checked(), "register_name_unclear")


async def test_a_telephone_number_is_no_name() -> None:
    async def checked() -> str:
        return registering.checked_name("小刘 138 0013 8000")

    await refused(checked(), "register_name_is_number")


async def test_a_report_has_content(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        statement = Statement(Way.PAPER, "张三", desk.now)
        attempt = registering.register(desk, STAFF, day.owed_id, statement)
        await refused(attempt, "register_nothing_said")


async def test_once_is_enough(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await registering.register(desk, STAFF, day.owed_id, said(desk))
        attempt = registering.register(desk, STAFF, day.owed_id, said(desk))
        await refused(attempt, "register_not_owed")
        await refused(registering.register(desk, STAFF, 999, said(desk)), "button_obsolete")


async def test_objected_to_by_the_agency_alone_and_once(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        row, met = await registering.register(desk, STAFF, day.owed_id, said(desk))
        foreign = registering.object_to(desk, OTHER, "gongan", row.key)
        await refused(foreign, "report_not_yours")
        leader = registering.object_to(desk, LEADER, AGENCY, row.key)
        await refused(leader, "post_speaks_for_no_agency")
        await refused(registering.uphold(desk, STAFF, row.key), "registration_decided")
        await registering.object_to(desk, LIAISON, AGENCY, row.key)
        again = registering.object_to(desk, LIAISON, AGENCY, row.key)
        await refused(again, "registration_objected_before")
        # It counts until the office has decided.
        assert met.state == ObligationState.MET
        await registering.uphold(desk, STAFF, row.key)
        assert row.state == RegistrationState.UPHELD
        await refused(registering.uphold(desk, STAFF, row.key), "registration_decided")


async def test_withdrawn_it_is_owed_again_with_the_least_notice(day: LadderDay) -> None:
    await day.advance_to("11:30")
    async with day.office.desk() as desk:
        row, _ = await registering.register(desk, STAFF, day.owed_id, said(desk))
        await registering.withdraw(desk, STAFF, row.key)
        again = await owed(day, desk)
        assert (again.state, again.met_at, again.on_behalf) == (ObligationState.OPEN, None, False)
        assert again.due_at == desk.now + timedelta(hours=2)
        assert again.step_due_at is not None
        assert await stored_reports.report_of(desk.session, again.key) is None
        await refused(registering.withdraw(desk, STAFF, row.key), "registration_decided")
        assert row.state == RegistrationState.WITHDRAWN
    async with day.office.desk() as desk:
        item = said(desk).item
        assert item is not None
        taken = await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [item])
        assert taken is not None
        assert taken.is_first


async def test_what_the_agency_added_to_stays(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        row, _ = await registering.register(desk, STAFF, day.owed_id, said(desk))
        await liaisons.speak(desk, LIAISON, AGENCY)
        own = said(desk).item
        assert own is not None
        added = own.model_copy(update={"sent_by": LIAISON.user_id})
        await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [added])
        await refused(registering.withdraw(desk, STAFF, row.key), "registration_added_to")


async def test_what_is_not_there(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await refused(registering.withdraw(desk, STAFF, 77), "button_obsolete")
        await refused(registering.object_to(desk, LIAISON, AGENCY, 77), "button_obsolete")


async def test_an_obligation_that_is_open_is_not_opened_again(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        still = await owed(day, desk)
        before = still.due_at
        await lifecycle.reopen(desk, still, before + timedelta(days=1), before, "no reason")
        assert still.due_at == before
        assert still.day == DAY
