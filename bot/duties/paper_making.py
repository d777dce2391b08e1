"""Has a file made with the Word template that it was wanted with, or with ours rather than not."""

import asyncio
from typing import Any

import structlog

from bot.kept_files import FileGone, KeptFiles
from bot.workshop.workshop import OverLimit, Workshop, WorkshopFault
from messages.documents.stages import Listener
from office.paperwork import templates
from storage.immutable import immutable

log = structlog.stdlib.get_logger(__name__)


@immutable
class Made:
    content: bytes
    template: str | None = None
    """The hash of the template that it was made with, for what has one."""
    fell_back: bool = False
    """It was to be made with a template that is of no use, so ours was taken."""


class Papers:
    def __init__(self, workshop: Workshop, files: KeptFiles) -> None:
        self._workshop = workshop
        self._files = files

    async def make(
        self,
        kind: str,
        wanted: str | None,
        view: Any,
        heard: Listener = lambda _done, _total: None,
    ) -> Made:
        """Make a paper of this kind with the template of this hash, which few kinds have."""
        own = await self._own_template(kind, wanted)
        if own is not None:
            try:
                return Made(await self._workshop.make(kind, view, own, heard), wanted)
            except OverLimit:
                raise
            # It was tried before it was put into use, but not on this view.
            except WorkshopFault as fault:
                log.warning("template_failed", kind=kind, sha256=wanted, reason=fault.key)
        ours = templates.shipped(kind) if wanted is not None else None
        content = await self._workshop.make(kind, view, heard=heard)
        return Made(content, ours, fell_back=ours != wanted)

    async def _own_template(self, kind: str, wanted: str | None) -> bytes | None:
        if wanted is None or wanted == templates.shipped(kind):
            return None
        try:
            return await asyncio.to_thread(self._files.read, wanted)
        except FileGone:
            log.warning("template_gone", kind=kind, sha256=wanted)
            return None
