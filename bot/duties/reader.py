"""The reader has the files of reports read that the archiver has fetched; the workshop opens them.

Whatever stops it, what is still to be read is a row (`office/reports/files_to_read.py`) and is read
later. What a file says is taken and shown in one decision, so nothing is said twice.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot.clock import Clock
from bot.loops.loop import unbroken
from bot.workshop.workshop import Workshop, WorkshopFault
from office.desk import Desk, Desks
from office.obligations import understood
from office.plan.forms import Form
from office.reading.firm_tables import FirmRow, FirmTable
from office.reading.replies.reading import Doubt, Reading, Values
from office.reports import uploads
from office.reports.uploads import FileAsked
from storage.owed import reports
from storage.owed.reports import FileState, ReadState, ReportPart

log = structlog.stdlib.get_logger(__name__)

FAULTS = {"workshop_slow": "too_big", "workshop_too_big": "too_big"}
"""This is said of a file at which the workshop failed; all others are damaged."""
DIED = "workshop_died"
"""A machine that is short of memory ends processes as well, so the file is tried again; one at
which this happens each time is given up by `uploads.begin`."""

T = TypeVar("T")


class FileReader:
    def __init__(self, desks: Desks, workshop: Workshop, clock: Clock, folder: Path) -> None:
        self._desks = desks
        self._workshop = workshop
        self._clock = clock
        self._folder = folder

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        if not isinstance(row, ReportPart):
            return False
        return (row.read_state, row.file_state) == (ReadState.WAITING, FileState.STORED)

    async def work(self) -> datetime | None:
        while waiting := await self._waiting():
            for part in waiting:
                await self._serve(part)
        return None

    async def _waiting(self) -> list[ReportPart]:
        async with self._desks.database.reading() as session:
            return await reports.files_to_read(session)

    async def _serve(self, waiting: ReportPart) -> None:
        part = await self._decide(waiting, partial(uploads.begin, part_id=waiting.key))
        asked = await self._asked_of(part) if part is not None else None
        if part is None or asked is None or part.file_path is None:
            return
        path = self._folder / part.file_path
        try:
            answer = await self._workshop.make("report_file", (str(path), asked.form, asked.day))
        except WorkshopFault as error:
            if error.key != DIED:
                await self._refuse(part, FAULTS.get(error.key, "damaged"))
            return
        await self._take(part, asked.form, json.loads(answer))

    async def _asked_of(self, part: ReportPart) -> FileAsked | None:
        """Read it beside all decisions: an order keeps its plan, and so a report its form."""
        async with self._desks.database.reading(aside=True) as session:
            desk = await self._desks.at(session, part.jurisdiction, self._clock.now(), "clock")
            return await uploads.asked_of(desk, part)

    async def _take(self, part: ReportPart, form: Form, found: Any) -> None:
        if found["fault"]:
            await self._refuse(part, found["fault"])
            return
        took = partial(
            uploads.read,
            part_id=part.key,
            reading=_reading(form, found),
            remark=found["remark"],
            table=_table(found["firms"]),
        )
        await self._decide(part, took)
        log.info("file_read", part=part.key, remark=found["remark"])

    async def _refuse(self, part: ReportPart, remark: str) -> None:
        log.info("file_not_read", part=part.key, remark=remark)
        await self._decide(part, partial(uploads.failed, part_id=part.key, remark=remark))

    async def _decide(self, part: ReportPart, change: Callable[[Desk], Awaitable[T]]) -> T:
        return await unbroken(self._change(part.jurisdiction, change))

    async def _change(self, jurisdiction: str, change: Callable[[Desk], Awaitable[T]]) -> T:
        async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
            return await change(desk)


def _reading(form: Form, found: Any) -> Reading:
    return Reading(
        values=_values(form, found["values"]),
        doubts=tuple(
            Doubt(words, tuple(_values(form, one) for one in readings))
            for words, readings in found["doubts"]
        ),
        unread=tuple(found["unread"]),
    )


def _table(told: Any) -> FirmTable:
    rows, unread = told
    return FirmTable(tuple(FirmRow(*row) for row in rows), tuple(unread))


def _values(form: Form, told: dict[str, str]) -> Values:
    fields = {one.id: one for one in form.fields}
    return {name: understood.parsed(fields[name], text) for name, text in told.items()}
