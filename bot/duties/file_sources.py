"""The rows that name files at Telegram, each with what is asked and done about its file."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from office.desk import Desk
from office.problems import file_archive
from office.reports import archive, uploads
from storage.database import Session
from storage.immutable import immutable
from storage.owed import reports
from storage.owed.reports import ReportPart
from storage.problems import problems
from storage.problems.problems import ProblemFile

FileRow = ReportPart | ProblemFile


@immutable
class FileSource:
    waiting: Callable[[Session, datetime], Awaitable[list[Any]]]
    expired: Callable[[Session], Awaitable[list[Any]]]
    next_at: Callable[[Session], Awaitable[datetime | None]]
    place: Callable[[Desk, Any], Awaitable[PurePosixPath]]
    stored: Callable[[Desk, int, str], Awaitable[None]]
    removed: Callable[[Desk, int], Awaitable[None]]
    failed: Callable[[Desk, int, str], Awaitable[None]]
    too_large: Callable[[Desk, int], Awaitable[None]]


async def _place_of_part(desk: Desk, part: ReportPart) -> PurePosixPath:
    return archive.place_of(part, await reports.report(desk.session, part.report_id))


async def _part_failed(desk: Desk, part_id: int, reason: str) -> None:
    if not await archive.failed(desk, part_id, reason):
        await uploads.failed(desk, part_id, uploads.NOT_FETCHED)


async def _part_too_large(desk: Desk, part_id: int) -> None:
    await archive.too_large(desk, part_id)
    await uploads.failed(desk, part_id, uploads.NO_MORE_TO_SAY)


SOURCES: dict[type[FileRow], FileSource] = {
    ReportPart: FileSource(
        waiting=archive.next_files,
        expired=reports.files_to_remove,
        next_at=reports.next_file_at,
        place=_place_of_part,
        stored=archive.stored,
        removed=archive.removed,
        failed=_part_failed,
        too_large=_part_too_large,
    ),
    ProblemFile: FileSource(
        waiting=problems.files_waiting,
        expired=problems.files_to_remove,
        next_at=problems.next_file_at,
        place=file_archive.place,
        stored=file_archive.stored,
        removed=file_archive.removed,
        failed=file_archive.failed,
        too_large=file_archive.too_large,
    ),
}
