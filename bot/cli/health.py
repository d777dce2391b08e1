"""`qingkong health` tells whether the bot is alive, by the heartbeat in its database."""

import asyncio
from datetime import timedelta

import typer

from bot.cli.reaching import reach, refuse, require_database
from bot.clock import Clock
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from storage.database import Database
from storage.upkeep import heartbeats

ALIVE_WITHIN = timedelta(minutes=2)


def tell() -> None:
    chosen = load_here()
    require_database(chosen)
    alive = asyncio.run(_is_alive(chosen, chosen.make_clock()))
    typer.echo(sentence(chosen.locale, "cli_alive" if alive else "cli_not_alive"))
    raise typer.Exit(0 if alive else 1)


async def _is_alive(chosen: Settings, clock: Clock) -> bool:
    if await reach(chosen) is None:
        refuse(chosen, "doctor_database_empty")
    database = Database(chosen.database())
    try:
        async with database.reading() as session:
            last = await heartbeats.last_heartbeat(session)
    finally:
        await database.close()
    return last is not None and clock.now() - last < ALIVE_WITHIN
