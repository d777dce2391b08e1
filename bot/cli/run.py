"""`qingkong run` runs the bot in service."""

import asyncio
import os
import signal
import sys

import structlog
from telegram.error import InvalidToken

from bot import event_loop, logs
from bot.cli.shared import bring_up_to_date
from bot.only_one import AlreadyRunning, only_one
from bot.runtime import Runtime
from bot.settings import Settings, load, sentence
from bot.settings_error import SettingsError
from bot.setup import AddressTaken
from storage import plans
from storage.database import Database

log = structlog.stdlib.get_logger(__name__)


def run() -> None:
    chosen = load(os.environ)
    setup, clock = chosen.setup(), chosen.make_clock()
    logs.configure(as_json=not sys.stderr.isatty())
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with only_one(setup.database_url):
            event_loop.run(_run(Runtime(setup, clock), chosen))
    except InvalidToken:
        raise SettingsError(sentence(chosen.locale, "setting_token_refused")) from None
    except AddressTaken as taken:
        said = sentence(chosen.locale, "setting_address_taken", address=str(taken))
        raise SettingsError(said) from None
    except AlreadyRunning as running:
        said = sentence(chosen.locale, "cli_already_running", path=str(running))
        raise SettingsError(said) from None


async def _run(runtime: Runtime, chosen: Settings) -> None:
    await bring_up_to_date(chosen)
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_stop.set)
    try:
        await runtime.start()
        await _say_what_is_missing(runtime.database, chosen.locale)
        running = asyncio.create_task(runtime.run())
        stopping = asyncio.create_task(told_to_stop.wait())
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
    finally:
        await runtime.stop()
    if running.done() and not running.cancelled():
        running.result()


async def _say_what_is_missing(database: Database, locale: str) -> None:
    # The bot runs without a plan, and takes up the one that is applied meanwhile.
    async with database.reading() as session:
        if not await plans.jurisdictions(session):
            log.warning("no_plan", remedy=sentence(locale, "cli_no_plan_yet"))
