"""`qingkong export` makes on the server what `/export` makes in the chat."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import typer

from bot.cli.bars import bars
from bot.cli.reaching import reason_of, refuse, require_database
from bot.cli.shared import OPERATOR, instant, jurisdiction, opened
from bot.duties.file_views import VIEWS
from bot.kept_files import ARCHIVE
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from bot.workshop.workshop import Workshop, WorkshopFault
from office.desk import Desk, Desks
from office.paperwork import responses
from office.refusal import Refusal

ExportAsked = Mapping[str, Any]


def make(kind: str, asked: ExportAsked, out: Path, wanted: str | None) -> None:
    chosen = load_here()
    require_database(chosen)
    _require_new(chosen, out)
    try:
        content = asyncio.run(_made(chosen, kind, asked, wanted))
    except (Refusal, WorkshopFault) as fault:
        refuse(chosen, fault.key, **getattr(fault, "facts", {}))
    with refusing_unwritten(chosen, out):
        out.write_bytes(content)
    typer.echo(sentence(chosen.locale, "export_done", path=out, size=len(content) // 1024 + 1))


def _require_new(chosen: Settings, out: Path) -> None:
    # Making it may take a minute, so what would be in its way is said before.
    if out.exists():
        refuse(chosen, "export_exists", path=out)
    if not out.parent.is_dir():
        refuse(chosen, "export_no_folder", path=out.parent)


@contextmanager
def refusing_unwritten(chosen: Settings, path: Path) -> Iterator[None]:
    # The disk may be full, or forbid it. Whoever typed the command deletes what was begun.
    try:
        yield
    except OSError as error:
        refuse(chosen, "export_not_written", path=path, reason=reason_of(error))


async def _made(chosen: Settings, kind: str, asked: ExportAsked, wanted: str | None) -> bytes:
    workshop = Workshop()
    try:
        with bars(chosen) as bar:
            bar("reading", 0, 1)
            view = await _view(chosen, kind, asked, wanted)
            bar("reading", 1, 1)
            bar("making", 0, 1)
            return await workshop.make(kind, view, heard=partial(bar, "making"))
    finally:
        await workshop.close()


async def _view(chosen: Settings, kind: str, asked: ExportAsked, wanted: str | None) -> Any:
    async with at_desk(chosen, wanted) as desk:
        archive = chosen.data_dir / ARCHIVE
        return await VIEWS[kind](desk, asked or await until_now(desk), archive)


@asynccontextmanager
async def at_desk(chosen: Settings, wanted: str | None) -> AsyncIterator[Desk]:
    """A desk at which nothing is decided."""
    async with opened(chosen) as database, database.reading() as session:
        name = await jurisdiction(chosen, session, wanted)
        now = await instant(chosen, session)
        yield await Desks(database, chosen.locale).at(session, name, now, OPERATOR)


async def until_now(desk: Desk) -> ExportAsked:
    """Where nothing was said: the season or the year in which the office counts, up to today."""
    today = desk.local(desk.now).date()
    period = (await responses.period_of(desk))(today)
    return {"first": period.first.isoformat(), "last": today.isoformat()}
