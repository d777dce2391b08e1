"""A broadcast shows its progress on the office's board while it lasts, and is exact at its end."""

from office.obligations.boards import EDIT_GAP
from sandbox import Fault, FaultKind, What
from tests.harness.stage import Scene, SetStage
from tests.stories.passages import approve, sent_for_approval, signs


async def test_the_board_counts_while_orders_leave(set_stage: SetStage) -> None:
    """38 orders leave under Telegram's ceilings; one group is gone, one is held for ten seconds."""
    stage = await set_stage(Scene(agencies=None, limits=True))
    cast, faults = stage.cast, stage.world.faults
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    gone, held = cast.groups["huanjing"].id, cast.groups["binhu"].id
    faults.add(Fault(FaultKind.FORBIDDEN, "sendMessage", gone, text="bot was kicked"))
    faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, "sendMessage", held, retry_after=10))
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await stage.press(cast.deputy_commander, asked, signs(asked))

    # Posted ahead of what it counts.
    board = next(message for message in stage.skim(cast.office) if "收到 0/38" in message.text)
    assert "，排队 3" in board.text
    before = len(stage.world.log)
    await stage.advance(seconds=6)
    assert "送达 36/38，排队 1，未能送达 1\n" in board.text
    await stage.advance(seconds=9)
    stage.expect_edit(board, "送达 37/38，未能送达 1\n", "未送达（1）：生态环境")
    edits = [
        event.at
        for event in stage.world.log.since(before)
        if event.what is What.EDITED and event.subject is board
    ]
    assert len(edits) == 2
    assert edits[1] - edits[0] >= EDIT_GAP
    stage.skim()
