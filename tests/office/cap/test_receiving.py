"""A message that somebody brought: known senders alone, once, in order, and checked by a second."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from messages.documents.cap.model import (
    Area,
    CapMessage,
    MessageType,
    NamedValue,
    Reference,
    Status,
)
from office.bodies.people import Actor
from office.cap import receiving
from office.desk import Desk
from office.plan.model import Plan
from office.refusal import Refusal
from office.region import floor, registering
from storage.decisions.matters import OrderKind
from storage.delivery.outbox import Delivery
from storage.region import upper_orders
from storage.region.cap_messages import CapOutcome, ReceivedCap
from storage.region.upper_orders import CheckState, UpperOrder
from storage.roster.chats import Chat, ChatRole
from tests.harness.plans import small_plan
from tests.office.cap.others import AROUND, SENT, all_clear, brought, info, later, message
from tests.office.episodes import bind_groups

STAFF = Actor(1, "值班员", ("office_staff",))
SECOND = Actor(2, "同事", ("office_staff",))
STRANGER = Actor(9, "路人")


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing",)).model_dump() | AROUND
    return Plan.model_validate(facts)


@pytest.fixture
async def at_desk(desk: Desk) -> Desk:
    await bind_groups(desk, ())
    desk.now = SENT + timedelta(hours=2)
    return desk


async def take(desk: Desk, one: CapMessage, who: Actor | None = STAFF) -> ReceivedCap:
    return (await receiving.receive(desk, who, brought(one))).row


async def refusal(desk: Desk, one: CapMessage, who: Actor | None = STAFF) -> str:
    with pytest.raises(Refusal) as refused:
        await receiving.receive(desk, who, brought(one))
    return refused.value.key


async def orders(desk: Desk) -> list[UpperOrder]:
    unchecked = await upper_orders.unchecked(desk.session, desk.jurisdiction)
    return [*unchecked, *await upper_orders.checked(desk.session, desk.jurisdiction)]


async def said(desk: Desk) -> list[Delivery]:
    return list((await desk.session.exec(select(Delivery).order_by(col(Delivery.id)))).all())


@pytest.mark.clause("C5")
async def test_one_of_the_office_above_binds_once_a_second_person_has_checked_it(
    at_desk: Desk,
) -> None:
    row = await take(at_desk, message())
    assert (row.outcome, row.body) == (CapOutcome.UPPER, "zhou")
    (order,) = await orders(at_desk)
    assert (order.level, order.hours, order.number) == ("orange", 72, "zhou-1")
    assert order.state == CheckState.UNCHECKED
    assert await floor.standing(at_desk) is None
    with pytest.raises(Refusal, match="second_person_checks"):
        await registering.check(at_desk, STAFF, order.key)
    await registering.check(at_desk, SECOND, order.key)
    bound = await floor.standing(at_desk)
    assert bound is not None
    assert bound.level.id == "orange"
    unchecked, card = await said(at_desk)
    assert "CAP消息：州指挥部发布重污染天气橙色预警（编号 zhou-1）" in unchecked.text
    assert "请登记人以外的人员与上级核实后复核" in unchecked.text
    assert "预计持续：72小时" in card.text


async def test_what_the_command_line_brings_anybody_in_the_office_may_check(
    at_desk: Desk,
) -> None:
    await take(at_desk, message(), None)
    (order,) = await orders(at_desk)
    assert "登记人：命令行导入" in (await said(at_desk))[0].text
    await registering.check(at_desk, STAFF, order.key)


async def test_the_same_message_again_changes_nothing(at_desk: Desk) -> None:
    first = await receiving.receive(at_desk, STAFF, brought(message()))
    again = await receiving.receive(at_desk, SECOND, brought(message()))
    assert (first.is_new, again.is_new, again.row) == (True, False, first.row)
    assert len(await orders(at_desk)) == len(await said(at_desk)) == 1
    assert await refusal(at_desk, message("zhou-1", info(description="改过"))) == "cap_changed"


@pytest.mark.clause("C5")
async def test_an_update_and_an_end_follow_what_they_refer_to(at_desk: Desk) -> None:
    await take(at_desk, message())
    (first,) = await said(at_desk)
    first.message_id = 77
    red = info(headline="调整为红色预警", event="重污染天气红色预警")
    await take(at_desk, later("zhou-2", "zhou-1", infos=(red,)))
    changed = (await said(at_desk))[-1]
    assert "将预警调整为红色" in changed.text
    assert "更新的原文：zhou-1" in changed.text
    assert changed.reply_to == 77
    for order in await orders(at_desk):
        await registering.check(at_desk, SECOND, order.key)
    bound = await floor.standing(at_desk)
    assert bound is not None
    assert bound.level.id == "red"
    await take(at_desk, later("zhou-3", "zhou-1", "zhou-2", infos=(all_clear(),)))
    (end,) = await upper_orders.unchecked(at_desk.session, at_desk.jurisdiction)
    assert (end.kind, end.level) == (OrderKind.LIFT, "orange")
    await registering.check(at_desk, SECOND, end.key)
    assert await floor.standing(at_desk) is None


async def test_a_cancellation_is_one(at_desk: Desk) -> None:
    await take(at_desk, message())
    await take(at_desk, later("zhou-2", "zhou-1", type=MessageType.CANCEL))
    assert "取消橙色预警" in (await said(at_desk))[-1].text


async def test_an_update_of_what_never_came_says_so(at_desk: Desk) -> None:
    await take(at_desk, later("zhou-2", "zhou-1"))
    assert "更新的原文：此前的消息未收到" in (await said(at_desk))[-1].text
    unknown = later("zhou-9", "zhou-8", infos=(all_clear(),))
    assert await refusal(at_desk, unknown) == "cap_unknown_reference"


async def test_what_is_replaced_loops_or_comes_from_later_is_refused(at_desk: Desk) -> None:
    await take(at_desk, later("b", "a"))
    assert await refusal(at_desk, message("a")) == "cap_overtaken"
    assert await refusal(at_desk, later("a", "b")) == "cap_loop"
    assert await refusal(at_desk, later("c", "c")) == "cap_loop"
    ahead = Reference("cap.zhou", "d", SENT + timedelta(days=1))
    assert await refusal(at_desk, later("c", references=(ahead,))) == "cap_later_reference"
    many = tuple(Reference("cap.zhou", f"r{number}", SENT) for number in range(101))
    assert await refusal(at_desk, later("c", references=many)) == "cap_too_many_references"
    assert await refusal(at_desk, later("c")) == "cap_no_reference"
    await take(at_desk, later("c", "b"))
    # Over two others as over one.
    assert await refusal(at_desk, later("a", "c", hours=0)) == "cap_loop"


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (message(sender="cap.somebody"), "cap_unknown_sender"),
        (message(status=Status.SYSTEM), "cap_not_for_us"),
        (message(status=Status.DRAFT), "cap_not_for_us"),
        (later("2", "1", type=MessageType.ACK), "cap_is_an_answer"),
        (message("1", info(expires=SENT + timedelta(hours=1))), "cap_expired"),
        (message("1", info(event="暴雪", headline="暴雪")), "cap_other_event"),
    ],
)
async def test_what_is_no_alert_of_theirs_is_refused(
    at_desk: Desk, one: CapMessage, key: str
) -> None:
    assert await refusal(at_desk, one) == key
    assert await said(at_desk) == []


async def test_only_the_office_brings_messages(at_desk: Desk) -> None:
    with pytest.raises(Refusal):
        await receiving.receive(at_desk, STRANGER, brought(message()))


async def test_an_area_that_is_not_ours_is_refused_or_ends_what_concerned_us(
    at_desk: Desk,
) -> None:
    elsewhere = (Area("克州", (NamedValue("GB/T 2260", "653000"),)),)
    assert await refusal(at_desk, message("1", info(areas=elsewhere))) == "cap_not_concerned"
    await take(at_desk, message())
    await take(at_desk, later("zhou-2", "zhou-1", infos=(info(areas=elsewhere),)))
    assert (await orders(at_desk))[-1].kind == OrderKind.LIFT


async def test_an_exercise_is_shown_as_one_and_binds_nobody(at_desk: Desk) -> None:
    row = await take(at_desk, message(status=Status.EXERCISE, note="演练"))
    assert (row.outcome, row.drill) == (CapOutcome.DRILL, True)
    (card,) = await said(at_desk)
    assert card.drill
    assert "来文标明为演练" in card.text
    assert await orders(at_desk) == []


async def test_an_alert_does_not_end_an_exercise_nor_a_test(at_desk: Desk) -> None:
    await take(at_desk, message("d", status=Status.EXERCISE, note="演练"))
    await take(at_desk, message("t", status=Status.TEST))
    for one in ("d", "t"):
        ended = later(f"{one}-2", one, infos=(all_clear(),))
        assert await refusal(at_desk, ended) == "cap_unknown_reference"
    await take(
        at_desk, later("d-3", "d", status=Status.EXERCISE, note="演练", infos=(all_clear(),))
    )
    assert (await said(at_desk))[-1].drill


async def test_an_open_end_is_told_on_the_card(at_desk: Desk) -> None:
    await take(at_desk, message("1", info(expires=None)))
    (order,) = await orders(at_desk)
    assert order.is_open_ended
    assert "解除时间：另行通知" in (await said(at_desk))[0].text


async def test_a_test_of_the_link_is_said_to_be_one(at_desk: Desk) -> None:
    row = await take(at_desk, message(status=Status.TEST))
    assert row.outcome == CapOutcome.LINK_TEST
    assert "【连通测试】收到州指挥部的CAP测试消息" in (await said(at_desk))[0].text
    assert await orders(at_desk) == []


@pytest.mark.clause("C5", "A6")
async def test_a_neighbours_informs_and_proposes_what_was_agreed(at_desk: Desk) -> None:
    row = await take(at_desk, message("m-1", sender="cap.midong"))
    (card,) = await said(at_desk)
    assert "【联防联控】米东区：重污染天气橙色预警，请同时发布、同时启动" in card.text
    assert card.keyboard
    news = await receiving.to_join(at_desk, row.key)
    assert news is not None
    assert (news.level, news.hours) == ("orange", 72)
    await take(at_desk, later("m-2", "m-1", sender="cap.midong", infos=(all_clear(),)))
    assert "更新的原文：m-1" in (await said(at_desk))[-1].text
    assert await receiving.to_join(at_desk, row.key) is None
    assert await receiving.to_join(at_desk, 999) is None
    assert await orders(at_desk) == []


async def test_an_office_on_this_bot_needs_no_messages(at_desk: Desk) -> None:
    at_desk.session.add(
        Chat(
            jurisdiction="kizilsu",
            chat_id=-5,
            role=ChatRole.OFFICE,
            title="州",
            bound_at=at_desk.now,
        )
    )
    await at_desk.session.flush()
    outside: Any = tuple(
        one.model_copy(update={"jurisdiction": "kizilsu"}) if one.id == "zhou" else one
        for one in at_desk.plan.outside
    )
    at_desk.plan = at_desk.plan.model_copy(update={"outside": outside})
    assert await refusal(at_desk, message()) == "cap_comes_by_letter"
