"""A backup as a folder: the database as one SQLite file, the kept files, and a list with hashes.

The database is copied first. A file lies in the archive before the database names it, so whatever
the copy names was there to be copied, unless it was missing already.
"""

import asyncio
import secrets
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from storage.database import Database
from storage.immutable import immutable
from storage.upkeep import backup, kept_copies, manifest, migrate, named_files
from storage.upkeep.backup import BackupRefused, Rows
from storage.upkeep.manifest import DATABASE, FILES, Listed, Manifest, NoManifest
from storage.upkeep.named_files import NamedFile
from storage.upkeep.steps import HowFar

T = TypeVar("T")


@immutable
class Written(Generic[T]):
    manifest: Manifest
    found: T
    """What the examiner of the copy found."""


@immutable
class Restored:
    rows: Rows
    files: int
    missing: tuple[NamedFile, ...]
    """What the database names and nobody has: it was missing from the backup, or is damaged."""


async def write(
    url: str,
    folder: Path,
    archive: Path,
    now: datetime,
    examine: Callable[[Database], Awaitable[T]],
    told: HowFar,
) -> Written[T]:
    """Write a new folder, which gets its name once all of it is there."""
    await asyncio.to_thread(backup.check_place, folder)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        await asyncio.to_thread(draft.mkdir, mode=0o700)
        rows, (named, found) = await backup.write(
            url, draft / DATABASE, lambda copy: _looked_at(copy, examine), told
        )
        files = await asyncio.to_thread(kept_copies.take, archive, draft, told)
        listed = await asyncio.to_thread(kept_copies.listed, draft, DATABASE)
        made = Manifest(
            made_at=now.isoformat(),
            revision=migrate.HEAD,
            rows=sum(rows.values()),
            database=listed,
            files=tuple(files),
            missing=tuple(lacking(named, files)),
        )
        await asyncio.to_thread(manifest.write, draft, made)
        await asyncio.to_thread(kept_copies.flush)
        await asyncio.to_thread(draft.rename, folder)
    finally:
        await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
    return Written(made, found)


async def restore(
    folder: Path, url: str, data: Path, archive: Path, told: HowFar, *, incomplete: bool
) -> Restored:
    """Prove all of it before anything is written; then the files go first, as they do in service.

    A file that the database does not name yet does no harm, so a restore that was interrupted is
    simply begun again.
    """
    listed = await asyncio.to_thread(_read, folder)
    await backup.check_target(url)
    lost = await asyncio.to_thread(_lost, folder, listed, told, incomplete)
    whole = [one for one in listed.files if one not in lost]
    await asyncio.to_thread(_check_way, whole, archive)
    await asyncio.to_thread(kept_copies.put_back, folder, whole, archive, told)
    rows = await backup.restore(folder / DATABASE, url, data, told)
    missing = (*listed.missing, *await _names_of(url, lost))
    return Restored(rows, len(whole), missing)


async def missing_from(url: str, archive: Path) -> list[NamedFile]:
    """What this database names and the archive folder lacks."""
    named = await _named(url)
    return await asyncio.to_thread(
        lambda: [one for one in named if not (archive / one.path).is_file()]
    )


def lacking(named: list[NamedFile], files: list[Listed]) -> list[NamedFile]:
    there = {one.path for one in files}
    return [one for one in named if f"{FILES}/{one.path}" not in there]


async def _looked_at(
    copy: Database, examine: Callable[[Database], Awaitable[T]]
) -> tuple[list[NamedFile], T]:
    async with copy.reading() as session:
        named = await named_files.named(session)
    return named, await examine(copy)


async def _named(url: str) -> list[NamedFile]:
    database = Database(url)
    try:
        async with database.reading() as session:
            return await named_files.named(session)
    finally:
        await database.close()


async def _names_of(url: str, lost: list[Listed]) -> list[NamedFile]:
    paths = {one.path.removeprefix(f"{FILES}/") for one in lost}
    return [one for one in await _named(url) if one.path in paths] if lost else []


def _read(folder: Path) -> Manifest:
    try:
        found = manifest.read(folder)
    except NoManifest:
        raise BackupRefused("restore_not_ours", path=folder) from None
    if found.revision not in migrate.revisions():
        raise BackupRefused("restore_newer", revision=found.revision)
    return found


def _lost(folder: Path, listed: Manifest, told: HowFar, incomplete: bool) -> list[Listed]:
    if not kept_copies.is_whole(folder / DATABASE, listed.database):
        raise BackupRefused("restore_damaged", path=folder / DATABASE)
    lost = kept_copies.damaged(folder, listed.files, told)
    if lost and not incomplete:
        names = [one.path for one in lost]
        raise BackupRefused("restore_lacks_files", names=names)
    return lost


def _check_way(files: list[Listed], archive: Path) -> None:
    others = kept_copies.in_the_way(files, archive)
    if others:
        names = [str(kept_copies.place_of(archive, one)) for one in others]
        raise BackupRefused("restore_in_the_way", names=names)
