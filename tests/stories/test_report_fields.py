"""One reply, understood: what was read of it, corrected, asked about, and taken over next day."""

import pytest

from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import asks, issue

ONE, OTHER, THIRD = "huanjing", "gongan", "zhujian"
WHOLE = "出动32人次，检查工地18家，发现问题3个，已整改2个"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(ONE, OTHER, THIRD), figures=True))


async def prompted(stage: Stage, when: str) -> None:
    await stage.advance_to(when)
    for group in stage.cast.groups.values():
        assert [one for one in group.messages if "请报送" in one.text], group.title


@pytest.mark.clause("E3", "E11")
async def test_a_report_with_fields_from_the_skeleton_to_the_next_days_draft(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[ONE]
    liaison = cast.liaisons[ONE]
    await issue(stage)
    await prompted(stage, "12-02 08:00")
    stage.skim()
    prompt = next(one for one in group.messages[::-1] if "请报送" in one.text)
    assert "出动人次：　　人次\n检查工地：　　个次" in prompt.text
    assert "零报告" in {button.text for button in prompt.buttons()}
    assert "以昨日为底稿" not in {button.text for button in prompt.buttons()}
    # What was understood stands in one message, which names what is missing.
    await stage.reply(liaison, prompt, "出动约30人次，检查工地18家，发现问题3个")
    answer = stage.expect(group, "已收到", "检查工地　18个次", "缺：已整改", "请确认", "按时报送")
    await stage.press(liaison, answer, "出动人次30人次")
    answer = stage.expect_edit(answer, "出动人次　30人次", "缺：已整改")
    await stage.press(liaison, answer, "更正")
    how = stage.expect(group, "出动人次改为15")
    await stage.reply(liaison, how, "检查家数改为15，已整改5个")
    answer = stage.expect_edit(answer, "检查工地　15个次", "请核对：已整改5个，多于发现问题3个")
    assert "缺：" not in answer.text
    # A correction that names no item is asked about, and what was said stays until it is settled.
    await stage.reply(liaison, answer, "不对，写错了，是6个")
    answer = stage.expect_edit(answer, "请确认“不对，写错了，是6个”", "发现问题　3个")
    await stage.press(liaison, answer, "发现问题6个")
    answer = stage.expect_edit(answer, "发现问题　6个", "已整改　5个")
    await stage.reply(liaison, answer, "发现问题改为3个")
    answer = stage.expect_edit(answer, "请核对：已整改5个，多于发现问题3个")
    assert "已报数据待核对：生态环境，已整改多于发现问题" in await asks(stage, "/missing")
    # Report, figures and answer are one commit: after a death nothing is half there.
    await stage.kill()
    await stage.start()
    other = cast.groups[OTHER]
    asked = next(one for one in other.messages[::-1] if "请报送" in one.text)
    await stage.press(cast.liaisons[OTHER], asked, "零报告")
    zero = stage.expect(other, "已收到", "出动人次　0人次", "已整改　0个")
    query = await stage.press(cast.liaisons[OTHER], asked, "零报告")
    stage.expect_toast(query, "已经报送")
    assert "缺：" not in zero.text
    third = cast.groups[THIRD]
    asked = next(one for one in third.messages[::-1] if "请报送" in one.text)
    await stage.reply(cast.liaisons[THIRD], asked, "出动8人次，检查工地6个")
    stage.expect(third, "缺：发现问题、已整改")
    stage.skim()
    # The office sees who left what out; nobody is asked for it again.
    await stage.say(cast.staff, cast.office, "/reports")
    stage.expect(cast.office, "已报 3/3", "有缺项 1", "缺发现问题、已整改", "数据待核对 1")
    await stage.advance_to("12-03 08:00")
    assert "缺发现问题" not in await asks(stage, "/missing")
    stage.skim()
    prompt = next(one for one in group.messages[::-1] if "请报送" in one.text)
    await stage.press(liaison, prompt, "以昨日为底稿")
    draft = stage.expect(group, "以前一日为底稿", "尚未报送", "检查工地：15个次")
    await stage.reply(liaison, draft, "检查工地改为150")
    answer = stage.expect(
        group, "已收到", "检查工地　150个次", "出动人次　30人次", "前一日为15个次"
    )
    # Ten times as many as the day before: the office checks it, and that is on record.
    await stage.say(cast.staff, cast.office, "/missing")
    listed = stage.expect(
        cast.office, "已报数据待核对：生态环境，", "检查工地150个次（前一日15个次）"
    )
    for said in ("已记录：数据核对无误", "已由"):
        query = await stage.press(cast.staff, listed, "2项核对无误：生态环境")
        stage.expect_toast(query, said)
    assert "待核对" not in await asks(stage, "/missing")
    stage.skim()
    await invariants.check(stage)
