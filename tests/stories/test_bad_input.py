"""What is wrong in itself: each gets one clear sentence and changes nothing; no word is lost."""

import pytest
from sqlmodel import col, select

from sandbox import Chat, Message, Upload
from storage.owed.reports import PartKind, ReportPart, newest_versions
from tests.harness import strange
from tests.harness.stage import Stage
from tests.harness.unchanged import unchanged
from tests.stories.passages import issue, sent_for_approval, silent_morning

AGENCY = "huanjing"
TIME = "2026-12-03T08:00"
LONG = "<b>出动检查组</b> & 核查企业 😷 </blockquote> " * 160
"""Over 5,000 characters: a client sends it as two messages."""
MARKS = "<b>未闭合 & &lt; <a href='x'> 😷 \u202e倒序\u202c \u200b零宽\u2066"

LINES = {
    f"紫色 {TIME} 72h PM2.5": "预案无此级别，请填写：黄色、橙色、红色",
    f"orang {TIME} 72h PM2.5": "预案无此级别",
    "orange 2026-11-30T08:00 72h PM2.5": "已过（现在是",
    "orange 2026-12-01T07:49 72h PM2.5": "已过（现在是",
    "orange 2027-01-01T08:00 72h PM2.5": "请填30天以内的时间",
    "orange 2026-02-30T08:00 72h PM2.5": "启动时间无法识别",
    "orange 2026-12-03T25:00 72h PM2.5": "启动时间无法识别",
    "orange 99999-12-03T08:00 72h PM2.5": "启动时间无法识别",
    f"orange {TIME} 0 PM2.5": "持续时间应为1至720小时",
    f"orange {TIME} 0h PM2.5": "持续时间应为1至720小时",
    f"orange {TIME} 10000h PM2.5": "持续时间应为1至720小时",
    f"orange {TIME} 10,000h PM2.5": "持续时间无法识别",
    f"orange {TIME} 72.5h PM2.5": "持续时间无法识别",
    f"orange {TIME} -72h PM2.5": "持续时间无法识别",
    f"orange {TIME} 99999999999h PM2.5": "持续时间无法识别",
    f"orange {TIME} 72h 烟尘": "预案无此污染物",
    f"orange {TIME} 72h <b>PM2.5</b>": "预案无此污染物",
    f"orange {TIME} 72h PM2.5 {'依据' * 251}": "依据请写在500字以内（现为502字）",
    MARKS: "预案无此级别",
}


@pytest.mark.parametrize("command", ["warn", "adjust"])
async def test_bad_lines(stage: Stage, command: str) -> None:
    cast = stage.cast
    if command == "adjust":
        await issue(stage, f"orange {TIME} 72h PM2.5")
    async with unchanged(stage):
        said = {
            stage.world.say(cast.staff, cast.office, f"/{command} {line}"): sentence
            for line, sentence in LINES.items()
        }
        await stage.settle()
    heard = stage.skim(cast.office)
    for message, sentence in said.items():
        one_sentence(heard, message, sentence)
    assert len(heard) == len(said)
    stage.expect_silence()


async def test_a_line_with_marks_that_nobody_sees(stage: Stage) -> None:
    """It was copied with zero-width marks and full-width digits, and is understood."""
    cast = stage.cast
    line = "\u200f橙\u200b色 ２０２６-12-03\u200b　08：00 \ufeff72小时 PM2.5"
    await stage.say(cast.staff, cast.office, f"/warn {line}")
    stage.expect(cast.office, "橙色预警", "12月3日8时", "72小时")


@pytest.mark.parametrize("command", ["warn", "adjust"])
async def test_a_line_that_stops_early_is_asked_for_the_rest(stage: Stage, command: str) -> None:
    cast = stage.cast
    if command == "adjust":
        await issue(stage, f"orange {TIME} 72h PM2.5")
    async with unchanged(stage):
        for line, question in {
            "": "请选级别",
            "红色": "请选响应启动时间",
            f"红色 {TIME}": "持续时间",
            f"红色 {TIME} 48h": "首要污染物",
        }.items():
            await stage.say(cast.staff, cast.office, f"/{command} {line}")
            stage.expect(cast.office, question)
        await stage.say(cast.staff, cast.office, LONG)
        stage.expect(cast.office, "预案无此污染物")
    stage.expect_silence()


