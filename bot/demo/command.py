"""`qingkong demo`: the office to play with on a page, or one whole episode by itself."""

import asyncio
import errno
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import logs
from bot.clock import read_clock
from bot.demo import tally
from bot.demo.house import House, open_house
from bot.demo.story import Story, StoryError
from bot.demo.terminal import Terminal
from office.plan_files import read_plan

PLAN = Path(__file__).parents[2] / "plans" / "changji.yaml"
BEGINS = "2026-12-01T07:50+08:00"
PORT = 8080
PLAY_SPEED = 60.0
"""On the page a minute passes each second, so that liaisons answer while one looks on."""

PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="The page's port on this machine; 0 takes any.")
]
StoryOption = Annotated[bool, typer.Option("--story", help="Play one whole episode and stop.")]
EnglishOption = Annotated[bool, typer.Option("--en", help="The bot speaks English.")]


def demo(story: StoryOption = False, en: EnglishOption = False, port: PortOption = PORT) -> None:
    """A whole command office in a local Telegram: nothing to configure."""
    # The terminal shows what people see; of the log only what went wrong.
    logs.configure(as_json=False, level=logging.WARNING)
    console, locale = Console(), "en" if en else "zh"
    playing = _play_story(console, locale) if story else _play_on_page(console, locale, port)
    try:
        asyncio.run(playing)
    except KeyboardInterrupt:
        console.print("结束。Ended.")
    except StoryError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        console.print(
            f"端口 {port} 已被占用，请另选：make demo ARGS='--port 0'。Port {port} is taken."
        )
        raise typer.Exit(1) from None


async def _play_story(console: Console, locale: str) -> None:
    async with _opened(locale, port=0) as house:
        terminal = Terminal(console, house.world.log, house.plan.tz)
        await Story(house.cast, house.plan, house.words, house.rehearsal).play()
        async with house.runtime.database.reading() as session:
            terminal.table("这次污染过程 This episode", await tally.count(session, house.plan))


async def _play_on_page(console: Console, locale: str, port: int) -> None:
    """Until it is interrupted."""
    async with _opened(locale, port) as house:
        console.print(f"打开网页 Open [link={house.url}]{house.url}[/link]")
        console.print(
            "扮演“值班员甲”，在办公室群里发 /warn。As 值班员甲, send /warn in the office group."
        )
        console.print("时钟每秒走一分钟，网页上可调。Ctrl+C 结束。A minute passes each second.")
        Terminal(console, house.world.log, house.plan.tz)
        house.clock.set_speed(PLAY_SPEED)
        await _keep_acting(house)


@asynccontextmanager
async def _opened(locale: str, port: int) -> AsyncIterator[House]:
    """A house in a folder of its own, which goes when the demo ends."""
    plan, clock = read_plan(PLAN), read_clock(f"{BEGINS} x0")
    with tempfile.TemporaryDirectory(prefix="qingkong-demo-") as folder:
        async with open_house(plan, clock, Path(folder), locale=locale, port=port) as house:
            yield house


async def _keep_acting(house: House) -> None:
    """Scripted liaisons act whenever their time comes, for as long as the page is open."""
    while True:
        house.liaisons.act(house.clock.now())
        waiting = [asyncio.ensure_future(house.world.log.changed())]
        at = house.liaisons.next_at()
        if at is not None:
            waiting.append(asyncio.ensure_future(house.clock.wait_until(at)))
        _, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
