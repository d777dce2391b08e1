"""Reads a reply as people write it into the fields of its form.

Never is a number read that is not shown: what is unsure is a doubt, what finds no field is unread.
"""

from collections.abc import Iterator, Sequence

from office.reading.replies import labelled, nothing, tables
from office.reading.replies.clauses import Clause, clauses
from office.reading.replies.counted import Counting
from office.reading.replies.findings import Gathered
from office.reading.replies.letters import LONGEST, Letters, told
from office.reading.replies.reading import FormAsked, Reading
from office.reading.replies.vocabulary import Vocabulary

_PARTING = " \n，、,;；:：。.（）()"


def read(form: FormAsked, text: str) -> Reading:
    reader = ReplyReader(form)
    return reader.reading(reader.take(text))


class ReplyReader:
    def __init__(self, form: FormAsked) -> None:
        self.vocabulary = Vocabulary(form)
        self.findings = Gathered()
        self.counting = Counting(self.vocabulary, self.findings)

    def take(self, text: str) -> str:
        """Read a text, and return what of it is no field."""
        reply = told(text)
        if nothing.is_nil(reply.letters):
            nothing.all_zero(self.vocabulary, self.findings, text)
            return ""
        return _tidy("".join(self._lines(reply))) + text[LONGEST:]

    def take_rows(self, rows: Sequence[Sequence[str]]) -> str:
        """Read a table, names above their numbers or beside them, and return what is no table."""
        left = tables.take(self.vocabulary, self.findings, self.counting, rows)
        return self.take(left) if left else ""

    def reading(self, rest: str) -> Reading:
        values, doubts = self.findings.settled()
        return Reading(values, rest, doubts, tuple(self.findings.unread))

    def _lines(self, reply: Letters) -> Iterator[str]:
        lines = labelled.lines(self.vocabulary, reply.letters)
        number = 0
        while number < len(lines):
            taken, rest = self._block(reply, lines, number)
            yield rest
            number += taken

    def _block(
        self, reply: Letters, lines: Sequence[tuple[int, int]], number: int
    ) -> tuple[int, str]:
        """Read what begins at a line; return how many lines it takes, and what is left of them."""
        start, end = lines[number]
        if not reply.letters[start:end].strip():
            return 1, "\n"
        if _cells(reply.letters[start:end]):
            return self._table(reply, lines, number)
        headed = labelled.field_of(self.vocabulary, reply.letters[start:end])
        if headed is not None:
            taken = labelled.span_of_text(self.vocabulary, reply, lines, number, headed[1])
            last = lines[number + taken - 1][1]
            value = labelled.value_of(
                headed[0],
                reply.as_written(start + headed[1], last),
                reply.letters[start + headed[1] : last],
            )
            if value is not None:
                self.findings.take(headed[0].id, value, reply.as_written(start, last))
                self._clauses(reply, start + headed[1], last, heard=True)
                return taken, ""
        beside = self._is_name_over_number(reply, lines, number)
        last = lines[number + 1][1] if beside else end
        return 2 if beside else 1, self._clauses(reply, start, last, joined=beside)

    def _table(
        self, reply: Letters, lines: Sequence[tuple[int, int]], number: int
    ) -> tuple[int, str]:
        rows: list[list[str]] = []
        for start, end in lines[number:]:
            if not _cells(reply.letters[start:end]):
                break
            rows.append(_cells(reply.as_written(start, end)))
        return len(rows), self.take_rows(rows)

    def _is_name_over_number(
        self, reply: Letters, lines: Sequence[tuple[int, int]], number: int
    ) -> bool:
        """A column of a table that was pasted as lines: a name, and its number below it."""
        if number + 1 >= len(lines):
            return False
        above, below = (reply.letters[start:end] for start, end in lines[number : number + 2])
        return tables.is_number(self.vocabulary, below) and (
            tables.field_named(self.vocabulary, above) is not None
        )

    def _clauses(
        self, reply: Letters, start: int, end: int, *, joined: bool = False, heard: bool = False
    ) -> str:
        """Read the clauses of a line; what of a text's own line finds no field is in the text."""
        unread = len(self.findings.unread)
        self.counting.hear_line(reply.letters[start:end])
        left = []
        for clause in clauses(reply, start, end, joined=joined):
            if clause.opens:
                self.counting.begin(goes_on=clause.goes_on)
            self.counting.sentence.inside = clause.inside
            said = reply.as_written(clause.start, clause.start + len(clause.letters))
            lists = reply.letters[clause.end - 1 : clause.end] == "、"
            if not self.counting.read(clause.letters, said, lists=lists):
                left.append(_kept(reply, clause))
        if heard:
            del self.findings.unread[unread:]
        return "".join(left) + "\n"


def _kept(reply: Letters, clause: Clause) -> str:
    return reply.as_written(clause.start, clause.end).rstrip("\n")


def _cells(line: str) -> list[str]:
    """The cells of a row as Excel copies it, or between upright lines; none where it is no row."""
    if "\t" in line:
        return line.split("\t")
    cells = line.strip().strip("|｜").replace("｜", "|").split("|")
    return cells if len(cells) > 1 else []


def _tidy(rest: str) -> str:
    """What is left, without lines of which nothing is left and marks that part nothing now."""
    lines = (line.strip(" \t") for line in rest.split("\n"))
    kept = (line.lstrip("，、,;；)）").rstrip("，、,") for line in lines)
    return "\n".join(line for line in kept if line.strip(_PARTING))
