"""The least that confirms receipts: an aiogram handler that commits one row a press and answers."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import asyncpg
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bench.databases import SQLITE
from bench.telegram import RECEIPT, TOKEN, Address

TABLE = "CREATE TABLE receipts (chat bigint NOT NULL, person bigint NOT NULL, at text NOT NULL)"
CONNECTIONS = 10
"""As many as our own program may have."""

Keep = Callable[[int, int, str], Awaitable[None]]
"""It inserts one row, and returns once that is committed."""


def run(kind: str, address: Address, database_url: str, folder: Path) -> int:
    return asyncio.run(_run(kind, address, database_url, folder))


async def _run(kind: str, address: Address, database_url: str, folder: Path) -> int:
    """Send every group its alert and stay until each was confirmed; return how many were."""
    place = _in_sqlite(folder / "bare.db") if kind == SQLITE else _in_postgresql(database_url)
    session = AiohttpSession(api=TelegramAPIServer.from_base(address.url))
    async with place as keep, Bot(TOKEN, session=session) as bot:
        dispatcher, all_kept = _dispatcher(keep, len(address.groups))
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        await _send_alerts(bot, address)
        await all_kept.wait()
        await dispatcher.stop_polling()
        await polling
    return len(address.groups)


def _dispatcher(keep: Keep, wanted: int) -> tuple[Dispatcher, asyncio.Event]:
    dispatcher, all_kept, kept = Dispatcher(), asyncio.Event(), set[str]()

    @dispatcher.callback_query()
    async def confirm(query: CallbackQuery) -> None:
        assert query.message is not None
        await keep(query.message.chat.id, query.from_user.id, query.id)
        await query.answer("已记录：收到。")
        kept.add(query.id)
        if len(kept) == wanted:
            all_kept.set()

    return dispatcher, all_kept


async def _send_alerts(bot: Bot, address: Address) -> None:
    button = InlineKeyboardButton(text=RECEIPT, callback_data="got:1")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
    for group in address.groups:
        await bot.send_message(group.chat_id, "重污染天气橙色预警", reply_markup=keyboard)


@asynccontextmanager
async def _in_sqlite(file: Path) -> AsyncIterator[Keep]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", TABLE):
            connection.execute(statement)

        async def keep(chat: int, person: int, at: str) -> None:
            # Outside a transaction each statement is committed by itself.
            connection.execute("INSERT INTO receipts VALUES (?, ?, ?)", (chat, person, at))

        yield keep


@asynccontextmanager
async def _in_postgresql(url: str) -> AsyncIterator[Keep]:
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        with contextlib.suppress(asyncpg.DuplicateTableError):
            await pool.execute(TABLE)

        async def keep(chat: int, person: int, at: str) -> None:
            await pool.execute("INSERT INTO receipts VALUES ($1, $2, $3)", chat, person, at)

        yield keep
