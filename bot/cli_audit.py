"""`qingkong audit`: prove that nobody has touched the audit log."""

import asyncio
import os
from typing import Annotated

import typer

from bot.cli_parts import opened
from bot.settings import Settings, load, sentence
from office import audits
from office.audits import Broken, Verified
from storage import plans

app = typer.Typer(no_args_is_help=True, help="The audit log.")

Verdicts = dict[str, Verified | Broken]


@app.callback()
def audit() -> None:
    """The audit log."""


@app.command()
def verify(
    wanted: Annotated[
        str | None, typer.Option("--jurisdiction", help="Only this one; else all.")
    ] = None,
) -> None:
    """Follow the chain of hashes from the first entry; exit with 1 where it is broken."""
    chosen = load(os.environ)
    verdicts = asyncio.run(_verify(chosen, wanted))
    for name, verdict in verdicts.items():
        typer.echo(_told(chosen, name, verdict))
    if any(isinstance(verdict, Broken) for verdict in verdicts.values()):
        raise typer.Exit(1)


async def _verify(chosen: Settings, wanted: str | None) -> Verdicts:
    async with opened(chosen) as database, database.reading() as session:
        names = [wanted] if wanted else await plans.jurisdictions(session)
        return {name: await audits.verify(session, name) for name in names}


def _told(chosen: Settings, name: str, verdict: Verified | Broken) -> str:
    if isinstance(verdict, Verified):
        facts = {"count": verdict.count, "head": verdict.head}
        return sentence(chosen.locale, "audit_whole", jurisdiction=name, **facts)
    what = sentence(chosen.locale, f"audit_{verdict.fault}")
    return sentence(
        chosen.locale, "audit_broken", jurisdiction=name, number=verdict.number, what=what
    )
