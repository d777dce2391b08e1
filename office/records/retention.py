"""Lets go of what has been kept long enough; the record itself stays for good.

An update is the raw form of what the record holds already. A report's file is a part of the report,
and goes only where the operator has set a time for it.
"""

from office.desk import Desk
from storage.owed import reports
from storage.owed.reports import FileState
from storage.receiving import inbox

BATCH = 500


async def let_go(desk: Desk) -> None:
    updates = await _updates(desk)
    files = await _files(desk)
    if updates or files:
        await desk.record("retention", updates=updates, files=files)


async def _updates(desk: Desk) -> int:
    before = desk.now - desk.keeping.updates_for
    # Updates of no jurisdiction are let go by whichever jurisdiction comes first.
    return await inbox.prune(desk.session, before, (desk.jurisdiction, ""))


async def _files(desk: Desk) -> int:
    if desk.keeping.files_for is None:
        return 0
    before, count = desk.now - desk.keeping.files_for, 0
    while batch := await reports.files_stored_before(
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
