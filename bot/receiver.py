"""The receiver: an update is stored and committed before Telegram is told that we have it."""

import asyncio
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.gateway import Bot
from bot.loops import unbroken
from storage import inbox
from storage.database import Database
from storage.inbox import InboxUpdate

log = structlog.stdlib.get_logger(__name__)

# Given on every poll: Telegram otherwise keeps the choice of whoever polled last.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 25
ANSWER_WITHIN = POLL_SECONDS + 10
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

# Telegram's methods ignore case. With a small letter PTB would warn that it has a method of
# its own, which parses what it gets: one malformed update would stop it for good.
GET_UPDATES = "GetUpdates"

RawUpdate = dict[str, Any]


class Receiver:
    def __init__(self, database: Database, bot: Bot, clock: Clock) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._offset = 0

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._receive(await self._poll())
                pause = FIRST_PAUSE
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except TelegramError as error:
                _complain(error)
                pause = await _rest(pause)
            # A database that is away, for one: what was not stored is not confirmed either,
            # and Telegram keeps it for a day.
            except Exception:
                log.exception("receiver_failed", pause=pause)
                pause = await _rest(pause)

    async def _poll(self) -> list[RawUpdate]:
        # The offset confirms what came before it: all of that is committed by now.
        found: list[RawUpdate] = await self._bot.do_api_request(
            GET_UPDATES,
            api_kwargs={
                "offset": self._offset,
                "timeout": POLL_SECONDS,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=ANSWER_WITHIN,
        )
        return found

    async def _receive(self, updates: list[RawUpdate]) -> None:
        if not updates:
            return
        await unbroken(self._store(updates))
        self._offset = max(update["update_id"] for update in updates) + 1

    async def _store(self, updates: list[RawUpdate]) -> None:
        async with self._database.transaction() as session:
            ids = [update["update_id"] for update in updates]
            known = await inbox.known_update_ids(session, self._bot.id, ids)
            session.add_all(
                self._row(update) for update in updates if update["update_id"] not in known
            )

    def _row(self, update: RawUpdate) -> InboxUpdate:
        message = _message_of(update)
        return InboxUpdate(
            bot_id=self._bot.id,
            update_id=update["update_id"],
            chat_id=_chat_id(update),
            media_group_id=message.get("media_group_id"),
            raw=update,
            received_at=self._clock.now(),
        )


def _message_of(update: RawUpdate) -> RawUpdate:
    """The message in an update that nobody has checked yet; an empty one where there is none."""
    found = update.get("message") or update.get("edited_message")
    return found if isinstance(found, dict) else {}


def _chat_id(update: RawUpdate) -> int | None:
    pressed = update.get("callback_query")
    changed = update.get("my_chat_member")
    holder = _message_of(update) or _part(pressed, "message") or _part({"it": changed}, "it")
    found = _part(holder, "chat").get("id")
    return found if isinstance(found, int) else None


def _part(whole: Any, name: str) -> RawUpdate:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


async def _rest(pause: float) -> float:
    """Returns how long the next pause is to be."""
    await asyncio.sleep(pause)
    return min(pause * 2, LONGEST_PAUSE)


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return float(pause) if isinstance(pause, int) else pause.total_seconds()


def _complain(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error(
            "another_poller",
            error=error.message,
            remedy="another program polls with this token: stop it, or have BotFather revoke "
            "the token if nobody of yours runs one",
        )
    else:
        log.warning("poll_failed", error=f"{type(error).__name__}: {error.message}")
