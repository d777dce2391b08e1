"""The ladder's rules, each a row that says it in words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder import rules
from office.ladder.rules import (
    End,
    Hold,
    LadderVerdict,
    Policy,
    Postpone,
    PutBefore,
    Reason,
    Repeat,
    Resume,
    Service,
    ServiceState,
    Standing,
    Take,
    Wait,
    decide,
)
from office.plan.calendars import Calendar
from office.plan.deadlines import ByClock, reckon
from office.plan.ladders import NOTHING_YET
from office.plan.model import Ladder, QuietHours, Rung
from office.plan.quiet import quiet_until

CHINA = ZoneInfo("Asia/Shanghai")
HALF_HOUR, TWO_HOURS = timedelta(minutes=30), timedelta(hours=2)

SLIPS = ("reminder", "yellow", "orange", "red", "referral")

POLICY = Policy(
    ladder=Ladder(
        (
            Rung(step="reminder", after=timedelta()),
            Rung(step="yellow", after=HALF_HOUR, comply_within=TWO_HOURS),
            Rung(step="orange", after=timedelta(), comply_within=TWO_HOURS),
            Rung(step="red", after=timedelta(), comply_within=timedelta(hours=12)),
            Rung(step="referral", after=timedelta(), confirmed_by="director"),
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

RULES: dict[str, Row] = {
    # Before the deadline
    "a report is not asked for again before the time to nudge": (
        DAILY,
        at("10:59"),
        Wait(at("11:00"), Reason.NOT_YET),
    ),
    "at the time to nudge it is nudged, and looked at again at the deadline": (
        DAILY,
        at("11:00"),
        Take("nudge", None, at("12:00")),
    ),
    "nobody is nudged after the deadline: the reminder comes instead": (
        DAILY,
        at("12:00"),
        Take("reminder", None, at("12:30")),
    ),
    "nudged, it is left alone until the deadline": (
        NUDGED,
        at("11:59"),
        Wait(at("12:00"), Reason.NOT_YET),
    ),
    # The ladder
    "at the deadline comes the reminder": (
        NUDGED,
        at("12:00"),
        Take("reminder", None, at("12:30")),
    ),
    "the yellow slip does not come before half an hour after the reminder": (
        REMINDED,
        at("12:29"),
        Wait(at("12:30"), Reason.NOT_YET),
    ),
    "half an hour after the reminder comes yellow, with two hours to comply": (
        REMINDED,
        at("12:30"),
        Take("yellow", at("14:30"), at("14:30")),
    ),
    "orange does not come before yellow's deadline": (
        YELLOW,
        at("14:29"),
        Wait(at("14:30"), Reason.NOT_YET),
    ),
    "at yellow's deadline comes orange": (
        YELLOW,
        at("14:30"),
        Take("orange", at("16:30"), at("16:30")),
    ),
    "at orange's deadline comes red, with twelve hours to comply": (
        ORANGE,
        at("16:30"),
        Take("red", at("07:00", 3), at("07:00", 3)),
    ),
    "at red's deadline a referral is proposed, and nothing follows": (
        RED,
        at("07:00", 3),
        Take("referral", None, None),
    ),
    "after the referral the ladder has come to its end": (
        REFERRED,
        at("08:00", 3),
        End(Reason.COMPLETE),
    ),
    "after a day's outage still one step only, with the whole of its time": (
        YELLOW,
        at("14:30", 3),
        Take("orange", at("16:30", 3), at("16:30", 3)),
    ),
    # Proof of service
    "a prompt that still waits in the outbox is waited for": (
        replace(DAILY, notice=QUEUED),
        at("11:00"),
        Wait(at("11:01"), Reason.QUEUED),
    ),
    "no prompt, no step: the clock stops": (
        replace(DAILY, notice=MISSING),
        at("11:00"),
        Hold(Reason.UNREACHABLE),
    ),
    "a prompt to a chat that is gone was not served": (
        replace(NUDGED, notice=UNREACHABLE),
        at("12:00"),
        Hold(Reason.UNREACHABLE),
    ),
    "a prompt that Telegram refused was not served": (
        replace(NUDGED, notice=REFUSED),
        at("12:00"),
        Hold(Reason.REFUSED),
    ),
    "yellow needs a chat that can be reached now, not only this morning": (
        replace(REMINDED, reachable=False),
        at("12:30"),
        Hold(Reason.UNREACHABLE),
    ),
    "orange waits while yellow is in the outbox": (
        replace(YELLOW, slip=QUEUED),
        at("14:30"),
        Wait(at("14:31"), Reason.QUEUED),
    ),
    "orange needs the yellow accepted": (
        replace(YELLOW, slip=UNREACHABLE),
        at("14:30"),
        Hold(Reason.UNREACHABLE),
    ),
    "red needs the orange accepted": (
        replace(ORANGE, slip=REFUSED),
        at("16:30"),
        Hold(Reason.REFUSED),
    ),
    "the referral needs the red accepted": (
        replace(RED, slip=MISSING),
        at("07:00", 3),
        Hold(Reason.UNREACHABLE),
    ),
    # Late service
    "a prompt accepted at 10:30 leaves less than two hours: the deadline moves": (
        replace(DAILY, notice=accepted("10:30")),
        at("11:00"),
        Postpone(at("12:30"), at("11:30")),
    ),
    "a prompt accepted at 10:00 leaves just two hours: the deadline stays": (
        replace(DAILY, notice=accepted("10:00")),
        at("11:00"),
        Take("nudge", None, at("12:00")),
    ),
    "a prompt accepted after the deadline still gives its two hours": (
        replace(NUDGED, notice=accepted("13:00")),
        at("13:05"),
        Postpone(at("15:00"), at("15:00")),
    ),
    "seconds of delay move no deadline": (
        replace(DAILY, notice=Service(ServiceState.ACCEPTED, at("10:00:59"))),
        at("11:00"),
        Take("nudge", None, at("12:00")),
    ),
    "yellow accepted an hour late: orange waits until two hours after that": (
        replace(YELLOW, slip=accepted("13:30", issued="12:30")),
        at("14:30"),
        Wait(at("15:30"), Reason.NOT_YET),
    ),
    "a reminder accepted late: yellow follows half an hour after that": (
        replace(REMINDED, slip=accepted("12:20", issued="12:00")),
        at("12:30"),
        Wait(at("12:50"), Reason.NOT_YET),
    ),
    "a reminder accepted late, and the bot down since: yellow waits for both": (
        replace(
            REMINDED, slip=replace(accepted("12:10", issued="12:00"), lost=timedelta(minutes=4))
        ),
        at("12:34"),
        Wait(at("12:44"), Reason.NOT_YET),
    ),
    "a prompt accepted late, and the bot down since: the two hours are whole": (
        replace(DAILY, notice=replace(accepted("10:30"), lost=timedelta(minutes=10))),
        at("11:00"),
        Postpone(at("12:40"), at("11:40")),
    ),
    "a slip accepted late does not bring an extended deadline forward": (
        replace(YELLOW, step_due_at=at("18:00"), slip=accepted("13:30", issued="12:30")),
        at("15:30"),
        Wait(at("18:00"), Reason.NOT_YET),
    ),
    # Pauses
    "while an extension is pending nothing happens": (
        replace(YELLOW, extension_pending=True),
        at("14:30"),
        Wait(None, Reason.EXTENSION),
    ),
    "an agency that cannot be reached is looked at again, no more": (
        replace(YELLOW, held=True, reachable=False),
        at("14:30"),
        Wait(at("14:40"), Reason.UNREACHABLE),
    ),
    "reachable again, its clock runs again": (
        replace(YELLOW, held=True),
        at("14:30"),
        Resume(),
    ),
    "reachable again while an extension is pending, only the one pause ends": (
        replace(YELLOW, held=True, extension_pending=True),
        at("14:30"),
        Resume(),
    ),
    "what Telegram refused is not tried again by itself": (
        replace(YELLOW, held=True, slip=REFUSED),
        at("14:30"),
        Wait(at("14:40"), Reason.UNREACHABLE),
    ),
    "after an extension at yellow the next step is orange, at the new time": (
        replace(YELLOW, due_at=at("18:00"), step_due_at=at("18:00")),
        at("18:00"),
        Take("orange", at("20:00"), at("20:00")),
    ),
    "an extension granted before any step puts the reminder at the new deadline": (
        replace(DAILY, due_at=at("16:00"), step_due_at=at("16:00")),
        at("16:00"),
        Take("reminder", None, at("16:30")),
    ),
    # Night
    "a step that falls into the night waits for the morning": (
        LATE_EVENING,
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "in the morning it is taken, with the whole of its time": (
        replace(LATE_EVENING, step_due_at=at("07:00", 3)),
        at("07:00", 3),
        Take("orange", at("09:00", 3), at("09:00", 3)),
    ),
    "at a level that is exempt the night does not count": (
        replace(LATE_EVENING, quiet_exempt=True),
        at("23:00"),
        Take("orange", at("01:00", 3), at("01:00", 3)),
    ),
    "a limit that falls into the night is told as the hour at which something follows": (
        replace(REMINDED, step_due_at=at("21:30")),
        at("21:30"),
        Take("yellow", at("07:00", 3), at("07:00", 3)),
    ),
    "so is the limit of a reminder": (
        replace(NUDGED, due_at=at("21:45"), step_due_at=at("21:45")),
        at("21:45"),
        Take("reminder", None, at("07:00", 3)),
    ),
    "where slips go out at night the limit stays": (
        replace(REMINDED, step_due_at=at("21:30"), quiet_exempt=True),
        at("21:30"),
        Take("yellow", at("23:30"), at("23:30")),
    ),
    "a reminder waits for the morning too": (
        replace(NUDGED, due_at=at("22:30"), step_due_at=at("22:30")),
        at("22:30"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "a nudge is no slip and comes when it is due": (
        replace(DAILY, due_at=at("23:30"), step_due_at=at("22:30")),
        at("22:30"),
        Take("nudge", None, at("23:30")),
    ),
    "a referral is not proposed at night": (
        replace(RED, step_due_at=at("04:30", 3)),
        at("04:30", 3),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    # Ends
    "answered, the ladder ends": (
        replace(YELLOW, is_open=False),
        at("14:30"),
        End(Reason.ANSWERED),
    ),
    "a lift ends the ladder of the daily reports": (
        replace(YELLOW, lifted=True),
        at("14:30"),
        End(Reason.LIFTED),
    ),
    "a lift ends it also where the clock stands still": (
        replace(YELLOW, lifted=True, held=True, reachable=False),
        at("14:30"),
        End(Reason.LIFTED),
    ),
    # In doubt
    "a slip that may have arrived is said again before the next step": (
        replace(YELLOW, slip=IN_DOUBT),
        at("14:30"),
        Repeat("yellow", at("16:30"), at("16:30")),
    ),
    "where its try was queued again it is waited for": (
        replace(YELLOW, slip=replace(QUEUED, doubtful=True)),
        at("14:30"),
        Wait(at("14:31"), Reason.QUEUED),
    ),
    "it is not said again at night": (
        replace(YELLOW, slip=IN_DOUBT),
        at("22:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "nor while there is no chat to say it in": (
        replace(YELLOW, slip=IN_DOUBT, reachable=False),
        at("14:30"),
        Hold(Reason.UNREACHABLE),
    ),
    "nor while more time is asked for": (
        replace(YELLOW, slip=IN_DOUBT, extension_pending=True),
        at("14:30"),
        Wait(None, Reason.EXTENSION),
    ),
    # Replies that say nothing
    "before the reminder the office sees what was replied": (
        replace(NUDGED, unshown_reply=True),
        at("12:00"),
        PutBefore(at("12:30")),
    ),
    "the reminder goes then, and waits for no decision": (
        replace(NUDGED, office_until=at("12:30")),
        at("12:00"),
        Take("reminder", None, at("12:30")),
    ),
    "no reply is shown before there is something to issue": (
        replace(DAILY, unshown_reply=True),
        at("11:00"),
        Take("nudge", None, at("12:00")),
    ),
    "a slip waits for the office": (
        replace(REMINDED, office_until=at("12:55")),
        at("12:30"),
        Wait(at("12:55"), Reason.REPLY),
    ),
    "a silent office holds up no slip for good": (
        replace(REMINDED, office_until=at("12:55")),
        at("12:55"),
        Take("yellow", at("14:55"), at("14:55")),
    ),
    "what was replied to a slip is shown before the one that follows": (
        replace(YELLOW, unshown_reply=True, office_until=at("12:30")),
        at("14:30"),
        PutBefore(at("15:00")),
    ),
    "at night it is shown, so that it can be decided before the morning": (
        replace(LATE_EVENING, unshown_reply=True),
        at("23:00"),
        PutBefore(at("23:30")),
    ),
    "who asked for more time is not shown for what else was said": (
        replace(NUDGED, unshown_reply=True, extension_pending=True),
        at("12:00"),
        Wait(None, Reason.EXTENSION),
    ),
    "where the ladder has ended a reply is shown at the deadline": (
        replace(DAILY, ended="lifted", unshown_reply=True),
        at("11:00"),
        Wait(at("12:00"), Reason.REPLY),
    ),
    "and nothing waits for the office then": (
        replace(DAILY, ended="lifted", unshown_reply=True, lifted=True),
        at("12:00"),
        PutBefore(None),
    ),
    "a clock that stands for more time shows it when that is decided": (
        replace(DAILY, ended="withdrawn", unshown_reply=True, extension_pending=True),
        at("12:00"),
        Wait(None, Reason.EXTENSION),
    ),
    "an agency out of reach does not keep the office from it": (
        replace(DAILY, ended="lifted", unshown_reply=True, held=True, reachable=False),
        at("12:00"),
        PutBefore(None),
    ),
    "what was answered leaves nothing to show": (
        replace(DAILY, ended="withdrawn"),
        at("12:00"),
        End(Reason.WITHDRAWN),
    ),
    "a reply after the last step is shown too": (
        replace(REFERRED, unshown_reply=True),
        at("18:00"),
        PutBefore(None),
    ),
}

CLOSING_RULES: dict[str, Row] = {
    "a closing report is nudged after the lift": (
        CLOSING,
        at("10:00"),
        Take("nudge", None, at("12:00")),
    ),
    "a closing report asked for late is nudged two hours before its new deadline": (
        replace(CLOSING, notice=accepted("11:00")),
        at("11:05"),
        Postpone(at("13:00"), at("11:00")),
    ),
    "a closing report has the whole ladder": (
        replace(CLOSING, step="red", step_due_at=at("12:00"), slip=accepted("08:00")),
        at("12:00"),
        Take("referral", None, None),
    ),
}

RECEIPT_RULES: dict[str, Row] = {
    "a receipt is chased after a quarter of an hour": (
        RECEIPT,
        at("09:15"),
        Take("chase", None, at("09:30")),
    ),
    "a receipt is overdue after half an hour, and that is all": (
        CHASED,
        at("09:30"),
        Take("overdue", None, None),
    ),
    "a receipt is not chased after its deadline": (
        RECEIPT,
        at("09:40"),
        Take("overdue", None, None),
    ),
    "no slip follows an overdue receipt": (
        replace(CHASED, step="overdue"),
        at("10:00"),
        End(Reason.COMPLETE),
    ),
    "a receipt is chased at night: the alert has just come": (
        replace(RECEIPT, due_at=at("23:30"), step_due_at=at("23:15")),
        at("23:15"),
        Take("chase", None, at("23:30")),
    ),
    "an alert accepted ten minutes late moves the receipt's times": (
        replace(RECEIPT, notice=accepted("09:10")),
        at("09:15"),
        Postpone(at("09:40"), at("09:25")),
    ),
    "an alert that was not accepted: no receipt is owed meanwhile": (
        replace(RECEIPT, notice=UNREACHABLE),
        at("09:15"),
        Hold(Reason.UNREACHABLE),
    ),
}


@pytest.mark.parametrize(("standing", "now", "verdict"), RULES.values(), ids=RULES.keys())
def test_the_rules(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, POLICY, now) == verdict


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), CLOSING_RULES.values(), ids=CLOSING_RULES.keys()
)
def test_the_rules_after_the_lift(
    standing: Standing, now: datetime, verdict: LadderVerdict
) -> None:
    assert decide(standing, AFTER_THE_LIFT, now) == verdict


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), RECEIPT_RULES.values(), ids=RECEIPT_RULES.keys()
)
def test_the_rules_of_receipts(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, OF_RECEIPTS, now) == verdict


WORDS = Ladder((Rung(step="office_told", after=timedelta(), slip=False),))

WORD_RULES: dict[str, Row] = {
    "a reply comes before the office before a word calls the agency late": (
        replace(NUDGED, unshown_reply=True),
        at("12:00"),
        PutBefore(at("12:30")),
    ),
    "the word waits for the office's decision": (
        replace(NUDGED, office_until=at("12:30")),
        at("12:00"),
        Wait(at("12:30"), Reason.REPLY),
    ),
    "without a decision the word's turn comes": (
        replace(NUDGED, office_until=at("12:30")),
        at("12:30"),
        Take("office_told", None, None),
    ),
    "before the deadline it is only asked again": (
        replace(DAILY, unshown_reply=True),
        at("11:00"),
        Take("nudge", None, at("12:00")),
    ),
}


@pytest.mark.parametrize(("standing", "now", "verdict"), WORD_RULES.values(), ids=WORD_RULES.keys())
def test_the_rules_of_words(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, replace(POLICY, ladder=WORDS), now) == verdict


BY_THE_CLOCK = replace(
    POLICY,
    ladder=Ladder(
        (
            Rung(step="reminder", after=timedelta()),
            Rung(step="yellow", after=HALF_HOUR, comply_by=ByClock(at=time(12), day=1)),
            Rung(step="orange", after=timedelta(), comply_by=ByClock(at=time(18), day=0)),
            Rung(step="red", after=timedelta(), comply_by=ByClock(at=time(18), working_day=1)),
            Rung(step="referral", after=timedelta(), confirmed_by="director"),
        )
    ),
    calendar=Calendar(CHINA, frozenset({date(2026, 12, 4)})),
)
"""Friday, the 4th, is a holiday of the jurisdiction's own."""

