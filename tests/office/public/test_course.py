"""The course of a text for the public: said again, asked after, changed, corrected, or refused."""

from datetime import datetime, timedelta

import pytest

from office.desk import Desk
from office.obligations import coming_today, said_again
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
    releasing,
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
from storage.delivery.outbox import Action, Delivery
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


async def test_a_body_that_publishes_is_still_to_hear_what_is_told_anew_today(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await repeating.expect(desk, alert)
    assert await said_again.coming(desk, ["huanjing"]) == []
    await release(desk, notice)
    assert await said_again.coming(desk, ["huanjing", "gongan"]) == [(alert, "huanjing")]
    assert (await coming_today.counted(desk, ["huanjing"]))["huanjing"] == 1
    assert await said_again.coming(desk, ["gongan"]) == []
    # What is said once more stands on the card by which it was said again.
    assert await repeating.repeat(desk, alert.key) == "said again"
    assert await said_again.coming(desk, ["huanjing"]) == []


async def test_what_is_told_anew_tomorrow_is_of_tomorrow(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    desk.now += timedelta(hours=12)
    await repeating.expect(desk, alert)
    assert await said_again.coming(desk, ["huanjing"]) == []


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
    assert await awaiting.look(desk, notice.key) == "office asked to decide"
    assert len(await said_in_office(desk, notice, "修改意见尚未决定")) == 1
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


async def test_the_words_of_a_preview_go_along_into_the_next_draft(
    desk: Desk, alert: Matter, order: Order
) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])
    place = Place(OFFICE_CHAT)
    await previewing.preview(desk, order, place)
    [first] = await store.of_order(desk.session, order.key, PublicNoticeState.DRAFTED)
    await refused(
        previewing.change(desk, STAFF, first.key, f"短信：{'请少外出' * 15}", ZH),
        "public_short_no_room",
    )
    first.own_words = {}
    changed = await previewing.change(desk, STAFF, first.key, "请少外出。", ZH)
    assert "请少外出。" in changed.text_zh
    assert await said_in_office(desk, first, "请少外出。")
    await previewing.forget(desk, order)
    assert first.state == PublicNoticeState.DROPPED
    again = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    await previewing.preview(desk, again, place, instead_of=order)
    [second] = await store.of_order(desk.session, again.key, PublicNoticeState.DRAFTED)
    assert second.own_words == {"zh": ["请少外出。"]}
    # What is issued is what was previewed.
    await following.issued(desk, alert, again)
    assert (second.state, await newest(desk)) == (RELEASED, second)
    await releasing.drop(desk, second)
    assert second.state == RELEASED


async def test_without_a_preview_before_it_there_are_no_words_to_take_along(
    desk: Desk, alert: Matter, order: Order
) -> None:
    await bind_groups(desk, [])
    [issue] = [one for one in await issued_orders(desk.session, alert.key) if one is not order]
    await previewing.preview(desk, order, Place(OFFICE_CHAT), instead_of=issue)
    [drafted] = await store.of_order(desk.session, order.key, PublicNoticeState.DRAFTED)
    assert drafted.own_words == {}


async def test_an_exercise_is_neither_previewed_nor_told(desk: Desk, alert: Matter) -> None:
    order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    order.drill = True
    await previewing.preview(desk, order, Place(OFFICE_CHAT))
    await following.issued(desk, alert, order)
    await following.started(desk, alert, order)
    assert await store.of_matter(desk.session, alert.key, *PublicNoticeState) == []


async def test_what_was_reviewed_at_its_issue_is_told_as_it_starts(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    reviewed_by(desk, "huanjing")
    [order] = await issued_orders(desk.session, alert.key)
    await following.started(desk, alert, order)
    start = await newest(desk)
    assert (start.occasion, start.state) == (PublicOccasion.START, RELEASED)
    assert await repeating.is_expected(desk, alert)


@pytest.mark.parametrize("was_told", [True, False])
async def test_an_end_is_told_once_more_to_whoever_was_told_of_it(
    desk: Desk, alert: Matter, notice: PublicNotice, was_told: bool
) -> None:
    await release(desk, notice)
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + timedelta(hours=6))
    lift.issued_at = desk.now
    if was_told:
        desk.now += timedelta(minutes=1)
        told = await making.make(desk, lift, PublicOccasion.LIFT, {"zh": ["请仍少外出。"]})
        await release(desk, told)
    before = (await newest(desk)).key
    desk.now = lift.starts_at
    await following.ended(desk, lift)
    last = await newest(desk)
    assert (last.key != before) is was_told
    assert ("请仍少外出。" in last.text_zh) is was_told


