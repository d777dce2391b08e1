"""From what each kind of file is made: its view, read by a desk that decides nothing."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from office.desk import Desk
from office.records import evidence
from office.records.ledgers import scope
from office.records.ledgers import view as ledger_view

FileViewOf = Callable[[Desk, Mapping[str, Any], Path], Awaitable[Any]]
"""It is given what was asked for and the archive, and returns a frozen view for the workshop."""


async def _evidence(desk: Desk, asked: Mapping[str, Any], archive: Path) -> Any:
    return await evidence.view_of(desk, int(asked["slip"]), archive)


async def _ledger(desk: Desk, asked: Mapping[str, Any], _archive: Path) -> Any:
    return await ledger_view.view_of(desk, await scope.scope_of(desk, asked))


VIEWS: Mapping[str, FileViewOf] = {
    "evidence": _evidence,
    "ledger": _ledger,
}
