"""Asks Telegram, before a decision opens, whether a liaison is still in the agency's groups.

Telegram tells of who leaves only where the bot is an admin, and keeps that for a day: a bot that
was down longer never hears of it. In a group the message itself proves that its sender is there; in
private nothing does, so there it is asked before the person's word counts.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog
import telegram
from telegram.error import TelegramError

from bot.clock import Clock
from handlers.enrolment.membership import is_out

log = structlog.stdlib.get_logger(__name__)

ANSWER_WITHIN = 5.0
"""Seconds; whoever speaks waits for the answer, and so do others who speak then."""
FRESH = timedelta(minutes=5)
"""How long an answer holds, so that an album is asked about once."""
MOST_KNOWN = 4096


class Attendance:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[tuple[int, int], datetime] = {}
        """When each person was last found in each group."""

    async def absent(
        self, bot: telegram.Bot, user_id: int, groups: Mapping[str, Collection[int]]
    ) -> frozenset[str]:
        """Return the agencies none of whose groups this person is in any more, as Telegram says.

        Where it cannot say, as in a group that threw the bot out, what we knew holds.
        """
        found = {
            agency: await asyncio.gather(*(self._is_gone(bot, chat, user_id) for chat in chats))
            for agency, chats in groups.items()
        }
        return frozenset(agency for agency, gone in found.items() if gone and all(gone))

    async def _is_gone(self, bot: telegram.Bot, chat_id: int, user_id: int) -> bool:
        now, key = self._clock.now(), (chat_id, user_id)
        seen = self._seen.get(key)
        if seen is not None and now - seen < FRESH:
            return False
        try:
            member = await bot.get_chat_member(chat_id, user_id, read_timeout=ANSWER_WITHIN)
        except TelegramError as error:
            log.info("membership_unknown", chat=chat_id, error=type(error).__name__)
            return False
        if is_out(member):
            return True
        if len(self._seen) >= MOST_KNOWN:
            self._seen.clear()
        self._seen[key] = now
        return False
