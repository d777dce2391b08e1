"""What the public is told of an alert: drafted with orders, published, said again, put right."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import recorded
from tests.stories.passages import signs

AGENCIES = ("huanjing", "xuanchuan")
TOLD = {
    "contents": ["首要污染物", "措施建议"],
    "media": ["电视", "新媒体"],
    "publishers": ["xuanchuan"],
    "repeat_every": "6h",
    "silent": {"start": "22:00", "end": "07:00"},
    "source": "none",
}
COMMAND = "昌吉市重污染天气应急指挥部"
VERSIONS = ("公众文本", "短信", "广播稿", "英文文本")


async def opened(set_stage: SetStage, **said: Any) -> Stage:
    stage = await set_stage(Scene(agencies=AGENCIES))
    facts = small_plan(AGENCIES).model_dump(mode="json")
    plan = Plan.model_validate({**facts, "public_text": TOLD | said})
    await apply_plan(stage.database, plan, stage.clock.now())
    return stage


async def drafted(stage: Stage, *, start: str = "2026-12-02T08:00") -> tuple[Message, Message]:
    """Return the draft of a yellow alert, and the preview of what the public will be told."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn yellow {start} 72h PM2.5")
    draft = stage.expect(cast.office, "拟稿：重污染天气黄色预警")
    return draft, stage.expect(cast.office, "公众信息预览", "黄色预警")


async def signed(stage: Stage, draft: Message) -> None:
    """The draft goes out, and its readers confirm it."""
    cast = stage.cast
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "黄色预警")
    await stage.press(cast.director, asked, "批准")
    stage.skim(*(cast.private(person) for _, person in cast.posts))
    stage.expect(cast.office, "收到 0/2")
    for agency in AGENCIES:
        order = stage.expect(cast.groups[agency], "重污染天气黄色预警")
        await stage.press(cast.liaisons[agency], order, "收到")


def released(stage: Stage, title: str) -> tuple[Message, dict[str, str]]:
    """The publicity department is asked by one message, in which one tap copies each version."""
    card = stage.expect(stage.cast.groups["xuanchuan"], f"请向公众发布：{title}")
    return card, copied(card)


def copied(card: Message) -> dict[str, str]:
    found = re.findall(r"<pre>(.*?)</pre>", card.html, re.DOTALL)
    blocks = [html.unescape(one) for one in found]
    assert len(blocks) == len(VERSIONS)
    return dict(zip(VERSIONS, blocks, strict=True))


def repeated(stage: Stage) -> list[str]:
    """The texts that were said again, out of all that an alert brings into the group.

    It is one message a day: what is said again later that day stands in it instead.
    """
    group = stage.cast.groups["xuanchuan"]
    stage.skim(group)
    cards = [one for one in group.messages if "滚动播报" in (one.text.splitlines() or [""])[0]]
    # Nothing has changed, so nobody is disturbed by it.
    assert all(one.silent for one in cards)
    return [copied(one)["公众文本"] for one in cards if is_news(stage, one)]


def is_news(stage: Stage, card: Message) -> bool:
    """What has ended says so, and is no news."""
    said = (card.edited_at or card.date) >= stage.clock.now() - timedelta(minutes=5)
    return said and "<pre>" in card.html


