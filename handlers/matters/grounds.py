"""Offers grounds as an office writes them, under buttons: what is expected, for which days.

Who conferred stands there only where a consultation of today concludes so on record
(`office/consultations/on_record.py`); such words are handed in as `conferred`, empty without one.
"""

from datetime import date, datetime, timedelta
from typing import Any

from office.desk import Desk
from office.matters.order_terms import Lasting, OpenEnd, Start
from office.plan.grading import USUAL_EASING
from office.plan.levels import Level
from storage.decisions.matters import OrderKind

STANDARD, IMPROVED, CHANGED, ORDERED = "standard", "improved", "forecast_changed", "ordered"
CONDITION = "condition"
"""One of the conditions that the plan names for a level; the key ends with its number."""

A_MINUTE = timedelta(minutes=1)

_OFFERED = {
    OrderKind.ISSUE: (STANDARD,),
    OrderKind.ADJUST: (STANDARD, IMPROVED),
    OrderKind.CANCEL: (CHANGED,),
    OrderKind.LIFT: (IMPROVED,),
}


def offered(desk: Desk, kind: OrderKind, level_id: str | None) -> tuple[str, ...]:
    """Return what can be chosen; the last is an upper office's order, whose title is then asked."""
    level = desk.plan.known_level(level_id or "")
    found: list[str] = []
    for key in _OFFERED[kind]:
        if key == STANDARD and level is not None and level.conditions:
            found += [f"{CONDITION}{number}" for number in range(len(level.conditions))]
        else:
            found.append(key)
    return (*found, ORDERED)


def label(desk: Desk, key: str, level_id: str | None, conferred: str) -> str:
    condition = _condition(desk.plan.known_level(level_id or ""), key)
    said = {"conferred": bool(conferred), "hours": _better_for(desk)}
    if condition is not None:
        return desk.words.plain("button_condition", condition=condition, **said)
    return desk.words.plain(f"button_{key}", **said)


def written(
    desk: Desk,
    key: str,
    level_id: str | None,
    starts_at: Start | None,
    lasting: Lasting | None,
    conferred: str,
) -> str | None:
    """Return the sentence that a button stands for; None where these terms have no such grounds."""
    level = desk.plan.known_level(level_id or "")
    said: dict[str, Any] = {"conferred": conferred, "place": desk.plan.name}
    said |= {"hours": _better_for(desk)}
    if key in (IMPROVED, CHANGED):
        return desk.words.plain(f"grounds_{key}", **said)
    if level is None or starts_at is None or lasting is None:
        return None
    first, last = _days(desk, starts_at, lasting)
    said |= {"first": first, "last": last, "level": level.name}
    if key == STANDARD:
        return desk.words.plain("grounds_standard", criterion=level.criterion, **said)
    condition = _condition(level, key)
    if condition is None:
        return None
    return desk.words.plain("grounds_condition", condition=condition, **said)


def _condition(level: Level | None, key: str) -> str | None:
    conditions = level.conditions if level is not None else ()
    known = {f"{CONDITION}{number}": one for number, one in enumerate(conditions)}
    return known.get(key)


def _better_for(desk: Desk) -> int:
    """Tell for how many hours the plan asks for better air."""
    grading = desk.plan.grading
    return (grading.better_for if grading else USUAL_EASING) // timedelta(hours=1)


def _days(desk: Desk, starts_at: Start, lasting: Lasting) -> tuple[date, date | None]:
    """The first day and the last one, None where the end is open."""
    first = starts_at if isinstance(starts_at, datetime) else desk.now
    if isinstance(lasting, OpenEnd):
        return desk.local(first).date(), None
    end = lasting if isinstance(lasting, datetime) else first + timedelta(hours=lasting)
    return desk.local(first).date(), desk.local(end - A_MINUTE).date()
