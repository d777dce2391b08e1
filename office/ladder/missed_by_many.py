"""Many miss the same occasion at once: what that means for a slip that is due. It only computes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from office.ladder.verdicts import AskFirst, Reason, Wait
from office.plan.many import Many
from office.plan.quiet import awake_for
from office.plan.times import QuietHours
from storage.immutable import immutable

LOOK_AGAIN = timedelta(minutes=10)
"""How often a ladder on hold looks whether its matter has ended meanwhile."""


@immutable
class Missed:
    """How many of those who owe something on one occasion are late, and what the office says."""

    missed: int
    owing: int
    asked: bool = False
    """The office was asked, whatever it has said since."""
    waits_until: datetime | None = None
    """It has until then to answer, or the bodies have until then after its answer."""
    on_hold: bool = False


def before_slip(
    found: Missed | None, many: Many, until: datetime, now: datetime, *, first: bool
) -> AskFirst | Wait | None:
    """What stands in the way of a slip; `until` is when the office's time is over if asked now.

    It is asked before the first slip of a ladder, and what it says then holds for all of them.
    """
    if found is None:
        return None
    if found.on_hold:
        return Wait(now + LOOK_AGAIN, Reason.ON_HOLD)
    if found.waits_until is not None and now < found.waits_until:
        return Wait(found.waits_until, Reason.OFFICE_ASKED)
    if found.asked or not first or not many.are(found.missed, found.owing):
        return None
    return AskFirst(until)


def answer_by(many: Many, quiet: QuietHours, zone: ZoneInfo, asked_at: datetime) -> datetime:
    """The office sleeps in the quiet hours, also where slips would go at any hour."""
    return awake_for(quiet, zone, asked_at, many.wait)
