"""What the record says in each field of an official form (`office/plan/form_fields.py`)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from office.matters import kinds
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import announced_end
from office.paperwork.record import Record
from office.paperwork.statistics import HOUR, Stretch
from office.plan.form_fields import FIELDS, Known
from office.plan.model import Plan

Fill = Callable[[Record], str]


def filled(record: Record, field: str) -> str:
    """What the record has for it; nothing where only people know it."""
    fill = FILLED.get(field)
    return fill(record) if fill is not None else ""


def offered(record: Record, field: str) -> str:
    """What is offered to whoever is asked, besides what was said the last time."""
    offer = OFFERED.get(field)
    return offer(record) if offer is not None else ""


def _counties(record: Record) -> str:
    return _chosen(record) or record.words.listed(one.name for one in record.plan.counties)


def _place(record: Record) -> str:
    return _chosen(record) or record.plan.area


def _chosen(record: Record) -> str:
    return record.words.listed(one.name for one in kinds.counties_chosen(record.plan, record.order))


def _occurred(record: Record) -> str:
    starts_at = record.alert.started_at or takes_effect_at(record.order)
    ends_at = announced_end(record.order)
    return record.words.plain(
        "form_occurred",
        at=_local(record, starts_at),
        # An order that prolongs the alert counts its hours from its own start.
        hours=round((ends_at - starts_at) / HOUR) if ends_at is not None else None,
        area=_place(record),
    )


def _level(record: Record) -> str:
    return _level_named(record, record.order.level or "")


def _level_named(record: Record, level_id: str) -> str:
    level = record.plan.level(level_id)
    return record.words.plain("form_level", level=level.name, response=level.response)


def _starts_at(record: Record) -> str:
    return _to_the_minute(record, record.alert.started_at or takes_effect_at(record.order))


def _indicator(record: Record) -> str:
    pollutant = record.plan.known_pollutant(record.order.pollutant or "")
    return pollutant.name if pollutant is not None else ""


def _advice(record: Record) -> str:
    return "\n".join(record.plan.level(record.order.level or "").advice)


def _reported_on(record: Record) -> str:
    return record.words.plain("form_day", day=record.day)


def _day_number(record: Record) -> str:
    begins = record.course[0].begins.date() if record.course else record.day
    return record.words.plain("form_day_number", number=(record.day - begins).days + 1)


def _level_changes(record: Record) -> str:
    if len(record.course) < 2:
        return record.words.plain("form_level_unchanged", level=_level(record))
    return "\n".join(_change(record, one) for one in record.course)


def _change(record: Record, one: Stretch) -> str:
    level = _level_named(record, one.level)
    return record.words.plain("form_level_since", at=one.begins, level=level)


def _lasts_until(record: Record) -> str:
    ends_at = announced_end(record.order)
    if ends_at is None:
        return record.words.plain("form_lasts_open")
    key = "form_lasts_until" if ends_at > record.now else "form_lasts_longer"
    return record.words.plain(key, at=_local(record, ends_at))


def _measures(record: Record) -> str:
    return record.words.plain("form_measures", receipts=record.receipts, reports=record.reports)


def _lift_opinion(record: Record) -> str:
    return record.ending.grounds if record.ending is not None else ""


def _lifted_at(record: Record) -> str:
    return _to_the_minute(record, record.alert.ended_at) if record.alert.ended_at else ""


def _ended(record: Record) -> str:
    if record.ending is None or record.count is None:
        return ""
    return record.words.plain(
        "form_ended", serial=record.ending.serial or "", hours=record.count.hours
    )


def _levels(record: Record) -> str:
    return record.words.listed(_response(record.plan, one) for one in _counted_levels(record))


def _counted_levels(record: Record) -> tuple[str, ...]:
    return record.count.levels if record.count is not None else ()


def _response(plan: Plan, level_id: str) -> str:
    level = plan.known_level(level_id)
    return level.response if level is not None else level_id


def _began_hour(record: Record) -> str:
    return _to_the_hour(record, record.count.begins) if record.count is not None else ""


def _ended_hour(record: Record) -> str:
    ends = record.count.ends if record.count is not None else None
    return _to_the_hour(record, ends) if ends is not None else ""


def _hours(record: Record) -> str:
    return _said_of_the_count(record, "form_hours")


def _total_hours(record: Record) -> str:
    return _said_of_the_count(record, "form_total_hours")


def _total(record: Record) -> str:
    return _said_of_the_count(record, "form_total")


def _said_of_the_count(record: Record, key: str) -> str:
    return record.words.plain(key, count=record.count) if record.count is not None else ""


def _to_the_minute(record: Record, at: datetime) -> str:
    return record.words.plain("form_minute", at=_local(record, at))


def _to_the_hour(record: Record, at: datetime) -> str:
    return record.words.plain("form_hour", at=_local(record, at))


def _local(record: Record, at: datetime) -> datetime:
    return at.astimezone(record.plan.tz)


FILLED: Mapping[str, Fill] = {
    "counties": _counties,
    "occurred": _occurred,
    "place": _place,
    "level": _level,
    "starts_at": _starts_at,
    "indicator": _indicator,
    "reported_on": _reported_on,
    "day_number": _day_number,
    "level_changes": _level_changes,
    "lasts_until": _lasts_until,
    "lift_opinion": _lift_opinion,
    "lifted_at": _lifted_at,
    "ended": _ended,
    "levels": _levels,
    "began_hour": _began_hour,
    "ended_hour": _ended_hour,
    "hours": _hours,
    "total_hours": _total_hours,
    "total": _total,
}
OFFERED: Mapping[str, Fill] = {"advice": _advice, "measures": _measures, "effect": _measures}


def from_the_record(field: str) -> bool:
    """Whether the record is offered and not what was said the last time, which is out of date."""
    return FIELDS.get(field) is Known.PEOPLE_AFTER_RECORD
