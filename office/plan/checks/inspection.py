"""A joint inspection names levels, teams, posts and a letter that the plan has."""

from collections.abc import Iterator

from office.plan.checks.tools import unknown
from office.plan.faults import Fault
from office.plan.shape import PlanShape


def inspection_names_what_exists(plan: PlanShape) -> Iterator[Fault]:
    said = plan.inspection
    if said is None:
        return
    teams = [team.id for team in plan.teams]
    posts = [position.id for position in plan.positions]
    levels, letters = [level.id for level in plan.levels], [one.id for one in plan.joint]
    yield from unknown("inspection.levels", said.levels, levels, "levels")
    yield from unknown("inspection.group", [said.group], teams, "teams")
    yield from unknown("inspection.teams", said.teams, teams, "teams")
    yield from unknown("inspection.deputy", _named(said.deputy), posts, "positions")
    yield from unknown("inspection.liaison", _named(said.liaison), posts, "positions")
    yield from unknown("inspection.joint", _named(said.joint), letters, "joint")


def _named(one: str | None) -> tuple[str, ...]:
    return (one,) if one else ()
