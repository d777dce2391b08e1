"""When the bot was last alive, so that its own outages are added to agencies' deadlines."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, Row
from storage.database import Session
from storage.prepared import once, prepared


class Heartbeat(Row, table=True):
    """One row for the whole deployment; its jurisdiction is empty."""

    __tablename__ = "heartbeats"
    ON_BOARD = OnBoard.BEHIND

    at: datetime


class Outage(Row, table=True):
    """A time in which the bot was down; it was added to the deadlines that fell into it."""

    __tablename__ = "outages"

    began_at: datetime
    ended_at: datetime


async def last_heartbeat(session: Session) -> datetime | None:
    return (await session.exec(select(Heartbeat.at))).first()


async def beat(session: Session, now: datetime) -> None:
    connection = await session.connection()
    beaten = await connection.execute(_BEAT, {"now": now})
    if not beaten.rowcount:
        session.add(Heartbeat(jurisdiction="", at=now))
        await session.flush()


_BEAT = update(Heartbeat).values(at=bindparam("now"))


async def outages_since(session: Session, jurisdiction: str, since: datetime) -> list[Outage]:
    """Outages that ended after this instant."""
    latest = next(iter(await once(session, (Outage,), _latest(jurisdiction))), None)
    if latest is None or latest.ended_at <= since:
        return []
    query = select(Outage).where(Outage.jurisdiction == jurisdiction, Outage.ended_at > since)
    return list((await session.exec(query)).all())


@prepared
def _latest(jurisdiction: str) -> SelectOfScalar[Outage]:
    query = select(Outage).where(Outage.jurisdiction == jurisdiction)
    return query.order_by(col(Outage.ended_at).desc()).limit(1)


async def made_up_until(session: Session, jurisdiction: str) -> datetime | None:
    query = select(func.max(col(Outage.ended_at))).where(Outage.jurisdiction == jurisdiction)
    return (await session.exec(query)).one()
