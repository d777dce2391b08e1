"""An alert above: its counties get it at their own desks, are bound by it, and are shown above."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office.records import papers
from office.refusal import Refusal
from office.region import above as office_above
from office.region import counties, floor
from storage.decisions import matters as store
from storage.decisions.matters import OrderKind
from storage.region import filed_orders, upper_orders
from storage.region.filed_orders import Progress
from storage.region.letters import Letter
from storage.roster.chats import Chat, ChatRole
from tests.office.conftest import MORNING, Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    exchange,
    issue,
    labels,
    pass_time,
    said_in,
    take_due,
    texts_in,
)

COUNTY_CHAT, OTHER_CHAT = -4000, -4001


@pytest.fixture
async def county_chats(above: Office) -> None:
    """Both counties have a group at the prefecture; one of them has an office here as well."""
    async with above.desk() as desk:
        for chat_id, county in ((COUNTY_CHAT, "wuqia"), (OTHER_CHAT, "aheqi")):
            desk.session.add(
                Chat(
                    jurisdiction=ABOVE,
                    chat_id=chat_id,
                    role=ChatRole.COUNTY,
                    agency=county,
                    title=county,
                    bound_at=desk.now,
                )
            )


async def progress_of(above: Office) -> dict[str, str]:
    async with above.desk() as desk:
        [alert] = await store.matters_in(desk.session, ABOVE, *store.OPEN_MATTERS)
        rows = await filed_orders.progress_of_matter(desk.session, alert.key)
        return {row.body: row.progress for row in rows}


async def refusal_of(below: Office, kind: OrderKind, level: str | None) -> str | None:
    async with below.desk() as desk:
        try:
            await floor.require(desk, kind, level)
        except Refusal as refusal:
            return refusal.key
        return None


async def test_the_countys_office_gets_a_card_with_the_draft(above: Office, below: Office) -> None:
    await issue(above)
    assert await exchange(above, below) == ["followed"]
    [card] = await said_in(below, GROUPS[BELOW])
    for words in (
        "【上级预警】",
        "橙色",
        "启动时间",
        "72小时",
        "会商认为",
        "不得低于橙色",
    ):
        assert words in card.text
    assert "前办结" not in card.text
    assert labels(card) == ["拟稿：橙色预警"]


async def test_its_own_chat_is_not_told_twice(
    above: Office, below: Office, county_chats: None
) -> None:
    await issue(above)
    assert await texts_in(above, COUNTY_CHAT) == []
    [told, *_] = await texts_in(above, OTHER_CHAT)
    assert "橙色预警" in told


async def test_a_county_that_was_not_chosen_hears_nothing(
    above: Office, below: Office, county_chats: None
) -> None:
    await issue(above, counties=("aheqi",))
    assert await exchange(above, below) == []
    assert await texts_in(below, GROUPS[BELOW]) == []
    [told, *_] = await texts_in(above, OTHER_CHAT)
    assert "涉及县（市）：阿合奇县" in told


async def test_only_the_chosen_county_is_told(
    above: Office, below: Office, county_chats: None
) -> None:
    await issue(above, counties=("wuqia",))
    await exchange(above, below)
    assert await texts_in(above, OTHER_CHAT) == []
    assert len(await texts_in(below, GROUPS[BELOW])) == 1


async def test_a_county_that_an_adjustment_leaves_out_reads_that(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    await issue(above, OrderKind.ADJUST, counties=("aheqi",))
    await exchange(above, below)
    assert "不再涉及本辖区" in (await texts_in(below, GROUPS[BELOW]))[-1]
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") is None
    assert await progress_of(above) == {"wuqia": Progress.ENDED}


async def test_below_the_floor_nothing_is_issued_and_at_it_everything(
    above: Office, below: Office
) -> None:
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") is None
    await issue(above)
    await exchange(above, below)
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") == "below_floor_issue"
    assert await refusal_of(below, OrderKind.ISSUE, "orange") is None
    assert await refusal_of(below, OrderKind.ADJUST, "yellow") == "below_floor_adjust"
    assert await refusal_of(below, OrderKind.LIFT, None) == "below_floor_lift"
    assert await refusal_of(below, OrderKind.CANCEL, None) == "below_floor_cancel"


async def test_what_is_wanted_above_cannot_be_declined_below(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    async with below.desk() as desk:
        for level in desk.plan.levels:
            if level.id == "red":
                await floor.require_free_to_decline(desk, level)
                continue
            with pytest.raises(Refusal, match="below_floor_decline"):
                await floor.require_free_to_decline(desk, level)


async def test_what_is_raised_above_binds_at_once_and_what_is_lowered_when_it_starts(
    above: Office, below: Office
) -> None:
    await issue(above)
    tomorrow = MORNING + timedelta(days=1)
    await issue(above, OrderKind.ADJUST, "red", starts_at=tomorrow)
    await exchange(above, below)
    assert await refusal_of(below, OrderKind.ISSUE, "orange") == "below_floor_issue"
    await issue(above, OrderKind.ADJUST, "yellow", starts_at=tomorrow)
    await exchange(above, below)
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") == "below_floor_issue"
    pass_time(timedelta(days=1), above, below)
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") is None


async def test_the_lock_goes_with_the_lift_above(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    await issue(below)
    await issue(above, OrderKind.LIFT)
    await exchange(above, below)
    card = (await said_in(below, GROUPS[BELOW]))[-1]
    assert "解除橙色预警" in card.text
    assert labels(card) == ["拟稿解除"]
    assert await refusal_of(below, OrderKind.LIFT, None) is None


async def test_the_upper_office_sees_who_has_started(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    assert await progress_of(above) == {"wuqia": Progress.NONE}
    [board] = [text for text in await texts_in(above, GROUPS[ABOVE]) if "县（市）已启动" in text]
    assert "未启动（1）：乌恰县" in board
    await issue(below, level="red")
    assert await exchange(above, below) == ["filed", "started"]
    assert await progress_of(above) == {"wuqia": Progress.STARTED}
    [edited] = [text for text in await texts_in(above, GROUPS[ABOVE]) if "1/1" in text]
    assert "已启动：乌恰县，红色预警" in edited


async def test_a_county_whose_alert_is_enough_has_nothing_to_do(
    above: Office, below: Office
) -> None:
    await issue(below, level="red")
    await exchange(above, below)
    await issue(above)
    await exchange(above, below)
    card = (await said_in(below, GROUPS[BELOW]))[-1]
    assert "无须另行发布" in card.text
    assert labels(card) == []
    assert await progress_of(above) == {"wuqia": Progress.STARTED}


async def test_a_county_below_the_new_level_is_to_raise_its_own(
    above: Office, below: Office
) -> None:
    await issue(below, level="yellow")
    await issue(above)
    await exchange(above, below)
    assert labels((await said_in(below, GROUPS[BELOW]))[-1]) == ["拟稿：调整为橙色预警"]


async def test_who_has_not_started_is_asked_again_and_then_named(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    pass_time(timedelta(hours=1), above, below)
    assert await take_due(above, counties.REMIND) == ["reminded 1"]
    assert await exchange(above, below) == ["reminded"]
    assert "【催办】" in (await texts_in(below, GROUPS[BELOW]))[-1]
    pass_time(timedelta(hours=1), above, below)
    assert await take_due(above, counties.REPORT) == ["told of 1"]
    assert "1个县（市）尚未启动" in (await texts_in(above, GROUPS[ABOVE]))[-1]


async def test_who_has_started_is_not_asked_again(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    await issue(below)
    await exchange(above, below)
    pass_time(timedelta(hours=2), above, below)
    assert await take_due(above, counties.REMIND, counties.REPORT) == [
        "reminded 0",
        "all have started",
    ]


async def test_a_reminder_that_crosses_the_start_is_not_told(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    pass_time(timedelta(hours=1), above, below)
    await take_due(above, counties.REMIND)
    await issue(below)
    assert "no longer awaited" in await exchange(below)


async def test_an_order_that_was_replaced_is_not_chased(above: Office, below: Office) -> None:
    await issue(above)
    await issue(above, OrderKind.ADJUST, "red")
    await exchange(above, below)
    pass_time(timedelta(hours=1), above, below)
    assert await take_due(above, counties.REMIND) == ["replaced or over", "reminded 1"]


async def test_every_own_order_is_filed_above(above: Office, below: Office) -> None:
    await issue(below, level="yellow")
    await issue(below, OrderKind.ADJUST, "orange")
    await issue(below, OrderKind.LIFT)
    await exchange(above, below)
    async with above.desk() as desk:
        rows = await filed_orders.filed_in(desk.session, ABOVE)
    assert [row.kind for row in rows] == ["alert_lift", "alert_adjust", "alert_issue"]
    assert {row.body for row in rows} == {"wuqia"}
    assert rows[-1].facts["level"] == "黄色"
    async with above.desk() as desk:
        shown = (await papers.of_all(desk)).filed
    assert [(one.body, one.title) for one in shown[-1:]] == [("乌恰县", rows[-1].title)]
    told = [text for text in await texts_in(above, GROUPS[ABOVE]) if "【备案】" in text]
    assert len(told) == 3
    assert "乌恰县" in told[0]


async def test_an_exercise_stays_in_the_house(above: Office, below: Office) -> None:
    await issue(above, drill=True)
    assert await exchange(above, below) == []


async def test_a_level_that_our_plan_does_not_know_binds_nobody(
    above: Office, below: Office
) -> None:
    await issue(above)
    async with below.desk() as desk:
        [letter] = (await desk.session.exec(select(Letter))).all()
        news = {**letter.payload["news"], "level": "violet", "level_name": "紫色"}
        letter.payload = {**letter.payload, "news": news}
        desk.session.add(letter)
    await exchange(above, below)
    [card] = await said_in(below, GROUPS[BELOW])
    assert "没有“紫色”这一级别" in card.text
    assert labels(card) == []
    assert await refusal_of(below, OrderKind.ISSUE, "yellow") is None


async def test_the_button_of_an_order_that_was_followed_by_another_is_over(
    above: Office, below: Office
) -> None:
    await issue(above)
    await issue(above, OrderKind.ADJUST, "red")
    await exchange(above, below)
    async with below.desk() as desk:
        first, second = await upper_orders.checked(desk.session, BELOW)
        assert await office_above.standing_row(desk, first.key) is None
        assert await office_above.standing_row(desk, second.key) == second
