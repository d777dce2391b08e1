"""What holds for every plan that is shipped: it is sound, short, whole in English, and counted."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from office.plan.deadlines import ByClock, Deadline
from office.plan.model import Level, MeasureKind, Plan, PlanPart
from office.plan.remarks import remarks
from office.plan.sources import NO_SOURCE, places, sourced
from tests.harness.plans import pack
from tests.plans.packs import each_pack, facts, place, rows, texts

DUTY_AT_MOST, MEASURE_AT_MOST, FIELDS_AT_MOST = 60, 70, 8
ENGLISH = "_en"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HOUR = timedelta(hours=1)


@each_pack
def test_its_levels_are_reached_as_the_plan_says(name: str) -> None:
    plan, said = pack(name), facts("changji")["levels"]
    for level in plan.levels:
        figures = [[[one.above, one.hours] for one in group] for group in level.criteria]
        assert (level.response, figures) == (said[level.id]["response"], said[level.id]["any_of"])


@each_pack
def test_levels_are_signed_and_issued_as_the_plan_says(name: str) -> None:
    said = facts(name).get("levels", {})
    for level in pack(name).levels if said else ():
        assert [list(one) for one in level.acts.items()] == said[level.id]["chain"]
        assert level.in_name_of == said[level.id]["issued_by"]


@each_pack
def test_an_end_is_signed_by_the_office_or_where_it_only_proposes_by_the_levels_chain(
    name: str,
) -> None:
    plan = pack(name)
    signers = [[step.by for step in plan.lift_chain(level)] for level in plan.levels]
    if name == "dengkou":
        assert signers == [[(post,) for post in level.approval] for level in plan.levels]
    else:
        assert signers == [[("director", "deputy_director")]] * len(plan.levels)


@each_pack
def test_a_level_is_left_and_cut_to_as_the_plan_says(name: str) -> None:
    plan, said = pack(name), facts(name)
    if "lower_after_hours" not in said:
        assert plan.reductions is None
        return
    assert plan.grading is not None
    assert plan.reductions is not None
    assert plan.grading.lower_after == said["lower_after_hours"] * HOUR
    assert plan.grading.merge_within == said["merge_within_hours"] * HOUR
    assert plan.notice.issue_ahead == said["issue_ahead_hours"] * HOUR
    assert plan.reductions.shares == said["reductions"]


@each_pack
def test_every_row_has_its_duties(name: str) -> None:
    plan = pack(name)
    for row in rows(name):
        for body in row["ids"]:
            cited = [one.source for one in plan.duties_of(plan.body(body))]
            assert cited.count(place(name, row)) == row["lines"], (body, row)


@each_pack
def test_its_members_are_those_of_the_rows(name: str) -> None:
    named = [body for row in rows(name) for body in row["ids"]]
    assert sorted(named) == sorted(agency.id for agency in pack(name).agencies)
    assert len(named) == facts(name)["members"]


@each_pack
def test_command_and_office_have_their_duties(name: str) -> None:
    plan, said = pack(name), facts(name)
    for part, duties in (("command", plan.command_duties), ("office", plan.office_duties)):
        cited = [duty for duty in duties if duty.source.startswith(said["key"])]
        assert len(cited) == said[part]["lines"], part


@each_pack
def test_teams_are_made_up_as_the_plan_says(name: str) -> None:
    teams = {team.id: team for team in pack(name).teams}
    assert set(teams) == {one["id"] for one in facts(name)["teams"]}
    for said in facts(name)["teams"]:
        team = teams[said["id"]]
        assert said["name"] in team.name
        assert team.lead == said.get("lead", team.lead)
        assert list(team.members) == said.get("members", list(team.members))
        duties = pack(name).duties_of(team)
        assert len(duties) == said.get("lines", len(duties))


@each_pack
def test_sections_of_measures_are_not_left_out(name: str) -> None:
    plan = pack(name)
    for level, sections in facts(name).get("measures", {}).items():
        cited = Counter(
            place
            for one in plan.measures
            if one.level == level
            for _, place in places(plan.sources, one.source)
        )
        for section, items in sections.items():
            assert cited[f"克州预案{section}"] >= items, (level, section)


@each_pack
def test_what_the_source_does_not_know_is_not_in_it(name: str) -> None:
    plan = pack(name)
    if name != "changji":
        assert all(not rung.slip for ladder in plan.ladders.values() for rung in ladder)
        assert not plan.supervision_rules
    copied = {post.id for post in plan.positions if "copy" in post.can}
    assert bool(copied) == (name == "changji")


@each_pack
def test_lines_fit_a_phone(name: str) -> None:
    plan = pack(name)
    measures = {one.id for one in plan.measures} | {f"premises.{kind}" for kind in plan.premises}
    for key, text in texts(plan).items():
        assert len(text) <= (MEASURE_AT_MOST if key in measures else DUTY_AT_MOST), (key, text)


@each_pack
def test_nobody_is_charged_with_the_same_twice(name: str) -> None:
    plan = pack(name)
    for body in plan.bodies:
        said = [(duty.when, duty.text) for duty in plan.duties_of(body)]
        assert len(set(said)) == len(said), body.id


@each_pack
def test_every_measure_concerns_somebody(name: str) -> None:
    plan = pack(name)
    for measure in plan.measures:
        assert any(plan.concerns(measure, body.id) for body in plan.bodies), measure.id


@each_pack
def test_what_takes_the_place_of_a_line_takes_that_of_weaker_ones_too(name: str) -> None:
    plan = pack(name)
    replaced = {one.id: set(one.replaces) for one in plan.measures}
    for measure, weaker in replaced.items():
        for one in weaker:
            assert replaced[one] <= weaker, (measure, one)


WEAKER_AND_STRICTER = (
    ("国二及以下", "国三及以下"),
    ("减少渣土", "禁止渣土"),
    ("减少砂石", "禁止砂石"),
    ("工业源清单黄色", "工业源清单橙色"),
    ("工业源清单橙色", "工业源清单红色"),
    ("移动源清单黄色", "移动源清单橙色"),
    ("移动源清单橙色", "移动源清单红色"),
    ("工业源清单落实黄色", "工业源清单落实橙色"),
    ("工业源清单落实橙色", "工业源清单落实红色"),
    ("移动源清单落实黄色", "移动源清单落实橙色"),
    ("移动源清单落实橙色", "移动源清单落实红色"),
    ("减少户外运动", "避免户外活动"),
    ("尽量安排室内课程", "停止户外课程"),
)


@each_pack
def test_no_body_reads_a_weaker_line_beside_a_stricter_one(name: str) -> None:
    plan = pack(name)
    for body in plan.bodies:
        for level in plan.levels:
            said = "\n".join(_lines(plan, body.id, level))
            for weaker, stricter in WEAKER_AND_STRICTER:
                assert not (weaker in said and stricter in said), (body.id, level.id, weaker)


def test_the_words_for_weaker_and_stricter_lines_are_those_of_the_plans() -> None:
    everything = "\n".join(
        one.text for name in ("changji", "kizilsu") for one in pack(name).measures
    )
    unknown = [one for pair in WEAKER_AND_STRICTER for one in pair if one not in everything]
    assert unknown == []


def _lines(plan: Plan, body: str, level: Level) -> list[str]:
    groups = plan.measures_for(body, level.id)
    return [measure.text for group in groups for measure in group.measures]


@each_pack
def test_all_that_is_printed_in_chinese_has_its_english(name: str) -> None:
    """Wherever the language of plans has a place for the English."""
    missing = [
        f"{key}.{field}"
        for key, part in _parts(pack(name), name)
        for field, value in part
        if CHINESE.search(str(value)) and getattr(part, field + ENGLISH, "here") in (None, ())
    ]
    assert missing == []
    assert all(source.key_en for source in pack(name).sources.values())


@each_pack
def test_english_texts_are_english(name: str) -> None:
    chinese = [
        f"{key}.{field}"
        for key, part in _parts(pack(name), name)
        for field, value in part
        if field.endswith(ENGLISH) and CHINESE.search(str(value))
    ]
    assert chinese == []


def _parts(value: Any, key: str) -> Iterator[tuple[str, PlanPart]]:
    """Every part of a plan, by where it stands."""
    if isinstance(value, PlanPart):
        yield key, value
        value = dict(value)
    if isinstance(value, tuple):
        value = {getattr(one, "id", number): one for number, one in enumerate(value)}
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _parts(one, f"{key}.{name}")


@each_pack
def test_documents_of_ones_own_are_named_before_anothers(name: str) -> None:
    """Behind the other's, of which 参照 is said, one's own would read as only followed."""
    plan = pack(name)
    for key, said in sourced(plan):
        if said != NO_SOURCE:
            own = [plan.sources[document].own for document, _ in places(plan.sources, said)]
            assert own == sorted(own, reverse=True), key


@each_pack
def test_a_premise_stands_where_there_is_something_to_cut(name: str) -> None:
    plan = pack(name)
    graded = {level.id for level in plan.levels} == {
        one.level for one in plan.measures if one.kind is MeasureKind.MANDATORY
    }
    assert (MeasureKind.MANDATORY in plan.premises) == graded


@each_pack
def test_ranks_rise_and_only_the_highest_does_not_wait_for_morning(name: str) -> None:
    levels = pack(name).levels
    assert all(lower.rank < higher.rank for lower, higher in pairwise(levels))
    assert [level.id for level in levels if level.quiet_exempt] == [levels[-1].id]


@pytest.mark.parametrize(
    ("name", "who", "late"),
    [
        ("changji", 38, ByClock(at=time(18), day=1)),
        ("kizilsu", 4, 48 * HOUR),
        ("dengkou", 18, 24 * HOUR),
    ],
)
def test_who_owes_what_is_said_at_the_end(name: str, who: int, late: Deadline) -> None:
    plan = pack(name)
    closing = plan.owed("closing")
    assert closing.deadline == late
    told = [body.id for body in (*plan.agencies, *plan.counties)]
    assert sum(plan.owes_it(closing, body) for body in told) == who


@each_pack
def test_words_of_levels_and_copies_say_where_they_come_from(name: str) -> None:
    plan = pack(name)
    for level in plan.levels:
        assert level.hazard_source, level.id
        assert len(level.advice_source) == len(level.advice), level.id
    for ladder in plan.ladders.values():
        assert all(bool(rung.copies) == bool(rung.copies_source) for rung in ladder)


@each_pack
def test_no_form_of_a_day_asks_for_too_much(name: str) -> None:
    """A liaison answers on a phone, and writes a paragraph beside."""
    plan = pack(name)
    daily = plan.owed("daily")
    asked = [form for body in plan.bodies if (form := plan.form_of(daily, body.id))]
    assert asked
    assert [form.id for form in asked if len(form.fields) > FIELDS_AT_MOST] == []


@each_pack
def test_plan_check_names_every_default(name: str) -> None:
    plan = pack(name)
    told = "\n".join(one.zh for one in remarks(plan))
    unnamed = [key for key, said in sourced(plan) if said == NO_SOURCE and key not in told]
    assert unnamed == []
