"""Where the plan has the lift signed: by one of two posts, or by the level's own chain."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Message, Person
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.stories.passages import approve, breathe, issue

EITHER = {"lift": [{"by": ["director", "deputy_director"], "act": "approve"}]}


async def signed_by(stage: Stage, chains: dict[str, Any]) -> None:
    facts = stage.plan.model_dump()
    for position in facts["positions"]:
        if position["id"] == "deputy_director":
            position["can"] = ["office", "approve"]
    plan = Plan.model_validate(facts | {"chains": {**chains, "lift_in_name_of": "office"}})
    await apply_plan(stage.database, plan, stage.clock.now())
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")


async def lift_sent(stage: Stage) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(
        cast.office, "拟稿：解除重污染天气橙色预警", "请核对全文后按“确认发布”送审"
    )
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "审签中：解除重污染天气橙色预警")
    return draft


def lifted(stage: Stage) -> None:
    for body in stage.expect_everywhere("解除重污染天气橙色预警、终止Ⅱ级应急响应").values():
        assert stage.plan.office in body.text
    stage.expect_everywhere("总结报告")
    stage.skim()


@pytest.mark.clause("C7")
@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("signer", ["director", "deputy_director"])
async def test_either_of_two_posts_signs(stage: Stage, signer: str) -> None:
    await signed_by(stage, EITHER)
    cast = stage.cast
    draft = await lift_sent(stage)
    both: dict[str, Person] = {"director": cast.director, "deputy_director": cast.deputy_director}
    asked = {
        name: stage.expect_private(person, "身份审签：解除重污染天气橙色预警", "批准后即发布")
        for name, person in both.items()
    }
    assert "请您以办公室主任身份" in asked["director"].text
    assert "请您以办公室副主任身份" in asked["deputy_director"].text
    await stage.press(both[signer], asked[signer], "批准")
    await breathe(stage)
    post = {"director": "办公室主任", "deputy_director": "办公室副主任"}[signer]
    stage.expect_edit(asked[signer], "已批准")
    (other,) = both.keys() - {signer}
    stage.expect_edit(asked[other], post)
    stage.expect_edit(draft, "已发布", f"✅ {post} 批准")
    lifted(stage)


@pytest.mark.clause("C7")
async def test_the_level_s_own_chain_signs(stage: Stage) -> None:
    await signed_by(stage, {"lift": "standing"})
    await lift_sent(stage)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    lifted(stage)


@pytest.mark.clause("C7")
async def test_a_lift_that_is_returned_is_drafted_anew(stage: Stage) -> None:
    await signed_by(stage, EITHER)
    cast = stage.cast
    draft = await lift_sent(stage)
    asked = stage.expect_private(cast.director, "身份审签")
    stage.expect_private(cast.deputy_director, "身份审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "写明退回“解除重污染天气橙色预警”的理由")
    await stage.reply(cast.director, question, "改善只预计持续12小时")
    stage.expect_edit(draft, "已退回：解除重污染天气橙色预警，请取消后重新拟稿")
    stage.skim()
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(draft, "已作废")
    await lift_sent(stage)
    stage.skim()


@pytest.mark.clause("C6")
async def test_a_cancellation_that_is_signed_too_late_is_void(stage: Stage) -> None:
    """The response starts while it waits: nobody has to discard it, and a lift comes at once."""
    cast = stage.cast
    facts = stage.plan.model_dump() | {"chains": {"cancel": "standing"}}
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())
    await issue(stage, "orange 2026-12-01T07:55 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/cancel 污染过程减弱")
    draft = stage.expect(cast.office, "拟稿：取消重污染天气橙色预警")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "审签中：取消重污染天气橙色预警")
    asked = stage.expect_private(cast.director, "身份审签：取消重污染天气橙色预警")
    await stage.advance_to("12-01 07:55")
    stage.expect_edit(asked, "无须审签：取消重污染天气橙色预警", "本稿已作废")
    stage.expect_edit(draft, "已作废：取消重污染天气橙色预警")
    stage.expect(cast.office, "启动")
    stage.expect(cast.office, "取消重污染天气橙色预警的拟稿已作废", "请用 /lift 解除")
    query = await stage.forge(cast.director, asked, "aok:3")
    stage.expect_toast(query, "此稿已作废")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    await stage.press(cast.staff, stage.expect(cast.office, "解除", "请核对全文"), "确认发布")
    stage.expect_everywhere("解除重污染天气橙色预警")
    stage.skim()


@pytest.mark.clause("C7")
async def test_a_lift_that_is_signed_after_its_hour_is_void(stage: Stage) -> None:
    """Nobody is told of an hour that is over, and the next lift can be drafted."""
    await signed_by(stage, EITHER)
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/lift 12月1日10时 空气质量改善")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气橙色预警", "将于12月1日10时解除")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "审签中：解除重污染天气橙色预警")
    asked = stage.expect_private(cast.director, "身份审签：解除重污染天气橙色预警")
    await stage.advance_to("12-01 10:01")
    told = "拟定的解除时间12月1日10:00已过，未及签发。仍需解除的，请用 /lift 重新拟稿"
    [void] = [one for one in stage.skim(cast.office) if "拟稿已作废" in one.text]
    assert told in void.text
    assert not asked.buttons()
    assert "将于12月1日10时解除" in draft.text
    query = await stage.forge(cast.director, asked, "aok:3")
    stage.expect_toast(query, "此稿已作废")
    stage.skim()
    await lift_sent(stage)
    stage.skim()
