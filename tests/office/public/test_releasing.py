"""A text is released once, to the bodies that publish it, and ends the one before it."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from office.delivery_kinds import rules_of
from office.desk import Desk
from office.plan.model import Plan
from office.plan.unasked import Unasked
from office.public import asking, making, releasing
from office.public.releasing import release
from storage.decisions import public_notices as store
from storage.decisions.matters import Matter, OrderKind, issued_orders
from storage.decisions.public_notices import PublicNotice, PublicNoticeState, PublicOccasion
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.episodes import bind_groups, order_of
from tests.office.public.test_wording import TOLD
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump(mode="json")
    told = TOLD | {"publishers": ["huanjing", "gongan"]}
    return Plan.model_validate(facts | {"public_text": told})


async def made(desk: Desk, alert: Matter, occasion: PublicOccasion) -> PublicNotice:
    *_, order = await issued_orders(desk.session, alert.key)
    return await making.make(desk, order, occasion)


async def texts(desk: Desk, notice: PublicNotice) -> list[str]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(notice))
    return [row.text for row in rows if row.kind == DeliveryKind.PUBLIC]


async def test_one_message_brings_each_version_to_be_copied_by_one_tap(
    desk: Desk, alert: Matter
) -> None:
    await bind_groups(desk, ["huanjing"])
    notice = await made(desk, alert, PublicOccasion.ISSUE)
    await release(desk, notice)
    [card] = await texts(desk, notice)
    assert "请向公众发布：橙色预警" in card
    assert re.findall(r"<b>(.*)</b>\n<pre>", card) == ["公众文本", "短信", "广播稿", "英文文本"]
    assert card.count("<pre>") == card.count("</pre>") == 4
    [asked, without_chat] = await store.publications(desk.session, [notice.key])
    assert (asked.body, len(asked.cards)) == ("huanjing", 1)
    assert (without_chat.body, without_chat.cards) == ("gongan", [])
    assert notice.released_at == desk.now


@pytest.mark.parametrize(
    ("long", "moved"),
    [({"text_en": "x" * 3200}, ["英文文本"]), ({"broadcast": "长" * 3400}, ["广播稿", "英文文本"])],
)
async def test_what_one_message_cannot_hold_follows_in_another(
    desk: Desk, alert: Matter, long: dict[str, str], moved: list[str]
) -> None:
    await bind_groups(desk, ["huanjing"])
    notice = await made(desk, alert, PublicOccasion.ISSUE)
    for name, text in long.items():
        setattr(notice, name, text)
    await release(desk, notice)
    card, rest = await texts(desk, notice)
    assert f"{'、'.join(moved)}另见下一条" in card
    assert re.findall(r"<b>(.*)</b>\n<pre>", rest) == moved
    [row] = [one for one in await store.publications(desk.session, [notice.key]) if one.cards]
    shown = await outbox.deliveries(desk.session, row.cards)
    assert [one.keyboard is not None for one in shown.values()] == [True]
    # Both say so once it holds no longer.
    await release(desk, await made(desk, alert, PublicOccasion.REPEAT))
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    edited = [
        one.text for one in about if one.action == Action.EDIT and one.chat_id == row_chat(shown)
    ]
    assert len(edited) == 2
    assert all("已由新的内容代替" in text and "<pre>" not in text for text in edited)


def row_chat(shown: Mapping[int, Delivery]) -> int:
    [one] = shown.values()
    return one.chat_id


async def test_what_is_said_again_comes_without_a_sound(desk: Desk, alert: Matter) -> None:
    await bind_groups(desk, ["huanjing"])
    notice = await made(desk, alert, PublicOccasion.REPEAT)
    await release(desk, notice)
    about = await outbox.deliveries_about(desk.session, Subject.of(notice))
    [again] = [one for one in about if one.agency == "huanjing"]
    assert again.kind == DeliveryKind.PUBLIC_AGAIN
    assert rules_of(again.kind).silent


async def again(desk: Desk, alert: Matter, hours: int) -> PublicNotice:
    desk.now += timedelta(hours=hours)
    notice = await made(desk, alert, PublicOccasion.REPEAT)
    await release(desk, notice)
    return notice


async def cards_of(desk: Desk, notice: PublicNotice) -> list[int]:
    [row, _] = await store.publications(desk.session, [notice.key])
    return row.cards


async def test_said_again_it_is_one_message_a_day(desk: Desk, alert: Matter) -> None:
    groups = await bind_groups(desk, ["huanjing"])
    await release(desk, await made(desk, alert, PublicOccasion.ISSUE))
    first, second, third = [await again(desk, alert, hours) for hours in (2, 4, 4)]
    [card] = await cards_of(desk, first)
    assert await cards_of(desk, second) == await cards_of(desk, third) == [card]
    sent = await outbox.deliveries(desk.session, [card])
    assert sent[card].subject == Subject.of(third)
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, groups["huanjing"].chat_id)
    # Of the cards before it one is edited for each, and what is shown is the newest.
    [edit] = [row for row in rows if row.target_id == card]
    assert "滚动播报" in edit.text
    assert [one["label"] for line in edit.keyboard or () for one in line] == ["已发布"]
    # Whoever says so now of an earlier one changes nothing of what stands there.
    [row, _] = await store.publications(desk.session, [first.key])
    await asking.redraw(desk, first, row)
    assert (await outbox.delivery(desk.session, edit.key)).keyboard == edit.keyboard


@pytest.mark.parametrize(
    ("a_day", "level", "goes_below"),
    [(4, "orange", True), (3, "orange", False), (3, "red", True)],
)
async def test_below_another_text_it_is_said_again_where_the_day_has_room(
    desk: Desk, alert: Matter, a_day: int, level: str, goes_below: bool
) -> None:
    desk.plan = desk.plan.model_copy(update={"unasked": Unasked(a_day=a_day)})
    await bind_groups(desk, ["huanjing"])
    await release(desk, await made(desk, alert, PublicOccasion.ISSUE))
    first = await again(desk, alert, 2)
    change = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level=level)
    await release(desk, await making.make(desk, change, PublicOccasion.ADJUST))
    later = await again(desk, alert, 4)
    assert (await cards_of(desk, later) != await cards_of(desk, first)) is goes_below


async def test_where_the_days_card_is_gone_it_comes_in_a_message_of_its_own(
    desk: Desk, alert: Matter
) -> None:
    groups = await bind_groups(desk, ["huanjing"])
    await release(desk, await made(desk, alert, PublicOccasion.ISSUE))
    first, second = [await again(desk, alert, hours) for hours in (2, 4)]
    [card] = await cards_of(desk, first)
    chat_id = groups["huanjing"].chat_id
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)
    [edit] = [row for row in rows if row.target_id == card]
    for _ in range(2):
        await asking.edit_failed(desk, edit)
    [anew] = await cards_of(desk, second)
    sent = await outbox.delivery(desk.session, anew)
    assert anew != card
    assert (sent.action, sent.chat_id, sent.kind) == (
        Action.SEND,
        chat_id,
        DeliveryKind.PUBLIC_AGAIN,
    )
    assert sent.subject == Subject.of(second)
    # Said again once more, it stands in the new one; where that is gone, too, it is sent anew.
    third = await again(desk, alert, 4)
    assert await cards_of(desk, third) == [anew]


@pytest.mark.parametrize("why", ["published", "ended", "its own card"])
async def test_what_need_not_be_said_is_not_said_though_its_card_is_gone(
    desk: Desk, alert: Matter, why: str
) -> None:
    groups = await bind_groups(desk, ["huanjing"])
    await release(desk, await made(desk, alert, PublicOccasion.ISSUE))
    said = await again(desk, alert, 2)
    if why != "its own card":
        said = await again(desk, alert, 4)
    [row, _] = await store.publications(desk.session, [said.key])
    [card] = row.cards
    if why == "published":
        row.published_at = desk.now
    elif why == "ended":
        said.state = PublicNoticeState.ENDED
    shown = await outbox.delivery(desk.session, card)
    await asking.redraw(desk, said, row)
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, groups["huanjing"].chat_id)
    [edit] = [one for one in rows if one.target_id == shown.key]
    await asking.edit_failed(desk, edit)
    assert await cards_of(desk, said) == [card]


async def test_it_is_another_message_next_day_and_below_what_was_told_meanwhile(
    desk: Desk, alert: Matter
) -> None:
    await bind_groups(desk, ["huanjing"])
    await release(desk, await made(desk, alert, PublicOccasion.ISSUE))
    first, tomorrow = await again(desk, alert, 2), await again(desk, alert, 24)
    assert await cards_of(desk, first) != await cards_of(desk, tomorrow)
    await release(desk, await made(desk, alert, PublicOccasion.ADJUST))
    assert await cards_of(desk, await again(desk, alert, 1)) != await cards_of(desk, tomorrow)


async def test_a_newer_text_ends_the_one_before(desk: Desk, alert: Matter) -> None:
    first = await made(desk, alert, PublicOccasion.ISSUE)
    await release(desk, first)
    waiting = await made(desk, alert, PublicOccasion.START)
    newest = await made(desk, alert, PublicOccasion.REPEAT)
    await store.move(
        desk.session, waiting.key, [PublicNoticeState.DRAFTED], PublicNoticeState.UNDER_REVIEW
    )
    await release(desk, newest)
    assert first.state == PublicNoticeState.ENDED
    assert waiting.state == PublicNoticeState.DROPPED
    await refused(release(desk, newest), "public_notice_settled")


async def test_a_correction_marks_what_was_wrong(desk: Desk, alert: Matter) -> None:
    await bind_groups(desk, ["huanjing"])
    wrong = await made(desk, alert, PublicOccasion.ISSUE)
    await release(desk, wrong)
    order = await making.order_of(desk, wrong)
    right = await making.make(desk, order, PublicOccasion.CORRECTION, {"zh": ["对。"]}, wrong)
    await release(desk, right)
    assert wrong.state == PublicNoticeState.CORRECTED
    assert right.text_zh.startswith("更正：12月1日8时发布的内容有误，以本次发布的内容为准。")
    assert right.broadcast.startswith("更正，十二月一日八时播发的内容有误")
    assert "】更正：" in right.short
    about = await outbox.deliveries_about(desk.session, Subject.of(wrong))
    assert any("请停止发布并更正" in row.text for row in about)


async def test_what_was_dropped_is_not_released(desk: Desk, alert: Matter) -> None:
    notice = await made(desk, alert, PublicOccasion.ISSUE)
    await releasing.drop(desk, notice)
    await refused(release(desk, notice), "public_notice_settled")
