"""`qingkong audit` proves that nobody has touched the audit log."""

import asyncio

import typer

from bot.cli.bars import bars
from bot.cli.reaching import refuse, require_database
from bot.cli.shared import jurisdiction, opened
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from office.records import anchors, audits
from office.records.anchors import Anchor, AnchorState
from office.records.audits import Broken, Verified
from storage.books import plans

Verdicts = dict[str, Verified | Broken]
Findings = list[tuple[str, Anchor, AnchorState]]


def verify(wanted: str | None, posted: list[str]) -> None:
    chosen = load_here()
    require_database(chosen)
    told_before = [_read(chosen, text) for text in posted]
    verdicts, findings = asyncio.run(_verify(chosen, wanted, told_before))
    for name, verdict in verdicts.items():
        typer.echo(told(chosen, name, verdict))
    for name, anchor, finding in findings:
        facts = {"jurisdiction": name, "anchor": anchor, "count": _count(verdicts[name])}
        typer.echo(sentence(chosen.locale, f"anchor_{finding}", **facts))
    broken = any(isinstance(verdict, Broken) for verdict in verdicts.values())
    if broken or any(finding is not AnchorState.HELD for _, _, finding in findings):
        raise typer.Exit(1)


async def _verify(
    chosen: Settings, wanted: str | None, told_before: list[Anchor]
) -> tuple[Verdicts, Findings]:
    async with opened(chosen) as database, database.reading() as session:
        known = await plans.jurisdictions(session)
        if wanted or told_before or not known:
            # An anchor belongs to one office, and without an office there is nothing to prove.
            wanted = await jurisdiction(chosen, session, wanted)
        names = [wanted] if wanted else known
        findings = [
            (name, anchor, await anchors.compare(session, name, anchor))
            for name in names
            for anchor in told_before
        ]
        with bars(chosen) as bar:
            return {name: await audits.verify(session, name, bar) for name in names}, findings


def _read(chosen: Settings, text: str) -> Anchor:
    anchor = anchors.read(text)
    if anchor is None:
        refuse(chosen, "anchor_unreadable", text=text)
    return anchor


def _count(verdict: Verified | Broken) -> int:
    # Of a broken log the entries before the break are counted.
    return verdict.count if isinstance(verdict, Verified) else verdict.number - 1


def told(chosen: Settings, name: str, verdict: Verified | Broken) -> str:
    if isinstance(verdict, Verified):
        facts = {"count": verdict.count, "head": verdict.head}
        return sentence(chosen.locale, "audit_whole", jurisdiction=name, **facts)
    what = sentence(chosen.locale, f"audit_{verdict.fault}")
    return sentence(
        chosen.locale, "audit_broken", jurisdiction=name, number=verdict.number, what=what
    )
