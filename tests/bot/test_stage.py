"""The stage itself: people write, the bot answers, the clock is the story's."""

from tests.harness.stage import Stage


async def test_an_unknown_command_is_answered_in_private(stage: Stage) -> None:
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")


async def test_a_day_without_an_alert_is_silent(stage: Stage) -> None:
    await stage.advance(days=1)
    stage.expect_silence()
