"""Liaisons who leave: told of by Telegram, or found out when they speak."""

import pytest

from office.bodies import liaisons
from office.bodies.people import Actor
from office.desk import Desk
from storage.roster import people
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT
from tests.office.signers import said

AGENCY, GROUP, SECOND_GROUP = "zhujian", -3, -4
FIRST, SECOND = Actor(81, "小刘"), Actor(82, "小李")


@pytest.fixture
async def group(desk: Desk, enrol: Enrol) -> Chat:
    """A group whose two liaisons are known; the office has a group too."""
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=1)
    bound = await enrol(desk, CodeFor.AGENCY, AGENCY, chat_id=GROUP, user_id=FIRST.user_id)
    for who in (FIRST, SECOND):
        known = Actor(who.user_id, who.name, agencies=await _agencies(desk, who))
        await liaisons.acquaint(desk, known, AGENCY)
    return bound


async def _agencies(desk: Desk, who: Actor) -> tuple[str, ...]:
    held = await people.appointments_of(desk.session, who.user_id)
    return tuple(one.agency or "" for one in held)


async def known(desk: Desk) -> list[int]:
    return await people.liaisons_of(desk.session, desk.jurisdiction, AGENCY)


async def told(desk: Desk) -> list[str]:
    rows = await said(desk, OFFICE_CHAT)
    return [row.text for row in rows if "已不在" in row.text]


async def test_who_leaves_is_one_no_more_and_the_office_hears_who_is_left(
    desk: Desk, group: Chat
) -> None:
    await liaisons.left(desk, GROUP, FIRST.user_id)
    assert await known(desk) == [SECOND.user_id]
    [first] = await told(desk)
    assert "小李" in first
    await liaisons.left(desk, GROUP, SECOND.user_id)
    assert await known(desk) == []
    assert "没有联络员" in (await told(desk))[-1]


async def test_who_was_none_changes_nothing(desk: Desk, group: Chat) -> None:
    await liaisons.left(desk, GROUP, 99)
    await liaisons.left(desk, OFFICE_CHAT, FIRST.user_id)
    await liaisons.left(desk, -999, FIRST.user_id)
    assert await known(desk) == [FIRST.user_id, SECOND.user_id]
    assert await told(desk) == []


async def test_in_another_group_of_the_agency_one_stays(
    desk: Desk, group: Chat, enrol: Enrol
) -> None:
    await enrol(desk, CodeFor.AGENCY, AGENCY, chat_id=SECOND_GROUP, user_id=SECOND.user_id)
    await liaisons.left(desk, GROUP, FIRST.user_id)
    assert FIRST.user_id in await known(desk)
    await liaisons.dismiss(desk, FIRST.user_id, [AGENCY])
    assert await known(desk) == [SECOND.user_id]


async def test_other_posts_stay(desk: Desk, group: Chat, enrol: Enrol) -> None:
    await enrol(desk, CodeFor.POSITION, "mayor", chat_id=FIRST.user_id, user_id=FIRST.user_id)
    await liaisons.dismiss(desk, FIRST.user_id, [AGENCY, "gongan"])
    held = await people.appointments_of(desk.session, FIRST.user_id)
    assert [one.position for one in held] == ["mayor"]