CLOCK_RULES: dict[str, Row] = {
    "yellow runs to noon of the next day": (
        REMINDED,
        at("12:30"),
        Take("yellow", at("12:00", 3), at("12:00", 3)),
    ),
    "orange does not come before": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("11:59", 3),
        Wait(at("12:00", 3), Reason.NOT_YET),
    ),
    "orange runs to the evening of its day": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("12:00", 3),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "red runs to the evening of the next working day": (
        replace(ORANGE, step_due_at=at("18:00", 3)),
        at("18:00", 3),
        Take("red", at("18:00", 7), at("18:00", 7)),
    ),
    "orange issued in the evening runs to that of the next day": (
        replace(YELLOW, step_due_at=at("18:00")),
        at("18:30"),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "yellow accepted on the next morning runs to noon of the day after that": (
        replace(YELLOW, step_due_at=at("12:00", 3), slip=accepted_on(3, "08:00")),
        at("12:00", 3),
        Wait(at("12:00", 4), Reason.NOT_YET),
    ),
    "a slip accepted late does not bring an extended deadline forward": (
        replace(YELLOW, step_due_at=at("18:00", 5), slip=accepted_on(3, "08:00")),
        at("12:00", 4),
        Wait(at("18:00", 5), Reason.NOT_YET),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), CLOCK_RULES.values(), ids=CLOCK_RULES.keys()
)
def test_the_rules_of_the_clock(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, BY_THE_CLOCK, now) == verdict


