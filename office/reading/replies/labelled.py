"""Reads what stands behind the name of a field of words: 经济影响：减产约300吨."""

from collections.abc import Sequence
from itertools import pairwise

from office.reading.replies.letters import Letters
from office.reading.replies.reading import NO, YES, FieldAsked
from office.reading.replies.vocabulary import MEASURED, Vocabulary

MOST_BEFORE = 12
"""A number of the list and a bullet may stand before the name."""
_BEHIND = frozenset(":=为是 -")
_YES = ("是", "有", "已", "yes", "y", "对")
_NO = ("否", "无", "未", "没", "不", "no", "n")


def field_of(vocabulary: Vocabulary, line: str) -> tuple[FieldAsked, int] | None:
    """The field of words that a line is headed by, and where what is said of it begins."""
    for label in vocabulary.labels:
        if label.field.kind in MEASURED or not label.letters:
            continue
        at = line.find(label.letters, 0, MOST_BEFORE + len(label.letters))
        end = at + len(label.letters)
        if at >= 0 and not _says_anything(line[:at]) and (end == len(line) or line[end] in _BEHIND):
            return label.field, _past_mark(line, end)
    return None


def value_of(asked: FieldAsked, written: str, letters: str) -> str | None:
    said = letters.strip(" 。;,，")
    if asked.kind == "choice":
        return _chosen(asked, said)
    if asked.kind == "yes_no":
        return YES if said.startswith(_YES) else NO if said.startswith(_NO) else None
    return written.strip() or None


def _chosen(asked: FieldAsked, said: str) -> str | None:
    """The choice that was written, in whichever of the two languages."""
    for names in (asked.choices, asked.choices_en):
        for choice, name in zip(asked.choices, names, strict=False):
            if said == name.casefold():
                return choice
    return None


def _says_anything(before: str) -> bool:
    return any(sign.isalpha() and sign not in "一二三四五六七八九十第" for sign in before)


def _past_mark(line: str, at: int) -> int:
    while at < len(line) and line[at] in _BEHIND:
        at += 1
    return at


def span_of_text(
    vocabulary: Vocabulary, told: Letters, lines: Sequence[tuple[int, int]], number: int, begin: int
) -> int:
    """How many lines a text takes: its own, or if nothing stands there those up to a blank one."""
    start, end = lines[number]
    if told.letters[start + begin : end].strip():
        return 1
    taken = 1
    for start, end in lines[number + 1 :]:
        line = told.letters[start:end]
        if not line.strip() or field_of(vocabulary, line) is not None:
            break
        taken += 1
    return taken


def lines(vocabulary: Vocabulary, letters: str) -> list[tuple[int, int]]:
    """The lines of a reply; the name of a field of words begins one, also after a full stop."""
    found, start = [], 0
    for line in letters.split("\n"):
        begins = [0, *_begins_in(vocabulary, line), len(line)]
        found += [(start + one, start + other) for one, other in pairwise(begins)] or [
            (start, start)
        ]
        start += len(line) + 1
    return found


def _begins_in(vocabulary: Vocabulary, line: str) -> list[int]:
    names = [one.letters for one in vocabulary.labels if one.field.kind not in MEASURED]
    after = {at + 1 for at, sign in enumerate(line) if sign in "。;"}
    return sorted(at for at in after if _is_named_at(names, line, at))


def _is_named_at(names: Sequence[str], line: str, at: int) -> bool:
    return any(line.startswith(f"{name}:", at) for name in names if name)
