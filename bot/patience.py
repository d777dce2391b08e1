"""How much of what strangers send is looked at: enough to join, too little to slow the office.

Counted in this process only. A restart begins anew, and a second process adds its own share:
it is a damper, and nothing depends on its being exact.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog

log = structlog.stdlib.get_logger(__name__)

WINDOW = timedelta(hours=1)
EACH = 100
"""From one chat. A group that is about to join may be a lively one."""
ALL = 3000
"""From all strangers together: a flood from a thousand chats is a flood too."""


class Patience:
    def __init__(self) -> None:
        self._began: datetime | None = None
        self._heard: Counter[int] = Counter()

    def allows(self, stranger: int, now: datetime) -> bool:
        """Count one more from this chat; False once it is too much."""
        if self._began is None or not self._began <= now < self._began + WINDOW:
            self._began = now
            self._heard.clear()
        if self._heard.total() >= ALL:
            return False
        self._heard[stranger] += 1
        if self._heard[stranger] == EACH + 1:
            log.warning("flood", chat=stranger, until=(self._began + WINDOW).isoformat())
        return self._heard[stranger] <= EACH
