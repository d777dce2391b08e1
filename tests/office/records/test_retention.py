"""What has been kept long enough goes; what nobody has handled yet, and the record, stay."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from sqlmodel import select

from office import wanting
from office.desk import Desk
from office.plan.model import Plan
from office.post import Place, Posting
from office.records import retention
from office.reports import archive
from office.wanting import FileWish
from storage.books import audit
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedState
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.reports import FileState, PartKind, Report, ReportPart
from storage.problems.problems import Problem, ProblemFile, ProblemState
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.rota.seasons import DeclaredSeason
from storage.scope import EVERYWHERE
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip, SlipState
from storage.upkeep import named_files
from tests.office.episodes import alert_in_force, sent
from tests.office.lost_chats import owed, said

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
    told = {} if stays else {"updates": 1, "files": 0, "exports": 0}
    assert (entry.detail if entry.action == "retention" else {}) == told


async def files(
    desk: Desk, *ages: int, state: FileState = FileState.STORED, over: bool = True
) -> list[ReportPart]:
    """Photos of one report that came so many days ago, under an alert that is over or is not."""
    alert = await alert_in_force(desk, since=desk.now)
    daily = await owed(desk, alert, ObligationKind.DAILY)
    if over:
        alert.state, daily.state = MatterState.LIFTED, ObligationState.MET
        desk.session.add_all([alert, daily])
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
    *old, young = await files(desk, *[366] * (retention.BATCH + 1), 89)
    await retention.let_go(desk)
    assert {photo.file_state for photo in old} == {FileState.EXPIRED}
    assert young.file_state == FileState.STORED
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert entry.detail == {"updates": 0, "files": len(old), "exports": 0}
    photo = (await reports.files_to_remove(desk.session))[0]
    assert photo.file_path is not None
    await archive.removed(desk, photo.key)
    assert await archive.part(desk, photo.key) is photo
    assert photo.file_state == FileState.EXPIRED
    assert photo not in await reports.files_to_remove(desk.session, len(old))


async def obligation_of(desk: Desk, photo: ReportPart) -> Obligation:
    report = await reports.report(desk.session, photo.report_id)
    found = await obligations.obligation(desk.session, report.obligation_id)
    assert found is not None
    return found


async def is_let_go(desk: Desk, photo: ReportPart) -> bool:
    await retention.let_go(desk)
    return photo.file_state == FileState.EXPIRED


async def test_what_something_open_needs_stays_until_that_is_closed(desk: Desk) -> None:
    """The alert is lifted first, then the report that was sent back comes, then its slip ends."""
    desk.keeping = replace(desk.keeping, files_for=90 * DAYS)
    [photo] = await files(desk, 400, over=False)
    debt = await obligation_of(desk, photo)
    slip = await issued(desk, debt)
    assert not await is_let_go(desk, photo)
    alert = await matters.matter(desk.session, debt.matter_id)
    assert alert is not None
    alert.state = MatterState.LIFTED
    assert not await is_let_go(desk, photo)
    debt.state = ObligationState.MET
    assert not await is_let_go(desk, photo)
    slip.state = SlipState.CLOSED
    assert await is_let_go(desk, photo)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        pytest.param("2026-12-31T15:00Z", False, id="the year is not over"),
        pytest.param("2026-12-31T17:00Z", False, id="the season is not over"),
        pytest.param("2027-04-10T15:00Z", False, id="its last evening"),
        pytest.param("2027-04-10T17:00Z", True, id="both are over"),
    ],
)
async def test_nothing_goes_before_the_season_and_the_year_are_over(
    desk: Desk, now: str, goes: bool
) -> None:
    seasons = {"seasons": ({"id": "winter", "name": "采暖期"},)}
    counted = {"statistics": {"season": "winter", "source": "none"}}
    desk.plan = Plan.model_validate(desk.plan.model_dump() | seasons | counted)
    declared = DeclaredSeason(
        jurisdiction=desk.jurisdiction,
        season="winter",
        first_day=date(2026, 10, 10),
        last_day=date(2027, 4, 10),
        declared_by=1,
        declared_at=desk.now,
    )
    desk.session.add(declared)
    desk.keeping = replace(desk.keeping, files_for=DAYS)
    [photo] = await files(desk, 10)
    desk.now = datetime.fromisoformat(now)
    assert await is_let_go(desk, photo) is goes


async def issued(desk: Desk, debt: Obligation) -> Slip:
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=debt.key,
        agency=debt.agency,
        step="yellow",
        serial="黄提〔2026〕1号",
        matter="",
        issued_at=desk.now,
    )
    desk.session.add(slip)
    await desk.session.flush()
    return slip


EXPORT = FileWish("ledger", {}, "台账.xlsx", "台账")


@pytest.mark.parametrize(
    ("age", "asked_by", "about", "goes"),
    [
        pytest.param(31, 1, None, True, id="asked for by somebody"),
        pytest.param(29, 1, None, False, id="not yet over its time"),
        pytest.param(999, None, Subject(SubjectKind.FORM, 1), False, id="a paper"),
        pytest.param(999, 1, Subject(SubjectKind.MATTER, 1), False, id="filed with a matter"),
    ],
)
async def test_made_files(
    desk: Desk, age: int, asked_by: int | None, about: Subject | None, goes: bool
) -> None:
    row = await wanting.want(desk, Place(-1), EXPORT, posting=Posting(about), wanted_by=asked_by)
    await wanting.made(desk, row.key, "ab" * 32, 10)
    desk.now += age * DAYS
    await retention.let_go(desk)
    assert row.state == WantedState.MADE, "its message has still to leave"
    for delivery in await said(desk, -1):
        await sent(desk, delivery, 1)
    await retention.let_go(desk)
    assert row.state == (WantedState.EXPIRED if goes else WantedState.MADE)
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert (entry.action == "retention") is goes
    if goes:
        assert await wanted_files.expired(desk.session, EVERYWHERE) == [row]
        await wanting.removed(desk, row.key)
        assert row.state == WantedState.REMOVED


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
    [photo] = await files(desk, 366, state=FileState.FAILED)
    await retention.let_go(desk)
    assert photo.file_state == FileState.FAILED


@pytest.mark.parametrize(
    ("state", "kept_for", "expected"),
    [
        (ProblemState.ACCEPTED, 90 * DAYS, FileState.EXPIRED),
        (ProblemState.ASSIGNED, 90 * DAYS, FileState.STORED),
        (ProblemState.ACCEPTED, None, FileState.STORED),
    ],
)
async def test_what_shows_a_problem_goes_once_it_is_settled(
    desk: Desk, state: ProblemState, kept_for: timedelta | None, expected: FileState
) -> None:
    desk.keeping = replace(desk.keeping, files_for=kept_for)
    shown = Problem(
        jurisdiction=desk.jurisdiction,
        serial="1",
        filed_by=1,
        filed_at=desk.now,
        found="裸土未覆盖",
        state=state,
    )
    desk.session.add(shown)
    await desk.session.flush()
    photo = ProblemFile(
        jurisdiction=desk.jurisdiction,
        problem_id=shown.key,
        kind=PartKind.PHOTO,
        chat_id=-1,
        message_id=1,
        sent_by=1,
        recorded_at=desk.now - 4000 * DAYS,
        file_id="id",
        file_unique_id="unique",
        file_state=FileState.STORED,
        file_path="changji/1.jpg",
    )
    desk.session.add(photo)
    await desk.session.flush()
    await retention.let_go(desk)
    assert photo.file_state == expected
