"""What is added to open slips of several bodies at once is told to the office in one list."""

import pytest

from office.desk import Desk
from office.plan.model import Plan
from office.supervision import addition_notices
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.supervision import slip_items
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.one_slip import additions, asked_for, one_slip_plan
from tests.office.signed_slips import asked_too

OTHER = "jiaoyu"


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = one_slip_plan().model_dump(mode="json")
    return Plan.model_validate(facts | {"many": {"least": 9}})


async def two_late_again(office: Office, *others: str) -> list[LadderDay]:
    """Each of them misses a second day while its slip of the first is open."""
    first = await prompted_day(office)
    days = [first, *[await asked_too(office, first, one) for one in others]]
    await first.advance_to("08:00", day=3)
    return [await asked_for(office, one, 1) for one in days]


async def notices(desk: Desk) -> list[str]:
    rows = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
    return [row.text or "" for row in rows if "已并入" in (row.text or "")]


async def test_several_at_once_are_one_list(office: Office) -> None:
    first, other = await two_late_again(office, OTHER)
    await first.advance_to("12:33", day=3)
    async with office.desk() as desk:
        assert len(await additions(desk, first)) == len(await additions(desk, other)) == 1
        [told] = await notices(desk)
        assert "2件逾期未报，已并入未办结的" in told
        assert "1. 市住建局：12月2日应急响应工作日报" in told
        assert await slip_items.gathering(desk.session, desk.jurisdiction) == []


async def test_one_alone_is_told_by_itself(office: Office) -> None:
    [first] = await two_late_again(office)
    await first.advance_to("12:33", day=3)
    async with office.desk() as desk:
        [told] = await notices(desk)
        assert "该件尚欠" in told


async def test_what_was_not_served_waits_and_what_was_dropped_is_not_told(office: Office) -> None:
    [first] = await two_late_again(office)
    await first.advance_to("12:33", day=3)
    async with office.desk() as desk:
        [item] = await slip_items.items_about(desk.session, await first.owed(desk))
        [sent] = await additions(desk, first)
        item.gathers, sent.state = True, DeliveryState.WAITING
        desk.session.add_all((item, sent))
        await desk.session.flush()
        assert await addition_notices.look(desk, item.key) == "not served yet"
        item.dropped_at = desk.now
        await desk.session.flush()
        assert await addition_notices.look(desk, item.key) == "dropped"
        assert await addition_notices.look(desk, item.key) == "told"
        assert len(await notices(desk)) == 1
