"""What liaisons edit: reports, what is no report yet, and what Telegram hands over out of order."""

from datetime import timedelta

from sandbox import Fault, FaultKind, Message
from storage.owed.reports import ReportPart
from tests.harness.stage import Stage
from tests.stories.passages import issue
from tests.stories.test_reports import AGENCY, parts_of, prompted, two_days_owed

TEN_MINUTES = 600.0
FOR_EVER = timedelta(days=9).total_seconds()


def hold_up(stage: Stage, seconds: float = TEN_MINUTES, *, kind: str = "message") -> None:
    """Let the next message in the agency's group come so much later, or never."""
    group = stage.cast.groups[AGENCY]
    stage.world.faults.add(Fault(FaultKind.LATE_UPDATE, kind, group.id, seconds=seconds))


async def say_and_edit(
    stage: Stage, text: str, better: str, *, reply_to: Message | None = None
) -> Message:
    said = await stage.say(
        stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY], text, reply_to=reply_to
    )
    await stage.advance(minutes=1)
    await stage.edit(said, better)
    return said


async def wordings(stage: Stage) -> list[tuple[int, str]]:
    return [(part.version, part.text) for part in await parts_of(stage)]


async def the_part(stage: Stage) -> ReportPart:
    [part] = await parts_of(stage)
    return part


async def test_an_edit_that_comes_before_its_message(stage: Stage) -> None:
    """It is the report; the message only adds its older words to it."""
    prompts, group = await prompted(stage), stage.cast.groups[AGENCY]
    hold_up(stage)
    said = await say_and_edit(stage, "检查组两个", "检查组三个", reply_to=prompts[AGENCY])
    assert stage.expect(group, "已收到", "文字1段", "按时报送").reply_to is said
    await stage.advance(minutes=10)
    stage.skim(stage.cast.office)
    stage.expect_silence(group)
    assert await wordings(stage) == [(2, "检查组三个"), (1, "检查组两个")]

    await stage.edit(said, "检查组四个")
    stage.expect(group, "已更正", "文字1段")
    assert (3, "检查组四个") in await wordings(stage)


async def test_only_the_edit_reaches_us(stage: Stage) -> None:
    """It counts as sent before noon, although it was edited, and reached us, at noon."""
    prompts, group = await prompted(stage), stage.cast.groups[AGENCY]
    await stage.advance_to("12-02 11:59")
    stage.skim()
    hold_up(stage, FOR_EVER)
    await say_and_edit(stage, "检查组两个", "检查组三个", reply_to=prompts[AGENCY])
    [answer] = [message for message in stage.skim(group) if "昌污报" in message.text]
    assert "按时报送" in answer.text
    stage.skim()
    assert await wordings(stage) == [(2, "检查组三个")]


async def test_an_edit_that_comes_after_a_newer_one(stage: Stage) -> None:
    prompts, group = await prompted(stage), stage.cast.groups[AGENCY]
    said = await stage.reply(stage.cast.liaisons[AGENCY], prompts[AGENCY], "检查组两个")
    hold_up(stage, kind="edited_message")
    await stage.edit(said, "检查组三个")
    await stage.advance(minutes=1)
    await stage.edit(said, "检查组四个")
    await stage.advance(minutes=10)
    assert [one.text[:3] for one in stage.skim(group)] == ["已收到", "已更正"]
    stage.skim(stage.cast.office)
    assert await wordings(stage) == [(1, "检查组两个"), (2, "检查组四个")]


async def test_a_courtesy_edited_into_a_report_in_time(stage: Stage) -> None:
    prompts, group = await prompted(stage), stage.cast.groups[AGENCY]
    said = await stage.reply(stage.cast.liaisons[AGENCY], prompts[AGENCY], "收到")
    question = stage.expect(group, "“收到”未写明情况")
    await stage.edit(said, "好的")
    stage.expect_silence(group)
    await stage.edit(said, "检查组两个，已落实")
    stage.expect(group, "已收到", "昌污报〔2026〕1号", "按时报送")
    stage.expect_edit(question, "已另行报送", "“好的”")
    stage.skim(stage.cast.office)
    assert (await the_part(stage)).text == "检查组两个，已落实"


async def test_a_courtesy_keeps_no_place_in_time(stage: Stage) -> None:
    """Said before noon, edited into a report an hour later: it is as late as the edit."""
    prompts, group = await prompted(stage), stage.cast.groups[AGENCY]
    await stage.advance_to("12-02 11:59")
    said = await stage.reply(stage.cast.liaisons[AGENCY], prompts[AGENCY], "收到")
    await stage.advance_to("12-02 13:00")
    stage.skim()
    await stage.edit(said, "检查组两个，已落实")
    stage.expect(group, "已收到", "逾期1小时")
    stage.skim()


