"""Every shipped plan has a text message for each level and change, with some advice in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from messages.length import units
from messages.render import words_in
from messages.views.alerts import LevelView
from messages.views.public_notices import MeasuredAir, PublicTextFacts
from office.matters.alert_views import level_view
from office.plan.model import Level, Plan
from office.public.shortening import SHORT_AT_MOST
from office.public.wording import short
from tests.harness.plans import packs

TELLING = [plan for plan in packs() if plan.public_text is not None]
LONGEST = datetime(2026, 12, 20, 15, 59, tzinfo=UTC)
"""23:59 there, so that the hour of the start takes as many letters as any."""
ENDS = ("lift", "cancel")


def facts(plan: Plan, level: Level, change: str, *, open_end: bool) -> PublicTextFacts:
    view: LevelView = level_view(level)
    return PublicTextFacts(
        change=change,
        command=plan.command,
        level=view,
        previous=level_view(plan.levels[-1 if level == plan.levels[0] else 0]),
        area=plan.area,
        counties=(),
        pollutant="PM2.5",
        groups="",
        starts_at=LONGEST,
        ends_at=None if open_end else LONGEST + timedelta(hours=264),
        lasting=None if open_end else 264,
        previous_end=LONGEST,
        previous_start=LONGEST,
        hours=240,
        coming_at=None,
        coming=None,
        measured=MeasuredAir(LONGEST, 500, "严重污染"),
        words=(),
        said_at=LONGEST,
        corrects=LONGEST,
    )


def test_every_pack_tells_the_public() -> None:
    assert {plan.jurisdiction for plan in TELLING} >= {"changji", "kizilsu", "kundulun", "dengkou"}


@pytest.mark.clause("C8")
@pytest.mark.parametrize("plan", TELLING, ids=lambda plan: plan.jurisdiction)
@pytest.mark.parametrize(
    "change", ["issue", "adjust", "prolong", "shorten", "start", "repeat", *ENDS]
)
@pytest.mark.parametrize("open_end", [False, True])
def test_a_text_message_always_fits(plan: Plan, change: str, open_end: bool) -> None:
    assert plan.public_text is not None
    for level in plan.levels:
        advice = () if change in ENDS else plan.public_text.short_advice[level.id]
        said = short(
            plan, words_in("zh", plan.zone), facts(plan, level, change, open_end=open_end), advice
        )
        assert said is not None
        assert units(said) <= SHORT_AT_MOST
        assert said.startswith(f"【{plan.command}】更正：")
        assert change in ENDS or any(line in said for line in advice)


@pytest.mark.clause("C8")
@pytest.mark.parametrize("change", ["issue", "adjust", "prolong", "start", "repeat", *ENDS])
def test_an_alert_for_some_counties_never_reads_as_one_for_all(change: str) -> None:
    named = _told_of_counties(change, ("阿图什市", "阿合奇县"))
    too_many = _told_of_counties(change, tuple(f"第{number}个县" for number in range(9)))
    assert "阿图什市、阿合奇县" in named
    assert "部分县（市）" in too_many
    assert max(units(named), units(too_many)) <= SHORT_AT_MOST


def _told_of_counties(change: str, counties: tuple[str, ...]) -> str:
    plan = next(one for one in TELLING if one.jurisdiction == "kizilsu")
    view = facts(plan, plan.levels[1], change, open_end=True)
    view = replace(view, counties=counties, corrects=None)
    return short(plan, words_in("zh", plan.zone), view, ("请减少户外活动。",)) or ""
