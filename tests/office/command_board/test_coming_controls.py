"""The morning's asking under a control dispatch: not told where the alert asks for the day."""

from datetime import timedelta

import pytest

from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.decisions import drafts
from office.desk import Desk
from office.matters.controls import ControlTerms
from office.plan.model import Plan
from storage.decisions import matters
from tests.harness.plans import small_plan, with_control
from tests.office.conftest import AGENCIES
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint

TERMS = ControlTerms(("huanjing",), "市政府会议要求", "预计轻度污染。", "强化管控通知")
ASKED = "开始催报12月1日情况"


@pytest.fixture(scope="module")
def plan() -> Plan:
    known = with_control(small_plan(AGENCIES))
    owes = [one.model_copy(update={"unless_alert": one.kind == "control"}) for one in known.owes]
    return known.model_copy(update={"owes": tuple(owes)})


async def told(desk: Desk) -> list[str]:
    view = await read(desk, BoardAudience(AudienceKind.OFFICE))
    return [one.what for one in view.real.coming]


async def test_it_is_told_as_long_as_it_asks(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, AGENCIES)
    draft = await drafts.draft_saying(desk, STAFF, HERE, TERMS)
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    assert (await told(desk)).count(ASKED) == 1
    alert = await alert_in_force(desk, since=desk.now + timedelta(hours=1))
    desk.now += timedelta(hours=2)
    assert await matters.issued_orders(desk.session, alert.key)
    assert ASKED not in await told(desk)
