"""What the everyday deeds of an office cost the database: whoever adds a statement sees it here.

Counted from the press, or from the instant, to the books of the last message, on SQLite: on
PostgreSQL the sender takes fewer messages together. On a busy machine it takes its messages in more
rounds, each some thirteen statements and two commits, and what arrived is stored in more parts:
with eight processes for two cores an alert was counted with two rounds more than on a quiet one,
and the slips with five. Beside what was counted on a quiet one each budget has room for twice that.
"""

from collections.abc import Awaitable
from dataclasses import dataclass

import pytest

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.harness.work import counted
from tests.stories.passages import sent_for_approval, signs

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

EVERYBODY = Scene(agencies=None)


@dataclass(frozen=True, slots=True)
class Budget:
    statements: int
    commits: int

    async def holds(self, deed: Awaitable[object]) -> None:
        with counted() as work:
            await deed
        assert work.total <= self.statements, str(work)
        assert work.commits <= self.commits, str(work)


A_ROUND, ITS_COMMITS = 13, 2

RECEIPT = Budget(statements=23 + A_ROUND, commits=4 + ITS_COMMITS)
ALERT = Budget(statements=77 + 4 * A_ROUND, commits=8 + 4 * ITS_COMMITS)
MORNING = Budget(statements=29 + 2 * A_ROUND, commits=5 + 2 * ITS_COMMITS)
SLIPS = Budget(statements=538 + 10 * A_ROUND, commits=100 + 10 * ITS_COMMITS)


async def test_an_alert_to_everybody_and_a_receipt(set_stage: SetStage) -> None:
    stage = await set_stage(EVERYBODY)
    cast = stage.cast
    asked = await _asked_last(stage)
    await ALERT.holds(stage.press(cast.deputy_commander, asked, signs(asked)))
    alert = stage.expect_everywhere("橙色预警")["gongan"]
    await stage.advance(minutes=1)
    await RECEIPT.holds(stage.press(cast.liaisons["gongan"], alert, "收到"))
    stage.skim()


async def test_a_morning_s_prompts_and_everybody_s_slips(set_stage: SetStage) -> None:
    stage = await set_stage(EVERYBODY)
    asked = await _asked_last(stage)
    await stage.press(stage.cast.deputy_commander, asked, signs(asked))
    for agency, alert in stage.expect_everywhere("橙色预警").items():
        stage.world.press(stage.cast.liaisons[agency], alert, label="收到")
    await stage.advance_to("12-02 07:59")
    await MORNING.holds(stage.advance_to("12-02 08:01"))
    await stage.advance_to("12-02 13:59")
    await SLIPS.holds(stage.advance_to("12-02 14:31"))
    stage.skim()


async def _asked_last(stage: Stage) -> Message:
    """The newest message in the chat of the last signer; the workbench stands and is kept true."""
    await stage.say(stage.cast.staff, stage.cast.office, "/desk")
    stage.expect(stage.cast.office, "【工作台】")
    await sent_for_approval(stage, "orange 2026-12-01T09:00 72h PM2.5")
    asked = stage.expect_private(stage.cast.director)
    await stage.press(stage.cast.director, asked, signs(asked))
    return stage.expect_private(stage.cast.deputy_commander)
