"""Whoever is written to is addressed as its kind is: 贵单位, and a county as 贵县（市）."""

from datetime import timedelta

import pytest

from office.delivery import channels
from office.delivery.channels import ChannelNotice
from office.desk import Desk
from office.obligations import lifecycle, owed
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.records import papers
from office.refusal import Refusal
from office.reports import registering
from office.reports.registering import Statement
from office.upkeep import outage
from storage.decisions.matters import Matter, Order
from storage.delivery import channels as told_outside
from storage.delivery import outbox
from storage.occasions import of_order
from storage.owed.obligations import ObligationKind
from storage.owed.registrations import Way
from storage.roster import chats
from tests.harness.plans import small_plan, with_other_bodies
from tests.office.conftest import AGENCIES
from tests.office.episodes import bind_groups
from tests.office.signers import STAFF, appoint

KINDS = pytest.mark.parametrize(
    ("body", "you"), [("gongan", "贵单位"), ("fukang", "贵县（市）"), ("midong", "贵单位")]
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_other_bodies(small_plan(AGENCIES))


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    await appoint(desk, STAFF)
    await bind_groups(desk, ["gongan", "fukang", "midong"])
    return desk


@KINDS
async def test_in_a_list_of_what_it_owes(desk: Desk, body: str, you: str) -> None:
    assert f"：{you}待办事项" in desk.words.text("owed_due", await owed.due(desk, body))


@KINDS
async def test_by_a_channel_outside(desk: Desk, body: str, you: str) -> None:
    desk.ways |= {(desk.jurisdiction, body, desk.plan.channels[0].id)}
    await channels.tell(desk, ChannelNotice("alert", "1", body, "橙色预警"))
    [row] = await told_outside.due(desk.session, desk.now, desk.now, 9)
    assert f"未能送达{you} Telegram 工作群" in row.text


@KINDS
async def test_where_no_register_is_asked_of_it(desk: Desk, body: str, you: str) -> None:
    with pytest.raises(Refusal) as said:
        await papers.of_body(desk, body)
    assert f"由{you}报送" in desk.words.plain(said.value.key, **said.value.facts)


@KINDS
async def test_of_time_given_back_and_of_what_was_registered(
    desk: Desk, alert: Matter, order: Order, body: str, you: str
) -> None:
    [bound] = await chats.chats_of_agency(desk.session, desk.jurisdiction, body)
    asking = Asking(
        ObligationKind.RECEIPT,
        of_order(order.key),
        due_at=desk.now + timedelta(minutes=30),
        step_due_at=desk.now + timedelta(minutes=15),
    )
    [row] = await lifecycle.open_all(desk, alert.key, order.key, asking, [body])
    desk.now += timedelta(minutes=30)
    await outage.recover(desk, desk.now - timedelta(minutes=30), desk.now)
    said = Statement(Way.PHONE, "张某", desk.now)
    await registering.register(desk, STAFF, row.key, said)
    waiting = await outbox.open_in_chat(desk.session, desk.jurisdiction, bound.chat_id)
    told = [one.text or "" for one in waiting]
    assert any(f"{you}时限顺延" in text for text in told)
    assert any(f"已代{you}登记" in text for text in told)
