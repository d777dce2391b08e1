"""An end that is announced for a later hour, above and below: the floor of that hour counts."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from office.decisions import starting
from office.matters import alerts, kinds
from office.refusal import Refusal
from office.region import floor
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery
from storage.region.letters import Letter
from tests.office.conftest import MORNING, Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    draft,
    exchange,
    issue,
    pass_time,
    send_out,
    take_due,
    texts_in,
)

EVENING = MORNING + timedelta(hours=10)
LATER = EVENING + timedelta(hours=4)
HOURS = (alerts.START, alerts.END)


async def both_in_force(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    await issue(below)
    await exchange(above, below)


async def state_of(office: Office, order_id: int) -> tuple[str, str]:
    async with office.desk() as desk:
        order = await store.order(desk.session, order_id)
        assert order is not None
        matter = await store.matter(desk.session, order.matter_id)
        assert matter is not None
        return order.state, matter.state


async def test_the_floor_of_the_hour_counts(above: Office, below: Office) -> None:
    await both_in_force(above, below)
    await issue(above, OrderKind.LIFT, starts_at=EVENING)
    await exchange(above, below)
    card = (await texts_in(below, GROUPS[BELOW]))[-1]
    assert "解除时间：2026年12月1日" in card
    async with below.desk() as desk:
        for kind, level in ((OrderKind.LIFT, None), (OrderKind.ADJUST, "yellow")):
            with pytest.raises(Refusal, match="below_floor"):
                await floor.require(desk, kind, level)
            early = EVENING - timedelta(minutes=1)
            with pytest.raises(Refusal, match="below_floor"):
                await floor.require(desk, kind, level, starts_at=early)
            await floor.require(desk, kind, level, starts_at=EVENING)


async def test_both_end_at_their_hours(above: Office, below: Office) -> None:
    await both_in_force(above, below)
    first = await issue(above, OrderKind.LIFT, starts_at=EVENING)
    await exchange(above, below)
    second = await issue(below, OrderKind.LIFT, starts_at=LATER)
    await exchange(above, below)
    pass_time(EVENING - MORNING, above, below)
    assert await take_due(above, *HOURS) == ["ended"]
    assert await state_of(above, first) == (OrderState.ISSUED, MatterState.LIFTED)
    assert await state_of(below, second) == (OrderState.ISSUED, MatterState.IN_FORCE)
    pass_time(LATER - EVENING, above, below)
    assert await take_due(below, *HOURS) == ["ended"]
    assert await state_of(below, second) == (OrderState.ISSUED, MatterState.LIFTED)
    async with below.desk() as desk:
        assert await starting.end(desk, second) == "ended before"


@pytest.mark.parametrize(
    ("kind", "level", "said"),
    [
        (OrderKind.LIFT, "orange", "公布的解除未生效"),
        (OrderKind.ADJUST, "yellow", "公布的调整未生效"),
    ],
)
async def test_what_the_office_above_took_back_binds_at_the_hour(
    above: Office, below: Office, kind: OrderKind, level: str, said: str
) -> None:
    """Ours does not take effect, all goes on, and whoever read of it reads that."""
    await both_in_force(above, below)
    await issue(above, OrderKind.LIFT, starts_at=EVENING)
    await exchange(above, below)
    announced = await issue(below, kind, level, starts_at=LATER)
    await exchange(above, below)
    await issue(above, OrderKind.ADJUST, "orange")
    await exchange(above, below)
    pass_time(LATER - MORNING, above, below)
    assert await take_due(below, *HOURS) == ["stayed"]
    assert await state_of(below, announced) == (OrderState.STAYED, MatterState.IN_FORCE)
    async with below.desk() as desk:
        alert = await alerts.standing_alert(desk)
        assert alert is not None
        assert alert.level == "orange"
        holding = await alerts.order_in_effect(desk, alert)
        assert holding is not None
        assert holding.level == "orange"
        told = await desk.session.exec(
            select(Delivery.text).where(
                Delivery.jurisdiction == BELOW, col(Delivery.text).contains(said)
            )
        )
        assert all("仍在执行" in text for text in told)
        orders = await desk.session.exec(select(Order).where(Order.jurisdiction == BELOW))
        assert {order.state for order in orders} == {OrderState.ISSUED, OrderState.STAYED}
    assert await take_due(below, *HOURS) == []


async def take_back(office: Office) -> None:
    made = await draft(office, OrderKind.ADJUST, state=OrderState.DRAFT)
    async with office.desk() as desk:
        order = await store.order(desk.session, made)
        assert order is not None
        falls = {kinds.TAKES_BACK: True, kinds.ENDS_AT: EVENING.isoformat()}
        order.snapshot = {**order.snapshot, **falls}
        desk.session.add(order)
    await send_out(office, made)


@pytest.mark.clause("C6")
async def test_the_offices_around_read_that_a_lift_was_taken_back(
    above: Office, below: Office
) -> None:
    """It is said beside the order's terms, where a program of before looks for none but its own."""
    await both_in_force(above, below)
    for office in (above, below):
        await issue(office, OrderKind.LIFT, starts_at=EVENING)
        await exchange(above, below)
        await take_back(office)
        await exchange(above, below)
    cards = await texts_in(below, GROUPS[BELOW])
    assert any("撤回解除，橙色预警继续有效" in one for one in cards)
    filed = (await texts_in(above, GROUPS[ABOVE]))[-1]
    assert "撤回解除重污染天气橙色预警" in filed
    async with above.desk() as desk:
        letters = (await desk.session.exec(select(Letter).order_by(col(Letter.id)))).all()
        said = [one.payload for one in letters if one.payload.get(kinds.TAKES_BACK)]
        assert len(said) == 2
        assert all(kinds.TAKES_BACK not in one["news"] for one in said)
