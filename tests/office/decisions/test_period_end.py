"""The announced end comes and nobody lifted the alert: when the office is asked, and how often."""

from datetime import UTC, datetime, timedelta

import pytest

from office.decisions import period_end
from office.desk import Desk
from storage import agenda
from storage.books import audit
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, OrderKind, OrderState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of
from tests.office.signers import said

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
END = START + timedelta(hours=72)
"""08:00 in Changji."""


@pytest.fixture
async def alert(office: Office) -> Matter:
    """An alert whose announced end has come."""
    office.pass_time(timedelta(hours=72))
    async with office.desk() as desk:
        await bind_groups(desk, [])
        return await alert_in_force(desk, since=START)


async def waiting_at(desk: Desk) -> list[datetime]:
    rows = await agenda.waiting(desk.session, desk.jurisdiction)
    return [row.due_at for row in rows if row.kind == period_end.PERIOD_END]


async def test_the_office_is_asked_once_a_day(office: Office, alert: Matter) -> None:
    async with office.desk() as desk:
        assert await period_end.ask(desk, alert.key) == "asked"
        assert await period_end.ask(desk, alert.key) == "asked"
        [asked] = await said(desk, OFFICE_CHAT)
        assert await waiting_at(desk) == [END + timedelta(days=1)]
        known = await audit.entries(desk.session, desk.jurisdiction, 0, 1000)
    assert "已到预定结束时间，未解除" in asked.text
    assert "12月4日8时" in asked.text
    labels = [[button["data"] for button in row] for row in asked.keyboard or []]
    verbs = [[data.split(":")[0] for data in row] for row in labels]
    assert verbs == [["endlift"], ["endlong", "endlevel"]]
    assert ("period_over", f"alert:{alert.key}") in [
        (entry.action, entry.subject) for entry in known
    ]
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        await period_end.ask(desk, alert.key)
        assert len(await said(desk, OFFICE_CHAT)) == 2


async def test_nobody_is_asked_while_an_order_is_being_decided(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        draft = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
        draft.state, draft.serial, draft.issued_at = OrderState.DRAFT, None, None
        desk.session.add(draft)
        await desk.session.flush()
        assert await period_end.ask(desk, alert.key) == "being decided"
        assert not await said(desk, OFFICE_CHAT)
        assert await waiting_at(desk) == [END + timedelta(days=1)]
        # What nobody has finished in a day may be forgotten.
        desk.now += timedelta(days=1, minutes=1)
        assert await period_end.ask(desk, alert.key) == "asked"


async def test_an_alert_that_ended_or_was_never_issued_is_no_question(
    office: Office, alert: Matter
) -> None:
    async with office.desk() as desk:
        assert await period_end.ask(desk, 999) == "ended"
        for order in await store.issued_orders(desk.session, alert.key):
            order.state = OrderState.VOID
            desk.session.add(order)
        await desk.session.flush()
        assert await period_end.ask(desk, alert.key) == "never issued"
        again = await store.matter(desk.session, alert.key)
        assert again is not None
        again.state = MatterState.LIFTED
        desk.session.add(again)
        await desk.session.flush()
        assert await period_end.ask(desk, alert.key) == "ended"
        assert not await said(desk, OFFICE_CHAT)


async def test_the_newest_order_says_when_and_an_end_in_the_night_waits(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now)
    [order] = await store.issued_orders(desk.session, alert.key)
    await period_end.expect(desk, alert, order)
    assert await waiting_at(desk) == [desk.now + timedelta(hours=72)]
    plan = await desk.plan_of(order)
    midnight = desk.now.replace(hour=16)
    asked_at = period_end.asked_at(plan, midnight)
    assert midnight < asked_at <= midnight + timedelta(hours=12)
    assert period_end.asked_at(plan, desk.now) == desk.now
    await period_end.forget(desk, alert)
    assert not await waiting_at(desk)
