"""The parts of a plan that another may take, with who does there what bodies do here."""

from collections.abc import Iterable, Mapping
from typing import Any

from office.plan.base import Extends
from office.plan.bodies import SECTIONS, Body
from office.plan.model import Plan

PlanFacts = Mapping[str, Any]

BY_NAME: dict[str, str] = {
    "levels": "id", "pollutants": "id", "measures": "id", "owes": "kind", "registers": "id",
    "filings": "id", "office_work": "id", "seasons": "id", "forms": "id",
}  # fmt: skip
"""The sections whose entries are taken one by one, with the field that names an entry."""
BY_KEY = ("premises", "ladders")
WHOLE = (
    "grading", "reductions", "notice", "signing", "chains", "dust", "quiet_hours", "night", "brief",
    "downtime", "public_text", "enrolment", "cascade", "statistics", "zone",
    "local_holidays", "unasked",
)  # fmt: skip
"""The sections that are taken as one part. All others are each jurisdiction's own: who it is, its
posts, bodies, duties of command and office, serials, channels and notes.
"""


def parts_of(facts: PlanFacts) -> dict[str, Any]:
    """What a plan's facts hold that may be taken, by its key."""
    found = {
        f"{section}.{entry.get(name)}": entry
        for section, name in BY_NAME.items()
        for entry in _entries(facts.get(section))
    }
    for section in BY_KEY:
        found |= {f"{section}.{key}": part for key, part in (facts.get(section) or {}).items()}
    return found | {key: facts[key] for key in WHOLE if facts.get(key) is not None}


def _entries(section: Any) -> list[dict[str, Any]]:
    """What is written wrongly is left to the checks of the whole plan."""
    return [one for one in section or () if isinstance(one, dict)]


NAMING = ("agencies", "assist", "who")
"""The fields of a measure, or of what is owed, that name bodies."""
PUBLISHING = ("publishers", "reviewers")
"""The fields of what the public is told that name bodies; it is told though none is here."""


class Taking:
    """A base seen from a plan that extends it."""

    def __init__(self, base: Plan, own: PlanFacts, extends: Extends) -> None:
        self._base = base
        self._renamed = extends.bodies
        self._here = {
            entry["id"]
            for section in SECTIONS
            for entry in _entries(own.get(section))
            if "id" in entry
        }
        sections = {section for section in SECTIONS if own.get(section)}
        self._nameable = self._here | set(own.get("groups") or ()) | sections

    def parts(self) -> dict[str, Any]:
        facts = without_nothing(self._base.model_dump(mode="json"))
        return {key: self._seen_from_here(part) for key, part in parts_of(facts).items()}

    def duties_for(self, agency: str) -> list[dict[str, Any]]:
        """What the base charges those with whose part this agency has here."""
        there = [one for one in self._base.bodies if agency in self._stands_for(one)]
        return [
            without_nothing(duty.model_dump(mode="json"))
            for body in there
            for duty in self._base.duties_of(body)
        ]

    def _stands_for(self, body: Body) -> tuple[str, ...]:
        here = (body.id,) if body.id in self._here else ()
        return self._renamed.get(body.id, here or self._renamed.get(body.section, ()))

    def _seen_from_here(self, part: Any) -> Any:
        """A measure, or what is owed, with the bodies of this plan in it."""
        if not isinstance(part, dict):
            return part
        lists = {
            name: self._names(part[name])
            for name in (*NAMING, *PUBLISHING)
            if isinstance(part.get(name), list)
        }
        return part | lists | self._named_by("ladder_for", part) | self._named_by("form_for", part)

    def _named_by(self, field: str, part: Any) -> dict[str, Any]:
        """Bodies by the ladder or the form that they have, without those who are not here."""
        others = {name: self._names(who) for name, who in part.get(field, {}).items()}
        return {field: {name: who for name, who in others.items() if who}} if others else {}

    def _names(self, names: Iterable[str]) -> list[str]:
        """The bodies here, each once, in the order in which the base lists its own."""
        return list(dict.fromkeys(one for name in names for one in self._name(name)))

    def _name(self, name: str) -> Iterable[str]:
        if name in self._renamed:
            return self._renamed[name]
        if name in self._nameable and name not in self._base.groups:
            return (name,)
        # A group of the base is told by its members, and so is a section that is empty here.
        members = self._base.members_of((name,))
        there = (body for body in self._base.bodies if body.id in members)
        return [one for body in there for one in self._stands_for(body)]


def without_nothing(value: Any) -> Any:
    """The same without what is absent, which a file does not write either."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nothing(one) for one in value]
    return value
