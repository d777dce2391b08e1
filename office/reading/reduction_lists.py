"""A reduction list 减排清单: the enterprises with what each does at each level.

An enterprise may have a row for each of its lines. What cannot be read is handed back by row and
column, and the enterprise stands in the list without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from office.reading import tables
from office.reading.curbs import NOTHING, UNCLEAR, Curb, CurbAct
from office.reading.reduction_columns import (
    OF_LEVELS,
    LevelWords,
    ListColumn,
    ListHeading,
    ListHeadings,
    find,
)
from office.reading.rota_lines import Unread, UnreadLine
from office.reading.typed import compact
from office.reading.workbooks import lettered
from storage.immutable import immutable

MOST_LISTED, MOST_ROWS = 2_000, 4_000
"""An enterprise may have a row for each of its lines."""
LONGEST_NAME = 60
LONGEST_SAID = 80

_NO_ENTERPRISE = (
    "合计",
    "总计",
    "小计",
    "共计",
    "注:",
    "备注",
    "填表",
    "填报",
    "审核",
    "说明:",
    "total",
)
_BESIDE = (ListColumn.INDUSTRY, ListColumn.PLACE, ListColumn.GRADE, ListColumn.LINES)

ListRow = Sequence[str]


@immutable
class LevelCurb:
    """What the list says of one level."""

    act: CurbAct
    percent: int | None
    said: str


@immutable
class ListedFirm:
    row: int
    name: str
    industry: str
    place: str
    grade: str
    lines: str
    curbs: Mapping[str, LevelCurb]
    """By the id of the level."""


@immutable
class ListReading:
    firms: tuple[ListedFirm, ...] = ()
    unread: tuple[UnreadLine, ...] = ()
    levels: tuple[str, ...] = ()
    """Of these levels the list has a column."""


@dataclass(slots=True)
class _Firm:
    row: int
    name: str
    beside: dict[ListColumn, list[str]]
    curbs: dict[str, list[tuple[Curb, str]]] = field(default_factory=dict)
    """By the level, one for each of its rows."""


@dataclass(slots=True)
class _List:
    headings: ListHeadings
    firms: dict[str, _Firm] = field(default_factory=dict)
    unread: list[UnreadLine] = field(default_factory=list)


def read(text: str, levels: LevelWords) -> ListReading:
    """Read it; nothing is found where no headings name an enterprise and a level.

    The levels come from the lowest to the highest.
    """
    rows = tables.rows(text)
    headings = find(rows, levels)
    if headings is None:
        return ListReading()
    found = _List(headings)
    for number, row in enumerate(rows[headings.row + 1 :], start=headings.row + 2):
        if len(found.firms) >= MOST_LISTED:
            found.unread.append(
                Unread("list_too_long", most=MOST_LISTED).line(number, _cell(row, 0))
            )
            break
        _take(found, number, row)
    ordered = tuple(level for level in levels if level in headings.levels)
    firms = tuple(_listed(found, one, ordered) for one in found.firms.values())
    unread = tuple(sorted(found.unread, key=lambda one: one.number))
    return ListReading(firms, unread, ordered)


def _cell(row: ListRow, place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _take(found: _List, number: int, row: ListRow) -> None:
    name_at = found.headings.first(ListColumn.NAME)
    name = _cell(row, name_at)
    if not any(_cell(row, one.place) for one in found.headings.columns) or _is_no_enterprise(row):
        return
    try:
        firm = _firm(found, number, name, row)
    except Unread as fault:
        column = lettered(name_at or 0)
        line = Unread(fault.reason, column, **fault.facts).line(number, name[:LONGEST_SAID])
        found.unread.append(line)
        return
    for beside in _BESIDE:
        said = _cell(row, found.headings.first(beside))
        if said and said not in firm.beside.setdefault(beside, []):
            firm.beside[beside].append(said)
    for level, read_curb in _curbs(found, number, row):
        firm.curbs.setdefault(level, []).append(read_curb)


def _is_no_enterprise(row: ListRow) -> bool:
    """A row of sums, a heading that is repeated on each page, or who filled it in."""
    first = next((compact(cell) for cell in row if cell), "")
    return first.startswith(_NO_ENTERPRISE) or first in ("企业名称", "序号")


def _firm(found: _List, number: int, name: str, row: ListRow) -> _Firm:
    """The enterprise of a row; of several rows one after another each is a line of it."""
    lines = _cell(row, found.headings.first(ListColumn.LINES))
    before = next(reversed(found.firms.values()), None)
    if not name and lines and before is not None:
        return before
    if not name:
        raise Unread("list_no_name")
    if len(name) > LONGEST_NAME or not any(map(str.isalpha, name)):
        raise Unread("list_bad_name", most=LONGEST_NAME)
    known = found.firms.get(compact(name))
    if known is None:
        return found.firms.setdefault(compact(name), _Firm(number, name, {}))
    if lines and known is before:
        return known
    raise Unread("list_twice", row=known.row)


def _curbs(found: _List, number: int, row: ListRow) -> Iterator[tuple[str, tuple[Curb, str]]]:
    for level in found.headings.levels:
        columns = [one for one in found.headings.columns if one.level == level]
        cells = [(one, said) for one in columns if (said := _cell(row, one.place))]
        told = [OF_LEVELS[one.column](said) for one, said in cells]
        one = _of_row(told)
        said = "、".join(said for _, said in cells)[:LONGEST_SAID]
        if one.act is CurbAct.UNCLEAR:
            _hand_back(found, number, cells[0][0], said)
        yield level, (one, said)


def _of_row(told: Sequence[Curb]) -> Curb:
    """What the columns of one level say together: 停产 in one and a share in another is unclear."""
    acting = {one for one in told if one.act in (CurbAct.STOP, CurbAct.LIMIT)}
    if any(one.act is CurbAct.UNCLEAR for one in told):
        return UNCLEAR
    if not acting:
        return next((one for one in told if one.act is CurbAct.OTHER), NOTHING)
    if len({one.act for one in acting}) > 1:
        return UNCLEAR
    percents = {one.percent for one in acting if one.percent is not None}
    act = next(iter(acting)).act
    return Curb(act, percents.pop() if len(percents) == 1 else None)


def _hand_back(found: _List, number: int, one: ListHeading, said: str) -> None:
    found.unread.append(Unread("list_unclear", lettered(one.place), cell=said).line(number, said))


def _listed(found: _List, firm: _Firm, levels: Sequence[str]) -> ListedFirm:
    curbs = {level: _over_lines(firm.curbs[level]) for level in levels}
    for lower, higher in pairwise(levels):
        _require_not_blank(found, firm, curbs, lower, higher)
    beside = {column: "、".join(said)[:LONGEST_SAID] for column, said in firm.beside.items()}
    industry, place, grade, lines = (beside.get(one, "") for one in _BESIDE)
    return ListedFirm(firm.row, firm.name, industry, place, grade, lines, curbs)


def _over_lines(told: Sequence[tuple[Curb, str]]) -> LevelCurb:
    """An enterprise stops where all its lines stop, and is limited where some of them do."""
    said = "、".join(dict.fromkeys(words for _, words in told if words))[:LONGEST_SAID]
    acts = {curb.act for curb, _ in told}
    if CurbAct.UNCLEAR in acts:
        return LevelCurb(CurbAct.UNCLEAR, None, said)
    if len(acts) == 1:
        percents = {curb.percent for curb, _ in told}
        return LevelCurb(acts.pop(), percents.pop() if len(percents) == 1 else None, said)
    if acts & {CurbAct.STOP, CurbAct.LIMIT}:
        return LevelCurb(CurbAct.LIMIT, None, said)
    return LevelCurb(CurbAct.OTHER, None, said)


def _require_not_blank(
    found: _List, firm: _Firm, curbs: dict[str, LevelCurb], lower: str, higher: str
) -> None:
    """A level takes along what those below it ask for, so a blank after a measure is a gap."""
    acts = curbs[lower].act in (CurbAct.STOP, CurbAct.LIMIT)
    if not acts or curbs[higher].said:
        return
    place = next(one.place for one in found.headings.columns if one.level == higher)
    fault = Unread("list_blank_above", lettered(place), cell=curbs[lower].said)
    found.unread.append(fault.line(firm.row, firm.name))
    curbs[higher] = LevelCurb(CurbAct.UNCLEAR, None, "")
