"""Daily and closing reports, as the liaisons send them and the office sees them."""

import pytest

from office.plan.owed_kinds import report_kinds
from sandbox import Message, Upload
from storage.occasions import Occasion
from storage.owed import obligations, reports
from storage.owed.reports import FileState, ReportPart
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, all_report, issue

AGENCY = "huanjing"
FOLLOWS = "12月1日"


async def prompted(stage: Stage) -> dict[str, Message]:
    """The first morning: everybody has confirmed the alert and is asked for a report."""
    return await stage.passage("prompted", lambda: _prompted(stage))


async def _prompted(stage: Stage) -> dict[str, Message]:
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 07:59")
    stage.skim()
    await stage.advance_to("12-02 08:00")
    prompts = stage.expect_everywhere("请报送12月1日")
    stage.skim()
    return prompts


async def parts_of(stage: Stage, agency: str = AGENCY) -> list[ReportPart]:
    """The parts of the agency's newest report."""
    async with stage.database.reading() as session:
        day = Occasion.read("2026-12-01")
        found = [
            row
            for matter_id in (1,)
            for kind in report_kinds()
            for row in await obligations.of_occasion(session, matter_id, kind, day)
            if row.agency == agency
        ]
        report = await reports.report_of(session, found[0].key)
        return await reports.parts(session, report.key) if report else []


@pytest.mark.clause("E1")
async def test_the_reply_is_the_report(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]

    said = await stage.reply(liaison, prompts[AGENCY], "出动检查组两个 <b>&，未发现问题 😀")
    answer = stage.expect(group, "已收到", "昌污报〔2026〕1号", "文字1段", "按时报送")
    assert answer.reply_to is said

    await stage.photo(liaison, group, reply_to=prompts[AGENCY])
    stage.expect(group, "已补充", "昌污报〔2026〕1号", "文字1段、照片1张")

    await stage.reply(liaison, answer, "补充：夜间再查一次")
    stage.expect(group, "已补充", "文字2段、照片1张")

    await stage.edit(said, "出动检查组三个")
    stage.expect(group, "已更正", "文字2段、照片1张")
    stage.skim(stage.cast.office)
    stage.expect_silence()
    texts = [(part.version, part.text) for part in await parts_of(stage)]
    assert (1, "出动检查组两个 <b>&，未发现问题 😀") in texts
    assert (2, "出动检查组三个") in texts


async def test_who_reported_is_not_nudged(stage: Stage) -> None:
    prompts = await prompted(stage)
    await all_report(stage, prompts, but=[AGENCY])
    stage.skim()
    await stage.advance_to("12-02 11:00")
    stage.expect(stage.cast.groups[AGENCY], "请抓紧报送", FOLLOWS)
    stage.expect_silence()
    await stage.reply(stage.cast.liaisons[AGENCY], prompts[AGENCY], "已落实")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


@pytest.mark.parametrize("reply_on_every_item", [True, False])
async def test_an_album_is_answered_once(stage: Stage, reply_on_every_item: bool) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    stage.world.send_album(
        liaison,
        group,
        [b"1", b"2", b"3"],
        caption="巡查照片",
        reply_to=prompts[AGENCY],
        reply_on_every_item=reply_on_every_item,
    )
    await stage.settle()
    await stage.advance(seconds=3)
    stage.expect(group, "已收到", "文字1段、照片3张")
    stage.skim(stage.cast.office)
    stage.expect_silence()


async def test_files_are_kept_and_fetched(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.document(liaison, group, Upload(b"docx", "日报.docx"), reply_to=prompts[AGENCY])
    stage.expect(group, "已收到", "文件1个")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert (part.file_name, part.file_state) == ("日报.docx", FileState.STORED)


async def test_a_large_file_is_recorded_and_the_office_told(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    large = Upload(b"video", "巡查.mp4", size=25 * 1024 * 1024)
    await stage.document(liaison, group, large, reply_to=prompts[AGENCY])
    stage.expect(group, "已收到", "文件1个", "超过20MB")
    stage.expect(stage.cast.office, "超过20MB", "群内查看")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert part.file_id
    assert part.file_state == FileState.TOO_LARGE


async def test_a_late_report_closes_the_slip(stage: Stage) -> None:
    prompts = await prompted(stage)
    await all_report(stage, prompts, but=[AGENCY])
    stage.skim()
    group = stage.cast.groups[AGENCY]
    await stage.advance_to("12-02 12:45")
    slip = stage.skim(group)[-1]
    stage.skim()
    await stage.reply(stage.cast.liaisons[AGENCY], slip, "迟报，已落实")
    stage.expect(group, "已收到", "逾期45分钟", "昌污指黄提〔2026〕1号", "已销号")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_by_command(stage: Stage) -> None:
    await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "/report")
    question = stage.expect(group, "请长按本消息选“回复”", FOLLOWS)
    await stage.reply(liaison, question, "已落实")
    stage.expect(group, "已收到", "昌污报〔2026〕1号")
    await stage.say(liaison, group, "/report 再补一句")
    stage.expect(group, "没有待报事项")
    stage.skim(stage.cast.office)


async def test_by_command_in_one_line(stage: Stage) -> None:
    await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "/report 第一行\n第二行")
    stage.expect(group, "已收到", "昌污报〔2026〕1号")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert part.text == "第一行\n第二行"


