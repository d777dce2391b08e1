"""What an order about an alert is said to do, and from when."""

from datetime import timedelta

import pytest

from messages.views.alerts import EndingView
from office.desk import Desk
from office.matters.order_texts import VIEWS
from storage.decisions.matters import Matter, MatterKind, OrderKind
from tests.office.episodes import order_of


@pytest.mark.parametrize(("at_once", "says_hour"), [(False, True), (True, False)])
async def test_a_draft_whose_hour_has_passed_reads_as_it_was_drafted(
    desk: Desk, alert: Matter, at_once: bool, says_hour: bool
) -> None:
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + timedelta(hours=6))
    lift.issued_at, lift.at_once = None, at_once
    desk.now += timedelta(hours=7)
    shown = await VIEWS[MatterKind.ALERT](desk, await desk.plan_of(lift), lift, None)
    assert isinstance(shown, EndingView)
    assert shown.is_later is says_hour
    assert shown.ended_at == (lift.starts_at if says_hour else None)
