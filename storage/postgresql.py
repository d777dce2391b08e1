"""Connections to PostgreSQL, each asked whether it still stands before it is used after a pause."""

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

TRUSTED_FOR = 1.0
"""Seconds since a connection was used in which it is not asked.

A question takes a third of the time of a short transaction. Where the server went away meanwhile,
the transaction fails as it would if that had happened in its middle.
"""
_USED_AT = "used_at"

SETTINGS = {
    # A process that was suspended, or whose machine went away, would keep its locks for as
    # long as its connection seems to live, and nobody could decide in its jurisdiction meanwhile.
    "idle_in_transaction_session_timeout": "9000",
}


def create_engine(url: str, **options: Any) -> AsyncEngine:
    settings = {"server_settings": SETTINGS}
    engine = create_async_engine(url, pool_size=10, connect_args=settings, **options)

    def ask_after_a_pause(connection: Any, record: Any, _proxy: Any) -> None:
        idle = time.monotonic() - record.info[_USED_AT]
        if idle >= TRUSTED_FOR and not _stands(engine, connection):
            # The others broke with it, so the pool makes a new one.
            raise InvalidatePoolError

    event.listen(engine.sync_engine, "connect", _note_its_use)
    event.listen(engine.sync_engine, "checkout", ask_after_a_pause)
    event.listen(engine.sync_engine, "checkin", _note_its_use)
    return engine


def _stands(engine: AsyncEngine, connection: Any) -> bool:
    dialect = engine.dialect
    try:
        return bool(dialect.do_ping(connection))
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, connection, None):
            return False
        raise


def _note_its_use(connection: Any, record: Any) -> None:
    # What is left of a connection that broke has nothing to be asked after.
    if connection is not None:
        record.info[_USED_AT] = time.monotonic()
