"""The live boards, /board, and measures on demand."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.lookups.board import text_of
from messages.render import Message, words_in
from office import post
from office.delivery_kinds import Lane
from office.desk import Desk
from office.matters import alerts, measures
from office.obligations import board_texts, boards, lifecycle, receipts
from office.post import Place, Posting
from office.records import overview
from storage.decisions.matters import Order, OrderKind
from storage.delivery import boards as board_store
from storage.delivery.boards import Board, BoardKind
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import of_day, of_order
from storage.owed.obligations import ObligationKind, of_matter
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind, columns
from tests.office.episodes import OFFICE_CHAT, bind_groups, sent
from tests.office.signers import (
    EVERYBODY,
    LIAISON,
    STAFF,
    adjusted,
    appoint,
    confirmed,
    drafted,
    edits,
    ended,
    issued,
    refused,
    said,
)

AGENCIES = ("huanjing", "gongan")


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    await appoint(desk, *EVERYBODY)
    return await bind_groups(desk, AGENCIES)


@pytest.fixture
async def order(desk: Desk, groups: dict[str, Chat]) -> Order:
    return await issued(desk, ahead=0)


async def board_of(desk: Desk, order: Order) -> Board:
    found = await board_store.board(
        desk.session,
        Subject(SubjectKind.MATTER, order.matter_id),
        BoardKind.RECEIPTS,
        of_order(order.key),
    )
    assert found is not None
    return found


async def board_edit(desk: Desk) -> Delivery:
    [edit] = [row for row in await edits(desk, OFFICE_CHAT) if row.kind == "board"]
    return edit


async def leaving(desk: Desk) -> str:
    """Let the edit leave; return its words."""
    edit = await board_edit(desk)
    assert await boards.bring_up_to_date(desk, edit) is None
    return edit.text


async def alert_in(desk: Desk, chat: Chat) -> Delivery:
    return (await said(desk, chat.chat_id, "alert"))[-1]


async def test_the_board_counts_receipts_and_names_who_is_missing(desk: Desk, order: Order) -> None:
    [shown] = await said(desk, OFFICE_CHAT, "board")
    assert "收到 0/5" in shown.text
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    text = await leaving(desk)
    assert "收到 1/5" in text
    missing = next(line for line in text.splitlines() if line.startswith("未确认收到"))
    assert "公安局" in missing
    assert "生态环境" not in missing


async def test_edits_wait_for_their_gap_and_melt_into_one(desk: Desk, order: Order) -> None:
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    first = await board_edit(desk)
    assert first.next_try_at == desk.now + boards.EDIT_GAP
    desk.now += timedelta(seconds=1)
    await receipts.press(desk, "gongan", LIAISON, order.key)
    assert "收到 2/5" in await leaving(desk)
    assert (await board_edit(desk)).key == first.key


async def test_a_board_that_says_the_same_is_not_edited(desk: Desk, order: Order) -> None:
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))
    edit = await board_edit(desk)
    assert await boards.bring_up_to_date(desk, edit) == boards.NOTHING_NEW
    await boards.edit_failed(desk, edit)
    assert await boards.bring_up_to_date(desk, edit) is None


async def test_a_board_that_is_not_there_is_not_edited(desk: Desk, order: Order) -> None:
    await boards.touch(desk, order.matter_id, BoardKind.RECEIPTS, of_order(999))
    assert [row for row in await edits(desk, OFFICE_CHAT) if row.kind == "board"] == []


async def test_a_board_is_opened_once(desk: Desk, order: Order) -> None:
    alert = await alerts.standing_alert(desk)
    assert alert is not None
    await boards.open_board(desk, alert, BoardKind.RECEIPTS, of_order(order.key))
    assert len(await said(desk, OFFICE_CHAT, "board")) == 1


async def test_without_an_office_group_there_is_no_board(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    order = await issued(desk, ahead=0)
    alert = await alerts.standing_alert(desk)
    assert alert is not None
    opened = await boards.open_board(desk, alert, BoardKind.RECEIPTS, of_order(order.key))
    assert opened is None


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_who_owes_it_no_more_is_not_missing(desk: Desk, order: Order, locale: str) -> None:
    """A lift takes off whatever is not due yet, and the board counts who is left."""
    day = desk.local(desk.now).date()
    due = desk.now + timedelta(hours=4)
    asking = lifecycle.Asking(ObligationKind.DAILY, of_day(day), due, due, day)
    met, gone = await lifecycle.open_all(desk, order.matter_id, order.key, asking, AGENCIES)
    board = (order.matter_id, BoardKind.REPORTS, of_day(day))
    desk = replace(desk, words=words_in(locale, desk.plan.zone))
    said_now, unsaid = {
        "zh": ("未报", "无须再报（1）：公安局"),
        "en": ("Missing", "No longer owed (1): Public Security"),
    }[locale]
    before = (await board_texts.message(desk, *board)).html
    assert said_now in before
    assert unsaid not in before
    await lifecycle.meet(desk, met, LIAISON)
    await lifecycle.supersede(desk, gone, "lifted")
    after = (await board_texts.message(desk, *board)).html
    assert "1/1" in after
    assert said_now not in after
    assert unsaid in after


async def test_the_deadline_is_that_of_whoever_still_owes_it(desk: Desk, order: Order) -> None:
    """Who confirmed before an outage had the first one; the others have as much longer."""
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    rows = await of_matter(desk.session, order.matter_id, ObligationKind.RECEIPT)
    first = min(row.due_at for row in rows)
    left = [row for row in rows if row.agency != "huanjing"]
    for row in left:
        await lifecycle.shift(desk, row, timedelta(hours=2), "outage")
    assert f"时限 {_shown(desk, first + timedelta(hours=2))}" in await leaving(desk)
    for row in left:
        await lifecycle.meet(desk, row, LIAISON)
    await boards.touch_receipts(desk, order.key)
    assert f"时限 {_shown(desk, first)}" in await leaving(desk)


def _shown(desk: Desk, at: datetime) -> str:
    there = desk.local(at)
    return f"{there.month}月{there.day}日{there:%H:%M}"


async def test_deliveries_move_the_board(desk: Desk, order: Order, groups: dict[str, Chat]) -> None:
    first = await sent(desk, await alert_in(desk, groups["huanjing"]), 1)
    await boards.touch_for_deliveries(desk, [first])
    assert (await board_edit(desk)).lane == Lane.ANSWER
    assert "送达 1/5，排队 1，未能送达 3" in await leaving(desk)
    last = await alert_in(desk, groups["gongan"])
    last.state, last.closed_at = DeliveryState.UNREACHABLE, desk.now
    desk.session.add(last)
    await desk.session.flush()
    await boards.touch_for_deliveries(desk, [last])
    text = await leaving(desk)
    assert "送达 1/5，未能送达 4" in text
    unserved = next(line for line in text.splitlines() if line.startswith("未送达"))
    assert "公安局" in unserved
    assert "生态环境" not in unserved


async def test_what_is_leaving_hurries_the_edit_that_waits(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert (await board_edit(desk)).lane == Lane.BOARD
    await boards.touch_for_deliveries(desk, [await alert_in(desk, groups["gongan"])])
    assert (await board_edit(desk)).lane == Lane.ANSWER


async def test_a_clock_that_is_behind_takes_no_edit_for_waiting(desk: Desk, order: Order) -> None:
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    first = await board_edit(desk)
    first.state = DeliveryState.SENDING
    desk.session.add(first)
    # The edit has left; whoever comes now began to decide a moment before.
    await receipts.press(desk, "gongan", LIAISON, order.key)
    rows = [row for row in await edits(desk, OFFICE_CHAT) if row.kind == "board"]
    assert [row.state for row in rows] == [DeliveryState.SENDING, DeliveryState.WAITING]


async def test_an_edit_whose_board_is_shown_elsewhere_does_not_go(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    edit = await board_edit(desk)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    await boards.post_board(desk, await board_of(desk, order), office)
    assert await boards.bring_up_to_date(desk, edit) == boards.NOTHING_NEW


async def test_other_deliveries_do_not_concern_a_board(desk: Desk, order: Order) -> None:
    [draft] = await said(desk, OFFICE_CHAT, "draft")
    await boards.touch_for_deliveries(desk, [draft])
    strange = Delivery.model_copy(draft, update={"kind": "alert", "subject_id": 999})
    await boards.touch_for_deliveries(desk, [strange])
    assert [row for row in await edits(desk, OFFICE_CHAT) if row.kind == "board"] == []


async def test_a_lift_closes_the_board_of_receipts(desk: Desk, order: Order) -> None:
    await ended(desk, OrderKind.LIFT)
    assert "不再催办" in await leaving(desk)


async def test_the_overview_of_a_quiet_office(desk: Desk, groups: dict[str, Chat]) -> None:
    text = text_of(desk.words, await overview.overview(desk, STAFF))
    assert "目前没有生效的预警" in text
    assert "无法联系（3）" in text


async def test_the_overview_shows_what_is_under_way(desk: Desk, order: Order) -> None:
    await adjusted(desk, "red", ahead=5)
    dead = (await said(desk, OFFICE_CHAT, "draft"))[0]
    dead.state, dead.closed_at = DeliveryState.DEAD, desk.now
    desk.session.add(dead)
    await desk.session.flush()
    text = text_of(desk.words, await overview.overview(desk, STAFF))
    assert "橙色预警：响应中" in text
    assert "13:00起为红色" in text
    assert "发送失败的消息（1）" in text
    assert "红色预警（调整） 收到 0/5" in text
    await refused(overview.overview(desk, LIAISON), "reader_only")


async def test_the_overview_shows_whose_signature_is_awaited(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    draft = await drafted(desk)
    assert "待确认（值班员拟）" in text_of(desk.words, await overview.overview(desk, STAFF))
    await confirmed(desk, draft)
    assert "办公室主任审签中" in text_of(desk.words, await overview.overview(desk, STAFF))


async def test_measures_of_the_level_that_holds(desk: Desk, order: Order) -> None:
    held = (await measures.own(desk, "gongan", "")).html
    assert "橙色预警（Ⅱ级应急响应）贵单位措施" in held
    assert "供备查" not in held
    red = (await measures.own(desk, "gongan", "红色")).html
    assert "供备查" in red
    await refused(measures.own(desk, "gongan", "紫色"), "level_unknown")
    await refused(measures.own(desk, "nobody", ""), "agency_not_in_plan")


async def test_in_quiet_times_the_highest_level_is_shown(desk: Desk) -> None:
    assert "红色" in (await measures.own(desk, "gongan", "")).html


async def test_the_rest_is_behind_buttons(desk: Desk, order: Order) -> None:
    others = (await measures.others(desk, "gongan", order.key)).html
    assert "其他单位措施" in others
    duties = (await measures.duties(desk, "gongan", order.key)).html
    assert duties == (await measures.duties(desk, "gongan")).html
    assert "落实烟花爆竹禁燃禁放" in duties
    await refused(measures.others(desk, "gongan", 999), "receipt_unknown")


async def test_a_chat_of_the_agency_that_was_left_is_not_edited(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    left = await chats.chat_at(desk.session, groups["huanjing"].chat_id)
    assert left is not None
    left.unbound_at = desk.now
    desk.session.add(left)
    await desk.session.flush()
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert await edits(desk, groups["huanjing"].chat_id) == []


async def test_a_board_that_waited_counts_anew_when_it_leaves(desk: Desk, order: Order) -> None:
    """An edit of a message that is no board is left as it is."""
    shown = (await said(desk, OFFICE_CHAT, "draft"))[0]
    edit = await post.edit(desk, shown, Message("别的"))
    await boards.bring_up_to_date(desk, edit)
    assert edit.text == "别的"


async def test_the_board_says_who_has_it_from_elsewhere(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    """It names agencies whose groups do not have it, in the plan's order, each way once."""
    for agency in AGENCIES:
        alert = await alert_in(desk, groups[agency])
        alert.state = DeliveryState.SENT if agency == "huanjing" else DeliveryState.UNREACHABLE
        for liaison, state in ((11, DeliveryState.SENT), (12, DeliveryState.SENT), (13, "dead")):
            place = Place(liaison)
            relay = await post.send(
                desk,
                place,
                DeliveryKind.ALERT_RELAY,
                Message("令"),
                Posting(Subject.of(order), agency),
            )
            relay.state = state
        for channel, state in (("sms", ChannelState.SENT), ("mail", ChannelState.FAILED)):
            desk.session.add(by_channel(desk, order, agency, channel, state))
    await desk.session.flush()
    text = (
        await board_texts.message(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))
    ).html
    [told] = [line for line in text.splitlines() if "已通过" in line]
    assert "公安局：已通过私聊、短信通知" in told
    assert "生态环境" not in told


def by_channel(
    desk: Desk, order: Order, agency: str, channel: str, state: ChannelState
) -> ChannelMessage:
    return ChannelMessage(
        jurisdiction=desk.jurisdiction,
        recipient=agency,
        channel=channel,
        title="令",
        text="令",
        dedupe_key=f"{agency}:{channel}",
        what="alert",
        **columns(Subject.of(order)),
        state=state,
        created_at=desk.now,
        next_try_at=desk.now,
    )
