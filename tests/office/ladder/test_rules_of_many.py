"""Many late with the same: the office is asked first; each rule is a row that says it in words."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.ladder.missed_by_many import Missed
from office.ladder.rules import decide
from office.ladder.standings import Standing
from office.ladder.verdicts import (
    AskFirst,
    End,
    Join,
    LadderVerdict,
    PutBefore,
    Reason,
    Sign,
    Take,
    Wait,
    word,
)
from office.plan.chains import ChainStep
from office.plan.many import Many
from office.plan.model import Ladder, QuietHours
from tests.office.ladder.standings import LATE_EVENING, NUDGED, POLICY, YELLOW, Row, at, instants

MANY = Many(share=0.5, least=3, wait=timedelta(hours=2))
ASKING = replace(POLICY, many=MANY)
MOST, FEW = Missed(20, 38), Missed(19, 38)
DUE = replace(NUDGED, missed=MOST)
ASKED = replace(DUE, missed=Missed(20, 38, asked=True, waits_until=at("14:00")))
ON_HOLD = replace(DUE, missed=Missed(20, 38, asked=True, on_hold=True))
RELEASED = replace(DUE, missed=Missed(20, 38, asked=True, waits_until=at("16:00")))
ANSWERED = replace(DUE, missed=Missed(20, 38, asked=True))
FIRST = Take("reminder", None, at("12:30"))

RULES_OF_MANY: dict[str, Row] = {
    "more than the share: the office is asked": (DUE, at("12:00"), AskFirst(at("14:00"))),
    "just the share: the slip goes": (replace(DUE, missed=FEW), at("12:00"), FIRST),
    "fewer than the least number, however large a part: it goes": (
        replace(DUE, missed=Missed(2, 2)),
        at("12:00"),
        FIRST,
    ),
    "a plan that asks nobody counts nobody": (NUDGED, at("12:00"), FIRST),
    "not before the deadline": (
        replace(DUE, step_due_at=at("12:00")),
        at("11:59"),
        Wait(at("12:00"), Reason.NOT_YET),
    ),
    "asked, it waits": (ASKED, at("13:59"), Wait(at("14:00"), Reason.OFFICE_ASKED)),
    "unanswered, it goes, and its time counts from then": (
        ASKED,
        at("14:00"),
        Take("reminder", None, at("14:30")),
    ),
    "on hold it waits however long": (
        ON_HOLD,
        at("20:00"),
        Wait(at("20:10"), Reason.ON_HOLD),
    ),
    "after a hold each has its least time": (
        RELEASED,
        at("15:59"),
        Wait(at("16:00"), Reason.OFFICE_ASKED),
    ),
    "asked once, it is not asked again": (ANSWERED, at("12:00"), FIRST),
    "a body that has a slip already brings no question": (
        replace(YELLOW, missed=MOST),
        at("14:30"),
        Take("orange", at("16:30"), at("16:30")),
    ),
    "on hold no further slip goes either": (
        replace(YELLOW, missed=ON_HOLD.missed),
        at("14:30"),
        Wait(at("14:40"), Reason.ON_HOLD),
    ),
    "an evening's hour goes on in the morning": (
        replace(DUE, step_due_at=at("21:30"), due_at=at("21:30")),
        at("21:30"),
        AskFirst(at("08:30", 3)),
    ),
    "nobody is asked by night": (
        replace(LATE_EVENING, missed=MOST),
        at("23:00"),
        Wait(at("07:00", 3), Reason.QUIET_HOURS),
    ),
    "by night it is asked where slips leave at any hour, and answered by day": (
        replace(DUE, quiet_exempt=True),
        at("23:00"),
        AskFirst(at("09:00", 3)),
    ),
    "a lift ends the question for it": (
        replace(ASKED, lifted=True),
        at("12:30"),
        End(Reason.LIFTED),
    ),
    "an unclear reply is put before the office first": (
        replace(DUE, unshown_reply=True),
        at("12:00"),
        PutBefore(at("12:30")),
    ),
    "while more time is asked for, it waits for that": (
        replace(DUE, extension_pending=True),
        at("12:00"),
        Wait(None, Reason.EXTENSION),
    ),
}


@pytest.mark.parametrize(
    ("standing", "now", "verdict"), RULES_OF_MANY.values(), ids=RULES_OF_MANY.keys()
)
def test_the_rules_of_many(standing: Standing, now: datetime, verdict: LadderVerdict) -> None:
    assert decide(standing, ASKING, now) == verdict


def test_it_is_asked_before_a_day_is_added_and_before_a_slip_is_signed() -> None:
    one_slip = replace(ASKING, ladder=replace(ASKING.ladder, one_slip=True))
    joins = replace(DUE, open_slip="reminder")
    assert decide(joins, one_slip, at("12:00")) == AskFirst(at("14:00"))
    after = replace(joins, missed=ANSWERED.missed)
    assert isinstance(decide(after, one_slip, at("12:00")), Join)
    signed = tuple(
        rung.model_copy(update={"sign": (ChainStep(by=("director",)),)})
        for rung in ASKING.ladder.rungs
    )
    drafted = replace(ASKING, ladder=Ladder(signed))
    assert decide(DUE, drafted, at("12:00")) == AskFirst(at("14:00"))
    assert isinstance(decide(ANSWERED, drafted, at("12:00")), Sign)


def test_a_word_asks_nobody() -> None:
    words = tuple(rung.model_copy(update={"slip": False}) for rung in ASKING.ladder.rungs)
    assert isinstance(decide(DUE, replace(ASKING, ladder=Ladder(words)), at("12:00")), Take)


def test_an_office_without_a_night_has_its_hours_at_once() -> None:
    awake = replace(ASKING, quiet_hours=QuietHours(start=time(0), end=time(0)))
    assert decide(DUE, awake, at("12:00")) == AskFirst(at("14:00"))


@given(
    missed=st.integers(0, 40),
    owing=st.integers(1, 40),
    asked=st.booleans(),
    on_hold=st.booleans(),
    waits_until=st.none() | instants,
    now=instants,
)
def test_no_slip_goes_while_many_wait_for_an_answer(
    missed: int,
    owing: int,
    now: datetime,
    waits_until: datetime | None,
    *,
    asked: bool,
    on_hold: bool,
) -> None:
    found = Missed(missed, owing, asked=asked, on_hold=on_hold, waits_until=waits_until)
    verdict = decide(replace(DUE, missed=found), ASKING, now)
    waits = on_hold or (waits_until is not None and now < waits_until)
    if waits or (not asked and missed >= 3 and missed * 2 > owing):
        assert not isinstance(verdict, Take)


def test_it_is_stored_in_words() -> None:
    assert word(AskFirst(at("12:00"))) == "askfirst: the office is asked first"
