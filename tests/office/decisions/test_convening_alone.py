"""A joint inspection under a plan that names no liaison, or that has no letter to neighbours."""

from collections.abc import AsyncIterator

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.matters import convened
from office.plan.model import Plan
from storage.delivery.outbox import Delivery
from tests.harness.inspecting import plan_with_inspection
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, issued, said


@pytest.fixture(scope="module", params=["liaison", "joint"])
def missing(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def plan(missing: str) -> Plan:
    return plan_with_inspection(AGENCIES, **{missing: None})


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        await bind_groups(desk, AGENCIES)
        yield desk


def labels(row: Delivery) -> list[str]:
    return [button["label"] for line in row.keyboard or [] for button in line]


async def test_the_office_is_asked_for_what_the_plan_has(desk: Desk, missing: str) -> None:
    alert = await issued(desk, ahead=0)
    draft = await convened.drafted(desk, alert.matter_id)
    assert draft is not None
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    offered = [label for row in await said(desk, OFFICE_CHAT, "office") for label in labels(row)]
    enter = desk.words.plain("button_enter_liaison")
    neighbours = desk.words.plain("button_ask_neighbours")
    assert neighbours not in offered
    assert (enter in offered) == (missing == "joint")