async def test_a_photo_that_was_sent_without_reply(stage: Stage) -> None:
    """It is asked about, and is a report also once somebody says /report under it."""
    await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    photo = await stage.photo(liaison, group)
    offer = stage.expect(group, "是否作为报告报送")
    await stage.say(liaison, group, "/report 现场照片", reply_to=photo)
    stage.expect(group, "已收到", "文字1段、照片1张")
    stage.expect_toast(await stage.press(liaison, offer, "作为12月1日"), "已报送")
    stage.skim(stage.cast.office)


async def two_days_owed(stage: Stage) -> dict[str, Message]:
    """Nobody has reported on the first day by the second morning, which asks for both days."""
    await prompted(stage)
    await stage.advance_to("12-03 07:59")
    stage.skim()
    await stage.advance_to("12-03 08:00")
    prompts = stage.expect_everywhere("12月2日")
    stage.skim()
    return prompts


async def test_of_several_the_liaison_chooses(stage: Stage) -> None:
    await two_days_owed(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "/report 都落实了")
    question = stage.expect(group, "请选择")
    await stage.press(liaison, question, "12月2日")
    stage.expect(group, "已收到", "12月2日", "按时报送")
    query = await stage.press(liaison, question, "12月1日")
    stage.expect_toast(query, "已报送")
    stage.skim(stage.cast.office)


