"""/problem: what was found on site is filed, assigned, put right and accepted."""

import pytest
from sqlmodel import select

from sandbox import Message
from storage.books.audit import AuditEntry
from storage.owed.reports import FileState
from storage.problems.problems import Problem, ProblemFile
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import breathe

FOUND = (
    "地点：建设路12号；单位：鑫源商砼；应落实：橙色预警期间停产；"
    "问题：2号生产线仍在生产，未落实停产措施。"
)


async def filed(stage: Stage, text: str = FOUND) -> Message:
    """File it in the office's group; return its card."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/problem {text}")
    return stage.expect(cast.office, "问题昌污指问〔2026〕1号：待交办", "鑫源商砼")


async def assigned(stage: Stage, card: Message) -> dict[str, Message]:
    """Charge two bodies with it; return what each of them got."""
    cast = stage.cast
    await stage.press(cast.staff, card, "交办")
    asked = stage.expect(cast.office, "请选责任单位")
    await stage.reply(cast.staff, asked, "教育局、住建局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    stage.expect_edit(asked, "请选整改时限")
    await stage.reply(cast.staff, asked, "12月2日18时")
    draft = stage.expect(cast.office, "拟稿：问题整改“鑫源商砼”", "2号生产线仍在生产")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    return {
        one: stage.expect(cast.groups[one], "问题整改交办：鑫源商砼")
        for one in ("jiaoyu", "zhujian")
    }


@pytest.mark.clause("F3")
async def test_a_problem_from_a_photo_to_its_acceptance(stage: Stage) -> None:
    cast, jiaoyu, zhujian = stage.cast, "jiaoyu", "zhujian"
    await stage.say(cast.staff, cast.office, "/problem")
    empty = stage.expect(cast.office, "没有未销号问题")
    await stage.press(cast.staff, empty, "上报问题")
    asked = stage.expect(cast.office, "请“回复”本条消息写明发现的问题")
    await stage.photo(cast.staff, cast.office, caption=FOUND, reply_to=asked)
    card = stage.expect(cast.office, "待交办", "照片、视频、文件：1个")
    async with stage.database.reading() as session:
        [kept] = (await session.exec(select(ProblemFile))).all()
    assert kept.file_state == FileState.STORED
    await stage.press(cast.staff, card, "须现场复核")
    stage.expect_edit(card, "须现场复核")
    told = await assigned(stage, card)
    # Whoever has to put it right sees the photo with the order.
    assert all(order.photo is not None for order in told.values())
    stage.expect_edit(card, "整改中")
    board = stage.expect(cast.office, "0/2已销号", "教育局：整改中", "住建局：整改中")
    for body in (jiaoyu, zhujian):
        await stage.press(cast.liaisons[body], told[body], "收到")
        stage.expect_edit(told[body], "✅ 已收到")
    answers = {}
    await stage.kill()
    await stage.start()
    for body in (jiaoyu, zhujian):
        await stage.reply(cast.liaisons[body], told[body], "已责令停产，2号线于当日16时停机。")
        answers[body] = stage.expect(cast.groups[body], "已收到", "整改情况", "按时报送")
        stage.expect(cast.groups[body], "报送盖章的整改报告", "责任人姓名")
    stage.expect(cast.office, "2家单位已全部报告整改情况，请核对销号")
    await stage.photo(
        cast.liaisons[zhujian],
        cast.groups[zhujian],
        caption="停机后现场照片",
        reply_to=told[zhujian],
    )
    stage.expect(cast.groups[zhujian], "已补充")
    await stage.video(cast.liaisons[zhujian], cast.groups[zhujian], reply_to=told[zhujian])
    stage.expect(cast.groups[zhujian], "已补充", "照片1张、视频1段")
    query = await stage.press(cast.liaisons[zhujian], answers[zhujian], "申请销号")
    stage.expect_toast(query, "已提交销号申请")
    wanted = stage.expect(cast.office, "住建局", "申请销号", "整改前佐证1个，整改后2个")
    await stage.press(cast.staff, wanted, "整改前后佐证")
    moving = stage.expect(cast.office, "整改后附件1", "住建局", "video.mp4")
    assert moving.video is not None
    compared = stage.expect(cast.office, "📷 问题昌污指问〔2026〕1号", "整改前后对照")
    assert compared.photo is not None
    assert compared.photo.content.startswith(b"\x89PNG")
    query = await stage.press(cast.staff, wanted, "同意销号")
    stage.expect_toast(query, "须现场复核后方可销号")
    await stage.kill()
    await stage.start()
    await stage.press(cast.staff, wanted, "已现场复核")
    stage.expect_edit(wanted, "现场复核：")
    await stage.press(cast.staff, wanted, "同意销号")
    stage.expect_edit(wanted, "已同意销号")
    stage.expect(cast.groups[zhujian], "已同意销号")
    await stage.press(cast.liaisons[jiaoyu], answers[jiaoyu], "申请销号")
    last = stage.expect(cast.office, "教育局", "申请销号")
    await stage.press(cast.staff, last, "退回整改")
    asked = stage.expect(cast.office, "教育局", "问题“鑫源商砼”整改情况", "写明")
    await stage.reply(cast.staff, asked, "未附停机后照片。")
    asked = stage.expect(cast.office)
    await stage.reply(cast.staff, asked, "12月3日12时")
    stage.expect(cast.office, "教育局", "12月3日")
    stage.expect_edit(last, "退回整改")
    returned = stage.expect(cast.groups[jiaoyu], "未附停机后照片", "12月3日12:00")
    # The paper that did not come is asked for no second time.
    await stage.photo(
        cast.liaisons[jiaoyu], cast.groups[jiaoyu], caption="停机照片补报", reply_to=returned
    )
    answer = stage.expect(cast.groups[jiaoyu], "昌污报〔2026〕1号")
    await stage.press(cast.liaisons[jiaoyu], answer, "申请销号")
    last = stage.expect(cast.office, "教育局", "申请销号")
    await stage.press(cast.staff, last, "已现场复核")
    stage.expect_edit(last, "现场复核：")
    await stage.press(cast.staff, last, "同意销号")
    stage.expect(cast.groups[jiaoyu], "已同意销号")
    stage.expect_edit(card, "已销号")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "2/2已销号", "本问题已办结")
    await stage.say(cast.staff, cast.office, "/problem 住建局 已销号")
    listed = stage.expect(cast.office, "已销号问题：住建局　1件", "教育局：已销号")
    await stage.press(cast.staff, listed, "昌污指问〔2026〕1号")
    history = stage.expect(cast.office, "办理经过", "退回教育局整改", "未附停机后照片")
    told_in_order = ["登记", "交办昌污指办〔2026〕1号", "申请销号", "现场复核", "同意销号"]
    happened = history.text.partition("办理经过")[2]
    places = [happened.index(said) for said in told_in_order]
    assert places == sorted(places)
    await stage.press(cast.staff, listed, "已销号 ▾")
    await stage.press(cast.staff, stage.expect_edit(listed), "全部")
    stage.expect_edit(listed, "全部问题：住建局　1件")
    await invariants.check(stage)


async def charged_alone(stage: Stage) -> Message:
    """The housing office is charged with it until 18:00 of 2 December; return its order."""
    cast = stage.cast
    card = await filed(stage)
    await stage.press(cast.staff, card, "交办")
    await stage.reply(cast.staff, stage.expect(cast.office, "请选责任单位"), "住建局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    await stage.reply(cast.staff, stage.expect_edit(asked, "请选整改时限"), "12月2日18时")
    draft = stage.expect(cast.office, "拟稿：问题整改")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    return stage.expect(cast.groups["zhujian"], "问题整改交办：鑫源商砼")


@pytest.mark.clause("F3")
async def test_a_part_is_done_and_the_sealed_paper_follows(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups["zhujian"], stage.cast.liaisons["zhujian"]
    order = await charged_alone(stage)
    board = stage.expect(cast.office, "住建局：整改中")
    await stage.reply(liaison, order, "已责令停产，2号线已停机。")
    answer = stage.expect(group, "已收到", "整改情况")
    sealed = stage.expect(group, "报送盖章的整改报告", "责任人姓名")
    stage.expect(cast.office, "已全部报告整改情况")
    await stage.press(liaison, answer, "部分完成")
    asked = stage.expect(group, "预计何时完成", "整改时限仍为12月2日18:00")
    await stage.kill()
    await stage.start()
    await stage.reply(liaison, asked, "2号线已停机；除尘设备待安装，预计12月4日12时完成")
    told = stage.expect(group, "已登记部分完成", "12月4日12:00", "整改时限仍为12月2日18:00")
    part = stage.expect(cast.office, "住建局", "部分完成", "除尘设备待安装", "12月4日12:00")
    query = await stage.press(liaison, answer, "申请销号")
    stage.expect_toast(query, "报告整改情况")
    query = await stage.press(liaison, answer, "部分完成")
    stage.expect_toast(query, "已登记部分完成")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "住建局：部分完成")
    await stage.say(cast.staff, cast.office, "/problem 部分完成")
    stage.expect(cast.office, "部分完成的问题", "住建局：部分完成")
    await stage.press(cast.staff, part, "同意延至12月4日12:00")
    stage.expect_edit(part, "12月4日12:00", "同意延期")
    stage.expect(group, "同意延期", "12月4日12:00")
    # The time is the office's; the order's own has passed without a word.
    await stage.advance_to("12-02 18:05")
    stage.expect_silence(cast.office)
    assert "申请延期" in str(told.keyboard)
    await stage.reply(liaison, sealed, "收到")
    stage.expect(group, "扫描件或照片")
    await stage.reply(liaison, order, "除尘设备已安装，已全部整改到位。")
    answer = stage.expect(group, "昌污报〔2026〕1号", "按时报送")
    stage.skim(cast.office)
    await stage.press(liaison, answer, "申请销号")
    wanted = stage.expect(cast.office, "申请销号", "盖章件：待补", "责任人：待补")
    await stage.press(cast.staff, wanted, "同意销号")
    stage.expect_edit(wanted, "已同意销号", "盖章件：待补")
    stage.expect(group, "已同意销号")
    await stage.kill()
    await stage.start()
    # After the acceptance it still comes, and is kept with its name.
    await stage.photo(liaison, group, reply_to=sealed)
    stage.expect(group, "已收到盖章件，还缺责任人姓名")
    stage.expect(cast.office, "盖章件", "责任人：待补")
    stage.expect_edit(wanted, "盖章件：已收", "责任人：待补")
    await stage.reply(liaison, sealed, "责任人：李四")
    stage.expect(group, "已收到盖章件，责任人：李四")
    stage.expect(cast.office, "责任人：李四")
    wanted = stage.expect_edit(wanted, "盖章件：已收", "责任人：李四")
    assert not wanted.keyboard
    await stage.say(cast.staff, cast.office, "/problem 已销号")
    listed = stage.expect(cast.office, "已销号问题")
    await stage.press(cast.staff, listed, "昌污指问〔2026〕1号")
    stage.expect(cast.office, "报告部分完成", "2号线已停机", "盖章件已收", "责任人：李四")
    async with stage.database.reading() as session:
        logged = (await session.exec(select(AuditEntry))).all()
    assert not any("李四" in str(one.detail) for one in logged)
    stage.skim()
    await invariants.check(stage)


async def disputed(stage: Stage, told: Message, body: str) -> Message:
    """The body says that it is not theirs; return the office's card about that."""
    cast = stage.cast
    await stage.press(cast.liaisons[body], told, "不属本单位")
    asked = stage.expect(cast.groups[body], "不属本单位的理由")
    await stage.reply(cast.liaisons[body], asked, "该工地由住建局监管，不归我局。")
    stage.expect(cast.groups[body], "整改时限暂停计算")
    return stage.expect(cast.office, "提出问题昌污指问〔2026〕1号不属本单位", "不归我局")