async def test_what_a_change_under_review_leaves_is_said_again_at_its_hour(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    await repeating.expect(desk, alert)
    due = await repeat_at(desk, alert)
    reviewed_by(desk, "huanjing")
    desk.now += timedelta(hours=1)
    change = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now + timedelta(hours=6))
    await following.issued(desk, alert, change)
    assert await repeat_at(desk, alert) == due
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    await following.issued(desk, alert, lift)
    [waiting] = await store.of_order(desk.session, lift.key, PublicNoticeState.UNDER_REVIEW)
    assert waiting.occasion == PublicOccasion.LIFT
    assert await repeat_at(desk, alert) is None


async def repeat_at(desk: Desk, alert: Matter) -> datetime | None:
    return await due_at(desk, repeating.REPEAT, alert.key)


async def due_at(desk: Desk, kind: str, subject: int) -> datetime | None:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, subject)
    return item.due_at if item is not None else None


async def test_nothing_is_said_again_before_an_order_runs(desk: Desk) -> None:
    alert = Matter(
        jurisdiction=desk.jurisdiction,
        state=MatterState.IN_FORCE,
        level="orange",
        created_at=desk.now,
    )
    desk.session.add(alert)
    await desk.session.flush()
    await order_of(desk, alert, OrderKind.ISSUE, at=desk.now + timedelta(hours=6))
    assert await repeating.repeat(desk, alert.key) == "not in force"
    await repeating.expect(desk, alert)
    assert await repeat_at(desk, alert) is None


async def test_a_reviewers_words_are_released_as_theirs(desk: Desk, notice: PublicNotice) -> None:
    reviewed_by(desk, "huanjing")
    await refused(reviewing.passed(desk, LIAISON, "huanjing", notice.key), "public_notice_settled")
    await refused(reviewing.passed(desk, LIAISON, "huanjing", notice.key + 7), "button_obsolete")
    await reviewing.ask(desk, notice)
    await reviewing.amend(desk, LIAISON, "huanjing", notice.key, "请少外出。")
    await reviewing.adopt(desk, STAFF, notice.key, adopted=True)
    assert (notice.state, notice.reviewed_by) == (RELEASED, LIAISON.user_id)
    assert "请少外出。" in notice.text_zh
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    asked = [row for row in about if row.context.get(awaiting.REVIEW)]
    assert asked
    assert any(row.target_id == asked[0].key and not row.keyboard for row in about)


async def test_where_it_was_published_is_on_record(desk: Desk, notice: PublicNotice) -> None:
    await release(desk, notice)
    [row] = await store.publications(desk.session, [notice.key])
    await publishing.published(desk, LIAISON, "huanjing", row.key)
    await refused(publishing.say_where(desk, LIAISON, row.key, "  "), "public_where_length")
    await publishing.say_where(desk, LIAISON, row.key, " 市电视台\n和 微博 ")
    assert row.published_where == "市电视台 和 微博"
    assert await said_in_office(desk, notice, "登记已发布：市电视台 和 微博")
    assert publishing.reads(desk, "huanjing")
    assert not publishing.reads(desk, "gongan")


async def test_a_plan_that_tells_the_public_no_more_sets_no_hours(
    desk: Desk, notice: PublicNotice
) -> None:
    reviewed_by(desk, "huanjing")
    await reviewing.ask(desk, notice)
    reviewed_by(desk)
    other = await making.make(desk, await making.order_of(desk, notice), PublicOccasion.ISSUE)
    await release(desk, other)
    [row] = await store.publications(desk.session, [other.key])
    asked = [(awaiting.UNREVIEWED, notice.key), (asking.UNPUBLISHED, row.key)]
    notice.state = PublicNoticeState.UNDER_REVIEW
    due = [await due_at(desk, kind, key) for kind, key in asked]
    desk.plan = desk.plan.model_copy(update={"public_text": None})
    desk.now += timedelta(minutes=31)
    assert await awaiting.look(desk, notice.key) == "asked again"
    assert await publishing.look(desk, row.key) == "asked again"
    assert [await due_at(desk, kind, key) for kind, key in asked] == due


