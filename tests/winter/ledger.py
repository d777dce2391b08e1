"""Reads the sums in the ledgers that come as a file is closed, and adds them up once more."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import load_workbook

from office.plan.model import Plan
from sandbox import Bot, Event, What, World
from tests.winter.tape import Tape
from tests.winter.writing import Written

SHEET, ALL, ENDS = "指标合计", "合计", ".xlsx"
MATTER, NAME, DAY, BODY, VALUE, CARRIED = 1, 2, 3, 4, 5, 11
"""The columns that are read; a stock of whoever says nothing of a day is carried on."""
ON_THE_WAY = timedelta(minutes=15)
"""What was written so shortly before may not have come yet when it was made."""

Row = tuple[Any, ...]


@dataclass
class Ledgers:
    tape: Tape
    came: list[tuple[str, datetime, bytes]] = field(default_factory=list)

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        message, where = event.subject, self.tape.offices.get(event.chat_id or 0)
        if event.what is not What.SENT or where is None or not isinstance(message.sender, Bot):
            return
        if message.document is not None and message.document.name.endswith(ENDS):
            self.came.append((where[0], event.at, message.document.content))

    def wrong(self, plans: Iterable[Plan], written: list[Written]) -> list[str]:
        of, found = {plan.jurisdiction: plan for plan in plans}, list[str]()
        for home, at, content in self.came:
            here = [one for one in written if one.home == home and one.came_by(at)]
            for line in faults(of[home], rows_of(content), here, at):
                self.tape.compared += 1
                found += [f"{home}: the ledger of {at:%m-%d}: {line}"] if line else []
        self.came.clear()
        return found


def rows_of(content: bytes) -> list[Row]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    if SHEET not in book.sheetnames:
        return []
    return [row for row in book[SHEET].iter_rows(values_only=True) if row and len(row) > CARRIED]


def faults(plan: Plan, rows: list[Row], written: list[Written], at: datetime) -> Iterator[str]:
    """Of each sum of a day what is wrong with it, or nothing."""
    called = {name: body.id for body in plan.bodies for name in (body.name, body.short)}
    sums = [_sums(written, until) for until in (at - ON_THE_WAY, at)]
    for row in rows:
        body = ALL if row[BODY] == ALL else called.get(f"{row[BODY]}", "")
        if not _is_day(row[DAY]) or not body or row[CARRIED]:
            continue
        key = f"{row[MATTER]}", f"{row[NAME]}", body
        least, most = (one[key] for one in sums)
        fits = row[VALUE] in (least, most)
        yield "" if fits else f"{key} is {row[VALUE]}, reported {most}"


def _sums(written: list[Written], until: datetime) -> Counter[tuple[str, str, str]]:
    sums = Counter[tuple[str, str, str]]()
    for one in written:
        for name, value in one.figures_at(until).items():
            sums[one.matter, name, one.body] += value
            sums[one.matter, name, ALL] += value
    return sums


def _is_day(said: object) -> bool:
    try:
        date.fromisoformat(f"{said}")
    except ValueError:
        return False
    return True
