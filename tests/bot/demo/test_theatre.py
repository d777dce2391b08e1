"""The bot is killed and starts again, the performance starts over, the network fails."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.command import BEGINS
from bot.demo.house import Production
from bot.demo.theatre import Theatre, open_theatre
from sandbox import Fault, FaultKind, What, World
from tests.bot.demo.performing import (
    GUESTS,
    PLAN,
    actors_of,
    follow,
    issue_alert,
    newest_with,
)

HOUR = timedelta(hours=1)


async def figures(theatre: Theatre) -> dict[str, str]:
    return dict((await theatre.backstage.ribbon("zh")).figures)


async def test_a_killed_bot_has_lost_nothing_and_starting_over_leaves_nothing(
    theatre: Theatre,
) -> None:
    house = theatre.house
    await issue_alert(theatre)
    before, due = house.runtime, await theatre.backstage.due("zh")
    await theatre.backstage.kill_and_restart()
    assert house.runtime is not before
    assert await theatre.backstage.due("zh") == due

    await theatre.backstage.step(HOUR / 12)
    assert (await figures(theatre))["收到"] == "4/5"

    # A press just before the crash is handled after it.
    group = house.cast.group(GUESTS)
    query = house.world.press(house.cast.liaisons[GUESTS], newest_with(group, "收到"), label="收到")
    await theatre.backstage.kill_and_restart()
    await house.rehearsal.settle()
    assert query.answer is not None
    assert (await figures(theatre))["收到"] == "5/5"
    await starting_over_leaves_nothing(theatre)


async def starting_over_leaves_nothing(theatre: Theatre) -> None:
    await theatre.backstage.step(HOUR)
    backstage, world, url = theatre.backstage, theatre.house.world, theatre.url
    theatre.house.clock.set_speed(60.0)

    await backstage.start_over()
    assert theatre.url == url
    assert theatre.server.world is theatre.house.world is not world
    assert theatre.backstage is not backstage
    assert theatre.house.clock.speed == 60.0
    assert theatre.house.clock.now() - datetime.fromisoformat(BEGINS) < HOUR / 2
    assert (await theatre.backstage.ribbon("zh")).title == "尚无预警"
    while await follow(theatre):
        pass
    assert "收到" in await figures(theatre)


async def test_time_goes_on_without_a_bot_that_is_cut_off(tmp_path: Path) -> None:
    production = Production(
        PLAN,
        actors_of(),
        datetime.fromisoformat(BEGINS),
        guests=True,
        patience=0.2,
    )
    async with open_theatre(production, tmp_path) as theatre:
        cut_off(theatre.house.world)
        house = theatre.house
        house.world.say(house.cast.staff, house.cast.office, "/board")
        begun = house.clock.now()
        await theatre.backstage.step(HOUR)
        assert house.clock.now() - begun == HOUR


def cut_off(world: World) -> None:
    world.faults.add(Fault(FaultKind.RESET_BEFORE, times=1000))


async def test_people_act_by_themselves_as_the_clock_runs(tmp_path: Path) -> None:
    production = Production(PLAN, actors_of(), datetime.fromisoformat(BEGINS), guests=True)
    async with open_theatre(production, tmp_path, lively=True) as theatre:
        await issue_alert(theatre)
        house = theatre.house
        house.clock.step(HOUR / 12)
        liaison = house.cast.liaisons["gongan"]
        await house.world.until(lambda: liaison.name in pressed_by(house.world))
        await house.rehearsal.settle()
        assert (await figures(theatre))["收到"] == "4/5"


def pressed_by(world: World) -> list[str]:
    return [event.who for event in world.log.of(What.PRESSED)]
