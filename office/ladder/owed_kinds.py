"""What a body may owe: one row a kind, with what the plan says of its times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from office.plan.model import Receipt, Reporting
from storage.boards import BoardKind
from storage.obligations import ObligationKind
from storage.outbox import DeliveryKind


class Times(Protocol):
    """The parts of a plan that speak of time."""

    @property
    def receipt(self) -> Receipt: ...

    @property
    def reporting(self) -> Reporting: ...


TimeAllowed = Callable[[Times], timedelta]


@dataclass(frozen=True, slots=True)
class OwedKind:
    asked_by: DeliveryKind
    """The message that asks for it, whose service starts the body's clock."""
    board: BoardKind
    least_notice: TimeAllowed
    """The time that every body has from the moment it was asked."""
    asked_again_before: TimeAllowed
    """How long before the deadline it is asked again."""
    asks_again: str
    """The move that does so."""
    steps: tuple[str, ...] | None
    """The moves from the deadline on; where there are none here, the rungs of the plan's ladder."""
    outlives_matter: bool = False
    """It is asked for because its matter ended, so that the end stops nothing of it."""


def _nudge_before(times: Times) -> timedelta:
    due_at, nudge_at = times.reporting.due_at, times.reporting.nudge_at
    return timedelta(hours=due_at.hour - nudge_at.hour, minutes=due_at.minute - nudge_at.minute)


KINDS: dict[ObligationKind, OwedKind] = {
    ObligationKind.RECEIPT: OwedKind(
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        least_notice=lambda times: times.receipt.due_after,
        asked_again_before=lambda times: times.receipt.due_after - times.receipt.chase_after,
        asks_again="chase",
        steps=("overdue",),
    ),
    ObligationKind.DAILY: OwedKind(
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        least_notice=lambda times: times.reporting.least_notice,
        asked_again_before=_nudge_before,
        asks_again="nudge",
        steps=None,
    ),
    ObligationKind.CLOSING: OwedKind(
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        least_notice=lambda times: times.reporting.least_notice,
        asked_again_before=lambda times: times.reporting.closing_nudge_before,
        asks_again="nudge",
        steps=None,
        outlives_matter=True,
    ),
}
