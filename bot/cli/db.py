"""`qingkong db` brings the database up to date, backs it up while the bot runs, and restores it."""

import asyncio
import os
from pathlib import Path

import typer

from bot.cli.audit import Verdicts, told
from bot.cli.reaching import bring_up_to_date, reach, refuse, refusing_newer
from bot.cli.shared import OPERATOR, instant, opened
from bot.settings import Settings, load, sentence
from office.records import audits
from office.records.audits import Broken
from storage.books import audit, plans
from storage.database import Database
from storage.upkeep import backup, migrate
from storage.upkeep.backup import BackupRefused, Rows


def upgrade() -> None:
    chosen = load(os.environ)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(_upgrade(chosen))
    typer.echo(sentence(chosen.locale, "cli_database_ready", revision=migrate.HEAD))


def make_backup(path: Path) -> None:
    chosen = load(os.environ)
    try:
        rows, verdicts = asyncio.run(_back_up(chosen, path))
    except BackupRefused as refusal:
        refuse(chosen, refusal.key, **refusal.facts)
    typer.echo(sentence(chosen.locale, "backup_done", path=path, rows=sum(rows.values())))
    _tell(chosen, verdicts)


def restore(file: Path) -> None:
    chosen = load(os.environ)
    try:
        rows, verdicts = asyncio.run(_restore(chosen, file))
    except BackupRefused as refusal:
        refuse(chosen, refusal.key, **refusal.facts)
    typer.echo(sentence(chosen.locale, "restore_done", path=file, rows=sum(rows.values())))
    _tell(chosen, verdicts)


async def _upgrade(chosen: Settings) -> None:
    await bring_up_to_date(chosen)


async def _back_up(chosen: Settings, path: Path) -> tuple[Rows, Verdicts]:
    await reach(chosen)
    with refusing_newer(chosen):
        return await backup.write(chosen.database(), path, _audit_logs)


async def _restore(chosen: Settings, file: Path) -> tuple[Rows, Verdicts]:
    await asyncio.to_thread(chosen.data_dir.mkdir, parents=True, exist_ok=True)
    await reach(chosen)
    with refusing_newer(chosen):
        rows = await backup.restore(file, chosen.database(), chosen.data_dir)
    async with opened(chosen) as database:
        verdicts = await _audit_logs(database)
        await _record(chosen, database, file)
    return rows, verdicts


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


def _tell(chosen: Settings, verdicts: Verdicts) -> None:
    # A broken log is copied as it is: it is no reason to be without a backup.
    for name, verdict in verdicts.items():
        typer.echo(told(chosen, name, verdict))
    if any(isinstance(verdict, Broken) for verdict in verdicts.values()):
        raise typer.Exit(1)
