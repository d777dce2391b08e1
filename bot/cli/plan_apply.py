"""`qingkong plan apply` puts a plan in force."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.cli import colours
from bot.cli.plan_check import read, summarize
from bot.cli.reaching import refuse
from bot.cli.shared import OPERATOR, instant, opened
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from office.plan.diff import Change, ChangeKind
from office.plan.effects import Effect
from office.plan.model import Plan
from office.records import day_end
from office.upkeep import applying
from office.upkeep.applying import Prospect, Stranded

FIRST = 1
"""The number of a jurisdiction's first version."""

STYLES = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red", ChangeKind.CHANGED: "yellow"}


def apply(file: Path, *, yes: bool, dry_run: bool) -> None:
    chosen = load_here()
    plan = read(chosen, file)
    seen = asyncio.run(_look(chosen, plan))
    if not seen.is_new:
        typer.echo(sentence(chosen.locale, "plan_unchanged", number=seen.number))
        return
    if seen.number > FIRST:
        _show(seen.changes)
        _show_effects(chosen, seen.effects)
        for stranded in seen.stranded:
            typer.echo(_caution(chosen, stranded))
    facts = {"name": plan.name, "number": seen.number, "changes": len(seen.changes)}
    if dry_run:
        typer.echo(sentence(chosen.locale, "plan_dry_run", **facts))
        return
    # A first plan cannot take anything away, so nobody is asked.
    if seen.number > FIRST and not yes:
        _ask(chosen, facts)
    asyncio.run(_apply(chosen, plan, seen))
    if seen.number == FIRST:
        summarize(chosen, plan, "plan_first")
    else:
        typer.echo(sentence(chosen.locale, "plan_applied", **facts))


def _ask(chosen: Settings, facts: dict[str, Any]) -> None:
    """End the command unless the person at the terminal agrees."""
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


def _show(changes: tuple[Change, ...]) -> None:
    colours.show_lines((change.line(), STYLES[change.kind]) for change in changes)


def _show_effects(chosen: Settings, effects: tuple[Effect, ...]) -> None:
    if effects:
        typer.echo(sentence(chosen.locale, "plan_effects"))
    for effect in effects:
        typer.echo(f"  {effect.line(chosen.locale)}")


def _caution(chosen: Settings, stranded: Stranded) -> str:
    facts = asdict(stranded)
    return sentence(chosen.locale, f"plan_drops_{facts.pop('part')}", **facts)
