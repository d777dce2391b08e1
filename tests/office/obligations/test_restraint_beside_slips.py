"""What is still to come for a body with an open slip, to which what it misses is added."""

import pytest

from messages.render import Message
from office import post
from office.obligations import restraint
from office.plan.model import Plan
from office.plan.unasked import Unasked
from office.post import Place
from storage.delivery.outbox import DeliveryKind
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY
from tests.office.one_slip import missed, one_slip_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return one_slip_plan().model_copy(update={"unasked": Unasked(a_day=5)})


async def test_days_on_one_slip_are_told_of_together(office: Office) -> None:
    """It is eight: asked about the second day, it will hear of orange at noon, of what is added to
    it, and of red in the evening, and is reminded of nothing beside the yellow slip."""
    first, _ = await missed(office, 2)
    async with office.desk() as desk:
        assert await restraint.with_room(desk, [AGENCY]) == [AGENCY]
        group = Place.of(await first.group(desk))
        await post.send(desk, group, DeliveryKind.BRIEF, Message("一句"))
        assert await restraint.with_room(desk, [AGENCY]) == []
