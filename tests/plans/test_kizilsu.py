"""Kizilsu's plan says what the prefecture's plan says, and invents no slip and no copy."""

from datetime import time

import pytest

from office.plan.model import AgencyKind, MeasureKind
from office.plan.when import When
from office.records.appraisals.drawing_up import appraised
from tests.harness.plans import pack
from tests.plans.packs import facts, seed

PLAN = pack("kizilsu")
COUNTIES = facts("kizilsu")["counties"]


def test_counties_have_the_duties_of_every_section_that_names_them() -> None:
    assert [county.id for county in PLAN.counties] == COUNTIES["ids"]
    for county in PLAN.counties:
        cited = [duty.source for duty in PLAN.duties_of(county)]
        assert len(cited) == COUNTIES["lines"]
        for section, lines in COUNTIES["sections"].items():
            assert cited.count(f"克州预案{section}") == lines, section


def test_the_bureau_houses_the_office() -> None:
    assert [agency.id for agency in PLAN.agencies if agency.houses_office] == ["huanjing"]
    assert {agency.kind for agency in PLAN.agencies} == {AgencyKind.DEPARTMENT, AgencyKind.COMPANY}


def test_leaders_of_counties_sign_nothing_of_the_prefectures() -> None:
    assert PLAN.position("county_deputy").can == frozenset()
    assert all("county_deputy" not in level.approval for level in PLAN.levels)


def test_members_and_counties_report_daily_and_only_counties_at_the_end() -> None:
    daily, closing = PLAN.owed("daily"), PLAN.owed("closing")
    assert all(PLAN.owes_it(daily, body.id) for body in (*PLAN.agencies, *PLAN.counties))
    assert [body.id for body in PLAN.bodies if PLAN.owes_it(closing, body.id)] == COUNTIES["ids"]
    assert len(closing.content) == facts("kizilsu")["reports"]["closing_contents"]
    assert daily.by_the_clock == (time(10), time(16))


@pytest.mark.clause("F14")
def test_whoever_leads_a_working_group_says_what_it_found_and_what_the_measures_do() -> None:
    owed = PLAN.owed("working_group")
    assert (owed.source, owed.ladder) == ("克州预案4.3.5", "gentle")
    assert owed.content == ("发现问题", "措施成效")
    assert not any(PLAN.owes_it(owed, county.id) for county in PLAN.counties)
    document = seed("001")
    assert "派出现场工作组和技术力量，赴相关县（市）督促指导应急响应工作" in document
    assert "组织评估重污染天气应急减排措施的效果" in document


@pytest.mark.clause("E9")
def test_the_office_writes_the_assessment_itself_under_the_headings_of_the_document() -> None:
    assessed = PLAN.owed("assessment")
    assert not any(PLAN.owes_it(assessed, body.id) for body in PLAN.bodies)
    assert assessed.deadline is None
    assert [owed.kind for owed in PLAN.owed_when(When.LIFT)] == ["closing"]
    document = seed("001")
    assert all(heading in document for heading in assessed.content)
    assert "应急响应终止后，指挥部办公室及时组织评估" in document


def test_who_is_late_is_reminded_and_then_the_office_is_told() -> None:
    assert [rung.step for rung in PLAN.ladders["report"]] == ["late", "office_told"]


def test_fields_without_a_bureau_are_the_counties_own() -> None:
    counties = {"y-m-15", "y-m-16", "y-m-17"}
    carried = {m.id: m.agencies for m in PLAN.measures if m.id in counties}
    assert carried == dict.fromkeys(counties, ("counties",))


def test_standards_that_hold_no_longer_are_named() -> None:
    named = {one.replace(" ", "") for one in PLAN.sources["克州预案"].superseded}
    assert named == set(facts("kizilsu")["standards"])


def test_each_part_names_its_section() -> None:
    sections = {
        key: f"克州预案{at}" for key, at in facts("kizilsu")["sections"].items() if key != "premise"
    }
    cited = {
        "levels": [level.source for level in PLAN.levels],
        "chains": [level.source for level in PLAN.levels],
        "adjust": [PLAN.chains.source],
        "reports": [PLAN.owed("daily").source, PLAN.owed("closing").source],
        "start": [PLAN.owed("daily").source],
        "assessment": [PLAN.owed("assessment").source],
    }
    for key, sources in cited.items():
        assert all(sections[key] in (source or "") for source in sources), key
    for section in facts("kizilsu")["sections"]["premise"]:
        assert f"克州预案{section}" in PLAN.premises[MeasureKind.MANDATORY].source


def test_counties_are_appraised_with_the_members_and_by_no_slip() -> None:
    assert PLAN.appraisal is not None
    assert appraised(PLAN, PLAN.appraisal) == [
        *PLAN.groups["members"],
        *PLAN.groups["every_county"],
    ]
    outcomes = {outcome for line in PLAN.appraisal.lines for outcome in line.marks}
    assert outcomes == {"late", "returned", "excused"}
