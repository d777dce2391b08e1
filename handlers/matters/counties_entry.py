"""The counties that an alert concerns, as they are chosen by buttons or typed by name."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from office.bodies import agency_names
from office.desk import Desk
from office.matters.order_terms import check_counties
from office.plan.model import AnyPlan, bodies_like
from office.reading.typed import compact
from office.refusal import Refusal

ALL, DONE = "all", "done"
"""What the buttons say beside the ids of counties. No county of a plan may be called so."""
ALL_WORDS = frozenset(("全部", "全部县市", "全部县(市)", "各县市", "全州", "全市", "all"))
COLUMNS = 3

_BETWEEN_NAMES = re.compile(r"[、，,；;\s]+")

Offer = tuple[str, str]
"""What a button says, and the value that it gives."""


def offered(desk: Desk, marked: Iterable[str]) -> Iterator[tuple[Offer, ...]]:
    chosen = set(marked)
    yield ((desk.words.plain("button_counties_all"), ALL),)
    labels = [
        (_label(desk, county.short, county.id in chosen), county.id)
        for county in desk.plan.counties_told
    ]
    for start in range(0, len(labels), COLUMNS):
        yield tuple(labels[start : start + COLUMNS])
    if chosen:
        yield ((desk.words.plain("button_counties_done", count=len(chosen)), DONE),)


def pressed(desk: Desk, marked: tuple[str, ...], value: str) -> tuple[tuple[str, ...], bool]:
    """The counties that are marked now, and whether the choice is done."""
    possible = [county.id for county in desk.plan.counties_told]
    if value == ALL:
        return tuple(possible), True
    if value == DONE:
        return marked, True
    check_counties(desk.plan, (value,))
    chosen = {*marked} ^ {value}
    return tuple(one for one in possible if one in chosen), False


def typed(desk: Desk, text: str) -> tuple[str, ...]:
    possible = desk.plan.counties_told
    if compact(text) in ALL_WORDS:
        return tuple(county.id for county in possible)
    found = {name: bodies_like(possible, name) for name in _BETWEEN_NAMES.split(text) if name}
    if not found:
        raise Refusal("counties_missing")
    unclear = tuple(name for name, bodies in found.items() if len(bodies) != 1)
    if unclear:
        raise Refusal("counties_unknown", **unknown(desk.plan, unclear))
    named = {body.id for (body,) in found.values()}
    return tuple(county.id for county in possible if county.id in named)


def unknown(plan: AnyPlan, names: Iterable[str]) -> dict[str, Any]:
    """What the sentence says of names that no county has, or several."""
    return {"names": tuple(names), "known": [county.name for county in plan.counties_told]}


def names(desk: Desk, counties: Iterable[str]) -> tuple[str, ...]:
    return tuple(agency_names.short(desk, county) for county in counties)


def _label(desk: Desk, name: str, chosen: bool) -> str:
    return desk.words.plain("button_county_chosen", name=name, chosen=chosen)
