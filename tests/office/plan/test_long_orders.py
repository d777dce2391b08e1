"""An order that takes more than one message can be read message by message."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from messages.length import TEXT_LIMIT, plain, split_html, units
from messages.render import words_in
from messages.views.alerts import OrderView
from office.matters import measure_views
from office.matters.alert_views import level_view
from office.plan.languages import in_language
from office.plan.model import Level, Plan
from storage.decisions.matters import OrderKind
from tests.harness.plans import packs

AT = datetime(2026, 12, 1, tzinfo=UTC)
BLOCK = re.compile(
    r"^<b>(?:(?P<word>\w[^|<>]*) \| )?\w+, (?:health|advisory|mandatory|organ\w+)</b>$"
)


def orders(plan: Plan) -> list[tuple[Level | None, str]]:
    """What each start and each change brings, in English, to the body that has most to do."""
    changes: list[tuple[Level | None, Level]] = [(None, level) for level in plan.levels]
    changes += [*pairwise(plan.levels), (plan.levels[-1], plan.levels[0])]
    busiest = max((*plan.agencies, *plan.counties), key=lambda body: _measures(plan, body.id))
    return [(previous, _text(plan, busiest.id, level, previous)) for previous, level in changes]


def _measures(plan: Plan, body: str) -> int:
    groups = plan.measures_for(body, plan.levels[-1].id)
    return sum(len(group.measures) for group in groups)


def _text(plan: Plan, body: str, level: Level, previous: Level | None) -> str:
    view = OrderView(
        kind=OrderKind.ADJUST if previous else OrderKind.ISSUE,
        command=plan.command,
        you="贵单位",
        serial="1",
        level=level_view(level),
        previous_end=None,
        previous=level_view(previous) if previous else None,
        starts_at=AT,
        ends_at=AT + timedelta(hours=72),
        hours=72,
        at_once=True,
        pollutant="PM2.5",
        area=plan.area,
        grounds="Still air for three days.",
        measures=measure_views.own(plan, body, level, previous),
        stops=measure_views.stopped(plan, body, level, previous, at_once=True),
        reduction=None,
        counties=(),
        is_left_out=False,
    )
    return words_in("en", plan.zone).text("alert_order", view)


@pytest.mark.parametrize("plan", packs(), ids=lambda plan: str(plan.jurisdiction))
def test_a_long_order_is_cut_between_blocks_that_say_what_becomes_of_them(plan: Plan) -> None:
    long = [one for one in orders(in_language(plan, "en")) if units(plain(one[1])) > TEXT_LIMIT]
    for previous, text in long:
        first, second = split_html(text)
        assert _said(first) + _said(second) == _said(text)
        begins = _said(second)[0]
        block = BLOCK.match(begins)
        assert not re.match(r"\d+\.", begins)
        assert block is None or bool(block["word"]) == (previous is not None)
    assert bool(long) == (plan.jurisdiction in {"changji", "kizilsu", "shilixian"})


def _said(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]
