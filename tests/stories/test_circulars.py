"""/notice to chosen bodies: a text, a file, receipts or an answer by a deadline, and its end."""

from hashlib import sha256

import pytest
from sqlmodel import select

from office.plan.model import Act, ChainStep
from sandbox import Message, Upload
from storage.decisions.matters import Matter, MatterState, Order
from storage.delivery.wanted_files import WantedFile
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.stories.passages import breathe

LINE = "教育局,住建局 12月1日18时前回复 报送冬季施工工地清单\n逐一列明工地名称、地址和负责人。"
TITLE = "报送冬季施工工地清单"
ANSWER = "我局现有冬季施工工地6处，清单见附件，负责人均已到岗。"
CHOSEN = ("jiaoyu", "zhujian")


async def sent(stage: Stage, line: str = LINE) -> dict[str, Message]:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/notice {line}")
    draft = stage.expect(cast.office, "拟稿：通知“")
    return await confirmed(stage, draft)


async def confirmed(stage: Stage, draft: Message) -> dict[str, Message]:
    query = await stage.press(stage.cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_toast(query, "已发布")
    stage.expect_edit(draft, "已发布：通知“", "昌污指通〔2026〕1号", "发往2家成员单位")
    return {one: stage.expect(stage.cast.groups[one], "📣 通知：") for one in CHOSEN}


async def owed(stage: Stage) -> dict[tuple[str, str], str]:
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Obligation))).all()
    return {(row.agency, row.kind): row.state for row in rows}


async def state(stage: Stage) -> str:
    async with stage.database.reading() as session:
        [matter] = (await session.exec(select(Matter).where(Matter.kind == "circular"))).all()
    return matter.state


async def test_a_notice_from_one_line_to_the_last_answer(stage: Stage) -> None:
    cast = stage.cast
    told = await sent(stage)
    assert told["jiaoyu"].text == (
        f"📣 通知：{TITLE}，请按“收到”，于12月1日18时前书面回复\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指通〔2026〕1号\n\n"
        "主送：住建局、教育局\n"
        "回复时限：2026年12月1日18时\n\n"
        "逐一列明工地名称、地址和负责人。\n\n"
        "请长按本消息选“回复”作书面回复，文字、照片、文件均可；分条发送的，每条都请“回复”。"
    )
    board = stage.expect(cast.office, f"通知“{TITLE}”：送达", "收到 0/2，回复 0/2")
    query = await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(told["jiaoyu"], "✅ 已收到")
    await stage.advance(minutes=31)
    # Whoever does not confirm it is chased as for a task.
    stage.expect(cast.groups["zhujian"], "请尽快按“收到”")
    stage.expect(cast.groups["zhujian"], f"请立即按“收到”：通知“{TITLE}”")
    stage.expect(cast.office, "1家单位逾期未确认收到", "住建局")
    stage.expect_edit(board, "送达 2/2，收到 1/2", "未确认收到（1）：住建局")
    await stage.advance_to("12-01 16:01")
    for agency in CHOSEN:
        stage.expect(cast.groups[agency], "请抓紧回复", f"“{TITLE}”书面回复")
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], ANSWER)
    stage.expect(cast.groups["jiaoyu"], "已收到", f"“{TITLE}”书面回复", "按时报送")
    await stage.advance_to("12-01 18:01")
    stage.expect(cast.office, f"“{TITLE}”书面回复", "住建局")
    stage.expect_edit(board, "逾期未回复（1）：住建局")
    await stage.document(
        cast.liaisons["zhujian"],
        cast.groups["zhujian"],
        Upload(b"rows", "清单.xlsx"),
        reply_to=told["zhujian"],
    )
    stage.expect(cast.groups["zhujian"], "文件1个", "按逾期登记")
    stage.expect_edit(told["zhujian"], "✅ 已收到")
    done = stage.expect(cast.office, f"✅ 通知“{TITLE}”（昌污指通〔2026〕1号）：2家单位已全部回复")
    await stage.press(cast.staff, done, "办结归档")
    draft = stage.expect(cast.office, f"拟稿：办结通知“{TITLE}”")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    for agency in CHOSEN:
        stage.expect(cast.groups[agency], f"通知“{TITLE}”已办结")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "全部回复", "逾期回复（1）：住建局", "本通知已结束")
    assert await state(stage) == MatterState.CLOSED
    await stage.advance_to("12-02 12:00")
    # No slip, no colour, no copy follows.
    stage.expect_silence(*(cast.groups[one] for one in CHOSEN))
    assert (await owed(stage))["zhujian", "circular"] == ObligationState.MET_LATE
    await invariants.check(stage)


