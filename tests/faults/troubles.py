"""Draws from the episode's seed what goes wrong, when and for whom, before it begins."""

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import asyncpg
from sqlalchemy.engine import make_url

from sandbox import ChatKind, Fault, FaultKind
from tests.faults.absence import take_away
from tests.faults.episode import HOUR, MINUTE, Deed, Episode
from tests.faults.rules import NOON
from tests.faults.stage import Doom, FaultStage, Span

CALLS = ("sendMessage", "sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery")
SILENCES = (0.0, 0.3, 2.0, 4.0, 20.0, 90.0)
"""Minutes for which a dead bot stays dead."""
GARBAGE = (
    *('{"ok":true}', '{"ok":true,"result":true}', "[]", "null", "<html>"),
    *('{"ok":true,"result":{"message_id":"7"}}', '{"ok":false,"parameters":{"retry_after":"5"}}'),
)
BUSY_FOR = 0.1
HELD_FOR = timedelta(minutes=10)


def plan_troubles(episode: Episode) -> None:
    """Draw some troubles of each kind, at any time between the first draft and the end."""
    kinds: list[tuple[float, int, Deed]] = [
        (1.0, 14, partial(_one_call_fails, episode)),
        (0.8, 4, partial(_an_update_strays, episode)),
        (1.0, 5, partial(_death, episode)),
        (0.5, 1, partial(_kick, episode)),
        (0.5, 1, partial(_forbidden_once, episode)),
        (0.6, 1, partial(_migrate, episode)),
        (0.5, 2, partial(busy, episode.stage)),
        (0.4, 1, partial(take_away, episode.stage)),
        (0.5, 2, partial(_jump, episode)),
    ]
    chance = episode.chance
    hours = (episode.ends_at - episode.began_at) / timedelta(hours=1)
    for likely, most, deed in kinds:
        if chance.random() < likely:
            for _ in range(chance.randint(1, most)):
                # Most of what matters is said in the first hours of each day.
                hour = chance.choice([chance.uniform(0, 2), chance.uniform(0, hours)])
                day = chance.choice([0, 0, 24, 48])
                when = timedelta(hours=min(day + hour, hours), seconds=chance.randint(0, 59))
                episode.at(episode.began_at + when, deed)
    if chance.random() < 0.4:
        # A group has thrown the bot out when an order is issued; it is told when the bot is back.
        before_order = chance.choice([episode.began_at + MINUTE, episode.lift_at - MINUTE])
        episode.at(before_order, partial(_kick, episode))
    for day in (1, 2):
        if chance.random() < 0.5:
            agency = chance.choice(sorted(episode.stage.cast.groups))
            noon = _noon_of(episode, day)
            episode.at(noon - MINUTE, partial(_answer_overtakes_slip, episode, agency, noon))
    _plan_garbage(episode)


def _plan_garbage(episode: Episode) -> None:
    # These answers are not Telegram's, and come to calls that took effect. They are drawn from a
    # generator of their own, so that whatever else goes wrong under a seed stays the same.
    chance = random.Random()
    chance.setstate(episode.chance.getstate())
    minutes = int((episode.ends_at - episode.began_at) / MINUTE)
    chats = [None, *(group.id for group in episode.stage.cast.groups.values())]
    for _ in range(chance.randint(0, 6)):
        fault = garbled_call(chance, chats)
        when = chance.choice([chance.randint(0, 120), chance.randint(0, minutes)])
        episode.at(episode.began_at + when * MINUTE, partial(_garble, episode.stage, fault))


def garbled_call(chance: random.Random, chats: Sequence[int | None]) -> Fault:
    return Fault(
        FaultKind.GARBAGE,
        chance.choice(CALLS),
        chance.choice(chats),
        text=chance.choice(GARBAGE),
        status=chance.choice([200, 200, 403, 502]),
    )


async def _garble(stage: FaultStage, fault: Fault) -> None:
    stage.world.faults.add(fault)


async def _one_call_fails(episode: Episode) -> None:
    chats = [None, None, *(group.id for group in episode.stage.cast.groups.values())]
    episode.stage.world.faults.add(call_that_fails(episode.chance, chats))


def call_that_fails(chance: random.Random, chats: Sequence[int | None]) -> Fault:
    kind = chance.choice(
        [
            FaultKind.TOO_MANY_REQUESTS,
            FaultKind.SERVER_ERROR,
            FaultKind.BAD_GATEWAY,
            FaultKind.SLOW,
            FaultKind.RESET_BEFORE,
            FaultKind.RESET_AFTER,
            FaultKind.RESET_AFTER,
        ]
    )
    return Fault(
        kind,
        chance.choice(CALLS),
        chance.choice(chats),
        times=chance.randint(1, 3),
        retry_after=chance.choice([1, 5, 30]),
        seconds=0.05,
    )


