"""The clock is a parameter: the machine's, one that is stepped, or one that the bot has too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import RehearsalClock
from sandbox import Bot, Chat, Person, PlayClock, RealClock, SteppableClock, World
from sandbox.clock import read_clock
from tests.sandbox.conftest import START, TOKEN


class ByHand:
    """A source of time that the test turns, as a bot's own rehearsal clock might be."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


def test_a_play_clock_runs_at_its_speed_and_can_be_stepped() -> None:
    source = ByHand()
    clock = PlayClock(START, speed=60, source=source)
    assert isinstance(clock, SteppableClock)
    source.at += timedelta(seconds=1)
    assert clock.now() == START + timedelta(minutes=1)
    clock.step(timedelta(hours=1))
    clock.set_speed(0)
    source.at += timedelta(hours=5)
    assert clock.now() == START + timedelta(hours=1, minutes=1)
    assert RealClock().now().tzinfo is UTC


def test_a_world_takes_any_clock_and_dates_everything_by_it() -> None:
    clock = ByHand()
    world = World(clock)
    bot: Bot = world.add_bot(TOKEN, "Duty", "duty_bot")
    alice: Person = world.add_person("Alice")
    group: Chat = world.add_group("环保局", [alice])
    world.add_bot_to_group(group, bot, by=alice)
    bot.updates.drop_all()
    clock.at += timedelta(hours=1)
    assert world.say(alice, group, "一").date == clock.at
    assert world.updates_waiting(bot) == 1
    clock.at += timedelta(hours=24)
    assert world.updates_waiting(bot) == 0


async def test_the_bots_own_rehearsal_clock_is_taken_as_it_is() -> None:
    clock = RehearsalClock(START)
    assert isinstance(clock, SteppableClock)
    world = World(clock)
    bot = world.add_bot(TOKEN, "Duty", "duty_bot")
    alice = world.add_person("Alice")
    said = world.start_bot(alice, bot)
    clock.step(timedelta(minutes=5))
    assert world.say(alice, said.chat, "二").date - said.date == timedelta(minutes=5)


def test_a_clock_is_named_by_a_word_or_by_a_start_and_a_speed() -> None:
    assert isinstance(read_clock("real"), RealClock)
    fast = read_clock("2026-12-01T07:50+08:00 x600")
    assert isinstance(fast, PlayClock)
    assert fast.speed == 600
    assert fast.now() >= datetime(2026, 11, 30, 23, 50, tzinfo=UTC)
    standing = read_clock("2026-12-01T07:50+08:00 x0")
    assert standing.now() == datetime(2026, 11, 30, 23, 50, tzinfo=UTC)
    before = datetime.now(UTC)
    now = read_clock("now")
    assert isinstance(now, PlayClock)
    assert (now.speed, before <= now.now() <= datetime.now(UTC)) == (1, True)


@pytest.mark.parametrize("text", ["", "later", "2026-12-01T07:50", "now x", "now 600"])
def test_a_clock_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_clock(text)
