"""No step without proof that the one before was served, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.ladder.rules import decide
from office.ladder.standings import Service, ServiceState, Standing
from office.ladder.verdicts import Hold, LadderVerdict, Postpone, Reason, Repeat, Take, Wait
from tests.office.ladder.standings import (
    DAILY,
    IN_DOUBT,
    MISSING,
    NUDGED,
    ORANGE,
    POLICY,
    QUEUED,
    RED,
    REFUSED,
    REMINDED,
    UNREACHABLE,
    YELLOW,
    Row,
    accepted,
    at,
)

SERVICE_RULES: dict[str, Row] = {
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
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), SERVICE_RULES.values(), ids=SERVICE_RULES.keys()
)
def test_the_rules_of_service(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, POLICY, now) == verdict
