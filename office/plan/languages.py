"""A plan with its names and texts in the reader's language, as far as it has them there."""

from collections.abc import Mapping
from typing import Any

from office.plan.model import Plan
from office.plan.texts import PlanPart

SUFFIX = "_en"
"""The suffix of English fields: a plan may have `name_en` beside `name`."""


def in_language(plan: Plan, locale: str) -> Plan:
    """The plan with every name that it has in this language in the place of the first one.

    The name that gives way takes the other's place, so that both are understood when typed.
    """
    if locale != "en":
        return plan
    # The plan was checked as it was written, and an English name may be too long for the check.
    return Plan.model_construct(**{**dict(plan), **_swaps(plan)})


def _swaps(part: PlanPart) -> dict[str, Any]:
    """The fields of a part that read otherwise in English, those of the parts in it among them."""
    within = {name: _in_english(value) for name, value in part}
    return {**within, **_names(part)}


def _in_english(value: Any) -> Any:
    if isinstance(value, PlanPart):
        return value.model_copy(update=_swaps(value))
    if isinstance(value, Mapping):
        return {key: _in_english(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_in_english, value))
    return value


def _names(part: PlanPart) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for other in type(part).model_fields:
        name = other.removesuffix(SUFFIX)
        if name != other and getattr(part, other):
            found |= {name: getattr(part, other), other: getattr(part, name)}
    return found
