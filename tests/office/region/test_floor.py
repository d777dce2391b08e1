"""Which of the office above's orders binds, while some are in force and others only announced."""

from datetime import datetime, timedelta

import pytest

from office.refusal import Refusal
from office.region import floor
from storage.decisions.matters import OrderKind
from storage.region.upper_orders import CheckState, UpperOrder
from tests.office.conftest import MORNING, Office
from tests.office.region.conftest import BELOW, GROUPS
from tests.office.region.episodes import exchange, issue, pass_time, texts_in


def order(
    level: str | None,
    starts_at: datetime,
    received_at: datetime,
    kind: OrderKind = OrderKind.ADJUST,
) -> UpperOrder:
    return UpperOrder(
        jurisdiction=BELOW,
        kind=kind,
        upper="州指挥部",
        level=level,
        level_name=level or "",
        starts_at=starts_at,
        state=CheckState.CHECKED,
        received_at=received_at,
    )


HOUR = timedelta(hours=1)
ORANGE = order("orange", MORNING, MORNING, OrderKind.ISSUE)


@pytest.mark.parametrize(
    ("later", "hours", "level"),
    [
        ([("yellow", 10, 1)], 9, "orange"),
        ([("yellow", 10, 1)], 10, "yellow"),
        # The first lowering never took effect: the second one took its place before.
        ([("yellow", 5, 1), ("yellow", 10, 2)], 6, "orange"),
        ([("yellow", 5, 1), ("yellow", 10, 2)], 10, "yellow"),
        ([("red", 5, 1), ("yellow", 10, 2)], 6, "orange"),
        ([("red", 5, 1)], 2, "red"),
    ],
)
async def test_a_lowering_that_was_replaced_before_it_began_opens_nothing(
    below: Office, later: list[tuple[str, int, int]], hours: int, level: str
) -> None:
    rows = [
        ORANGE,
        *(order(it, MORNING + HOUR * at, MORNING + HOUR * came) for it, at, came in later),
    ]
    async with below.desk() as desk:
        found = floor.floor_of(desk.plan, rows, MORNING + HOUR * hours)
    assert found is not None
    assert found.level.id == level


async def test_an_end_that_was_replaced_before_it_began_opens_nothing(below: Office) -> None:
    ends = order("orange", MORNING + HOUR * 5, MORNING + HOUR, OrderKind.LIFT)
    goes_on = order("yellow", MORNING + HOUR * 10, MORNING + HOUR * 2)
    async with below.desk() as desk:
        found = floor.floor_of(desk.plan, [ORANGE, ends, goes_on], MORNING + HOUR * 6)
    assert found is not None
    assert found.level.id == "orange"


async def test_an_exercise_below_a_floor_may_end(above: Office, below: Office) -> None:
    await issue(below, level="yellow", drill=True)
    await issue(above)
    await exchange(above, below)
    async with below.desk() as desk:
        for kind, level in ((OrderKind.LIFT, None), (OrderKind.ISSUE, "yellow")):
            await floor.require(desk, kind, level, drill=True)
            with pytest.raises(Refusal):
                await floor.require(desk, kind, level)


async def test_a_county_that_is_left_out_tomorrow_is_bound_today(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    tomorrow = MORNING + timedelta(days=1)
    await issue(above, OrderKind.ADJUST, "red", counties=("aheqi",), starts_at=tomorrow)
    await exchange(above, below)
    assert "12月2日8时" in (await texts_in(below, GROUPS[BELOW]))[-1]
    async with below.desk() as desk:
        with pytest.raises(Refusal):
            await floor.require(desk, OrderKind.LIFT, None)
    pass_time(timedelta(days=1), below)
    async with below.desk() as desk:
        await floor.require(desk, OrderKind.LIFT, None)


async def test_letters_that_waited_bind_in_the_order_of_their_issue(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    for hours in (5, 10):
        later = MORNING + HOUR * hours
        await issue(above, OrderKind.ADJUST, "yellow", starts_at=later)
    pass_time(HOUR * 6, above, below)
    await exchange(above, below)
    async with below.desk() as desk:
        found = await floor.standing(desk)
    assert found is not None
    assert found.level.id == "orange"


async def test_an_alert_that_is_cancelled_above_is_called_so(above: Office, below: Office) -> None:
    await issue(above, starts_at=MORNING + HOUR)
    await issue(above, OrderKind.CANCEL)
    await exchange(above, below)
    assert "取消橙色预警" in (await texts_in(below, GROUPS[BELOW]))[-1]
