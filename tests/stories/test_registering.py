"""代为登记: what came by telephone or on paper, registered by the office and marked as such."""

import pytest

from sandbox import Chat, Message, Upload
from storage.occasions import Occasion
from storage.owed import obligations, registrations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.registrations import Registration
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.enrolling import recorded
from tests.stories.passages import REPORT, asks, issue, silent_morning

AGENCY = "huanjing"
NAME = "生态环境"


async def owed(stage: Stage, kind: ObligationKind = ObligationKind.DAILY) -> Obligation:
    async with stage.database.reading() as session:
        occasion = "2026-12-01" if kind is ObligationKind.DAILY else "1"
        rows = await obligations.of_occasion(session, 1, kind, Occasion.read(occasion))
        return next(row for row in rows if row.agency == AGENCY)


async def row_of(stage: Stage) -> Registration | None:
    async with stage.database.reading() as session:
        return await registrations.registration(session, 1)


async def entered(
    stage: Stage, at: str, *, chat: Chat | None = None, content: str | None = REPORT
) -> Message:
    """Let the staff enter everything up to the preview; `chat` is the office's group."""
    cast = stage.cast
    chat = chat or cast.office
    way = stage.expect(chat, "请选择报来方式")
    await stage.press(cast.staff, way, "电话")
    await stage.reply(cast.staff, stage.expect(chat, "写明报送人"), "张三（大气科）")
    asked = stage.expect(chat, "报来的时间")
    if at == "刚刚":
        await stage.press(cast.staff, asked, at)
    else:
        await stage.reply(cast.staff, asked, at)
    if content is not None:
        await stage.reply(cast.staff, stage.expect(chat, "写明报送内容"), content)
    return stage.expect(chat, "请核对", "代为登记", "张三（大气科）")


