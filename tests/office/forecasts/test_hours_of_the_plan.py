"""What is told of a proposal names the hours that the plan has for means and for better air."""

from datetime import timedelta

import pytest

from handlers.matters import grounds
from office.desk import Desk
from office.forecasts import bringing, prefilling, proposal_cards
from office.forecasts.bringing import SentAir
from office.plan.grading import Criterion, Grading
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from storage.decisions.matters import OrderKind
from storage.sky import proposals as store
from storage.sky.forecasts import AirKind
from storage.sky.proposals import AirErrand, AirProposal
from tests.harness.plans import small_plan
from tests.office.episodes import alert_in_force
from tests.office.signers import EVERYBODY, STAFF, appoint

HALF_A_DAY = 12
WORSE, BETTER = "12月2日 210\n12月3日 210", "12月1日 50\n12月2日 50\n12月3日 50"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A mean runs over half a day, and better air has to last for two days."""
    small = small_plan(("huanjing",))
    figures = {"yellow": 150, "orange": 200, "red": 300}
    levels = tuple(
        level.model_copy(
            update={"criteria": ((Criterion(above=figures[level.id], hours=HALF_A_DAY),),)}
        )
        for level in small.levels
    )
    grading = Grading(mean_hours=HALF_A_DAY, lower_after=timedelta(hours=48), source="none")
    return small.model_copy(update={"levels": levels, "grading": grading})


async def proposed(desk: Desk, text: str, errand: AirErrand) -> AirProposal:
    row = await bringing.bring(desk, STAFF, SentAir(AirKind.FORECAST, (Sheet("", text),)))
    await bringing.put_in_force(desk, STAFF, row.key)
    rows = await store.open_proposals(desk.session, desk.jurisdiction)
    return next(row for row in rows if row.errand == errand)


@pytest.mark.clause("B3")
async def test_a_level_that_is_due(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    row = await proposed(desk, WORSE, AirErrand.START)
    card = desk.words.text("air_proposal", await proposal_cards.card_view(desk, row))
    assert "各12小时均值" in card
    assert "各12小时AQI均值" in (await prefilling.prefill(desk, row)).grounds


@pytest.mark.clause("B6")
async def test_better_air(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await alert_in_force(desk, since=desk.now - timedelta(hours=5), level="orange")
    row = await proposed(desk, BETTER, AirErrand.LIFT)
    card = desk.words.text("air_proposal", await proposal_cards.card_view(desk, row))
    assert "均值低于150可持续48小时" in card
    assert "48小时" in grounds.label(desk, grounds.IMPROVED, None, "")
    [key] = [one for one in grounds.offered(desk, OrderKind.LIFT, None) if one == grounds.IMPROVED]
    assert "并将持续48小时及以上" in (grounds.written(desk, key, None, None, None, "") or "")
