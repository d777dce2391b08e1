"""An exercise from its script to its end: planned, approved, told of, played, paused, ended."""

import pytest

from sandbox import Message, Person
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    REPORT,
    all_confirm,
    approve,
    breathe,
    sent_for_approval,
    signs,
)
from tests.stories.test_drills import drill, is_marked

SILENT, OTHER = "zhujian", "gongan"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(SILENT, OTHER)))


async def planned(stage: Stage, line: str) -> Message:
    """Put one together and have it approved; return its card."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/drill {line}")
    card = real_card(stage, "拟开展")
    query = await stage.press(cast.staff, card, "提交审批")
    stage.expect_toast(query, "已提交审批")
    await approved(stage)
    stage.expect_edit(card, "已批准")
    return card


def real_card(stage: Stage, *says: str) -> Message:
    card = stage.expect(stage.cast.office, *says)
    assert not is_marked(card.text)
    return card


async def approved(stage: Stage) -> None:
    asked = stage.expect_private(stage.cast.director, "审签", "方案")
    await stage.press(stage.cast.director, asked, signs(asked))
    await breathe(stage)
    stage.expect_edit(asked, "已批准")


async def signed(stage: Stage, *people: Person) -> None:
    for person in people:
        asked = drill(stage.expect_private(person, "审签"))
        await stage.press(person, asked, signs(asked))
        await breathe(stage)
        stage.expect_edit(asked)


async def issued(stage: Stage, *players: Person) -> dict[str, Message]:
    draft = drill(stage.expect(stage.cast.office, "拟稿", "（演练）"))
    await stage.press(stage.cast.staff, draft, "这是演练，确认发布")
    await breathe(stage)
    await signed(stage, *players)
    return {group: drill(one) for group, one in stage.expect_everywhere("橙色预警").items()}


@pytest.mark.clause("G1")
async def test_an_exercise_in_minutes(stage: Stage) -> None:
    cast, groups = stage.cast, stage.cast.groups
    card = await planned(stage, "橙色 12月3日9时 压缩")
    assert "压缩推进" in card.text
    assert "市应急指挥部副指挥长" not in card.text or "—" in card.text
    stage.expect_silence()

    # Whoever takes part hears of it the day before, and leaders who play nothing do not.
    await stage.advance_to("12-02 09:00")
    for chat in groups.values():
        told = [one for one in stage.skim(chat) if "演练通知" in one.text]
        assert len(told) == 1
        assert not is_marked(told[0].text)
    stage.skim(cast.office)
    for player in (cast.director, cast.deputy_director):
        assert stage.skim(cast.private(player))
    for leader in (cast.deputy_commander, cast.commander, cast.mayor):
        stage.expect_silence(cast.private(leader))

    await stage.advance_to("12-03 09:00")
    stage.expect_edit(card, "进行中", "研判会商")
    drill(stage.expect(cast.office, "空气质量预报", "240"))
    await stage.advance_to("12-03 09:15")
    received = await issued(stage, cast.director, cast.deputy_director)
    for leader in (cast.deputy_commander, cast.commander, cast.mayor):
        stage.expect_silence(cast.private(leader))
    await all_confirm(stage, received)
    stage.skim()
    assert "✅ 发布" in card.text
    assert "✅ 响应" in card.text

    await stage.advance_to("12-03 09:40")
    asked = drill(stage.expect(cast.office, "督导检查环节"))
    await stage.press(cast.staff, asked, "上报问题")
    question = drill(stage.expect(cast.office))
    await stage.reply(cast.staff, question, "建设路工地裸土未覆盖")
    assert all(is_marked(one.text) for one in stage.skim(cast.office) if "建设路" in one.text)
    assert "✅ 督导检查" in card.text
    await stage.advance_to("12-03 10:00")
    for group, chat in groups.items():
        prompt = drill(stage.expect(chat, "请报送12月3日", "12月4日12:00"))
        await stage.reply(cast.liaisons[group], prompt, REPORT)
    stage.skim()
    assert "✅ 报送" in card.text

    # 下一步 lets the next act begin before its hour.
    stage.expect_toast(await stage.press(cast.staff, card, "下一步"), "解除")
    draft = drill(stage.expect(cast.office, "解除", "（演练）"))
    await stage.press(cast.staff, card, "结束")
    sure = real_card(stage, "确认结束")
    query = await stage.press(cast.staff, sure, "确认结束")
    stage.expect_toast(query, "演练预警尚未解除")
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    for message in stage.expect_everywhere("解除").values():
        drill(message)
    stage.skim()
    await stage.press(cast.staff, card, "下一步")
    real_card(stage, "进入评估环节")
    await stage.press(cast.staff, sure, "确认结束")
    stage.expect_edit(sure, "已结束")
    for message in stage.expect_everywhere("已结束，演练内容不再办理").values():
        assert not is_marked(message.text)
    stage.skim()
    stage.expect_edit(card, "已结束", "✅ 评估")
    await stage.advance_to("12-05 09:00")
    assert not [one for one in stage.skim(*groups.values()) if is_marked(one.text)]
    assert [one for one in stage.skim(cast.office) if "意见征集到期" in one.text]


async def issued_in_minutes(stage: Stage) -> Message:
    """Let an exercise come to the issue of its alert; return its card."""
    cast = stage.cast
    card = await planned(stage, "橙色 12月2日9时 压缩")
    await stage.advance_to("12-02 09:15")
    stage.skim(*cast.groups.values(), *map(cast.private, (cast.director, cast.deputy_director)))
    draft = [one for one in stage.skim(cast.office) if "拟稿" in one.text][-1]
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    await breathe(stage)
    await signed(stage, cast.director, cast.deputy_director)
    return card


async def test_a_real_alert_goes_first(stage: Stage) -> None:
    """It pauses by itself, through a restart, until a person lets it go on."""
    cast, groups = stage.cast, stage.cast.groups
    card = await issued_in_minutes(stage)
    received = {group: drill(stage.expect(chat)) for group, chat in groups.items()}
    stage.skim()

    await sent_for_approval(stage, "orange 立即 72h PM2.5")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    for chat in groups.values():
        stage.expect_in_any_order(chat, ["橙色预警", "昌污指预〔2026〕1号"], ["暂停"])
    assert [one for one in stage.skim(cast.office) if "自动暂停" in one.text]
    stage.expect_edit(card, "已暂停", "昌污指预〔2026〕1号")
    stage.skim()
    await stage.kill()
    await stage.start()
    await stage.advance_to("12-02 11:00")
    heard = [one.text for one in stage.skim() if is_marked(one.text)]
    assert heard == []
    assert "⚠️" not in card.text

    stage.expect_toast(await stage.press(cast.staff, card, "继续"), "演练继续")
    stage.expect_edit(card, "进行中")
    for chat in groups.values():
        assert [one for one in stage.skim(chat) if "恢复进行" in one.text]
    stage.skim()
    await all_confirm(stage, received)
    stage.skim()
    assert "✅ 发布" in card.text
    await stage.advance_to("12-02 11:30")
    assert [one for one in stage.skim(cast.office) if "督导检查环节" in one.text]
    stage.skim()


async def test_it_ends_beside_a_real_alert_without_a_lift(stage: Stage) -> None:
    """Nobody reads an end of an alert as an order; all read once, marked, that it is over."""
    cast, groups = stage.cast, stage.cast.groups
    card = await issued_in_minutes(stage)
    stage.skim()
    await sent_for_approval(stage, "orange 立即 72h PM2.5")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.skim()

    await stage.press(cast.staff, card, "结束")
    sure = real_card(stage, "确认结束", "随之终止")
    await stage.press(cast.staff, sure, "确认结束")
    await breathe(stage)
    for chat in groups.values():
        (said,) = [one for one in stage.skim(chat) if is_marked(one.text)]
        assert "随之终止，正式发布的预警不受影响" in said.text
        assert "解除" not in said.text
    stage.skim()
    assert "已结束" in card.text
    await stage.advance_to("12-03 08:30")
    assert not [one for one in stage.skim(*groups.values()) if is_marked(one.text)]
    stage.skim()


async def test_it_is_put_together_by_buttons(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/drill")
    card = real_card(stage, "拟开展", "橙色预警", "按实际时长", "环节和时刻为通用设置")
    assert "参演（本群）：全部" in card.text
    for field, choice, says in (
        ("级别", "红色", "红色预警"),
        ("天数", "3天", "3天"),
        ("节奏", "压缩（按分钟推进）", "压缩推进"),
        ("脚本", "重污染天气应急演练（含级别调整）", "▫️ 降级"),
    ):
        await stage.press(cast.staff, card, field)
        stage.expect_edit(card, "请选择")
        await stage.press(cast.staff, card, choice)
        stage.expect_edit(card, says)
    await stage.press(cast.staff, card, "参演单位")
    stage.expect_edit(card, "● 在本群参演")
    name = next(one.text for one in card.buttons() if one.text.startswith("● "))
    await stage.press(cast.staff, card, name)
    stage.expect_edit(card)
    assert card.button(name.replace("●", "○")).text
    await stage.press(cast.staff, card, "全部由脚本代答")
    stage.expect_edit(card, "参演（本群）：无")
    await stage.press(cast.staff, card, "参演单位")
    await stage.press(cast.staff, card, "脚本代答中抽取迟报、错报、不报")
    stage.expect_edit(card, "　迟报：")
    await stage.press(cast.staff, card, "参演单位")
    await stage.press(cast.staff, card, "返回")
    await stage.press(cast.staff, card, "角色扮演")
    stage.expect_edit(card, "领导不会收到")
    await stage.press(cast.staff, card, "指挥长")
    stage.expect_edit(card, "请选择扮演人")
    await stage.press(cast.staff, card, cast.commander.name)
    stage.expect_edit(card, f"指挥长—{cast.commander.name}")
    await stage.press(cast.staff, card, "开始时间")
    await stage.press(cast.staff, card, "其他时间")
    question = stage.expect(cast.office, "写明开始时间")
    await stage.reply(cast.staff, question, "随便")
    stage.expect(cast.office, "无法识别")
    await stage.reply(cast.staff, question, "12月6日10时")
    stage.expect(cast.office, "12月6日10:00")
    stage.expect_edit(card, "12月6日10:00")

    # The director sends it back with a reason; it is changed and put up anew, and called off.
    await stage.press(cast.staff, card, "提交审批")
    asked = stage.expect_private(cast.director, "审签", "方案")
    await stage.press(cast.director, asked, "退回")
    stage.expect_private(cast.director, "理由")
    await stage.tell(cast.director, "时间改到周一")
    stage.skim(cast.private(cast.director))
    stage.expect(cast.office, "退回了", "时间改到周一")
    stage.expect_edit(card, "已退回")
    await stage.press(cast.staff, card, "提交审批")
    stage.skim(cast.private(cast.director))
    query = await stage.press(cast.staff, card, "取消演练")
    stage.expect_toast(query, "已取消")
    stage.expect_edit(card, "已取消")
    await stage.say(cast.staff, cast.office, "/drill")
    real_card(stage, "拟开展")
    stage.skim()


@pytest.mark.clause("G1")
async def test_the_calendar_asks_and_an_exercise_answers(set_stage: SetStage) -> None:
    """Before the season the office is asked; what it holds then is the turn done."""
    bodies = ("huanjing", "qixiang")
    start = "2026-09-13T10:00+08:00"
    stage = await set_stage(Scene(agencies=bodies, pack="kizilsu", start=start))
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/season")
    await stage.press(cast.staff, stage.expect(cast.office, "起止未宣布"), "宣布采暖期起止")
    question = stage.expect(cast.office, "写明采暖期起止日期")
    await stage.reply(cast.staff, question, "2026年10月15日至2027年4月15日")
    await stage.press(cast.staff, stage.expect(cast.office, "请核对"), "确认宣布")
    stage.skim()
    await stage.advance_to("09-14 12:00")
    asked = next(one for one in stage.skim(cast.office) if "采暖期前应急演练" in one.text)

    await stage.press(cast.staff, asked, "开展演练")
    card = real_card(stage, "拟开展")
    await stage.press(cast.staff, card, "节奏")
    await stage.press(cast.staff, card, "压缩（按分钟推进）")
    await stage.press(cast.staff, card, "提交审批")
    await approved(stage)
    stage.expect_edit(card, "已批准", "全部2家")
    await stage.advance_to("09-16 09:00")
    heard = stage.skim()
    assert [one for one in heard if "演练通知" in one.text]
    stage.expect_edit(card, "进行中")

    # Those who confer look at the exercise's own forecast, and no real one.
    draft = next(one for one in heard if "拟稿" in one.text and "会商" in one.text)
    await stage.press(cast.staff, drill(draft), "这是演练，确认发布")
    conferring = stage.skim(cast.groups["qixiang"])
    assert [drill(one) for one in conferring if "240" in one.text]
    stage.skim()
    await stage.press(cast.staff, card, "结束")
    await stage.press(cast.staff, stage.expect(cast.office, "确认结束"), "确认结束")
    stage.expect_edit(card, "已结束", "未完成")
    done = stage.expect_edit(asked, "已完成", "2026年重污染天气应急演练")
    assert cast.staff.name in done.text
    stage.skim()
