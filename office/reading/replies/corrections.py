"""Reads what corrects a reply: 检查家数改为15, 把整改改成3, 12应为15, 更正：发现问题4个."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from office.reading.replies.figures import Scanner
from office.reading.replies.findings import value_of
from office.reading.replies.labelled import field_of
from office.reading.replies.labelled import value_of as worded
from office.reading.replies.letters import told
from office.reading.replies.reader import ReplyReader
from office.reading.replies.reading import Doubt, FormAsked, Reading, Values
from office.reading.replies.vocabulary import MEASURED
from storage.immutable import immutable

LONGEST = 400
"""A longer text reports; it may well say that something was changed into something."""
COMMAS = r"(?<![0-9０-９])[,，]|[,，](?![0-9０-９]{3})"
"""The comma of 1,164 parts nothing, and that of 1，164 may part nothing."""
_PARTED = re.compile(COMMAS)
_TO = """
    应更正为 更正为 修改为 订正为 调整为 变更为 应该是 应当是 应改为 改为 改成 改到 应为 应是 -> =>
"""
CHANGES = tuple(sorted(_TO.split(), key=len, reverse=True))
HEADS = ("更正", "勘误", "订正", "修改", "correction")
_BEFORE = ("把", "将", "请", "麻烦", "刚才", "前面", "上面", "的", "由", "从", "原", "应")
_ABOUT = " :约大概"
_NOT = "不是"
_IS = ("而是", "应是", "是")


def correct(form: FormAsked, known: Values, text: str) -> Reading | None:
    """Read the fields that a text corrects, or None where it corrects nothing."""
    letters = told(text.strip()).letters
    if not letters or len(letters) > LONGEST:
        return None
    if letters.startswith(HEADS):
        return _headed(form, known, letters)
    found = [
        one
        for part in _parts(letters)
        if (one := _Change(form, known, *part).reading()) is not None
    ]
    return _together(found) if found else None


def _headed(form: FormAsked, known: Values, letters: str) -> Reading | None:
    head = next(one for one in HEADS if letters.startswith(one))
    said = letters[len(head) :].lstrip("一下 :，,")
    changed = correct(form, known, said)
    if changed is not None:
        return changed
    reader = ReplyReader(form)
    rest = reader.take(said)
    reading = reader.reading(rest)
    return reading if reading.values or reading.doubts else None


def _parts(letters: str) -> Iterator[tuple[str, str]]:
    """What is corrected and what it becomes, for each correction."""
    for sentence in letters.replace("；", ";").replace("。", ";").replace("\n", ";").split(";"):
        for clause in _clauses(sentence):
            found = next((one for one in CHANGES if one in clause), None)
            if found is not None:
                before, _, after = clause.partition(found)
                yield before, after
            elif _NOT in clause:
                yield from _denied(clause)


def _clauses(sentence: str) -> list[str]:
    """Commas part two corrections, but 不是12，是15 is one."""
    return [sentence] if _NOT in sentence else _PARTED.split(sentence)


def _denied(clause: str) -> Iterator[tuple[str, str]]:
    before, _, rest = clause.partition(_NOT)
    for word in _IS:
        wrong, found, after = rest.rpartition(word)
        if found:
            yield f"{before} {wrong.strip('，, ')}", after
            return


@immutable
class _Change:
    form: FormAsked
    known: Values
    before: str
    after: str

    def reading(self) -> Reading | None:
        reader = ReplyReader(self.form)
        worded = self._words(reader)
        if worded is not None:
            return worded
        scanner = Scanner(reader.vocabulary.units)
        after = self.after.strip(" :")
        wanted = [one for one in scanner.figures(after) if one.counts]
        if len(wanted) != 1 or after[: wanted[0].start].strip(_ABOUT):
            return None
        name, old = _without_figures(scanner, self.before)
        if not name:
            return self._by_old_number(old, wanted[0].values, sure=wanted[0].sure)
        reader.counting.read(f"{name}: {after}", f"{self.before}{self.after}")
        return self._settled(reader.reading(""), name)

    def _words(self, reader: ReplyReader) -> Reading | None:
        """气象条件改为静稳 corrects a field of words."""
        headed = field_of(reader.vocabulary, f"{_bare(self.before)}:")
        if headed is None or headed[0].kind in MEASURED:
            return None
        value = worded(headed[0], self.after.strip(" :"), self.after)
        return None if value is None else Reading({headed[0].id: value})

    def _by_old_number(
        self, old: Sequence[Decimal], new: Sequence[Decimal], *, sure: bool
    ) -> Reading | None:
        """12改为15 means the field that has 12."""
        fields = [
            field
            for field in self.form.fields
            if field.id in self.known and len(old) == 1 and self.known[field.id] == old[0]
        ]
        read = [
            {field.id: value}
            for field in fields
            if field.kind in MEASURED and len(new) == 1
            if (value := value_of(field, new[0])) is not None
        ]
        if not read:
            return None
        if len(read) == 1 and sure:
            return Reading(read[0])
        return Reading(doubts=(Doubt(f"{self.before}→{self.after}", tuple(read)),))

    def _settled(self, reading: Reading, name: str) -> Reading | None:
        """Of several fields that may be meant, the one with that unit, or that has a value."""
        for kept in (self._with_unit(name), frozenset(self.known)):
            reading = _narrowed(reading, kept)
        return reading if reading.values or reading.doubts else None

    def _with_unit(self, name: str) -> frozenset[str]:
        """家数 names what is counted in 家."""
        return frozenset(
            field.id
            for field in self.form.fields
            if field.unit and f"{field.unit[0]}数" in name and field.unit[0] in "家个辆处台件起"
        )


def _narrowed(reading: Reading, kept: frozenset[str]) -> Reading:
    if len(reading.doubts) != 1 or len(reading.doubts[0].readings) < 2:
        return reading
    meant = [one for one in reading.doubts[0].readings if one.keys() <= kept]
    return Reading(meant[0]) if len(meant) == 1 else reading


def _without_figures(scanner: Scanner, before: str) -> tuple[str, list[Decimal]]:
    """The name of a field without the number that was wrong: 检查企业由12 is 检查企业."""
    figures = [one for one in scanner.figures(before) if one.values]
    letters = list(before)
    for one in figures:
        letters[one.start : one.end] = " " * (one.end - one.start)
    return _bare("".join(letters)), [value for one in figures for value in one.values]


def _bare(name: str) -> str:
    bare = name.strip(" :，,")
    for word in _BEFORE:
        bare = bare.removeprefix(word).removesuffix(word).strip(" :，,")
    return bare


def _together(found: Sequence[Reading]) -> Reading:
    values = {asked: value for one in found for asked, value in one.values.items()}
    return Reading(
        values,
        doubts=tuple(doubt for one in found for doubt in one.doubts),
        unread=tuple(words for one in found for words in one.unread),
    )
