"""Reaches the database before a command works on it, and brings its tables to this version.

It loads no tables and nothing of the office: `run` asks for its first updates before those are
there, and `health` is called twice a minute.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import typer

from bot.cli.bars import bars
from bot.clock import RealClock
from bot.settings import Settings, sentence
from storage.database import away, missing_file
from storage.upkeep import migrate
from storage.upkeep.steps import HowFar

BEFORE_MIGRATING = "before-migrating"
"""The folder below the data folder for the backups that are made before each migration."""
KEPT = 3
"""The number of those backups that stay, as each is as large as the database was."""


def refuse(chosen: Settings, key: str, **facts: Any) -> NoReturn:
    """End the command with one sentence that says why."""
    typer.echo(sentence(chosen.locale, key, **facts), err=True)
    raise typer.Exit(1)


def reason_of(error: Exception) -> str:
    """What the system says of it, or else its kind: its text may quote what is in the record."""
    return getattr(error, "strerror", None) or type(error).__name__


def require_database(chosen: Settings) -> None:
    # A command that only reads must not create an empty database by opening one that is not there.
    missing = missing_file(chosen.database())
    if missing is not None:
        refuse(chosen, "cli_no_database", path=missing)


async def reach(chosen: Settings) -> str | None:
    """Return the revision that the database stands at; end with a sentence where it is out of
    reach.

    Looking does not create a database file that is not there.
    """
    if await asyncio.to_thread(missing_file, chosen.database()) is not None:
        return None
    try:
        return await migrate.current_revision(chosen.database())
    except away() as error:
        refuse(chosen, "doctor_database_away", reason=type(error).__name__)


async def bring_up_to_date(chosen: Settings) -> None:
    """Bring the tables to this version, after a backup of what stood in older ones."""
    if await reach(chosen) == migrate.HEAD:
        return
    with refusing_newer(chosen), bars(chosen) as told:
        await migrate.upgrade(chosen.database(), before=partial(_back_up, chosen, told), told=told)


@contextmanager
def refusing_newer(chosen: Settings) -> Iterator[None]:
    # An older program must not write into tables whose meaning it does not know.
    try:
        yield
    except migrate.NewerDatabase as newer:
        refuse(chosen, "cli_database_newer", revision=newer.revision, head=migrate.HEAD)


async def _back_up(chosen: Settings, told: HowFar, revision: str) -> None:
    # Only a migration needs it, and it loads every table.
    from storage.upkeep import backup

    folder = chosen.data_dir / BEFORE_MIGRATING
    path = folder / f"{revision}-{RealClock().now():%Y%m%dT%H%M%SZ}.db"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await backup.write_as_it_stands(chosen.database(), revision, path, told)
        await asyncio.to_thread(_forget_all_but_the_newest, folder)
    except _no_backup() as error:
        refuse(chosen, "cli_not_migrated", path=path, reason=type(error).__name__)
    typer.echo(
        sentence(chosen.locale, "cli_backed_up", path=path, revision=revision, head=migrate.HEAD),
        err=True,
    )


def _no_backup() -> tuple[type[Exception], ...]:
    import sqlite3

    from storage.upkeep.backup import BackupRefused

    # The folder may refuse us, the disk be full, the database go away or be damaged.
    return (*away(), sqlite3.Error, BackupRefused, RuntimeError)


def _forget_all_but_the_newest(folder: Path) -> None:
    made = sorted(folder.glob("*-*Z.db"), key=lambda path: path.name.rpartition("-")[2])
    for path in made[:-KEPT]:
        path.unlink(missing_ok=True)
