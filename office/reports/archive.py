"""Decides which files of reports are to be fetched into the archive, and keeps what became of each.

Telegram's id of a file is kept with the report at once. Fetching it is a step of its own that may
fail and is tried again; nothing about the report waits for it.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath

from sqlmodel import select

from messages.render import Message
from office import fetched_files, post
from office.bodies import agency_names
from office.desk import Desk
from office.matters import naming
from office.post import Posting
from storage.database import Session
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation
from storage.owed.reports import FileState, Report, ReportPart
from storage.subjects import Subject


async def next_files(session: Session, now: datetime) -> list[ReportPart]:
    return await reports.files_waiting(session, now)


async def part(desk: Desk, part_id: int) -> ReportPart:
    query = select(ReportPart).where(ReportPart.id == part_id)
    return (await desk.session.exec(query)).one()


def place_of(kept: ReportPart, report: Report) -> PurePosixPath:
    """The name that the file came under stays with the report's part."""
    return fetched_files.place_in(
        report.jurisdiction, report.serial, kept.file_name or "", kept.kind
    )


async def stored(desk: Desk, part_id: int, path: str) -> None:
    kept = await part(desk, part_id)
    kept.file_state, kept.file_path, kept.next_try_at = FileState.STORED, path, None
    await _keep(desk, kept, "file_stored")


async def removed(desk: Desk, part_id: int) -> None:
    # Retention put on record that this file was to go, so nothing is recorded here.
    kept = await part(desk, part_id)
    kept.file_path = kept.next_try_at = None
    desk.session.add(kept)
    await desk.session.flush()


async def failed(desk: Desk, part_id: int, reason: str) -> bool:
    """Return whether it is tried again."""
    kept = await part(desk, part_id)
    kept.file_attempts += 1
    kept.next_try_at = fetched_files.next_try(kept.recorded_at, kept.file_attempts, desk.now)
    if kept.next_try_at is None:
        kept.file_state = FileState.FAILED
        await _tell_office(desk, kept, "file_given_up")
        await _keep(desk, kept, "file_failed", reason=reason)
        return False
    desk.session.add(kept)
    await desk.session.flush()
    return True


async def too_large(desk: Desk, part_id: int) -> None:
    # Telegram does not always give a size beforehand; here it refused the download.
    kept = await part(desk, part_id)
    kept.file_state, kept.next_try_at = FileState.TOO_LARGE, None
    await _tell_office(desk, kept, "file_too_large")
    await _keep(desk, kept, "file_too_large")


async def tell_of_large(desk: Desk, report: Report, parts: Iterable[ReportPart]) -> None:
    # Nobody fetches these files, so the office must look at them in the agency's group.
    for kept in parts:
        if kept.file_state == FileState.TOO_LARGE:
            await _tell_office(desk, kept, "file_too_large")
            await desk.record("file_too_large", f"part:{kept.key}", report=report.serial)


async def _tell_office(desk: Desk, kept: ReportPart, key: str) -> None:
    report = await reports.report(desk.session, kept.report_id)
    owed = await obligations.obligation(desk.session, report.obligation_id)
    about = Posting(Subject.of(owed)) if owed is not None else None
    await post.tell_office(desk, await _notice(desk, key, report, owed), about)


async def _notice(desk: Desk, key: str, report: Report, owed: Obligation | None) -> Message:
    facts = {"agency": agency_names.name(desk, report.agency), "matter": ""}
    if owed is not None:
        facts = {
            "agency": await naming.agency_name(desk, owed),
            "matter": naming.matter_of(desk, owed),
        }
    return Message(desk.words.phrase(key, serial=report.serial, **facts))


async def _keep(desk: Desk, kept: ReportPart, action: str, **detail: str) -> None:
    desk.session.add(kept)
    await desk.session.flush()
    report = await reports.report(desk.session, kept.report_id)
    await desk.record(action, f"part:{kept.key}", report=report.serial, **detail)