async def test_talk_may_be_edited(stage: Stage) -> None:
    """An edit presses nothing and asks nothing, even under an order or into a confirmation."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await prompted(stage)
    order = next(
        one for one in group.messages if any("本单位职责" in b.text for b in one.buttons())
    )
    stage.skim()
    for text in ("午饭吃面", "收到", "现场照片稍后补"):
        await say_and_edit(stage, "午饭吃什么", text)
    talk = await stage.photo(cast.liaisons[AGENCY], group, caption="午饭")
    stage.expect(group, "是否作为报告报送")
    await stage.edit(talk, "午饭在食堂")
    stage.expect_silence()
    await say_and_edit(stage, "转各科室", "收到", reply_to=order)
    stage.skim(group)
    await say_and_edit(stage, "明白", "措施都已落实", reply_to=order)
    stage.expect_silence()
    assert await parts_of(stage) == []


async def test_an_edit_is_no_command(stage: Stage) -> None:
    """Somebody who edits /report into a message or its caption is told to send it anew."""
    await prompted(stage)
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await say_and_edit(stage, "已落实", "/report 已落实")
    stage.expect(group, "修改过的消息不作为命令")
    photo = await stage.photo(cast.liaisons[AGENCY], group, caption="现场")
    stage.expect(group, "是否作为报告报送")
    await stage.edit(photo, "/report 现场")
    stage.expect(group, "修改过的消息不作为命令")
    assert await parts_of(stage) == []


async def test_a_command_that_comes_after_its_edit(stage: Stage) -> None:
    """The edit was none; what it says counts all the same, once there is a report."""
    await prompted(stage)
    group = stage.cast.groups[AGENCY]
    hold_up(stage)
    await say_and_edit(stage, "/report 检查组两个", "/report 检查组三个")
    stage.expect(group, "修改过的消息不作为命令")
    await stage.advance(minutes=10)
    stage.expect(group, "已收到", "文字1段", "按时报送")
    stage.skim(stage.cast.office)
    assert await wordings(stage) == [(1, "检查组两个"), (2, "检查组三个")]


async def test_what_is_held_is_edited(stage: Stage) -> None:
    await two_days_owed(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await say_and_edit(stage, "/report 检查组两个", "/report 检查组三个")
    question = stage.expect(group, "请选择")
    await stage.press(liaison, question, "12月1日")
    stage.expect(group, "已收到", "12月1日", "文字1段")
    stage.skim()
    assert (await the_part(stage)).text == "检查组三个"


async def test_what_is_held_came_after_its_edit(stage: Stage) -> None:
    await two_days_owed(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    hold_up(stage)
    await say_and_edit(stage, "/report 检查组两个", "/report 检查组三个")
    stage.expect(group, "修改过的消息不作为命令")
    await stage.advance(minutes=10)
    await stage.press(liaison, stage.expect(group, "请选择"), "12月1日")
    stage.expect(group, "已收到", "12月1日")
    stage.skim()
    assert (await the_part(stage)).text == "检查组三个"


async def test_an_anonymous_admin_edits_before_the_press(stage: Stage) -> None:
    """Held as of its edit, where it was only a courtesy before."""
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    said = stage.world.say(liaison, group, "收到", reply_to=prompts[AGENCY], anonymous=True)
    await stage.settle()
    stage.expect(group, "未写明情况")
    await stage.advance_to("12-02 13:00")
    stage.skim()
    await stage.edit(said, "检查组两个")
    question = stage.expect(group, "匿名", "确认")
    await stage.edit(said, "检查组三个")
    stage.expect_silence(group)
    await stage.press(liaison, question, "作为12月1日")
    stage.expect(group, "已收到", "逾期1小时")
    stage.skim()
    part = await the_part(stage)
    assert (part.text, part.sent_by) == ("检查组三个", liaison.id)


async def test_the_reply_of_an_album_comes_as_its_edit(stage: Stage) -> None:
    """The picture with the reply is held up: its edit takes the others along, and it adds none."""
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    hold_up(stage)
    album = stage.world.send_album(
        liaison,
        group,
        [b"1", b"2", b"3"],
        caption="巡查照片",
        reply_to=prompts[AGENCY],
        reply_on_every_item=False,
    )
    await stage.settle()
    stage.expect(group, "是否作为报告报送")
    await stage.edit(album[0], "巡查照片三张")
    await stage.advance(seconds=3)
    stage.expect(group, "已收到", "文字1段、照片3张")
    await stage.advance(minutes=10)
    stage.expect_silence(group)
    stage.skim(stage.cast.office)
    kept = {(part.message_id, part.version, part.text) for part in await parts_of(stage)}
    assert kept == {
        (album[0].message_id, 2, "巡查照片三张"),
        (album[0].message_id, 1, "巡查照片"),
        (album[1].message_id, 1, ""),
        (album[2].message_id, 1, ""),
    }


async def test_an_album_in_which_one_comes_as_its_edit(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    hold_up(stage, FOR_EVER)
    lost, *_ = stage.world.send_album(
        liaison, group, [b"1", b"2"], caption="巡查", reply_to=prompts[AGENCY]
    )
    await stage.settle()
    await stage.advance(seconds=3)
    stage.skim(group)
    await stage.edit(lost, "巡查照片")
    await stage.advance(seconds=3)
    stage.skim()
    assert len(await parts_of(stage)) == 2


async def test_an_edit_begins_no_long_text(stage: Stage) -> None:
    """Words that followed a short message are not the rest of a text edited into it."""
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    said = await stage.reply(liaison, prompts[AGENCY], "收到")
    chatter = await stage.say(liaison, group, "下午开会")
    stage.skim()
    await stage.edit(said, "措施已落实。" * 600)
    stage.expect(group, "已收到")
    await stage.edit(chatter, "下午三点开会")
    stage.expect_silence(group)
    stage.skim()
    assert len(await parts_of(stage)) == 1


async def test_an_edit_on_what_takes_no_report(stage: Stage) -> None:
    """Under a reminder to confirm, the refusal is said once and not with each edit."""
    await issue(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.advance(hours=1)
    reminder = stage.skim(group)[-1]
    said = await stage.reply(liaison, reminder, "正在传达")
    stage.skim()
    await stage.edit(said, "已经传达")
    stage.expect_silence(group)
