"""Fetching reports' files: when to try again, when to give up, where they are kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from office import fetched_files
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import prompts
from office.reports import archive, taking
from office.reports.message_parts import Incoming, IncomingFile
from storage.delivery import outbox
from storage.owed import obligations
from storage.owed import reports as stored
from storage.owed.reports import FileState, PartKind, Report, ReportPart
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "passed", "wait"),
    [
        pytest.param(1, timedelta(), timedelta(minutes=1), id="first"),
        pytest.param(2, timedelta(minutes=1), timedelta(minutes=5), id="second"),
        pytest.param(3, timedelta(minutes=6), timedelta(minutes=30), id="third"),
        pytest.param(4, timedelta(minutes=36), timedelta(hours=1), id="then hourly"),
        pytest.param(20, timedelta(hours=20), timedelta(hours=1), id="all day long"),
        pytest.param(26, timedelta(hours=24), None, id="after a day no more"),
    ],
)
def test_when_to_try_again(attempts: int, passed: timedelta, wait: timedelta | None) -> None:
    now = START + passed
    expected = None if wait is None else now + wait
    assert fetched_files.next_try(START, attempts, now) == expected


@pytest.mark.parametrize(
    ("name", "kind", "suffix"),
    [
        ("日报.docx", PartKind.DOCUMENT, ".docx"),
        ("日报.DOCX", PartKind.DOCUMENT, ".docx"),
        ("../../etc/passwd", PartKind.DOCUMENT, ""),
        ("..\\..\\boot.ini", PartKind.DOCUMENT, ".ini"),
        ("a.p df", PartKind.DOCUMENT, ""),
        ("a./../../b", PartKind.DOCUMENT, ""),
        (None, PartKind.PHOTO, ".jpg"),
        ("长" * 300 + ".pdf", PartKind.DOCUMENT, ".pdf"),
        ("a." + "b" * 300, PartKind.DOCUMENT, ""),
        ("\ud800.\ud800", PartKind.DOCUMENT, ""),
    ],
)
def test_where_a_file_is_kept(name: str | None, kind: PartKind, suffix: str) -> None:
    """Each file has a new name, of which only a plain ending comes from outside."""
    report = Report(
        jurisdiction="changji",
        obligation_id=1,
        agency="x",
        serial="昌污报〔2026〕1号",
        submitted_at=START,
        submitted_by=1,
    )
    part = ReportPart(
        id=7,
        jurisdiction="changji",
        report_id=1,
        chat_id=1,
        message_id=1,
        sent_by=1,
        sent_at=START,
        recorded_at=START,
        kind=kind,
        file_name=name,
    )
    place = archive.place_of(part, report)
    assert re.fullmatch(r"[0-9a-f]{32}", place.stem)
    assert place.suffix == suffix
    assert archive.place_of(part, report) != place
    assert place.parts[:1] == ("changji",)
    assert len(place.parts) == 3
    assert ".." not in place.parts


@pytest.fixture
async def part(office: Office) -> ReportPart:
    """A photo that has just been reported."""
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [desk.plan.agencies[0].id])
        await prompts.send_daily(desk, alert.key)
        row = (await obligations.open_in(desk.session, desk.jurisdiction))[0]
        item = Incoming(
            chat_id=OFFICE_CHAT - 1,
            message_id=1,
            sent_by=1,
            sent_at=office.now,
            kind=PartKind.PHOTO,
            file=IncomingFile(file_id="f", file_unique_id="u"),
        )
        taken = await taking.receive(desk, Actor(1, "李某"), row.agency, row.key, [item])
        assert taken is not None
        return taken.parts[0]


async def told_office(desk: Desk) -> list[str]:
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
    return [row.text for row in rows if "文件" in row.text]


async def test_a_file_waits_until_it_is_stored(office: Office, part: ReportPart) -> None:
    async with office.desk() as desk:
        assert [row.key for row in await archive.next_files(desk.session, desk.now)] == [part.key]
        await archive.stored(desk, part.key, "changji/1/a.jpg")
        kept = await archive.part(desk, part.key)
        assert await archive.next_files(desk.session, desk.now) == []
    assert (kept.file_state, kept.file_path) == (FileState.STORED, "changji/1/a.jpg")


async def test_a_failed_file_is_tried_again(office: Office, part: ReportPart) -> None:
    async with office.desk() as desk:
        await archive.failed(desk, part.key, "timeout")
        assert await archive.next_files(desk.session, desk.now) == []
        later = desk.now + timedelta(minutes=1)
        assert [row.key for row in await archive.next_files(desk.session, later)] == [part.key]
        assert await told_office(desk) == []


async def test_after_a_day_the_office_is_told(office: Office, part: ReportPart) -> None:
    office.pass_time(timedelta(hours=24))
    async with office.desk() as desk:
        await archive.failed(desk, part.key, "timeout")
        kept = await archive.part(desk, part.key)
        assert len(await told_office(desk)) == 1
        assert await stored.files_waiting(desk.session, desk.now) == []
    assert kept.file_state == FileState.FAILED


async def test_telegram_may_say_late_that_a_file_is_too_large(
    office: Office, part: ReportPart
) -> None:
    async with office.desk() as desk:
        await archive.too_large(desk, part.key)
        kept = await archive.part(desk, part.key)
        assert len(await told_office(desk)) == 1
    assert kept.file_state == FileState.TOO_LARGE
    assert kept.file_id == "f"