@pytest.mark.clause("F3")
async def test_a_body_disputes_a_problem_and_another_gets_it(stage: Stage) -> None:
    cast = stage.cast
    card = await filed(stage)
    told = await assigned(stage, card)
    stage.expect_edit(card, "整改中")
    board = stage.expect(cast.office, "教育局：整改中", "住建局：整改中")
    claim = await disputed(stage, told["jiaoyu"], "jiaoyu")
    query = await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "不属本单位")
    stage.expect_toast(query, "请等待办公室答复")
    await stage.press(cast.staff, claim, "改派")
    asked = stage.expect(cast.office, "请选责任单位")
    await stage.reply(cast.staff, asked, "公安局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    stage.expect_edit(asked, "请选整改时限")
    await stage.reply(cast.staff, asked, "12月3日18时")
    draft = stage.expect(cast.office, "拟稿：问题整改")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect(cast.groups["gongan"], "问题整改交办：鑫源商砼", "12月3日18时")
    stage.expect(cast.groups["jiaoyu"], "已改派其他单位")
    stage.expect_edit(claim, "已改派")
    stage.expect(cast.office, "公安局：整改中")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "教育局：已改派", "住建局：整改中")
    # Whoever was relieved is reminded of nothing, and the time of all others runs on.
    await stage.advance_to("12-02 18:01")
    stage.expect_silence(cast.groups["jiaoyu"])
    stage.skim()
    await invariants.check(stage)


