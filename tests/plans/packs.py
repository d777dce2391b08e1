"""The plans that are shipped, the facts that they are held to, and the documents where at hand."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from office.plan.model import Plan

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("changji", "kizilsu", "kundulun", "dengkou")

each_pack = pytest.mark.parametrize("name", NAMES)


@cache
def facts(name: str) -> dict[str, Any]:
    known: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "facts.yaml").read_text("utf-8"))
    return known[name]


def rows(name: str) -> list[dict[str, Any]]:
    return list(facts(name)["rows"])


def place(name: str, row: dict[str, Any]) -> str:
    """How a line of a row cites it."""
    key = facts(name)["key"]
    return f"{key}四（{row['item']}）" if "item" in row else f"{key}第{row['row']}行"


def texts(plan: Plan) -> dict[str, str]:
    """Every line that is printed to a body, by where it stands."""
    bodies = {
        f"{body.id}.{number}": duty.text
        for body in plan.bodies
        for number, duty in enumerate(plan.duties_of(body))
    }
    command = {f"command.{number}": duty.text for number, duty in enumerate(plan.command_duties)}
    office = {f"office.{number}": duty.text for number, duty in enumerate(plan.office_duties)}
    premises = {f"premises.{kind}": premise.text for kind, premise in plan.premises.items()}
    control = (
        {f"control.{n}": one.text for n, one in enumerate(plan.control.lines)}
        if plan.control
        else {}
    )
    joint = {f"joint.{one.id}": one.text for one in plan.joint}
    return (
        bodies
        | command
        | office
        | premises
        | control
        | joint
        | {one.id: one.text for one in plan.measures}
    )


@cache
def seed(number: str) -> str:
    """The text of a document, without its blanks."""
    return re.sub(r"\s", "", raw_seed(number))


@cache
def raw_seed(number: str) -> str:
    return next(_seeds().glob(f"{number}_*.txt")).read_text("utf-8")


def all_seeds() -> str:
    return "\n".join(seed(path.name[:3]) for path in sorted(_seeds().glob("*.txt")))


def _seeds() -> Path:
    folders = (folder / "shared" / "seeds" for folder in ROOT.parents)
    found = next((folder for folder in folders if folder.is_dir()), None)
    if found is None:
        pytest.skip("the documents are not at hand beside the repository")
    return found
