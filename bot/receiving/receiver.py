"""The receiver stores and commits an update before Telegram is told that we have it."""

import asyncio
import json
from http import HTTPStatus

import structlog
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.receiving.intake import Intake
from bot.receiving.numbers import RawUpdate
from bot.receiving.polling import ANSWER_WITHIN, GET_UPDATES, FirstPoll, question
from bot.telegram import answers
from bot.telegram.gateway import Bot

log = structlog.stdlib.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class Receiver:
    def __init__(self, intake: Intake, bot: Bot, first: FirstPoll | None = None) -> None:
        self._intake = intake
        self._bot = bot
        self._first = first
        """A poll that was sent before there was a receiver; its answer is taken first."""
        self._offset = 0
        self._may_poll = False
        """Telegram gives no updates to polls while it pushes them to a webhook."""

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._receive(await self._first_or_next())
                pause = FIRST_PAUSE
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except TelegramError as error:
                _complain(error)
                pause = await _rest(pause)
            # The database may be away, for one: what was not stored is not confirmed either, and
            # Telegram keeps it for a day.
            except Exception:
                log.exception("receiver_failed", pause=pause)
                pause = await _rest(pause)

    async def _first_or_next(self) -> list[RawUpdate]:
        first, self._first = self._first, None
        answer = await first.answer() if first is not None else None
        if answer is not None and answer[0] == HTTPStatus.OK:
            return _updates(*answer)
        # Where the first poll was refused, this one is too, and its error is dealt with.
        await self._end_pushing()
        return await self._poll()

    async def _end_pushing(self) -> None:
        if not self._may_poll:
            await self._bot.delete_webhook(drop_pending_updates=False)
            self._may_poll = True

    async def _poll(self) -> list[RawUpdate]:
        # The offset confirms what came before it, and all of that is committed by now.
        found: list[RawUpdate] = await self._bot.do_api_request(
            GET_UPDATES,
            api_kwargs=question(self._offset),
            read_timeout=ANSWER_WITHIN,
        )
        return found

    async def _receive(self, updates: list[RawUpdate]) -> None:
        if not updates:
            return
        await self._intake.store(self._bot.id, updates)
        self._offset = max(update["update_id"] for update in updates) + 1


def _updates(status: int, body: bytes) -> list[RawUpdate]:
    """Raises Unreadable for what is no list of updates, as each later poll does."""
    found: list[RawUpdate] = json.loads(answers.read(GET_UPDATES, status, body))["result"]
    return found


async def _rest(pause: float) -> float:
    # It returns how long the next pause is to be.
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
    elif isinstance(error, EndPointNotFound):
        # Once a bot is known, PTB reports a refused token so, because the method itself exists.
        log.error("token_refused", remedy="if BotFather made a new token, set it and start again")
    else:
        log.warning("poll_failed", error=f"{type(error).__name__}: {error.message}")
