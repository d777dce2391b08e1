"""`qingkong cap export` writes the office's alerts as CAP messages, one file a message."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import typer

from bot.cli.export import at_desk, refusing_unwritten
from bot.cli.reaching import refuse, require_database
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from messages.documents.cap import packing
from messages.documents.cap.reading import UnreadCap
from office.cap import exporting
from office.desk import Desk
from office.refusal import Refusal
from storage.decisions.matters import Matter
from storage.immutable import immutable


@immutable
class CapAsked:
    alert: str | None
    """The serial number of one of its orders; without it the newest alert is meant."""
    every: bool
    drill: bool


def write(asked: CapAsked, folder: Path, wanted: str | None) -> None:
    chosen = load_here()
    require_database(chosen)
    _require_folder(chosen, folder)
    files, faults = asyncio.run(_files(chosen, asked, wanted))
    if not files and len(faults) == 1:
        refuse(chosen, faults[0].key, **faults[0].facts)
    with refusing_unwritten(chosen, folder):
        folder.mkdir(exist_ok=True)
        new = _put(folder, files)
    there = len(files) - new
    typer.echo(sentence(chosen.locale, "cap_exported", path=folder, count=new, there=there))
    for fault in faults:
        typer.echo(sentence(chosen.locale, fault.key, **fault.facts), err=True)
    if faults:
        raise typer.Exit(1)


def _require_folder(chosen: Settings, folder: Path) -> None:
    if not folder.parent.is_dir():
        refuse(chosen, "export_no_folder", path=folder.parent)
    if folder.exists() and not folder.is_dir():
        refuse(chosen, "export_exists", path=folder)


async def _files(
    chosen: Settings, asked: CapAsked, wanted: str | None
) -> tuple[Mapping[str, bytes], list[Refusal]]:
    """The files, and why there are none of some alerts: one that cannot go holds up no other."""
    files: dict[str, bytes] = {}
    faults: list[Refusal] = []
    async with at_desk(chosen, wanted) as desk:
        try:
            alerts = await _alerts(desk, asked)
        except Refusal as fault:
            return {}, [fault]
        for alert in alerts:
            try:
                files |= await _files_of(desk, alert)
            except Refusal as fault:
                faults.append(fault)
    return files, faults


async def _files_of(desk: Desk, alert: Matter) -> Mapping[str, bytes]:
    found = await exporting.messages(desk, alert)
    try:
        return {packing.name_of(message): packing.written(message) for message in found}
    except UnreadCap as fault:
        raise Refusal(fault.key, line=fault.line) from fault


async def _alerts(desk: Desk, asked: CapAsked) -> list[Matter]:
    if asked.alert is not None:
        return [await exporting.alert_named(desk, asked.alert, drill=asked.drill)]
    if asked.every:
        return await exporting.all_alerts(desk, drill=asked.drill)
    return [await exporting.newest_alert(desk, drill=asked.drill)]


def _put(folder: Path, files: Mapping[str, bytes]) -> int:
    """Return how many are new. What went out once is never written again."""
    new = {name: content for name, content in files.items() if not (folder / name).exists()}
    for name, content in new.items():
        (folder / name).write_bytes(content)
    return len(new)
