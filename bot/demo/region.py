"""Several offices on one bot: the plans that are shipped, a prefecture's with a county below it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bot.demo.rehearsal import Players
from bot.demo.sayings import say
from office.plan.bodies import County
from office.plan.files import read_plan
from office.plan.model import Plan
from storage.decisions.matters import MatterKind

PREFECTURE, COUNTY = "kizilsu", "shilixian"
BESIDE = ("changji", "kundulun", "dengkou")


def prefecture_of(folder: Path) -> Plan:
    """The prefecture's plan with the example county among its counties.

    Its own plan has the four that there are; no plan of a county of its is at hand.
    """
    plan = read_plan(folder / f"{PREFECTURE}.yaml")
    county = read_plan(folder / f"{COUNTY}.yaml")
    example = County(
        id=COUNTY,
        name=county.name,
        name_en=county.name_en,
        short=county.name,
        short_en=county.name_en,
        duties="counties",
        told=(MatterKind.ALERT, MatterKind.NOTICE),
        jurisdiction=COUNTY,
        source="none",
    )
    facts = plan.model_dump(mode="json")
    return Plan.model_validate(
        facts | {"counties": [*facts["counties"], example.model_dump(mode="json")]}
    )


def others_of(folder: Path) -> tuple[Plan, ...]:
    return tuple(read_plan(folder / f"{name}.yaml") for name in (COUNTY, *BESIDE))


def short_name(plan: Plan, locale: str) -> str:
    """The office's place in a word: behind each name the whole of it would be most of a line."""
    return say(f"office_{plan.jurisdiction}", locale)


class Company:
    """The scripted people of several offices."""

    def __init__(self, players: Iterable[Players]) -> None:
        self._players: Sequence[Players] = tuple(players)

    def next_at(self) -> datetime | None:
        moments = (one.next_at() for one in self._players)
        return min((moment for moment in moments if moment is not None), default=None)

    def act(self, now: datetime) -> int:
        return sum(one.act(now) for one in self._players)
