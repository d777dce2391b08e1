"""The ladder's rules, each a row that says it in words: its steps, its pauses, its ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.ladder import verdicts
from office.ladder.rules import decide
from office.ladder.standings import Standing
from office.ladder.verdicts import (
    End,
    Hold,
    LadderVerdict,
    Postpone,
    Reason,
    Repeat,
    Resume,
    Take,
    Wait,
)
from office.plan.model import Ladder, Rung
from tests.office.ladder.standings import (
    AFTER_THE_LIFT,
    CHASED,
    CLOSING,
    DAILY,
    NUDGED,
    OF_RECEIPTS,
    ORANGE,
    POLICY,
    RECEIPT,
    RED,
    REFERRED,
    REFUSED,
    REMINDED,
    UNREACHABLE,
    YELLOW,
    Row,
    accepted,
    at,
)

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


def test_a_plan_without_a_wait_between_two_steps_still_takes_them_apart() -> None:
    first, second, *_ = POLICY.ladder.rungs
    hasty = Ladder((first, replace_rung(second, after=timedelta())))
    verdict = decide(NUDGED, replace(POLICY, ladder=hasty), at("12:00"))
    assert verdict == Take("reminder", None, at("12:01"))


def test_a_verdict_is_stored_in_words() -> None:
    assert verdicts.word(Repeat("yellow", None, None)) == "repeat: yellow"
    assert verdicts.word(Take("yellow", None, None)) == "take: yellow"
    assert verdicts.word(Wait(None, Reason.QUIET_HOURS)) == "wait: quiet hours"


def test_without_a_ladder_nothing_follows_the_deadline() -> None:
    """It is asked again before the deadline and looked at once more when the deadline comes."""
    policy = replace(POLICY, ladder=Ladder())
    nudge = decide(DAILY, policy, at("11:00"))
    assert nudge == Take("nudge", None, at("12:00"))
    assert decide(NUDGED, policy, at("12:00")) == End(Reason.COMPLETE)
    assert decide(DAILY, policy, at("12:00")) == End(Reason.COMPLETE)


def replace_rung(rung: Rung, **changes: object) -> Rung:
    return rung.model_copy(update=changes)
