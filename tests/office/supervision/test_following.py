"""What the history of a problem says follows: nothing by itself at a closed gate."""

import pytest

from office.plan.model import Plan
from office.supervision import following, slip_lists
from tests.office.conftest import Office
from tests.office.ladder_days import STAFF, LadderDay
from tests.office.problem_days import charged, newest, open_gate, problem_plan, sign


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def said(day: LadderDay) -> str:
    async with day.office.desk() as desk:
        return await following.said(desk, await day.owed(desk))


@pytest.mark.clause("F4", "F5")
async def test_a_closed_gate_is_named_and_what_stands_open_has_its_time(office: Office) -> None:
    day = await charged(office)
    assert (await said(day)).endswith("仍未办结的，报告指挥部办公室")
    await day.advance_to("12:00")
    assert await said(day) == "下一步：提示单，列入通报后仍未办结的才下发"
    await open_gate(day, bulletin=True)
    await day.advance_to("08:00", 3)
    assert await said(day) == "下一步：提示单，待签发"
    await sign(day)
    assert await said(day) == "下一步：黄色提示单，挂牌督办后仍未办结的才下发"
    async with office.desk() as desk:
        seen = await slip_lists.detail(desk, STAFF, (await newest(desk, day)).key)
        assert "挂牌督办" in seen.following
    await open_gate(day, listing=True)
    assert (await said(day)).endswith("仍未办结的，下发黄色提示单")