async def test_words_where_none_belong(stage: Stage) -> None:
    """Words after a command that needs none are ignored; a wrong level is named."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    async with unchanged(stage):
        for name in ("board", "missing", "remind", "slips", "extend", "roster"):
            await stage.say(cast.staff, cast.office, f"/{name} {MARKS}")
            assert len(stage.skim(cast.office)) == 1, name
        for line, sentence in {
            "/measures 紫色": "预案无此级别，请填写：黄色、橙色、红色",
            f"/measures {LONG[:4000]}": "预案无此级别",
            f"/due {MARKS}": "待办",
            f"/duties {MARKS}": "贵单位职责",
            f"/report {MARKS}": "没有待报事项",
            f"/delay {MARKS}": "没有待报事项",
        }.items():
            await stage.say(liaison, group, line)
            stage.expect(group, sentence)
    stage.expect_silence()


async def test_a_reason_to_return_that_is_too_long_or_none(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, f"orange {TIME} 72h PM2.5")
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "理由")
    stage.skim()
    async with unchanged(stage):
        await stage.reply(cast.director, question, LONG)
        stage.expect_private(cast.director, "500字以内")
        await stage.photo(cast.director, question.chat, reply_to=question)
        stage.expect_private(cast.director, "请写明退回理由")
    stage.expect_silence()
    await stage.reply(cast.director, question, MARKS)
    stage.expect_private(cast.director, "已退回")
    stage.expect_edit(draft, "<b>未闭合 & &lt; <a href='x'> 😷")
    stage.skim()


async def test_reasons_that_are_too_long_or_none(stage: Stage) -> None:
    """They are given for more time and for withdrawing a slip, then with all marks of HTML."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    prompts = await silent_morning(stage, AGENCY, "12-02 12:30")
    await stage.say(cast.staff, cast.office, "/slips")
    slips = stage.expect(cast.office, "未销号")
    await stage.press(cast.staff, slips, "撤回")
    for_withdrawal = stage.expect(cast.office, "理由")
    await stage.press(liaison, prompts[AGENCY], "申请延期")
    for_delay = stage.expect(group, "理由")
    async with unchanged(stage):
        await stage.reply(liaison, for_delay, LONG)
        stage.expect(group, "压缩到500字以内")
        await stage.photo(liaison, group, reply_to=for_delay)
        stage.expect(group, "写明延期的理由")
        await stage.reply(cast.staff, for_withdrawal, LONG)
        stage.expect(cast.office, "500字以内")
        await stage.photo(cast.staff, cast.office, reply_to=for_withdrawal)
        stage.expect(cast.office, "用文字写明理由")
        stage.expect_silence()
    await stage.reply(liaison, for_delay, MARKS)
    stage.expect(group, "已报办公室")
    stage.expect(cast.office, "申请延期", "<b>未闭合 & &lt; <a href='x'> 😷")
    await stage.reply(cast.staff, for_withdrawal, MARKS)
    stage.expect(cast.office, "已撤回")
    stage.expect(group, "撤回", "<b>未闭合 & &lt; <a href='x'> 😷")
    stage.skim()


