"""The scripts of exercises in a plan: in order, whole, of known levels."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from office.exercises import scripts
from office.exercises.scripts import air_of
from office.plan.checks.drills import scripts_can_be_played
from office.plan.drills import USUAL_DRILLS, DrillScript
from office.plan.grading import Grading
from office.plan.model import Plan
from office.sky.grading import grade
from office.sky.series import Expectation, Outlook
from storage.decisions.exercises import CHANGES_OF_LEVEL, ActKind, ExerciseSpeed
from tests.harness.plans import pack, small_plan

PACKS = ("changji", "kizilsu", "kundulun", "dengkou")
BEGINS = datetime(2026, 12, 1, tzinfo=UTC)


def act(kind: str, after: str = "1h", compressed: str = "5m") -> dict[str, str]:
    return {"act": kind, "after": after, "compressed": compressed}


WHOLE = [act("approval"), act("issue"), act("lift")]


@pytest.mark.parametrize(
    ("acts", "says"),
    [
        (WHOLE, ()),
        ([act("issue"), act("approval"), act("lift")], ("comes after",)),
        ([*WHOLE[:2], act("lift", "30m")], ("is earlier",)),
        ([act("consultation"), act("approval"), act("issue")], ("missing: lift",)),
        ([act("approval"), act("approval"), act("issue"), act("lift")], ("comes after",)),
        ([*WHOLE[:2], act("raise"), act("lower"), act("raise"), act("lift")], ()),
        ([act("raise"), *WHOLE, act("lower")], ("not between issue", "not between issue")),
    ],
)
def test_its_acts(acts: list[dict[str, str]], says: tuple[str, ...]) -> None:
    script = DrillScript.model_validate({"id": "own", "name": "演练", "acts": acts})
    plan = small_plan(("huanjing",)).model_copy(update={"drills": (script,)})
    found = [fault.problem.en for fault in scripts_can_be_played(plan)]
    assert len(found) == len(says)
    assert all(said in one for said, one in zip(says, found, strict=True))


def test_its_air_is_of_known_levels() -> None:
    script: dict[str, Any] = {"id": "own", "name": "演练", "acts": WHOLE, "air": {"purple": [300]}}
    plan = small_plan(("huanjing",))
    own = plan.model_copy(update={"drills": (DrillScript.model_validate(script),)})
    assert [fault.problem.en for fault in scripts_can_be_played(own)] == ["there is no 'purple'"]


def test_whoever_answers_otherwise_by_it_is_known() -> None:
    script: dict[str, Any] = {"id": "own", "name": "演练", "acts": WHOLE}
    own = DrillScript.model_validate(script | {"manners": {"huanjing": "late", "li": "silent"}})
    plan = small_plan(("huanjing",)).model_copy(update={"drills": (own,)})
    assert [fault.problem.en for fault in scripts_can_be_played(plan)] == ["there is no 'li'"]


def test_a_plan_without_one_plays_the_usual_one() -> None:
    plan = small_plan(("huanjing",))
    assert plan.drills == USUAL_DRILLS
    script, changing = plan.drills
    assert script.source == changing.source == "none"
    assert [one.act for one in changing.acts] == list(ActKind)
    assert [one.act for one in script.acts] == [
        one for one in ActKind if one not in CHANGES_OF_LEVEL
    ]
    assert script.acts[0].offset(ExerciseSpeed.REAL) == timedelta()
    assert script.acts[-1].offset(ExerciseSpeed.COMPRESSED) == timedelta(hours=2)
    assert script.air_of("yellow", 1) != script.air_of("red", 3)
    assert plan.drill_script("usual") == script
    assert plan.drill_script("other") is None
    assert isinstance(Plan.model_validate(plan.model_dump(mode="json")).drills[0], DrillScript)


@pytest.mark.parametrize(
    ("level", "levels", "changes"),
    [
        ("yellow", ["yellow", "orange"], ["raise", "lower"]),
        ("orange", ["orange", "red"], ["raise", "lower"]),
        ("red", ["red", "orange"], ["lower"]),
    ],
)
def test_the_levels_that_it_comes_to(level: str, levels: list[str], changes: list[str]) -> None:
    plan = small_plan(("huanjing",))
    changing, at = plan.drills[1], plan.level(level)
    assert [one.id for one in scripts.levels_of(changing, plan, at)] == levels
    acts = [one.act for one in scripts.playable(changing, plan, at)]
    assert [one for one in acts if one in CHANGES_OF_LEVEL] == changes


@pytest.mark.parametrize("name", PACKS)
def test_its_air_comes_to_the_level_that_is_played(name: str) -> None:
    """Whoever confers in an exercise reads what the plan's figures make of its forecast."""
    plan = pack(name)
    for level in plan.levels:
        days = air_of(plan.drills[0], plan, level)
        outlook = Outlook.of_figures(BEGINS, [day for day in days for _ in range(24)])
        series = outlook.read(Expectation.MIDDLE)
        found = grade(series, plan.levels, plan.grading or Grading(source="none"))
        assert found.level == level