async def test_by_questions_with_a_photo_and_receipts_alone(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice")
    question = stage.expect(cast.office, "请选要发的通知")
    await stage.press(cast.staff, question, "一般通知")
    stage.expect_edit(question, "请选主送单位（可多选）")
    await stage.reply(cast.staff, question, "教育局 住建局")
    question = stage.expect(cast.office, "写明通知内容", "主送单位（2）：住建局、教育局")
    await stage.reply(cast.staff, question, "。")
    stage.expect(cast.office, "请写明通知内容")
    await stage.reply(cast.staff, question, "转发州指挥部办公室降雪预报\n请提前安排扫雪保障。")
    question = stage.expect(cast.office, "作附件，或按“不带附件”")
    await stage.reply(cast.staff, question, "没有")
    stage.expect(cast.office, "请“回复”一张照片或一个文件")
    await stage.photo(cast.staff, cast.office, reply_to=question)
    question = stage.expect(cast.office, "请选回复要求", "附件：照片1张")
    await stage.press(cast.staff, question, "收到即可")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(cast.office, "附件：照片1张", "本通知无须书面回复")
    told = await confirmed(stage, draft)
    for message in told.values():
        assert message.photo
        assert "请提前安排扫雪保障" in message.text
    board = stage.expect(cast.office, "收到 0/2")
    await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect_edit(told["jiaoyu"], "✅ 已收到")
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], "收到")
    stage.expect(cast.groups["zhujian"], "已记录：收到")
    stage.expect_edit(told["zhujian"], "✅ 已收到")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "送达 2/2，收到 2/2")
    assert set(await owed(stage)) == {(one, ObligationKind.RECEIPT) for one in CHOSEN}
    await invariants.check(stage)


async def drafted_with_a_photo(stage: Stage, text: str) -> Message:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice 教育局,住建局 收到即可")
    question = stage.expect(cast.office, "写明通知内容", "可把内容写在照片或文件下面")
    await stage.photo(cast.staff, cast.office, caption=text[:900], reply_to=question)
    draft = stage.expect(cast.office, "拟稿：通知“", "附件：照片1张")
    if len(text) <= 900:
        return draft
    await stage.press(cast.staff, draft, "修改")
    choice = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, choice, "通知内容")
    stage.expect_edit(choice, "写明通知内容")
    await stage.reply(cast.staff, choice, text)
    stage.expect_edit(draft, "已由修改稿取代")
    return stage.expect(cast.office, "拟稿：通知“")


@pytest.mark.on_postgresql("first")
async def test_where_the_plan_has_a_chain_it_is_signed_with_its_file(stage: Stage) -> None:
    cast = stage.cast
    signs = (ChainStep(by=("director",), act=Act.APPROVE),)
    chains = stage.plan.chains.model_copy(update={"notice": signs})
    plan = stage.plan.model_copy(update={"chains": chains})
    await apply_plan(stage.database, plan, stage.clock.now())
    draft = await drafted_with_a_photo(stage, "扫雪保障\n逐路段安排人员和机械。")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "审签中")
    enclosed = stage.expect_private(cast.director, "附件：通知“扫雪保障”")
    assert enclosed.photo
    stage.expect_silence(*(cast.groups[one] for one in CHOSEN))
    asked = stage.expect_private(cast.director, "审签", "逐路段安排人员和机械")
    await stage.press(cast.director, asked, "批准")
    stage.expect_edit(asked, "已批准")
    for one in CHOSEN:
        assert stage.expect(cast.groups[one], "📣 通知：扫雪保障").photo
    stage.skim()


@pytest.mark.on_postgresql("first")
async def test_a_long_text_goes_on_below_its_photo(stage: Stage) -> None:
    """A caption holds 1,024 characters; the button stands under the last part."""
    cast = stage.cast
    draft = await drafted_with_a_photo(stage, "扫雪保障\n" + "逐路段安排人员和机械。\n" * 100)
    await stage.press(cast.staff, draft, "确认发布")
    await stage.restart()
    await breathe(stage)
    group = cast.groups["jiaoyu"]
    first, last = stage.expect(group, "📣 通知：扫雪保障"), stage.expect(group, "无须书面回复")
    assert (first.photo is not None, first.buttons(), last.photo) == (True, [], None)
    await stage.press(cast.liaisons["jiaoyu"], last, "收到")
    stage.expect_edit(last, "无须书面回复", "✅ 已收到")
    stage.skim()


@pytest.mark.on_postgresql("first")
async def test_whose_group_is_lost_gets_the_file_in_private(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons["jiaoyu"]
    stage.world.start_bot(liaison, cast.bot)
    await stage.settle()
    stage.world.kick_bot(cast.groups["jiaoyu"], cast.bot, by=liaison)
    await stage.settle()
    stage.skim()
    draft = await drafted_with_a_photo(stage, "扫雪保障\n" + "逐路段安排人员和机械。" * 79)
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    relayed = stage.expect_private(liaison, "〔转送·", "📣 通知：扫雪保障")
    assert relayed.photo
    # A caption is not cut to make room for the line; it stands below the order then.
    await stage.press(liaison, relayed, "收到")
    stage.expect_private(liaison, "✅ 已收到")
    told = stage.expect(cast.groups["zhujian"], "📣 通知：扫雪保障")
    await stage.press(cast.liaisons["zhujian"], told, "收到")
    stage.skim()


@pytest.mark.on_postgresql("first")
async def test_what_asks_for_nothing_ends_by_itself_or_is_taken_back(stage: Stage) -> None:
    cast = stage.cast
    told = await sent(stage, "教育局,住建局 知悉即可 办公室新址电话不变")
    assert told["jiaoyu"].buttons() == []
    assert "无须按“收到”和回复" in told["jiaoyu"].text
    board = stage.expect(cast.office, "通知“办公室新址电话不变”：送达")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "送达 2/2")
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect(cast.groups["jiaoyu"], "本通知无须按“收到”")
    assert await owed(stage) == {}
    await stage.press(cast.staff, board, "撤回")
    draft = stage.expect(cast.office, "拟稿：撤回通知“办公室新址电话不变”")
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(draft, "已作废")
    await stage.advance_to("12-02 08:00")
    stage.expect_edit(board, "本通知已结束")
    stage.skim(cast.office)
    assert board.buttons() == []
    assert await state(stage) == MatterState.CLOSED
    gone = await stage.forge(cast.staff, board, "mtake:1")
    stage.expect_toast(gone, "该通知已撤回或办结")
    await invariants.check(stage)


