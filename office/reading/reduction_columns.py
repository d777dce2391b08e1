"""Tells what each column of a reduction list is: the enterprise, its trade, a level's measure."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto

from office.reading import curbs
from office.reading.curbs import Curb
from office.reading.typed import compact, plain
from storage.immutable import immutable

HEADINGS_WITHIN = 10
"""Above the headings stand a title and perhaps who filled it in."""


class ListColumn(Enum):
    NAME = auto()
    INDUSTRY = auto()
    PLACE = auto()
    GRADE = auto()
    LINES = auto()
    MEASURE = auto()
    STOP = auto()
    LIMIT = auto()


OF_LEVELS: Mapping[ListColumn, Callable[[str], Curb]] = {
    ListColumn.MEASURE: curbs.measure,
    ListColumn.STOP: curbs.stop,
    ListColumn.LIMIT: curbs.limit,
}
"""The columns that say something of one level, each with how its cells are read."""


@immutable
class ListHeading:
    column: ListColumn
    place: int
    level: str = ""
    """The id of the level that a measure is of."""


@immutable
class ListHeadings:
    row: int
    """The number of the last row of headings, counted from 0."""
    columns: tuple[ListHeading, ...]

    def first(self, column: ListColumn) -> int | None:
        return next((one.place for one in self.columns if one.column is column), None)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.level for one in self.columns if one.level))


LevelWords = Mapping[str, Sequence[str]]
"""The words by which a heading names each level, by its id."""
SHORTEST_WORD = 2
"""黄 may stand in the name of a place."""

_WORDS: tuple[tuple[ListColumn, re.Pattern[str]], ...] = (
    (ListColumn.GRADE, re.compile("绩效|评级|等级|grade")),
    (ListColumn.LINES, re.compile("生产线|产线|工序|生产设施|主要设备|line")),
    (ListColumn.INDUSTRY, re.compile("行业|industry|trade")),
    (ListColumn.PLACE, re.compile("属地|乡镇|街道|区县|县区|所在地|所属区域|地址|township|place")),
    (
        ListColumn.NAME,
        re.compile(
            "企业名称|单位名称|工地名称|项目名称|企业全称|^企业$|^名称$|enterprise|company|^name$"
        ),
    ),
)
_NO_MEASURE = re.compile("减排(?:比例|量|率)|排放|依据|备注|责任|联系|电话|时限|remark")
_UNDER_A_LEVEL = re.compile(
    r"(?:预警|应急|期间|响应|减排|是否|企业|管控)*(?:措施|停产|限产|停限产|限产比例|限产百分比|比例|负荷)"
    r"(?:[(/:].*)?%?"
)


def find(rows: Sequence[Sequence[str]], levels: LevelWords) -> ListHeadings | None:
    known = {level: _usable(words) for level, words in levels.items()}
    for number, row in enumerate(rows[:HEADINGS_WITHIN]):
        below = rows[number + 1] if number + 1 < len(rows) else ()
        for last, words in ((number + 1, _joined(row, below, known)), (number, row)):
            columns = _columns(words, known)
            if _is_whole(columns):
                return ListHeadings(last, columns)
    return None


def _usable(words: Sequence[str]) -> Sequence[str]:
    return [word for one in words if len(word := compact(one)) >= SHORTEST_WORD]


def _joined(row: Sequence[str], below: Sequence[str], levels: LevelWords) -> Sequence[str]:
    """Put a level's name together with 停产 and 限产 below it; nothing where no headings are below.

    A level that stands over several columns is written in the first of them alone.
    """
    if not _are_headings(row, below):
        return ()
    words, over = [], ""
    for place, under in enumerate(below):
        above = row[place] if place < len(row) else ""
        over = above or (over if _level(_word(over), levels) else "")
        words.append(over if over == under else f"{over}{under}")
    return words


def _are_headings(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether below the headings stands what divides a level, and no enterprise."""
    own = [cell for place, cell in enumerate(below) if cell and cell not in row[place : place + 1]]
    return bool(own) and all(_UNDER_A_LEVEL.fullmatch(compact(cell)) for cell in own)


def _word(cell: str) -> str:
    """A heading in letters keeps its blanks, which tell one word from the next."""
    return plain(cell).casefold() if cell.isascii() else compact(cell)


def _columns(words: Sequence[str], levels: LevelWords) -> tuple[ListHeading, ...]:
    known = [_heading(place, _word(cell), levels) for place, cell in enumerate(words) if cell]
    return tuple(one for one in known if one is not None)


def _heading(place: int, word: str, levels: LevelWords) -> ListHeading | None:
    level = _level(word, levels)
    if level:
        column = _of_level(word)
        return ListHeading(column, place, level) if column else None
    found = next((column for column, pattern in _WORDS if pattern.search(word)), None)
    return ListHeading(found, place) if found else None


def _level(word: str, levels: LevelWords) -> str:
    """The one level that a heading names; a title names several, and none is meant.

    Ⅰ级 stands within Ⅲ级 where the numbers are written in letters, so the longest words count.
    """
    named = {one: level for level, words in levels.items() for one in words if _names(word, one)}
    whole = {
        named[one] for one in named if not any(one in other and one != other for other in named)
    }
    return whole.pop() if len(whole) == 1 else ""


def _names(heading: str, word: str) -> bool:
    """Whether a heading has the word; one in letters does not stand within another: reduction."""
    if not word.isascii():
        return word in heading
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", heading))


def _of_level(word: str) -> ListColumn | None:
    if _NO_MEASURE.search(word):
        return None
    stops, limits = "停" in word, re.search("限产|比例|负荷|%", word)
    if stops and not limits:
        return ListColumn.STOP
    return ListColumn.LIMIT if limits and not stops else ListColumn.MEASURE


def _is_whole(columns: Sequence[ListHeading]) -> bool:
    kinds = {one.column for one in columns}
    return ListColumn.NAME in kinds and bool(kinds & OF_LEVELS.keys())
