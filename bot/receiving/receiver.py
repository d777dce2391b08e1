"""The receiver stores and commits an update before Telegram is told that we have it."""

import asyncio

import structlog
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.receiving.intake import ALLOWED_UPDATES, Intake, RawUpdate
from bot.telegram.gateway import Bot

log = structlog.stdlib.get_logger(__name__)

POLL_SECONDS = 25
ANSWER_WITHIN = POLL_SECONDS + 10
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

# Telegram's methods ignore case. With a small letter PTB would warn that it has a method of its
# own, which parses what it gets: one malformed update would stop it for good.
GET_UPDATES = "GetUpdates"


class Receiver:
    def __init__(self, intake: Intake, bot: Bot) -> None:
        self._intake = intake
        self._bot = bot
        self._offset = 0
        self._may_poll = False
        """Telegram gives no updates to polls while it pushes them to a webhook."""

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._end_pushing()
                await self._receive(await self._poll())
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

    async def _end_pushing(self) -> None:
        if not self._may_poll:
            await self._bot.delete_webhook(drop_pending_updates=False)
            self._may_poll = True

    async def _poll(self) -> list[RawUpdate]:
        # The offset confirms what came before it, and all of that is committed by now.
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
        await self._intake.store(self._bot.id, updates)
        self._offset = max(update["update_id"] for update in updates) + 1


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