async def test_one_that_was_wrong_is_taken_back(stage: Stage) -> None:
    cast = stage.cast
    told = await sent(stage)
    board = stage.expect(cast.office, f"通知“{TITLE}”：送达")
    await stage.press(cast.staff, board, "撤回")
    draft = stage.expect(cast.office, "已撤回，请勿执行")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    for agency in CHOSEN:
        stage.expect(cast.groups[agency], f"通知“{TITLE}”已撤回，请勿执行")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "本通知已结束，不再催办")
    query = await stage.press(cast.liaisons["zhujian"], told["zhujian"], "收到")
    stage.expect_toast(query, "该通知已撤回，无须再按“收到”")
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], ANSWER)
    stage.expect(cast.groups["zhujian"], "该通知已撤回或办结，无须再回复")
    assert await state(stage) == MatterState.CANCELLED
    await invariants.check(stage)


async def test_the_line_may_stop_anywhere_and_refuses_what_it_cannot_read(stage: Stage) -> None:
    cast = stage.cast
    for line, *says in (
        ("教育局,住建局", "写明通知内容", "主送单位（2）：住建局、教育局"),
        ("全部单位 收到即可", "写明通知内容", "全部单位", "回复要求：收到即可"),
        ("公安局 请各单位加强值班", "请选回复要求", "内容：请各单位加强值班", "附件：无"),
        ("公安局 周四前回复 报送值班表", "不止一种读法", "报送值班表"),
        ("教育局,外星局 12月2日18时前回复 报送", "外星局"),
        ("教育局 11月30日18时前回复 报送情况", "请选"),
        ("教育局 12月1日8时前回复 报送情况", "不足"),
    ):
        await stage.say(cast.staff, cast.office, f"/notice {line}")
        stage.expect(cast.office, *says)
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], f"/notice {LINE}")
    stage.expect(cast.groups["gongan"], "指挥部办公室")


async def test_a_draft_is_changed_before_it_goes(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/notice {LINE}")
    draft = stage.expect(cast.office, "拟稿：通知“")
    await stage.press(cast.staff, draft, "修改")
    choice = stage.expect(cast.office, "请选要修改的一项", "前书面回复")
    await stage.press(cast.staff, choice, "回复要求")
    stage.expect_edit(choice, "请选回复要求")
    await stage.press(cast.staff, choice, "知悉即可")
    stage.expect_edit(choice, "拟稿见下一条")
    stage.expect_edit(draft, "已由修改稿取代")
    changed = stage.expect(cast.office, "知悉即可。")
    await stage.press(cast.staff, changed, "修改")
    choice = stage.expect(cast.office, "回复要求：知悉即可")
    await stage.press(cast.staff, choice, "附件")
    stage.expect_edit(choice, "作附件，或按“不带附件”")
    await stage.document(cast.staff, cast.office, Upload(b"%PDF", "值班表.pdf"), reply_to=choice)
    stage.expect_edit(changed, "已由修改稿取代")
    draft = stage.expect(cast.office, "附件：值班表.pdf", "知悉即可。")
    told = await confirmed(stage, draft)
    stage.expect(cast.office, "送达")
    assert told["jiaoyu"].document
    # The record names what was sent, by its hash.
    async with stage.database.reading() as session:
        [order] = (await session.exec(select(Order).where(Order.state == "issued"))).all()
        [kept] = (await session.exec(select(WantedFile))).all()
    assert order.says["file"]["sha256"] == kept.sha256 == sha256(b"%PDF").hexdigest()


async def test_forged_presses_name_nothing(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/notice")
    question = stage.expect(cast.office, "请选要发的通知")
    for data in ("ntc:alert", "ntc:", "mset:circular:text:1", "mset:circular:due_at:nothing"):
        query = await stage.forge(cast.staff, question, data)
        assert query.answer is not None
        assert query.answer.show_alert
    await stage.press(cast.staff, question, "一般通知")
    stage.expect_edit(question, "请选主送单位")
    for data in ("ntc:circular", "mset:circular:bodies:one:nobody", "mset:circular:due_at:receipt"):
        query = await stage.forge(cast.staff, question, data)
        assert query.answer is not None
        assert query.answer.show_alert
