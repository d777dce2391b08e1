"""`qingkong plan renew` writes a plan file of the old language in today's."""

from pathlib import Path

import typer

from bot.cli.reaching import refuse
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from office.plan.files import PlanError, read_plan, read_text
from office.plan.renewing import Renewed, Unrenewable, renew
from office.plan.undecided import undecided

FORMER_SUFFIX = ".former"
"""The old file is kept beside the new one under its name with this at the end."""


def write(file: Path, *, dry_run: bool) -> None:
    chosen = load_here()
    renewed = _renewed(chosen, file)
    if not renewed.rewritten:
        typer.echo(sentence(chosen.locale, "plan_not_old"))
    for former, now in renewed.rewritten:
        typer.echo(sentence(chosen.locale, "plan_rewritten", former=former, now=now))
    if renewed.rewritten and not dry_run:
        _replace(chosen, file, renewed.text)
    _tell_what_is_open(chosen, file)


def _renewed(chosen: Settings, file: Path) -> Renewed:
    try:
        # What is unsound in either language is told as `plan check` tells it.
        read_plan(file)
        return renew(read_text(file))
    except PlanError as error:
        for line in error.sentences(chosen.locale):
            typer.echo(line)
        raise typer.Exit(1) from None
    except Unrenewable:
        refuse(chosen, "plan_renewal_differs")


def _replace(chosen: Settings, file: Path, text: str) -> None:
    kept = file.with_name(file.name + FORMER_SUFFIX)
    if kept.exists():
        refuse(chosen, "plan_former_exists", path=str(kept))
    kept.write_bytes(file.read_bytes())
    file.write_text(text, "utf-8")
    typer.echo(sentence(chosen.locale, "plan_renewed", path=str(file), kept=str(kept)))


def _tell_what_is_open(chosen: Settings, file: Path) -> None:
    rows = list(undecided(read_plan(file)))
    if rows:
        typer.echo(sentence(chosen.locale, "plan_to_decide"))
    for key, what in rows:
        typer.echo(f"· {key}: {what.to(chosen.locale)}")
    typer.echo(sentence(chosen.locale, "plan_then_look", path=str(file)))
