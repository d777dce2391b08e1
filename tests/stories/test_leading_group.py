"""What goes out in the leading group's name is put before its head, the mayor, and he approves."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import TEAM, small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import breathe

GROUP = {**TEAM, "name": "督导帮扶工作领导小组", "short": "领导小组", "headed_by": "mayor"}
TITLE = "组织联合督导帮扶"


@pytest.fixture
async def headed(stage: Stage) -> None:
    facts: dict[str, Any] = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    for position in facts["positions"]:
        if position["id"] == "mayor":
            position["can"] = ["approve", "copy"]
    await apply_plan(
        stage.database, Plan.model_validate(facts | {"teams": [GROUP]}), stage.clock.now()
    )


async def put_before_the_head(stage: Stage) -> tuple[Message, Message]:
    """Return the draft and what the mayor is asked."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/task 教育局,住建局")
    await stage.press(cast.staff, stage.expect(cast.office, "请选交办来源"), "提请领导小组组长批准")
    await stage.reply(cast.staff, cast.office.messages[-1], f"{TITLE}\n各派1名负责同志。")
    await stage.reply(cast.staff, cast.office.messages[-1], "12月1日18时")
    draft = stage.skim(cast.office)[-1]
    assert "督导帮扶工作领导小组" in draft.text
    assert "市政府主要领导 待审签" in draft.text
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    asked = stage.expect_private(
        cast.mayor, "请您以市政府主要领导身份审签", "领导小组交办，组长批准", "批准后即发布"
    )
    stage.expect_silence(*cast.groups.values())
    return draft, asked


@pytest.mark.usefixtures("headed")
@pytest.mark.clause("A1", "A4")
async def test_a_task_goes_out_in_the_group_s_name_once_its_head_approves(stage: Stage) -> None:
    cast = stage.cast
    draft, asked = await put_before_the_head(stage)
    query = await stage.press(cast.mayor, asked, "批准")
    stage.expect_toast(query, "已批准，即发出")
    for agency in ("jiaoyu", "zhujian"):
        told = stage.expect(cast.groups[agency], f"交办事项：{TITLE}", "昌污指办〔2026〕1号")
        assert "\n督导帮扶工作领导小组\n" in told.text
        assert "交办来源：领导小组交办，组长批准" in told.text
    stage.expect_edit(draft, "✅ 市政府主要领导 批准")
    stage.skim()


@pytest.mark.usefixtures("headed")
async def test_the_head_sends_it_back(stage: Stage) -> None:
    cast = stage.cast
    draft, asked = await put_before_the_head(stage)
    await stage.press(cast.mayor, asked, "退回")
    question = stage.expect_private(cast.mayor, "写明退回")
    await stage.reply(cast.mayor, question, "改到周末之后")
    stage.expect_edit(draft, "已退回", "改到周末之后")
    stage.expect_silence(*cast.groups.values())
    stage.skim()


async def test_without_such_a_team_nobody_is_asked_for_one(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/task 教育局")
    question = stage.expect(cast.office, "请选交办来源")
    assert not any("提请" in one.text for one in question.buttons())
    stage.skim()
