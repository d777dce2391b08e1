"""Cuts a reply into lines, sentences and clauses, without their numbers and bullets."""

from collections.abc import Iterator
from itertools import takewhile

from office.reading.replies.figures import DIGITS
from office.reading.replies.letters import Letters
from office.reading.replies.lexicon import SORT_OF, WordSort
from office.reading.replies.numerals import SIGNS
from storage.immutable import immutable

_ENDS = frozenset("。;!?\n")
_PARTS = frozenset("，、,()\t|")
_BULLETS = frozenset("·•-*●◆■▪○◇√✓→>#+")
_AFTER_NUMBER = ".、)．，,:"
_ENDS_A_FIGURE = frozenset("家个处次辆台件起人名条份所座项吨米里班组户)0123456789%")
_UNDER = "一二三四五六七八九十"
_NUMBERS = frozenset(_UNDER) | DIGITS
_LONGEST_NUMBER = 3
_MOST_LISTED = 20
_SAYS_WHICH = tuple(SORT_OF[WordSort.OTHER_TIME].split())
_OF_ALL = tuple(f"{SORT_OF[WordSort.EVERY]} 已 现已".split())


@immutable
class Clause:
    letters: str
    """Blanks stand where a number of the list or a word in brackets stood."""
    start: int
    end: int
    """Its place in the reply's letters, with the mark that ends it."""
    opens: bool
    """A sentence begins with it."""
    goes_on: bool = False
    """It does after a semicolon."""
    inside: bool = False
    """It stands in brackets."""


def clauses(told: Letters, start: int, end: int, *, joined: bool = False) -> Iterator[Clause]:
    """The clauses of a part of a reply; `joined` lines are a name and the number below it."""
    letters = told.letters[start:end]
    letters = letters.replace("\n", ":") if joined else _without_numbers(_without_brackets(letters))
    letters, asides = (letters, []) if joined else _without_asides(letters)
    begin, opens, goes_on, depth, inside = 0, True, False, 0, False
    for at, sign in enumerate((*letters, "\n")):
        ends = sign in _ENDS or _is_full_stop(letters, at)
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if not ends and not _parts(letters, begin, at):
            continue
        if letters[begin:at].strip():
            place = (start + begin, min(start + at + 1, end))
            yield Clause(letters[begin:at], *place, opens, goes_on, inside)
            opens = goes_on = False
            while asides and asides[0][0] < at:
                opened, said = asides.pop(0)
                yield Clause(said, start + opened, start + opened, opens=False, inside=True)
        begin, opens, inside = at + 1, opens or ends, depth > 0
        goes_on = goes_on or (ends and sign == ";")


def _is_full_stop(letters: str, at: int) -> bool:
    """12. and 12.5 are none."""
    if letters[at : at + 1] != "." or at == 0:
        return False
    return letters[at - 1] not in DIGITS and not letters[at - 1].isascii()


def _parts(letters: str, begin: int, at: int) -> bool:
    if letters[at] == " ":
        return _is_blank_for_comma(letters, begin, at)
    if letters[at] not in _PARTS:
        return False
    if letters[at] == "、":
        return not (_is_between_digits(letters, at) or _lists_nouns(letters, at))
    return letters[at] not in ",，" or not _parts_thousands(letters, at)


def _is_blank_for_comma(letters: str, begin: int, at: int) -> bool:
    """检查企业12家 发现问题3个 火点无 企业2家, but not 检查企业 12 家."""
    after = letters[at + 1 : at + 2]
    if not after.isalpha() or after in _NUMBERS or after in _ENDS_A_FIGURE:
        return False
    if letters.startswith(_SAYS_WHICH, at + 1):
        return False
    said = frozenset(letters[max(begin, at - _MOST_LISTED) : at])
    return letters[at - 1 : at] in ("无", "有") or bool(said & _NUMBERS)


def _is_between_digits(letters: str, at: int) -> bool:
    """12、13家 may be two numbers or one that is not known."""
    return {letters[at - 1 : at], letters[at + 1 : at + 2]} <= DIGITS


