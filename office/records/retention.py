"""Lets go of what has been kept long enough; the record itself stays for good.

An update is the raw form of what the record holds already. A report's file is a part of the report,
and goes only where the operator has set a time for it, never while a matter, a debt or a slip that
it belongs to is open, nor before the year and the season in which the office counts are over. A
rota or a template that somebody uploaded goes after the same time. What
somebody had made of the record can be made anew; papers that were issued are the record, and stay.
"""

from datetime import datetime, time

from office.desk import Desk
from office.paperwork import responses
from office.problems import tip_keeping
from storage.delivery import sent_files, wanted_files
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.owed.reports import FileState
from storage.problems import problems
from storage.receiving import inbox
from storage.supervision import held_files

BATCH = 500


async def let_go(desk: Desk) -> None:
    updates = await _updates(desk)
    files = await _files(desk) + await _of_problems(desk) + await _brought(desk)
    exports = await _exports(desk)
    if updates or files or exports:
        await desk.record("retention", updates=updates, files=files, exports=exports)
    await tip_keeping.let_go(desk)


async def _updates(desk: Desk) -> int:
    before = desk.now - desk.keeping.updates_for
    # Updates of no jurisdiction are let go by whichever jurisdiction comes first.
    return await inbox.prune(desk.session, before, (desk.jurisdiction, ""))


async def _files(desk: Desk) -> int:
    if desk.keeping.files_for is None:
        return 0
    before, count = min(desk.now - desk.keeping.files_for, await _period_began(desk)), 0
    while batch := await held_files.to_let_go(
        desk.session,
        desk.jurisdiction,
        before,
        BATCH,
    ):
        for part in batch:
            # The file is only marked; the archiver removes it once this transaction is committed.
            part.file_state, part.next_try_at = FileState.EXPIRED, desk.now
        desk.session.add_all(batch)
        await desk.session.flush()
        count += len(batch)
    return count


async def _of_problems(desk: Desk) -> int:
    if desk.keeping.files_for is None:
        return 0
    before, count = min(desk.now - desk.keeping.files_for, await _period_began(desk)), 0
    while batch := await problems.files_to_let_go(desk.session, desk.jurisdiction, before, BATCH):
        for file in batch:
            file.file_state, file.next_try_at = FileState.EXPIRED, desk.now
        desk.session.add_all(batch)
        await desk.session.flush()
        count += len(batch)
    return count


async def _period_began(desk: Desk) -> datetime:
    """When what is not over yet began: the year, or the season in which the office counts."""
    today = desk.local(desk.now).date()
    season = (await responses.period_of(desk))(today)
    first = min(season.first, today.replace(month=1, day=1))
    return datetime.combine(first, time(), desk.zone)


async def _exports(desk: Desk) -> int:
    before = desk.now - desk.keeping.exports_for
    rows = await wanted_files.exports_before(desk.session, desk.jurisdiction, before)
    if not rows:
        return 0
    leaving = await sent_files.leaving(desk.session, desk.jurisdiction)
    return await _expire(desk, [row for row in rows if row.sha256 not in leaving])


async def _brought(desk: Desk) -> int:
    """A template that was put into use is named by its own row too, so the maker leaves it."""
    if desk.keeping.files_for is None:
        return 0
    before = desk.now - desk.keeping.files_for
    rows = await wanted_files.brought_before(desk.session, desk.jurisdiction, before)
    return await _expire(desk, rows)


async def _expire(desk: Desk, rows: list[WantedFile]) -> int:
    for row in rows:
        # The maker removes the file once this transaction is committed.
        row.state = WantedState.EXPIRED
    desk.session.add_all(rows)
    await desk.session.flush()
    return len(rows)
