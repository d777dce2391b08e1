"""Finds what may cost the office its record: an old backup, a full disk, files that are gone."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

from bot import room
from bot.cli import last_backup
from bot.cli.doctor_findings import Finding, problem, warning, well
from bot.kept_files import ARCHIVE
from bot.room import Room
from bot.settings import Settings
from storage.upkeep import whole_backup


async def examine(
    settings: Settings, now: datetime, *, has_record: bool
) -> AsyncGenerator[Finding, None]:
    for one in await asyncio.to_thread(room.left_on, settings.data_dir):
        yield _room(one)
    if has_record and settings.backup_days:
        made_at = await asyncio.to_thread(last_backup.made_at, settings.data_dir)
        yield _backup(made_at, now, timedelta(days=settings.backup_days))
    if has_record:
        yield await _files(settings)


def _room(found: Room) -> Finding:
    facts = {"path": found.path, "megabytes": found.megabytes, "percent": found.percent}
    if found.is_gone:
        return problem("room_gone", **facts)
    return warning("room_scarce", **facts) if found.is_scarce else well("room", **facts)


def _backup(made_at: datetime | None, now: datetime, within: timedelta) -> Finding:
    if made_at is None:
        return warning("backup_none")
    if now - made_at > within:
        return warning("backup_old", days=(now - made_at).days, within=within.days)
    return well("backup", hours=(now - made_at) // timedelta(hours=1))


async def _files(settings: Settings) -> Finding:
    missing = await whole_backup.missing_from(settings.database(), settings.data_dir / ARCHIVE)
    if missing:
        return warning("files_missing", names=[one.called for one in missing])
    return well("files")
