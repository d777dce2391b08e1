"""Gives the real plan, and small ones cut from it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from office.plan.files import read_plan
from office.plan.model import Measure, Plan

ROOT = Path(__file__).parents[2]


@cache
def changji() -> Plan:
    return read_plan(ROOT / "plans" / "changji.yaml")


@cache
def small_plan(agencies: tuple[str, ...]) -> Plan:
    """Return the real plan with only these agencies: the same rules, fewer groups to look at."""
    whole = changji()
    groups = {
        name: kept for name, members in whole.groups.items() if (kept := _those(members, agencies))
    }
    known = {*agencies, *groups}
    facts = whole.model_dump()
    facts["agencies"] = [a for a in facts["agencies"] if a["id"] in agencies]
    facts["groups"] = groups
    facts["conferring"] = _those(whole.conferring, agencies)
    facts["measures"] = [
        part.model_dump() for measure in whole.measures if (part := _cut(measure, known))
    ]
    return Plan.model_validate(facts)


def _cut(measure: Measure, known: set[str]) -> Measure | None:
    if measure.agencies == "all":
        return measure
    kept = _those(measure.agencies, known)
    return measure.model_copy(update={"agencies": kept}) if kept else None


def _those(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)
