"""收到: whose press counts for what, and what is said to whoever has not pressed."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.notices import NoticeTerms
from office.obligations import reading_ahead, receipts
from office.obligations.receipts import Pressed
from office.post import Place
from office.reports import holding, registering
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from storage.decisions import matters as store
from storage.decisions.matters import Order, OrderKind
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.occasions import Occasion, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.registrations import Way
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject
from tests.harness.work import asked
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, sent
from tests.office.signers import (
    HERE,
    LIAISON,
    OTHER_LIAISON,
    STAFF,
    adjusted,
    alert_issued,
    edits,
    ended,
    refused,
    said,
)


@pytest.fixture
async def order_id(office: Office, request: pytest.FixtureRequest) -> int:
    """Of an order that starts at once, or in so many hours."""
    ahead = getattr(request, "param", 0)
    return await alert_issued(office, "huanjing", "gongan", ahead=ahead)


@pytest.fixture
async def desk(office: Office, order_id: int) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        yield opened


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return {agency: group for agency, [group] in bound.items()}


@pytest.fixture
async def order(desk: Desk, order_id: int) -> Order:
    found = await store.order(desk.session, order_id)
    assert found is not None
    return found


async def receipt_of(desk: Desk, order: Order, agency: str) -> Obligation:
    found = await obligations.find(
        desk.session, order.matter_id, ObligationKind.RECEIPT, agency, of_order(order.key)
    )
    assert found is not None
    return found


async def test_a_press_is_recorded_and_shown(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    came_to, person, at = await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert (came_to, person, at) == (Pressed.RECORDED, "联络员", desk.now)
    receipt = await receipt_of(desk, order, "huanjing")
    assert (receipt.state, receipt.met_at) == (ObligationState.MET, desk.now)
    [shown] = await edits(desk, groups["huanjing"].chat_id)
    assert shown.text.endswith("✅ 已收到：联络员 08:00")
    # The other buttons go on working.
    assert [one.get("done", "") for line in shown.keyboard or () for one in line] == [
        "联络员 08:00 已收",
        *[""] * 4,
    ]
    labels = [button["label"] for row in shown.keyboard or [] for button in row]
    assert "其他措施" in labels
    assert (await receipt_of(desk, order, "gongan")).state == ObligationState.OPEN


async def test_what_many_need_is_read_at_once(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    """Afterwards a receipt asks for no more of what is owed, of what was sent or of the board."""
    await desk.session.flush()
    with asked() as each:
        await reading_ahead.read_receipts(desk, order.key, groups)
    assert len(each) <= 6
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    await desk.session.flush()
    with asked() as each:
        await receipts.press(desk, "gongan", OTHER_LIAISON, order.key)
    tables = {words[words.index("FROM") + 1] for words in (text.split() for text, _ in each)}
    assert not {"obligations", "deliveries", "boards"} & tables
    for chat in groups.values():
        [shown] = await edits(desk, chat.chat_id)
        assert "✅ 已收到" in shown.text
    of_office = [row.kind for row in await edits(desk, OFFICE_CHAT)]
    assert of_office.count(DeliveryKind.BOARD) == 1


async def test_nothing_is_read_for_an_order_that_is_not_there(desk: Desk, order: Order) -> None:
    with asked() as each:
        await reading_ahead.read_receipts(desk, order.key + 1, ["huanjing"])
    assert len(each) == 1


async def test_a_colleague_is_recorded_and_told_who_was_first(desk: Desk, order: Order) -> None:
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    first_at = desk.now
    desk.now += timedelta(minutes=3)
    came_to, person, at = await receipts.press(desk, "huanjing", OTHER_LIAISON, order.key)
    assert (came_to, person, at) == (Pressed.ANOTHER_TOO, "联络员", first_at)
    receipt = await receipt_of(desk, order, "huanjing")
    events = await obligations.events(desk.session, receipt.key)
    assert events[-1].detail == f"user:{OTHER_LIAISON.user_id}"
    again, *_ = await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert again == Pressed.SAME_AGAIN


async def test_a_late_press_counts_and_is_marked(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    desk.now += timedelta(minutes=31)
    came_to, *_ = await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert came_to == Pressed.RECORDED_LATE
    [shown] = await edits(desk, groups["huanjing"].chat_id)
    assert "（逾期）" in shown.text


async def test_forged_presses_find_nothing(desk: Desk, order: Order) -> None:
    await refused(receipts.press(desk, "huanjing", LIAISON, 999), "receipt_unknown")
    await refused(receipts.press(desk, "nobody", LIAISON, order.key), "receipt_unknown")


@pytest.mark.parametrize(
    ("what_came", "key"),
    [("adjust", "receipt_superseded"), ("lift", "receipt_after_lift")],
)
async def test_a_press_under_an_old_order_is_answered(
    desk: Desk, order: Order, what_came: str, key: str
) -> None:
    if what_came == "adjust":
        await adjusted(desk, "red")
    else:
        await ended(desk, OrderKind.LIFT)
    await refused(receipts.press(desk, "huanjing", LIAISON, order.key), key)


@pytest.mark.parametrize("order_id", [48], indirect=True)
async def test_a_press_after_the_cancellation_is_answered(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    await ended(desk, OrderKind.CANCEL)
    await refused(receipts.press(desk, "gongan", LIAISON, order.key), "receipt_after_cancel")


async def test_a_receipt_line_never_cuts_the_order(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    [alert] = await said(desk, groups["huanjing"].chat_id, "alert")
    alert.text = "字" * 4090
    desk.session.add(alert)
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert await edits(desk, groups["huanjing"].chat_id) == []


async def test_the_chase_replies_to_the_alert_with_the_button(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    [alert] = await said(desk, groups["gongan"].chat_id, "alert")
    await sent(desk, alert, 77)
    desk.now += timedelta(minutes=15)
    await receipts.chase(desk, await receipt_of(desk, order, "gongan"))
    [chase] = await said(desk, groups["gongan"].chat_id, "chase")
    assert chase.reply_to == 77
    assert "还有15分钟" in chase.text
    assert chase.keyboard == [[{"label": "收到", "data": f"got:{order.key}"}]]
    assert chase.subject == Subject.of(await receipt_of(desk, order, "gongan"))


async def test_nobody_is_chased_in_a_chat_that_cannot_be_reached(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    groups["gongan"].reachable = False
    desk.session.add(groups["gongan"])
    await receipts.chase(desk, await receipt_of(desk, order, "gongan"))
    assert await said(desk, groups["gongan"].chat_id, "chase") == []


async def test_the_office_hears_once_of_all_that_are_overdue(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    desk.now += timedelta(minutes=30)
    [overdue] = desk.plan.ladder("receipt").rungs
    for agency in ("huanjing", "gongan"):
        await receipts.overdue(desk, await receipt_of(desk, order, agency), overdue)
        [reminder] = await said(desk, groups[agency].chat_id, "chase")
        assert "逾期未确认收到" in reminder.text
    told = [row for row in await said(desk, OFFICE_CHAT, "office") if "逾期未确认" in row.text]
    assert len(told) == 1
    assert "2家单位" in told[0].text
    assert "市公安局" in told[0].text


async def test_each_step_of_the_plan_has_its_say_once(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    """The keys of the step that every plan had are as they were: they are stored."""
    desk.now += timedelta(minutes=30)
    receipt = await receipt_of(desk, order, "gongan")
    [overdue] = desk.plan.ladder("receipt").rungs
    again = overdue.model_copy(update={"step": "again", "title": "再次提醒"})
    for rung in (overdue, again, overdue, again):
        await receipts.overdue(desk, receipt, rung)
    group, due = groups["gongan"], f"{receipt.due_at.timestamp():.0f}"
    reminders = await said(desk, group.chat_id, "chase")
    assert [row.dedupe_key for row in reminders] == [
        f"alert_overdue:{receipt.key}:{group.key}:{due}",
        f"alert_overdue:again:{receipt.key}:{group.key}:{due}",
    ]
    told = [row for row in await said(desk, OFFICE_CHAT, "office") if "逾期未确认" in row.text]
    assert [row.dedupe_key for row in told] == [
        f"receipts_overdue:{order.key}:{due}",
        f"receipts_overdue:again:{order.key}:{due}",
    ]


async def test_an_order_that_was_not_delivered_is_chased_by_itself(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    receipt = await receipt_of(desk, order, "gongan")
    await receipts.chase(desk, receipt)
    [chase] = await said(desk, groups["gongan"].chat_id, "chase")
    assert chase.reply_to is None
    waiting = await outbox.deliveries_about(desk.session, Subject.of(receipt))
    assert len(waiting) == 1


async def test_under_an_order_without_room_the_receipt_stands_below(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    """The order is not cut for it, and the group sees it all the same."""
    group = groups["huanjing"].chat_id
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    [alert] = [row for row in rows if row.agency == "huanjing" and row.keyboard]
    alert.text = "措" * 4090
    await sent(desk, alert, 77)
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert await edits(desk, group) == []
    below = [row for row in await said(desk, group) if row.kind == "answer"]
    assert [(row.reply_to, "已收到：联络员" in row.text) for row in below] == [(77, True)]


async def test_registered_for_an_agency_and_taken_back(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    receipt = await receipt_of(desk, order, "huanjing")
    statement = Statement(Way.PHONE, "张三", desk.now)
    row, met = await registering.register(desk, STAFF, receipt.key, statement)
    assert (met.state, met.on_behalf) == (ObligationState.MET, True)
    [shown] = await edits(desk, groups["huanjing"].chat_id)
    assert "✅ 已收到（代为登记）" in shown.text
    assert (shown.keyboard or [[{}]])[0][0].get("done", "").endswith("08:00 代为登记")
    await registering.object_to(desk, LIAISON, "huanjing", row.key)
    assert len(await registering.objections(desk)) == 1
    await registering.withdraw(desk, STAFF, row.key)
    assert await registering.objections(desk) == []
    again = await receipt_of(desk, order, "huanjing")
    assert (again.state, again.on_behalf) == (ObligationState.OPEN, False)
    assert again.due_at == desk.now + timedelta(minutes=30)
    [shown] = await edits(desk, groups["huanjing"].chat_id)
    assert "✅" not in shown.text
    came_to, *_ = await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert came_to == Pressed.RECORDED


async def test_a_tap_is_offered_once_to_each_who_may_have_meant_it(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    group = groups["huanjing"].chat_id
    place = Place(group)
    for answered, by in ((31, 6), (32, 6), (33, 7), (34, None), (35, None)):
        await receipts.offer(desk, place, "huanjing", order.key, answered, by)
    offers = await said(desk, group, "answer")
    assert [row.reply_to for row in offers] == [31, 33, 34]
    receipt = await receipt_of(desk, order, "huanjing")
    assert receipt.state == ObligationState.OPEN
    assert {row.subject for row in offers} == {Subject.of(receipt)}
    assert offers[0].keyboard == [[{"label": "确认收到", "data": f"got:{order.key}"}]]
    assert "如系确认收到" in offers[0].text


async def test_no_tap_is_offered_where_no_receipt_is_owed(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    place = Place(groups["huanjing"].chat_id)
    await receipts.press(desk, "huanjing", LIAISON, order.key)
    assert await receipts.tap(desk, place, "huanjing", order.key, 7) is None
    await receipts.offer(desk, place, "huanjing", order.key, 31, 7)
    await refused(receipts.offer(desk, place, "nobody", order.key, 31, 7), "receipt_unknown")
    assert await said(desk, place.chat_id, "answer") == []


async def test_a_notice_needs_no_receipt_and_says_so_once_to_each(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    place = Place(groups["huanjing"].chat_id)
    draft = await drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(24, "今夜有扬沙。"))
    notice = await drafts.confirm(desk, STAFF, HERE, draft.key)
    for answered, by in ((31, 6), (32, 6), (33, 7), (34, None)):
        assert await receipts.say_none_is_owed(desk, place, notice.key, answered, by)
    assert not await receipts.say_none_is_owed(desk, place, order.key, 35, 6)
    assert not await receipts.say_none_is_owed(desk, place, 999, 36, 6)
    told = await said(desk, place.chat_id, "answer")
    assert [row.reply_to for row in told] == [31, 33, 34]
    assert {row.text for row in told} == {"本提示无须按“收到”，知悉即可。"}
    assert {row.subject for row in told} == {Subject.of(notice)}
    await refused(receipts.press(desk, "huanjing", LIAISON, notice.key), "notice_no_receipt")


async def test_under_an_old_order_the_newest_one_is_offered(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    newest = await adjusted(desk, "red")
    place = Place(groups["huanjing"].chat_id)
    offered = await receipts.tap(desk, place, "huanjing", order.key, 7)
    assert offered is not None
    assert offered.buttons[0].data == f"got:{newest.key}"
    assert offered.about == Subject.of(await receipt_of(desk, newest, "huanjing"))
    assert "红色" in offered.title
    await receipts.press(desk, "huanjing", LIAISON, newest.key)
    assert await receipts.tap(desk, place, "huanjing", order.key, 8) is None


async def test_a_question_about_a_report_offers_the_receipt_as_well(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    """Each person is offered it once, whichever question it stood in."""
    place = Place(groups["huanjing"].chat_id)
    day = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        kind=ObligationKind.DAILY,
        agency="huanjing",
        occasion=Occasion.read("2026-12-01"),
        day=date(2026, 12, 1),
        order_id=order.key,
        opened_at=desk.now,
        due_at=desk.now + timedelta(hours=4),
    )
    desk.session.add(day)
    await desk.session.flush()
    shown = Incoming(
        chat_id=place.chat_id, message_id=31, sent_by=7, sent_at=desk.now, kind=PartKind.PHOTO
    )
    offered = await receipts.tap(desk, place, "huanjing", order.key, 7)
    await holding.hold(
        desk, place, [shown], [day], "report_or_receipt_meant", loose=True, tap=offered
    )
    [asked] = await said(desk, place.chat_id, "answer")
    labels = [button["label"] for row in asked.keyboard or [] for button in row]
    assert labels == ["作为12月1日应急响应工作日报报送", "确认收到"]
    assert "橙色预警" in asked.text
    assert (asked.reply_to, asked.subject) == (
        31,
        Subject.of(await receipt_of(desk, order, "huanjing")),
    )
    assert await receipts.tap(desk, place, "huanjing", order.key, 7) is None
    await receipts.offer(desk, place, "huanjing", order.key, 32, 7)
    assert await said(desk, place.chat_id, "answer") == [asked]


async def test_a_second_liaison_of_a_body_is_looked_for_until_one_is_known(
    desk: Desk, order: Order, groups: dict[str, Chat]
) -> None:
    first, second = Actor(9001, "甲"), Actor(9002, "乙")
    for who, offered in ((first, True), (second, False)):
        await receipts.press(desk, "huanjing", who, order.key)
        shown = (await edits(desk, groups["huanjing"].chat_id))[-1]
        labels = [button["label"] for row in shown.keyboard or [] for button in row]
        assert ("我也收到" in labels) is offered
