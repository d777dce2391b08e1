"""Forecasts: read as they come, shown to whoever sent them, counted once that person says so."""

from collections.abc import Sequence
from datetime import timedelta

from office.bodies.people import Actor
from office.desk import Desk
from office.forecasts import proposals, senders
from office.forecasts.stored import air as air
from office.forecasts.stored import as_stored
from office.reading.workbooks import RawFile, Sheet
from office.refusal import Refusal
from office.sky.readers.air import ReadAir, UnreadAir
from office.sky.readers.reading import AskedAir, read
from storage.immutable import immutable
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast, ForecastState

COMMAND_LINE = 0
"""Who has read what a script brought: nobody yet; no account on Telegram has this number."""
LONGEST_KEPT = 20_000
"""The letters that are kept of what was typed; a longer text is asked for as a file."""


@immutable
class SentAir:
    """What somebody sent: words, or the sheets of a file."""

    kind: AirKind
    sheets: Sequence[Sheet]
    file: RawFile | None = None


async def bring(desk: Desk, who: Actor, sent: SentAir, *, speaks: str | None = None) -> Forecast:
    """Keep what was sent; it counts only once whoever sent it has seen how it was read."""
    senders.require(desk, who, speaks)
    return await keep(desk, sent, who.user_id, speaks)


async def keep(desk: Desk, sent: SentAir, read_by: int, body: str | None = None) -> Forecast:
    shape, found = _read(desk, sent)
    outlook = found.outlook(desk.plan.tz)
    row = Forecast(
        jurisdiction=desk.jurisdiction,
        kind=sent.kind,
        shape=shape,
        body=body,
        text="" if sent.file else sent.sheets[0].text,
        file_name=sent.file.name if sent.file else "",
        sha256=sent.file.sha256 if sent.file else None,
        read_by=read_by,
        read_at=desk.now,
        air=as_stored(found),
        starts_at=outlook.start,
        ends_at=outlook.start + timedelta(hours=len(outlook.hours)),
    )
    _require_time(desk, row)
    desk.session.add(row)
    await desk.session.flush()
    await _record(desk, "forecast_read", row)
    return row


def reads(desk: Desk, text: str) -> bool:
    """Whether these words are a forecast or a measurement."""
    try:
        return bool(_read(desk, SentAir(AirKind.FORECAST, (Sheet("", text),))))
    except Refusal:
        return False


def _read(desk: Desk, sent: SentAir) -> tuple[str, ReadAir]:
    """Read the first sheet in which anything of the air stands."""
    if sent.file is None and len(sent.sheets[0].text) > LONGEST_KEPT:
        raise Refusal("forecast_as_file", most=LONGEST_KEPT)
    asked = AskedAir(desk.local(desk.now), desk.plan.tz, (desk.plan.name, *desk.plan.measured_as))
    fault = UnreadAir("air_nothing_read")
    for sheet in sent.sheets:
        try:
            return read(sheet.text, asked)
        except UnreadAir as unread:
            if fault.key == "air_nothing_read":
                fault = unread
    raise Refusal(fault.key, **fault.facts)


def _require_time(desk: Desk, row: Forecast) -> None:
    """A forecast reaches into what is to come, and a measurement does not."""
    if row.kind == AirKind.FORECAST and row.ends_at <= desk.now:
        raise Refusal("forecast_past", end=row.ends_at)
    if row.kind == AirKind.OBSERVED and row.starts_at > desk.now:
        raise Refusal("observed_ahead", start=row.starts_at)


async def put_in_force(
    desk: Desk, who: Actor, forecast_id: int, *, speaks: str | None = None
) -> Forecast:
    """Let it count; of a forecast the one before counts no longer, and is kept."""
    row = await _to_decide(desk, who, forecast_id, speaks)
    _require_time(desk, row)
    if row.kind == AirKind.FORECAST:
        await _require_newest(desk, row)
        await store.replace(desk.session, desk.jurisdiction, AirKind.FORECAST, desk.now)
    if not await store.move(desk.session, row.key, ForecastState.IN_FORCE, desk.now):
        raise Refusal("button_obsolete")
    await desk.session.refresh(row)
    await _record(desk, "forecast_in_force", row)
    await proposals.reconsider(desk)
    return row


async def _require_newest(desk: Desk, row: Forecast) -> None:
    """A preview that was left lying says less than what was sent after it and counts."""
    known = await store.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST)
    newer = next((one for one in known if (one.read_at, one.key) > (row.read_at, row.key)), None)
    if newer is not None:
        raise Refusal("forecast_older", at=newer.read_at)


async def give_up(desk: Desk, who: Actor, forecast_id: int, *, speaks: str | None = None) -> None:
    row = await _to_decide(desk, who, forecast_id, speaks)
    if not await store.move(desk.session, row.key, ForecastState.GIVEN_UP, desk.now):
        raise Refusal("button_obsolete")


async def _to_decide(desk: Desk, who: Actor, forecast_id: int, speaks: str | None) -> Forecast:
    row = await store.forecast(desk.session, forecast_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    senders.require(desk, who, speaks)
    # What came by the command line is confirmed by anybody in the office.
    if row.read_by not in (who.user_id, COMMAND_LINE):
        raise Refusal("forecast_of_another")
    return row


async def _record(desk: Desk, action: str, row: Forecast) -> None:
    await desk.record(
        action,
        f"forecast:{row.key}",
        kind=row.kind,
        shape=row.shape,
        body=row.body,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
        sha256=row.sha256,
    )