def _lists_nouns(letters: str, at: int) -> bool:
    """In 126所中小学、幼儿园停止户外活动 both nouns have the number before them."""
    before = _up_to_mark(letters[max(0, at - _MOST_LISTED) : at][::-1])
    return bool(before & DIGITS) and not _up_to_mark(letters[at + 1 : at + _MOST_LISTED]) & _NUMBERS


def _up_to_mark(letters: str) -> frozenset[str]:
    marks = _PARTS | _ENDS
    return frozenset(takewhile(lambda sign: sign not in marks, letters))


def _parts_thousands(letters: str, at: int) -> bool:
    """Three digits after one to three others may be the rest of one number."""
    after = letters[at + 1 : at + 5]
    before = letters[max(0, at - 4) : at]
    digits = len(before) - len(before.rstrip("0123456789"))
    return (
        1 <= digits <= 3
        and len(after.rstrip()) >= 3
        and all(one in DIGITS for one in after[:3])
        and after[3:] not in DIGITS
    )


def _without_brackets(letters: str) -> str:
    """Blank what stands in brackets and has no number: 检查企业(含小作坊)12家.

    Of 检查企业136家(累计) and 问题2个(均已整改) the brackets alone go: they say more of the number.
    """
    out, opened = list(letters), -1
    for at, sign in enumerate(letters):
        if sign == "(":
            opened = at
        elif sign == ")" and opened >= 0:
            said = letters[opened + 1 : at]
            if not any(one in DIGITS or one in SIGNS for one in said):
                keeps = said.startswith(_OF_ALL) or any(one in said for one in _SAYS_WHICH)
                kept = said if keeps else " " * len(said)
                out[opened : at + 1] = f"·{kept}·" if keeps else f" {kept} "
            opened = -1
    return "".join(out)


def _without_asides(letters: str) -> tuple[str, list[tuple[int, str]]]:
    """Take brackets out of the clause that goes on behind them: 38所学校(含幼儿园21所)均已停课."""
    out, asides, opened = list(letters), list[tuple[int, str]](), -1
    for at, sign in enumerate(letters):
        if sign == "(":
            opened = at
        elif sign == ")" and opened >= 0:
            said = letters[opened + 1 : at]
            if letters[at + 1 : at + 2].isalpha() and not _ENDS & set(said) and opened > 0:
                asides.append((opened + 1, said))
                out[opened : at + 1] = "·" * (at + 1 - opened)
            opened = -1
    return "".join(out), asides


def _without_numbers(letters: str) -> str:
    """Blank what numbers the entries of a list: 1. （二） 三、 一是 第四，and bullets."""
    out, at, fresh = list(letters), 0, True
    while at < len(letters):
        size = _numbering(letters, at) if fresh or _follows_figure(letters, at) else 0
        out[at : at + size] = " " * size
        at += size or 1
        fresh = size > 0 or letters[at - 1] in _ENDS or (fresh and letters[at - 1] == " ")
    return "".join(out)


def _follows_figure(letters: str, at: int) -> bool:
    """In 检查企业12家 2.检查工地 the blank parts two entries."""
    if at == 0 or letters[at - 1] != " ":
        return False
    before = letters[max(0, at - 8) : at].rstrip()
    return before[-1:] in _ENDS_A_FIGURE and bool(before)


def _numbering(letters: str, at: int) -> int:
    """Return how many letters of a list's number begin here."""
    if letters[at] in _BULLETS:
        return 1
    opened = letters[at] == "("
    begin = at + 1 if opened or letters[at] == "第" else at
    end = begin
    while end - begin < _LONGEST_NUMBER and letters[end : end + 1] in _NUMBERS:
        end += 1
    if not begin < end < len(letters) or end - begin == _LONGEST_NUMBER:
        return 0
    return end + 1 - at if _ends_number(letters, begin, end, opened=opened) else 0


def _ends_number(letters: str, begin: int, end: int, *, opened: bool) -> bool:
    mark, after = letters[end], letters[end + 1 : end + 2]
    if opened:
        return mark == ")"
    if letters[begin] in _UNDER and mark == "是":
        return True
    if letters[begin] in DIGITS and mark in ",，:":
        return False
    return mark in _AFTER_NUMBER and bool(after) and after not in DIGITS and after != "\n"
