"""How things stand with an obligation, as the tests of the ladder's rules begin from it."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from office.ladder.standings import Policy, Service, ServiceState, Standing
from office.ladder.verdicts import LadderVerdict
from office.plan.calendars import Calendar
from office.plan.ladders import NOTHING_YET
from office.plan.model import Ladder, QuietHours, Rung

CHINA = ZoneInfo("Asia/Shanghai")
HALF_HOUR, TWO_HOURS = timedelta(minutes=30), timedelta(hours=2)
POLICY = Policy(
    ladder=Ladder(
        (
            Rung(step="reminder", after=timedelta()),
            Rung(step="yellow", after=HALF_HOUR, comply_within=TWO_HOURS),
            Rung(step="orange", after=timedelta(), comply_within=TWO_HOURS),
            Rung(step="red", after=timedelta(), comply_within=timedelta(hours=12)),
            Rung(step="referral", after=timedelta(), confirmed_by=("director",)),
        )
    ),
    asks_again="nudge",
    remind_before=timedelta(hours=1),
    least_notice=TWO_HOURS,
    outlives_matter=False,
    quiet_hours=QuietHours(start=time(22), end=time(7)),
    night=QuietHours(start=time(22), end=time(7)),
    calendar=Calendar(CHINA),
)
"""Of a daily report."""
AFTER_THE_LIFT = replace(POLICY, remind_before=TWO_HOURS, outlives_matter=True)
OF_RECEIPTS = replace(
    POLICY,
    ladder=Ladder((Rung(step="overdue", after=timedelta(), slip=False),)),
    asks_again="chase",
    remind_before=timedelta(minutes=15),
    least_notice=HALF_HOUR,
)


def at(clock: str, day: int = 2) -> datetime:
    return datetime.combine(datetime(2026, 12, day, tzinfo=CHINA), time.fromisoformat(clock), CHINA)


def accepted(clock: str, *, issued: str | None = None) -> Service:
    return Service(ServiceState.ACCEPTED, at(clock), at(issued or clock))


def accepted_on(day: int, clock: str) -> Service:
    return Service(ServiceState.ACCEPTED, at(clock, day), at("12:30"))


MISSING = Service(ServiceState.MISSING)
QUEUED = Service(ServiceState.QUEUED)
UNREACHABLE = Service(ServiceState.UNREACHABLE)
REFUSED = Service(ServiceState.REFUSED)
IN_DOUBT = Service(ServiceState.UNREACHABLE, doubtful=True)
DAILY = Standing(
    step=NOTHING_YET,
    due_at=at("12:00"),
    step_due_at=at("11:00"),
    notice=accepted("08:00"),
)
"""Prompted at 08:00, to be nudged at 11:00, due at 12:00."""
NUDGED = replace(DAILY, step="nudge", step_due_at=at("12:00"))
REMINDED = replace(DAILY, step="reminder", step_due_at=at("12:30"), slip=accepted("12:00"))
YELLOW = replace(DAILY, step="yellow", step_due_at=at("14:30"), slip=accepted("12:30"))
ORANGE = replace(DAILY, step="orange", step_due_at=at("16:30"), slip=accepted("14:30"))
RED = replace(DAILY, step="red", step_due_at=at("07:00", 3), slip=accepted("16:30"))
REFERRED = replace(DAILY, step="referral", slip=accepted("16:30"))
RECEIPT = Standing(
    step=NOTHING_YET,
    due_at=at("09:30"),
    step_due_at=at("09:15"),
    notice=accepted("09:00"),
)
CHASED = replace(RECEIPT, step="chase", step_due_at=at("09:30"))
CLOSING = replace(DAILY, lifted=True, step_due_at=at("10:00"))
LATE_EVENING = replace(YELLOW, step_due_at=at("23:00"), slip=accepted("21:00"))


Row = tuple[Standing, datetime, LadderVerdict]


SLIPS = ("reminder", "yellow", "orange", "red", "referral")


instants = st.integers(0, 2 * 24 * 60).map(lambda past: at("00:00") + timedelta(minutes=past))
