"""Counts what this process does, for the figures of `bot.web.metrics`.

Nothing of Prometheus is loaded here, so that a bot without `QINGKONG_LISTEN` does without it.
"""

from collections import Counter

from storage.delivery.outbox import Delivery, DeliveryState


class Counts:
    def __init__(self) -> None:
        self.deliveries: Counter[tuple[str, str]] = Counter()
        """Tries to deliver a message that ended, by the message's kind and what it became."""

    def count_delivery(self, kind: str, state: str) -> None:
        self.deliveries[kind, state] += 1

    def hear(self, row: object) -> None:
        # What was dropped never came to a try, so the sender did not count it.
        if isinstance(row, Delivery) and row.state == DeliveryState.DROPPED and row.attempts == 0:
            self.count_delivery(row.kind, row.state)
