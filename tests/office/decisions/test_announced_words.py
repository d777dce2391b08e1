"""What an adjustment says of measures that nobody has begun with, or that hold for a while yet."""

from datetime import timedelta

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.matters.kinds import NOT_BEGUN
from office.matters.order_texts import order_text
from office.public.spoken import spoken
from office.public.wording import Telling, versions
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, OrderKind
from storage.decisions.public_notices import PublicOccasion
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    adjusted,
    appoint,
    confirmed,
    issued,
    sign,
    terms,
)

WORDS = ("新增｜", "恢复｜", "延续｜", "停止执行")


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


@pytest.mark.parametrize(("level", "other"), [("orange", "yellow"), ("yellow", "orange")])
async def test_before_the_start_nothing_goes_on_or_stops(
    desk: Desk, level: str, other: str
) -> None:
    await issued(desk, level, ahead=48)
    order = await adjusted(desk, other, ahead=24)
    text = await order_text(desk, order, "gongan")
    assert "原预警级别" in text
    assert [word for word in WORDS if word in text] == []


async def test_an_announced_fall_stops_measures_at_its_start(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1), level="red")
    later = await adjusted(desk, "yellow", ahead=24)
    text = await order_text(desk, later, "gongan")
    assert "届时停止执行" in text
    # Each block says it by itself, as a long order may be cut between any two of them.
    assert text.partition("届时停止执行")[2].count("<b>届时停止｜") > 1


async def test_a_fall_at_once_stops_measures_at_once(desk: Desk) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1), level="red")
    text = await order_text(desk, await adjusted(desk, "yellow"), "gongan")
    assert "停止执行" in text
    assert "<b>停止｜红色·" in text
    assert "届时" not in text


async def test_what_started_while_the_draft_waited_goes_on(desk: Desk) -> None:
    await issued(desk, "yellow", ahead=48)
    made = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, "orange", ahead=0))
    matter = await store.matter(desk.session, made.matter_id)
    assert matter is not None
    assert "延续｜" not in await order_text(desk, made, "gongan")
    matter.state, matter.started_at = MatterState.IN_FORCE, desk.now
    await sign(desk, await confirmed(desk, made), DIRECTOR, DEPUTY)
    assert "延续｜" in await order_text(desk, made, "gongan")


@pytest.mark.clause("C6")
@pytest.mark.parametrize("ahead", [24, 72])
async def test_a_start_that_moves_is_told_with_the_one_before(desk: Desk, ahead: int) -> None:
    before = await issued(desk, "yellow", ahead=48)
    planned = f"{desk.local(before.starts_at):%-m月%-d日}"
    order = await adjusted(desk, "orange", ahead=ahead)
    text = await order_text(desk, order, "gongan")
    assert f"原定启动：2026年{planned}" in text
    telling = Telling(order, PublicOccasion.ADJUST, {})
    told = await versions(desk, telling)
    assert f"（原定{planned}8时启动）" in told.text_zh
    assert f"原定{spoken(planned)}八时启动的安排不再执行。" in told.broadcast
    # The alert may begin while a draft waits.
    order.snapshot = {**order.snapshot, NOT_BEGUN: False}
    assert "原定启动" not in await order_text(desk, order, "gongan")


async def test_a_start_that_stays_is_told_once(desk: Desk) -> None:
    await issued(desk, "yellow", ahead=48)
    text = await order_text(desk, await adjusted(desk, "orange", ahead=48), "gongan")
    assert "原定启动" not in text
