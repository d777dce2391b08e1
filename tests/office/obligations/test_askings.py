"""By when something is owed, and when it is asked for again."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from office.desk import Desk
from office.obligations import askings
from office.plan.deadlines import ByClock
from storage.decisions.matters import Order
from storage.owed.obligations import ObligationKind

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("left", "asked_again_before"),
    [(3 * HOUR, 2 * HOUR), (2 * HOUR, timedelta()), (HOUR, timedelta())],
)
def test_nobody_is_asked_again_as_soon_as_asked(
    desk: Desk, order: Order, left: timedelta, asked_again_before: timedelta
) -> None:
    """A task is asked for again two hours before its deadline, if those have not begun yet."""
    kind = desk.plan.known_owed(ObligationKind.TASK)
    assert kind is not None
    due_at = desk.now + left
    asking = askings.of_order(desk, kind, order, due_at)
    assert asking.due_at == due_at
    assert asking.step_due_at == due_at - asked_again_before


def test_a_deadline_is_the_orders_or_the_plans(desk: Desk, order: Order) -> None:
    receipt = desk.plan.known_owed(ObligationKind.RECEIPT)
    task = desk.plan.known_owed(ObligationKind.TASK)
    assert receipt is not None
    assert task is not None
    assert askings.of_order(desk, receipt, order).due_at == desk.now + HOUR / 2
    with pytest.raises(ValueError, match="no deadline for task"):
        askings.of_order(desk, task, order)


def test_an_hour_of_a_following_day_leaves_everybody_the_least_notice(
    desk: Desk, order: Order
) -> None:
    closing = desk.plan.known_owed(ObligationKind.CLOSING)
    assert closing is not None
    evening = ByClock(at=time(18), day=0)
    kind = closing.model_copy(update={"due_after": None, "due_by": evening})
    for asked, due in ((12, "12-02 18:00"), (17, "12-02 19:00"), (18, "12-03 18:00")):
        at = replace(desk, now=datetime(2026, 12, 2, asked, tzinfo=desk.zone))
        assert f"{at.local(askings.of_order(at, kind, order).due_at):%m-%d %H:%M}" == due


def test_only_what_is_owed_daily_goes_by_the_clock(desk: Desk) -> None:
    receipt = desk.plan.known_owed(ObligationKind.RECEIPT)
    assert receipt is not None
    with pytest.raises(ValueError, match="receipt is not owed daily"):
        assert receipt.by_the_clock
