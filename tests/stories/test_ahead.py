"""A lift that is announced for a later hour: until then all goes on, and it may be taken back."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import (
    all_confirm,
    all_report,
    approve,
    asks,
    breathe,
    issue,
    leaders_read,
)

GOES_ON = "12月3日8时以前，应急响应和每日报送照常进行"


async def in_force(stage: Stage) -> None:
    await stage.passage("in force", lambda: _in_force(stage))


async def _in_force(stage: Stage) -> None:
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T09:00 24h PM2.5"))
    await stage.advance_to("12-01 20:00")
    stage.skim()


async def announced(stage: Stage) -> Message:
    """The lift is announced for the morning of 12-03; return the draft as it stands then."""
    cast = stage.cast
    await in_force(stage)
    await stage.say(cast.staff, cast.office, "/lift")
    question = stage.expect(cast.office, "拟解除预警", "解除：发布即解除")
    await stage.press(cast.staff, question, "定时解除")
    stage.expect_edit(question, "请选解除时间")
    assert [button.text for button in question.buttons()][:3] == [
        "12月2日00:00",
        "12月2日08:00",
        "立即",
    ]
    await stage.say(cast.staff, cast.office, "12月3日8时", reply_to=question)
    question = stage.expect(cast.office, "拟解除预警", "解除：2026年12月3日8时")
    await stage.press(cast.staff, question, "预计：空气质量改善并持续36小时及以上")
    draft = stage.expect(
        cast.office,
        "拟稿：解除重污染天气橙色预警",
        "橙色预警将于12月3日8时解除、Ⅱ级应急响应同时终止，此前照常执行",
        "响应终止：2026年12月3日8时",
        GOES_ON,
    )
    stage.skim(cast.office)
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布：解除重污染天气橙色预警")
    assert [button.text for button in draft.buttons()] == ["撤回解除"]
    for message in stage.expect_everywhere("将于12月3日8时解除", GOES_ON).values():
        assert not message.buttons()
    leaders_read(stage, "橙色预警将于12月3日8时解除", "此前照常执行")
    return draft


@pytest.mark.clause("C6")
@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("killed", [False, True], ids=["running", "down over the hour"])
async def test_it_takes_effect_at_its_hour(stage: Stage, killed: bool) -> None:
    cast = stage.cast
    draft = await stage.passage("announced", lambda: announced(stage))
    assert "已发布解除：12月3日08:00解除，此前照常执行" in await asks(stage, "/board")
    assert "预警将于12月3日8时解除，此前照常执行。" in await asks(stage, "/brief")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    stage.expect(cast.office, "已公布12月3日08:00解除", "先用 /adjust 撤回解除")
    await stage.say(cast.staff, cast.office, "/adjust")
    question = stage.expect(cast.office, "拟调整预警：请选级别", "解除已公布", "原定解除不再执行")
    offered = [button.text for button in question.buttons()]
    assert (offered[0], "只另加措施" in offered) == ("撤回解除", False)
    await stage.press(cast.staff, question, "撤回解除")
    stage.expect_edit(question, "拟撤回解除", "填写依据")
    await stage.press(cast.staff, question, "放弃")
    stage.expect_edit(question, "已放弃")
    await stage.say(cast.staff, cast.office, "/adjust 另加措施 夜间停止渣土清运")
    stage.expect(cast.office, "已公布12月3日08:00解除")

    # The duties of the level hold: the morning asks, and the announced end of before asks nothing.
    await stage.advance_to("12-02 08:00")
    asked = stage.expect_everywhere("请报送12月1日", "预警将于12月3日8时解除，此前照常执行。")
    await all_report(stage, asked)
    stage.skim()
    await stage.advance_to("12-02 12:00")
    assert not [one for one in stage.skim(cast.office) if "已到预定结束时间" in one.text]
    stage.skim()

    if killed:
        await stage.kill()
        await stage.advance_to("12-03 08:40")
        await stage.start()
    else:
        await stage.advance_to("12-03 08:00")
    for agency in cast.groups:
        read = [one.text for one in stage.skim(cast.groups[agency])]
        ended = next(place for place, text in enumerate(read) if "Ⅱ级应急响应终止" in text)
        assert "自12月3日8时起解除重污染天气橙色预警" in read[ended]
        assert any("请报送本次应急响应总结" in text for text in read[ended + 1 :])
        assert not any("请报送12月2日" in text for text in read)
    assert any("自12月3日8时起解除" in one.text for one in stage.skim(cast.office))
    stage.skim()
    assert [button.text for button in draft.buttons()] == ["办结归档"]
    assert "目前没有生效的预警" in await asks(stage, "/board")


async def test_it_is_taken_back_and_everybody_reads_it(stage: Stage) -> None:
    """The office alone takes it back, as it alone lifted; the former end asks again."""
    cast = stage.cast
    draft = await stage.passage("announced", lambda: announced(stage))
    old = draft.buttons()[0].callback_data or ""
    await stage.press(cast.staff, draft, "撤回解除")
    asked = stage.expect(cast.office, "拟撤回解除", "填写依据")
    await stage.say(cast.staff, cast.office, "最新预报显示扩散条件转差", reply_to=asked)
    back = stage.expect(
        cast.office,
        "拟稿：撤回解除重污染天气橙色预警",
        "橙色预警继续有效，继续执行Ⅱ级应急响应",
        "原公布的12月3日8时解除不再执行",
        "预计持续：至12月2日9时",
        "须在12月3日08:00前发布",
    )
    await stage.press(cast.staff, back, "确认发布")
    told = stage.expect_everywhere(
        "撤回解除：重污染天气橙色预警继续有效", "最新预报显示扩散条件转差"
    )
    leaders_read(stage, "已撤回解除，重污染天气橙色预警继续有效")
    stage.expect_edit(draft, "已撤回或另有调整，本次解除不再执行")
    await all_confirm(stage, told)
    stage.skim()
    assert "已发布解除" not in await asks(stage, "/board")
    again = await stage.forge(cast.staff, draft, old)
    stage.expect_toast(again, "没有已公布而未到时间的解除")

    await stage.advance_to("12-02 08:00")
    await all_report(stage, stage.expect_everywhere("请报送12月1日"))
    stage.skim()
    await stage.advance_to("12-02 09:00")
    stage.expect(cast.office, "已到预定结束时间，未解除")
    await stage.advance_to("12-03 08:00")
    stage.expect_everywhere("请报送12月2日")
    said = [one.text for one in stage.skim()]
    assert not [text for text in said if "应急响应终止" in text or "撤回解除" in text]
    assert any("报送 0/" in text and "\n重污染天气橙色预警，时限" in text for text in said)


async def test_a_change_that_is_signed_before_the_hour_takes_its_place(stage: Stage) -> None:
    cast = stage.cast
    await stage.passage("announced", lambda: announced(stage))
    await stage.say(cast.staff, cast.office, "/adjust 红色 立即 48h PM2.5 预报转为严重污染")
    draft = stage.expect(cast.office, "拟稿", "原公布的12月3日8时解除不再执行")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    await approve(stage, cast.commander)
    stage.expect_everywhere("调整为红色", "原公布的12月3日8时解除不再执行")
    leaders_read(stage, "预警已调整为红色，原为橙色", "原公布的12月3日8时解除不再执行")
    stage.skim()
    await stage.advance_to("12-03 08:00")
    assert not [one for one in stage.skim() if "应急响应终止" in one.text]


async def test_a_change_that_nobody_signed_by_the_hour_is_void(stage: Stage) -> None:
    cast = stage.cast
    await stage.passage("announced", lambda: announced(stage))
    await stage.advance_to("12-03 07:50")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/adjust 橙色 立即 48h PM2.5 预报转差")
    draft = stage.expect(cast.office, "拟稿", "须在12月3日08:00前发布")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "审签")
    await stage.kill()
    await stage.advance_to("12-03 08:01")
    stage.world.press(cast.director, asked, label="审核同意")
    await stage.start()
    stage.expect_everywhere("自12月3日8时起解除重污染天气橙色预警")
    assert any("预警已按公布的时间解除" in one.text for one in stage.skim(cast.office))
    assert not [one for one in stage.skim() if "预警延长" in one.text]


async def test_an_hour_on_one_line_and_hours_that_cannot_be(stage: Stage) -> None:
    cast = stage.cast
    await in_force(stage)
    await stage.say(cast.staff, cast.office, "/lift 12月1日8时 空气质量改善")
    stage.expect(cast.office, "解除时间12月1日08:00已过")
    await stage.say(cast.staff, cast.office, "/lift 2027-03-02 08:00 空气质量改善")
    stage.expect(cast.office, "请填30天以内的时间")
    await stage.say(cast.staff, cast.office, "/adjust 撤回解除 污染加重")
    stage.expect(cast.office, "没有已公布而未到时间的解除")
    await stage.say(cast.staff, cast.office, "/lift 12月1日20时30分，预计空气质量改善并持续36小时")
    draft = stage.expect(cast.office, "将于12月1日20时30分解除", "解除依据：预计空气质量改善")
    await stage.advance_to("12-01 20:31")
    stage.expect(cast.office, "拟稿已作废", "拟定的解除时间12月1日20:30已过", "请用 /lift 重新拟稿")
    assert "已作废" in draft.text
    assert not draft.buttons()
    stage.skim()

    # A lower level that is announced takes effect before the end of it may be announced.
    await stage.say(cast.staff, cast.office, "/adjust 黄色 12月3日8时 24h PM2.5 预计好转")
    draft = stage.expect(cast.office, "拟稿", "自12月3日8时起执行Ⅲ级应急响应")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    stage.expect_everywhere("调整为黄色：自12月3日8时起执行Ⅲ级应急响应")
    stage.skim()
    assert "预警将于12月3日8时起调整为黄色，此前照常执行。" in await asks(stage, "/brief")
    await stage.say(cast.staff, cast.office, "/lift 12月4日8时 空气质量改善")
    stage.expect(cast.office, "已公布12月3日08:00起调整为黄色，尚未生效")