async def begun(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/missing")
    await stage.press(cast.staff, stage.expect(cast.office, NAME), "代为登记")
    await stage.press(cast.staff, stage.expect(cast.office, "请选择单位"), NAME)


async def registered(stage: Stage, at: str, until: str) -> Message:
    """Register a report for the agency; return what the agency reads."""
    cast = stage.cast
    await silent_morning(stage, AGENCY, until)
    await begun(stage)
    preview = await entered(stage, at)
    await stage.press(cast.staff, preview, "确认登记")
    stage.expect_edit(preview, "已代")
    stage.expect(cast.office, "代为登记", NAME, "电话", "张三（大气科）")
    return stage.expect(cast.groups[AGENCY], "代为登记", "已代贵单位登记", "提出异议")


async def test_a_report_by_telephone(stage: Stage) -> None:
    cast = stage.cast
    told = await registered(stage, "刚刚", "12-02 10:30")
    assert "补录" not in told.text
    assert "（按时）" in told.text
    assert REPORT in told.text
    met = await owed(stage)
    assert (met.state, met.on_behalf) == (ObligationState.MET, True)
    assert "registered_for_agency" in await recorded(stage)
    board = next(one for one in cast.office.messages[::-1] if "日报 报送" in one.text)
    assert f"代为登记（1）：{NAME}" in board.text
    stage.skim()
    # The agency adds to it as to any report; nobody is asked for it any more.
    await stage.reply(cast.liaisons[AGENCY], told, "补充：夜间再查2家")
    stage.expect(cast.groups[AGENCY], "已补充")
    await stage.advance_to("12-02 20:00")
    stage.skim()
    assert "黄色提示单" not in "".join(one.text for one in cast.groups[AGENCY].messages)
    await invariants.check(stage)


async def test_entered_late_it_is_marked_and_counts_as_of_when_it_came(stage: Stage) -> None:
    """Told at 11:20 by telephone; the officer finds the time to enter it at 13:00."""
    told = await registered(stage, "11:20", "12-02 13:00")
    assert "补录" in told.text
    assert "（按时）" in told.text
    met = await owed(stage)
    assert met.state == ObligationState.MET
    row = await row_of(stage)
    assert row is not None
    assert row.backfilled
    stage.skim()


async def test_what_came_after_the_deadline_is_late(stage: Stage) -> None:
    told = await registered(stage, "12:50", "12-02 13:00")
    assert "补录" not in told.text
    assert "（逾期）" in told.text
    assert (await owed(stage)).state == ObligationState.MET_LATE
    stage.skim()


async def test_a_time_that_has_not_come(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, AGENCY, "12-02 10:30")
    await begun(stage)
    await stage.press(cast.staff, stage.expect(cast.office, "请选择报来方式"), "纸质")
    await stage.reply(cast.staff, stage.expect(cast.office, "写明报送人"), "李四")
    asked = stage.expect(cast.office, "报来的时间")
    await stage.reply(cast.staff, asked, "今天18:00")
    stage.expect(cast.office, "不能晚于现在")
    await stage.reply(cast.staff, asked, "早先")
    stage.expect(cast.office, "无法识别")
    await stage.reply(cast.staff, asked, "11月20日 9:30")
    stage.expect(cast.office, "过早")
    await stage.reply(cast.staff, asked, "上午9点半")
    content = stage.expect(cast.office, "写明报送内容")
    file = Upload(b"scan", "传真.pdf")
    await stage.document(cast.staff, cast.office, file, reply_to=content)
    preview = stage.expect(cast.office, "纸质", "附件：1个")
    await stage.press(cast.staff, preview, "取消")
    stage.expect_edit(preview, "未登记")
    assert (await owed(stage)).state == ObligationState.OPEN
    stage.skim()


async def test_the_agency_objects_and_the_office_withdraws(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    told = await registered(stage, "刚刚", "12-02 11:30")
    stage.world.add_person_to_group(group, cast.staff)
    await stage.settle()
    query = await stage.press(cast.staff, told, "提出异议")
    stage.expect_toast(query, "该单位人员")
    query = await stage.press(cast.liaisons[AGENCY], told, "提出异议")
    stage.expect_toast(query, "已记录异议")
    again = await stage.press(cast.liaisons[AGENCY], told, "提出异议")
    stage.expect_toast(again, "已提出过异议")
    asked = stage.expect(cast.office, "提出异议", NAME, "张三（大气科）")
    await stage.press(cast.staff, asked, "撤销登记")
    stage.expect(cast.office, "撤销了", NAME)
    # Asked at 11:30 with the deadline at 12:00: it has its least notice again.
    withdrawn = stage.expect(group, "代为登记已撤销", "请于12月2日")
    reopened = await owed(stage)
    assert (reopened.state, reopened.on_behalf) == (ObligationState.OPEN, False)
    assert reopened.due_at > stage.clock.now()
    assert NAME in await asks(stage, "/missing")
    decided = await stage.press(cast.staff, asked, "维持登记")
    stage.expect_toast(decided, "已作处理")
    await stage.reply(cast.liaisons[AGENCY], withdrawn, REPORT)
    stage.expect(group, "已收到", "按时报送")
    stage.skim()
    await invariants.check(stage)


async def test_what_is_withdrawn_is_chased_again(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await registered(stage, "刚刚", "12-02 11:30")
    note = next(one for one in cast.office.messages[::-1] if "已通知该单位" in one.text)
    await stage.press(cast.staff, note, "撤销登记")
    stage.skim()
    await stage.advance_to("12-02 20:00")
    assert [one for one in group.messages if "黄色提示单" in one.text]
    stage.skim()


async def test_the_office_upholds_what_it_registered(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    told = await registered(stage, "刚刚", "12-02 10:30")
    await stage.press(cast.liaisons[AGENCY], told, "提出异议")
    await stage.press(cast.second, stage.expect(cast.office, "提出异议"), "维持登记")
    stage.expect(cast.office, "维持了", NAME)
    stage.expect(group, "予以维持")
    assert (await owed(stage)).state == ObligationState.MET
    stage.skim()


async def test_what_the_agency_added_to_is_not_withdrawn(stage: Stage) -> None:
    cast = stage.cast
    told = await registered(stage, "刚刚", "12-02 10:30")
    await stage.reply(cast.liaisons[AGENCY], told, "补充：夜间再查2家")
    note = next(one for one in cast.office.messages[::-1] if "已通知该单位" in one.text)
    query = await stage.press(cast.staff, note, "撤销登记")
    stage.expect_toast(query, "自行补充")
    stage.skim()


async def test_a_receipt_by_telephone(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    alert = (await issue(stage))[AGENCY]
    await stage.say(cast.staff, cast.office, f"/missing {NAME}")
    await stage.press(cast.staff, stage.expect(cast.office, NAME), f"代为登记：{NAME}")
    preview = await entered(stage, "刚刚", content=None)
    await stage.press(cast.staff, preview, "确认登记")
    stage.expect_edit(alert, "✅ 已收到（代为登记）：值班员甲")
    stage.expect(group, "代为登记", "提出异议")
    assert (await owed(stage, ObligationKind.RECEIPT)).on_behalf
    note = next(one for one in cast.office.messages[::-1] if "已通知该单位" in one.text)
    stage.skim()
    await stage.press(cast.staff, note, "撤销登记")
    stage.expect(group, "代为登记已撤销", "按“收到”")
    assert "✅" not in stage.expect_edit(alert).text
    query = await stage.press(cast.liaisons[AGENCY], alert, "收到")
    stage.expect_toast(query, "已记录")
    stage.skim()


async def test_staff_who_pass_it_on_under_the_prompt_are_offered_the_way(stage: Stage) -> None:
    """The following questions do not stand in the agency's group."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    stage.world.add_person_to_group(group, cast.staff)
    stage.world.add_person_to_group(group, cast.mayor)
    await stage.settle()
    prompt = (await silent_morning(stage, AGENCY, "12-02 10:30"))[AGENCY]
    await stage.reply(cast.mayor, prompt, "昨日检查企业9家的情况怎么还没有报")
    stage.expect_silence()
    await stage.reply(cast.staff, prompt, "来电：检查企业9家，未发现问题")
    offer = stage.expect(group, "不作为", "代为登记")
    query = await stage.press(cast.mayor, offer, "代为登记")
    stage.expect_toast(query, "指挥部办公室")
    query = await stage.press(cast.staff, offer, "代为登记")
    stage.expect_toast(query, "私聊")
    preview = await entered(stage, "刚刚", chat=cast.private(cast.staff))
    await stage.press(cast.staff, preview, "确认登记")
    stage.expect(group, "已代贵单位登记")
    stage.skim()


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("who", ["mayor", "auditor", "director"])
async def test_only_the_office_registers(stage: Stage, who: str) -> None:
    cast = stage.cast
    person = getattr(cast, who)
    allowed = "office" in {can for one in stage.plan.positions if one.id == who for can in one.can}
    await silent_morning(stage, AGENCY, "12-02 10:30")
    await begun(stage)
    way = stage.expect(cast.office, "请选择报来方式")
    if not cast.office.has(person):
        stage.world.add_person_to_group(cast.office, person)
        await stage.settle()
    query = await stage.press(person, way, "电话")
    if allowed:
        stage.expect(cast.office, "写明报送人")
    else:
        stage.expect_toast(query, "指挥部办公室")
    stage.skim()


async def test_forged_presses_register_nothing(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, AGENCY, "12-02 10:30")
    shown = cast.office.messages[-1]
    for data in (
        "reg",
        "reg:0:1:daily",
        "reg:0:9:daily:2026-12-01",
        "reg:0:1:weekly:x",
        "regpick:999",
        "regway:999:phone",
        "regway:6:pigeon",
        "regat:1",
        "regok:1",
        "regno:x",
        "regdrop:1",
        "regkeep:1",
        "regobject:1",
    ):
        query = await stage.forge(cast.staff, shown, data)
        assert query.answer is not None
        assert query.answer.text, data
    assert (await owed(stage)).state == ObligationState.OPEN
    stage.skim()


async def test_an_objection_is_asked_about_again_after_an_outage(stage: Stage) -> None:
    """A press of the office's may be lost: Telegram keeps it for 150 seconds."""
    cast = stage.cast
    told = await registered(stage, "刚刚", "12-02 10:30")
    await stage.press(cast.liaisons[AGENCY], told, "提出异议")
    objection = stage.expect(cast.office, "提出异议")
    await stage.kill()
    await stage.advance(minutes=10)
    await stage.start()
    asked = [one for one in stage.skim(cast.office) if "再按一次" in one.text]
    assert [one.reply_to for one in asked] == [objection]
    stage.skim()


async def test_a_slip_that_it_closed_counts_again_once_it_is_withdrawn(stage: Stage) -> None:
    """Registered at 13:00 as told at 12:50, after the yellow slip."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    await registered(stage, "12:50", "12-02 13:00")
    slip = next(one for one in group.messages if "黄色提示单" in one.text)
    assert "补报（代为登记），销号" in slip.text
    note = next(one for one in cast.office.messages[::-1] if "已通知该单位" in one.text)
    await stage.press(cast.staff, note, "撤销登记")
    assert "销号" not in slip.text
    copy = [one for one in cast.private(cast.deputy_commander).messages if "代为登记" in one.text]
    assert any("撤销" in one.text for one in copy)
    stage.skim()
    assert "昌污指黄提〔2026〕1号" in await asks(stage, "/slips")
    stage.skim()