@pytest.mark.clause("F3")
async def test_a_problem_stays_with_the_body_that_disputed_it(stage: Stage) -> None:
    cast = stage.cast
    card = await filed(stage)
    told = await assigned(stage, card)
    stage.skim()
    claim = await disputed(stage, told["jiaoyu"], "jiaoyu")
    await stage.kill()
    await stage.start()
    await stage.advance(hours=2)
    stage.skim()
    await stage.press(cast.staff, claim, "仍由该单位整改")
    asked = stage.expect(cast.office, "仍由教育局整改的理由")
    await stage.reply(cast.staff, asked, "学校食堂炉灶属你局管理。")
    stage.expect(cast.office, "已答复教育局")
    stage.expect_edit(claim, "仍由该单位整改")
    # Two hours were disputed, and do not count.
    stage.expect(cast.groups["jiaoyu"], "仍由贵单位整改", "学校食堂炉灶", "12月2日20:00")
    query = await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "不属本单位")
    stage.expect_toast(query, "办公室已答复")
    await invariants.check(stage)


async def test_a_problem_filed_twice_is_joined(stage: Stage) -> None:
    cast = stage.cast
    await filed(stage)
    await stage.say(cast.staff, cast.office, f"/problem {FOUND}")
    second = stage.expect(cast.office, "问题昌污指问〔2026〕2号：待交办")
    await stage.press(cast.staff, second, "并入已有问题")
    asked = stage.expect(cast.office, "哪一个是同一问题")
    await stage.press(cast.staff, asked, "昌污指问〔2026〕1号 鑫源商砼")
    stage.expect_edit(asked, "已并入昌污指问〔2026〕1号")
    stage.expect_edit(second, "已并入", "与昌污指问〔2026〕1号为同一问题")
    # Without labels its beginning says where it is.
    await stage.say(cast.staff, cast.office, "/problem 人民路3号，宏达搅拌站，料堆未苫盖")
    stage.expect(cast.office, "地点：人民路3号", "单位：宏达搅拌站", "发现问题：料堆未苫盖")
    await stage.say(cast.staff, cast.office, "/problem 地点：人民路3号")
    stage.expect(cast.office, "请用文字写明发现了什么问题")


async def test_what_was_found_in_an_exercise_is_assigned_in_it(stage: Stage) -> None:
    cast = stage.cast
    card = await filed(stage)
    async with stage.database.transaction() as session:
        [row] = (await session.exec(select(Problem))).all()
        row.drill = True
        session.add(row)
    await stage.press(cast.staff, card, "交办")
    asked = stage.expect(cast.office, "请选责任单位")
    await stage.reply(cast.staff, asked, "教育局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    stage.expect_edit(asked, "请选整改时限")
    await stage.reply(cast.staff, asked, "12月2日18时")
    draft = stage.expect(cast.office, "拟稿", "（演练）")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect(cast.groups["jiaoyu"], "【演练】", "演练·昌污指办〔2026〕1号")
    stage.expect(cast.office, "【演练】", "教育局：整改中")
