"""Which files of a report are read into its fields, and what the answer says of each.

A row says what is still to be read, from the moment at which its message is taken: whatever ends
the bot between the two, the file is read later (`office/reports/uploads.py`).
"""

from collections.abc import Iterable, Sequence

from messages.views.understood import FileTold
from office.desk import Desk
from office.obligations import understood
from office.reading.contents import line_of
from office.reading.report_names import may_report
from storage.owed.obligations import Obligation
from storage.owed.reports import COMING, PartKind, ReadState, ReportPart, newest_versions

LONGEST_NAME = 40


async def expect(desk: Desk, owed: Obligation, parts: Iterable[ReportPart]) -> None:
    if await understood.form_of(desk, owed) is None:
        return
    for part in parts:
        if part.file_state in COMING and may_report(part.file_name, part.mime_type):
            await _store(desk, part, ReadState.WAITING)


async def expect_again(desk: Desk, owed: Obligation, before: ReportPart, part: ReportPart) -> None:
    """An edit brings another file, or the same one under other words, which is read once."""
    was = before.read_state
    if was == ReadState.WAITING:
        await _store(desk, before, ReadState.NONE)
    if part.file_unique_id != before.file_unique_id or was == ReadState.WAITING:
        await expect(desk, owed, [part])
    else:
        await _store(desk, part, was, before.read_remark)


def is_awaited(part: ReportPart) -> bool:
    """A file whose time in the archive is over, or that never came, is awaited no more."""
    return part.read_state == ReadState.WAITING and part.file_state in COMING


def told(desk: Desk, parts: Sequence[ReportPart], *, complete: bool) -> tuple[FileTold, ...]:
    """What is to be said of files; nothing of one that what came later has put right."""
    rows = newest_versions(parts)
    last = max((one.key for one in rows if _puts_right(one, complete=complete)), default=0)
    return tuple(
        FileTold(_name(one), desk.words.plain(f"upload_{_remark(one)}"), is_awaited(one))
        for one in rows
        if is_awaited(one) or (one.read_remark and one.key > last)
    )


def _puts_right(part: ReportPart, *, complete: bool) -> bool:
    is_well_read = part.read_state == ReadState.READ and not part.read_remark
    return is_well_read or (complete and part.kind == PartKind.TEXT)


def _remark(part: ReportPart) -> str:
    return "awaited" if is_awaited(part) else part.read_remark


def _name(part: ReportPart) -> str:
    name = line_of(part.file_name or "")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


async def _store(desk: Desk, part: ReportPart, state: str, remark: str = "") -> None:
    part.read_state, part.read_remark = state, remark
    desk.session.add(part)
    await desk.session.flush()
