"""What the office is shown before a slip goes, each rule a row that says it in words."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from office.ladder.rules import decide
from office.ladder.standings import Standing
from office.ladder.verdicts import End, LadderVerdict, PutBefore, Reason, Take, Wait
from office.plan.model import Ladder, Rung
from tests.office.ladder.standings import (
    DAILY,
    LATE_EVENING,
    NUDGED,
    POLICY,
    REFERRED,
    REMINDED,
    YELLOW,
    Row,
    at,
)

REPLY_RULES: dict[str, Row] = {
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


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), REPLY_RULES.values(), ids=REPLY_RULES.keys()
)
def test_the_rules_of_replies(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, POLICY, now) == verdict


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
