"""From what each kind of file is made: its view, read by a desk that decides nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from office.desk import Desk
from office.records.ledgers import scope
from office.records.ledgers import view as ledger_view

FileViewOf = Callable[[Desk, Mapping[str, Any]], Awaitable[Any]]
"""It is given what was asked for, and returns a frozen view that the workshop can be sent."""


async def _ledger(desk: Desk, asked: Mapping[str, Any]) -> Any:
    return await ledger_view.view_of(desk, await scope.scope_of(desk, asked))


VIEWS: Mapping[str, FileViewOf] = {
    "ledger": _ledger,
}
