"""Serves until it is told to stop: the part of `qingkong run` that needs the whole program."""

import asyncio

import structlog
from telegram.error import InvalidToken

from bot.receiving.polling import FirstPoll
from bot.runtime import Runtime
from bot.settings import Settings, sentence
from bot.settings_error import SettingsError
from bot.setup import AddressTaken, Setup
from storage.books import plans
from storage.database import Database

log = structlog.stdlib.get_logger(__name__)


async def serve(
    setup: Setup, chosen: Settings, first_poll: FirstPoll | None, told_to_stop: asyncio.Event
) -> None:
    runtime = Runtime(setup, chosen.make_clock(), first_poll)
    try:
        await _until_told(runtime, chosen, told_to_stop)
    except InvalidToken:
        raise SettingsError(sentence(chosen.locale, "setting_token_refused")) from None
    except AddressTaken as taken:
        said = sentence(chosen.locale, "setting_address_taken", address=str(taken))
        raise SettingsError(said) from None


async def _until_told(runtime: Runtime, chosen: Settings, told_to_stop: asyncio.Event) -> None:
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
