"""The messages of an office's own alerts: which are offered, under whose codes, and what is not."""

from datetime import timedelta
from typing import Any

import pytest

from office.cap import exporting
from office.desk import Desk
from office.plan.model import Plan
from office.refusal import Refusal
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind
from storage.sky.proposals import AirErrand, AirProposal
from tests.office.cap.alerts_told import CAP
from tests.office.conftest import MORNING
from tests.office.episodes import alert_in_force, order_of


def knowing(desk: Desk, cap: dict[str, Any] = CAP) -> None:
    """A plan in force that knows what messages say."""
    facts = desk.plan.model_dump() | {"cap": cap}
    desk.plan = Plan.model_validate(facts)


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    desk.now = MORNING + timedelta(hours=3)
    return await alert_in_force(desk, since=MORNING)


async def serial_of(desk: Desk, alert: Matter) -> str:
    return await exporting.title_of(desk, alert)


async def test_an_alert_is_found_by_the_number_of_any_of_its_orders(
    desk: Desk, alert: Matter
) -> None:
    raised = await order_of(
        desk, alert, OrderKind.ADJUST, at=MORNING + timedelta(hours=1), level="red"
    )
    for serial in (raised.serial or "", f" {await serial_of(desk, alert)} "):
        assert await exporting.alert_named(desk, serial, drill=False) is alert
    with pytest.raises(Refusal, match="cap_no_alert"):
        await exporting.alert_named(desk, "1号", drill=False)


async def test_exercises_stand_apart(desk: Desk, alert: Matter) -> None:
    drill = await alert_in_force(desk, since=MORNING, drill=True)
    assert [one.matter_id for one in await exporting.offered(desk)] == [alert.key]
    assert await exporting.all_alerts(desk, drill=False) == [alert]
    assert await exporting.all_alerts(desk, drill=True) == [drill]
    assert await exporting.newest_alert(desk, drill=True) is drill
    with pytest.raises(Refusal, match="cap_is_drill"):
        await exporting.alert_of(desk, drill.key, drill=False)
    with pytest.raises(Refusal, match="cap_is_no_drill"):
        await exporting.alert_of(desk, alert.key, drill=True)
    knowing(desk)
    (message,) = await exporting.messages(desk, drill)
    assert (message.status, bool(message.note)) == ("Exercise", True)


async def test_only_what_was_issued_has_messages(desk: Desk) -> None:
    with pytest.raises(Refusal, match="cap_no_alert"):
        await exporting.newest_alert(desk, drill=False)
    with pytest.raises(Refusal, match="cap_no_alert"):
        await exporting.alert_of(desk, 99, drill=False)
    task = Matter(jurisdiction=desk.jurisdiction, kind=MatterKind.TASK, created_at=desk.now)
    draft = Matter(jurisdiction=desk.jurisdiction, created_at=desk.now)
    desk.session.add_all([task, draft])
    await desk.session.flush()
    with pytest.raises(Refusal, match="cap_no_alert"):
        await exporting.alert_of(desk, task.key, drill=False)
    with pytest.raises(Refusal, match="cap_no_alert"):
        await exporting.messages(desk, draft)


@pytest.mark.clause("C8")
async def test_what_receivers_would_refuse_is_refused_here(desk: Desk, alert: Matter) -> None:
    """The plan of the alert knows no area, and then the one in force is asked."""
    with pytest.raises(Refusal, match="cap_no_place"):
        await exporting.messages(desk, alert)
    knowing(desk)
    (message,) = await exporting.messages(desk, alert)
    assert message.sender == "changji.example"
    assert [code.value for code in message.infos[0].areas[0].geocodes] == ["652301"]


async def test_what_rests_on_measured_air_is_observed(desk: Desk, alert: Matter) -> None:
    knowing(desk)
    assert (await exporting.messages(desk, alert))[0].infos[0].certainty == "Likely"
    (issued,) = await exporting.offered(desk)
    desk.session.add(_proposal(desk, issued))
    await desk.session.flush()
    assert (await exporting.messages(desk, alert))[0].infos[0].certainty == "Observed"


def _proposal(desk: Desk, order: Order) -> AirProposal:
    return AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=AirErrand.START,
        observed=True,
        order_id=order.key,
        plan_version_id=desk.plan_version_id,
        starts_at=desk.now,
        ends_at=desk.now,
        made_at=desk.now,
        changed_at=desk.now,
    )
