"""The kinds of decisions about an enterprise, one row each: what is asked for, who is told."""

from enum import StrEnum

from office.plan.serials import SerialKind
from storage.enterprises.decisions import DecisionKind
from storage.immutable import immutable


class DecisionPoint(StrEnum):
    """What a decision has to say."""

    BODY = "body"
    AT = "at"
    PLACE = "place"
    ATTENDEES = "attendees"
    REASON = "reason"


@immutable
class KindOfDecision:
    id: DecisionKind
    serial: SerialKind
    asks: tuple[DecisionPoint, ...]
    tells_body: bool = False
    """Its paper goes to the body that it names, once it is issued."""
    has_record: bool = False
    """What came of it is a paper of its own."""


_KINDS = (
    KindOfDecision(
        DecisionKind.INTERVIEW,
        SerialKind.INTERVIEW,
        (DecisionPoint.REASON, DecisionPoint.AT, DecisionPoint.PLACE, DecisionPoint.ATTENDEES),
        has_record=True,
    ),
    KindOfDecision(
        DecisionKind.TRANSFER,
        SerialKind.TRANSFER,
        (DecisionPoint.BODY, DecisionPoint.REASON),
        tells_body=True,
    ),
    KindOfDecision(DecisionKind.STOP_ORDER, SerialKind.STOP_ORDER, (DecisionPoint.REASON,)),
    KindOfDecision(
        DecisionKind.DOWNGRADE,
        SerialKind.DOWNGRADE,
        (DecisionPoint.BODY, DecisionPoint.REASON),
        tells_body=True,
    ),
)
KINDS = {row.id: row for row in _KINDS}