CLOSED = QuietHours(start=time(19, 30), end=time(10))
ASLEEP = QuietHours(start=time(0), end=time(9))


def by_the_office(within: timedelta | None = None, night: QuietHours = CLOSED) -> Policy:
    """As an office writes it that works from ten and stops at half past seven."""
    spans = [None] * 3 if within else [(12, 1, None), (18, 0, None), (18, None, 1)]
    rungs = [
        Rung(
            step=step,
            after=timedelta(hours=1) if step == "yellow" else timedelta(),
            comply_within=within,
            comply_by=ByClock(at=time(span[0]), day=span[1], working_day=span[2]) if span else None,
            waking_hours=4,
        )
        for step, span in zip(("yellow", "orange", "red"), spans, strict=True)
    ]
    first, last = POLICY.ladder.rungs[0], POLICY.ladder.rungs[-1]
    return replace(
        POLICY,
        ladder=Ladder((first, *rungs, last)),
        quiet_hours=CLOSED,
        night=night,
    )


WAKING_RULES: dict[str, Row] = {
    "yellow of the morning runs to noon of the next day": (
        REMINDED,
        at("12:30"),
        Take("yellow", at("12:00", 3), at("12:00", 3)),
    ),
    "yellow of the afternoon runs on as well": (
        replace(REMINDED, step_due_at=at("18:00")),
        at("18:00"),
        Take("yellow", at("12:30", 3), at("12:30", 3)),
    ),
    "yellow of the evening runs on until four hours of the day have passed": (
        replace(REMINDED, step_due_at=at("19:00")),
        at("19:00"),
        Take("yellow", at("13:30", 3), at("13:30", 3)),
    ),
    "yellow issued in the evening and accepted at night: four hours of the morning": (
        replace(YELLOW, step_due_at=at("12:00", 3), slip=accepted_on(3, "08:00")),
        at("12:00", 3),
        Wait(at("14:00", 3), Reason.NOT_YET),
    ),
    "orange at noon runs to the evening": (
        replace(YELLOW, step_due_at=at("12:00", 3)),
        at("12:00", 3),
        Take("orange", at("18:00", 3), at("18:00", 3)),
    ),
    "orange of the afternoon runs to where four hours are full": (
        replace(YELLOW, step_due_at=at("15:00", 3)),
        at("15:00", 3),
        Take("orange", at("19:00", 3), at("19:00", 3)),
    ),
    "red on Thursday evening runs to Friday evening": (
        replace(ORANGE, step_due_at=at("18:00", 3)),
        at("18:00", 3),
        Take("red", at("18:00", 4), at("18:00", 4)),
    ),
    "red on Friday evening runs to Monday evening": (
        replace(ORANGE, step_due_at=at("18:00", 4)),
        at("18:00", 4),
        Take("red", at("18:00", 7), at("18:00", 7)),
    ),
    "a level that is exempt from the quiet hours leaves the waking hours as they are": (
        replace(REMINDED, step_due_at=at("19:00"), quiet_exempt=True),
        at("19:00"),
        Take("yellow", at("13:30", 3), at("13:30", 3)),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), WAKING_RULES.values(), ids=WAKING_RULES.keys()
)
def test_the_rules_of_waking_hours(
    standing: Standing, now: datetime, verdict: LadderVerdict
) -> None:
    assert decide(standing, by_the_office(), now) == verdict


