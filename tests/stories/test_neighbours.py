"""A neighbour on the same bot is informed, or asked to start together where both agreed."""

from typing import Any

import pytest

from tests.harness.cast import apply_plan
from tests.harness.region import SecondOffice, county_plan, open_office, upper_plan
from tests.harness.stage import Stage
from tests.stories.test_cascade import above_reads, issued_above, signed_below

MIDONG: dict[str, Any] = {
    "id": "midong",
    "name": "米东区",
    "short": "米东区",
    "relation": "neighbour",
    "jurisdiction": "midong",
    "told": ("alert",),
}
CHANGJI: dict[str, Any] = {
    "id": "changji",
    "name": "昌吉市",
    "short": "昌吉市",
    "relation": "neighbour",
    "jurisdiction": "changji",
    "told": ("alert",),
}


async def neighbour(stage: Stage, **agreed: Any) -> SecondOffice:
    stage.plan = upper_plan(outside=({**MIDONG, **agreed},))
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    named = {"outside": ({**CHANGJI, **agreed},)}
    opened = await open_office(stage, county_plan("midong", "米东区", **named))
    await stage.wake()
    return opened


@pytest.mark.clause("C5", "A6")
async def test_neighbours_that_agreed_start_together(stage: Stage) -> None:
    beside = await neighbour(stage, joint=True)
    await issued_above(stage)
    card = beside.expect("【联防联控】昌吉市", "请同时发布、同时启动", "是否发布由本办决定")
    await beside.press(card, "拟稿：同时启动")
    draft = beside.expect("拟稿", "橙色预警", "12月1日9时", "同时发布、同时启动")
    await signed_below(stage, beside, draft)
    # The one who proposed it reads that the other has issued, and is not asked in its turn.
    back = above_reads(stage, "【联防联控】米东区：重污染天气橙色预警", "供工作参考")
    assert back.buttons() == []
    stage.skim()


@pytest.mark.clause("A6")
async def test_other_neighbours_are_informed_and_never_chased(stage: Stage) -> None:
    beside = await neighbour(stage)
    await issued_above(stage)
    card = beside.expect("【联防联控】昌吉市", "供工作参考")
    assert card.buttons() == []
    stage.skim()
    await stage.advance_to("12-01 10:30")
    stage.expect_silence(beside.group)
    stage.skim()


@pytest.mark.clause("C5", "A6")
async def test_what_a_neighbour_has_lifted_is_joined_by_nobody(stage: Stage) -> None:
    beside = await neighbour(stage, joint=True)
    await issued_above(stage)
    card = beside.expect("【联防联控】昌吉市", "请同时发布、同时启动")
    await stage.say(stage.cast.staff, stage.cast.office, "/cancel 会商认为不再出现重污染")
    await stage.press(stage.cast.staff, above_reads(stage, "拟稿：取消"), "确认发布")
    await stage.wake()
    beside.expect("【联防联控】昌吉市：取消", "供工作参考")
    query = await stage.press(beside.staff, card, "拟稿：同时启动")
    stage.expect_toast(query, "已变更或解除")
    stage.expect_silence(beside.group)
    stage.skim()