async def test_a_draft_that_stands_in_private_is_shown_to_the_office_too(
    desk: Desk, notice: PublicNotice
) -> None:
    await cards.put_up(desk, notice, Place(STAFF.user_id))
    await release(desk, notice)
    [shown] = await said_in_office(desk, notice, "公众信息已发")
    assert notice.card_id == shown.key
    await cards.show_in_office(desk, notice)
    sends = [row for row in await said_in_office(desk, notice) if row.action == Action.SEND]
    assert sends == [shown]


async def test_what_has_ended_is_not_ended_once_more(desk: Desk, notice: PublicNotice) -> None:
    await release(desk, notice)
    await releasing.end(desk, notice, by=notice)
    ended_at = notice.ended_at
    desk.now += timedelta(hours=1)
    await releasing.end(desk, notice, by=notice)
    assert (notice.state, notice.ended_at) == (PublicNoticeState.ENDED, ended_at)


async def under_correction(desk: Desk, order: Order) -> PublicNotice:
    """What was told of the order is wrong, and its correction waits for the review."""
    told = await making.make(desk, order, PublicOccasion.ADJUST, {"zh": ["请多外出。"]})
    await release(desk, told)
    reviewed_by(desk, "huanjing")
    fix = await correcting.draft(desk, STAFF, Place(OFFICE_CHAT), told.key, "请少外出。")
    await correcting.send(desk, STAFF, fix.key)
    assert fix.state == PublicNoticeState.UNDER_REVIEW
    return fix


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_start_never_goes_in_words_that_are_being_corrected(
    desk: Desk, alert: Matter, notice: PublicNotice, order: Order, at_once: bool
) -> None:
    fix = await under_correction(desk, order)
    await following.started(desk, alert, order)
    assert fix.state == PublicNoticeState.DROPPED
    [start] = await store.of_order(desk.session, order.key, PublicNoticeState.UNDER_REVIEW)
    assert start.occasion == PublicOccasion.START
    [told] = await said_in_office(desk, start, "更正后的内容尚未审核", "尚未向公众发布")
    assert told.keyboard is not None
    assert told.keyboard[0][0]["label"] == "不再等审核，直接发出"
    if at_once:
        await correcting.send(desk, STAFF, start.key)
    else:
        await reviewing.passed(desk, LIAISON, "huanjing", start.key)
    assert start.state == RELEASED
    assert "请少外出" in start.text_zh
    assert "请多外出" not in start.text_zh


async def test_an_announced_end_never_goes_in_words_that_are_being_corrected(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now + timedelta(hours=6))
    lift.issued_at = desk.now
    fix = await under_correction(desk, lift)
    desk.now += timedelta(hours=6)
    await following.ended(desk, lift)
    assert fix.state == PublicNoticeState.DROPPED
    [end] = await store.of_order(desk.session, lift.key, PublicNoticeState.UNDER_REVIEW)
    assert (end.occasion, end.own_words) == (PublicOccasion.LIFT, {"zh": ["请少外出。"]})


async def test_a_start_whose_words_are_corrected_leaves_a_later_change_to_its_review(
    desk: Desk, alert: Matter, notice: PublicNotice, order: Order
) -> None:
    await under_correction(desk, order)
    change = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now + timedelta(hours=6))
    change.issued_at = desk.now
    coming = await making.make(desk, change, PublicOccasion.ADJUST)
    await reviewing.ask(desk, coming)
    await following.started(desk, alert, order)
    assert coming.state == PublicNoticeState.UNDER_REVIEW


async def test_what_was_corrected_after_it_was_said_again_is_said_in_the_right_words(
    desk: Desk, alert: Matter, notice: PublicNotice
) -> None:
    await release(desk, notice)
    fix = await correcting.draft(desk, STAFF, Place(OFFICE_CHAT), notice.key, "请少外出。")
    assert await repeating.repeat(desk, alert.key) == "said again"
    await correcting.send(desk, STAFF, fix.key)
    assert await repeating.repeat(desk, alert.key) == "said again"
    assert "请少外出" in (await newest(desk)).text_zh
