"""撤回，重新报送: whoever sent a report takes it back before its deadline."""

from sqlmodel import col, select

from sandbox import Message
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report, ReportPart
from tests.harness.stage import Stage
from tests.stories.passages import asks, silent_morning

AGENCY = "huanjing"
NAME = "生态环境"
BUTTON = "撤回，重新报送"


async def reported(
    stage: Stage, words: str = "昨日检查企业9家", at: str = "12-02 09:00"
) -> tuple[Message, Message]:
    """Report; return the report and its 已收到."""
    prompt = (await silent_morning(stage, AGENCY, at))[AGENCY]
    said = await stage.reply(stage.cast.liaisons[AGENCY], prompt, words)
    answer = stage.expect(stage.cast.groups[AGENCY], "已收到", "按时报送")
    assert [button.text for button in answer.buttons()] == [BUTTON]
    stage.skim()
    return said, answer


async def reports_of(stage: Stage) -> list[Report]:
    async with stage.database.reading() as session:
        query = select(Report).where(Report.agency == AGENCY).order_by(col(Report.id))
        return list((await session.exec(query)).all())


async def owed_by(stage: Stage) -> Obligation:
    async with stage.database.reading() as session:
        query = select(Obligation).where(Obligation.agency == AGENCY, Obligation.kind == "daily")
        return (await session.exec(query)).one()


async def test_it_is_owed_again_and_the_ladder_goes_on_as_it_was(stage: Stage) -> None:
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, answer = await reported(stage)
    assert NAME not in await asks(stage, "/missing")
    query = await stage.press(liaison, answer, BUTTON)
    stage.expect_toast(query, "已撤回昌污报")
    asked = stage.expect(group, "已撤回昌污报", "12月2日12:00前报送")
    stage.expect_edit(answer, "已收到", f"已撤回：{liaison.name}")
    assert answer.buttons() == []
    assert (await owed_by(stage)).state == ObligationState.OPEN
    assert NAME in await asks(stage, "/missing")
    stage.skim()
    await stage.advance_to("12-02 11:00")
    stage.expect(group, "请抓紧报送")
    await stage.reply(liaison, asked, "昨日检查企业19家")
    stage.expect(group, "已收到", "按时报送", "文字1段")
    stage.skim()
    first, second = await reports_of(stage)
    assert first.withdrawn_at is not None
    assert (second.withdrawn_at, second.serial != first.serial) == (None, True)
    async with stage.database.reading() as session:
        parts = (await session.exec(select(ReportPart).where(ReportPart.chat_id == group.id))).all()
    assert {(part.report_id, part.text) for part in parts} == {
        (first.key, "昨日检查企业9家"),
        (second.key, "昨日检查企业19家"),
    }
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()


async def test_who_does_not_report_anew_is_supervised(stage: Stage) -> None:
    """A nudge whose time has passed is not sent: whoever took it back knows what is owed."""
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, answer = await reported(stage)
    await stage.advance_to("12-02 11:30")
    await stage.press(liaison, answer, BUTTON)
    stage.skim()
    await stage.advance_to("12-02 11:59")
    stage.expect_silence()
    await stage.advance_to("12-02 12:30")
    stage.expect(group, "逾期提醒")
    stage.expect(group, "黄色提示单")
    slip = group.messages[-1]
    stage.skim()
    await stage.say(stage.cast.staff, stage.cast.office, "/slips")
    listed = stage.skim(stage.cast.office)[-1]
    await stage.press(stage.cast.staff, listed, "昌污指黄提")
    stage.expect(stage.cast.office, "报送昌污报", "撤回")
    assert "黄色" in slip.text
    stage.skim()


async def test_after_the_deadline_it_stands(stage: Stage) -> None:
    _, answer = await reported(stage)
    await stage.advance_to("12-02 12:01")
    stage.skim()
    query = await stage.press(stage.cast.liaisons[AGENCY], answer, BUTTON)
    stage.expect_toast(query, "已过截止时间", "不能撤回")
    [report] = await reports_of(stage)
    assert report.withdrawn_at is None
    stage.expect_silence()


