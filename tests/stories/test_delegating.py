"""A signer who is away lets another sign, until a time and no longer; every text says for whom."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.stories.passages import sent_for_approval, signs

ORANGE = "orange 2026-12-03T08:00 72h PM2.5"


async def delegable(stage: Stage, **delegates: list[str]) -> None:
    facts: dict[str, Any] = stage.plan.model_dump()
    for position in facts["positions"]:
        position["delegates"] = delegates.get(position["id"], [])
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


async def delegated(
    stage: Stage, until: str = "12月2日12时", *, waits: bool = False
) -> Message | None:
    """The director lets the deputy director sign; what waits is asked for before all else."""
    cast = stage.cast
    room = cast.private(cast.director)
    await stage.say(cast.director, room, "/delegate")
    offered = stage.expect(room, "请选择委托谁代为审签")
    await stage.press(cast.director, offered, "委托办公室副主任代办公室主任审签")
    question = stage.expect(room, "至何时止")
    await stage.reply(cast.director, question, until)
    stage.expect(room, "✅ 已委托办公室副主任代办公室主任审签")
    asked = None
    if waits:
        asked = stage.expect_private(cast.deputy_director, "（受办公室主任委托）身份审签")
    told = (cast.deputy_director, cast.deputy_commander, cast.commander, cast.mayor)
    said = ("【委托审签】", "办公室主任", "委托办公室副主任代为审签")
    for person in told:
        stage.expect_private(person, *said)
    stage.expect_private(cast.party_secretary, *said)
    stage.expect(cast.office, *said)
    return asked


@pytest.mark.clause("C2")
async def test_a_delegate_signs_and_every_text_says_for_whom(stage: Stage) -> None:
    cast = stage.cast
    await delegable(stage, director=["deputy_director"])
    await delegated(stage)
    draft = await sent_for_approval(stage, ORANGE)
    stage.expect_private(cast.director, "请您以办公室主任身份审签")
    asked = stage.expect_private(
        cast.deputy_director, "请您以办公室主任（受办公室主任委托）身份审签"
    )
    await stage.press(cast.deputy_director, asked, signs(asked))
    stage.expect_edit(draft, "✅ 办公室主任 审核同意", "（受办公室主任委托）")
    final = stage.expect_private(cast.deputy_commander, "（受办公室主任委托）")
    await stage.press(cast.deputy_commander, final, signs(final))
    stage.expect_everywhere("橙色")
    stage.skim()


@pytest.mark.clause("C2")
async def test_it_ends_when_its_time_is_over_or_it_is_taken_back(stage: Stage) -> None:
    cast = stage.cast
    await delegable(stage, director=["deputy_director"])
    await sent_for_approval(stage, ORANGE)
    stage.expect_private(cast.director, "审签")
    asked = await delegated(stage, "12月1日08:10", waits=True)
    assert asked is not None
    await stage.advance_to("12-01 08:10")
    stage.expect_edit(asked, "无须审签", "委托已终止")
    query = await stage.forge(cast.deputy_director, asked, "aok:1")
    stage.expect_toast(query, "这一环须由办公室主任审签")
    stage.skim()

    again = await delegated(stage, waits=True)
    assert again is not None
    room = cast.private(cast.director)
    await stage.say(cast.director, room, "/delegate")
    await stage.press(
        cast.director, stage.expect(room, "请选择"), "收回对办公室副主任的委托（至12月2日12:00）"
    )
    stage.expect_edit(again, "委托已终止")
    stage.expect(cast.office, "【委托终止】")
    stage.skim()


@pytest.mark.clause("C2")
async def test_nobody_signs_two_steps_through_it(stage: Stage) -> None:
    cast = stage.cast
    await delegable(stage, director=["deputy_commander"])
    room = cast.private(cast.director)
    await stage.say(cast.director, room, "/delegate 副指挥长 12月2日12时")
    stage.expect(room, "✅ 已委托副指挥长代办公室主任审签")
    stage.skim()
    await sent_for_approval(stage, ORANGE)
    stage.expect_private(cast.director, "审签")
    asked = stage.expect_private(cast.deputy_commander, "（受办公室主任委托）身份审签")
    query = await stage.press(cast.deputy_commander, asked, signs(asked))
    stage.expect_toast(query, "后面的“副指挥长”一环只有您能审签")
    stage.skim()


async def test_without_a_word_of_the_plan_nothing_is_delegated(stage: Stage) -> None:
    cast = stage.cast
    room = cast.private(cast.director)
    await stage.say(cast.director, room, "/delegate")
    stage.expect(room, "本预案未规定您的职务可以委托")