@pytest.mark.parametrize(
    ("served", "limit"), [("18:00", "12:00"), ("23:00", "12:00"), ("08:00", "13:00")]
)
def test_people_are_awake_for_longer_than_slips_are_issued(served: str, limit: str) -> None:
    policy = by_the_office(night=ASLEEP)
    issued = decide(replace(REMINDED, step_due_at=at("18:00")), policy, at("18:00"))
    assert issued == Take("yellow", at("12:00", 3), at("12:00", 3))
    slip = Service(ServiceState.ACCEPTED, at(served, 3 if served < "18:00" else 2), at("18:00"))
    standing = replace(YELLOW, step_due_at=at("12:00", 3), slip=slip)
    assert decide(standing, policy, at("11:59", 3)) == Wait(at(limit, 3), Reason.NOT_YET)


def test_a_span_is_no_shorter_than_the_waking_hours() -> None:
    policy = by_the_office(within=TWO_HOURS)
    afternoon, evening = (
        decide(replace(REMINDED, step_due_at=at(clock)), policy, at(clock))
        for clock in ("12:00", "19:00")
    )
    assert afternoon == Take("yellow", at("16:00"), at("16:00"))
    assert evening == Take("yellow", at("13:30", 3), at("13:30", 3))


@pytest.mark.parametrize(
    ("holidays", "verdict"),
    [
        ((), Take("reminder", None, at("18:30", 3))),
        ((date(2026, 12, 3),), Postpone(at("18:00", 4), at("18:00", 4))),
    ],
)
def test_a_holiday_that_became_known_moves_the_deadline_later(
    holidays: tuple[date, ...], verdict: LadderVerdict
) -> None:
    policy = replace(
        AFTER_THE_LIFT,
        due_by=ByClock(at=time(18), working_day=1),
        calendar=Calendar(CHINA, frozenset(holidays)),
    )
    due_at = at("18:00", 3)
    asked = replace(NUDGED, due_at=due_at, step_due_at=due_at, asked_at=at("08:00"), lifted=True)
    assert decide(asked, policy, due_at) == verdict
    granted = replace(asked, due_at=at("12:00", 5), step_due_at=at("12:00", 5))
    assert decide(granted, policy, at("12:00", 5)) == Take("reminder", None, at("12:30", 5))


