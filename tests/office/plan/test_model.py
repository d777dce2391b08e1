"""What a plan answers to whoever asks it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from office.plan.files import (
    read_plan,
)
from office.plan.model import Ladder, Plan, Rung
from tests.harness.plans import CITY, small_plan

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(CITY)


def texts(plan: Plan, agency: str, level: str) -> set[str]:
    return {one.text for group in plan.measures_for(agency, level) for one in group.measures}


class TestAnswers:
    @pytest.mark.parametrize(
        ("typed", "level"),
        [
            ("orange", "orange"),
            ("ORANGE", "orange"),
            (" 橙色 ", "orange"),
            ("橙", "orange"),
            ("橙色预警", "orange"),
            ("Ⅲ级", "yellow"),
            ("III级", "yellow"),
            ("蓝色", None),
            ("", None),
        ],
    )
    def test_levels_by_what_people_type(self, plan: Plan, typed: str, level: str | None) -> None:
        found = plan.find_level(typed)
        assert (found.id if found else None) == level

    @pytest.mark.parametrize("typed", ["PM2.5", "pm2.5", "ＰＭ２.５", "PM₂.₅", "细颗粒物", "pm25"])
    def test_pollutants_by_what_people_type(self, plan: Plan, typed: str) -> None:
        assert plan.find_pollutant(typed) == plan.pollutant("pm25")

    @pytest.mark.parametrize(
        ("typed", "agencies"),
        [
            ("zhujian", ["zhujian"]),
            ("市住建局", ["zhujian"]),
            ("住建局", ["zhujian"]),
            ("住建", ["zhujian"]),
            ("六工镇", ["liugong"]),
            ("二六工", ["erliugong"]),
            ("六工", ["erliugong", "liugong"]),
            ("水利局", []),
            (" ", []),
        ],
    )
    def test_agencies_by_what_people_type(
        self, plan: Plan, typed: str, agencies: list[str]
    ) -> None:
        found = [one.id for one in plan.bodies_like(typed)]
        assert found == agencies

    def test_the_highest_level_comes_first_and_includes_those_below(self, plan: Plan) -> None:
        assert [level.id for level in plan.levels_up_to("orange")] == ["orange", "yellow"]

    def test_measures_add_up_from_level_to_level(self, plan: Plan) -> None:
        yellow = plan.measures_for("jiaoyu", "yellow")
        orange = plan.measures_for("jiaoyu", "orange")
        assert orange[-len(yellow) :] == yellow
        assert {group.level.id for group in orange} == {"orange", "yellow"}

    def test_groups_hold_one_level_and_one_kind_each(self, plan: Plan) -> None:
        for level, kind, measures in plan.measures_for("huanjing", "red"):
            assert measures
            assert {(m.level, m.kind) for m in measures} == {(level.id, kind)}

    def test_an_agency_joins_with_what_its_own_plan_asks_of_it(self) -> None:
        """The others' measures stay; at a level that the first plan lacks it gets nothing."""
        facts = small_plan(("huanjing", "gongan")).model_dump()
        facts["levels"] = [level for level in facts["levels"] if level["id"] != "red"]
        facts["measures"] = [one for one in facts["measures"] if one["level"] != "red"]
        before, newer = Plan.model_validate(facts), small_plan(("gongan", "shichang"))
        joined = before.joined_by("shichang", newer)
        assert [it.id for it in joined.agencies] == ["huanjing", "gongan", "shichang"]
        for level in ("yellow", "orange"):
            assert texts(joined, "shichang", level) == texts(newer, "shichang", level)
            assert texts(joined, "gongan", level) == texts(before, "gongan", level)
        assert joined.measures_for("shichang", "red") == ()
        assert joined.joined_by("shichang", newer) is joined

    def test_own_and_other_measures_make_up_the_level(self, plan: Plan) -> None:
        own = {m.id for g in plan.measures_for("shichang", "orange") for m in g.measures}
        others = {m.id for g in plan.other_measures("shichang", "orange") for m in g.measures}
        assert own.isdisjoint(others)
        assert own | others == {m.id for m in plan.measures if m.level != "red"}

    def test_a_measure_for_a_group_concerns_its_members(self, plan: Plan) -> None:
        barbecue = next(m for m in plan.measures if m.topic == "露天烧烤")
        concerned = {agency.id for agency in plan.agencies if plan.concerns(barbecue, agency.id)}
        assert concerned == {"chengguan", "shichang", *plan.groups["towns"]}

    def test_a_measure_for_all_concerns_everyone(self, plan: Plan) -> None:
        duty = next(m for m in plan.measures if m.topic == "值守")
        assert all(plan.concerns(duty, agency.id) for agency in plan.agencies)

    def test_serials_are_filled_in(self, plan: Plan) -> None:
        assert plan.serial("alert", 2026, 3) == "昌污指预〔2026〕3号"

    def test_each_rung_knows_the_next(self, plan: Plan) -> None:
        steps = ["nudge", "reminder", "yellow", "orange", "red", "referral"]
        ladder = plan.ladder("report")
        following = [rung.step if (rung := ladder.after(step)) else None for step in steps]
        assert following == [*steps[1:], None]
        assert [step for step in steps if ladder.is_last(step)] == ["referral"]

    def test_only_slips_that_the_ladder_knows_need_numbers(self, plan: Plan) -> None:
        facts = plan.model_dump()
        del facts["serials"]["red"]
        with pytest.raises(ValidationError, match=r"serials\.red"):
            Plan.model_validate(facts)
        rungs = [rung for rung in facts["ladders"]["report"] if rung["step"] != "red"]
        facts["ladders"]["report"] = rungs
        assert Plan.model_validate(facts).ladder("report").rung("red") is None

    def test_a_step_the_ladder_lacks_has_no_rung(self, plan: Plan) -> None:
        short = Ladder(plan.ladders["report"][:2])
        assert short.rung("red") is None
        assert short.rung("yellow") == plan.ladders["report"][1]

    def test_a_ladder_that_the_plan_lacks_has_no_steps(self, plan: Plan) -> None:
        assert plan.ladder("rectify") == Ladder()
        assert plan.ladder("rectify").after("none") is None

    def test_a_plan_of_one_ladder_means_that_of_the_reports(self, plan: Plan) -> None:
        """It was stored before plans had several ladders; the others are the usual ones."""
        facts = plan.model_dump(mode="json")
        ladders = facts.pop("ladders")
        old = Plan.model_validate(facts | {"ladder": ladders["report"]})
        assert old.ladders == plan.ladders
        without = Plan.model_validate_json(json.dumps(facts))
        assert without.ladders == {**plan.ladders, "report": ()}

    def test_words_that_follow_a_step_go_with_it(self) -> None:
        word = Rung(step="office_told", after=timedelta(), slip=False)
        ladder = Ladder((Rung(step="reminder", after=timedelta()), word))
        assert ladder.reached("nudge") == "nudge"
        assert ladder.reached("reminder") == "office_told"

    def test_of_a_step_that_is_decided_the_one_before_is_spoken(self, plan: Plan) -> None:
        ladder = plan.ladder("report")
        assert ladder.spoken_of("referral") == ladder.rung("red")
        assert Ladder(ladder.rungs[-1:]).spoken_of("referral") is None

    def test_positions_by_what_they_may_do(self, plan: Plan) -> None:
        assert plan.positions_that("referral") == (plan.position("director"),)

    def test_measures_and_agencies_by_id(self, plan: Plan) -> None:
        assert next(one for one in plan.measures if one.id == "r-m-03").level == "red"
        assert plan.body("daijian").name == "市项目代建局"

    def test_an_unknown_id_is_a_fault_of_the_program(self, plan: Plan) -> None:
        with pytest.raises(KeyError):
            plan.level("blue")

    def test_the_zone_is_ready_to_reckon_with(self, plan: Plan) -> None:
        assert plan.tz.key == "Asia/Shanghai"
