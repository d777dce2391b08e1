"""/task: chosen bodies get it, confirm it, answer it; the office sees who did, and ends it."""

import pytest
from sqlmodel import select

from sandbox import Message, Upload
from storage.decisions.matters import Matter, MatterState
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import breathe, issue

LINE = "教育局,住建局 12月1日18时 排查供暖锅炉房堆煤场\n逐一核查苫盖情况，附照片。"
TITLE = "排查供暖锅炉房堆煤场"
DONE = "已核查堆煤场6处，苫盖到位5处，整改1处。"


async def given(stage: Stage, line: str = LINE) -> dict[str, Message]:
    """Give the task by one line; return what each of the chosen bodies got."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/task {line}")
    draft = stage.expect(cast.office, "拟稿：交办事项", "请核对全文后按“确认发布”")
    query = await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_toast(query, "已发布")
    stage.expect_edit(draft, "已发布：交办事项", "昌污指办〔2026〕1号", "发往2家成员单位")
    return {one: stage.expect(cast.groups[one], "交办事项") for one in ("jiaoyu", "zhujian")}


def board_of(stage: Stage) -> Message:
    return stage.expect(stage.cast.office, "交办事项", "收到", "答复")


async def owed(stage: Stage) -> dict[tuple[str, str], str]:
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Obligation))).all()
    return {(row.agency, row.kind): row.state for row in rows}


async def state(stage: Stage) -> str:
    async with stage.database.reading() as session:
        [matter] = (await session.exec(select(Matter).where(Matter.kind == "task"))).all()
    return matter.state


@pytest.mark.clause("F13")
async def test_a_task_from_one_line_to_the_last_answer(stage: Stage) -> None:
    cast = stage.cast
    told = await given(stage)
    assert told["jiaoyu"].text == (
        f"📋 交办事项：{TITLE}，请按“收到”，于12月1日18时前答复\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指办〔2026〕1号\n\n"
        "交办来源：本办交办\n"
        "承办单位：住建局、教育局\n"
        "答复时限：2026年12月1日18时\n\n"
        "逐一核查苫盖情况，附照片。\n\n"
        "请长按本消息选“回复”答复办理情况，文字、照片、文件均可；分条发送的，每条都请“回复”。"
    )
    board = board_of(stage)
    assert "收到 0/2，答复 0/2" in board.text
    query = await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect_toast(query, "已记录：收到")
    stage.expect_edit(told["jiaoyu"], "✅ 已收到")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "收到 1/2", "未确认收到（1）：住建局")
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], DONE)
    stage.expect(cast.groups["jiaoyu"], "已收到", f"“{TITLE}”办理情况", "按时报送")
    await stage.document(
        cast.liaisons["zhujian"],
        cast.groups["zhujian"],
        Upload(b"rows", "清单.xlsx"),
        reply_to=told["zhujian"],
    )
    stage.expect(cast.groups["zhujian"], "已收到", "文件1个", "按时报送")
    # A body that answers has received it.
    stage.expect_edit(told["zhujian"], "✅ 已收到")
    all_there = f"✅ 交办事项“{TITLE}”（昌污指办〔2026〕1号）：2家单位已全部答复，可办结归档。"
    done = stage.expect(cast.office, all_there)
    await stage.press(cast.staff, done, "办结归档")
    stage.expect(cast.office, f"拟稿：办结交办事项“{TITLE}”")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "收到 2/2，答复 2/2，全部答复")
    assert set((await owed(stage)).values()) == {ObligationState.MET}
    await stage.advance_to("12-01 19:00")
    await invariants.check(stage)


@pytest.mark.clause("F13")
async def test_reminders_are_gentle_and_late_is_late(stage: Stage) -> None:
    cast = stage.cast
    told = await given(stage)
    board = board_of(stage)
    for agency in told:
        await stage.press(cast.liaisons[agency], told[agency], "收到")
        stage.expect_edit(told[agency], "✅ 已收到")
    await stage.advance_to("12-01 15:59")
    stage.expect_silence(cast.groups["jiaoyu"], cast.groups["zhujian"])
    await stage.advance_to("12-01 16:01")
    for agency in told:
        stage.expect(cast.groups[agency], "请抓紧答复", f"“{TITLE}”办理情况", "昌污指办〔2026〕1号")
    await stage.advance_to("12-01 18:01")
    stage.expect(cast.office, f"“{TITLE}”办理情况", "住建局", "教育局")
    stage.expect_edit(board, "逾期未答复（2）：住建局、教育局")
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], DONE)
    stage.expect(cast.groups["zhujian"], "逾期1分钟", "按逾期登记")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "逾期答复（1）：住建局", "逾期未答复（1）：教育局")
    await stage.advance_to("12-02 12:00")
    # No slip, no colour, no copy follows.
    stage.expect_silence(cast.groups["jiaoyu"], cast.groups["zhujian"])
    assert (await owed(stage))["zhujian", ObligationKind.TASK] == ObligationState.MET_LATE
    await invariants.check(stage)


async def test_whoever_does_not_confirm_a_task_is_told_without_measures(stage: Stage) -> None:
    told = await given(stage)
    board = board_of(stage)
    await stage.advance(minutes=31)
    for agency in told:
        stage.expect(stage.cast.groups[agency], "请尽快按“收到”")
        stage.expect(stage.cast.groups[agency], f"请立即按“收到”：交办事项“{TITLE}”")
    stage.expect(stage.cast.office, "2家单位逾期未确认收到", "教育局", "住建局")
    assert "未确认收到（2）" in board.text


async def test_by_buttons_with_groups_pages_and_a_day_alone(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/task")
    question = stage.expect(cast.office, "请选承办单位（可多选）")
    for label, chosen in (("教育局", "（1）：教育局"), ("公安局", "（2）：公安局、教育局")):
        await stage.press(cast.staff, question, label)
        stage.expect_edit(question, f"承办单位{chosen}")
    await stage.press(cast.staff, question, "✅ 教育局")
    stage.expect_edit(question, "承办单位（1）：公安局")
    await stage.press(cast.staff, question, "选定（1家）")
    stage.expect_edit(question, "请选交办来源")
    await stage.press(cast.staff, question, "上级交办")
    stage.expect_edit(question, "写明交办内容", "交办来源：上级交办")
    await stage.reply(cast.staff, question, "报送烟花爆竹禁放巡查情况，并说明查处数量")
    question = stage.expect(cast.office, "请选答复时限", "内容：报送烟花爆竹禁放巡查情况")
    await stage.reply(cast.staff, question, "尽快")
    stage.expect(cast.office, "答复时限无法识别")
    await stage.reply(cast.staff, question, "周五前")
    question = stage.expect(cast.office, "不止一种读法", "请选答复时限")
    await stage.press(cast.staff, question, "12月4日18:00")
    stage.expect_edit(question, "拟稿见下一条")
    draft = stage.expect(
        cast.office,
        "交办事项“报送烟花爆竹禁放巡查情况，并说明查处数量”",
        "交办来源：上级交办",
        "承办单位：公安局",
        "答复时限：2026年12月4日18时",
    )
    await stage.press(cast.staff, draft, "修改")
    choice = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, choice, "承办单位")
    stage.expect_edit(choice, "请选承办单位")
    await stage.press(cast.staff, choice, "全部单位")
    stage.expect_edit(choice, "拟稿见下一条")
    stage.expect_edit(draft, "已由修改稿取代")
    changed = stage.expect(cast.office, "承办单位：全部成员单位", "将发往5家成员单位")
    await stage.press(cast.staff, changed, "确认发布")
    await breathe(stage)
    stage.expect_edit(changed, "已发布")
    stage.expect_everywhere("交办事项：报送烟花爆竹禁放巡查情况，并说明查处数量")
    board_of(stage)


@pytest.mark.parametrize(
    ("label", "ended", "told", "refused"),
    [
        ("办结归档", MatterState.CLOSED, "已办结", "已办结，无须再按"),
        ("撤回", MatterState.CANCELLED, "已撤回，请停止办理", "已撤回，无须再按"),
    ],
)
@pytest.mark.clause("F13")
async def test_the_office_ends_it(
    stage: Stage, label: str, ended: str, told: str, refused: str
) -> None:
    cast = stage.cast
    sent = await given(stage)
    board = board_of(stage)
    await stage.reply(cast.liaisons["jiaoyu"], sent["jiaoyu"], DONE)
    stage.expect(cast.groups["jiaoyu"], "已收到")
    stage.expect_edit(sent["jiaoyu"], "✅ 已收到")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "答复 1/2")
    await stage.press(cast.staff, board, label)
    draft = stage.expect(cast.office, "拟稿", f"交办事项“{TITLE}”", told)
    again = await stage.press(cast.second, board, label)
    stage.expect_toast(again, "尚未办结")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    for agency in ("jiaoyu", "zhujian"):
        stage.expect(cast.groups[agency], f"交办事项“{TITLE}”{told}", "昌污指办〔2026〕1号")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "本事项已结束，不再催办")
    assert board.buttons() == []
    assert await state(stage) == ended
    query = await stage.press(cast.liaisons["zhujian"], sent["zhujian"], "收到")
    stage.expect_toast(query, refused)
    await stage.reply(cast.liaisons["zhujian"], sent["zhujian"], DONE)
    stage.expect(cast.groups["zhujian"], "该交办事项已撤回或办结，无须再报")
    gone = await stage.forge(cast.staff, board, f"mclose:{1}")
    stage.expect_toast(gone, "已撤回或办结")
    await stage.advance_to("12-01 19:00")
    rows = await owed(stage)
    assert rows["zhujian", ObligationKind.TASK] == ObligationState.SUPERSEDED
    await invariants.check(stage)


async def test_what_a_body_owes_is_listed(stage: Stage) -> None:
    cast = stage.cast
    await given(stage)
    board_of(stage)
    await stage.say(cast.liaisons["jiaoyu"], cast.groups["jiaoyu"], "/due")
    stage.expect(
        cast.groups["jiaoyu"],
        f"确认收到“{TITLE}”",
        f"“{TITLE}”办理情况",
        "12月1日18:00截止",
    )
    await stage.say(cast.staff, cast.office, "/missing")
    stage.expect(cast.office, f"“{TITLE}”办理情况", "昌污指办〔2026〕1号")
    await stage.say(cast.staff, cast.office, "/board")
    overview = stage.expect(
        cast.office, f"📋 交办事项“{TITLE}”", "答复时限12月1日18:00", "收到 0/2，答复 0/2"
    )
    await stage.press(cast.staff, overview, f"办结归档：交办事项“{TITLE}”")
    stage.expect(cast.office, f"拟稿：办结交办事项“{TITLE}”")


async def test_words_that_answer_nothing(stage: Stage) -> None:
    """好的 is offered 收到; 正在统计 is asked about, as with any report."""
    cast = stage.cast
    told = await given(stage)
    board_of(stage)
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], "好的")
    offered = stage.expect(cast.groups["jiaoyu"], "确认收到")
    await stage.press(cast.liaisons["jiaoyu"], offered, "确认收到")
    stage.skim(cast.groups["jiaoyu"], cast.office)
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], "正在统计，晚点报")
    asked = stage.expect(cast.groups["jiaoyu"], "报送")
    assert [button.text for button in asked.buttons()]
    assert (await owed(stage))["jiaoyu", ObligationKind.TASK] == ObligationState.OPEN


async def test_several_stand_beside_each_other_and_an_alert(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage)
    await stage.advance(minutes=1)
    stage.skim()
    first = await given(stage)
    board_of(stage)
    await stage.say(cast.staff, cast.office, "/task 教育局 12月2日12时 报送停课预案")
    draft = stage.expect(cast.office, "拟稿：交办事项“报送停课预案”")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "昌污指办〔2026〕2号")
    second = stage.expect(cast.groups["jiaoyu"], "报送停课预案")
    board_of(stage)
    await stage.reply(cast.liaisons["jiaoyu"], second, "停课预案已报市教育主管部门，共3份。")
    stage.expect(cast.groups["jiaoyu"], "“报送停课预案”办理情况")
    stage.expect_edit(second, "✅ 已收到")
    rows = await owed_by_title(stage, "jiaoyu")
    assert rows[TITLE, ObligationKind.TASK] == ObligationState.OPEN
    assert rows["报送停课预案", ObligationKind.TASK] == ObligationState.MET
    assert first["jiaoyu"].text.startswith("📋")
    stage.skim(cast.office)


async def owed_by_title(stage: Stage, agency: str) -> dict[tuple[str, str], str]:
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Obligation).where(Obligation.agency == agency))).all()
    return {(row.title, row.kind): row.state for row in rows if row.title}


async def test_a_draft_that_waits_too_long_is_not_sent(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/task {LINE}")
    draft = stage.expect(cast.office, "拟稿：交办事项")
    await stage.advance_to("12-01 18:00")
    stage.expect_edit(draft, "答复时限已过：交办事项")
    asked = stage.expect(cast.office, "尚未发布", "拟定的答复时限12月1日18:00已过")
    await stage.press(cast.staff, asked, "重定答复时限")
    question = stage.expect(cast.office, "请选答复时限")
    await stage.reply(cast.staff, question, "3天")
    stage.expect_edit(draft, "已由修改稿取代")
    stage.expect(cast.office, "拟稿：交办事项", "答复时限：2026年12月4日18时")


async def test_only_the_office_gives_one_and_only_to_known_bodies(stage: Stage) -> None:
    cast = stage.cast
    group = cast.groups["gongan"]
    await stage.say(cast.liaisons["gongan"], group, f"/task {LINE}")
    stage.expect(group, "指挥部办公室")
    for line, sentence in (
        ("外星局 12月2日18时 报送", "外星局"),
        ("教育局 11月30日18时 报送情况", "请选"),
        ("教育局 12月1日8时 报送情况", "不足"),
    ):
        await stage.say(cast.staff, cast.office, f"/task {line}")
        stage.expect(cast.office, sentence)


async def test_the_line_may_stop_anywhere(stage: Stage) -> None:
    """What it leaves out is asked; names may stand apart, and 气象 need not be a name."""
    cast = stage.cast
    for line, *says in (
        ("公安局 生态环境", "请选交办来源", "承办单位（2）：生态环境、公安局"),
        ("全部单位 12月3日 18:00", "请选交办来源", "全部成员单位", "2026年12月3日18时"),
        (
            "公安局 上级交办 报送禁放巡查情况",
            "请选答复时限",
            "交办来源：上级交办",
            "报送禁放巡查情况",
        ),
        ("公安局 周四前 报送禁放巡查情况", "不止一种读法", "本办交办"),
        ("公安局,教育局 后天 下午 6 时 报送情况", "拟稿：交办事项“报送情况”", "公安局、教育局"),
    ):
        await stage.say(cast.staff, cast.office, f"/task {line}")
        stage.expect(cast.office, *says)


async def test_forged_presses_name_nothing(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/task")
    question = stage.expect(cast.office, "请选承办单位")
    for data in (
        "mset:task:bodies:one:mars",
        "mset:task:bodies:group:mars",
        "mset:task:bodies:done",
    ):
        query = await stage.forge(cast.staff, question, data)
        stage.expect_toast(query, "请先选承办单位")
    for page in ("7", "-1", "x"):
        await stage.forge(cast.staff, question, f"mset:task:bodies:turn:{page}")
    await stage.press(cast.staff, question, "全部单位")
    stage.expect_edit(question, "请选交办来源")
    await stage.reply(cast.staff, question, "不知道")
    stage.expect(cast.office, "请按上面的按钮选择")
    await stage.reply(cast.staff, question, "本办")
    question = stage.expect(cast.office, "写明交办内容", "交办来源：本办交办")
    query = await stage.forge(cast.staff, question, "mset:task:text:1")
    assert query.answer is not None
    assert query.answer.show_alert
    await stage.reply(cast.staff, question, "报送情况")
    question = stage.expect(cast.office, "请选答复时限")
    for seconds in ("99999999999", "x", "1"):
        query = await stage.forge(cast.staff, question, f"mset:task:due_at:{seconds}")
        stage.expect_toast(query, "答复时限")


async def questioned_at_the_deadline(stage: Stage, told: dict[str, Message]) -> Message:
    """教育局 says something unclear in time, 住建局 nothing; the reply comes before the office."""
    cast = stage.cast
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], "正在统计，晚点报")
    stage.expect(cast.groups["jiaoyu"], "正在统计，晚点报")
    await stage.advance_to("12-01 17:59")
    stage.skim()
    await stage.advance_to("12-01 18:00")
    return stage.expect(cast.office, "待认定的回复：", "教育局", "仍须补报，不再督办")


@pytest.mark.clause("F13")
async def test_an_unclear_reply_is_before_the_office_and_nobody_calls_it_late(
    stage: Stage,
) -> None:
    cast = stage.cast
    told = await given(stage)
    board = board_of(stage)
    card = await questioned_at_the_deadline(stage, told)
    assert "督办" not in card.text.replace("不再督办", "")
    late = stage.expect(cast.office, "1家单位逾期未报", "住建局")
    assert "教育局" not in late.text
    await stage.advance(seconds=10)
    stage.expect_edit(board, "逾期未答复（1）：住建局")
    await stage.advance_to("12-01 19:00")
    stage.expect_silence(cast.office, cast.groups["jiaoyu"])
    await stage.press(cast.staff, card, "认可")
    stage.expect_edit(card, "已认可的回复")
    stage.skim()
    assert (await owed(stage))["jiaoyu", ObligationKind.TASK] == ObligationState.MET
    await invariants.check(stage)


@pytest.mark.clause("F13")
async def test_a_declined_reply_to_a_task_is_late_half_an_hour_later(stage: Stage) -> None:
    cast = stage.cast
    told = await given(stage, LINE)
    board_of(stage)
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], DONE)
    card = await questioned_at_the_deadline(stage, told)
    await stage.advance_to("12-01 18:05")
    stage.expect_silence(cast.office)
    await stage.press(cast.staff, card, "不认可")
    stage.expect_edit(card, "未认可的回复", "仍须补报，不再督办")
    stage.skim()
    await stage.advance_to("12-01 18:31")
    stage.expect(cast.office, "1家单位逾期未报", "教育局")
    await invariants.check(stage)
