"""`qingkong plan`: look a plan over, and put it in force."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from bot import cli_tables
from bot.cli_parts import OPERATOR, instant, opened
from bot.settings import Settings, load, sentence
from office import day_end, planning
from office.plan import Plan
from office.plan_diff import Change, ChangeKind
from office.plan_files import PlanError, read_plan
from office.plan_names import in_language
from office.planning import Applied, Stranded

app = typer.Typer(no_args_is_help=True, help="The office's plan.")

PlanFile = Annotated[Path, typer.Argument(help="The plan, as YAML.")]

STYLES = {ChangeKind.ADDED: "green", ChangeKind.REMOVED: "red", ChangeKind.CHANGED: "yellow"}


@app.command()
def check(file: PlanFile) -> None:
    """Say whether a plan is sound, or what is wrong with it, where, and what to do about it."""
    chosen = load(os.environ)
    _summarize(chosen, _read(chosen, file), "plan_sound")


@app.command()
def apply(file: PlanFile) -> None:
    """Put a plan in force, and show what changes. The same plan again changes nothing."""
    chosen = load(os.environ)
    plan = _read(chosen, file)
    applied = asyncio.run(_apply(chosen, plan))
    if not applied.is_new:
        typer.echo(sentence(chosen.locale, "plan_unchanged", number=applied.number))
        return
    if applied.number == 1:
        _summarize(chosen, plan, "plan_first")
        return
    _show(applied.changes)
    for stranded in applied.stranded:
        typer.echo(_caution(chosen, stranded))
    facts = {"number": applied.number, "changes": len(applied.changes)}
    typer.echo(sentence(chosen.locale, "plan_applied", name=plan.name, **facts))


async def _apply(chosen: Settings, plan: Plan) -> Applied:
    async with opened(chosen) as database, database.deciding(plan.jurisdiction) as session:
        now = await instant(chosen, session)
        applied = await planning.apply(session, plan, now=now, actor=OPERATOR)
        await day_end.ensure(session, plan, chosen.keeping(), now)
        return applied


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
    cli_tables.show_lines((change.line(), STYLES[change.kind]) for change in changes)


def _caution(chosen: Settings, stranded: Stranded) -> str:
    facts = {"chats": stranded.chats, "owes": stranded.owes, "holders": stranded.holders}
    key = "plan_drops_position" if stranded.holders else "plan_drops_agency"
    return sentence(chosen.locale, key, name=stranded.name, id=stranded.id, **facts)
