"""A time, a chain, a step or a paper that asks for less than the other plan is told, and how."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.plan.deadlines import ByClock, Deadline, reckon
from office.plan.durations import parse_duration
from office.plan.effects import effects
from office.plan.ladders import Gate, LimitWhen
from office.plan.model import Cascade, Chains, ChainStep, Owed, Plan
from office.plan.weaker import weaker_parts
from office.plan.weaker_papers import falls_later
from office.plan.weaker_times import may_fall_later
from tests.harness.examples import up_to
from tests.harness.plans import pack

BASE = Plan.model_validate(
    pack("changji").model_dump(mode="json")
    | {"cascade": {"remind_after": "1h", "report_after": "2h"}}
)
FACTS = BASE.model_dump(mode="json")
SMOKE = {"id": "smoke", "name": "烟霾", "primary": ["co"], "source": "none"}


def told(**changed: Any) -> list[str]:
    own = Plan.model_validate(FACTS | changed)
    return [f"{key} {how.zh}" for key, how in weaker_parts(BASE, own)]


def changed(section: str, entry: str, **said: Any) -> dict[str, Any]:
    """The plan's section with one entry of it changed."""
    return {
        section: [
            one | said if entry in (one.get("id"), one.get("kind")) else one
            for one in FACTS[section]
        ]
    }


def step(ladder: str, name: str, **said: Any) -> dict[str, Any]:
    rungs = [one | said if one["step"] == name else one for one in FACTS["ladders"][ladder]]
    return {"ladders": FACTS["ladders"] | {ladder: rungs}}


def part(key: str, **said: Any) -> dict[str, Any]:
    return {key: FACTS[key] | said}


def test_the_same_plan_asks_for_no_less() -> None:
    assert told() == []


LESS = [
    (changed("owes", "register", due_by="5wd"), "owes.register 截止更晚"),
    (changed("owes", "closing", due_by={"at": "19:00", "day": 1}), "owes.closing 截止更晚"),
    (changed("owes", "daily", least_notice="4h"), "owes.daily 至少给的时间更长，截止更晚"),
    (changed("owes", "receipt", remind_before=None), "owes.receipt 截止前不再催办"),
    (part("grading", merge_within="24h"), "grading 并为一次过程的间隔更短"),
    (part("grading", may_cross_midnight=False), "grading 均值不再跨日"),
    (part("grading", lift_below=180), "grading 解除线更高"),
    (part("grading", no_response_causes=[SMOKE]), "grading 烟霾不再启动响应"),
    (part("quiet_hours", start="18:00"), "quiet_hours 静默时段更长"),
    (part("night", end="09:30"), "night 夜间时段更长"),
    (part("signing", remind_after="20m"), "signing 催签更晚"),
    (part("cascade", report_after="3h"), "cascade 催办启动更晚"),
    (part("brief", at="19:00"), "brief 每日情况更晚"),
    (part("brief", to=["huanjing"]), "brief 每日情况发给的单位减少"),
    (part("dust", valid_for="12h"), "dust 健康提示有效时间更短"),
    (changed("levels", "orange", approval=["director"], acts={}), "levels.orange 审签层级减少"),
    (changed("levels", "red", quiet_exempt=False), "levels.red 静默时段内不再发单"),
    (part("chains", lift=[]), "chains 解除或撤销的审签减少"),
    (part("chains", decline=[]), "chains 审签层级减少"),
    (step("report", "yellow", after="2h"), "ladders.report 步骤 yellow 更晚"),
    (
        step("report", "orange", comply_by={"at": "18:00", "working_day": 2}),
        "ladders.report 步骤 orange 限期更长",
    ),
    (step("report", "orange", waking_hours=6), "ladders.report 步骤 orange 限期更长"),
    (
        step("receipt", "overdue", addressees=["office"]),
        "ladders.receipt 步骤 overdue 告知的对象减少",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "how"), LESS, ids=[how for _, how in LESS])
def test_what_asks_for_less_is_told(change: dict[str, Any], how: str) -> None:
    assert how in told(**change)


MORE = [
    changed("owes", "closing", due_by={"at": "17:00", "day": 1}),
    changed("owes", "receipt", remind_before="20m"),
    part("quiet_hours", start="20:00"),
    part("signing", two_people_always=True),
    part("chains", adjust="higher"),
    part("brief", at="17:00"),
    step("report", "yellow", after="30m"),
    changed("levels", "yellow", quiet_exempt=True),
]  # fmt: skip


