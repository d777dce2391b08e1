"""What the ladder's rules decide, and why."""

from datetime import datetime
from enum import StrEnum

from storage.immutable import immutable


class Reason(StrEnum):
    """Why a verdict was given; it is logged, and kept in the obligation's history."""

    ANSWERED = "answered"
    LIFTED = "lifted"
    WITHDRAWN = "withdrawn"
    COMPLETE = "nothing left to do"
    NOT_YET = "not yet"
    QUIET_HOURS = "quiet hours"
    EXTENSION = "extension pending"
    REPLY = "reply before the office"
    QUEUED = "not accepted yet"
    SERVED_LATE = "served late"
    UNREACHABLE = "unreachable"
    REFUSED = "refused by Telegram"
    JOINED = "added to an open slip"
    FULL_DAY = "its group has heard enough today"
    REFERRAL = "another referral waits"
    UNSIGNED = "not signed yet"
    OFFICE_ASKED = "the office is asked first"
    ON_HOLD = "the office holds it"
    NOT_SIGNED = "signature refused"
    GATE = "its gate is closed"
    SLIP_VOID = "its slip does not count"
    REACHABLE_AGAIN = "reachable again"


@immutable
class Wait:
    until: datetime | None
    """When to look at it again; None means once somebody has decided."""
    reason: Reason


@immutable
class Rest:
    """Nothing is looked at before somebody opens the gate of the step that follows."""

    reason: Reason = Reason.GATE


@immutable
class Take:
    move: str
    comply_until: datetime | None
    next_at: datetime | None
    """When to look at it again; None after the last step."""


@immutable
class Repeat:
    """The newest slip is sent once more, because nobody knows whether the agency has it."""

    move: str
    comply_until: datetime | None
    next_at: datetime | None


@immutable
class Postpone:
    """The deadline moves, so that the agency has the time it is owed."""

    due_at: datetime
    look_at: datetime
    reason: Reason = Reason.SERVED_LATE


@immutable
class PutBefore:
    """The agency's reply is put before the office before anything is issued about it."""

    until: datetime | None
    """How long the slip waits for the office's decision; None where no slip follows."""
    reason: Reason = Reason.REPLY


@immutable
class Hold:
    """The agency's clock stops."""

    reason: Reason


@immutable
class Resume:
    """The agency's clock runs again."""

    reason: Reason = Reason.REACHABLE_AGAIN


@immutable
class End:
    reason: Reason


@immutable
class Join:
    """It is added to an open slip, which is of the step `move`."""

    move: str
    next_at: datetime | None
    reason: Reason = Reason.JOINED


@immutable
class Sign:
    """Its slip is put before those who sign it."""

    move: str
    look_at: datetime
    by_night: bool = False
    """Whether the slip would leave at any hour."""
    reason: Reason = Reason.UNSIGNED


@immutable
class AskFirst:
    """So many are late with the same that the office is asked before any slip goes."""

    until: datetime
    reason: Reason = Reason.OFFICE_ASKED


LadderVerdict = (
    Wait
    | Rest
    | Take
    | Join
    | Repeat
    | Postpone
    | PutBefore
    | Hold
    | Resume
    | End
    | Sign
    | AskFirst
)


def word(verdict: LadderVerdict) -> str:
    name = type(verdict).__name__.lower()
    said = verdict.move if isinstance(verdict, Take | Repeat | Sign) else verdict.reason
    return f"{name}: {said}"
