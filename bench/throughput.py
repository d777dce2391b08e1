"""Compares messages a second without ceilings: two bare loops that keep nothing, and ours."""

import asyncio
import itertools
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiogram
import telegram as ptb
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from bench.apart import apart
from bench.databases import POSTGRESQL, SQLITE, Databases
from bench.figures import Figure, Size
from bench.office import Office, enrol
from bench.sent import all_sent
from bench.stopwatch import Began, Spent
from bench.telegram import TOKEN, Address, Telegram
from bot import event_loop
from messages.keyboards import button
from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place
from storage.delivery.outbox import DeliveryKind

TEXT = "<b>重污染天气橙色预警</b>\n请于<b>30分钟</b>内回复收到。编号 2026-012"
LABEL, DATA = "收到", "got:1"
AT_A_TIME = 96
"""Calls at a time; more make the bare loops slower."""
Send = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Speed:
    per_second: float
    """Messages a second by the clock on the wall."""
    cost: float
    """Milliseconds of processor time a message, which other work on the machine spoils less."""


@dataclass(frozen=True, slots=True)
class Throughput:
    ptb: Speed
    aiogram: Speed
    sqlite: Speed
    postgresql: Speed

    def figures(self) -> Sequence[Figure]:
        best = max(self.sqlite.per_second, self.postgresql.per_second)
        to_ptb, to_aiogram = best / self.ptb.per_second, best / self.aiogram.per_second
        return (
            *_lines("ptb", "python-telegram-bot, bare loop", self.ptb),
            *_lines("aiogram", "aiogram, bare loop", self.aiogram),
            *_lines("ours_sqlite", "Qingkong, stored in SQLite", self.sqlite),
            *_lines("ours_postgresql", "Qingkong, stored in PostgreSQL", self.postgresql),
            Figure("ours_to_ptb", "Qingkong ÷ python-telegram-bot", to_ptb, "×"),
            Figure("ours_to_aiogram", "Qingkong ÷ aiogram", to_aiogram, "×", at_least=1.0),
        )


def _lines(name: str, title: str, speed: Speed) -> tuple[Figure, Figure]:
    return (
        Figure(name, title, speed.per_second, "/s"),
        Figure(f"{name}_cost", "  processor time a message", speed.cost, "ms"),
    )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Throughput:
    # The contestants take turns in each round, so that what disturbs one disturbs all.
    rounds = [_round(telegram, databases, size) for _ in range(size.rounds)]
    return Throughput(*(_median(speeds) for speeds in zip(*rounds, strict=True)))


def _round(telegram: Telegram, databases: Databases, size: Size) -> Sequence[Speed]:
    def contest(run: Callable[[Address, int], Spent]) -> Speed:
        return _speed(apart(run, telegram.set(size.groups), size.messages), size)

    def ours(kind: str) -> Speed:
        office = Office(telegram.set(size.groups), databases.fresh(kind), databases.folder)
        return _speed(apart(run_ours, office, size.messages), size)

    return contest(run_ptb), contest(run_aiogram), ours(SQLITE), ours(POSTGRESQL)


def _speed(spent: Spent, size: Size) -> Speed:
    return Speed(size.messages / spent.seconds, 1000 * spent.processor / size.messages)


def _median(speeds: Sequence[Speed]) -> Speed:
    return Speed(
        statistics.median(one.per_second for one in speeds),
        statistics.median(one.cost for one in speeds),
    )


def run_ptb(address: Address, messages: int) -> Spent:
    return asyncio.run(_ptb(address, messages))


async def _ptb(address: Address, messages: int) -> Spent:
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton(LABEL, callback_data=DATA)]])
    request = HTTPXRequest(connection_pool_size=AT_A_TIME)
    async with ptb.Bot(TOKEN, base_url=f"{address.url}/bot", request=request) as bot:

        async def send(chat_id: int) -> object:
            return await bot.send_message(chat_id, TEXT, parse_mode="HTML", reply_markup=keyboard)

        return await _send_all(send, address, messages)


def run_aiogram(address: Address, messages: int) -> Spent:
    return asyncio.run(_aiogram(address, messages))


async def _aiogram(address: Address, messages: int) -> Spent:
    button = aiogram.types.InlineKeyboardButton(text=LABEL, callback_data=DATA)
    keyboard = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
    session = AiohttpSession(api=TelegramAPIServer.from_base(address.url), limit=AT_A_TIME)
    async with aiogram.Bot(TOKEN, session=session) as bot:

        async def send(chat_id: int) -> object:
            return await bot.send_message(chat_id, TEXT, parse_mode="HTML", reply_markup=keyboard)

        return await _send_all(send, address, messages)


async def _send_all(send: Send, address: Address, messages: int) -> Spent:
    chats = itertools.cycle(group.chat_id for group in address.groups)
    queue = iter(list(itertools.islice(chats, messages)))

    async def work() -> None:
        for chat_id in queue:
            await send(chat_id)

    began = Began()
    await asyncio.gather(*(work() for _ in range(AT_A_TIME)))
    return began.spent()


def run_ours(office: Office, messages: int) -> Spent:
    return event_loop.run(_ours(office, messages))


async def _ours(office: Office, messages: int) -> Spent:
    plan = await enrol(office)
    async with office.running() as runtime:
        async with runtime.desks.open(plan.jurisdiction, runtime.clock.now(), "cli:bench") as desk:
            await _queue(desk, office.address, messages)
            began = Began()
        await all_sent(runtime.database, messages, DeliveryKind.ALERT)
        return began.spent()


async def _queue(desk: Desk, address: Address, messages: int) -> None:
    message = Message(TEXT, ((button(LABEL, DATA.partition(":")[0], 1),),))
    chats = itertools.cycle(group.chat_id for group in address.groups)
    for chat_id in itertools.islice(chats, messages):
        await post.send(desk, Place(chat_id), DeliveryKind.ALERT, message)
