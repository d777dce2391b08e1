"""Counts what the sender has stored: a message counts only once its id is committed."""

import asyncio

from storage.database import Database
from storage.outbox import Delivery, DeliveryState


class Sent:
    def __init__(self, database: Database, wanted: int, *kinds: str) -> None:
        self._kinds = kinds
        self._wanted = wanted
        self._stored: set[int] = set()
        self._all = asyncio.Event()
        database.watch(self._hear)

    async def all_stored(self) -> None:
        await self._all.wait()

    def _hear(self, row: object) -> None:
        if not isinstance(row, Delivery) or row.kind not in self._kinds:
            return
        if row.state == DeliveryState.SENT and row.message_id is not None:
            self._stored.add(row.key)
        if len(self._stored) >= self._wanted:
            self._all.set()
