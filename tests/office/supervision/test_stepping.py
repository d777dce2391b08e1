"""Supervision on a database: what each step writes."""

from datetime import timedelta

import pytest

from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.supervision import stepping
from office.upkeep import outage
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind
from storage.supervision.slips import SlipState
from tests.office.conftest import Office
from tests.office.ladder_days import (
    LadderDay,
    prompted_day,
    states,
)

HOUR = timedelta(hours=1)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def test_a_whole_ladder(day: LadderDay) -> None:
    verdicts = await day.advance_to("09:00", 3)
    taken = [verdict for verdict in verdicts if verdict.startswith("take")]
    assert taken == [
        "take: nudge",
        "take: reminder",
        "take: yellow",
        "take: orange",
        "take: red",
        "take: referral",
    ]
    assert (await states(day))[-1] == ("referral", SlipState.PROPOSED)
    async with day.office.desk() as desk:
        assert await stepping.step(desk, day.owed_id) == "nothing left to do"
        assert await stepping.step(desk, 999) == "nothing left to do"


async def test_red_level_knows_no_night(office: Office) -> None:
    day = await prompted_day(office, level="red")
    await day.advance_to("04:30", 3)
    assert (await states(day))[-1] == ("referral", SlipState.PROPOSED)


async def test_a_closing_report_has_its_ladder_after_the_lift(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.CLOSING)
    async with office.desk() as desk:
        alert = await matters.matter(desk.session, (await day.owed(desk)).matter_id)
        assert alert is not None
        alert.state = MatterState.LIFTED
        desk.session.add(alert)
    await day.advance_to("12:30")
    assert await states(day) == [("reminder", SlipState.ISSUED), ("yellow", SlipState.ISSUED)]


async def test_never_asked_never_supervised(office: Office) -> None:
    """No prompt was sent, so the clock stops; once the prompt can be sent, the clock runs."""
    day = await prompted_day(office, prompt=False)
    async with office.desk() as desk:
        (await day.group(desk)).reachable = False
    assert await day.advance_to("11:05") == ["hold: unreachable"]
    async with office.desk() as desk:
        (await day.group(desk)).reachable = True
    verdicts = await day.advance_to("13:00")
    assert verdicts[0] == "resume: reachable again"
    async with office.desk() as desk:
        owed = await day.owed(desk)
        # Asked at 11:10: two hours from then.
        assert desk.local(owed.due_at).strftime("%H:%M") == "13:10"
        assert await day.slips(desk) == []


async def test_an_unreachable_agency_gets_its_slip_when_it_is_back(day: LadderDay) -> None:
    await day.advance_to("12:29")
    async with day.office.desk() as desk:
        (await day.group(desk)).reachable = False
    await day.advance_to("12:45")
    assert await states(day) == [("reminder", SlipState.ISSUED)]
    async with day.office.desk() as desk:
        assert lifecycle.pause_reasons(await day.owed(desk)) == {PauseReason.UNREACHABLE}
        (await day.group(desk)).reachable = True
    assert "take: yellow" in await day.advance_to("13:00")


async def test_a_receipt_is_not_chased_before_the_alert_was_served(office: Office) -> None:
    """No alert reached the group; once it can be reached, the alert is sent there."""
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    assert await day.advance_to("11:00") == ["hold: unreachable"]
    verdicts = await day.advance_to("11:10")
    assert verdicts[0] == "resume: reachable again"
    async with office.desk() as desk:
        owed = await day.owed(desk)
        [alert] = await outbox.deliveries_of_order(desk.session, owed.order_id, DeliveryKind.ALERT)
        assert alert.state == DeliveryState.SENT
        # Half an hour from when it was served.
        assert owed.due_at >= desk.now


async def test_a_report_under_way_when_more_time_was_asked(day: LadderDay) -> None:
    """It was written before the pause began, so the pause does not change the deadline."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        await lifecycle.pause(desk, owed, PauseReason.EXTENSION)
        assert lifecycle.deadline(owed, desk.now - HOUR) == owed.due_at


async def test_a_receipt_is_chased_and_then_overdue(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    verdicts = await day.advance_to("13:00")
    assert [it for it in verdicts if it.startswith("take")] == ["take: chase", "take: overdue"]
    async with office.desk() as desk:
        assert await day.slips(desk) == []


async def test_a_served_receipt_is_asked_for_again_after_an_outage(office: Office) -> None:
    """Presses are kept for a few minutes only: whoever pressed meanwhile does not know it."""
    day = await prompted_day(office, kind=ObligationKind.RECEIPT, prompt=False)
    await day.advance_to("11:11")
    began = office.now
    office.pass_time(timedelta(minutes=5))
    async with office.desk() as desk:
        await outage.recover(desk, began, office.now)
    assert "chase" in {row.kind for row in await day.deliver()}


async def test_what_belongs_to_no_alert_fails_by_itself(day: LadderDay) -> None:
    """Nothing is issued under an alert that does not exist."""
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        alert = await matters.matter(desk.session, owed.matter_id)
        assert alert is not None
        await lifecycle.advance(desk, owed, "nudge", desk.now)
        owed.matter_id = 404
        with desk.session.no_autoflush, pytest.raises(LookupError, match="has no alert"):
            await stepping.step(desk, day.owed_id)
        owed.matter_id = alert.key
        assert await day.slips(desk) == []