@pytest.mark.parametrize("change", MORE)
def test_what_asks_for_more_is_not(change: dict[str, Any]) -> None:
    assert told(**change) == []


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"comply_by": None}, "步骤 red 限期更长"),
        ({"slip": False}, "步骤 red 不再发单"),
        ({"copies": ()}, "步骤 red 抄报减少"),
        ({"limit": LimitWhen.ASKED}, "步骤 red 限期可以另定"),
        ({"responsible": False}, "步骤 red 不再送责任人"),
        ({"confirmed_by": "director"}, "步骤 red 改为须经人决定"),
        ({"sign": (ChainStep(by=("director",)),)}, "步骤 red 签批增加"),
        ({"needs": Gate.LISTING}, "步骤 red 增设前提"),
        ({"copies_through": ()}, "步骤 red 抄报不再经办公室呈送"),
    ],
)
def test_a_step_that_does_less_is_told(said: dict[str, Any], how: str) -> None:
    """Not all of these could stand in a plan, whose other checks would refuse them first."""
    usual = {"copies": ("mayor",), "copies_through": ("liangban",), "responsible": True}
    base, own = _with_red(**usual), _with_red(**(usual | said))
    assert [one.zh for _, one in weaker_parts(base, own)] == [how]


def test_more_time_behind_a_gate_is_told() -> None:
    base = _with_red(needs=Gate.LISTING)
    own = _with_red(needs=Gate.LISTING, gate_within=timedelta(days=3))
    assert [one.zh for _, one in weaker_parts(base, own)] == ["步骤 red 前提送达后更晚"]
    assert list(weaker_parts(own, base)) == []


def _with_red(**said: Any) -> Plan:
    rungs = BASE.ladders["report"]
    red = tuple(one.model_copy(update=said) if one.step == "red" else one for one in rungs)
    return BASE.model_copy(update={"ladders": BASE.ladders | {"report": red}})


def test_an_adjustment_by_the_new_level_alone_and_one_person_ask_for_less() -> None:
    base = Plan.model_validate(FACTS | part("chains", adjust="higher") | _two_people())
    how = [one.how.zh for one in weaker_parts(base, BASE)]
    assert how == ["调整不再按较高级别审签", "不再要求两人"]


def _two_people() -> dict[str, Any]:
    return part("signing", two_people_always=True)


def test_a_control_dispatch_that_nobody_signs_asks_for_less() -> None:
    signed = Chains.model_validate(FACTS["chains"]).model_copy(
        update={"control": (ChainStep(by=("director",)),)}
    )
    base = BASE.model_copy(update={"chains": signed})
    assert [one.key for one in weaker_parts(base, BASE)] == ["chains"]


def test_a_plan_that_says_nothing_of_its_counties_has_the_usual_times() -> None:
    usual = BASE.model_copy(update={"cascade": None})
    slower = Cascade(remind_after=timedelta(hours=9), report_after=timedelta(hours=10))
    own = BASE.model_copy(update={"cascade": slower})
    assert [one.key for one in weaker_parts(usual, own)] == ["cascade"]


PAPERS = {
    "filings": [
        {
            "id": "scheme", "name": "方案", "who": ["gongan", "zhujian"], "form": "file",
            "by": "09-30", "ask_from": "09-01", "asked_at_start": True,
        }
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"by": "10-31"}, "期限更晚"),
        ({"by": None, "ask_from": None}, "期限更晚"),
        ({"asked_at_start": False}, "响应启动时不再要求"),
        ({"form": "any"}, "不再要求文件"),
        ({"who": ["gongan"]}, "不再要求住建局"),
    ],
)
def test_a_paper_that_is_asked_for_less_is_told(said: dict[str, Any], how: str) -> None:
    filing = PAPERS["filings"][0]
    base = Plan.model_validate(FACTS | PAPERS)
    own = Plan.model_validate(FACTS | {"filings": [filing | said]})
    found = [(key, one.zh) for key, one in weaker_parts(base, own)]
    assert found == [("filings.scheme", how)]
    assert list(weaker_parts(base, base)) == []


