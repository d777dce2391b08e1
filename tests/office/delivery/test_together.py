"""A liaison of several bodies whose groups are lost reads an order once, and confirms for each."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from messages.length import plain
from office.bodies import agency_names, liaisons
from office.bodies.people import Actor
from office.decisions import drafts
from office.delivery import relays, together
from office.desk import Desk
from office.matters.added_lines import AddedLine
from office.matters.order_texts import agency_message
from office.obligations import receipts
from office.reports import registering
from office.reports.registering import Statement
from storage.decisions import matters
from storage.decisions.matters import Order, OrderKind
from storage.delivery import tellings
from storage.delivery.channels import ChannelMessage
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.owed.registrations import Way
from storage.roster import chats
from storage.roster.chats import Chat
from tests.office.conftest import Office
from tests.office.episodes import bind_groups, sent
from tests.office.lost_chats import said
from tests.office.relaying import became
from tests.office.scenes import scene
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    confirmed,
    edits,
    ended,
    issued,
    sign,
)

LIAISON = Actor(8001, "小何")
FIRST, SECOND, THIRD = "huanjing", "gongan", "zhujian"
BOTH = (FIRST, SECOND)


@pytest.fixture
@scene
async def order_id(office: Office) -> int:
    """Of an order for groups of which two do not read it; their liaison would in private."""
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        bound = await bind_groups(desk, (*BOTH, THIRD))
        for body in BOTH:
            await liaisons.acquaint(desk, LIAISON, body)
            bound[body].reachable = False
            desk.session.add(bound[body])
        await liaisons.opened_private(desk, LIAISON)
        return (await issued(desk, ahead=0)).key


@pytest.fixture
async def desk(office: Office, order_id: int) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        yield opened


@pytest.fixture
async def order(desk: Desk, order_id: int) -> Order:
    found = await matters.order(desk.session, order_id)
    assert found is not None
    return found


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return {agency: group for agency, [group] in bound.items()}


async def lost(desk: Desk, order: Order, *bodies: str) -> None:
    """The groups of these bodies do not take the order, one after another."""
    for body in bodies:
        [row] = await _to_group(desk, order, body)
        await relays.fall_back(desk, await became(desk, row, DeliveryState.UNREACHABLE))


async def _to_group(desk: Desk, order: Order, body: str) -> list[Delivery]:
    query = select(Delivery).where(
        Delivery.kind == DeliveryKind.ALERT,
        Delivery.agency == body,
        Delivery.subject_id == order.key,
    )
    return list((await desk.session.exec(query)).all())[-1:]


async def relayed(desk: Desk) -> list[Delivery]:
    rows = await said(desk, LIAISON.user_id, "alert_relay")
    return [row for row in rows if row.action == Action.SEND]


async def test_one_message_names_both_and_has_a_receipt_for_each(desk: Desk, order: Order) -> None:
    await lost(desk, order, *BOTH)
    [told] = await relayed(desk)
    text = plain(told.text or "")
    assert "上列各单位工作群收不到消息" in text
    assert text.count("橙色预警：") == 1
    assert text.count("发布依据") == 1
    for body in BOTH:
        assert f"【{agency_names.name(desk, body)}】" in text
        own = plain((await agency_message(desk, order, body)).html)
        assert all(line in text for line in own.splitlines())
    labels = [[one["label"] for one in row] for row in told.keyboard or ()]
    assert labels == [[f"收到（{one}）", f"{one}职责"] for one in ("生态环境", "公安局")]
    await lost(desk, order, *BOTH)
    assert len(await relayed(desk)) == 1


async def test_what_came_of_it_is_counted_by_body(desk: Desk, order: Order) -> None:
    await lost(desk, order, *BOTH)
    for number, row in enumerate(await said(desk, LIAISON.user_id, "alert_relay")):
        await sent(desk, row, 70 + number)
    told = await tellings.of_order(desk.session, order.key)
    assert sorted(told.in_private) == sorted(BOTH)


async def test_each_receipt_is_of_its_body_and_all_are_shown(desk: Desk, order: Order) -> None:
    await lost(desk, order, *BOTH)
    [told] = await relayed(desk)
    for body in reversed(BOTH):
        await receipts.press(desk, body, LIAISON, order.key, in_private=True)
    shown = [row for row in await edits(desk, LIAISON.user_id) if row.target_id == told.key]
    assert {row.text for row in shown} == {
        f"{told.text}\n\n生态环境：✅ 已收到：小何 08:00\n公安局：✅ 已收到：小何 08:00"
    }
    labels = [[one["label"] for one in row] for row in told.keyboard or ()]
    assert [[one["label"] for one in row] for row in shown[-1].keyboard or ()] == labels
    assert [row[0].get("done") for row in shown[-1].keyboard or ()] == [
        "生态环境 小何 08:00 已收",
        "公安局 小何 08:00 已收",
    ]


async def test_a_receipt_that_is_taken_back_leaves_the_other(desk: Desk, order: Order) -> None:
    await lost(desk, order, *BOTH)
    await receipts.press(desk, FIRST, LIAISON, order.key, in_private=True)
    receipt = await obligations.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, SECOND, of_order(order.key)
    )
    assert receipt is not None
    row, _ = await registering.register(
        desk, STAFF, receipt.key, Statement(Way.PHONE, "张", desk.now)
    )
    shown = (await edits(desk, LIAISON.user_id))[-1]
    assert "公安局：✅ 已收到（代为登记）" in (shown.text or "")
    await registering.withdraw(desk, STAFF, row.key)
    shown = (await edits(desk, LIAISON.user_id))[-1]
    assert "生态环境：✅" in (shown.text or "")
    assert "公安局：✅" not in (shown.text or "")


async def test_lines_that_do_not_fit_stand_below(desk: Desk, order: Order) -> None:
    await lost(desk, order, *BOTH)
    [told] = await relayed(desk)
    told.text = "文" * 4090
    await sent(desk, told, 71)
    await receipts.press(desk, FIRST, LIAISON, order.key, in_private=True)
    [below] = await said(desk, LIAISON.user_id, "answer")
    assert (below.reply_to, below.text) == (71, "生态环境：✅ 已收到：小何 08:00")


async def test_where_it_does_not_arrive_each_body_is_told_by_its_channels(
    desk: Desk, order: Order
) -> None:
    desk.ways = frozenset((desk.jurisdiction, body, "sms") for body in BOTH)
    await lost(desk, order, *BOTH)
    [told] = await relayed(desk)
    await relays.fall_back(desk, await became(desk, told, DeliveryState.UNREACHABLE))
    found = (await desk.session.exec(select(ChannelMessage))).all()
    assert sorted(row.recipient for row in found) == sorted(BOTH)
    assert not any("转送" in row.text or "【公安" in row.text for row in found)


async def test_a_body_that_has_it_or_whose_group_is_there_is_left_out(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    groups[SECOND].reachable = True
    desk.session.add(groups[SECOND])
    await lost(desk, order, FIRST)
    [told] = await relayed(desk)
    assert together.bodies_of(told) == ()
    # By now its group is lost too, and it is told by itself.
    groups[SECOND].reachable = False
    await lost(desk, order, SECOND)
    assert [row.agency for row in await relayed(desk)] == [FIRST, SECOND]


async def test_a_body_whose_group_read_it_is_left_out(desk: Desk, order: Order) -> None:
    [row] = await _to_group(desk, order, SECOND)
    await sent(desk, row, 72)
    await lost(desk, order, FIRST)
    [told] = await relayed(desk)
    assert together.bodies_of(told) == ()


async def test_a_body_that_added_lines_do_not_concern_is_left_out(desk: Desk, order: Order) -> None:
    lines = (AddedLine("加密巡查渣土车", (SECOND,)),)
    made = await drafts.draft_lines(desk, STAFF, HERE, lines, "会商认为须加强管控")
    added = await sign(desk, await confirmed(desk, made), DIRECTOR, DEPUTY)
    await lost(desk, added, SECOND)
    [told] = await relayed(desk)
    assert (told.agency, together.bodies_of(told)) == (SECOND, ())


async def test_the_end_is_told_once_and_asks_for_no_receipt(desk: Desk, order: Order) -> None:
    end = await ended(desk, OrderKind.LIFT)
    await lost(desk, end, *BOTH)
    told = (await relayed(desk))[-1]
    assert together.bodies_of(told) == BOTH
    assert not told.keyboard
    assert "解除" in (told.text or "")
