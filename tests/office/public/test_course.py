"""The course of a text for the public: said again, asked after, changed, corrected, or refused."""

from datetime import timedelta

import pytest

from office.desk import Desk
from office.plan.model import Plan
from office.post import Place
from office.public import (
    asking,
    awaiting,
    cards,
    correcting,
    following,
    making,
    own_words,
    previewing,
    publishing,
    repeating,
    reviewing,
)
from office.public.releasing import release
from office.reading.public_words import SHORT, ZH
from storage import agenda
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, issued_orders
from storage.decisions.public_notices import PublicNotice, PublicNoticeState, PublicOccasion
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, bind_groups, order_of
from tests.office.public.test_wording import TOLD
from tests.office.signers import COLLEAGUE, EVERYBODY, LIAISON, STAFF, appoint, refused

RELEASED = PublicNoticeState.RELEASED


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump(mode="json")
    silent = {"start": "22:00", "end": "07:00"}
    said = TOLD | {"repeat_at_level": {"orange": "4h"}, "silent": silent}
    return Plan.model_validate(facts | {"public_text": said})


@pytest.fixture
async def notice(desk: Desk, alert: Matter) -> PublicNotice:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])
    [order] = await issued_orders(desk.session, alert.key)
    return await making.make(desk, order, PublicOccasion.ISSUE)


async def newest(desk: Desk) -> PublicNotice:
    [found] = await store.newest_released(desk.session, desk.jurisdiction)
    return found


async def test_it_is_said_again_only_where_that_is_true(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    assert await repeating.repeat(desk, alert.key) == "never released"
    await reviewing.ask(desk, notice)
    assert await repeating.repeat(desk, alert.key) == "under review"
    await release(desk, notice)
    assert await repeating.repeat(desk, alert.key) == "said again"
    again = await newest(desk)
    assert (again.occasion, notice.state) == (PublicOccasion.REPEAT, PublicNoticeState.ENDED)
    desk.now += timedelta(hours=15)
    assert await repeating.repeat(desk, alert.key) == "silent hours"
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, repeating.REPEAT, alert.key)
    assert item is not None
    assert desk.local(item.due_at).strftime("%d %H:%M") == "02 07:00"
    alert.state = MatterState.LIFTED
    assert await repeating.repeat(desk, alert.key) == "not in force"


@pytest.mark.parametrize(
    ("kind", "zh", "read", "short"),
    [
        (
            OrderKind.ADJUST,
            "自12月1日14时起，将调整为红色预警，执行Ⅰ级应急响应。",
            "从十二月一日十四时起，将调整为红色预警",
            "12月1日14时起调整为红色。",
        ),
        (
            OrderKind.LIFT,
            "自12月1日14时起，将解除预警，终止Ⅱ级应急响应。",
            "从十二月一日十四时起，将解除预警",
            "12月1日14时起解除。",
        ),
    ],
)
async def test_what_is_announced_is_told_beside_what_holds(
    desk: Desk,
    alert: Matter,
    notice: PublicNotice,
    kind: OrderKind,
    zh: str,
    read: str,
    short: str,
) -> None:
    await release(desk, notice)
    at = desk.now + timedelta(hours=6)
    level = "red" if kind is OrderKind.ADJUST else "orange"
    coming = await order_of(desk, alert, kind, at=at, level=level)
    coming.issued_at = desk.now
    await desk.session.flush()
    assert await repeating.repeat(desk, alert.key) == "said again"
    again = await newest(desk)
    assert zh in again.text_zh
    assert read in again.broadcast
    assert short in again.short
    assert ("预计持续至" in again.text_zh) is (kind is OrderKind.ADJUST)


