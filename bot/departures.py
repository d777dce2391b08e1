"""The last gate before a message leaves: 30 a second as Telegram counts them, not as we planned.

The pace reckons when a message is taken. What follows, a look and a commit, takes now longer, now
shorter: messages that were taken in good order may leave closer together than they were taken.
"""

import asyncio
import time
from collections import deque

PER_SECOND = 30
SPAN = 1.02
"""Seconds: on their way to Telegram they may draw a little closer once more."""


class Departures:
    def __init__(self) -> None:
        self._left_at: deque[float] = deque(maxlen=PER_SECOND)

    async def wait(self) -> None:
        """Until one more may leave; it counts from the moment at which this returns."""
        now = time.monotonic()
        leaves_at = now
        if len(self._left_at) == PER_SECOND:
            leaves_at = max(now, self._left_at[0] + SPAN)
        # Noted before the wait: whoever comes meanwhile stands behind us.
        self._left_at.append(leaves_at)
        if leaves_at > now:
            await asyncio.sleep(leaves_at - now)
