"""Limits how much of what strangers send is looked at: enough to join, too little to slow the
office.

It counts in this process only. A restart begins anew, and a second process adds its own share: it
is a damper, and nothing depends on its being exact.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog

log = structlog.stdlib.get_logger(__name__)

WINDOW = timedelta(hours=1)
EACH = 100
"""The most from one chat in a window; a group that is about to join may be lively."""
ALL = 3000
"""The most from all strangers together: a flood from a thousand chats is a flood too."""
DEEDS = 200
"""The most presses and commands of one person who holds no position but a liaison's.

Each of them is answered and recorded, and the record is never let go of.
"""


class Patience:
    def __init__(self, each: int = EACH, everybody: int | None = ALL) -> None:
        self._each = each
        self._everybody = everybody
        self._began: datetime | None = None
        self._heard: Counter[int] = Counter()

    def allows(self, stranger: int, now: datetime) -> bool:
        """Count one more from this chat or person; return False once it is too much."""
        if self._began is None or not self._began <= now < self._began + WINDOW:
            self._began = now
            self._heard.clear()
        if self._everybody is not None and self._heard.total() >= self._everybody:
            return False
        self._heard[stranger] += 1
        if self._heard[stranger] == self._each + 1:
            log.warning("flood", chat=stranger, until=(self._began + WINDOW).isoformat())
        return self._heard[stranger] <= self._each

    def is_worn_out(self, stranger: int) -> bool:
        total = self._heard.total()
        return self._heard[stranger] > self._each or (
            self._everybody is not None and total >= self._everybody
        )
