"""A plan with its names in the reader's language. The texts of duties stay as they are written."""

from typing import Any, TypeVar

from office.plan.model import Plan
from office.plan.texts import PlanPart

SUFFIX = "_en"
"""The suffix of English fields: a plan may have `name_en` beside `name`."""

_Part = TypeVar("_Part", bound=PlanPart)


def in_language(plan: Plan, locale: str) -> Plan:
    """The plan with every name that it has in this language in the place of the first one.

    The name that gives way takes the other's place, so that both are understood when typed.
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
    # The plan was checked as it was written, and an English name may be too long for the check.
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
