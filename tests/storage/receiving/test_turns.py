"""In which order those are heard who all speak at once."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.receiving import inbox, turns
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.receiving.turns import ENROLLED_AT_ONCE, OTHERS_AT_ONCE
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON, Appointment

NOW = datetime(2026, 12, 1, tzinfo=UTC)
BOT, ANOTHERS = 1, 2
GROUP, OFFICE, PERSON = -1001, -1002, 501
GONE, LEFT = -1003, 502
"""A group that was unbound, and somebody whose position has ended."""
STRANGERS = (901, 902, 903)


async def enrolled(database: Database) -> None:
    async with database.transaction() as session:
        for chat_id, ended in ((GROUP, None), (OFFICE, None), (GONE, NOW)):
            session.add(
                Chat(
                    jurisdiction="here",
                    chat_id=chat_id,
                    role=ChatRole.AGENCY,
                    bound_at=NOW,
                    unbound_at=ended,
                )
            )
        for user_id, ended in ((PERSON, None), (LEFT, NOW)):
            session.add(
                Appointment(
                    jurisdiction="here",
                    user_id=user_id,
                    position=LIAISON,
                    since=NOW,
                    until=ended,
                )
            )


async def say(database: Database, *chats: int | None, bot: int = BOT) -> None:
    async with database.transaction() as session:
        for number, chat_id in enumerate(chats):
            session.add(
                InboxUpdate(bot_id=bot, update_id=number, chat_id=chat_id, raw={}, received_at=NOW)
            )
            await session.flush()


async def heard(
    database: Database, after: int = 0, others_until: datetime = NOW
) -> list[int | None]:
    """The chats whose turn it is; afterwards they have had it."""
    async with database.transaction() as session:
        rows = [row for row, _ in await turns.next_updates(session, [BOT], others_until, after)]
        for row in rows:
            await inbox.close(session, row.key, InboxState.DONE, NOW)
    return [row.chat_id for row in rows]


async def test_whoever_is_enrolled_goes_before_a_flood(database: Database) -> None:
    await enrolled(database)
    await say(database, *[STRANGERS[0]] * 200, OFFICE, PERSON)
    assert await heard(database) == [OFFICE, PERSON, STRANGERS[0]]


async def test_chats_take_turns(database: Database) -> None:
    """A chat that says much does not hold up the others, and each keeps its order."""
    await enrolled(database)
    await say(database, GROUP, GROUP, GROUP, OFFICE, PERSON, OFFICE)
    assert await heard(database) == [GROUP, OFFICE, PERSON, GROUP, OFFICE, GROUP]


async def test_strangers_take_turns_too(database: Database) -> None:
    first, second, third = STRANGERS
    await say(database, first, first, first, second, GONE, None, third, first)
    assert OTHERS_AT_ONCE == 1
    turn: list[int | None] = [0]
    for _ in range(7):
        turn += await heard(database, turn[-1] or 0)
    assert turn[1:] == [first, second, third, GONE, None, first, first]


async def test_nobody_waits_for_ever(database: Database) -> None:
    """It does not matter how many are enrolled and how much they say."""
    await enrolled(database)
    await say(database, *[GROUP] * 100, STRANGERS[0])
    assert await heard(database) == [*[GROUP] * ENROLLED_AT_ONCE, STRANGERS[0]]


async def test_who_has_left_is_a_stranger(database: Database) -> None:
    await enrolled(database)
    await say(database, LEFT, GONE, GROUP)
    assert await heard(database) == [GROUP, LEFT]
    assert await heard(database) == [GONE]


async def test_what_another_process_has_to_hear_takes_nobodys_turn(database: Database) -> None:
    await enrolled(database)
    await say(database, *[GROUP] * 100, bot=ANOTHERS)
    await say(database, OFFICE, STRANGERS[0])
    assert (await heard(database))[:2] == [OFFICE, STRANGERS[0]]


async def test_another_process_is_left_alone_with_what_it_has_just_heard(
    database: Database,
) -> None:
    await enrolled(database)
    await say(database, GROUP, bot=ANOTHERS)
    await say(database, OFFICE)
    just_before = NOW - timedelta(seconds=1)
    assert await heard(database, others_until=just_before) == [OFFICE]
    assert await heard(database, others_until=NOW) == [GROUP]
