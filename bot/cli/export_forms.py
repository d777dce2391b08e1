"""`qingkong export forms` writes the signed forms to a folder, as they were kept."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import typer

from bot.cli.bars import bars
from bot.cli.export import at_desk, refusing_unwritten, until_now
from bot.cli.reaching import refuse, require_database
from bot.duties.file_views import VIEWS
from bot.duties.paper_making import Papers
from bot.kept_files import ARCHIVE, FileGone, KeptFiles
from bot.settings import Settings, sentence
from bot.settings_file import load_here
from bot.workshop.workshop import Workshop, WorkshopFault
from messages.documents.stages import Listener
from office.desk import Desk
from office.paperwork import signed_forms, unsigned_forms
from office.paperwork.printing import Paperwork
from office.paperwork.signed_forms import SignedForm
from office.records.ledgers import scope
from office.refusal import Refusal

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What a file may not be called on one system or another; a plan may call a form anything."""


@dataclass(slots=True)
class Forms:
    kept: dict[str, bytes] = field(default_factory=dict)
    """The content of each file by its name."""
    gone: list[str] = field(default_factory=list)
    """Forms that were signed, and of which no file is there."""

    def add(self, name: str, content: bytes) -> None:
        stem, dot, ending = _UNSAFE.sub("_", name).rpartition(".")
        free = f"{stem}{dot}{ending}"
        number = 2
        while free in self.kept:
            free, number = f"{stem} ({number}){dot}{ending}", number + 1
        self.kept[free] = content


def write(asked: Mapping[str, Any], folder: Path, wanted: str | None) -> None:
    """Exit with 1 where a signed form is gone: it is named, and never made anew."""
    chosen = load_here()
    require_database(chosen)
    _require_empty(chosen, folder)
    try:
        forms = asyncio.run(_read(chosen, asked, wanted))
    except (Refusal, WorkshopFault) as fault:
        refuse(chosen, fault.key, **getattr(fault, "facts", {}))
    with refusing_unwritten(chosen, folder):
        folder.mkdir(exist_ok=True)
        for name, content in forms.kept.items():
            (folder / name).write_bytes(content)
    count = len(forms.kept)
    typer.echo(sentence(chosen.locale, "export_forms_done", path=folder, count=count))
    if forms.gone:
        refuse(chosen, "export_forms_gone", names=forms.gone)


def _require_empty(chosen: Settings, folder: Path) -> None:
    if not folder.parent.is_dir():
        refuse(chosen, "export_no_folder", path=folder.parent)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        refuse(chosen, "export_folder_used", path=folder)


async def _read(chosen: Settings, asked: Mapping[str, Any], wanted: str | None) -> Forms:
    forms, files = Forms(), KeptFiles(chosen.data_dir / ARCHIVE)
    async with at_desk(chosen, wanted) as desk:
        found = await scope.scope_of(desk, asked or await until_now(desk))
        for one in await signed_forms.of_matters(desk, found.matters):
            await _take(desk, files, one, forms)
        drafts = await unsigned_forms.of_matters(desk, found.matters)
        views = [(one, await VIEWS[one.craft](desk, one.view, files.archive)) for one in drafts]
    with bars(chosen) as bar:
        await _make(views, files, forms, partial(bar, "making"))
    if not forms.kept and not forms.gone:
        raise Refusal("signed_forms_none")
    return forms


async def _take(desk: Desk, files: KeptFiles, one: SignedForm, forms: Forms) -> None:
    row = await signed_forms.kept(desk, one)
    try:
        forms.add(one.paper.name, files.read(row.sha256 or "" if row else ""))
    except FileGone:
        forms.gone.append(one.paper.name)


async def _make(
    drafts: list[tuple[Paperwork, Any]], files: KeptFiles, forms: Forms, heard: Listener
) -> None:
    if not drafts:
        return
    workshop = Workshop()
    papers = Papers(workshop, files)
    try:
        for number, (paper, view) in enumerate(drafts, 1):
            made = await papers.make(paper.craft, paper.template, view)
            forms.add(paper.name, made.content)
            heard(number, len(drafts))
    finally:
        await workshop.close()
