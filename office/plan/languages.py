"""A plan with its names and texts in the reader's language, as far as it has them there."""

from collections.abc import Mapping
from typing import Any

from office.plan.cited_places import in_english
from office.plan.model import Plan
from office.plan.sources import NO_SOURCE, Source, source_fields
from office.plan.texts import PlanPart

SUFFIX = "_en"
"""The suffix of English fields: a plan may have `name_en` beside `name`."""


def in_language(plan: Plan, locale: str) -> Plan:
    """The plan with every name that it has in this language in the place of the first one.

    The name that gives way takes the other's place, so that both are understood when typed.
    """
    if locale != "en":
        return plan
    swaps = _swaps(plan, plan.sources)
    # What cites a document cites it by its English key now.
    documents = {source.key_en or key: source for key, source in plan.sources.items()}
    facts = {**dict(plan), **swaps, "sources": _in_english(documents, plan.sources)}
    # The plan was checked as it was written, and an English name may be too long for the check.
    return Plan.model_construct(**facts)


def _swaps(part: PlanPart, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The fields of a part that read otherwise in English, those of the parts in it among them."""
    within = {name: _in_english(value, sources) for name, value in part}
    return {**within, **_names(part), **_source(part, sources)}


def _in_english(value: Any, sources: Mapping[str, Source]) -> Any:
    if isinstance(value, PlanPart):
        return value.model_copy(update=_swaps(value, sources))
    if isinstance(value, Mapping):
        return {key: _in_english(entry, sources) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(_in_english(entry, sources) for entry in value)
    return value


def _names(part: PlanPart) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, other in english_fields(part):
        if getattr(part, other):
            found |= {name: getattr(part, other), other: getattr(part, name)}
    return found


def english_fields(part: PlanPart) -> list[tuple[str, str]]:
    """Each field that may be told in English, with the field that tells it."""
    fields = type(part).model_fields
    return [(name, f"{name}{SUFFIX}") for name in fields if f"{name}{SUFFIX}" in fields]


def _source(part: PlanPart, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {name: _cited(sources, getattr(part, name)) for name in source_fields(part)}


def _cited(sources: Mapping[str, Source], said: Any) -> Any:
    if isinstance(said, tuple):
        return tuple(_cited(sources, line) for line in said)
    return said if said in (None, NO_SOURCE) else in_english(sources, said)
