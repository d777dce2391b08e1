"""An office that opens while an alert stands above gets its card and its floor at once."""

from datetime import timedelta

import pytest

from office.plan.model import Plan
from office.region import counties, floor, notes, opening
from storage.decisions.matters import OrderKind
from storage.roster import chats
from storage.roster.enrolment import CodeFor
from tests.office.conftest import MORNING, Enrol, Office
from tests.office.region.conftest import (
    ABOVE,
    BELOW,
    GROUPS,
    found_office,
    lower_plan,
    office_group,
)
from tests.office.region.episodes import (
    exchange,
    issue,
    labels,
    pass_time,
    said_in,
    take_due,
    texts_in,
)

TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture
async def closed(above: Office, plan: Plan) -> Office:
    """A county whose plan is in force, and whose office has no group yet."""
    made = await found_office(above, lower_plan(plan))
    async with made.desk() as desk:
        group = await chats.office_chat(desk.session, BELOW)
        assert group is not None
        group.unbound_at = desk.now
        desk.session.add(group)
    return made


async def open_it(office: Office) -> None:
    async with office.desk() as desk:
        chat = office_group(BELOW, desk.now)
        desk.session.add(chat)
        await desk.session.flush()
        await opening.begin(desk, chat)


async def floor_of(office: Office) -> str | None:
    async with office.desk() as desk:
        bound = await floor.standing(desk)
        return bound.level.id if bound else None


async def test_it_gets_the_card_and_the_floor(above: Office, closed: Office) -> None:
    await issue(above)
    await exchange(above, closed)
    assert await floor_of(closed) is None
    await open_it(closed)
    assert "told of 1 orders" in await exchange(above, closed)
    [card] = await said_in(closed, GROUPS[BELOW])
    assert "发布橙色预警" in card.text
    assert labels(card) == ["拟稿：橙色预警"]
    assert await floor_of(closed) == "orange"
    board = (await texts_in(above, GROUPS[ABOVE]))[-1]
    assert "未启动（1）：乌恰县" in board


async def test_it_is_asked_again_by_its_own_time(above: Office, closed: Office) -> None:
    await issue(above)
    pass_time(timedelta(minutes=30), above, closed)
    await open_it(closed)
    await exchange(above, closed)
    pass_time(timedelta(minutes=30), above, closed)
    assert await take_due(above, counties.REMIND) == []
    pass_time(timedelta(minutes=30), above, closed)
    assert await take_due(above, counties.REMIND) == ["reminded 1"]


async def test_what_is_in_force_and_what_was_announced_both_come_in_order(
    above: Office, closed: Office
) -> None:
    await issue(above)
    await issue(above, OrderKind.ADJUST, "red", starts_at=TOMORROW)
    await open_it(closed)
    await exchange(above, closed)
    texts = await texts_in(closed, GROUPS[BELOW])
    assert ["发布橙色预警" in texts[0], "调整为红色" in texts[1]] == [True, True]
    assert await floor_of(closed) == "red"


async def test_to_open_again_tells_nothing_twice(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    async with below.desk() as desk:
        chat = await chats.office_chat(desk.session, BELOW)
        assert chat is not None
        await opening.begin(desk, chat)
    await exchange(above, below)
    assert len(await texts_in(below, GROUPS[BELOW])) == 1


async def test_letters_that_waited_are_taken_in_order_when_it_opens(
    above: Office, closed: Office
) -> None:
    async with above.desk() as desk:
        for number in ("一", "二", "三"):
            await notes.write(desk, BELOW, f"第{number}件", "请阅", key=number)
    await exchange(above, closed)
    await open_it(closed)
    await exchange(above, closed)
    texts = await texts_in(closed, GROUPS[BELOW])
    assert [text[text.index("第") + 1] for text in texts] == ["一", "二", "三"]


@pytest.mark.parametrize("chosen", [("aheqi",), None])
async def test_who_is_not_concerned_gets_nothing(
    above: Office, closed: Office, chosen: tuple[str, ...] | None
) -> None:
    await issue(above, counties=chosen, drill=chosen is None)
    await open_it(closed)
    await exchange(above, closed)
    assert await texts_in(closed, GROUPS[BELOW]) == []
    assert await floor_of(closed) is None


async def test_the_code_of_the_office_opens_it(above: Office, closed: Office, enrol: Enrol) -> None:
    await issue(above)
    async with closed.desk() as desk:
        await enrol(desk, CodeFor.OFFICE, "office", chat_id=GROUPS[BELOW], user_id=70)
    await exchange(above, closed)
    assert await floor_of(closed) == "orange"
