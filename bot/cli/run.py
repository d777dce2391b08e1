"""`qingkong run` runs the bot in service.

It asks for the first updates as soon as it may, and loads the rest of the program meanwhile.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

from bot import event_loop, logs
from bot.arenas import share_arenas
from bot.cli.reaching import bring_up_to_date
from bot.lean import forget_annotations, left_out
from bot.loops.leases import give_back, name_of_bot, take_ahead
from bot.only_one import AlreadyRunning, only_one
from bot.receiving.polling import FirstPoll
from bot.settings import Settings, sentence
from bot.settings_error import SettingsError
from bot.settings_file import load_here
from bot.setup import Setup, bot_id_of
from storage.database import Database
from storage.upkeep.leases import Grant


def run() -> None:
    share_arenas()
    chosen = load_here()
    setup = chosen.setup()
    logs.configure(as_json=not sys.stderr.isatty())
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with only_one(setup.database_url):
            event_loop.run_at_once(_run(setup, chosen))
    except AlreadyRunning as running:
        said = sentence(chosen.locale, "cli_already_running", path=str(running))
        raise SettingsError(said) from None


async def _run(setup: Setup, chosen: Settings) -> None:
    await bring_up_to_date(chosen)
    told_to_stop = _told_to_stop()
    async with _first_poll(setup) as first_poll:
        # In a thread, so that the poll leaves and its answer is taken in while this goes on.
        serve = await asyncio.to_thread(_load)
        event_loop.search_rarely()
        if not told_to_stop.is_set():
            await serve.serve(setup, chosen, first_poll, told_to_stop)


def _told_to_stop() -> asyncio.Event:
    # From here on a signal may not end us at once: what we hold has to be given back.
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    return told


@asynccontextmanager
async def _first_poll(setup: Setup) -> AsyncIterator[FirstPoll | None]:
    ahead = await _taken_ahead(setup)
    if ahead is None:
        yield None
        return
    poll = FirstPoll(setup.api_base, setup.token)
    try:
        yield poll
    finally:
        await poll.give_up()
        async with _database(setup) as database:
            await give_back(database, ahead)


async def _taken_ahead(setup: Setup) -> Grant | None:
    # Whoever polls beside another one with the same token breaks off the other's poll.
    if setup.web is not None and setup.web.webhook is not None:
        return None
    lease = name_of_bot(bot_id_of(setup.token))
    async with _database(setup) as database:
        return await take_ahead(database, lease, setup.process, setup.lease)


@asynccontextmanager
async def _database(setup: Setup) -> AsyncIterator[Database]:
    database = Database(setup.database_url)
    try:
        yield database
    finally:
        await database.close()


def _load() -> ModuleType:
    # httpx would load rich too, see `bot.cli.app`.
    with left_out("click", "rich"):
        from bot.cli import serve
    forget_annotations()
    return serve
