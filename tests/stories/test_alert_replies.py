"""What agencies answer to an alert: words, photos, stickers; the receipt and the report in it."""

from typing import Any

import pytest

from sandbox import Message, Upload
from tests.harness.stage import Stage
from tests.harness.strange import CONTACT, DICE, LOCATION, POLL, STICKER, show
from tests.stories.passages import REPORT, approve, asks, issue, sent_for_approval, silent_morning
from tests.stories.test_relays import LOST, issued, open_private
from tests.stories.test_reports import parts_of

AGENCY = "huanjing"
RECEIPT = "如系确认收到"
REPORT_MEANT = "是否作为报告报送"
BOTH = ("如是报告", "如系确认收到")
TAKE = "作为12月1日应急响应工作日报报送"
CONFIRM = "确认收到"
UNKNOWN = {"hologram": {"id": "1"}}
"""What Telegram may add tomorrow."""


async def alerted(stage: Stage) -> Message:
    """The alert in the agency's group; its receipt is owed."""
    alerts = await issue(stage)
    stage.skim()
    return alerts[AGENCY]


async def alerted_and_owing(stage: Stage) -> Message:
    """A day later neither the receipt nor the day's report is there."""
    alert = await alerted(stage)
    await stage.advance_to("12-02 08:00")
    stage.skim()
    return alert


async def confirmed_and_owing(stage: Stage) -> Message:
    """The receipt is there, the day's report is not."""
    await silent_morning(stage, AGENCY)
    group = stage.cast.groups[AGENCY]
    return next(message for message in group.messages if "贵单位措施" in message.text)


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons()]


async def album(stage: Stage, alert: Message, *, on_every_item: bool) -> None:
    liaison = stage.cast.liaisons[AGENCY]
    stage.world.send_album(
        liaison,
        alert.chat,
        [b"1", b"2", b"3"],
        reply_to=alert,
        reply_on_every_item=on_every_item,
    )
    await stage.settle()


async def test_a_photo_is_offered_the_receipt_once(stage: Stage) -> None:
    alert = await alerted(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    shown = await stage.photo(liaison, group, caption="已张贴通知", reply_to=alert)
    offered = stage.expect(group, RECEIPT, "橙色预警")
    assert offered.reply_to is shown
    assert labels(offered) == [CONFIRM]
    await stage.photo(liaison, group, reply_to=alert)
    await stage.document(liaison, group, Upload(b"docx", "方案.docx"), reply_to=alert)
    stage.expect_silence()
    await stage.press(liaison, offered, CONFIRM)
    stage.expect_edit(alert, f"✅ 已收到：{liaison.name}")
    await stage.photo(liaison, group, reply_to=alert)
    stage.expect_silence()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("on_every_item", [True, False])
async def test_an_album_is_offered_the_receipt_once(stage: Stage, on_every_item: bool) -> None:
    alert = await alerted(stage)
    await album(stage, alert, on_every_item=on_every_item)
    stage.expect(alert.chat, RECEIPT)
    stage.expect_silence()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(STICKER, id="sticker"),
        pytest.param(POLL, id="poll"),
        pytest.param(CONTACT, id="contact"),
        pytest.param(DICE, id="dice"),
        pytest.param(LOCATION, id="place"),
        pytest.param(UNKNOWN, id="not known yet"),
    ],
)
async def test_any_content_is_offered_the_receipt(stage: Stage, content: dict[str, Any]) -> None:
    alert = await alerted(stage)
    liaison = stage.cast.liaisons[AGENCY]
    for _ in range(2):
        show(stage, liaison, alert.chat, content, reply_to=alert)
        await stage.settle()
    offered = stage.expect(alert.chat, RECEIPT)
    stage.expect_silence()
    await stage.press(liaison, offered, CONFIRM)
    stage.expect_edit(alert, f"✅ 已收到：{liaison.name}")
    show(stage, liaison, alert.chat, content, reply_to=alert)
    await stage.settle()
    stage.expect_silence()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("words", ["。", "谁负责这个？", "附件打不开", "已安排洒水车作业"])
async def test_any_words_are_offered_the_receipt(stage: Stage, words: str) -> None:
    alert = await alerted(stage)
    for _ in range(2):
        await stage.reply(stage.cast.liaisons[AGENCY], alert, words)
    stage.expect(alert.chat, RECEIPT)
    stage.expect_silence()


async def test_each_person_is_offered_it(stage: Stage) -> None:
    alert = await alerted(stage)
    colleague = stage.world.add_person("值班员")
    stage.world.add_person_to_group(alert.chat, colleague)
    await stage.settle()
    for person in (stage.cast.liaisons[AGENCY], colleague):
        await stage.photo(person, alert.chat, reply_to=alert)
        stage.expect(alert.chat, RECEIPT)
    stage.expect_silence()


async def test_a_chase_is_answered_by_a_sticker_and_by_a_photo(stage: Stage) -> None:
    await alerted(stage)
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await stage.advance(minutes=20)
    chase = stage.skim(group)[-1]
    stage.skim()
    show(stage, liaison, group, STICKER, reply_to=chase)
    await stage.settle()
    offered = stage.expect(group, RECEIPT)
    # The answer to the offer itself is no different.
    await stage.photo(liaison, group, reply_to=offered)
    await stage.photo(liaison, group, reply_to=chase)
    stage.expect_silence()
    await stage.press(liaison, offered, CONFIRM)
    show(stage, liaison, group, STICKER, reply_to=chase)
    await stage.settle()
    assert "生态环境" not in await asks(stage, "/missing")
    stage.expect_silence(group)


