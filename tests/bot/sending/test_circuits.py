"""A chat that fails again and again is left alone for a growing while; the others go on."""

from sandbox import Fault, FaultKind
from storage.delivery.outbox import DeliveryKind, DeliveryState
from tests.harness.deeds import delivery_now, post_message
from tests.harness.stage import Stage


async def test_a_chat_that_is_ill_is_tried_by_the_most_important_message(stage: Stage) -> None:
    """Three answers fail at once. Then one message at a time tries, rarely, and the alert first."""
    ill, well = stage.cast.groups["huanjing"], stage.cast.groups["binhu"]
    stage.world.faults.add(Fault(FaultKind.BAD_GATEWAY, "sendMessage", ill.id, times=4))
    for number in range(3):
        answer = await post_message(stage, ill, f"答复{number}", kind=DeliveryKind.ANSWER)
        assert (await delivery_now(stage, answer)).state == DeliveryState.UNCERTAIN
    nudge = await post_message(stage, ill, "请报送", kind=DeliveryKind.NUDGE)
    await stage.restart()
    alert = await post_message(stage, ill, "预警一号")
    await post_message(stage, well, "照常")
    stage.expect(well, "照常")
    assert [(await delivery_now(stage, row)).attempts for row in (nudge, alert)] == [0, 0]

    await stage.advance(seconds=4)
    assert [(await delivery_now(stage, row)).attempts for row in (nudge, alert)] == [0, 1]
    await stage.advance(seconds=7)
    stage.expect_silence()
    await stage.advance(seconds=1)
    stage.expect(ill, "〔补发〕", "预警一号")
    stage.expect(ill, "请报送")

    # It works again: one failure is no reason to leave it alone.
    stage.world.faults.add(Fault(FaultKind.BAD_GATEWAY, "sendMessage", ill.id))
    await post_message(stage, ill, "答复", kind=DeliveryKind.ANSWER)
    await post_message(stage, ill, "再答复", kind=DeliveryKind.ANSWER)
    stage.expect(ill, "再答复")