WORK: dict[str, Any] = {
    "office_work": [
        {
            "id": "review", "name": "修订", "by": "09-30", "ask_from": "09-01",
            "season": "heating", "source": "none",
        }
    ],
    "seasons": [{"id": "heating", "name": "采暖期"}, {"id": "dust", "name": "沙尘期"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"by": "10-31"}, "期限更晚"),
        ({"season": "dust"}, "要求的季节减少"),
    ],
)
def test_what_the_office_does_later_or_less_often_is_told(said: dict[str, Any], how: str) -> None:
    (review,) = WORK["office_work"]
    base = Plan.model_validate(FACTS | WORK)
    own = Plan.model_validate(FACTS | WORK | {"office_work": [review | said]})
    assert [(key, one.zh) for key, one in weaker_parts(base, own)] == [("office_work.review", how)]


LISTS: dict[str, Any] = {
    "registers": [{"id": "cuts", "name": "清单", "who": ["gongan"], "renew": "monthly"}],
    "seasons": [{"id": "heating", "name": "采暖期"}, {"id": "dust", "name": "沙尘期"}],
}


@pytest.mark.parametrize(
    ("said", "less"),
    [
        ({"renew": "weekly"}, False),
        ({"when": "monthly", "ask_from": 1, "by": 20, "renew": None}, False),
        ({"renew": "yearly"}, True),
        ({"renew": None}, True),
    ],
)
def test_a_register_that_is_brought_up_to_date_less_often_is_told(
    said: dict[str, Any], less: bool
) -> None:
    base = Plan.model_validate(FACTS | LISTS)
    own = Plan.model_validate(FACTS | LISTS | {"registers": [LISTS["registers"][0] | said]})
    assert [how.zh for _, how in weaker_parts(base, own)] == ["更新次数减少"] * less


@pytest.mark.parametrize(
    ("base", "own", "how"),
    [
        ({}, {"season": "heating"}, ["要求的季节减少"]),
        ({"season": "heating"}, {"season": "dust"}, ["要求的季节减少"]),
        ({"season": "heating"}, {}, []),
        ({}, {"off_season": "dust"}, ["要求的季节减少"]),
        ({"off_season": "dust"}, {}, []),
        ({}, {"on_day_off": "later"}, ["期限日更晚"]),
        ({"on_day_off": "earlier"}, {}, ["期限日更晚"]),
        ({"on_day_off": "later"}, {"on_day_off": "earlier"}, []),
        # From Friday to Monday its day is later than from Monday to Friday.
        ({}, {"ask_from": "fri", "by": "mon"}, ["期限日更晚"]),
    ],
)
def test_what_is_asked_for_over_less_of_the_year_is_told(
    base: dict[str, Any], own: dict[str, Any], how: list[str]
) -> None:
    weekly = {
        "kind": "weekly_consultation", "name": "周报", "who": ["huanjing"], "when": "weekly",
        "ask_from": "mon", "by": "fri", "due_at": "18:00", "ladder": "gentle",
    }  # fmt: skip
    assert _less_of(weekly | base, weekly | own) == how


def test_what_is_no_longer_due_before_the_season_is_told() -> None:
    exercise = {
        "kind": "yearly_exercise", "name": "演练", "who": ["huanjing"], "when": "yearly",
        "before": "heating", "ask_ahead": "30d", "due_at": "18:00", "ladder": "gentle",
    }  # fmt: skip
    by_day = {"before": None, "ask_ahead": None, "ask_from": "11-01", "by": "12-31"}
    assert _less_of(exercise, exercise) == []
    assert _less_of(exercise, exercise | by_day) == ["不再要求在季节开始前报送"]


def test_a_forecast_that_reaches_less_far_is_told() -> None:
    outlook = {
        "kind": "outlook", "who": ["huanjing"], "when": "daily", "prompt_at": "08:30",
        "due_at": "12:00", "days_ahead": 7, "ladder": "gentle",
    }  # fmt: skip
    assert _less_of(outlook, outlook | {"days_ahead": 10}) == []
    assert _less_of(outlook, outlook | {"days_ahead": None}) == ["预报的天数减少"]


def _less_of(base: dict[str, Any], own: dict[str, Any]) -> list[str]:
    plans = [
        Plan.model_validate(FACTS | LISTS | {"owes": [*FACTS["owes"], owed]})
        for owed in (base, own)
    ]
    return [how.zh for _, how in weaker_parts(*plans)]


