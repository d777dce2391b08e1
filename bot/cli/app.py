"""The command line."""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import timedelta

import structlog
import typer
from telegram.error import InvalidToken

from bot import event_loop, logs
from bot.cli import audit, db, enrol, plan
from bot.cli import doctor as examination
from bot.cli.demo import demo
from bot.cli.doctor_findings import Grade
from bot.cli.shared import bring_up_to_date, reach, refuse, require_database
from bot.clock import Clock
from bot.only_one import AlreadyRunning, only_one
from bot.runtime import Runtime
from bot.settings import Settings, SettingsError, load, sentence
from bot.setup import AddressTaken
from storage import heartbeats, plans
from storage.database import Database

log = structlog.stdlib.get_logger(__name__)

ALIVE_WITHIN = timedelta(minutes=2)
EXITS = {Grade.PROBLEM: 1, Grade.WARNING: 3, Grade.WELL: 0}
"""The doctor's, the gravest first; 2 is that of a wrong setting."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(db.app, name="db")
app.add_typer(plan.app, name="plan")
app.add_typer(enrol.app, name="enrol")
app.add_typer(audit.app, name="audit")
app.command()(demo)


def main() -> None:
    try:
        app()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


def settings() -> Settings:
    return load(os.environ)


@app.command()
def run() -> None:
    """Run the bot until it is told to stop."""
    chosen = settings()
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


@app.command()
def health() -> None:
    """Exit with 0 when the bot has been alive within the last two minutes."""
    chosen = settings()
    require_database(chosen)
    alive = asyncio.run(_is_alive(chosen, chosen.make_clock()))
    typer.echo(sentence(chosen.locale, "cli_alive" if alive else "cli_not_alive"))
    raise typer.Exit(0 if alive else 1)


@app.command()
def doctor() -> None:
    """Look at all that a bot in service needs, and say what to do about each problem.

    Exit with 0 where all is well, with 3 where only warnings (⚠) were found, with 1 otherwise.
    """
    chosen = settings()
    raise typer.Exit(EXITS[asyncio.run(_examine(chosen))])


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
    """It runs without a plan, and takes up the one that is applied beside it."""
    async with database.reading() as session:
        if not await plans.jurisdictions(session):
            log.warning("no_plan", remedy=sentence(locale, "cli_no_plan_yet"))


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


async def _examine(chosen: Settings) -> Grade:
    """Tell each finding as it comes; the gravest of them, with a last line that sums them up."""
    grades = Counter[Grade]()
    async for finding in examination.examine(chosen, chosen.make_clock().now):
        said = sentence(chosen.locale, f"doctor_{finding.key}", **finding.facts)
        typer.echo(f"{finding.grade.value} {said}")
        grades[finding.grade] += 1
    problems, warnings = grades[Grade.PROBLEM], grades[Grade.WARNING]
    typer.echo(sentence(chosen.locale, "doctor_sum", problems=problems, warnings=warnings))
    return next(grade for grade in EXITS if grades[grade])
