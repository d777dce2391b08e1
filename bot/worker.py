"""The worker: each stored update becomes one turn in one transaction, in order within a chat."""

import asyncio
from collections.abc import Coroutine
from itertools import groupby
from typing import Any

import structlog
from telegram import Update
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.gateway import App
from bot.loops import cancel, unbroken
from handlers import dispatch, membership
from handlers.turn import Toast, Turn, taking
from messages.render import Message
from office import post
from office.desk import Desk, Desks
from office.refusal import Refusal
from storage import inbox
from storage.inbox import InboxState, InboxUpdate

log = structlog.stdlib.get_logger(__name__)

MOST_ATTEMPTS = 3
TOAST_LIMIT = 200
MOST_AT_ONCE = 4
"""Chats decided side by side; on PostgreSQL each holds a connection while it waits its turn."""


class Worker:
    def __init__(self, desks: Desks, application: App, clock: Clock) -> None:
        self._desks = desks
        self._application = application
        self._clock = clock
        self._toasts: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    @property
    def busy(self) -> bool:
        return bool(self._toasts)

    def concerned_by(self, row: object) -> bool:
        return isinstance(row, InboxUpdate) and row.state == InboxState.NEW

    async def work(self) -> None:
        while rows := await self._new():
            await asyncio.gather(*(self._chat(queue) for queue in _by_chat(rows)))

    async def abandon(self) -> None:
        await cancel(*self._toasts)

    async def drain(self) -> None:
        await asyncio.gather(*self._toasts, return_exceptions=True)

    async def _new(self) -> list[InboxUpdate]:
        async with self._desks.database.reading() as session:
            return await inbox.new_updates(session)

    async def _chat(self, rows: list[InboxUpdate]) -> None:
        async with self._room:
            for row in rows:
                while not await unbroken(self._handle(row)):
                    log.info("update_again", update=row.update_id)

    async def _handle(self, row: InboxUpdate) -> bool:
        """Whether the update is done with, well or not."""
        try:
            await self._decide(row)
        # Whatever one update does to us, the updates behind it must still be handled.
        except Exception as error:
            return await self._failed(row, error)
        return True

    async def _decide(self, row: InboxUpdate) -> None:
        update = Update.de_json(row.raw, self._application.bot)
        jurisdiction = await self._jurisdiction(update)
        if jurisdiction is None:
            await self._close(row)
            self._silence(row)
            log.info("update_ignored", update=row.update_id, reason="no jurisdiction")
            return
        now = self._clock.now()
        async with self._desks.database.deciding(jurisdiction) as session:
            desk = await self._desks.at(session, jurisdiction, now, dispatch.actor_of(update))
            turn = await dispatch.turn_of(desk, update)
            await membership.heard(turn)
            await self._take(turn)
            await inbox.close(session, row.key, InboxState.DONE, now, jurisdiction)
        log.info("update_handled", update=row.update_id, actor=desk.actor)
        self._speak(turn)

    async def _jurisdiction(self, update: Update) -> str | None:
        async with self._desks.database.reading() as session:
            return await dispatch.jurisdiction_of(session, update)

    async def _take(self, turn: Turn) -> None:
        try:
            # What a refused turn had written is undone; the answer and the record stay.
            async with turn.desk.session.begin_nested():
                with taking(turn):
                    await self._application.process_update(turn.update)
        except Refusal as refusal:
            await dispatch.refuse(turn, refusal)

    async def _close(self, row: InboxUpdate, state: InboxState = InboxState.DONE) -> None:
        async with self._desks.database.transaction() as session:
            await inbox.close(session, row.key, state, self._clock.now())

    async def _failed(self, row: InboxUpdate, error: Exception) -> bool:
        """Count the attempt. A database that is away raises here again: no attempt is lost."""
        async with self._desks.database.transaction() as session:
            attempts = await inbox.note_failure(session, row.key, type(error).__name__)
        if attempts < MOST_ATTEMPTS:
            log.warning("update_failed", update=row.update_id, attempt=attempts, exc_info=error)
            return False
        log.error("update_given_up", update=row.update_id, exc_info=error)
        await self._close(row, InboxState.FAILED)
        self._silence(row)
        await self._tell_office(row)
        return True

    async def _tell_office(self, row: InboxUpdate) -> None:
        async with self._desks.database.reading() as session:
            jurisdiction = await dispatch.jurisdiction_of_chat(session, row.chat_id)
        if jurisdiction is None:
            return
        async with self._desks.open(jurisdiction, self._clock.now(), "telegram") as desk:
            await _say_given_up(desk, row)

    def _speak(self, turn: Turn) -> None:
        """Every press is answered: without an answer the button keeps turning on the phone."""
        if turn.update.callback_query is None:
            return
        self._go(self._answer(turn.update.callback_query.id, turn.toast or Toast("")))

    def _silence(self, row: InboxUpdate) -> None:
        """The same for a press that came to nothing."""
        pressed = row.raw.get("callback_query")
        if isinstance(pressed, dict) and "id" in pressed:
            self._go(self._answer(str(pressed["id"]), Toast("")))

    async def _answer(self, query_id: str, toast: Toast) -> None:
        try:
            await self._application.bot.answer_callback_query(
                query_id, text=toast.text[:TOAST_LIMIT] or None, show_alert=toast.alert
            )
        except BadRequest as error:
            # Handled long after it was pressed, perhaps after an outage: nobody waits any more.
            log.info("toast_too_late", error=error.message)
        except TelegramError as error:
            log.warning("toast_failed", error=f"{type(error).__name__}: {error.message}")

    def _go(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._toasts.add(task)
        task.add_done_callback(self._toasts.discard)


async def _say_given_up(desk: Desk, row: InboxUpdate) -> None:
    facts = {"at": row.received_at, "number": row.update_id}
    await post.tell_office(desk, Message(desk.words.phrase("update_given_up", **facts)))


def _by_chat(rows: list[InboxUpdate]) -> list[list[InboxUpdate]]:
    """Each chat's updates in their order; those that belong to no chat stand alone."""

    def chat(row: InboxUpdate) -> tuple[int, int]:
        return (row.chat_id, 0) if row.chat_id is not None else (0, row.key)

    return [list(queue) for _, queue in groupby(sorted(rows, key=chat), key=chat)]