async def test_a_report_is_kept_whole(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    prompts = await silent_morning(stage, AGENCY)
    await stage.reply(liaison, prompts[AGENCY], LONG)
    stage.expect(group, "已收到", "文字1段")
    stage.expect(group, "已补充", "文字2段")
    assert whole(await parts_in(stage, group)) == "".join(LONG.split())
    said = await stage.reply(liaison, prompts[AGENCY], MARKS)
    stage.expect(group, "文字3段")
    await stage.edit(said, f"{MARKS}改")
    stage.expect(group, "已更正")
    assert (await parts_in(stage, group))[-1].text == f"{MARKS}改"
    stage.skim(cast.office)
    stage.expect_silence()


async def test_a_long_report_by_command_is_kept_whole(stage: Stage) -> None:
    """The client cuts it in two; the second half is neither a command nor a reply."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    await silent_morning(stage, AGENCY)
    await stage.say(liaison, group, f"/report {LONG}")
    stage.expect(group, "已收到", "文字1段")
    stage.expect(group, "已补充", "文字2段")
    assert whole(await parts_in(stage, group)) == "".join(LONG.split())
    await stage.say(liaison, group, "大家辛苦了")
    stage.skim(cast.office)
    stage.expect_silence()


async def test_what_is_no_report_and_what_is_one(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    liaison = cast.liaisons[AGENCY]
    prompt = (await silent_morning(stage, AGENCY))[AGENCY]
    async with unchanged(stage):
        for content in (strange.STICKER, strange.POLL, strange.CONTACT, strange.DICE):
            strange.show(stage, liaison, group, content, reply_to=prompt)
            await stage.settle()
            stage.expect(group, "请用文字、照片、文件、视频、语音或位置“回复”")
        strange.show(stage, liaison, group, strange.STICKER)
        await stage.settle()
    for text in ("收到", "好的", "👍"):
        await stage.reply(liaison, prompt, text)
    # One question also stands for what else is said before it is answered.
    stage.expect(group, "“收到”未写明情况")
    stage.expect_silence()

    strange.show(stage, liaison, group, strange.LOCATION, reply_to=prompt)
    await stage.settle()
    stage.expect(group, "已收到", "位置1个")
    await stage.photo(liaison, group, reply_to=prompt)
    stage.expect(group, "已补充", "照片1张")
    await stage.document(liaison, group, Upload(b"", "<b>&.zip", size=25_000_000), reply_to=prompt)
    stage.expect(group, "已补充", "文件1个", "20MB")
    stage.skim(cast.office)
    kinds = [part.kind for part in await parts_in(stage, group)]
    assert kinds == [PartKind.LOCATION, PartKind.PHOTO, PartKind.DOCUMENT]


async def test_a_photo_with_the_command_in_its_caption(stage: Stage) -> None:
    """A client knows no command in a caption, but whoever wrote it meant one."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await silent_morning(stage, AGENCY)
    await stage.photo(cast.liaisons[AGENCY], group, caption="/report 昨日巡查")
    stage.expect(group, "已收到", "照片1张")
    stage.skim(cast.office)


async def test_names_that_are_no_names(stage: Stage) -> None:
    """A name that turns the reading direction, or is markup, disguises nothing."""
    group = stage.cast.groups[AGENCY]
    villain = stage.world.add_person("\u202e</b><a href='x'>& 主任\u2066")
    stage.world.add_person_to_group(group, villain)
    alerts = await issue(stage, f"orange {TIME} 72h PM2.5")
    await stage.press(villain, alerts[AGENCY], "收到")
    shown = stage.expect_edit(alerts[AGENCY], "✅ 已收到：</b><a href='x'>& 主任")
    for mark in ("\u202e", "\u2066"):
        assert mark not in shown.text
    await stage.say(villain, group, "/whoami")
    stage.expect(group, "</b><a href='x'>& 主任")


async def parts_in(stage: Stage, group: Chat) -> list[ReportPart]:
    """The newest version of every message that is a part of a report there."""
    async with stage.database.reading() as session:
        query = select(ReportPart).where(ReportPart.chat_id == group.id)
        return newest_versions((await session.exec(query.order_by(col(ReportPart.id)))).all())


def whole(parts: list[ReportPart]) -> str:
    """All the words; the client may drop blanks at the cut."""
    return "".join("".join(part.text for part in parts).split())


def one_sentence(heard: list[Message], said: Message, sentence: str) -> None:
    [answer] = [one for one in heard if one.reply_to is said]
    assert sentence in answer.text, answer.text
    assert answer.text.endswith("。")
