"""What stands in single cells of a ledger."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from messages.render import Words
from messages.views.ledger import Cell
from office.desk import Desk
from office.reading.phone_numbers import masked
from office.records.ledgers.record import LedgerRecord

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
"""Numbers of rooms and the like may begin with a nought, which a figure would lose."""


def number(said: str | None) -> Cell:
    """A figure that Excel can add up; whatever else was read stays text.

    So does a telephone number, which is masked as a text and would not be as a figure.
    """
    if said is None or _PLAIN.fullmatch(said) is None or masked(said) != said:
        return said
    return float(said)


def state(desk: Desk, family: str, value: str) -> str:
    return _said(desk.words, family, value)


@cache
def _said(words: Words, family: str, value: str) -> str:
    # Rendering a phrase takes longer than all else about a row.
    return words.plain(f"ledger_{family}_{value}")


def yes(desk: Desk, true: bool) -> str | None:
    return state(desk, "is", "so") if true else None


def person(record: LedgerRecord, user_id: int | None) -> str | None:
    return record.people.get(user_id, str(user_id)) if user_id is not None else None


def by(rows: Iterable[Any], name: str) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
