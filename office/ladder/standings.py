"""How an obligation stands on its ladder, and what the plan says of it: facts for the rules."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from office.ladder.missed_by_many import Missed
from office.plan.calendars import Calendar
from office.plan.deadlines import ByClock
from office.plan.ladders import Gate
from office.plan.many import Many
from office.plan.model import Ladder, QuietHours
from storage.immutable import immutable

WORTH_COUNTING = timedelta(minutes=1)
"""Deadlines are told in minutes, so a service that was late by less moves none."""


class Signature(StrEnum):
    """How far the signature on a slip is that the plan has signed."""

    AWAITED = "awaited"
    GIVEN = "given"


class ServiceState(StrEnum):
    MISSING = "missing"
    """It was never sent, because there was no chat to send it to."""
    QUEUED = "queued"
    ACCEPTED = "accepted"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@immutable
class Service:
    """Whether Telegram accepted a message in one of the agency's chats, and when."""

    state: ServiceState
    accepted_at: datetime | None = None
    issued_at: datetime | None = None
    doubtful: bool = False
    """Telegram did not say that it accepted it, but a try may have put it into a chat."""
    lost: timedelta = timedelta()
    """The part of the time since it was accepted that the agency did not have."""

    @property
    def never_arrived(self) -> bool:
        return self.state in (ServiceState.MISSING, ServiceState.UNREACHABLE)

    @property
    def counts_from(self) -> datetime | None:
        """The instant from which the agency has had as much time as if nothing had been lost."""
        return None if self.accepted_at is None else self.accepted_at + self.lost

    @property
    def late(self) -> bool:
        """Whether it was accepted so long after it was issued that the agency lost time by it."""
        if self.accepted_at is None or self.issued_at is None:
            return False
        return self.accepted_at - self.issued_at >= WORTH_COUNTING


@immutable
class Standing:
    """The standing of an obligation, with what was served of it."""

    step: str
    """The last step that was taken."""
    due_at: datetime
    step_due_at: datetime
    notice: Service
    """The service of what asked for it: the alert for a receipt, the prompt for a report."""
    asked_at: datetime | None = None
    """When it was asked for; None where its deadline is not reckoned from that."""
    slip: Service | None = None
    """The service of the newest slip, where there is one."""
    is_open: bool = True
    reachable: bool = True
    """The agency has a chat that the bot can speak in now."""
    extension_pending: bool = False
    held: bool = False
    """The clock is stopped because the agency could not be reached."""
    lifted: bool = False
    ended: str | None = None
    """Why the ladder takes no further step though the answer is still owed."""
    quiet_exempt: bool = False
    unshown_reply: bool = False
    """A reply was asked about and not answered, and the office has not seen it."""
    office_until: datetime | None = None
    """The office has such a reply before it and may decide until then."""
    open_slip: str | None = None
    """The step of an open slip of the same body that does not list this yet."""
    signature: Signature | None = None
    """The time belongs to the slip that is drafted; None where none is."""
    drafted: str | None = None
    """The step of that slip."""
    gates: frozenset[Gate] = frozenset()
    """What holds of the problem that it is about."""
    gates_until: Mapping[Gate, datetime] = field(default_factory=dict)
    """When the step behind an open gate is due at the earliest."""
    unproven: Mapping[Gate, ServiceState] = field(default_factory=dict)
    """What would open a gate, and is not known to have reached the body."""
    poor: bool = False
    """The director said 整改不力 of what was sent back, so the next slip waits for no time."""
    referral_waits: bool = False
    """A referral that is about other things that the body owes waits for a decision."""
    missed: Missed | None = None
    """How many are late with the same; None where nobody is to be asked before a slip."""

    @property
    def services(self) -> tuple[Service, ...]:
        return (self.notice,) if self.slip is None else (self.notice, self.slip)


@immutable
class Policy:
    """What the plan says of one kind of obligation, and of the hours in which no slip is issued."""

    ladder: Ladder
    asks_again: str
    """The step of asking again before the deadline."""
    remind_before: timedelta | None
    """How long before the deadline; None where nobody is asked again."""
    least_notice: timedelta
    """The time that every body has from the moment it was asked."""
    outlives_matter: bool
    """It is asked for because its matter ended, so the end does not stop it."""
    quiet_hours: QuietHours
    night: QuietHours
    """The hours that are no waking hours."""
    calendar: Calendar
    due_by: ByClock | None = None
    """The hour of a day by which the plan says that it is due."""
    limits: Mapping[str, datetime] = field(default_factory=dict)
    """The limits that the office has set for slips of its own, by their steps."""
    many: Many | None = None
    """When so many are late with the same that the office is asked first."""
