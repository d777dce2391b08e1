"""Takes what was read in a file into the fields of its report, beside what was said in words.

A later file corrects an earlier one, and words correct a file that came before them. Where a file
says otherwise than the words that came with it or before it, that is a question with two buttons.
"""

from collections.abc import Mapping, Sequence

from office.desk import Desk
from office.obligations import understood
from office.plan.forms import Form
from office.reading.replies.findings import quoted
from office.reading.replies.reading import Doubt, Reading, Value
from office.reports import fields
from office.reports.fields import FieldChange
from storage.immutable import immutable
from storage.owed import reports, values
from storage.owed.obligations import Obligation
from storage.owed.reports import Report, ReportPart
from storage.owed.values import ReportValue, ValueFrom


async def take(
    desk: Desk, owed: Obligation, report: Report, part: ReportPart, reading: Reading
) -> None:
    form = await understood.form_of(desk, owed)
    if form is None:
        return
    known = _Known(
        form,
        await values.of_report(desk.session, report.key),
        {one.key: one for one in await reports.parts(desk.session, report.key)},
        part,
    )
    change = known.change(reading)
    doubts = fields.doubtful(Reading(doubts=known.doubts(reading), unread=reading.unread))
    await fields.let_doubts_go(desk, report, part, doubts, known.versions)
    await fields.note(desk, form, report, part, change, ValueFrom.FILE)
    told = [name for name, value in change.items() if value is not None]
    await fields.answer_doubts(desk, form, report, told)


@immutable
class _Known:
    """What a report says already, as seen from one of its files."""

    form: Form
    rows: Sequence[ReportValue]
    parts: Mapping[int, ReportPart]
    part: ReportPart

    @property
    def versions(self) -> list[int]:
        """The parts that are this file or an earlier version of it: the same message or name."""
        return [one.key for one in self.parts.values() if self._is_version(one)]

    def change(self, reading: Reading) -> FieldChange:
        told = {name: value for name, value in reading.values.items() if self._holds(name, value)}
        return {**told, **dict.fromkeys(self._gone(reading))}

    def doubts(self, reading: Reading) -> tuple[Doubt, ...]:
        """Find the file's doubts that no words have answered, and where it contradicts words."""
        left = [one for one in reading.doubts if not self._is_answered(one)]
        said = understood.as_said(self.form, self.rows)
        names = {one.id: one.name for one in self.form.fields}
        clashes = [
            Doubt(
                quoted(f"{names[name]}：{said[name]}、{value}"),
                ({name: said[name]}, {name: value}),
            )
            for name, value in reading.values.items()
            if self._clashes(name, value)
        ]
        return (*left, *clashes)

    def _holds(self, name: str, value: Value) -> bool:
        row = self._row(name)
        if row is None or self._was_told(name, value):
            return row is None
        if row.value is None or row.came == ValueFrom.DRAFT:
            return True
        return row.came == ValueFrom.FILE and not self._stands(row)

    def _clashes(self, name: str, value: Value) -> bool:
        row = self._row(name)
        if row is None or row.value is None or self._was_told(name, value):
            return False
        if self._says(row, value) or row.came == ValueFrom.DRAFT:
            return False
        if row.came == ValueFrom.FILE:
            return self._is_beside(self.parts[row.part_id])
        return not self._is_later(self.parts[row.part_id])

    def _stands(self, row: ReportValue) -> bool:
        """Another file of the same album is no version of this one; a later file corrects this."""
        said_in = self.parts[row.part_id]
        return self._is_beside(said_in) or self._is_later(said_in)

    def _gone(self, reading: Reading) -> list[str]:
        """What an earlier version of the file said, and this one does not."""
        own = self.versions
        asked = {name for doubt in reading.doubts for one in doubt.readings for name in one}
        return [
            name
            for name, row in values.newest(self.rows).items()
            if (row.came, row.part_id in own) == (ValueFrom.FILE, True)
            and name not in reading.values.keys() | asked
            and row.value is not None
        ]

    def _was_told(self, name: str, value: Value) -> bool:
        """An earlier version of the file said the same, and whatever was corrected since stays."""
        own = self.versions
        told = [row for row in self.rows if row.came == ValueFrom.FILE and row.part_id in own]
        last = values.newest(told).get(name)
        return last is not None and self._says(last, value)

    def _says(self, row: ReportValue, value: Value) -> bool:
        """12.50 in words and 12.5 in a file are one number."""
        return understood.as_said(self.form, [row]).get(row.field) == value

    def _is_answered(self, doubt: Doubt) -> bool:
        asked = {name for one in doubt.readings for name in one}
        rows = [self._row(name) for name in asked]
        return bool(asked) and all(
            row is not None and row.value is not None and self._is_of_words(row) for row in rows
        )

    def _is_of_words(self, row: ReportValue) -> bool:
        return row.came in (ValueFrom.READ, ValueFrom.CHOSEN)

    def _row(self, name: str) -> ReportValue | None:
        return values.newest(self.rows).get(name)

    def _is_version(self, other: ReportPart) -> bool:
        if self._is_beside(other):
            return False
        named_so = self.part.file_name is not None and other.file_name == self.part.file_name
        return other.key <= self.part.key and (self._is_same_message(other) or named_so)

    def _is_later(self, other: ReportPart) -> bool:
        return other.key > self.part.key and not self._is_same_message(other)

    def _is_beside(self, other: ReportPart) -> bool:
        """It came in the same album, as a message of its own."""
        album = self.part.media_group_id
        together = album is not None and other.media_group_id == album
        return together and not self._is_same_message(other)

    def _is_same_message(self, other: ReportPart) -> bool:
        here = (self.part.chat_id, self.part.message_id)
        return (other.chat_id, other.message_id) == here
