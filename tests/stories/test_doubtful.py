"""A message that stands in a chat twice is answered under either copy."""

from sandbox import Fault, FaultKind
from storage.supervision import slips
from storage.supervision.slips import Slip
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import REPORT, all_confirm, issue, silent_morning

SILENT = "zhujian"


async def test_a_report_in_reply_to_the_copy_whose_number_was_lost(stage: Stage) -> None:
    agency, cast = "zhujian", stage.cast
    group = cast.groups[agency]
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 07:59")
    stage.skim()
    stage.world.faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", group.id))
    await stage.advance_to("12-02 08:01")
    first, again = stage.skim(group)[-2:]
    assert again.text.endswith(first.text)
    assert "补发" in again.text
    await stage.reply(cast.liaisons[agency], first, REPORT)
    stage.expect(group, "已收到", "按时报送")
    stage.skim()
    await invariants.check(stage)


async def test_a_slip_that_may_stand_in_a_lost_group_keeps_its_number(stage: Stage) -> None:
    """Telegram took it and the answer was lost, then the group: there is no second yellow slip."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:29")
    for kind in (FaultKind.RESET_AFTER, FaultKind.FORBIDDEN):
        stage.world.faults.add(Fault(kind, "sendMessage", group.id))
    await stage.advance_to("12-02 12:50")
    [first] = [message for message in stage.skim(group) if "黄色提示单" in message.text]
    assert not any("黄色提示单" in message.text for message in stage.skim(cast.office))

    stage.world.say(cast.liaisons[SILENT], group, "大家辛苦了")
    await stage.settle()
    await stage.advance_to("12-02 13:10")
    [again] = [message for message in stage.skim(group) if "黄色提示单" in message.text]
    assert "补发" in again.text
    assert again.text.endswith(first.text)
    stage.expect_private(cast.deputy_commander, "黄色提示单")
    assert any("黄色提示单" in message.text for message in stage.skim(cast.office))
    assert [row.step for row in await _issued(stage)] == ["reminder", "yellow"]

    await stage.advance_to("12-02 14:49")
    stage.expect_silence()
    await stage.advance_to("12-02 15:10")
    stage.expect(group, "橙色督办单")
    stage.skim()
    await invariants.check(stage)


async def test_a_question_whose_number_was_lost_is_answered_by_its_buttons(stage: Stage) -> None:
    """It is not said twice, so whoever presses under it is the first to tell where it stands."""
    cast, office = stage.cast, stage.cast.office
    stage.world.faults.add(Fault(FaultKind.RESET_AFTER, "sendMessage", office.id))
    await stage.say(cast.staff, office, "/meeting")
    asked = stage.expect(office, "请选会议类别")
    await stage.press(cast.staff, asked, "培训")
    stage.expect_edit(asked, "请选参会单位", "会议类别：培训")
    await stage.press(cast.staff, asked, "教育局")
    stage.expect_edit(asked, "参会单位（1）：教育局")
    await invariants.check(stage)


async def _issued(stage: Stage) -> list[Slip]:
    """All slips, even those that were void."""
    async with stage.database.reading() as session:
        return (await slips.slips_in(session, stage.plan.jurisdiction))[::-1]
