"""抄报 / 不抄报: copies that go only if the office says so, and that never keep a slip waiting."""

import pytest

from office.plan.model import Plan
from sandbox import Fault, FaultKind, Message
from storage.supervision import slips
from storage.supervision.slips import Copying, Slip
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import all_confirm, all_report, breathe, issue

SILENT = "zhujian"
ASKED = "是否抄报副指挥长？未选择的，不抄报"


def asking() -> Plan:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    facts["ladders"]["report"] = tuple(
        rung | ({"copies_when": "asked"} if rung["step"] == "yellow" else {})
        for rung in facts["ladders"]["report"]
    )
    return Plan.model_validate(facts)


async def yellow(stage: Stage, until: str = "12-02 12:30") -> Message:
    """One agency gets the yellow slip; return the notice in the office's group."""
    await stage.passage("copies are asked for", lambda: _yellow(stage))
    await stage.advance_to(until)
    stage.skim(stage.cast.groups[SILENT])
    stage.expect_silence(stage.cast.private(stage.cast.deputy_commander))
    notice = stage.cast.office.messages[-1]
    assert ASKED in notice.text
    assert [button.text for button in notice.buttons()] == ["抄报", "不抄报"]
    stage.skim(stage.cast.office)
    return notice


async def _yellow(stage: Stage) -> None:
    await apply_plan(stage.database, asking(), stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    stage.skim()
    prompts = {
        agency: next(one for one in group.messages if "请报送12月1日" in one.text)
        for agency, group in stage.cast.groups.items()
    }
    await all_report(stage, prompts, but=[SILENT])
    stage.skim()
    await stage.advance_to("12-02 12:29")
    stage.skim()


async def newest_slip(stage: Stage) -> Slip:
    async with stage.database.reading() as session:
        return (await slips.slips_in(session, stage.plan.jurisdiction))[0]


def prompt(stage: Stage) -> Message:
    return next(one for one in stage.cast.groups[SILENT].messages if "请报送12月1日" in one.text)


@pytest.mark.clause("F6")
async def test_pressed_the_copy_goes_once(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    slip = next(one for one in cast.groups[SILENT].messages if "黄色提示单" in one.text)
    assert "抄报" not in slip.text
    await stage.advance_to("12-02 12:40")
    query = await stage.press(cast.staff, notice, "抄报")
    stage.expect_toast(query, "已抄报副指挥长")
    copy = stage.expect_private(
        cast.deputy_commander, "黄色提示单〔抄报〕", "昌污指黄提〔2026〕1号"
    )
    assert "12月2日14时30分前补报" in copy.text
    assert "本件已送达该单位" in copy.text
    stage.expect_edit(notice, "已于12月2日12时40分抄报副指挥长")
    assert notice.buttons() == []
    stage.expect_silence()
    await stage.reply(cast.liaisons[SILENT], prompt(stage), "昨日巡查工地3处，措施均已落实。")
    stage.skim(cast.groups[SILENT])
    stage.expect_edit(copy, "补报，销号")
    stage.expect_private(cast.deputy_commander, "补报12月1日")
    edited = stage.expect_edit(notice, "补报，销号")
    assert "已于12月2日12时40分抄报副指挥长" in edited.text
    stage.skim(cast.office)


async def test_not_pressed_the_slip_goes_and_no_copy(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    await stage.advance_to("12-02 14:30")
    stage.expect(cast.groups[SILENT], "橙色督办单")
    stage.expect_private(cast.commander, "橙色督办单〔抄报〕")
    stage.expect_silence(cast.private(cast.deputy_commander))
    stage.expect(cast.office, "橙色督办单")
    await stage.reply(cast.liaisons[SILENT], prompt(stage), "昨日巡查工地3处，措施均已落实。")
    stage.expect_silence(cast.private(cast.deputy_commander))
    stage.expect_edit(notice, "补报，销号")
    assert notice.buttons() == []
    stage.skim()


async def test_pressed_no_it_stays_no(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    query = await stage.press(cast.staff, notice, "不抄报")
    stage.expect_toast(query, "不抄报")
    stage.expect_edit(notice, "确定不抄报")
    assert notice.buttons() == []
    slip = await newest_slip(stage)
    query = await stage.forge(cast.second, notice, f"slipcopy:{slip.key}")
    stage.expect_toast(query, "已确定不抄报")
    stage.expect_silence()


async def test_pressed_late_it_says_that_the_report_came(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    slip = await newest_slip(stage)
    await stage.reply(cast.liaisons[SILENT], prompt(stage), "昨日巡查工地3处，措施均已落实。")
    stage.skim()
    query = await stage.forge(cast.staff, notice, f"slipcopy:{slip.key}")
    stage.expect_toast(query, "该单位已报送", "不再抄报")
    stage.expect_silence()
    assert (await newest_slip(stage)).copying == Copying.ASKED


async def test_pressed_by_two_one_copy_goes(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    first = stage.world.press(cast.staff, notice, label="抄报")
    second = stage.world.press(cast.second, notice, label="抄报")
    await breathe(stage)
    stage.expect_toast(first, "已抄报副指挥长")
    stage.expect_toast(second, "已抄报", "不能更改")
    stage.expect_private(cast.deputy_commander, "黄色提示单〔抄报〕")
    stage.expect_edit(notice, "抄报副指挥长")
    stage.expect_silence()


async def test_withdrawn_before_nobody_gets_a_copy(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    slip = await newest_slip(stage)
    await stage.forge(cast.staff, notice, f"slipdrop:{slip.key}")
    question = stage.expect(cast.office, "理由")
    await stage.reply(cast.staff, question, "误发")
    stage.expect_edit(notice, "撤回")
    assert notice.buttons() == []
    stage.skim()
    query = await stage.forge(cast.staff, notice, f"slipcopy:{slip.key}")
    stage.expect_toast(query, "已撤回，不再抄报")
    stage.expect_silence()


async def test_withdrawn_after_the_copy_is_taken_back_too(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    await stage.press(cast.staff, notice, "抄报")
    copy = stage.expect_private(cast.deputy_commander, "黄色提示单〔抄报〕")
    slip = await newest_slip(stage)
    await stage.forge(cast.staff, notice, f"slipdrop:{slip.key}")
    stage.skim(cast.office)
    await stage.reply(cast.staff, cast.office.messages[-1], "误发")
    stage.expect_private(cast.deputy_commander, "撤回黄色提示单")
    stage.expect_edit(copy, "撤回")
    stage.skim()


async def test_others_in_the_group_do_not_decide(stage: Stage) -> None:
    cast = stage.cast
    notice = await yellow(stage)
    slip = await newest_slip(stage)
    for verb in ("slipcopy", "slipnocopy"):
        query = await stage.forge(cast.liaisons[SILENT], prompt(stage), f"{verb}:{slip.key}")
        stage.expect_toast(query, "办公室群或本人私聊")
    assert len(notice.buttons()) == 2
    stage.expect_silence()


async def test_the_copy_waits_in_the_queue_behind_an_earlier_message(stage: Stage) -> None:
    """The leader's chat is slow: the copy is one message, sent when the chat takes it."""
    cast = stage.cast
    notice = await yellow(stage)
    slow = Fault(
        FaultKind.TOO_MANY_REQUESTS, chat=cast.private(cast.deputy_commander).id, retry_after=60
    )
    stage.world.faults.add(slow)
    await stage.press(cast.staff, notice, "抄报")
    stage.expect_edit(notice, "抄报副指挥长")
    await stage.advance_to("12-02 12:35")
    stage.expect_private(cast.deputy_commander, "黄色提示单〔抄报〕")
    stage.expect_silence()
