"""Holidays in a table with a first and a last day in each row, written as a notice has them."""

from collections.abc import Sequence

from office.reading import tables

_FIRST, _LAST = (
    ("开始", "起", "first", "from", "start"),
    ("结束", "止", "last", "until", "to", "end"),
)


def as_notice(text: str) -> str:
    """Join the two columns of days into one span; a text without such columns stays as it is."""
    rows = tables.rows(text)
    for number, row in enumerate(rows):
        first, last = _place(row, _FIRST), _place(row, _LAST)
        if first is not None and last is not None:
            return "\n".join(_line(one, first, last) for one in rows[number + 1 :])
    return text


def _place(row: Sequence[str], words: Sequence[str]) -> int | None:
    """The column whose heading is one of these; a line of a notice has no such short cells."""
    said = (
        (place, cell.casefold().removesuffix("日期").removesuffix("时间"))
        for place, cell in enumerate(row)
    )
    return next((place for place, cell in said if cell.strip() in words), None)


def _line(row: Sequence[str], first: int, last: int) -> str:
    if max(first, last) >= len(row) or not row[last]:
        return " ".join(row)
    others = [cell for place, cell in enumerate(row) if place not in (first, last)]
    return " ".join([f"{row[first]}至{row[last]}", *others])