TOLD = {
    "contents": ["首要污染物", "措施建议"],
    "at_level": {"red": ["停课安排"]},
    "repeat_every": "2h",
    "silent": {"start": "23:00", "end": "07:00"},
}


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({}, []),
        ({"repeat_every": "1h", "silent": None}, []),
        ({"contents": ["首要污染物"]}, ["向公众发布的内容减少"]),
        ({"at_level": {}}, ["向公众发布的内容减少"]),
        ({"repeat_every": "3h"}, ["滚动播报间隔更长"]),
        ({"repeat_every": None, "silent": None}, ["滚动播报间隔更长"]),
        ({"silent": {"start": "22:00", "end": "07:00"}}, ["停播时段更长"]),
    ],
)
def test_a_public_that_is_told_less_is_told(said: dict[str, Any], how: list[str]) -> None:
    base = Plan.model_validate(FACTS | {"public_text": TOLD})
    own = Plan.model_validate(FACTS | {"public_text": TOLD | said})
    assert [one.zh for _, one in weaker_parts(base, own)] == how


def test_where_it_is_not_said_again_nothing_is_said_less_often() -> None:
    once = {"contents": ["首要污染物"]}
    base = Plan.model_validate(FACTS | {"public_text": once})
    own = Plan.model_validate(FACTS | {"public_text": once | {"repeat_every": "2h"}})
    assert list(weaker_parts(base, own)) == []


HOURS = st.integers(1, 120).map(lambda n: timedelta(hours=n))
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
BY_DAY = st.builds(lambda at, day: ByClock(at=at, day=day), CLOCKS, st.integers(0, 7))
BY_WORKING_DAY = st.builds(lambda at, n: ByClock(at=at, working_day=n), CLOCKS, st.integers(1, 6))
DEADLINES = st.one_of(HOURS, BY_DAY, BY_WORKING_DAY)


@up_to(60)
@given(base=DEADLINES, own=DEADLINES, hours=st.integers(0, 14 * 24))
def test_what_may_not_fall_later_falls_no_later_from_any_hour(
    base: Deadline, own: Deadline, hours: int
) -> None:
    """The hours are those of two weeks that the comparison does not look at."""
    if not may_fall_later(BASE, base, own):
        start = datetime(2025, 6, 9, tzinfo=UTC) + timedelta(hours=hours)
        assert reckon(own, start, BASE.calendar) <= reckon(base, start, BASE.calendar)


@pytest.mark.parametrize(
    ("base", "own", "later"),
    [
        ("1d", "2d", True),
        ("2d", "1d", False),
        ("5wd", "4d", False),
        ("6d", "5wd", True),
        ("2d", "1wd", True),
    ],
)
def test_deadlines_of_different_shapes_are_compared(base: str, own: str, later: bool) -> None:
    assert may_fall_later(BASE, _deadline(base), _deadline(own)) is later


def _deadline(said: str) -> Deadline:
    return ByClock.model_validate(said) if said.endswith("wd") else parse_duration(said)


WEEKLY = Owed.model_validate(
    {
        "kind": "weekly_consultation", "name": "周报", "who": ["experts"], "when": "weekly",
        "season": "heating", "ask_from": "mon", "by": "fri", "due_at": "18:00",
        "ladder": "gentle",
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("by", "later"), [("fri", False), ("thu", False), ("sat", True), ("28", True), (None, True)]
)
def test_a_day_of_each_week_is_compared_with_the_one_before(by: str | None, later: bool) -> None:
    weekly = WEEKLY
    own = weekly.model_copy(update={"by": by})
    assert falls_later(weekly, own, weekly.when) is later
    assert not falls_later(weekly.model_copy(update={"by": None}), own, weekly.when)


def test_a_day_that_moves_is_told_of_what_is_owed() -> None:
    plan = pack("kizilsu")
    base, own = (
        plan.model_copy(update={"owes": (*plan.owes, one)})
        for one in (WEEKLY, WEEKLY.model_copy(update={"by": "sun"}))
    )
    found = [(key, how.zh) for key, how in weaker_parts(base, own)]
    assert found == [("owes.weekly_consultation", "期限日更晚")]
    (effect,) = effects(base, own)
    assert effect.changes[0].zh == "weekly_consultation fri heating 18:00 → sun heating 18:00"
