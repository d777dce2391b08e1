"""/registers: what bodies keep ready is asked for, answered with a file, and stays on record."""

import pytest

from sandbox import Message, Upload
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve, breathe, sent_for_approval

FOUR = ("huanjing", "zhujian", "jiaotong", "gongan")
NOW = "2026-12-01T10:00+08:00"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=FOUR, pack="dengkou", start=NOW))


async def started(stage: Stage) -> None:
    await sent_for_approval(stage, "yellow 2026-12-01T11:00 48h PM2.5 预计静稳天气持续")
    for position in stage.plan.level("yellow").approval:
        await approve(stage, stage.cast.holders[position])
    stage.expect_everywhere("重污染天气黄色预警")
    await stage.advance_to("12-01 10:59")
    stage.skim()
    await stage.advance_to("12-01 11:00")
    stage.expect_everywhere("应急响应", "启动")
    stage.expect(stage.cast.office, "应急响应", "启动")


@pytest.mark.clause("G5")
async def test_what_a_response_needs_is_asked_for_at_its_start(stage: Stage) -> None:
    cast = stage.cast
    await started(stage)
    sites = stage.expect(cast.groups["zhujian"], "请更新并报送：停工工地名录（住建）")
    assert sites.text == (
        "📒 请更新并报送：停工工地名录（住建），12月2日18时前\n"
        "磴口县重污染天气应急指挥部办公室\n"
        "文号：磴污指录〔2026〕1号\n\n"
        "应急响应已启动，请核对、更新后报送。\n"
        "责任单位：住建局\n"
        "报送至：应急指挥部办公室\n"
        "时限：2026年12月2日18时（预案未定期限，由本办确定）\n\n"
        "请长按本消息选“回复”，发送文件或写明情况；没有变化的，请写明“经核对无变化”。"
    )
    roads = stage.expect(cast.groups["jiaotong"], "停工工地名录（交通）")
    lorries = stage.expect(cast.groups["huanjing"], "货车白名单", "公安局（交管大队）保证通行")
    # The lists that the source does not tie to a response are left in peace, and so is the office.
    stage.expect_silence(cast.groups["gongan"], cast.groups["huanjing"], cast.office)

    liaison, group = cast.liaisons["zhujian"], cast.groups["zhujian"]
    await stage.document(liaison, group, Upload(b"rows", "停工工地.xlsx"), reply_to=sites)
    stage.expect(group, "已收到", "“停工工地名录（住建）”", "文件1个", "按时报送")
    await stage.reply(cast.liaisons["jiaotong"], roads, "经核对无变化，在建公路工地3处。")
    stage.expect(cast.groups["jiaotong"], "“停工工地名录（交通）”", "按时报送")

    shown = await listed(stage)
    assert "1. 停工工地名录（住建）（磴口清单第15行）" in shown
    assert "期限：未定期限；响应启动时要求更新" in shown
    assert "· 住建局：12月1日11:00更新，" in shown
    assert "文件停工工地.xlsx（磴污报〔2026〕1号）" in shown
    assert "· 交通局：12月1日11:00更新，" in shown
    assert "· 环境分局：没有报送记录；待报，时限12月2日18:00" in shown

    await stage.advance_to("12-02 15:59")
    stage.skim()
    await stage.advance_to("12-02 16:01")
    stage.expect(cast.groups["huanjing"], "请抓紧报送“货车白名单”", "磴污指录")
    await stage.advance_to("12-02 18:01")
    # A gentle ladder: the office is told, and no slip follows.
    stage.expect(cast.office, "1家单位逾期未报“货车白名单”")
    assert "逾期未报，时限12月2日18:00" in await listed(stage)
    await files_are_sent_again(stage)
    await stage.reply(cast.liaisons["huanjing"], lorries, "白名单车辆12辆，较上次增加2辆。")
    stage.expect(cast.groups["huanjing"], "“货车白名单”", "按逾期登记")
    stage.skim()
    await invariants.check(stage)


