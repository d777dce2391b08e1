"""Who is reminded of a meeting in private beside the groups."""

from collections.abc import AsyncIterator

import pytest

from messages.keyboards import read_press
from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import attending, meeting_reminders, roll_calls
from office.plan.model import Plan
from office.reading.leave import LeaveSaid
from storage.delivery import outbox
from storage.delivery.outbox import Delivery
from storage.subjects import Subject
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import bind_groups
from tests.office.meeting_days import FIRST, FOURTH, SECOND, THIRD, at, convened, daily_plan
from tests.office.signers import EVERYBODY, appoint

COMES = Actor(81, "张三", (), (FIRST, SECOND))
SUBSTITUTE = Actor(82, "老周", (), (THIRD,))
OTHER = Actor(83, "李四", (), (THIRD, FOURTH))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return daily_plan()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, AGENCIES)
        for who in (COMES, SUBSTITUTE, OTHER):
            for body in who.agencies:
                await liaisons.acquaint(opened, Actor(who.user_id, who.name, ()), body)
            await liaisons.opened_private(opened, who)
        yield opened


async def test_whoever_comes_is_reminded_in_private_once(desk: Desk) -> None:
    order = await convened(desk)
    await attending.come(desk, FIRST, COMES, order.key)
    await attending.come(desk, SECOND, COMES, order.key)
    sent = LeaveSaid("出差", "副局长老周")
    await attending.leave(desk, THIRD, OTHER, order.key, sent)
    unknown = LeaveSaid("出差", "副局长王五")
    await attending.leave(desk, FOURTH, OTHER, order.key, unknown)
    desk.now = at(desk, 17, 30)
    await roll_calls.remind(desk, order.key)
    await meeting_reminders.remind(desk, order)
    rows = await outbox.deliveries_about(desk.session, Subject.of(order))
    private = {row.chat_id: row for row in rows if row.chat_id in (81, 82, 83)}
    assert sorted(private) == [COMES.user_id, SUBSTITUTE.user_id]
    assert len([row for row in rows if row.chat_id in private]) == len(private)
    assert bodies(private[COMES.user_id]) == sorted([FIRST, SECOND])
    assert bodies(private[SUBSTITUTE.user_id]) == [THIRD]
    assert "代会人：副局长老周" in private[SUBSTITUTE.user_id].text


def bodies(row: Delivery) -> list[str]:
    """For which bodies its buttons check somebody in."""
    pressed = [read_press(one["data"]) for line in row.keyboard or [] for one in line]
    assert {press.verb for press in pressed} == {meeting_reminders.ARRIVE_VERB}
    return [press.word(1) for press in pressed]
