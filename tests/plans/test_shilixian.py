"""The example county takes its prefecture's plan and invents no rule."""

import pytest

from office.plan.sources import NO_SOURCE, places, sourced
from tests.harness.plans import PACKS, pack
from tests.plans.packs import ROOT

PLAN = pack("shilixian")
BASE = pack("kizilsu")


@pytest.mark.clause("D3")
def test_it_takes_all_that_the_prefectures_plan_has_but_for_what_it_names() -> None:
    assert PLAN.based_on is not None
    assert (PLAN.based_on.plan, PLAN.based_on.weaker) == ("kizilsu", {})
    left = {key.partition(".")[2] for key in PLAN.based_on.left_out}
    own = {measure.id for measure in PLAN.measures} - {measure.id for measure in BASE.measures}
    assert {one.id for one in BASE.measures} - left == {one.id for one in PLAN.measures} - own
    assert {one.kind for one in BASE.owes} - left == {one.kind for one in PLAN.owes}
    assert (PLAN.levels, PLAN.grading, PLAN.reductions, PLAN.unasked) == (
        BASE.levels,
        BASE.grading,
        BASE.reductions,
        BASE.unasked,
    )


def test_it_says_that_it_is_an_example() -> None:
    assert "示例" in PLAN.name
    assert all("示例" in name for name in (PLAN.command, PLAN.office, PLAN.notes[0]))
    assert (PLAN.name_en, PLAN.notes_en[0][:28]) == (
        "Example County",
        "This file is an example: the",
    )
    assert "示例县" in (ROOT / "README.zh-CN.md").read_text("utf-8")
    assert "example county" in (ROOT / "README.md").read_text("utf-8")


def test_no_line_of_its_own_cites_anything_but_the_prefectures_documents() -> None:
    """It has none of its own, so each value is another's or a default that says so."""
    assert not any(source.own for source in PLAN.sources.values())
    for _, said in sourced(PLAN):
        assert said == NO_SOURCE or all(key for key, _ in places(PLAN.sources, said))


def test_every_body_has_the_duties_of_those_it_stands_for() -> None:
    known = {duty.text for body in BASE.bodies for duty in BASE.duties_of(body)}
    for agency in PLAN.agencies:
        duties = PLAN.duties_of(agency)
        assert duties, agency.id
        assert {duty.text for duty in duties} <= known


def test_every_measure_concerns_somebody() -> None:
    for measure in PLAN.measures:
        assert any(PLAN.concerns(measure, body.id) for body in PLAN.agencies), measure.id


def test_its_bodies_report_before_the_prefecture_wants_the_countys_report() -> None:
    _, due = PLAN.owed("daily").by_the_clock
    assert due < BASE.owed("daily").by_the_clock[1]


def test_it_keeps_the_registers_of_its_prefecture_and_files_what_that_one_files() -> None:
    kept = [paper.id for paper in PLAN.papers]
    assert kept == [one.id for one in BASE.papers if f"owes.{one.id}" not in left_out()]
    owners = {paper.id: PLAN.owners(paper) for paper in PLAN.papers}
    assert owners["reduction"] == owners["county-plans"] == ("zhengfuban",)
    assert owners["county-schemes"] == tuple(agency.id for agency in PLAN.agencies)
    assert owners["firm-schemes"] == ()
    (revised,) = (paper for paper in PLAN.papers if paper.by)
    assert (revised.by, revised.to) == ("09-30", "州指挥部办公室")


def test_the_prefectures_office_is_the_one_above() -> None:
    (above,) = PLAN.outside
    assert (above.relation, above.jurisdiction) == ("upper", "kizilsu")


def test_it_is_short_as_it_says_only_what_is_its_own() -> None:
    written = (PACKS / "shilixian.yaml").read_text("utf-8")
    assert written.count("\n") < 160


def left_out() -> set[str]:
    assert PLAN.based_on is not None
    return set(PLAN.based_on.left_out)