async def test_who_holds_a_post_confirms_nothing_by_a_photo(stage: Stage) -> None:
    alert = await alerted(stage)
    stage.world.add_person_to_group(alert.chat, stage.cast.mayor)
    await stage.photo(stage.cast.mayor, alert.chat, reply_to=alert)
    show(stage, stage.cast.mayor, alert.chat, STICKER, reply_to=alert)
    await stage.settle()
    stage.expect_silence()


async def test_a_photo_under_an_older_order_confirms_the_newest(stage: Stage) -> None:
    old = await alerted(stage)
    group, liaison = old.chat, stage.cast.liaisons[AGENCY]
    await sent_for_approval(stage, "黄色 立即 24h PM2.5 污染减轻", command="/adjust")
    await approve(stage, stage.cast.director)
    new = stage.skim(group)[-1]
    stage.skim()
    await stage.photo(liaison, group, reply_to=old)
    offered = stage.expect(group, RECEIPT, "黄色")
    await stage.press(liaison, offered, CONFIRM)
    stage.expect_edit(new, f"✅ 已收到：{liaison.name}")
    stage.skim()


async def test_report_and_receipt_are_offered_together(stage: Stage) -> None:
    alert = await alerted_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    shown = await stage.photo(liaison, group, reply_to=alert)
    offered = stage.expect(group, *BOTH, "橙色预警")
    assert offered.reply_to is shown
    assert labels(offered) == [TAKE, CONFIRM]
    stage.expect_silence()
    await stage.press(liaison, offered, CONFIRM)
    stage.expect_edit(alert, f"✅ 已收到：{liaison.name}")
    await stage.press(liaison, offered, TAKE)
    stage.expect(group, "已收到", "按时报送", "照片1张")
    stage.skim()
    assert [part.kind for part in await parts_of(stage)] == ["photo"]
    assert "生态环境" not in await asks(stage, "/missing")


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("on_every_item", [True, False])
async def test_an_album_of_measures_is_one_question(stage: Stage, on_every_item: bool) -> None:
    alert = await alerted_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    await album(stage, alert, on_every_item=on_every_item)
    offered = stage.expect(group, *BOTH)
    stage.expect_silence()
    await stage.press(liaison, offered, TAKE)
    await stage.advance(seconds=3)
    stage.expect(group, "已收到", "照片3张")
    stage.skim()


async def test_words_alone_are_asked_what_they_mean(stage: Stage) -> None:
    alert = await alerted_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    await stage.reply(liaison, alert, "好的，马上报")
    offered = stage.expect(group, RECEIPT)
    assert labels(offered) == [CONFIRM]
    await stage.reply(liaison, alert, REPORT)
    offered = stage.expect(group, REPORT_MEANT)
    assert labels(offered) == [TAKE]
    await stage.advance(minutes=2)
    await stage.photo(liaison, group, reply_to=alert)
    stage.expect_silence(group)
    await stage.press(liaison, offered, TAKE)
    stage.expect(group, "已收到", "照片1张")
    stage.skim()


async def test_after_the_receipt_a_photo_is_offered_as_the_report(stage: Stage) -> None:
    alert = await confirmed_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    show(stage, liaison, group, STICKER, reply_to=alert)
    await stage.settle()
    stage.expect_silence()
    await album(stage, alert, on_every_item=True)
    offered = stage.expect(group, REPORT_MEANT)
    assert labels(offered) == [TAKE]
    await stage.press(liaison, offered, TAKE)
    await stage.advance(seconds=3)
    stage.expect(group, "已收到", "照片3张")
    stage.skim()
    await stage.advance(hours=1)
    stage.skim()
    await stage.photo(liaison, group, reply_to=alert)
    stage.expect_silence(group)


async def test_an_anonymous_admins_photos_are_each_asked_about(stage: Stage) -> None:
    alert = await alerted_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    for words in (BOTH, (REPORT_MEANT,)):
        stage.world.send_photo(liaison, group, b"1", reply_to=alert, anonymous=True)
        await stage.settle()
        offered = stage.expect(group, *words)
    await stage.press(liaison, offered, TAKE)
    stage.expect(group, "已收到", "照片1张")
    stage.skim()


async def test_a_caption_that_is_a_command_reports_under_an_alert(stage: Stage) -> None:
    alert = await alerted_and_owing(stage)
    group, liaison = alert.chat, stage.cast.liaisons[AGENCY]
    await stage.photo(liaison, group, caption="/report 检查企业9家", reply_to=alert)
    stage.expect(group, "已收到", "照片1张")
    stage.skim()


async def test_a_photo_in_private_under_a_relayed_alert(stage: Stage) -> None:
    liaison = stage.cast.liaisons[LOST]
    await open_private(stage)
    relayed = await issued(stage)
    await stage.photo(liaison, relayed.chat, reply_to=relayed)
    offered = stage.expect_private(liaison, RECEIPT)
    show(stage, liaison, relayed.chat, STICKER, reply_to=relayed)
    await stage.settle()
    stage.expect_silence()
    await stage.press(liaison, offered, CONFIRM)
    stage.expect_edit(relayed, "✅ 已收到")
    stage.skim()
