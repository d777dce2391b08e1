"""`qingkong plan check` looks a plan over."""

from pathlib import Path

import typer

from bot.settings import Settings, sentence
from bot.settings_file import load_here
from office.plan.files import PlanError, read_plan
from office.plan.languages import in_language
from office.plan.model import Plan
from office.plan.remarks import remarks


def check(file: Path) -> None:
    chosen = load_here()
    plan = read(chosen, file)
    summarize(chosen, plan, "plan_sound")
    for remark in remarks(plan):
        typer.echo(f"· {remark.to(chosen.locale)}")


def read(chosen: Settings, file: Path) -> Plan:
    try:
        return read_plan(file)
    except PlanError as error:
        for line in error.sentences(chosen.locale):
            typer.echo(line)
        raise typer.Exit(1) from None


def summarize(chosen: Settings, plan: Plan, key: str) -> None:
    named = in_language(plan, chosen.locale)
    facts = {
        "name": named.name,
        "agencies": len(plan.agencies),
        "teams": len(plan.teams),
        "counties": len(plan.counties),
        "outside": len(plan.outside),
        "measures": len(plan.measures),
        "levels": [level.name for level in named.levels],
        "positions": len(plan.positions),
    }
    typer.echo(sentence(chosen.locale, key, **facts))
