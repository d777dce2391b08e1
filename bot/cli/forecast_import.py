"""`qingkong forecast import` lays a forecast, or what was measured, before the office."""

import asyncio
from pathlib import Path

import typer

from bot.cli.reaching import reason_of, refuse, require_database
from bot.cli.shared import OPERATOR, instant, jurisdiction, opened
from bot.kept_files import ARCHIVE, KeptFiles
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from messages.length import plain
from office.desk import Desks
from office.forecasts import importing
from office.forecasts.bringing import SentAir
from office.reading import workbooks
from office.reading.workbooks import Enclosed, RawFile
from office.refusal import Refusal
from storage.sky.forecasts import AirKind

MEGABYTE = 1024 * 1024
MOST = 8
"""Megabytes; a year of hours of several cities takes half of that."""


def take(file: Path, wanted: str | None, *, observed: bool) -> None:
    chosen = load_here()
    require_database(chosen)
    content = _content(chosen, file)
    kind = AirKind.OBSERVED if observed else AirKind.FORECAST
    try:
        said = asyncio.run(_lay_before_office(chosen, file.name, content, kind, wanted))
    except Refusal as fault:
        refuse(chosen, fault.key, **fault.facts)
    typer.echo(plain(said).strip())
    typer.echo(sentence(chosen.locale, "forecast_laid_before"))


def _content(chosen: Settings, file: Path) -> bytes:
    try:
        with file.open("rb") as opened_file:
            content = opened_file.read(MOST * MEGABYTE + 1)
    except OSError as error:
        refuse(chosen, "forecast_no_file", path=file, reason=reason_of(error))
    if len(content) > MOST * MEGABYTE:
        refuse(chosen, "forecast_file_too_large", most=MOST)
    return content


async def _lay_before_office(
    chosen: Settings, name: str, content: bytes, kind: AirKind, wanted: str | None
) -> str:
    found = await asyncio.to_thread(workbooks.read, content)
    async with opened(chosen) as database:
        async with database.reading() as session:
            place = await jurisdiction(chosen, session, wanted)
            now = await instant(chosen, session)
        sha256 = await asyncio.to_thread(KeptFiles(chosen.data_dir / ARCHIVE).keep, content)
        async with Desks(database, chosen.locale).open(place, now, OPERATOR) as desk:
            sent = SentAir(kind, _sheets(found), RawFile(name, sha256, len(content)))
            return await importing.lay_before_office(desk, sent)


def _sheets(found: Enclosed) -> tuple[workbooks.Sheet, ...]:
    if not found.sheets:
        raise Refusal(found.fault or "forecast_file_unread", **found.facts)
    return found.sheets