@pytest.mark.clause("C4", "C8")
async def test_words_are_changed_and_what_goes_out_is_put_on_record(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    liaison = cast.liaisons["xuanchuan"]
    draft, preview = await drafted(stage)
    assert f"{COMMAND}发布重污染天气黄色预警：自12月2日8时起，昌吉市行政区域" in preview.text
    assert f"【{COMMAND}】12月2日8时起实施重污染天气黄色预警Ⅲ级响应，预计至5日。" in preview.text
    for said, answer in (
        ("橙色预警期间请少外出。", "级别和时间以令为准，用语中不能写“橙色预警”"),
        ("12月2日8时以后请少外出。", "用语中不能写“12月2日8时”"[:10]),
        ("短信：" + "请市民朋友们减少外出" * 4, "短信超过70字"),
        ("？", "没有读到用语"),
    ):
        await stage.press(cast.staff, preview, "改公众用语")
        asked = stage.expect(cast.office, "写明公众文本的用语")
        await stage.reply(cast.staff, asked, said)
        stage.expect(cast.office, answer)
    await stage.reply(cast.staff, asked, "请市民朋友减少外出，关好门窗。\n短信：请少外出。")
    stage.expect(cast.office, "已改，见上面的预览")
    stage.expect_edit(preview, "请市民朋友减少外出，关好门窗。", "预计至5日。请少外出。")
    assert "英文仍为预案原文" in preview.text
    await signed(stage, draft)
    stage.expect_edit(preview, "公众信息已发：黄色预警", "宣传部 未登记")
    assert "英文仍为预案原文" not in preview.text
    card, texts = released(stage, "黄色预警")
    assert "请市民朋友减少外出，关好门窗。\n重点防护人群：" in texts["公众文本"]
    assert (
        texts["短信"]
        == f"【{COMMAND}】12月2日8时起实施重污染天气黄色预警Ⅲ级响应，预计至5日。请少外出。"
    )
    assert texts["广播稿"].startswith(f"{COMMAND}发布重污染天气黄色预警。从十二月二日八时起")
    colleague = stage.world.add_person("宣传部值班员")
    stage.world.add_person_to_group(group, colleague)
    both = [stage.world.press(one, card, label="已发布") for one in (liaison, colleague)]
    await stage.settle()
    stage.expect_toast(both[0], "已登记，谢谢")
    stage.expect_toast(both[1], "已有人登记过")
    where = stage.expect(group, "已登记“黄色预警”已发布", "发布在何处")
    await stage.reply(colleague, where, "我来填")
    stage.skim(group)
    await stage.reply(liaison, where, "昌吉发布公众号")
    stage.expect(group, "已记下")
    stage.expect_edit(card, "✅ 12月1日07:50 宣传部联络员已登记发布：昌吉发布公众号")
    stage.expect_edit(preview, "✅ 宣传部 12月1日07:50 宣传部联络员登记已发布：昌吉发布公众号")
    assert {"public_words_changed", "public_notice_released", "public_notice_published"} <= set(
        await recorded(stage)
    )


@pytest.mark.clause("C8")
async def test_it_is_said_again_while_the_response_lasts(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    draft, _ = await drafted(stage)
    await signed(stage, draft)
    released(stage, "黄色预警")
    # Who does not say so is asked once more, and then the office is told; there is no slip.
    await stage.advance_to("12-01 08:20")
    stage.expect(group, "“黄色预警”还没有登记发布")
    await stage.advance_to("12-01 08:50")
    stage.expect(cast.office, "宣传部还没有登记发布“黄色预警”")

    # An exercise beside it tells the public nothing.
    await stage.say(cast.staff, cast.office, "/warn 橙色 2026-12-01T10:00 9h PM2.5 年度 演练")
    exercise = stage.expect(cast.office, "拟稿", "演练")
    await stage.press(cast.staff, exercise, "这是演练，确认发布")
    for person in (cast.director, cast.deputy_commander):
        asked = stage.expect_private(person, "演练")
        await stage.press(person, asked, signs(asked))
    stage.skim()

    await stage.kill()
    await stage.start()
    await stage.advance_to("12-02 08:00")
    said = [message.text for message in stage.skim(group)]
    assert sum("请向公众发布" in text for text in said) == 1
    assert any("自12月2日8时起，昌吉市行政区域已进入重污染天气黄色预警" in text for text in said)
    card = next(m for m in stage.skim(cast.office) if "公众信息已发：黄色预警启动响应" in m.text)
    await stage.press(cast.second, card, "代为登记：宣传部已发布")
    where = stage.expect(cast.office, "发布在何处")
    await stage.reply(cast.second, where, "电视台")
    stage.expect(cast.office, "已记下")
    stage.expect_edit(card, "值班员乙登记已发布：电视台")

    await stage.advance_to("12-02 13:10")
    stage.skim()
    measured = "/forecast 实况\n2026-12-02T08 210 216 233 240 241"
    await stage.say(cast.staff, cast.office, measured)
    await stage.press(cast.staff, stage.expect(cast.office, "监测实况"), "无误，采用")
    await stage.kill()
    await stage.start()
    await stage.advance_to("12-02 14:00")
    first, texts = released(stage, "黄色预警滚动播报")
    assert "自12月2日8时起已持续6小时，预计持续至12月5日8时" in texts["公众文本"]
    assert "12月2日12时，空气质量指数（AQI）241，重度污染。" in texts["公众文本"]
    assert "空气质量指数为二百四十一，属于重度污染。" in texts["广播稿"]
    assert texts["短信"].endswith(
        "已持续6小时，预计至12月5日。最新AQI241。老人、儿童和慢性病患者尽量待在室内。"
    )
    # Not in the silent hours: 20:00, then 07:00. What was measured yesterday is told no more.
    await stage.advance_to("12-02 20:00")
    assert ["已持续12小时" in text for text in repeated(stage)] == [True]
    stage.expect_edit(first, "已持续12小时")
    assert sum("滚动播报" in message.text for message in group.messages) == 1
    await stage.advance_to("12-03 06:59")
    assert repeated(stage) == []
    await stage.advance_to("12-03 07:00")
    [text] = repeated(stage)
    assert "已持续23小时" in text
    assert "AQI" not in text
    stage.skim()
    # Somebody deletes the day's card, so what is said again cannot stand in it.
    stage.world.delete(next(m for m in group.messages if "已持续23小时" in m.text))
    await stage.advance_to("12-03 13:00")
    assert ["已持续29小时" in text for text in repeated(stage)] == [True]
    stage.skim()


@pytest.mark.clause("C8")
async def test_a_wrong_text_is_put_right_and_the_lift_ends_it(set_stage: SetStage) -> None:
    stage = await opened(set_stage)
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    draft, preview = await drafted(stage, start="立即")
    assert "自发布时起，昌吉市行政区域启动Ⅲ级应急响应，预计持续72小时。" in preview.text
    await signed(stage, draft)
    wrong, texts = released(stage, "黄色预警")
    assert "自12月1日7时50分起，昌吉市行政区域启动" in texts["公众文本"]
    await stage.say(cast.staff, cast.office, "/public")
    now = stage.expect(cast.office, "现行公众信息", "黄色预警（现行）", "▫️ 宣传部 未登记")
    await stage.press(cast.second, now, "更正")
    asked = stage.expect(cast.office, "写明正确的用语")
    await stage.reply(cast.second, asked, "请市民朋友减少外出。")
    shown = stage.expect(cast.office, "更正稿", "更正：12月1日7时50分发布的内容有误")
    await stage.press(cast.second, shown, "确认发布")
    right, texts = released(stage, "黄色预警更正")
    assert texts["短信"].startswith(f"【{COMMAND}】更正：12月1日7时50分起实施")
    assert "更正，十二月一日七时五十分播发的内容有误" in texts["广播稿"]
    stage.expect_edit(wrong, "内容有误，请停止发布并更正", "自12月1日7时50分起")
    # What was wrong stays to be read, and is no longer there to be copied.
    assert not wrong.buttons()
    assert "<pre>" not in wrong.html
    stage.expect_edit(preview, "公众信息有误，已更正")

    # The lift is confirmed at the very minute at which it would be said again.
    await stage.advance_to("12-01 13:49")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量好转")
    lift = stage.expect(cast.office, "拟稿：解除重污染天气黄色预警")
    stage.expect(cast.office, "公众信息预览", "黄色预警解除")
    stage.world.press(cast.staff, lift, label="确认发布")
    await stage.advance_to("12-01 13:50")
    said = [message.text for message in stage.skim(group) if "请向公众发布" in message.text]
    assert [text.splitlines()[0] for text in said] == ["📣 请向公众发布：黄色预警解除"]
    stage.expect_edit(right, "已由新的内容代替")
    await stage.advance_to("12-01 20:00")
    assert not [m for m in stage.skim(group) if "请向公众发布" in m.text]
    await stage.say(cast.liaisons["xuanchuan"], group, "/public")
    told = stage.expect(group, "现行公众信息", "解除重污染天气黄色预警：自12月1日13时49分起")
    assert "黄色预警（有误，已更正）" in told.text
    assert not told.buttons()
    stage.skim()


@pytest.mark.clause("C8")
async def test_a_body_reviews_it_first(set_stage: SetStage) -> None:
    stage = await opened(set_stage, reviewers=["xuanchuan"], repeat_every=None, silent=None)
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    liaison = cast.liaisons["xuanchuan"]
    draft, preview = await drafted(stage)
    # Nobody outside the office knows of it yet.
    stage.expect_silence(group)
    await signed(stage, draft)
    stage.expect_edit(preview, "公众信息送审中（宣传部）")
    review = stage.expect(group, "请审核拟向公众发布的内容：黄色预警")
    # Who does not answer is asked once more, and then the office may do without it.
    await stage.advance_to("12-01 08:20")
    again = stage.expect(group, "“黄色预警”还没有审核")
    assert again.reply_to is not None
    await stage.kill()
    await stage.start()
    await stage.advance_to("12-01 08:50")
    told = stage.expect(cast.office, "宣传部还没有审核“黄色预警”", "尚未向公众发布")
    told.button("不再等审核，直接发出")
    await stage.press(liaison, review, "提出修改")
    asked = stage.expect(group, "写明建议改成的用语")
    await stage.reply(liaison, asked, "请市民朋友非必要不外出。")
    stage.expect(group, "已送办公室")
    amended = stage.expect(cast.office, "对公众信息“黄色预警”提出修改", "非必要不外出")
    await stage.kill()
    await stage.start()
    # Who does not decide on it is asked once more.
    await stage.advance_to("12-01 09:20")
    waits = stage.expect(cast.office, "“黄色预警”的修改意见尚未决定，公众信息还没有发布")
    assert [one.text for one in waits.buttons()] == [one.text for one in amended.buttons()]
    await stage.press(cast.staff, waits, "采用修改")
    _, texts = released(stage, "黄色预警")
    assert "请市民朋友非必要不外出。" in texts["公众文本"]
    stage.expect_edit(review, "已审核发出")
    stage.expect_edit(preview, "公众信息已发", "宣传部联络员审核通过")
    late = await stage.press(liaison, review, "通过") if review.buttons() else None
    assert late is None

    # A change goes through a review of its own; what was reviewed is told at the start as it is.
    await stage.say(cast.staff, cast.office, "/adjust orange 2026-12-02T08:00 48h PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    stage.expect(cast.office, "公众信息预览", "预警调整（橙色）")
    await stage.press(cast.staff, draft, "确认发布")
    for person in (cast.director, cast.deputy_commander):
        asked = stage.expect_private(person, "审签")
        await stage.press(person, asked, signs(asked))
    stage.skim(cast.office, *(cast.private(person) for _, person in cast.posts))
    stage.expect(group, "预警调整为橙色")
    review = stage.expect(group, "请审核拟向公众发布的内容：预警调整（橙色）")
    await stage.press(liaison, review, "通过")
    _, texts = released(stage, "预警调整（橙色）")
    assert "由黄色预警调整为橙色预警" in texts["公众文本"]
    await stage.advance_to("12-02 08:00")
    said = [m.text for m in stage.skim(group) if "请向公众发布" in m.text]
    assert len(said) == 1
    stage.skim()


@pytest.mark.clause("C8")
async def test_the_office_hands_it_on_where_nobody_can_be_reached(set_stage: SetStage) -> None:
    stage = await opened(set_stage, publishers=[], repeat_every=None, silent=None)
    cast = stage.cast
    draft, preview = await drafted(stage)
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(preview, "公众信息未发")
    await stage.say(cast.staff, cast.office, "/public")
    stage.expect(cast.office, "现在没有向公众发布过的有效信息")
    draft, preview = await drafted(stage)
    await signed(stage, draft)
    stage.expect_edit(preview, "预案未定发布单位，请办公室转送下列文本")
    stage.skim()
