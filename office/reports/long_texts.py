"""Joins texts over Telegram's limit, which a client cuts into messages and sends at once."""

from datetime import datetime, timedelta

from messages.length import TEXT_LIMIT, units

SHORTEST_CUT = TEXT_LIMIT // 2
"""Some clients look back as far as this for a good place to cut."""
AT_ONCE = timedelta(seconds=5)
"""Nobody types another message so soon after so long a one."""


def goes_on(text: str, sent_at: datetime, next_sent_at: datetime) -> bool:
    return units(text) >= SHORTEST_CUT and timedelta() <= next_sent_at - sent_at <= AT_ONCE
