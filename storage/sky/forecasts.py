"""Forecasts and measurements as they came, and as they were read; none is ever changed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, json_column, telegram_id
from storage.database import Session
from storage.prepared import once, prepared


class AirKind(StrEnum):
    FORECAST = "forecast"
    OBSERVED = "observed"
    """What was measured."""


class ForecastState(StrEnum):
    READ = "read"
    """It was read, and whoever sent it has not said yet that it was read well."""
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    GIVEN_UP = "given_up"


class Forecast(Row, table=True):
    __tablename__: ClassVar[str] = "forecasts"
    __table_args__ = (Index("ix_forecasts_state", "jurisdiction", "kind", "state"),)

    kind: str
    shape: str
    """How it was written: a key of `office/sky/readers/reading.py`."""
    body: str | None = None
    """The body that sent it; None where the office entered it."""
    text: str = ""
    """The words that were typed; empty where a file came, which lies in the archive."""
    file_name: str = ""
    sha256: str | None = None
    read_by: int = telegram_id()
    read_at: datetime
    air: dict[str, Any] = json_column(default_factory=dict)
    """The hours or days that were read (`office.sky.readers.air.ReadAir`)."""
    starts_at: datetime
    ends_at: datetime
    state: str = ForecastState.READ
    in_force_at: datetime | None = None
    replaced_at: datetime | None = None


async def forecast(session: Session, forecast_id: int) -> Forecast | None:
    return await session.get(Forecast, forecast_id)


async def in_force(session: Session, jurisdiction: str, kind: AirKind) -> Sequence[Forecast]:
    """Those that count, the newest last: one forecast, and measurements of any number of hours."""
    return await once(session, (Forecast,), _in_force(jurisdiction, kind))


@prepared
def _in_force(jurisdiction: str, kind: AirKind) -> SelectOfScalar[Forecast]:
    query = select(Forecast).where(
        Forecast.jurisdiction == jurisdiction,
        Forecast.kind == kind,
        Forecast.state == ForecastState.IN_FORCE,
    )
    return query.order_by(col(Forecast.in_force_at), col(Forecast.id))


async def counting_at(session: Session, jurisdiction: str, at: datetime) -> Forecast | None:
    """The forecast that counted at an instant."""
    query = select(Forecast).where(
        Forecast.jurisdiction == jurisdiction,
        Forecast.kind == AirKind.FORECAST,
        col(Forecast.in_force_at) <= at,
        or_(col(Forecast.replaced_at).is_(None), col(Forecast.replaced_at) > at),
    )
    newest = query.order_by(col(Forecast.in_force_at).desc(), col(Forecast.id).desc()).limit(1)
    return (await session.exec(newest)).first()


async def counted_since(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> Sequence[Forecast]:
    """The forecasts that began to count then, whatever became of them, the newest last."""
    query = select(Forecast).where(
        Forecast.jurisdiction == jurisdiction,
        Forecast.kind == AirKind.FORECAST,
        col(Forecast.in_force_at) >= since,
        col(Forecast.in_force_at) < until,
    )
    return (await session.exec(query.order_by(col(Forecast.in_force_at), col(Forecast.id)))).all()


async def measured(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> Sequence[Forecast]:
    """The measurements that count and say something of this time, the newest last."""
    query = select(Forecast).where(
        Forecast.jurisdiction == jurisdiction,
        Forecast.kind == AirKind.OBSERVED,
        Forecast.state == ForecastState.IN_FORCE,
        Forecast.ends_at > since,
        Forecast.starts_at < until,
    )
    return (await session.exec(query.order_by(col(Forecast.in_force_at), col(Forecast.id)))).all()


async def move(session: Session, forecast_id: int, to: ForecastState, at: datetime) -> bool:
    """Return False where somebody else was first."""
    changed = (
        update(Forecast)
        .where(col(Forecast.id) == forecast_id, col(Forecast.state) == ForecastState.READ)
        .values(state=to, **({"in_force_at": at} if to == ForecastState.IN_FORCE else {}))
    )
    return (await session.exec(changed)).rowcount > 0


async def give_up_unread(session: Session, jurisdiction: str, kind: AirKind, read_by: int) -> None:
    """Whatever this sender sent before, and was not confirmed, is confirmed no more."""
    changed = (
        update(Forecast)
        .where(
            col(Forecast.jurisdiction) == jurisdiction,
            col(Forecast.kind) == kind,
            col(Forecast.read_by) == read_by,
            col(Forecast.state) == ForecastState.READ,
        )
        .values(state=ForecastState.GIVEN_UP)
    )
    await session.exec(changed)


async def replace(session: Session, jurisdiction: str, kind: AirKind, at: datetime) -> None:
    changed = (
        update(Forecast)
        .where(
            col(Forecast.jurisdiction) == jurisdiction,
            col(Forecast.kind) == kind,
            col(Forecast.state) == ForecastState.IN_FORCE,
        )
        .values(state=ForecastState.REPLACED, replaced_at=at)
    )
    await session.exec(changed)


async def observed_since(
    session: Session, jurisdiction: str, since: datetime
) -> Sequence[Forecast]:
    """The measurements that count and reach beyond that instant, the newest last."""
    query = select(Forecast).where(
        Forecast.jurisdiction == jurisdiction,
        Forecast.kind == AirKind.OBSERVED,
        Forecast.state == ForecastState.IN_FORCE,
        col(Forecast.ends_at) > since,
    )
    return (await session.exec(query.order_by(col(Forecast.in_force_at), col(Forecast.id)))).all()