def test_a_plan_without_a_wait_between_two_steps_still_takes_them_apart() -> None:
    first, second, *_ = POLICY.ladder.rungs
    hasty = Ladder((first, replace_rung(second, after=timedelta())))
    verdict = decide(NUDGED, replace(POLICY, ladder=hasty), at("12:00"))
    assert verdict == Take("reminder", None, at("12:01"))


def test_a_verdict_is_stored_in_words() -> None:
    assert rules.word(Repeat("yellow", None, None)) == "repeat: yellow"
    assert rules.word(Take("yellow", None, None)) == "take: yellow"
    assert rules.word(Wait(None, Reason.QUIET_HOURS)) == "wait: quiet hours"


def replace_rung(rung: Rung, **changes: object) -> Rung:
    return rung.model_copy(update=changes)


instants = st.integers(0, 2 * 24 * 60).map(lambda past: at("00:00") + timedelta(minutes=past))
services = st.one_of(
    st.sampled_from((MISSING, QUEUED, UNREACHABLE, REFUSED, IN_DOUBT)),
    st.builds(Service, st.just(ServiceState.ACCEPTED), instants, instants),
)
ON_SLIPS = SLIPS[:-1]


Case = tuple[Standing, Policy]
POLICIES = {
    POLICY: (NOTHING_YET, "nudge", *SLIPS),
    AFTER_THE_LIFT: (NOTHING_YET, "nudge", *SLIPS),
    OF_RECEIPTS: (NOTHING_YET, "chase", "overdue"),
}
"""Each with the steps that may have been taken."""


