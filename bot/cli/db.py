"""`qingkong db` brings the database up to date, backs it up while the bot runs, and restores it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import typer

from bot.cli import last_backup
from bot.cli.audit import Verdicts, told
from bot.cli.bars import bars
from bot.cli.reaching import bring_up_to_date, reach, reason_of, refuse, refusing_newer
from bot.cli.shared import OPERATOR, instant, opened
from bot.kept_files import ARCHIVE
from bot.only_one import AlreadyRunning, only_one
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from office.records import audits
from office.records.audits import Broken
from storage.books import audit, plans
from storage.database import Database, away
from storage.upkeep import backup, kept_copies, migrate, whole_backup
from storage.upkeep.backup import BackupRefused
from storage.upkeep.named_files import NamedFile

Refill = Callable[[Settings, Path], Awaitable[bool]]
"""It fills the database from what lies there, and returns whether files are missing."""

LACKING = 3
"""The exit code where all went well and files are missing, as it is the doctor's for warnings."""


def upgrade() -> None:
    chosen = load_here()
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_upgrade(chosen))
    typer.echo(sentence(chosen.locale, "cli_database_ready", revision=migrate.HEAD))


def make_backup(path: Path, *, with_files: bool) -> None:
    chosen = load_here()
    way = _with_files if with_files else _database_alone
    try:
        verdicts, lacks = asyncio.run(way(chosen, path))
    except BackupRefused as refusal:
        refuse(chosen, refusal.key, **refusal.facts)
    # The disk may be full, or the database go away meanwhile; what was begun is removed again.
    except away() as error:
        refuse(chosen, "backup_not_written", path=path, reason=reason_of(error))
    _end(chosen, verdicts, lacks)


def restore(source: Path, *, incomplete: bool) -> None:
    chosen = load_here()
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    fill = partial(_from_folder, incomplete=incomplete) if source.is_dir() else _from_file
    try:
        with only_one(chosen.database()):
            verdicts, lacks = asyncio.run(_restore(chosen, source, fill))
    except AlreadyRunning:
        refuse(chosen, "restore_bot_runs")
    except BackupRefused as refusal:
        refuse(chosen, refusal.key, **refusal.facts)
    _end(chosen, verdicts, lacks)


async def _upgrade(chosen: Settings) -> None:
    await bring_up_to_date(chosen)


async def _with_files(chosen: Settings, folder: Path) -> tuple[Verdicts, bool]:
    await reach(chosen)
    archive, now = chosen.data_dir / ARCHIVE, chosen.make_clock().now()
    with refusing_newer(chosen), bars(chosen) as bar:
        written = await whole_backup.write(
            chosen.database(), folder, archive, now, _audit_logs, bar
        )
    made = written.manifest
    _say(chosen, "backup_done", path=folder, rows=made.rows, files=len(made.files), size=made.size)
    await _note(chosen, now, folder)
    return written.found, _name_missing(chosen, "backup_lacks", made.missing)


async def _database_alone(chosen: Settings, file: Path) -> tuple[Verdicts, bool]:
    await reach(chosen)
    with refusing_newer(chosen), bars(chosen) as bar:
        rows, verdicts = await backup.write(chosen.database(), file, _audit_logs, bar)
    await _note(chosen, chosen.make_clock().now(), file)
    archive = chosen.data_dir / ARCHIVE
    left_out = await asyncio.to_thread(kept_copies.found_in, archive)
    _say(
        chosen,
        "backup_done_alone",
        path=file,
        rows=sum(rows.values()),
        files=len(left_out),
        size=sum(size for _, size in left_out),
        archive=archive,
    )
    return verdicts, False


async def _note(chosen: Settings, now: datetime, path: Path) -> None:
    # The backup is there. If the disk takes no more, only the doctor warns of an older one.
    with suppress(OSError):
        await asyncio.to_thread(last_backup.keep, chosen.data_dir, now, path)


async def _restore(chosen: Settings, source: Path, fill: Refill) -> tuple[Verdicts, bool]:
    await reach(chosen)
    try:
        with refusing_newer(chosen):
            lacks = await fill(chosen, source)
    # The rows come in one transaction, so whatever stops it leaves the database without any.
    except away() as error:
        refuse(chosen, "restore_not_done", path=source, reason=reason_of(error))
    async with opened(chosen) as database:
        verdicts = await _audit_logs(database)
        await _record(chosen, database, source)
    return verdicts, lacks


async def _from_folder(chosen: Settings, folder: Path, *, incomplete: bool) -> bool:
    data = chosen.data_dir
    with bars(chosen) as bar:
        done = await whole_backup.restore(
            folder, chosen.database(), data, data / ARCHIVE, bar, incomplete=incomplete
        )
    _say(chosen, "restore_done", path=folder, rows=sum(done.rows.values()), files=done.files)
    return _name_missing(chosen, "restore_lacks", done.missing)


async def _from_file(chosen: Settings, file: Path) -> bool:
    """Restore a backup of the database alone, as older versions wrote it too."""
    with bars(chosen) as bar:
        rows = await backup.restore(file, chosen.database(), chosen.data_dir, bar)
    archive = chosen.data_dir / ARCHIVE
    missing = await whole_backup.missing_from(chosen.database(), archive)
    _say(chosen, "restore_done_alone", path=file, rows=sum(rows.values()), archive=archive)
    return _name_missing(chosen, "restore_lacks", missing)


async def _record(chosen: Settings, database: Database, file: Path) -> None:
    # The log has lost what was decided after the backup, so the log itself tells of the restore.
    async with database.transaction() as session:
        now = await instant(chosen, session)
        for jurisdiction in await plans.jurisdictions(session):
            await audit.append(
                session,
                jurisdiction=jurisdiction,
                at=now,
                actor=OPERATOR,
                action="database.restored",
                detail={"file": file.name},
            )


async def _audit_logs(database: Database) -> Verdicts:
    async with database.reading() as session:
        names = await plans.jurisdictions(session)
        return {name: await audits.verify(session, name) for name in names}


def _name_missing(chosen: Settings, key: str, missing: Sequence[NamedFile]) -> bool:
    if missing:
        _say(chosen, key, names=[one.called for one in missing])
    return bool(missing)


def _end(chosen: Settings, verdicts: Verdicts, lacks: bool) -> None:
    # A broken log is copied as it is: it is no reason to be without a backup.
    for name, verdict in verdicts.items():
        typer.echo(told(chosen, name, verdict))
    if any(isinstance(verdict, Broken) for verdict in verdicts.values()):
        raise typer.Exit(1)
    if lacks:
        raise typer.Exit(LACKING)


def _say(chosen: Settings, key: str, **facts: Any) -> None:
    typer.echo(sentence(chosen.locale, key, **facts))