async def test_what_is_owed(stage: Stage) -> None:
    await two_days_owed(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.say(liaison, group, "/due")
    due = stage.expect(group, "12月1日", "已逾期", "12月2日")
    assert "督办单" in due.text.split("12月2日应急响应工作日报")[0]
    assert "督办" not in due.text.split("12月2日应急响应工作日报")[1]
    await stage.press(liaison, due, "报送12月1日")
    question = stage.expect(group, "请长按本消息选“回复”", "12月1日")
    await stage.reply(liaison, question, "补报：已落实")
    stage.expect(group, "已收到", "12月1日", "逾期")
    stage.skim()


async def test_an_anonymous_admin_confirms_by_a_press(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    stage.world.say(liaison, group, "已落实", reply_to=prompts[AGENCY], anonymous=True)
    await stage.settle()
    question = stage.expect(group, "匿名", "确认")
    assert await parts_of(stage) == []
    query = await stage.press(liaison, question, "作为12月1日")
    stage.expect_toast(query, "昌污报〔2026〕1号")
    stage.expect(group, "已收到", "文字1段")
    stage.skim(stage.cast.office)
    [part] = await parts_of(stage)
    assert part.sent_by == liaison.id
    again = await stage.press(liaison, question, "作为12月1日")
    stage.expect_toast(again, "已报送")


async def test_courtesy_is_no_report(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.reply(liaison, prompts[AGENCY], "收到。")
    stage.expect(group, "“收到。”未写明情况")
    assert await parts_of(stage) == []


async def test_a_reply_to_the_alert_is_asked_about(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    alert = (await issue(stage))[AGENCY]
    await stage.reply(cast.liaisons[AGENCY], alert, "转发给大家看看")
    stage.expect(group, "请按“确认收到”")
    await stage.advance_to("12-02 08:00")
    stage.skim()
    await stage.reply(cast.liaisons[AGENCY], alert, "措施都已落实")
    question = stage.expect(group, "是否作为报告报送")
    await stage.press(cast.liaisons[AGENCY], question, "作为12月1日")
    stage.expect(group, "已收到", "昌污报〔2026〕1号")
    stage.skim(cast.office)


async def test_a_receipt_by_words(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    alert = (await issue(stage))[AGENCY]
    stage.skim()
    await stage.reply(cast.liaisons[AGENCY], alert, "收到")
    stage.expect(group, "已记录：收到")
    stage.expect_edit(alert, cast.liaisons[AGENCY].name)
    stage.skim()


async def test_talk_in_the_group_is_none_of_our_business(stage: Stage) -> None:
    await prompted(stage)
    for text in ("好天气", "午饭吃什么", "/report@another_bot 已落实"):
        await stage.say(stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY], text)
    stage.expect_silence()


async def test_a_forged_press(stage: Stage) -> None:
    prompts = await prompted(stage)
    own = prompts[AGENCY]
    liaison = stage.cast.liaisons[AGENCY]
    for data in ("rask:999", "rcontent:x", "rtake:1:1", "rask", "delay:999"):
        query = await stage.forge(liaison, own, data)
        assert query.answer is not None
        assert query.answer.text
    verb, _, number = (own.buttons()[0].callback_data or "").partition(":")
    query = await stage.forge(liaison, own, f"{verb}:{int(number) + 1}")
    stage.expect_toast(query, "无须由您报送")
    stage.expect_silence()


async def test_what_to_report(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.press(liaison, prompts[AGENCY], "查看应报内容")
    content = stage.expect(group, "应当写明", "1.")
    await stage.reply(liaison, content, "已按要求逐项落实")
    stage.expect(group, "已收到")
    stage.skim(stage.cast.office)


@pytest.mark.clause("E2")
async def test_closing_reports(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 20:00")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "空气质量改善")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "确认发布")
    for agency, group in cast.groups.items():
        lifted, prompt = stage.skim(group)[-2:]
        assert "解除" in lifted.text
        assert "请报送本次应急响应总结" in prompt.text
        assert "12月2日20:00" in prompt.text
        if agency != AGENCY:
            await stage.reply(cast.liaisons[agency], prompt, "总结如下")
            stage.expect(group, "已收到", "按时报送")
    stage.skim()
    await stage.advance_to("12-02 08:00")
    stage.expect_silence()
    await stage.advance_to("12-02 18:00")
    stage.expect(cast.groups[AGENCY], "请抓紧报送", "12月2日20:00")
    stage.expect_silence()


async def test_the_office_sees_who_is_missing_and_reminds(stage: Stage) -> None:
    prompts = await prompted(stage)
    cast = stage.cast
    await all_report(stage, prompts, but=[AGENCY, "gongan"])
    stage.skim()
    await stage.say(cast.staff, cast.office, "/missing")
    listed = stage.expect(cast.office, "已报 3/5", "未到期 2")
    await stage.press(cast.staff, listed, "催报")
    stage.expect(cast.office, "已催 2")
    for agency in (AGENCY, "gongan"):
        stage.expect(cast.groups[agency], "办公室催报", FOLLOWS)
    await stage.press(cast.staff, listed, "催报")
    stage.expect(cast.office, "半小时内已催过 2")
    await stage.say(cast.staff, cast.office, "/remind")
    stage.expect(cast.office, "没有逾期")
    stage.expect_silence()


async def test_lists_are_the_offices(stage: Stage) -> None:
    await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    for command in ("/missing", "/remind", "/extend"):
        await stage.say(liaison, group, command)
        stage.expect(group, "指挥部办公室")
    query = await stage.forge(liaison, group.messages[-1], "remind:1:daily:2026-12-01")
    stage.expect_toast(query, "指挥部办公室")
    stage.expect_silence()


async def test_a_report_sent_while_the_bot_is_down(stage: Stage) -> None:
    prompts = await prompted(stage)
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await stage.kill()
    await stage.advance(minutes=30)
    stage.world.say(liaison, group, "已落实", reply_to=prompts[AGENCY])
    await stage.start()
    await stage.settle()
    # The outage and the report are decided apart, and either may come first.
    told = sorted(message.text for message in stage.skim(group))
    assert ["系统中断" in text for text in told] == [False, True]
    assert all("12月2日12:30" in text for text in told)
    assert "按时报送" in told[0]
    stage.skim()


async def test_a_report_is_as_punctual_as_its_writer_not_as_the_bot(stage: Stage) -> None:
    """Written before the deadline, fetched after it: too short an outage to move the deadline."""
    prompts = await prompted(stage)
    await all_report(stage, prompts, but=[AGENCY])
    await stage.advance_to("12-02 11:59")
    await stage.advance(seconds=40)
    await stage.stop()
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    stage.world.say(liaison, group, "已落实", reply_to=prompts[AGENCY])
    await stage.advance(seconds=40)
    await stage.start()
    await stage.settle()
    answers = [message for message in stage.skim(group) if "昌污报" in message.text]
    assert ["按时报送" in answer.text for answer in answers] == [True]
    stage.skim()
