"""A message that stands in a chat twice is answered under either copy."""

from sandbox import Fault, FaultKind
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import REPORT, all_confirm, issue


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
