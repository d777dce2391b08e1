"""`qingkong run` runs the bot in service.

It asks for the first updates as soon as it may, and loads the rest of the program meanwhile.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

from bot import event_loop, logs
from bot.cli.reaching import bring_up_to_date
from bot.lean import left_out
from bot.loops.leases import name_of_bot, take_ahead
from bot.only_one import AlreadyRunning, only_one
from bot.receiving.polling import FirstPoll
from bot.settings import Settings, load, sentence
from bot.settings_error import SettingsError
from bot.setup import Setup, bot_id_of
from storage.database import Database


def run() -> None:
    chosen = load(os.environ)
    setup = chosen.setup()
    logs.configure(as_json=not sys.stderr.isatty())
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with only_one(setup.database_url):
            event_loop.run_at_once(_run(setup, chosen))
    except AlreadyRunning as running:
        said = sentence(chosen.locale, "cli_already_running", path=str(running))
        raise SettingsError(said) from None


async def _run(setup: Setup, chosen: Settings) -> None:
    await bring_up_to_date(chosen)
    async with _first_poll(setup) as first_poll:
        # In a thread, so that the poll leaves and its answer is taken in while this goes on.
        serve = await asyncio.to_thread(_load)
        event_loop.search_rarely()
        await serve.serve(setup, chosen, first_poll)


@asynccontextmanager
async def _first_poll(setup: Setup) -> AsyncIterator[FirstPoll | None]:
    if not await _may_poll(setup):
        yield None
        return
    poll = FirstPoll(setup.api_base, setup.token)
    try:
        yield poll
    finally:
        await poll.give_up()


async def _may_poll(setup: Setup) -> bool:
    # Whoever polls beside another one with the same token breaks off the other's poll.
    if setup.web is not None and setup.web.webhook is not None:
        return False
    database = Database(setup.database_url)
    try:
        lease = name_of_bot(bot_id_of(setup.token))
        return await take_ahead(database, lease, setup.process, setup.lease)
    finally:
        await database.close()


def _load() -> ModuleType:
    # httpx would load rich too, see `bot.cli.app`.
    with left_out("click", "rich"):
        from bot.cli import serve
    return serve
