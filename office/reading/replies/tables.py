"""Reads a table into fields: names above their numbers, or each name beside its number."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from office.reading.replies.counted import Counting, Sentence
from office.reading.replies.figures import Scanner
from office.reading.replies.findings import Gathered, value_of
from office.reading.replies.labelled import value_of as worded
from office.reading.replies.letters import told
from office.reading.replies.lexicon import OTHERWISE
from office.reading.replies.nothing import is_known
from office.reading.replies.reading import FieldAsked
from office.reading.replies.vocabulary import (
    MEASURED,
    Label,
    Vocabulary,
    names_something,
    without_unit,
)
from storage.immutable import immutable

_TOTALS = ("合计", "总计", "共计", "小计", "total")
_OTHER_TIMES = ("累计", "累积", "昨日", "上期", "上日", "计划", "total to date")
_IDLE = ("序号", "日期", "时间", "单位", "备注", "说明", "no", "填表", "联系")
_BLANK = ("", "-", "/", "\\", "—")


def take(
    vocabulary: Vocabulary, findings: Gathered, counting: Counting, rows: Sequence[Sequence[str]]
) -> str:
    """Read the rows, and return the text of those that are no table, which is still to be read."""
    table = ReportedTable(vocabulary, findings, counting)
    header = next(
        (n for n, row in enumerate(rows) if table.is_header(row, rows[n + 1 : n + 2])), None
    )
    if header is None:
        return "\n".join(filter(None, table.pairs(rows)))
    table.columns(rows[header], rows[header + 1 :])
    return "\n".join(filter(None, (" ".join(row).strip() for row in rows[:header])))


def field_named(vocabulary: Vocabulary, cell: str) -> FieldAsked | None:
    """The one field whose name a cell holds, and nothing else."""
    letters = without_unit(told(cell).letters.strip(" :*·"), vocabulary.unit_words)
    words = vocabulary.words(letters)
    exact = {one.field.id: one.field for one in vocabulary.labels if one.letters == letters}
    if len(exact) == 1:
        return next(iter(exact.values()))
    if not letters or not is_known(words, letters) or OTHERWISE & {word.sort for word in words}:
        return None
    naming = frozenset(word.meaning for word in words if names_something(word))
    found = {one.field.id: one.field for one in vocabulary.labels if _is_it(one, naming)}
    return next(iter(found.values())) if len(found) == 1 else None


def _is_it(label: Label, naming: frozenset[str]) -> bool:
    return bool(naming) and naming in (label.meanings, label.needed)


def is_number(vocabulary: Vocabulary, cell: str) -> bool:
    """Return whether a cell is one number, with its unit or without."""
    return number_in(vocabulary, cell) is not None


def number_in(vocabulary: Vocabulary, cell: str) -> Decimal | None:
    letters = told(cell).letters.strip()
    found = list(Scanner(vocabulary.units).figures(letters))
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(letters))
    sure = whole and found[0].counts and found[0].sure and len(found[0].values) == 1
    return found[0].values[0] if sure else None


@immutable
class ReportedTable:
    vocabulary: Vocabulary
    findings: Gathered
    counting: Counting

    def is_header(self, row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
        """Two names stand side by side, or numbers below one; and no number stands beside them."""
        if any(is_number(self.vocabulary, cell) for cell in row):
            return False
        named = [n for n, cell in enumerate(row) if field_named(self.vocabulary, cell)]
        under = [one[n] for one in below for n in named if n < len(one)]
        return len(named) > 1 or any(is_number(self.vocabulary, cell) for cell in under)

    def columns(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        named = {n: field_named(self.vocabulary, cell) for n, cell in enumerate(header)}
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        today = [row for row in rows if not _is_of_another_time(row)]
        total = [row for row in today if any(cell.strip().startswith(_TOTALS) for cell in row)]
        chosen = total[-1:] or today
        for row in rows if not today else ():
            self._leave_row(header, row)
        for column, field in named.items():
            cells = [row[column] for row in chosen if column < len(row)]
            if field is not None:
                self._column(field, header[column], cells)
            else:
                self._leave(header[column], cells)

    def _column(self, field: FieldAsked, name: str, cells: Sequence[str]) -> None:
        told_cells = [cell for cell in cells if cell.strip() not in _BLANK]
        if len(told_cells) == 1 or field.kind not in MEASURED:
            self._cell(field, name, "；".join(told_cells))
            return
        numbers = [number_in(self.vocabulary, cell) for cell in told_cells]
        total = sum(one for one in numbers if one is not None)
        value = value_of(field, Decimal(total))
        if told_cells and None not in numbers and value is not None:
            self.findings.doubt(f"{name}：{'＋'.join(told_cells)}", [{field.id: value}])
        elif told_cells:
            self.findings.leave(f"{name}：{'、'.join(told_cells)}")

    def _cell(self, field: FieldAsked, name: str, cell: str) -> None:
        """A cell is read as if it were written behind its name; without a unit it is a number."""
        cell = cell.strip()
        if cell in _BLANK:
            return
        number = number_in(self.vocabulary, cell) if field.kind in MEASURED else None
        value = None if number is None else value_of(field, number)
        if field.kind not in MEASURED:
            value = worded(field, cell, told(cell).letters)
        if value is not None:
            self.findings.take(field.id, value, f"{name.strip()}：{cell}")
            return
        written = f"{name.strip()}：{cell}"
        if field.kind in MEASURED and _is_negative(cell):
            self.findings.leave(written)
            return
        self.counting.sentence = Sentence()
        read = self.counting.read(told(f"{field.name}：{cell}").letters, written)
        if not read and written not in self.findings.unread:
            self.findings.leave(written)

    def _leave_row(self, header: Sequence[str], row: Sequence[str]) -> None:
        """累计 alone was told, and the day's numbers are asked for."""
        for name, cell in zip(header, row, strict=False):
            self._leave(f"{row[0].strip()}{name.strip()}" if name.strip() else "", [cell])

    def _leave(self, name: str, cells: Sequence[str]) -> None:
        """A number under a name that the form does not ask for is not passed over in silence."""
        if not name.strip() or name.strip().casefold().startswith(_IDLE):
            return
        for cell in cells:
            if is_number(self.vocabulary, cell):
                self.findings.leave(f"{name.strip()}：{cell.strip()}")

    def pairs(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Read each name with the number beside it; yield the text of rows without a name."""
        other_times = _columns_of_other_times(rows)
        for row in rows:
            cells = {n: cell for n, cell in enumerate(row) if cell.strip()}
            if not any(field_named(self.vocabulary, cell) for cell in cells.values()):
                yield self._unnamed(cells)
                continue
            self._pairs_of(cells, other_times)

    def _pairs_of(self, cells: Mapping[int, str], other_times: frozenset[int]) -> None:
        field: FieldAsked | None = None
        name, beside = "", list[str]()
        for column, cell in cells.items():
            following = field_named(self.vocabulary, cell)
            if following is not None:
                self._beside(field, name, beside)
                field, name, beside = following, cell, []
            elif column not in other_times and not self._is_unit(cell):
                beside.append(cell)
        self._beside(field, name, beside)

    def _beside(self, field: FieldAsked | None, name: str, cells: Sequence[str]) -> None:
        if field is None or not cells:
            return
        numbers = [one for one in cells if number_in(self.vocabulary, one) is not None]
        if field.kind in MEASURED and len(numbers) > 1:
            found = (number_in(self.vocabulary, one) or Decimal() for one in numbers)
            values = (value_of(field, one) for one in found)
            readings = [{field.id: one} for one in values if one is not None]
            self.findings.doubt(f"{name}：{'、'.join(numbers)}", readings)
            return
        self._cell(field, name, (numbers or cells)[0] if field.kind in MEASURED else cells[0])

    def _is_unit(self, cell: str) -> bool:
        return told(cell).letters.strip(" ()") in self.vocabulary.unit_words

    def _unnamed(self, cells: Mapping[int, str]) -> str:
        """What no field asks for: a name with its number is said back, all else is text."""
        numbers = [one for one in cells.values() if is_number(self.vocabulary, one)]
        names = [one.strip() for one in cells.values() if one not in numbers]
        if len(cells) > 1 and numbers and names and not names[0].casefold().startswith(_IDLE):
            return self._named_otherwise(f"{names[0]}：{numbers[-1].strip()}")
        return "\n".join(cell.strip() for cell in cells.values())

    def _named_otherwise(self, written: str) -> str:
        """A name that is no field's own may still tell one: 企业数 12."""
        self.counting.sentence = Sentence()
        read = self.counting.read(told(written).letters, written)
        if not read:
            self.findings.leave(written)
        return ""


def _is_negative(cell: str) -> bool:
    """In a sentence a hyphen may part a name from its number; a cell has its number alone."""
    letters = told(cell).letters.strip()
    return letters[:1] == "-" and letters[1:2].isdecimal()


def _is_of_another_time(row: Sequence[str]) -> bool:
    return any(cell.strip().casefold().startswith(_OTHER_TIMES) for cell in row)


def _columns_of_other_times(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns under 累计 and 昨日: what is asked for is the day's number."""
    return frozenset(
        n
        for row in rows[:3]
        for n, cell in enumerate(row)
        if cell.strip().casefold().startswith(_OTHER_TIMES)
    )
