"""Bodies of every kind: asked by their ids, told apart by them, and whom a matter concerns."""

from pathlib import Path

import pytest

from office.plan.diff import compare
from office.plan.files import canonical_json, stored_plan
from office.plan.languages import in_language
from office.plan.model import BodyKind, Plan
from tests.harness.plans import small_plan, with_other_bodies
from tests.office.plan.refusing import problems_after

TEAM = (
    "{id: experts, name: 专家组, short: 专家组, members: [huanjing],"
    " duties: [{text: 研判, source: 试}]}"
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_other_bodies(small_plan(("huanjing", "gongan")))


def test_a_body_of_any_kind_is_found_by_its_id(plan: Plan) -> None:
    assert [body.id for body in plan.bodies] == [
        "huanjing",
        "gongan",
        "experts",
        "fukang",
        "midong",
    ]
    assert [plan.body(body.id).body_kind for body in plan.bodies] == [
        BodyKind.AGENCY,
        BodyKind.AGENCY,
        BodyKind.TEAM,
        BodyKind.COUNTY,
        BodyKind.OUTSIDE,
    ]
    assert plan.known_body("moon") is None
    with pytest.raises(KeyError):
        plan.body("moon")


def test_a_body_of_any_kind_is_found_by_its_name(plan: Plan) -> None:
    assert [body.id for body in plan.bodies_like("专家组")] == ["experts"]
    assert [body.id for body in plan.bodies_like("阜康")] == ["fukang"]


def test_a_measure_for_all_is_for_all_agencies(plan: Plan) -> None:
    everybody = next(measure for measure in plan.measures if measure.agencies == "all")
    assert plan.concerns(everybody, "huanjing")
    assert not plan.concerns(everybody, "experts")
    assert plan.measures_for("experts", "red") == ()


def test_second_channels_are_for_bodies_of_every_kind(plan: Plan) -> None:
    assert plan.channels_of("experts") == plan.channels_of("huanjing") != ()


def test_names_change_places_with_the_language(plan: Plan) -> None:
    english = in_language(plan, "en")
    assert (english.body("experts").name, english.body("experts").name_en) == (
        "Expert Team",
        "重污染天气专家组",
    )
    assert english.body("fukang").name == "阜康市"


def test_a_body_joins_in_the_section_of_its_kind() -> None:
    alone = small_plan(("huanjing", "gongan"))
    joined = alone.joined_by("experts", with_other_bodies(alone))
    assert [team.id for team in joined.teams] == ["experts"]
    assert joined.agencies == alone.agencies


def test_a_plan_of_before_reads_as_it_did() -> None:
    before = small_plan(("huanjing", "gongan"))
    stored = canonical_json(before)
    for section in ("teams", "counties", "outside"):
        assert f'"{section}":[],' in stored
        stored = stored.replace(f'"{section}":[],', "")
    again = stored_plan(stored)
    assert again == before
    assert compare(again, before) == ()
    assert again.bodies == again.agencies


def test_what_a_new_body_brings_is_shown(plan: Plan) -> None:
    changes = compare(small_plan(("huanjing", "gongan")), plan)
    lines = [change.line() for change in changes]
    assert "+ teams.experts.members: huanjing、gongan" in lines
    assert {line[0] for line in lines} == {"+"}


@pytest.mark.parametrize(
    ("sections", "key", "said"),
    [
        (f"teams: [{TEAM}, {TEAM}]", "teams.experts", "编号“experts”重复"),
        (
            f"teams: [{TEAM.replace('id: experts', 'id: huanjing')}]",
            "teams.huanjing",
            "agencies 中已用",
        ),
        (
            "counties: [{id: a, name: 甲, short: 甲}]\noutside: [{id: a, name: 乙, short: 乙}]",
            "outside.a",
            "编号“a”在 counties 中已用",
        ),
        (
            f"teams: [{TEAM.replace('name: 专家组', 'name: 住建局')}]",
            "teams",
            "名称“住建局”不止一处",
        ),
        (f"teams: [{TEAM.replace('[huanjing]', '[moon]')}]", "teams.experts.members", "没有“moon”"),
        (f"teams: [{TEAM.replace('[huanjing]', '[]')}]", "teams.experts.members", "至少要有一项"),
        (
            f"teams: [{TEAM.replace('members:', 'lead: moon, members:')}]",
            "teams.experts.lead",
            "没有“moon”",
        ),
        (
            f"teams: [{TEAM.replace('members:', 'lead: experts, members:')}]",
            "teams.experts.lead",
            "没有“experts”",
        ),
        ("counties: [{id: towns, name: 甲, short: 甲}]", "groups.towns", "组名“towns”已有他用"),
        (
            "outside: [{id: a, name: 甲, short: 甲, channels: [fax]}]",
            "outside.a.channels",
            "没有“fax”",
        ),
    ],
)
def test_each_mistake_is_named_with_its_place(
    tmp_path: Path, sections: str, key: str, said: str
) -> None:
    problems = problems_after(tmp_path, "\ngroups:\n", f"\n{sections}\ngroups:\n")
    named = {problem.key: problem for problem in problems}
    assert key in named, [problem.sentence() for problem in problems]
    assert said in named[key].problem.zh
    assert named[key].remedy.zh
    assert named[key].remedy.en
    assert named[key].line is not None


def test_what_a_body_is_told_of_must_be_a_kind_of_matter(tmp_path: Path) -> None:
    counties = "\ncounties: [{id: a, name: 甲, short: 甲, told: [storm]}]\ngroups:\n"
    (problem,) = problems_after(tmp_path, "\ngroups:\n", counties)
    assert (problem.key, problem.problem.zh) == ("counties.a.told.0", "没有这个选项")


def test_a_lead_need_not_be_a_member_or_an_agency(plan: Plan) -> None:
    facts = plan.model_dump()
    facts["teams"][0]["lead"] = "midong"
    assert Plan.model_validate(facts).teams[0].lead == "midong"
