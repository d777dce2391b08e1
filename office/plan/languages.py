"""A plan as its reader's language names things. What it says of duties stays as it is written."""

from typing import Any, TypeVar

from office.plan.model import Plan
from office.plan.parts import PlanPart

SUFFIX = "_en"
"""Beside `name` a plan may have `name_en`, and so on."""

_Part = TypeVar("_Part", bound=PlanPart)


def in_language(plan: Plan, locale: str) -> Plan:
    """Every name that the plan has in this language, in the place of its own.

    What gives way takes the other's place, so that both are still understood when typed.
    """
    if locale != "en":
        return plan
    named = {
        "levels": tuple(map(_swapped, plan.levels)),
        "pollutants": tuple(map(_swapped, plan.pollutants)),
        "positions": tuple(map(_swapped, plan.positions)),
        "agencies": tuple(map(_swapped, plan.agencies)),
        "teams": tuple(map(_swapped, plan.teams)),
        "counties": tuple(map(_swapped, plan.counties)),
        "outside": tuple(map(_swapped, plan.outside)),
        "public": _swapped(plan.public) if plan.public else None,
        "channels": tuple(map(_swapped, plan.channels)),
        "ladders": {name: tuple(map(_swapped, rungs)) for name, rungs in plan.ladders.items()},
    }
    # The plan was checked as it is written; an English name may be longer than a Chinese one.
    return Plan.model_construct(**{**dict(plan), **_names(plan), **named})


def _swapped(part: _Part) -> _Part:
    return part.model_copy(update=_names(part))


def _names(part: PlanPart) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for other in type(part).model_fields:
        name = other.removesuffix(SUFFIX)
        if name != other and getattr(part, other):
            found |= {name: getattr(part, other), other: getattr(part, name)}
    return found
