"""What people upload to be read stays as it came: backups know it, and retention lets it go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office import brought
from office.desk import Desk
from office.post import Place
from office.reading.workbooks import RawFile
from office.records import retention
from storage.books import audit
from storage.books.paper_templates import PaperTemplate
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedState
from storage.upkeep import named_files
from tests.office.lost_chats import said

DAYS = timedelta(days=1)
ROTA = RawFile("排班表.csv", "ab" * 32, 10)


async def test_the_record_and_a_backup_know_it_by_its_name(desk: Desk) -> None:
    row = await brought.keep(desk, Place(-1, 7), 5, ROTA)
    [one] = await named_files.named(desk.session)
    assert (one.path, one.called) == (wanted_files.place_of(ROTA.sha256), ROTA.name)
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert (entry.action, entry.subject) == ("file.brought", f"wanted_file:{row.key}")
    assert entry.detail == {"name": ROTA.name, "sha256": ROTA.sha256}


@pytest.mark.parametrize(
    ("kept_for", "age", "goes"),
    [
        pytest.param(None, 4000, False, id="the operator has set no time"),
        pytest.param(90, 89, False, id="not yet over its time"),
        pytest.param(90, 91, True, id="over its time"),
    ],
)
async def test_it_goes_after_the_time_of_uploaded_files(
    desk: Desk, kept_for: int | None, age: int, goes: bool
) -> None:
    files_for = kept_for * DAYS if kept_for is not None else None
    desk.keeping = replace(desk.keeping, files_for=files_for)
    row = await brought.keep(desk, Place(-1), 5, ROTA)
    desk.now += age * DAYS
    await retention.let_go(desk)
    assert row.state == (WantedState.EXPIRED if goes else WantedState.MADE)
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    told = {"updates": 0, "files": 1, "exports": 0}
    assert (entry.detail if entry.action == "retention" else None) == (told if goes else None)


async def test_a_template_that_was_put_into_use_is_named_for_good(desk: Desk) -> None:
    """The maker removes only what nothing names."""
    row = await brought.keep(desk, Place(-1), 5, ROTA)
    row.state = WantedState.EXPIRED
    template = PaperTemplate(
        jurisdiction=desk.jurisdiction,
        kind="letter",
        version=1,
        sha256=ROTA.sha256,
        name="我局格式.docx",
        set_by=5,
        set_at=desk.now,
    )
    desk.session.add_all([row, template])
    await desk.session.flush()
    [one] = await named_files.named(desk.session)
    assert one.path == wanted_files.place_of(ROTA.sha256)


async def test_one_line_says_that_it_is_read_however_often_that_is_begun(desk: Desk) -> None:
    for _ in range(2):
        await brought.say_reading(desk, Place(-1), 9, ROTA.name)
    [line] = await said(desk, -1)
    assert (line.reply_to, "正在读取“排班表.csv”" in (line.text or "")) == (9, True)
    await brought.say_read(desk, Place(-1), 9, ROTA.name)
    [_, end] = await said(desk, -1)
    assert "已读完" in (end.text or "")


async def test_what_was_read_at_once_needs_no_line(desk: Desk) -> None:
    await brought.say_read(desk, Place(-1), 9, ROTA.name)
    assert await said(desk, -1) == []