async def test_a_body_that_does_not_say_so_is_asked_once_more(
    desk: Desk, notice: PublicNotice
) -> None:
    await release(desk, notice)
    [row] = await store.publications(desk.session, [notice.key])
    night = desk.now
    desk.now += timedelta(hours=15)
    assert await publishing.look(desk, row.key) == "quiet hours"
    desk.now = night + timedelta(minutes=30)
    assert await publishing.look(desk, row.key) == "asked again"
    assert await publishing.look(desk, row.key) == "office told"
    await refused(publishing.published(desk, LIAISON, "gongan", row.key), "public_not_your_text")
    await publishing.published(desk, LIAISON, "huanjing", row.key)
    await refused(publishing.registered(desk, STAFF, row.key), "public_published_already")
    assert await publishing.look(desk, row.key) == "published or over"
    await refused(publishing.say_where(desk, STAFF, row.key, "电视"), "public_where_not_yours")
    await refused(publishing.say_where(desk, LIAISON, row.key, "长" * 101), "public_where_length")
    await refused(publishing.registered(desk, STAFF, row.key + 7), "button_obsolete")
    waiting = await agenda.waiting_item(
        desk.session, desk.jurisdiction, asking.UNPUBLISHED, row.key
    )
    assert waiting is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("长" * 601, "public_words_too_long_zh"),
        ("英文：" + "x" * 1201, "public_words_too_long_en"),
        ("短信：" + "长" * 61, "public_words_too_long_short"),
        ("红色预警", "public_words_tell_facts"),
        ("12月5日解除", "public_words_tell_facts"),
        ("到8:30为止", "public_words_tell_facts"),
        ("短信：", "public_words_missing"),
        ("。。。", "public_words_missing"),
    ],
)
async def test_words_that_are_not_the_offices_to_say(desk: Desk, said: str, why: str) -> None:
    async def read() -> None:
        own_words.read(desk, said, ZH)

    await refused(read(), why)


async def test_words_are_read_by_their_headings(desk: Desk) -> None:
    assert own_words.read(desk, "请少外出。\n英文：Stay in.\n短信：请少外出。", ZH) == {
        "zh": ["请少外出。"],
        "en": ["Stay in."],
        "short": ["请少外出。"],
    }
    assert own_words.read(desk, "请少外出。\n正文：请减少外出。", SHORT) == {
        "short": ["请少外出。"],
        "zh": ["请减少外出。"],
    }


async def test_what_was_settled_is_settled(desk: Desk, notice: PublicNotice) -> None:
    await refused(correcting.send(desk, STAFF, notice.key), "button_obsolete")
    await refused(correcting.to_correct(desk, STAFF, notice.key), "public_not_in_force")
    await refused(reviewing.passed(desk, LIAISON, "gongan", notice.key), "public_not_your_review")
    await refused(correcting.give_up(desk, STAFF, notice.key), "public_notice_settled")
    await refused(previewing.known(desk, notice.key + 7), "button_obsolete")
    await reviewing.ask(desk, notice)
    await refused(reviewing.ask(desk, notice), "public_notice_settled")
    await refused(reviewing.adopt(desk, STAFF, notice.key, adopted=True), "button_obsolete")
    # The office need not wait for the review.
    await correcting.send(desk, STAFF, notice.key)
    assert notice.state == RELEASED
    await refused(correcting.send(desk, STAFF, notice.key), "public_notice_settled")
    await refused(previewing.to_change(desk, STAFF, notice.key), "public_notice_settled")
    await refused(previewing.to_change(desk, LIAISON, notice.key), "office_only")


