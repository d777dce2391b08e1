"""`qingkong demo` opens an office to play with on a page, or plays one whole episode by itself."""

import asyncio
import errno
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console

from bot import logs
from bot.demo import board, tally
from bot.demo.actors_file import OWN, read_actors
from bot.demo.desk_work import StoryError
from bot.demo.house import House, Production
from bot.demo.paperwork import written
from bot.demo.region import others_of, prefecture_of
from bot.demo.sayings import say
from bot.demo.story import Story
from bot.demo.terminal import Terminal, files_table, table
from bot.demo.theatre import Theatre, open_theatre
from office.plan.files import PlanError, read_plan
from sandbox import HANG

PLAN = Path(__file__).parents[2] / "plans" / "changji.yaml"
BEGINS = "2026-12-01T10:00+08:00"
"""The morning of an office that opens at ten."""
PLAY_SPEED = 60.0
"""On the page a minute passes each second, so that liaisons answer while somebody looks on."""
PAGE_PATIENCE = 10.0
"""Real seconds, and few of them: somebody looks on, and may just have cut the bot's network."""


def play(
    *, story: bool, region: bool, en: bool, port: int, actors: Path | None, out: Path | None = None
) -> None:
    """Play on the page until it is ended, or one episode; exit with 1 where it cannot go on.

    The files of the episode go to `out`, or to a new folder that stays.
    """
    # The terminal shows what people see, and of the log only what went wrong.
    logs.configure(as_json=False, level=logging.WARNING)
    console, locale = Console(), "en" if en else "zh"
    try:
        if region and story:
            raise StoryError(say("story_of_one_office", locale))
        if out is not None and out.exists() and (out.is_file() or any(out.iterdir())):
            raise StoryError(say("story_folder_used", locale, path=out))
        made = _region if region else _production
        production = made(actors or OWN, locale, guests=not story)
        if story:
            asyncio.run(_play_story(console, production, out))
        else:
            asyncio.run(_play_on_page(console, production, port))
    except KeyboardInterrupt:
        console.print(say("ended", locale))
    except (PlanError, StoryError) as error:
        console.print(_sentences(error, locale), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        console.print(say("port_taken", locale, port=port), markup=False)
        raise typer.Exit(1) from None


def _production(actors: Path, locale: str, *, guests: bool) -> Production:
    plan = read_plan(PLAN)
    return Production(
        plan,
        read_actors(actors, plan),
        datetime.fromisoformat(BEGINS),
        locale,
        guests=guests,
        board=board.site() if guests else None,
        patience=PAGE_PATIENCE if guests else HANG,
    )


def _region(actors: Path, locale: str, *, guests: bool) -> Production:
    """Several offices; the characters of the file hold for the first one."""
    one, plan = _production(actors, locale, guests=guests), prefecture_of(PLAN.parent)
    known = {body.id for body in plan.bodies}
    named = {
        "agencies": {body: name for body, name in one.actors.agencies.items() if body in known},
        "yours": tuple(body for body in one.actors.yours if body in known),
    }
    return replace(
        one, plan=plan, actors=one.actors.model_copy(update=named), others=others_of(PLAN.parent)
    )


def _sentences(error: PlanError | StoryError, locale: str) -> str:
    return "\n".join(error.sentences(locale)) if isinstance(error, PlanError) else str(error)


async def _play_story(console: Console, production: Production, out: Path | None) -> None:
    locale = production.locale
    async with _opened(console, production) as theatre:
        house = theatre.house
        files = await Story(house.cast, house.plan, house.words, house.rehearsal).play()
        async with house.database.reading() as session:
            counted = await tally.count(session, house.plan)
    table(console, counted, locale)
    folder = out or Path(tempfile.mkdtemp(prefix="qingkong-story-"))
    files_table(console, await asyncio.to_thread(written, files, folder), folder, locale)


async def _play_on_page(console: Console, production: Production, port: int) -> None:
    locale = production.locale
    async with _opened(console, production, port=port, speed=PLAY_SPEED, lively=True) as theatre:
        console.print(say("opened", locale, url=theatre.url))
        staff = theatre.house.cast.staff.name
        console.print(say("how_to_begin", locale, staff=staff), markup=False)
        console.print(say("clock_runs", locale))
        await asyncio.Event().wait()


@asynccontextmanager
async def _opened(
    console: Console,
    production: Production,
    *,
    port: int = 0,
    speed: float = 0.0,
    lively: bool = False,
) -> AsyncIterator[Theatre]:
    def watch(house: House) -> None:
        Terminal(console, house.world.log, house.plan.tz)

    agencies = sum(len(plan.agencies) for plan in (production.plan, *production.others))
    console.print(say("opening", production.locale, agencies=agencies), markup=False)
    with tempfile.TemporaryDirectory(prefix="qingkong-demo-") as folder:
        async with open_theatre(
            production, Path(folder), port=port, speed=speed, watch=watch, lively=lively
        ) as theatre:
            yield theatre