async def test_a_late_report_offers_nothing_to_take_back(stage: Stage) -> None:
    await silent_morning(stage, AGENCY, "12-02 12:10")
    group = stage.cast.groups[AGENCY]
    await stage.reply(stage.cast.liaisons[AGENCY], group.messages[-1], "昨日检查企业9家")
    answer = stage.expect(group, "已收到", "逾期")
    assert answer.buttons() == []
    stage.skim()


async def test_only_its_sender_takes_it_back(stage: Stage) -> None:
    group = stage.cast.groups[AGENCY]
    _, answer = await reported(stage)
    colleague = stage.world.add_person("科员")
    stage.world.add_person_to_group(group, colleague)
    query = await stage.press(colleague, answer, BUTTON)
    stage.expect_toast(query, "只能由其本人撤回")
    foreign = stage.cast.groups["zhujian"].messages[-1]
    data = answer.buttons()[0].callback_data or ""
    query = await stage.forge(stage.cast.liaisons["zhujian"], foreign, data)
    stage.expect_toast(query, "无须由您报送")
    for forged in ("rback", "rback:x", "rback:99999"):
        query = await stage.forge(stage.cast.liaisons[AGENCY], answer, forged)
        stage.expect_toast(query, "无须由您报送")
    stage.expect_silence()


async def test_every_answer_about_it_takes_it_back_once(stage: Stage) -> None:
    """After an addition and an edit all of it goes, and each 已收到 says so."""
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    said, answer = await reported(stage)
    await stage.photo(liaison, group, reply_to=answer)
    added = stage.expect(group, "已补充", "照片1张")
    await stage.edit(said, "昨日检查企业19家")
    edited = stage.expect(group, "已更正")
    data = edited.buttons()[0].callback_data or ""
    await stage.press(liaison, added, BUTTON)
    for one in (answer, added, edited):
        stage.expect_edit(one, "已撤回：")
    stage.skim()
    again = await stage.forge(liaison, edited, data)
    stage.expect_toast(again, "已于12月2日09:00撤回")
    await stage.edit(said, "昨日检查企业29家")
    stage.expect(group, "已撤回，本次修改已留存", "重新报送")
    stage.expect_silence()


async def test_with_an_extended_deadline_the_slip_counts_again(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    await silent_morning(stage, AGENCY, "12-02 12:45")
    slip = group.messages[-1]
    deputy = cast.private(cast.deputy_commander)
    await stage.press(liaison, slip, "申请延期")
    await stage.reply(liaison, stage.skim(group)[-1], "系统故障，数据在恢复")
    card = stage.skim(cast.office)[-1]
    await stage.press(cast.staff, card, "同意延期")
    await stage.press(cast.staff, card, "18:00")
    stage.skim()
    await stage.reply(liaison, slip, "昨日检查企业9家")
    answer = stage.expect(group, "已收到", "按时报送", "已销号")
    stage.skim()
    await stage.press(liaison, answer, BUTTON)
    stage.expect(group, "12月2日18:00前报送")
    assert "销号" not in slip.text
    assert slip.buttons()
    assert "已撤回" in deputy.messages[-1].text
    stage.skim()
    assert "昌污指黄提" in await asks(stage, "/slips")
    stage.skim()
    await stage.advance_to("12-02 18:00")
    stage.expect(group, "橙色督办单")
    stage.skim()


async def test_nothing_more_goes_to_what_was_taken_back(stage: Stage) -> None:
    """A photo minutes later is asked about, as where nothing had been reported."""
    group, liaison = stage.cast.groups[AGENCY], stage.cast.liaisons[AGENCY]
    _, answer = await reported(stage)
    await stage.press(liaison, answer, BUTTON)
    stage.skim()
    await stage.photo(liaison, group)
    question = stage.expect(group, "作为报告")
    assert (await owed_by(stage)).state == ObligationState.OPEN
    await stage.press(liaison, question, "作为12月1日")
    stage.expect(group, "已收到", "照片1张")
    stage.skim()
