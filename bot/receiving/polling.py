"""Says what a poll asks Telegram for, and sends the first poll while the program is still loading.

Loading all that an update may need takes longer than everything before it. What the first poll
brings waits for that: it is stored as what any other poll brings, and until then Telegram keeps it
as well, because no poll has confirmed it.
"""

import asyncio
import json
from typing import Any

import aiohttp

# Telegram otherwise keeps the choice of whoever spoke last, so it is told this again and again.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
POLL_SECONDS = 25
ANSWER_WITHIN = POLL_SECONDS + 10

# Telegram's methods ignore case. With a small letter PTB would warn that it has a method of its
# own, which parses what it gets: one malformed update would stop it for good.
GET_UPDATES = "GetUpdates"

PollAnswer = tuple[int, bytes]
"""The status and the body, as they came."""


def question(offset: int) -> dict[str, Any]:
    """The parameters of a poll; all updates before the offset are confirmed by it."""
    return {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)}


class FirstPoll:
    """One poll that is under way; it confirms nothing, so it may be given up at any time."""

    def __init__(self, api_base: str, token: str) -> None:
        address = f"{api_base.rstrip('/')}/bot{token}/{GET_UPDATES}"
        self._task = asyncio.create_task(_ask(address), name="first poll")

    async def answer(self) -> PollAnswer | None:
        """Return None where the poll failed: the next one fails likewise, and says why."""
        return await self._task

    async def give_up(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def _ask(address: str) -> PollAnswer | None:
    # The errors are not told, because their words may show the address, and with it the token.
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(
                address,
                data=json.dumps(question(0)),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as answer,
        ):
            return answer.status, await answer.read()
    except (aiohttp.ClientError, TimeoutError):
        return None
