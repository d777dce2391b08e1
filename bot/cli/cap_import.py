"""`qingkong cap import` hands the office a CAP message of another one."""

import asyncio
from pathlib import Path

import typer

from bot.cli.reaching import reason_of, refuse, require_database
from bot.cli.shared import OPERATOR, instant, jurisdiction, opened
from bot.kept_files import ARCHIVE, KeptFiles
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from messages.documents.cap.model import LARGEST
from messages.documents.cap.reading import UnreadCap, read
from office.cap import receiving
from office.cap.receiving import BroughtCap, CapArrival
from office.desk import Desks
from office.reading.workbooks import RawFile
from office.refusal import Refusal


def take(file: Path, wanted: str | None) -> None:
    """Exit with 0 also where the same message came before, as nothing is left to be done."""
    chosen = load_here()
    require_database(chosen)
    content = _content(chosen, file)
    try:
        came = asyncio.run(_receive(chosen, file.name, content, wanted))
    except UnreadCap as fault:
        refuse(chosen, fault.key, line=fault.line)
    except Refusal as fault:
        refuse(chosen, fault.key, **fault.facts)
    row = came.row
    key = f"cap_came_{row.outcome}" if came.is_new else "cap_known"
    typer.echo(sentence(chosen.locale, key, identifier=row.identifier, at=row.received_at))


def _content(chosen: Settings, file: Path) -> bytes:
    try:
        with file.open("rb") as opened_file:
            # One byte more tells that it is too large, and the rest is not looked at.
            return opened_file.read(LARGEST + 1)
    except OSError as error:
        refuse(chosen, "cap_no_file", path=file, reason=reason_of(error))


async def _receive(chosen: Settings, name: str, content: bytes, wanted: str | None) -> CapArrival:
    message = read(content)
    async with opened(chosen) as database:
        async with database.reading() as session:
            place = await jurisdiction(chosen, session, wanted)
            now = await instant(chosen, session)
        sha256 = await asyncio.to_thread(KeptFiles(chosen.data_dir / ARCHIVE).keep, content)
        brought = BroughtCap(message, RawFile(name, sha256, len(content)))
        async with Desks(database, chosen.locale).open(place, now, OPERATOR) as desk:
            return await receiving.receive(desk, None, brought)
