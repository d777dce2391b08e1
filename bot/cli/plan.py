"""`qingkong plan`: look a plan over, and put it in force."""

import asyncio
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import colours
from bot.cli.shared import OPERATOR, instant, opened, refuse
from bot.settings import Settings, load, sentence
from office.plan.diff import Change, ChangeKind
from office.plan.files import PlanError, read_plan
from office.plan.languages import in_language
from office.plan.model import Plan
from office.records import day_end
from office.upkeep import applying
from office.upkeep.applying import Prospect, Stranded

app = typer.Typer(no_args_is_help=True, help="The office's plan.")

PlanFile = Annotated[Path, typer.Argument(help="The plan, as YAML.")]

FIRST = 1
"""The number of a jurisdiction's first version."""

STYLES = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red", ChangeKind.CHANGED: "yellow"}


@app.command()
def check(file: PlanFile) -> None:
    """Say whether a plan is sound, or what is wrong with it, where, and what to do about it."""
    chosen = load(os.environ)
    _summarize(chosen, _read(chosen, file), "plan_sound")


@app.command()
def apply(
    file: PlanFile,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
) -> None:
    """Show what a plan changes, ask, and put it in force. The same plan again changes nothing."""
    chosen = load(os.environ)
    plan = _read(chosen, file)
    seen = asyncio.run(_look(chosen, plan))
    if not seen.is_new:
        typer.echo(sentence(chosen.locale, "plan_unchanged", number=seen.number))
        return
    if seen.number > FIRST:
        _show(seen.changes)
        for stranded in seen.stranded:
            typer.echo(_caution(chosen, stranded))
    facts = {"name": plan.name, "number": seen.number, "changes": len(seen.changes)}
    if dry_run:
        typer.echo(sentence(chosen.locale, "plan_dry_run", **facts))
        return
    # There is nothing that a first plan could take away.
    if seen.number > FIRST and not yes:
        _ask(chosen, facts)
    asyncio.run(_apply(chosen, plan, seen))
    if seen.number == FIRST:
        _summarize(chosen, plan, "plan_first")
    else:
        typer.echo(sentence(chosen.locale, "plan_applied", **facts))


def _ask(chosen: Settings, facts: dict[str, Any]) -> None:
    """Ends the command unless the person at the terminal agrees."""
    if not sys.stdin.isatty():
        refuse(chosen, "plan_needs_yes")
    question = sentence(chosen.locale, "plan_ask", **facts)
    if not typer.confirm(question, default=False):
        refuse(chosen, "plan_not_applied")


async def _look(chosen: Settings, plan: Plan) -> Prospect:
    async with opened(chosen) as database, database.reading() as session:
        return await applying.look(session, plan)


async def _apply(chosen: Settings, plan: Plan, seen: Prospect) -> None:
    async with opened(chosen) as database, database.deciding(plan.jurisdiction) as session:
        if (await applying.look(session, plan)).number != seen.number:
            refuse(chosen, "plan_changed_meanwhile")
        now = await instant(chosen, session)
        await applying.apply(session, plan, now=now, actor=OPERATOR)
        await day_end.ensure(session, plan, chosen.keeping(), now)


def _read(chosen: Settings, file: Path) -> Plan:
    try:
        return read_plan(file)
    except PlanError as error:
        for line in error.sentences(chosen.locale):
            typer.echo(line)
        raise typer.Exit(1) from None


def _summarize(chosen: Settings, plan: Plan, key: str) -> None:
    named = in_language(plan, chosen.locale)
    facts = {
        "name": named.name,
        "agencies": len(plan.agencies),
        "measures": len(plan.measures),
        "levels": [level.name for level in named.levels],
        "positions": len(plan.positions),
    }
    typer.echo(sentence(chosen.locale, key, **facts))


def _show(changes: tuple[Change, ...]) -> None:
    colours.show_lines((change.line(), STYLES[change.kind]) for change in changes)


def _caution(chosen: Settings, stranded: Stranded) -> str:
    facts = asdict(stranded)
    return sentence(chosen.locale, f"plan_drops_{facts.pop('part')}", **facts)
