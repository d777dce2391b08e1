"""Second channels: each tells a thing once, only while it is news, and gives up aloud."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office.delivery import channels
from office.delivery.channels import OFFICE, ChannelNotice
from office.desk import Desk
from office.obligations import boards, receipts
from office.sending import channel_tries
from storage.books import audit
from storage.decisions.matters import Matter, Order, OrderKind
from storage.delivery import channels as store
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.occasions import Occasion
from storage.owed.obligations import ObligationKind
from storage.roster.chats import Chat
from storage.subjects import Subject
from tests.office.episodes import OFFICE_CHAT, bind_groups, order_of
from tests.office.lost_chats import owed, said
from tests.office.relaying import LOST, order_to
from tests.office.signers import LIAISON, edits

SMS, MAIL = (("changji", LOST, channel) for channel in ("sms", "mail"))
OFFICE_MAIL = ("changji", OFFICE, "mail")


@pytest.fixture
async def group(desk: Desk) -> Chat:
    desk.ways = frozenset(
        {SMS, OFFICE_MAIL, ("changji", "gongan", "mail"), ("urumqi", LOST, "mail")}
    )
    return (await bind_groups(desk, [LOST]))[LOST]


def of_order(order: Order) -> ChannelNotice:
    return ChannelNotice(
        DeliveryKind.ALERT, str(order.key), LOST, "<b>红色预警</b>：72小时\n正文", Subject.of(order)
    )


async def queued(desk: Desk) -> list[ChannelMessage]:
    return list((await desk.session.exec(select(ChannelMessage))).all())


async def told_of(desk: Desk, order: Order) -> ChannelMessage:
    await channels.tell(desk, of_order(order))
    return (await queued(desk))[-1]


async def test_only_ways_that_have_an_address_are_used_each_once(
    desk: Desk, group: Chat, order: Order
) -> None:
    desk.ways |= {MAIL}
    for _ in range(2):
        await channels.tell(desk, of_order(order))
    rows = await queued(desk)
    assert [(row.recipient, row.channel) for row in rows] == [(LOST, "sms"), (LOST, "mail")]
    assert {row.title for row in rows} == {"红色预警：72小时"}
    assert "改由短信通知" in rows[0].text
    assert "改由邮件通知" in rows[1].text
    assert "请致电办公室确认收到" in rows[0].text


async def test_the_office_is_not_spoken_to_as_an_agency(desk: Desk, group: Chat) -> None:
    await channels.tell(desk, ChannelNotice("office_lost", "1", OFFICE, "群没有了"))
    [row] = await queued(desk)
    assert "将机器人重新拉入办公室工作群" in row.text
    assert "贵单位" not in row.text
    assert await channel_tries.take(desk, row.key) is row


async def test_a_message_is_taken_by_one_until_that_one_is_given_up_for_gone(
    desk: Desk, group: Chat, order: Order
) -> None:
    row = await told_of(desk, order)
    assert await channel_tries.take(desk, row.key) is row
    assert await channel_tries.take(desk, row.key) is None
    desk.now += channel_tries.CLAIM_LASTS
    assert await channel_tries.take(desk, row.key) is None
    desk.now += timedelta(seconds=1)
    [due] = await store.due(desk.session, desk.now, channel_tries.stale(desk.now), 9)
    assert await channel_tries.take(desk, due.key) is row
    assert row.attempts == 2


async def taken(desk: Desk, row: ChannelMessage) -> tuple[str, str | None]:
    assert await channel_tries.take(desk, row.key) is None
    return row.state, row.error


async def test_what_stands_in_the_group_by_now_is_not_told(
    desk: Desk, group: Chat, order: Order
) -> None:
    row = await told_of(desk, order)
    await order_to(desk, group, order, DeliveryState.SENT)
    assert await taken(desk, row) == (ChannelState.DROPPED, "told in the group")


async def test_what_was_confirmed_by_now_is_not_told(
    desk: Desk, group: Chat, order: Order, alert: Matter
) -> None:
    row = await told_of(desk, order)
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    order.snapshot = {"recipients": {LOST: []}}
    await receipts.press(desk, LOST, LIAISON, receipt.order_id)
    assert await taken(desk, row) == (ChannelState.DROPPED, "confirmed")


async def test_an_order_that_another_one_followed_is_not_told(
    desk: Desk, group: Chat, order: Order, alert: Matter
) -> None:
    row = await told_of(desk, order)
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    assert await taken(desk, row) == (ChannelState.DROPPED, "superseded")


async def test_what_went_out_is_told_on_the_board(
    desk: Desk, group: Chat, order: Order, alert: Matter
) -> None:
    await owed(desk, alert, ObligationKind.RECEIPT)
    board = await boards.open_board(desk, alert, BoardKind.RECEIPTS, Occasion(order_id=order.key))
    assert board is not None
    assert "短信" not in board.shown
    row = await told_of(desk, order)
    await channel_tries.take(desk, row.key)
    await channel_tries.settle(desk, row.key, None)
    assert (row.state, row.closed_at, row.error) == (ChannelState.SENT, desk.now, None)
    [edit] = [row for row in await edits(desk, OFFICE_CHAT) if row.kind == DeliveryKind.BOARD]
    assert await boards.bring_up_to_date(desk, edit) is None
    assert "住建局：已通过短信通知" in edit.text
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert (entry.action, entry.detail["channel"]) == ("channel.sent", "sms")


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=1)),
        (6, timedelta(minutes=16)),
        (7, timedelta(minutes=30)),
    ],
)
async def test_a_try_that_failed_is_followed_by_another(
    desk: Desk, group: Chat, order: Order, attempts: int, pause: timedelta
) -> None:
    row = await told_of(desk, order)
    row.state, row.attempts = ChannelState.SENDING, attempts
    await channel_tries.settle(desk, row.key, "refused")
    assert (row.state, row.next_try_at) == (ChannelState.WAITING, desk.now + pause)
    assert await said(desk, OFFICE_CHAT, "office") == []


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        pytest.param("sms", "短信", id="by its name"),
        pytest.param("pager", "pager", id="the plan knows it no more"),
    ],
)
async def test_the_last_failure_is_told_to_the_office(
    desk: Desk, group: Chat, order: Order, channel: str, name: str
) -> None:
    row = await told_of(desk, order)
    row.state, row.attempts, row.channel = ChannelState.SENDING, channel_tries.MOST_TRIES, channel
    await channel_tries.settle(desk, row.key, "refused")
    assert (row.state, row.closed_at) == (ChannelState.FAILED, desk.now)
    [told] = await said(desk, OFFICE_CHAT, "office")
    assert f"经{name}通知市住建局失败" in told.text
    assert "请电话通知：红色预警：72小时" in told.text


async def test_what_is_no_alert_is_confirmed_by_no_receipt(
    desk: Desk, group: Chat, order: Order, alert: Matter
) -> None:
    """A prompt stands until it is answered by a report."""
    prompt = await owed(desk, alert, ObligationKind.DAILY)
    await channels.tell(
        desk,
        ChannelNotice(DeliveryKind.PROMPT, str(prompt.key), LOST, "请报送", Subject.of(prompt)),
    )
    [row] = await queued(desk)
    assert await channel_tries.take(desk, row.key) is row
    await channel_tries.settle(desk, row.key, None)
    assert row.state == ChannelState.SENT
    assert await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT) == []
