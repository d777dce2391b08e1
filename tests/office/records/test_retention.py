"""What has been kept long enough goes; what nobody has handled yet, and the record, stay."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import select

from office.desk import Desk
from office.records import retention
from office.reports import archive
from storage.books import audit
from storage.owed import reports
from storage.owed.obligations import ObligationKind
from storage.owed.reports import FileState, PartKind, Report, ReportPart
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.upkeep import named_files
from tests.office.episodes import alert_in_force
from tests.office.lost_chats import owed

DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "state", "jurisdiction", "stays"),
    [
        pytest.param(31, InboxState.DONE, "changji", False, id="over its time"),
        pytest.param(31, InboxState.FAILED, "changji", False, id="failed and over its time"),
        pytest.param(31, InboxState.DONE, "", False, id="nobody's"),
        pytest.param(29, InboxState.DONE, "changji", True, id="not yet over its time"),
        pytest.param(31, InboxState.NEW, "", True, id="not handled yet"),
        pytest.param(31, InboxState.DONE, "urumqi", True, id="another office's"),
    ],
)
async def test_updates(
    desk: Desk, age: int, state: InboxState, jurisdiction: str, stays: bool
) -> None:
    desk.session.add(
        InboxUpdate(
            jurisdiction=jurisdiction,
            bot_id=1,
            update_id=1,
            raw={},
            state=state,
            received_at=desk.now - age * DAYS,
        )
    )
    await desk.session.flush()
    await retention.let_go(desk)
    assert bool((await desk.session.exec(select(InboxUpdate))).all()) is stays
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    told = {} if stays else {"updates": 1, "files": 0}
    assert (entry.detail if entry.action == "retention" else {}) == told


async def files(desk: Desk, *ages: int, state: FileState = FileState.STORED) -> list[ReportPart]:
    """Photos of one report that came so many days ago."""
    daily = await owed(desk, await alert_in_force(desk, since=desk.now), ObligationKind.DAILY)
    report = Report(
        jurisdiction=desk.jurisdiction,
        obligation_id=daily.key,
        agency=daily.agency,
        serial=await desk.serial("report", desk.plan),
        submitted_at=desk.now,
        submitted_by=1,
    )
    desk.session.add(report)
    await desk.session.flush()
    numbers = count(1)
    parts = [
        ReportPart(
            jurisdiction=desk.jurisdiction,
            report_id=report.key,
            chat_id=-1,
            message_id=next(numbers),
            sent_by=1,
            sent_at=desk.now - age * DAYS,
            recorded_at=desk.now - age * DAYS,
            kind=PartKind.PHOTO,
            file_state=state,
            file_path="changji/1.jpg",
        )
        for age in ages
    ]
    desk.session.add_all(parts)
    await desk.session.flush()
    return parts


async def test_files_stay_as_long_as_the_record_where_nothing_is_said(desk: Desk) -> None:
    [photo] = await files(desk, 4000)
    await retention.let_go(desk)
    assert photo.file_state == FileState.STORED


async def test_files_over_their_time_are_handed_to_the_archiver(desk: Desk) -> None:
    """There are more than one query takes; a file is removed only after the commit."""
    desk.keeping = replace(desk.keeping, files_for=90 * DAYS)
    *old, young = await files(desk, *[91] * (retention.BATCH + 1), 89)
    await retention.let_go(desk)
    assert {photo.file_state for photo in old} == {FileState.EXPIRED}
    assert young.file_state == FileState.STORED
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert entry.detail == {"updates": 0, "files": len(old)}
    photo = (await reports.files_to_remove(desk.session))[0]
    assert photo.file_path is not None
    await archive.removed(desk, photo.key)
    assert await archive.part(desk, photo.key) is photo
    assert photo.file_state == FileState.EXPIRED
    assert photo not in await reports.files_to_remove(desk.session, len(old))


async def test_a_backup_knows_a_file_by_its_reports_number(desk: Desk) -> None:
    stored, fetched_by_nobody = await files(desk, 2, 1)
    stored.file_name, fetched_by_nobody.file_state = "现场.jpg", FileState.FAILED
    desk.session.add_all([stored, fetched_by_nobody])
    await desk.session.flush()
    report = await reports.report(desk.session, stored.report_id)
    [one] = await named_files.named(desk.session)
    assert (one.path, one.called) == (stored.file_path, f"{report.serial} 现场.jpg")


async def test_a_file_that_was_never_stored_is_not_let_go_of(desk: Desk) -> None:
    desk.keeping = replace(desk.keeping, files_for=90 * DAYS)
    [photo] = await files(desk, 91, state=FileState.FAILED)
    await retention.let_go(desk)
    assert photo.file_state == FileState.FAILED
