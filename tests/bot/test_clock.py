"""The rehearsal's clock: moved by hand or by its speed, and it wakes whoever waits."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.clock import RealClock, RehearsalClock, read_clock

START = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_stands_still_until_it_is_stepped() -> None:
    clock = RehearsalClock(START)
    assert clock.now() == START
    clock.step(HOUR)
    assert clock.now() == START + HOUR


def test_it_never_runs_back() -> None:
    clock = RehearsalClock(START)
    clock.step_to(START - HOUR)
    assert clock.now() == START


def test_whoever_listens_hears_of_every_step() -> None:
    clock, heard = RehearsalClock(START), []
    clock.on_step(lambda: heard.append(clock.now()))
    clock.step(HOUR)
    clock.pause()
    assert heard == [START + HOUR, START + HOUR]


def test_whoever_is_forgotten_hears_no_more() -> None:
    clock = RehearsalClock(START)
    heard: list[datetime] = []
    listener = partial(heard.append, START)
    clock.on_step(listener)
    clock.forget(listener)
    clock.forget(listener)
    clock.step(HOUR)
    assert heard == []


async def test_a_step_wakes_those_whose_instant_has_come_and_no_others() -> None:
    clock = RehearsalClock(START)
    soon = asyncio.create_task(clock.wait_until(START + HOUR))
    late = asyncio.create_task(clock.wait_until(START + 2 * HOUR))
    await asyncio.sleep(0)
    clock.step(HOUR)
    await soon
    assert not late.done()
    clock.step(HOUR)
    await late


async def test_a_running_clock_comes_to_the_instant_by_itself() -> None:
    clock = RehearsalClock(START, speed=36000)
    await clock.wait_until(START + HOUR)
    assert clock.now() >= START + HOUR


async def test_the_real_clock_does_not_wait_for_the_past() -> None:
    clock = RealClock()
    await clock.wait_until(clock.now() - HOUR)


@pytest.mark.parametrize(
    ("text", "speed"), [("2026-12-01T08:00+08:00", 1), ("2026-12-01T08:00+08:00 x600", 600)]
)
def test_a_clock_is_read_from_a_setting(text: str, speed: float) -> None:
    clock = read_clock(text)
    assert clock.speed == speed
    assert timedelta(0) <= clock.now() - START < HOUR


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-12-01T08:00", "2026-12-01T08:00Z x", "x600"]
)
def test_what_is_no_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_clock(text)
