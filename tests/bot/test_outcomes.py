"""What becomes of a delivery that could not be sent, by how long it has been tried."""

from datetime import timedelta

from bot import outcomes
from bot.verdicts import Kind, Verdict
from messages.render import Message
from office import post
from office.post import Place
from storage.outbox import DeliveryState
from tests.harness.stage import Stage

NO_NETWORK = Verdict(Kind.NOT_SENT, "NetworkError: no route")


async def test_patience_counts_from_when_it_was_last_asked_to_go(stage: Stage) -> None:
    """An approval that its reader could not get for two days is tried like a new one."""
    desks, now = stage.desks(), stage.now()
    place = Place(stage.cast.director.id)
    async with desks.open(stage.plan.jurisdiction, now, "cli:test") as desk:
        row = await post.send(desk, place, "approval", Message("请审签"))
        row.state = DeliveryState.UNREACHABLE
        desk.now += timedelta(days=2)
        await post.send_again(desk, row)
        for later, state in (
            (timedelta(0), DeliveryState.WAITING),
            (outcomes.PATIENCE, DeliveryState.DEAD),
        ):
            desk.now += later
            await outcomes.settle(desk, row, NO_NETWORK)
            assert row.state == state
        await desk.session.rollback()
