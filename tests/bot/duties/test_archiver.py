"""Files of reports are fetched apart from everything else, and as often as it takes."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.duties.archiver import FORSAKEN_AFTER
from bot.telegram import downloads
from bot.telegram.downloads import FileTooLarge, NotFetched
from bot.telegram.gateway import build_application
from office.keeping import Keeping
from sandbox import Fault, FaultKind, Upload
from sandbox.files import file_id
from storage.books.plans import PlanVersion
from storage.decisions.matters import Matter, Order
from storage.occasions import Occasion
from storage.owed.obligations import Obligation
from storage.owed.reports import FileState, Report, ReportPart
from tests.harness.cast import TOKEN
from tests.harness.stage import Stage

CONTENT = b"%PDF-1.7 daily report"


async def reported_file(stage: Stage, upload: Upload) -> ReportPart:
    """A report with one document, as it stands when its message was taken."""
    now, place = stage.clock.now(), stage.plan.jurisdiction
    kept = stage.world.files.keep(upload, "document")
    async with stage.database.transaction() as session:
        version = (await session.exec(select(PlanVersion))).one()
        alert = Matter(jurisdiction=place, created_at=now)
        session.add(alert)
        await session.flush()
        order = Order(
            jurisdiction=place,
            matter_id=alert.key,
            kind="issue",
            # Nothing watches over it, so that the self-check has nothing to say.
            state="void",
            level="orange",
            starts_at=now,
            plan_version_id=version.key,
            drafted_by=1,
            drafted_at=now,
            office_chat_id=stage.cast.office.id,
        )
        session.add(order)
        await session.flush()
        owed = Obligation(
            jurisdiction=place,
            matter_id=alert.key,
            order_id=order.key,
            agency="huanjing",
            kind="daily",
            state="met",
            occasion=Occasion.read("2026-12-01"),
            day=datetime(2026, 12, 1, tzinfo=UTC).date(),
            opened_at=now,
            due_at=now,
        )
        session.add(owed)
        await session.flush()
        report = Report(
            jurisdiction=place,
            obligation_id=owed.key,
            agency="huanjing",
            serial="昌污报〔2026〕1号",
            submitted_at=now,
            submitted_by=1,
        )
        session.add(report)
        await session.flush()
        part = ReportPart(
            jurisdiction=place,
            report_id=report.key,
            chat_id=stage.cast.groups["huanjing"].id,
            message_id=1,
            sent_by=1,
            sent_at=now,
            recorded_at=now,
            kind="document",
            file_id=file_id(kept, stage.cast.bot.id),
            file_name=upload.name,
            file_state=FileState.WAITING,
            next_try_at=now,
        )
        session.add(part)
    await stage.wake()
    return part


async def part_now(stage: Stage, part: ReportPart) -> ReportPart:
    async with stage.database.reading() as session:
        return (await session.exec(select(ReportPart).where(ReportPart.id == part.id))).one()


def files_below(folder: Path) -> list[Path]:
    return [path.resolve() for path in folder.rglob("*") if path.is_file()]


async def test_a_file_lands_in_the_archive(stage: Stage) -> None:
    part = await reported_file(stage, Upload(CONTENT, "日报.pdf"))
    stored = await part_now(stage, part)
    assert stored.file_state == FileState.STORED
    assert stored.file_path is not None
    assert (stage.setup.data_dir / "archive" / stored.file_path).read_bytes() == CONTENT


async def test_no_name_leaves_the_archive(stage: Stage) -> None:
    await reported_file(stage, Upload(CONTENT, "../../../etc/cron.d/evil"))
    archive = stage.setup.data_dir / "archive"
    [found] = files_below(archive)
    assert found.is_relative_to(archive.resolve())


async def test_a_file_that_does_not_come_is_asked_for_again(stage: Stage) -> None:
    stage.world.faults.add(Fault(FaultKind.RESET_BEFORE, "getFile"))
    part = await reported_file(stage, Upload(CONTENT, "日报.pdf"))
    assert (await part_now(stage, part)).file_state == FileState.WAITING
    await stage.advance(minutes=1)
    assert (await part_now(stage, part)).file_state == FileState.STORED


async def test_a_file_that_telegram_does_not_give_is_told_to_the_office(stage: Stage) -> None:
    part = await reported_file(stage, Upload(CONTENT, "录像.mp4", size=25_000_000))
    assert (await part_now(stage, part)).file_state == FileState.TOO_LARGE
    stage.expect(stage.cast.office, "昌污报〔2026〕1号")


async def test_a_file_whose_time_is_over_is_removed(stage: Stage) -> None:
    """Its alert is open, so it stays beyond the days that the operator has set."""
    stage.setup = replace(stage.setup, keeping=Keeping(files_for=timedelta(days=3)))
    await stage.restart()
    part = await reported_file(stage, Upload(CONTENT, "日报.pdf"))
    archive = stage.setup.data_dir / "archive"
    await stage.advance_to("12-04 18:00")
    assert len(files_below(archive)) == 1
    kept = await part_now(stage, part)
    async with stage.database.transaction() as session:
        kept.file_state, kept.next_try_at = FileState.EXPIRED, stage.clock.now()
        session.add(kept)
    await stage.wake()
    assert files_below(archive) == []
    gone = await part_now(stage, part)
    assert (gone.file_state, gone.file_path) == (FileState.EXPIRED, None)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_what_a_killed_process_had_begun_is_removed_a_day_later(stage: Stage) -> None:
    await stage.kill()
    archive = stage.setup.data_dir / "archive"
    archive.mkdir()
    begun, forsaken = archive / ".0123456789abcdef", archive / ".fedcba9876543210"
    of_the_operator = archive / ".stfolder"
    long_ago = time.time() - FORSAKEN_AFTER - 1
    for file in (begun, forsaken, of_the_operator):
        file.write_bytes(b"%PDF")
    for file in (forsaken, of_the_operator):
        os.utime(file, (long_ago, long_ago))
    await stage.start()
    assert set(archive.iterdir()) == {begun, of_the_operator}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_no_size_is_believed_but_that_of_what_comes(stage: Stage, tmp_path: Path) -> None:
    """A server may name too small a size. Its address holds the token, so it is not told."""
    kept = stage.world.files.keep(Upload(b"x" * 200_000, "a.bin"), "document")
    bot = stage.cast.bot
    async with build_application(TOKEN, stage.setup.api_base).bot as api:
        file = await api.get_file(file_id(kept, bot.id))
    address = file.file_path or ""
    assert await downloads.fetch(address, tmp_path / "whole", 200_000) == 200_000
    with pytest.raises(FileTooLarge):
        await downloads.fetch(address, tmp_path / "part", 199_999)
    assert (tmp_path / "part").stat().st_size < 199_999
    for wrong in (f"{address}x", "http://127.0.0.1:1/file/bot" + TOKEN, f"file:///etc/{TOKEN}"):
        with pytest.raises(NotFetched) as told:
            await downloads.fetch(wrong, tmp_path / "none", 10)
        assert TOKEN not in str(told.value)
