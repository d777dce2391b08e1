"""Makes Telegram push updates to us, and keeps that choice."""

import asyncio

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.receiving.polling import ALLOWED_UPDATES
from bot.telegram.gateway import Bot

log = structlog.stdlib.get_logger(__name__)

LOOK_EVERY = 600.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
MOST_AT_ONCE = 40
"""The connections that Telegram may open; one chat's updates come in order anyway."""


class WebhookKeeper:
    def __init__(self, bot: Bot, address: str, secret: str) -> None:
        self._bot = bot
        self._address = address
        self._secret = secret

    async def run(self) -> None:
        # Whoever polls with the same token takes the webhook away, so we look now and then.
        await self._until_done()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not await self._stands():
                log.warning("webhook_was_taken_away")
                await self._until_done()

    async def _until_done(self) -> None:
        pause = FIRST_PAUSE
        while not await self._set():
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _set(self) -> bool:
        try:
            await self._bot.set_webhook(
                self._address,
                secret_token=self._secret,
                allowed_updates=list(ALLOWED_UPDATES),
                max_connections=MOST_AT_ONCE,
                drop_pending_updates=False,
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("webhook_not_set", error=f"{type(error).__name__}: {error.message}")
            return False
        log.info("webhook_set")
        return True

    async def _stands(self) -> bool:
        try:
            found = await self._bot.get_webhook_info()
        except TelegramError as error:
            log.warning("webhook_not_seen", error=f"{type(error).__name__}: {error.message}")
            return True
        if found.last_error_message:
            log.warning("webhook_errors", last=found.last_error_message)
        return found.url == self._address
