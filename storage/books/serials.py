"""Counters behind the serial numbers, by year and kind."""

from sqlalchemy import UniqueConstraint
from sqlmodel import select

from storage.columns import OnBoard, Row
from storage.database import Session
from storage.transaction import memory


class Serial(Row, table=True):
    __tablename__ = "serials"
    __table_args__ = (UniqueConstraint("jurisdiction", "year", "kind"),)
    ON_BOARD = OnBoard.BEHIND

    year: int
    kind: str
    last: int = 0


async def next_number(session: Session, jurisdiction: str, year: int, kind: str) -> int:
    """The next number of its kind.

    No number is given twice, because decisions of a jurisdiction run one at a time.
    """
    counter = memory.known(session, (Serial, (jurisdiction, year, kind)))
    counter = counter or await _counter(session, jurisdiction, year, kind)
    counter.last += 1
    session.add(counter)
    await session.flush()
    memory.know(session, (Serial, (jurisdiction, year, kind)), counter)
    return int(counter.last)


async def _counter(session: Session, jurisdiction: str, year: int, kind: str) -> Serial:
    query = select(Serial).where(
        Serial.jurisdiction == jurisdiction, Serial.year == year, Serial.kind == kind
    )
    known = (await session.exec(query)).first()
    return known or Serial(jurisdiction=jurisdiction, year=year, kind=kind)