async def files_are_sent_again(stage: Stage) -> None:
    """To the office and to their owner, each in their own chat, and to nobody else."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    shown = stage.expect(cast.office, "📒 名录和备案")
    await stage.press(cast.staff, shown, "取文件：停工工地名录（住建）")
    sent = stage.expect(cast.office, "📎 停工工地名录（住建）：住建局12月1日11:00报送")
    assert sent.document is not None
    assert sent.document.name == "停工工地.xlsx"
    liaison, group = cast.liaisons["zhujian"], cast.groups["zhujian"]
    await stage.say(liaison, group, "/registers")
    own = stage.expect(group, "贵单位名录和备案")
    await stage.press(liaison, own, "取文件：停工工地名录（住建）")
    stage.expect(group, "📎 停工工地名录（住建）")
    other = cast.groups["jiaotong"]
    await stage.say(cast.liaisons["jiaotong"], other, "/registers")
    own = stage.expect(other, "贵单位名录和备案")
    # A forged press of another body's paper finds nothing.
    query = await stage.forge(cast.liaisons["jiaotong"], own, "pfiles:sites-zhujian")
    stage.expect_toast(query, "没有可以重发的文件")
    stage.expect_silence(other)


async def listed(stage: Stage) -> str:
    await stage.say(stage.cast.staff, stage.cast.office, "/registers")
    return stage.expect(stage.cast.office, "📒 名录和备案").text


@pytest.mark.clause("G5")
async def test_the_office_asks_by_hand_and_an_owner_sends_what_is_new(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    shown = stage.expect(cast.office, "应急减排清单", "未定期限", "没有报送记录")
    await stage.press(cast.staff, shown, "要求报送：应急减排清单")
    question = stage.expect(cast.office, "请选报送时限", "报送单位（1）：环境分局")
    await stage.reply(cast.staff, question, "12月3日18时")
    draft = stage.expect(cast.office, "拟稿：“应急减排清单”报送要求", "说明：定期更新")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    group = cast.groups["huanjing"]
    asked = stage.expect(group, "请更新并报送：应急减排清单，12月3日18时前")
    await stage.say(cast.liaisons["huanjing"], group, "/registers")
    own = stage.expect(group, "贵单位名录和备案（3项）", "待报，时限12月3日18:00")
    assert "停工工地" not in own.text
    query = await stage.press(cast.liaisons["huanjing"], own, "报送更新：应急减排清单")
    stage.expect_toast(query, "正在等待报送")
    await stage.reply(cast.liaisons["huanjing"], asked, "收到")
    stage.expect(group, "无须按“收到”，请“回复”报送")
    await answered(stage, asked)

    # Whoever has something new does not wait to be asked.
    query = await stage.press(cast.liaisons["huanjing"], own, "报送更新：货车白名单")
    stage.expect_toast(query, "请“回复”下面的消息报送")
    asked = stage.expect(group, "请“回复”本条消息，报送“货车白名单”的更新")
    await answered(stage, asked)
    assert "文件清单.xlsx" in await listed(stage)
    await stage.advance_to("12-04 12:00")
    stage.expect_silence(group)
    await invariants.check(stage)


async def answered(stage: Stage, asked: Message) -> None:
    cast = stage.cast
    group = cast.groups["huanjing"]
    upload = Upload(b"rows", "清单.xlsx")
    await stage.document(cast.liaisons["huanjing"], group, upload, reply_to=asked)
    stage.expect(group, "已收到", "文件1个", "按时报送")
    stage.expect_silence(cast.office)


@pytest.mark.clause("G4")
async def test_filings_of_many_are_asked_for_and_counted(set_stage: SetStage) -> None:
    three = ("fagai", "jiaoyu", "jingkai")
    stage = await set_stage(Scene(agencies=three, pack="kundulun", start=NOW))
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/registers")
    shown = stage.expect(cast.office, "名录和备案（1项）", "重污染天气应急响应专项实施方案")
    assert "期限：未定期限\n· 发改委：没有报送记录\n· 教育局：没有报送记录" in shown.text
    await stage.press(cast.staff, shown, "要求报送：重污染天气应急响应专项实施方案")
    question = stage.expect(cast.office, "请选报送单位（可多选）")
    await stage.press(cast.staff, question, "全部单位")
    stage.expect_edit(question, "请选报送时限", "报送单位（2）：发改委、教育局")
    await stage.press(cast.staff, question, "12月3日18:00")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(cast.office, "拟稿：“重污染天气应急响应专项实施方案”报送要求")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "发往2家成员单位")
    asked = {one: stage.expect(cast.groups[one], "请报送备案") for one in ("fagai", "jiaoyu")}
    assert "发送文件；没有变化的" in asked["fagai"].text
    stage.expect_silence(cast.groups["jingkai"])
    upload = Upload(b"pdf", "专项方案.pdf")
    group = cast.groups["fagai"]
    await stage.document(cast.liaisons["fagai"], group, upload, reply_to=asked["fagai"])
    stage.expect(group, "已收到", "按时报送")
    await stage.advance_to("12-03 18:01")
    stage.expect(cast.groups["jiaoyu"], "请抓紧报送“重污染天气应急响应专项实施方案”")
    stage.expect(cast.office, "1家单位逾期未报“重污染天气应急响应专项实施方案”")
    told = await listed(stage)
    assert "· 发改委：12月1日10:00更新，" in told
    assert "· 教育局：没有报送记录；逾期未报，时限12月3日18:00" in told
    await stage.say(cast.liaisons["jingkai"], cast.groups["jingkai"], "/registers")
    stage.expect(cast.groups["jingkai"], "没有列明由贵单位报送的名录和备案")
    await stage.say(cast.staff, cast.office, "/board")
    board = stage.expect(
        cast.office, "“重污染天气应急响应专项实施方案”报送要求", "报送时限12月3日18:00"
    )
    await stage.press(cast.staff, board, "办结：“重污染天气应急响应专项实施方案”报送要求")
    draft = stage.expect(cast.office, "拟稿：办结“重污染天气应急响应专项实施方案”报送要求")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    for one in asked:
        stage.expect(cast.groups[one], "报送要求已办结", "尚未报送的，无须再报")


async def test_a_plan_without_any_says_so(set_stage: SetStage) -> None:
    stage = await set_stage(Scene())
    await stage.say(stage.cast.staff, stage.cast.office, "/registers")
    stage.expect(stage.cast.office, "本预案没有列明名录和备案")
