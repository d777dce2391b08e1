"""Whom a letter tells and whom a chat: settled when the order goes out, and kept while it holds."""

import pytest
from sqlmodel import select

from office.plan.model import Plan
from office.region import floor
from office.upkeep import applying
from storage.decisions.matters import OrderKind
from storage.region.letters import Letter, LetterKind
from storage.roster.chats import Chat, ChatRole
from tests.office.conftest import Office
from tests.office.region.conftest import (
    ABOVE,
    BELOW,
    GROUPS,
    found_office,
    lower_plan,
    office_group,
    plan_with,
)
from tests.office.region.episodes import draft, exchange, issue, send_out, texts_in

COUNTY_CHAT = -4000


@pytest.fixture
async def county_chat(above: Office) -> None:
    async with above.desk() as desk:
        desk.session.add(
            Chat(
                jurisdiction=ABOVE,
                chat_id=COUNTY_CHAT,
                role=ChatRole.COUNTY,
                agency="wuqia",
                title="乌恰县",
                bound_at=desk.now,
            )
        )


async def lose_group(office: Office) -> None:
    async with office.desk() as desk:
        chats = select(Chat).where(Chat.jurisdiction == office.jurisdiction)
        group = (await desk.session.exec(chats.where(Chat.role == ChatRole.OFFICE))).one()
        await desk.session.delete(group)


async def find_group(office: Office) -> None:
    async with office.desk() as desk:
        desk.session.add(office_group(office.jurisdiction, desk.now))


async def is_bound(office: Office) -> bool:
    async with office.desk() as desk:
        return await floor.standing(desk) is not None


async def test_a_lift_reaches_an_office_that_had_lost_its_group(
    above: Office, below: Office
) -> None:
    await issue(above)
    await exchange(above, below)
    await lose_group(below)
    await issue(above, OrderKind.LIFT)
    await find_group(below)
    assert await exchange(above, below) == ["followed"]
    assert not await is_bound(below)


async def test_while_the_office_has_no_group_the_countys_chat_is_told(
    above: Office, below: Office, county_chat: None
) -> None:
    await issue(above)
    await lose_group(below)
    await issue(above, OrderKind.LIFT)
    assert "解除" in (await texts_in(above, COUNTY_CHAT))[0]


async def test_an_office_that_opened_since_the_draft_is_told_once(
    above: Office, county_chat: None
) -> None:
    plan = await _plan_of(above)
    order = await draft(above)
    below = await found_office(above, lower_plan(plan))
    await send_out(above, order)
    assert await exchange(above, below) == ["followed"]
    assert await texts_in(above, COUNTY_CHAT) == []


async def test_an_office_that_closed_since_the_draft_leaves_its_chat_to_be_told(
    above: Office, below: Office, county_chat: None
) -> None:
    order = await draft(above)
    await lose_group(below)
    await send_out(above, order)
    assert "橙色预警" in (await texts_in(above, COUNTY_CHAT))[0]


async def test_an_exercise_is_read_in_the_countys_chat(
    above: Office, below: Office, county_chat: None
) -> None:
    await issue(above, drill=True)
    assert await exchange(above, below) == []
    assert "橙色预警" in (await texts_in(above, COUNTY_CHAT))[0]


async def test_a_lift_is_filed_above_where_the_issue_was(above: Office, below: Office) -> None:
    await issue(below)
    await exchange(above, below)
    await lose_group(above)
    await issue(below, OrderKind.LIFT)
    await find_group(above)
    assert await exchange(above, below) == ["filed"]


async def test_the_office_above_is_the_one_that_is_here(above: Office) -> None:
    plan = await _plan_of(above)
    region = {"id": "qu", "name": "自治区指挥部", "short": "自治区", "relation": "upper"}
    county = lower_plan(plan)
    outside = (region, *(one.model_dump() for one in county.outside))
    below = await found_office(above, plan_with(county, outside=outside))
    await issue(below)
    async with above.desk() as desk:
        filed = select(Letter).where(Letter.kind == LetterKind.FILING)
        assert len((await desk.session.exec(filed)).all()) == 1


async def _plan_of(office: Office) -> Plan:
    async with office.desk() as desk:
        return Plan.model_validate(desk.plan.model_dump())


async def test_a_county_gets_a_deadline_where_the_plan_sets_one(
    above: Office, below: Office
) -> None:
    timed = plan_with(
        await _plan_of(above), cascade={"report_after": "2h", "source": "克州预案3.3.2"}
    )
    async with above.desk() as desk:
        await applying.apply(desk.session, timed, now=desk.now, actor="cli:operator")
    await issue(above)
    await exchange(above, below)
    assert "10:00前办结" in (await texts_in(below, GROUPS[BELOW]))[-1]
