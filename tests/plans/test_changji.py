"""Changji's plan says what the city's documents say."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from office.plan.files import read_plan
from office.plan.model import Agency, AgencyKind, Level, Measure, MeasureKind, Plan

PLAN = read_plan(Path(__file__).parents[2] / "plans" / "changji.yaml")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

each_agency = pytest.mark.parametrize("agency", PLAN.agencies, ids=lambda agency: agency.id)
each_level = pytest.mark.parametrize("level", PLAN.levels, ids=lambda level: level.id)
each_measure = pytest.mark.parametrize("measure", PLAN.measures, ids=lambda measure: measure.id)


def of_kind(kind: AgencyKind) -> list[Agency]:
    return [agency for agency in PLAN.agencies if agency.kind is kind]


def test_it_has_38_agencies_of_which_16_are_towns_and_streets() -> None:
    assert len(PLAN.agencies) == 38
    assert len(of_kind(AgencyKind.TOWN)) == 16
    assert len(of_kind(AgencyKind.COMPANY)) == 1
    assert set(PLAN.groups["towns"]) == {town.id for town in of_kind(AgencyKind.TOWN)}


def test_every_agency_but_the_two_offices_has_a_place_in_the_inspections() -> None:
    placed = {*PLAN.groups["inspectors"], *PLAN.groups["other_departments"], *PLAN.groups["towns"]}
    assert {agency.id for agency in PLAN.agencies} - placed == {"liangban", "jiwei"}


@each_agency
def test_duties_fit_a_phone_and_name_their_source(agency: Agency) -> None:
    duties = PLAN.duties_of(agency)
    assert len({duty.text for duty in duties}) == len(duties)
    for duty in duties:
        assert len(duty.text) <= 40
        assert duty.source.startswith("昌吉附件1第")


def test_the_towns_share_their_duties() -> None:
    assert len({town.duties for town in of_kind(AgencyKind.TOWN)}) == 1


@each_level
@pytest.mark.parametrize("kind", [MeasureKind.HEALTH, MeasureKind.ADVISORY, MeasureKind.MANDATORY])
def test_every_level_adds_measures_of_every_kind(level: Level, kind: MeasureKind) -> None:
    assert any(m.level == level.id and m.kind is kind for m in PLAN.measures)


@each_level
@each_agency
def test_every_level_asks_something_new_of_every_agency(agency: Agency, level: Level) -> None:
    assert any(group.level == level for group in PLAN.measures_for(agency.id, level.id))


@each_measure
def test_measures_fit_a_phone_name_their_source_and_concern_someone(measure: Measure) -> None:
    assert len(measure.text) <= 40
    assert measure.source.startswith(("昌吉附件", "克州预案"))
    assert any(PLAN.concerns(measure, agency.id) for agency in PLAN.agencies)


@each_measure
def test_ids_of_measures_tell_level_and_kind(measure: Measure) -> None:
    assert measure.id.startswith(f"{measure.level[0]}-{measure.kind[0]}-")


@pytest.mark.parametrize(
    ("topic", "agency"),
    [
        ("学校", "jiaoyu"),
        ("露天焚烧", "nongye"),
        ("露天焚烧", "sangong"),
        ("餐饮油烟", "shichang"),
        ("公务车", "jiguan"),
        ("烟花爆竹", "gongan"),
        ("扬尘源", "daijian"),
        ("工业源", "gongdian"),
        ("会商监测", "qixiang"),
        ("经费", "caizheng"),
        ("追责", "jiwei"),
    ],
)
def test_measures_reach_those_whose_duty_they_are(topic: str, agency: str) -> None:
    assert any(m.topic == topic and PLAN.concerns(m, agency) for m in PLAN.measures)


@pytest.mark.parametrize(
    ("level", "response", "chain"),
    [
        ("yellow", "Ⅲ级", {"director": "approve"}),
        ("orange", "Ⅱ级", {"director": "review", "deputy_commander": "approve"}),
        (
            "red",
            "Ⅰ级",
            {"director": "review", "deputy_commander": "agree", "commander": "approve"},
        ),
    ],
)
def test_levels_start_their_response_through_their_chain(
    level: str, response: str, chain: dict[str, str]
) -> None:
    assert PLAN.level(level).response == response
    assert PLAN.level(level).approval == tuple(chain)
    assert PLAN.level(level).acts == chain


def test_only_red_does_not_wait_for_morning() -> None:
    assert [level.id for level in PLAN.levels if level.quiet_exempt] == ["red"]
    assert (PLAN.quiet_hours.start, PLAN.quiet_hours.end) == (time(22), time(7))


def test_the_ladder() -> None:
    rungs = [(r.step, r.after, r.comply_within, r.copies) for r in PLAN.ladders["report"]]
    assert rungs == [
        ("reminder", 0 * MINUTE, None, ()),
        ("yellow", 30 * MINUTE, 2 * HOUR, ("deputy_commander",)),
        ("orange", 0 * MINUTE, 2 * HOUR, ("commander",)),
        ("red", 0 * MINUTE, 12 * HOUR, ("party_secretary", "mayor")),
        ("referral", 0 * MINUTE, None, ("commander",)),
    ]
    referral = PLAN.ladders["report"][-1]
    assert referral.proposed_to == referral.confirmed_by == "director"
    assert referral.sent_to == "discipline_commission"


def test_the_times() -> None:
    daily, closing, receipt = map(PLAN.owed, ("daily", "closing", "receipt"))
    assert daily.by_the_clock == (time(8), time(12))
    assert (closing.due_after, receipt.due_after) == (24 * HOUR, 30 * MINUTE)
    asked_again = [one.remind_before for one in (daily, closing, receipt)]
    assert asked_again == [HOUR, 2 * HOUR, 15 * MINUTE]
    least = [one.least_notice for one in (daily, closing, receipt)]
    assert least == [2 * HOUR, 2 * HOUR, 30 * MINUTE]


def test_what_is_owed_climbs_its_ladder() -> None:
    assert {one.kind: one.ladder for one in PLAN.owes} == {
        "receipt": "receipt",
        "daily": "report",
        "closing": "report",
        "task": "gentle",
    }


def test_nothing_else_was_said_before_plans_had_owes() -> None:
    """A plan that was stored with `receipt` and `reporting` says the same."""
    facts = PLAN.model_dump(mode="json")
    owes = facts.pop("owes")
    former = {
        "receipt": {"chase_after": "15m", "due_after": "30m"},
        "reporting": {
            "prompt_at": "08:00",
            "nudge_at": "11:00",
            "due_at": "12:00",
            "closing_due_after": "24h",
            "closing_nudge_before": "2h",
            "least_notice": "2h",
            "content": owes[1]["content"],
        },
    }
    read = Plan.model_validate(facts | former)
    assert [one.model_copy(update={"source": None}) for one in PLAN.owes] == list(read.owes)


def test_the_notice_of_an_alert() -> None:
    assert PLAN.notice.issue_ahead == 48 * HOUR


def test_positions_are_held_by_as_many_as_the_roster_names() -> None:
    held = {position.id: position.holders_max for position in PLAN.positions}
    assert held["deputy_director"] == 2
    assert held["office_staff"] is None
    assert held["commander"] == held["deputy_commander"] == held["director"] == 1


def test_it_is_changji() -> None:
    assert isinstance(PLAN, Plan)
    assert (PLAN.jurisdiction, PLAN.name, PLAN.zone) == ("changji", "昌吉市", "Asia/Shanghai")
