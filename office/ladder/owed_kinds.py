"""What a body may owe: one row a kind, with what the plan says of its times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from office.desk import Desk
from office.ladder.rules import Policy
from office.matters.naming import plan_of
from office.plan.model import Ladder, Plan, Receipt, Reporting
from storage.boards import BoardKind
from storage.obligations import Obligation, ObligationKind
from storage.outbox import DeliveryKind


class Times(Protocol):
    """The parts of a plan that speak of time."""

    @property
    def receipt(self) -> Receipt: ...

    @property
    def reporting(self) -> Reporting: ...


TimeAllowed = Callable[[Times], timedelta]


class Answer(StrEnum):
    """How a body answers what it owes."""

    PRESS = "press"
    """收到 under the order."""
    REPORT = "report"
    """Words, photos or files, in reply to what asked for them."""


@dataclass(frozen=True, slots=True)
class OwedKind:
    answer: Answer
    asked_by: DeliveryKind
    """The message that asks for it, whose service starts the body's clock."""
    board: BoardKind
    least_notice: TimeAllowed
    """The time that every body has from the moment it was asked."""
    asked_again_before: TimeAllowed
    """How long before the deadline it is asked again."""
    asks_again: str
    """The step that does so."""
    ladder: str
    """The plan's ladder that it climbs from its deadline on."""
    outlives_matter: bool = False
    """It is asked for because its matter ended, so that the end stops nothing of it."""


def _nudge_before(times: Times) -> timedelta:
    due_at, nudge_at = times.reporting.due_at, times.reporting.nudge_at
    return timedelta(hours=due_at.hour - nudge_at.hour, minutes=due_at.minute - nudge_at.minute)


KINDS: dict[ObligationKind, OwedKind] = {
    ObligationKind.RECEIPT: OwedKind(
        answer=Answer.PRESS,
        asked_by=DeliveryKind.ALERT,
        board=BoardKind.RECEIPTS,
        least_notice=lambda times: times.receipt.due_after,
        asked_again_before=lambda times: times.receipt.due_after - times.receipt.chase_after,
        asks_again="chase",
        ladder="receipt",
    ),
    ObligationKind.DAILY: OwedKind(
        answer=Answer.REPORT,
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        least_notice=lambda times: times.reporting.least_notice,
        asked_again_before=_nudge_before,
        asks_again="nudge",
        ladder="report",
    ),
    ObligationKind.CLOSING: OwedKind(
        answer=Answer.REPORT,
        asked_by=DeliveryKind.PROMPT,
        board=BoardKind.REPORTS,
        least_notice=lambda times: times.reporting.least_notice,
        asked_again_before=lambda times: times.reporting.closing_nudge_before,
        asks_again="nudge",
        ladder="report",
        outlives_matter=True,
    ),
}


def kind_of(obligation: Obligation) -> OwedKind:
    return KINDS[ObligationKind(obligation.kind)]


async def ladder_of(desk: Desk, obligation: Obligation) -> Ladder:
    """As its matter's plan has it, whatever is in force by now."""
    return ladder(await plan_of(desk, obligation), obligation.kind)


def ladder(plan: Plan, kind: str) -> Ladder:
    return plan.ladder(KINDS[ObligationKind(kind)].ladder)


async def policy_of(desk: Desk, obligation: Obligation) -> Policy:
    return policy(await plan_of(desk, obligation), obligation.kind)


def policy(plan: Plan, kind: str) -> Policy:
    row = KINDS[ObligationKind(kind)]
    return Policy(
        ladder=plan.ladder(row.ladder),
        asks_again=row.asks_again,
        asked_again_before=row.asked_again_before(plan),
        least_notice=row.least_notice(plan),
        outlives_matter=row.outlives_matter,
        quiet_hours=plan.quiet_hours,
        zone=plan.tz,
    )
