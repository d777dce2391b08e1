"""The page on which the sections of the report of an exercise are written one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from office.bodies import people
from office.records.exercises.checks import DrillCheck, DrillVerdict
from office.records.exercises.course import DrillCourse
from office.records.exercises.rows import DrillRows
from office.records.report_page import NONE, ReportPage


@dataclass(slots=True)
class DrillPage(ReportPage):
    WORD: ClassVar[str] = "drill_report"

    course: DrillCourse
    rows: DrillRows
    tried: Mapping[str, Sequence[DrillCheck]]

    def missed(self) -> list[DrillCheck]:
        found = (one for checks in self.tried.values() for one in checks)
        return [one for one in found if one.verdict is DrillVerdict.MISSED]

    def names(self, bodies: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.body(one) for one in bodies)

    def position(self, position_id: str) -> str:
        return people.position_name(self.desk, position_id)

    def fact(self, key: str, check: DrillCheck) -> str:
        """A sentence about what was tried, with the bodies and posts in it by their names."""
        facts = dict(check.facts)
        for name in ("late", "missing"):
            facts[name] = tuple(map(self._named, facts.get(name, ())))
        kind = facts.get("kind")
        facts["owed"] = self._kind(kind) if kind else ""
        return self.say(key, **facts)

    def _named(self, one: str) -> str:
        known = self.rows.plan.known_position(one)
        name = known.name if known else self.body(one)
        by_script = one in self.rows.unruly
        return self.say("drill_report_by_script", name=name) if by_script else name

    def _kind(self, kind: str) -> str:
        owed = self.rows.plan.known_owed(kind)
        return owed.name if owed and owed.name else self.say(f"year_owed_{kind}")

    def at(self, instant: datetime | None) -> str:
        return NONE if instant is None else self.say("drill_report_at", at=instant)

    def took(self, since: datetime | None, until: datetime | None) -> str:
        if since is None or until is None:
            return NONE
        return self.span(self.rows.took(since, until))

    def span(self, took: timedelta | None) -> str:
        return NONE if took is None else self.say("drill_report_span", span=took)