async def _answer_overtakes_slip(episode: Episode, agency: str, noon: datetime) -> None:
    # The message of the deadline has to wait, and its answer comes before it may leave.
    group = episode.stage.cast.groups[agency]
    seconds = int(HELD_FOR.total_seconds())
    hold = Fault(FaultKind.TOO_MANY_REQUESTS, "sendMessage", group.id, retry_after=seconds)
    episode.stage.world.faults.add(hold)
    episode.at(noon + HELD_FOR / 2, partial(episode.report, agency, noon - 4 * HOUR, 0))


def _noon_of(episode: Episode, day: int) -> datetime:
    # Daily reports are due at noon.
    zone = episode.stage.plan.tz
    date = episode.began_at.astimezone(zone).date() + timedelta(days=day)
    return datetime.combine(date, NOON, tzinfo=zone)


async def _an_update_strays(episode: Episode) -> None:
    episode.stage.world.faults.add(update_that_strays(episode.chance))


def update_that_strays(chance: random.Random) -> Fault:
    return Fault(
        chance.choice([FaultKind.DUPLICATE_UPDATE, FaultKind.LATE_UPDATE]),
        chance.choice(["message", "callback_query"]),
        seconds=chance.choice([5, 60, 600]),
    )


async def _death(episode: Episode) -> None:
    # Death comes after so many more events in the world, not now.
    chance = episode.chance
    silence = timedelta(minutes=chance.choice(SILENCES))
    if episode.stage.doom is None:
        episode.stage.doom = Doom(chance.randint(1, 60), silence)


async def _kick(episode: Episode) -> None:
    cast, world, now = episode.stage.cast, episode.stage.world, episode.stage.clock.now()
    agency = episode.chance.choice(sorted(cast.groups))
    group, liaison = cast.groups[agency], cast.liaisons[agency]
    if group.migrated_to is not None or not group.has(cast.bot):
        return
    world.kick_bot(group, cast.bot, liaison)
    span = timedelta(minutes=episode.chance.choice([20, 90, 400]))
    episode.away.setdefault(agency, []).append(Span(now, now + span))
    episode.after(span, partial(_return, episode, agency, now))


async def _return(episode: Episode, agency: str, kicked_at: datetime) -> None:
    cast, world = episode.stage.cast, episode.stage.world
    group = cast.groups[agency]
    if not group.has(cast.bot):
        world.add_bot_to_group(group, cast.bot, by=cast.liaisons[agency])
        absence = Span(kicked_at, episode.stage.clock.now())
        episode.kicked.setdefault(agency, []).append(absence)


async def _forbidden_once(episode: Episode) -> None:
    # Telegram says that we were kicked, and we were not, until somebody speaks there.
    cast, now = episode.stage.cast, episode.stage.clock.now()
    agency = episode.chance.choice(sorted(cast.groups))
    group = cast.groups[agency]
    episode.stage.world.faults.add(Fault(FaultKind.FORBIDDEN, "sendMessage", group.id))
    episode.away.setdefault(agency, []).append(Span(now, episode.ends_at))
    for hours in range(1, 48, 3):
        episode.after(timedelta(hours=hours), partial(_hello, episode, agency))


async def _hello(episode: Episode, agency: str) -> None:
    cast = episode.stage.cast
    group = cast.groups[agency]
    if group.has(cast.bot) and group.migrated_to is None:
        episode.stage.world.say(cast.liaisons[agency], group, "大家辛苦了")


async def _migrate(episode: Episode) -> None:
    cast = episode.stage.cast
    for agency, group in cast.groups.items():
        basic = group.kind is ChatKind.GROUP
        if basic and group.migrated_to is None and group.has(cast.bot):
            cast.groups[agency] = episode.stage.world.upgrade_to_supergroup(group)
            return


async def _jump(episode: Episode) -> None:
    # The clock is suddenly later, though nothing was done meanwhile and nobody was down.
    minutes = episode.chance.choice([1, 10, 45])
    stage = episode.stage
    stage.clock.step(timedelta(minutes=minutes))


async def busy(stage: FaultStage) -> None:
    # Somebody else holds the database for a moment.
    await stage.back()
    url = make_url(stage.database.url)
    if stage.database.is_sqlite:
        other = sqlite3.connect(url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(BUSY_FOR)
        other.execute("ROLLBACK")
        other.close()
        return
    connection = await asyncpg.connect(_plain(stage))
    async with connection.transaction():
        await connection.execute("LOCK TABLE deliveries, inbox, obligations IN EXCLUSIVE MODE")
        await asyncio.sleep(BUSY_FOR)
    await connection.close()


def _plain(stage: FaultStage) -> str:
    return make_url(stage.setup.database_url).set(drivername="postgresql").render_as_string(False)
