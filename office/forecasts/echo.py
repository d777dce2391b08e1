"""What people read of a forecast or a measurement: day by day, its level, and its picture."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from messages.pictures.frozen import frozen
from messages.views.sky import (
    AirDay,
    AirEcho,
    DrawnClass,
    DrawnHour,
    DrawnWindow,
    GradeLine,
    OutlookPicture,
    ProofLine,
)
from office.desk import Desk
from office.enclosing import Drawing
from office.forecasts import senders, stored
from office.forecasts.graded import GradedAir, graded, ungraded
from office.plan.levels import Level
from office.sky.aqi import BOUNDS, COLOURS, AirClass, AirPollutant
from office.sky.grading import AirGrade, GradedEpisode
from office.sky.readers.air import ReadAir
from office.sky.series import HOUR, Estimate, Outlook
from office.sky.windows import VALID_OF_A_DAY, to_one_decimal
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast

CRAFT, NAME = "outlook_picture", "forecast.png"


async def illustrated(
    desk: Desk, row: Forecast, *, with_grade: bool = True
) -> tuple[AirEcho, Drawing]:
    """Return what is said of it and its picture; it is graded once for both."""
    air = stored.air(row)
    found = graded(desk.plan, air) if with_grade else ungraded(desk.plan, air)
    return await _echo(desk, row, air, found), _picture(desk, row, found)


async def echo(desk: Desk, row: Forecast) -> AirEcho:
    return (await illustrated(desk, row))[0]


def picture(desk: Desk, row: Forecast) -> Drawing:
    return _picture(desk, row, graded(desk.plan, stored.air(row)))


async def _echo(desk: Desk, row: Forecast, air: ReadAir, found: GradedAir) -> AirEcho:
    is_observed = row.kind == AirKind.OBSERVED
    return AirEcho(
        is_observed=is_observed,
        sender=senders.called(desk, row.body),
        file=row.file_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        by_day=found.outlook.by_day,
        days=tuple(_days(desk, air, found.outlook)),
        missing=sum(hour is None for hour in found.outlook.hours),
        grades=() if is_observed else tuple(_grades(found)),
        proofs=() if is_observed else tuple(proofs(_top(found.expected))),
        remarks=tuple(desk.words.plain(key) for key in air.remarks),
        replaces=await _since(desk, row),
    )


async def _since(desk: Desk, row: Forecast) -> datetime | None:
    if row.kind == AirKind.OBSERVED:
        return None
    known = await store.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST)
    return known[-1].in_force_at if known and known[-1].key != row.key else None


def _days(desk: Desk, air: ReadAir, outlook: Outlook) -> Iterator[AirDay]:
    by_day: dict[date, list[tuple[int, Estimate | None]]] = {}
    for place, hour in enumerate(outlook.hours):
        by_day.setdefault((outlook.start + place * HOUR).date(), []).append((place, hour))
    for day, hours in by_day.items():
        known = [hour for _, hour in hours if hour]
        if known:
            low, high = min(one.low for one in known), max(one.high for one in known)
            yield AirDay(
                day,
                low=int(low),
                high=int(high),
                mean=None if outlook.by_day else _mean(known),
                missing=len(hours) - len(known),
                classes=_classes(desk, low, high),
                primary=_primary(desk, air, day, [place for place, _ in hours]),
            )


def _mean(known: Sequence[Estimate]) -> Decimal | None:
    if len(known) < VALID_OF_A_DAY:
        return None
    middle = sum((one.low + one.high for one in known), Decimal(0)) / 2
    return (middle / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _classes(desk: Desk, low: Decimal, high: Decimal) -> tuple[str, ...]:
    named = (class_name(desk, AirClass.of(one)) for one in (low, high))
    return tuple(dict.fromkeys(named))


def class_name(desk: Desk, one: AirClass) -> str:
    return desk.words.plain(f"air_class_{one}")


def pollutant_name(desk: Desk, one: AirPollutant) -> str:
    return desk.words.plain(f"air_pollutant_{one}")


def _primary(desk: Desk, air: ReadAir, day: date, places: Sequence[int]) -> tuple[str, ...]:
    """Those that were named for the day, or for most of its hours."""
    if air.start is None:
        named = air.days[day].primary if day in air.days else ()
        return tuple(pollutant_name(desk, one) for one in named)
    counts: dict[AirPollutant, int] = {}
    for place in places:
        hour = air.hours[place]
        for one in hour.primary if hour else ():
            counts[one] = counts.get(one, 0) + 1
    most = max(counts.values(), default=0)
    return tuple(pollutant_name(desk, one) for one, count in counts.items() if count == most)


def _grades(found: GradedAir) -> Iterator[GradeLine]:
    lines = [_grade(str(reading), one) for reading, one in found.grades.items()]
    alike = len({replace(line, reading="") for line in lines}) == 1 < len(lines)
    yield from [replace(lines[0], reading="alike")] if alike else lines
    if found.of_amounts and found.other:
        yield _grade("amounts", found.of_amounts)


def _grade(reading: str, one: AirGrade) -> GradeLine:
    top = _top(one)
    return GradeLine(
        reading,
        top.level.name if top else "",
        top.starts_at if top else None,
        top.ends_at if top else None,
        one.at_worst.name if one.is_open and one.at_worst else "",
    )


def _top(one: AirGrade | None) -> GradedEpisode | None:
    """The first episode of the highest level."""
    return max(one.episodes, key=lambda it: it.level.rank, default=None) if one else None


def proofs(top: GradedEpisode | None) -> Iterator[ProofLine]:
    for proof in top.proofs if top else ():
        yield ProofLine(
            proof.criterion.above,
            proof.criterion.hours,
            proof.windows[0].starts_at,
            proof.windows[-1].ends_at,
            (proof.windows[0].ends_at - proof.windows[0].starts_at) // HOUR,
            tuple(to_one_decimal(window.mean) for window in proof.windows),
        )


def _picture(desk: Desk, row: Forecast, found: GradedAir) -> Drawing:
    top = None if row.kind == AirKind.OBSERVED else _top(found.expected)
    view = OutlookPicture(
        title=_title(desk, row, found, top),
        note=desk.words.plain(
            "picture_outlook_note",
            sender=senders.called(desk, row.body),
            at=row.read_at,
        ),
        colour=top.level.colour if top else "",
        start=desk.local(row.starts_at),
        hours=tuple(map(drawn_hour, found.outlook.hours)),
        classes=tuple(drawn_classes(desk)),
        lines=tuple(lines(desk.plan.levels)),
        windows=_windows(found.outlook, top),
        remarks=(),
        drill=desk.drill,
    )
    return Drawing(CRAFT, frozen(view, desk.words), NAME)


def _title(desk: Desk, row: Forecast, found: GradedAir, top: GradedEpisode | None) -> str:
    level, is_graded = top.level.name if top else "", bool(found.grades)
    facts = {"kind": row.kind, "level": level, "is_graded": is_graded}
    return desk.words.plain("picture_outlook_title", **facts)


def drawn_hour(hour: Estimate | None) -> DrawnHour | None:
    return DrawnHour(hour.low, hour.high) if hour else None


def drawn_classes(desk: Desk) -> Iterator[DrawnClass]:
    for one, (_, upto) in BOUNDS.items():
        yield DrawnClass(class_name(desk, one), upto, COLOURS[one])


def lines(levels: Sequence[Level]) -> list[int]:
    return sorted({one.above for level in levels for group in level.criteria for one in group})


def _windows(outlook: Outlook, top: GradedEpisode | None) -> tuple[DrawnWindow, ...]:
    shown = [window for proof in top.proofs for window in proof.windows] if top else []
    return tuple(
        DrawnWindow(
            (one.starts_at - outlook.start) // HOUR,
            (one.ends_at - outlook.start) // HOUR,
            to_one_decimal(one.mean),
        )
        for one in shown
    )