async def test_a_correction_follows_what_was_said_again(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    place = Place(OFFICE_CHAT)
    drafted = await correcting.draft(desk, STAFF, place, notice.key, "请少外出。")
    other = await correcting.draft(desk, COLLEAGUE, place, notice.key, "请不外出。")
    assert await repeating.repeat(desk, alert.key) == "said again"
    again = await newest(desk)
    await correcting.send(desk, STAFF, drafted.key)
    assert (drafted.corrects_id, again.state) == (again.key, PublicNoticeState.CORRECTED)
    await correcting.give_up(desk, COLLEAGUE, other.key)
    assert other.state == PublicNoticeState.DROPPED
    order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    late = await correcting.draft(desk, STAFF, place, drafted.key, "请少外出。")
    await following.issued(desk, alert, order)
    await refused(correcting.send(desk, STAFF, late.key), "public_not_in_force")


def reviewed_by(desk: Desk, *bodies: str) -> None:
    told = desk.plan.public_text
    assert told is not None
    reviewed = told.model_copy(update={"reviewers": bodies})
    desk.plan = desk.plan.model_copy(update={"public_text": reviewed})


async def said_in_office(desk: Desk, notice: PublicNotice, *fragments: str) -> list[Delivery]:
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    return [
        row
        for row in about
        if row.chat_id == OFFICE_CHAT and all(one in row.text for one in fragments)
    ]


async def test_a_review_is_asked_for_once_more_and_then_left_to_the_office(
    desk: Desk, notice: PublicNotice
) -> None:
    reviewed_by(desk, "huanjing")
    await reviewing.ask(desk, notice)
    night = desk.now
    desk.now += timedelta(hours=15)
    assert await awaiting.look(desk, notice.key) == "quiet hours"
    desk.now = night + timedelta(minutes=30)
    assert await awaiting.look(desk, notice.key) == "asked again"
    assert not await said_in_office(desk, notice, "还没有审核")
    assert await awaiting.look(desk, notice.key) == "office told"
    [told] = await said_in_office(desk, notice, "还没有审核")
    assert told.keyboard is not None
    assert told.keyboard[0][0]["label"] == "不再等审核，直接发出"
    await reviewing.amend(desk, LIAISON, "huanjing", notice.key, "请少外出。")
    assert await awaiting.look(desk, notice.key) == "amended"
    await correcting.send(desk, STAFF, notice.key)
    assert await awaiting.look(desk, notice.key) == "reviewed or over"


async def test_the_office_hears_at_once_where_nobody_can_review(
    desk: Desk, notice: PublicNotice
) -> None:
    reviewed_by(desk, "gongan")
    await cards.put_up(desk, notice, Place(OFFICE_CHAT))
    await reviewing.ask(desk, notice)
    assert await said_in_office(desk, notice, "公众信息送审中", "未接入或无法联系，不能送审")
    [told] = await said_in_office(desk, notice, "不能送审，尚未向公众发布")
    assert told.keyboard is not None
    waiting = await agenda.waiting_item(
        desk.session, desk.jurisdiction, awaiting.UNREVIEWED, notice.key
    )
    assert waiting is None


@pytest.mark.parametrize("kind", [OrderKind.ADJUST, OrderKind.LIFT])
async def test_what_holds_is_told_on_while_a_change_waits_for_its_review(
    desk: Desk, alert: Matter, notice: PublicNotice, kind: OrderKind
) -> None:
    await release(desk, notice)
    reviewed_by(desk, "huanjing")
    change = await order_of(desk, alert, kind, at=desk.now + timedelta(hours=6), level="red")
    change.issued_at = desk.now
    await following.issued(desk, alert, change)
    [waiting] = await store.of_order(desk.session, change.key, PublicNoticeState.UNDER_REVIEW)
    assert await repeating.repeat(desk, alert.key) == "said again"
    again = await newest(desk)
    # It tells what was released and still holds, and of the change nothing yet.
    assert "橙色预警Ⅱ级应急响应仍在执行" in again.text_zh
    assert "将" not in again.text_zh.split("健康影响")[0]
    about = await outbox.deliveries_about(desk.session, Subject.of(again))
    assert any("另有变更内容正在审核，本次仍按已发布的内容播报" in row.text for row in about)
    assert waiting.state == PublicNoticeState.UNDER_REVIEW
    await reviewing.passed(desk, LIAISON, "huanjing", waiting.key)
    assert (waiting.state, again.state) == (RELEASED, PublicNoticeState.ENDED)
    assert await repeating.repeat(desk, alert.key) == "said again"
    assert "，将" in (await newest(desk)).text_zh


async def test_what_holds_no_longer_is_not_told_on_and_the_office_hears_so(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    reviewed_by(desk, "huanjing")
    first = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    first.issued_at = desk.now
    await following.issued(desk, alert, first)
    [overtaken] = await store.of_order(desk.session, first.key, PublicNoticeState.UNDER_REVIEW)
    second = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="yellow")
    second.issued_at = desk.now
    await following.issued(desk, alert, second)
    # What a newer order has overtaken can no longer be passed.
    assert overtaken.state == PublicNoticeState.DROPPED
    [waiting] = await store.of_order(desk.session, second.key, PublicNoticeState.UNDER_REVIEW)
    assert await repeating.repeat(desk, alert.key) == "under review"
    [told] = await said_in_office(desk, waiting, "现在没有仍然适用的内容可播，本次未滚动播报")
    assert told.keyboard is not None
    assert await newest(desk) == notice


async def test_a_start_that_finds_its_issue_unreviewed_is_reviewed_instead(
    desk: Desk, alert: Matter, notice: PublicNotice, order: Order
) -> None:
    reviewed_by(desk, "huanjing")
    await following.issued(desk, alert, order)
    [waiting] = await store.of_order(desk.session, order.key, PublicNoticeState.UNDER_REVIEW)
    assert waiting.occasion == PublicOccasion.ADJUST
    await following.started(desk, alert, order)
    assert waiting.state == PublicNoticeState.DROPPED
    [start] = await store.of_order(desk.session, order.key, PublicNoticeState.UNDER_REVIEW)
    assert start.occasion == PublicOccasion.START
    await reviewing.amend(desk, LIAISON, "huanjing", start.key, "请少外出。")
    await reviewing.adopt(desk, STAFF, start.key, adopted=False)
    assert (start.state, start.own_words) == (RELEASED, {})