@st.composite
def cases(draw: st.DrawFn) -> Case:
    policy = draw(st.sampled_from(list(POLICIES)))
    step = draw(st.sampled_from(POLICIES[policy]))
    standing = Standing(
        step=step,
        due_at=draw(instants),
        step_due_at=draw(instants),
        notice=draw(services),
        slip=draw(services) if step in ON_SLIPS else None,
        is_open=draw(st.booleans()),
        reachable=draw(st.booleans()),
        extension_pending=draw(st.booleans()),
        held=draw(st.booleans()),
        lifted=draw(st.booleans()),
        ended=draw(st.sampled_from((None, "lifted", "withdrawn"))),
        quiet_exempt=draw(st.booleans()),
        unshown_reply=draw(st.booleans()),
        office_until=draw(st.none() | instants),
    )
    return standing, policy


@given(cases(), instants)
def test_no_step_without_service_or_out_of_turn(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if not isinstance(verdict, Take):
        return
    assert standing.is_open
    assert standing.ended is None
    assert standing.reachable
    assert not standing.extension_pending
    assert not standing.held
    assert all(service.state == ServiceState.ACCEPTED for service in standing.services)
    assert now >= standing.step_due_at
    if verdict.move in SLIPS:
        assert not standing.unshown_reply
    assert verdict.next_at is None or verdict.next_at > now


@given(cases(), instants)
def test_steps_are_taken_one_by_one(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if isinstance(verdict, Take) and verdict.move in SLIPS:
        expected = SLIPS.index(standing.step) + 1 if standing.step in SLIPS else 0
        assert SLIPS.index(verdict.move) == expected
        assert standing.due_at <= now or standing.slip is not None


@given(cases(), instants)
def test_no_slip_at_night_unless_the_level_is_exempt(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    at_night = quiet_until(POLICY.quiet_hours, CHINA, now) is not None
    if isinstance(verdict, Take | Repeat) and at_night and not standing.quiet_exempt:
        assert verdict.move not in SLIPS


@given(cases(), instants)
def test_whoever_waits_is_looked_at_later_never_at_once(case: Case, now: datetime) -> None:
    standing, policy = case
    verdict = decide(standing, policy, now)
    if isinstance(verdict, Wait):
        assert verdict.until is None or verdict.until > now


def test_without_a_ladder_nothing_follows_the_deadline() -> None:
    """It is asked again before the deadline and looked at once more when the deadline comes."""
    policy = replace(POLICY, ladder=Ladder())
    nudge = decide(DAILY, policy, at("11:00"))
    assert nudge == Take("nudge", None, at("12:00"))
    assert decide(NUDGED, policy, at("12:00")) == End(Reason.COMPLETE)
    assert decide(DAILY, policy, at("12:00")) == End(Reason.COMPLETE)


def awake_between(policy: Policy, since: datetime, until: datetime) -> timedelta:
    minute = timedelta(minutes=1)
    minutes = (since + n * minute for n in range((until - since) // minute))
    return minute * sum(quiet_until(policy.night, CHINA, one) is None for one in minutes)


@given(
    st.sampled_from(
        (by_the_office(), by_the_office(night=ASLEEP), by_the_office(within=TWO_HOURS))
    ),
    st.sampled_from((REMINDED, YELLOW, ORANGE)),
    instants,
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 3 * 24 * 60),
)
def test_nothing_follows_a_slip_before_its_hours_and_its_clock(
    policy: Policy, before: Standing, now: datetime, until_served: int, later: int
) -> None:
    """It is issued, served some time later, and looked at again some time after that."""
    issued = decide(replace(before, step_due_at=now), policy, now)
    if not isinstance(issued, Take) or issued.next_at is None:
        return
    rung = policy.ladder.rung(issued.move)
    assert rung is not None
    assert rung.time_to_comply is not None
    assert issued.comply_until is not None
    by_clock = reckon(rung.time_to_comply, now, policy.calendar)
    assert issued.comply_until >= by_clock
    assert awake_between(policy, now, issued.comply_until) >= timedelta(hours=4)

    served_at = now + timedelta(minutes=until_served)
    slip = Service(ServiceState.ACCEPTED, served_at, now)
    standing = replace(before, step=issued.move, step_due_at=issued.next_at, slip=slip)
    looked_at = served_at + timedelta(minutes=later)
    if isinstance(decide(standing, policy, looked_at), Take):
        assert looked_at >= by_clock
        assert awake_between(policy, served_at, looked_at) >= timedelta(hours=4)
