"""Files and words that write one number in two ways say the same."""

from decimal import Decimal

import pytest

from office.plan.model import Plan
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import LadderDay, prompted_day
from tests.office.reports.test_fields import known
from tests.office.reports.test_fields import reports as says
from tests.office.reports.test_uploads import asked, read, sends


@pytest.fixture(scope="session")
def plan() -> Plan:
    facts = with_figures(AGENCIES).model_dump()
    swept = {"id": "swept", "name": "清扫公里", "unit": "公里", "kind": "number", "source": "none"}
    facts["forms"][0]["fields"] = (swept,)
    return Plan.model_validate(facts)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def test_a_number_with_noughts_behind_it_is_no_other_number(day: LadderDay) -> None:
    await says(day, "清扫公里12.50公里")
    part = await sends(day, number=901)
    await read(day, part, {"swept": Decimal("12.5")})
    assert await known(day) == {"swept": Decimal("12.50")}
    assert await asked(day) == []
