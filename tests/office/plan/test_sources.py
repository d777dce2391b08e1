"""What a plan says of its sources, and what `plan check` leaves for a person to look at."""

from typing import Any

import pytest

from office.plan.languages import in_language
from office.plan.model import Plan
from office.plan.remarks import remarks
from office.plan.sources import Source, places, sourced
from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals

OWN = {"title": "本市应急预案", "of": "本市"}
ANOTHERS = {
    "title": "邻州应急预案",
    "of": "邻州",
    "own": False,
    "superseded": ["HJ 633-2012"],
}
SOURCES: dict[str, dict[str, Any]] = {"昌吉附件1": OWN, "昌吉附件9": OWN, "克州预案": ANOTHERS}


def facts(**changed: Any) -> dict[str, Any]:
    return small_plan(("gongan", "zhujian")).model_dump() | {"sources": SOURCES} | changed


def said(plan: Plan) -> str:
    return "\n".join(remark.zh for remark in remarks(plan))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("附件1第3行", [("附件1", "附件1第3行")]),
        ("附件12第3行", [("附件12", "附件12第3行")]),
        ("附件1第3行、第4行", [("附件1", "附件1第3行"), ("附件1", "第4行")]),
        ("附件1、克州预案3.2", [("附件1", "附件1"), ("克州预案", "克州预案3.2")]),
        ("别的预案", [("", "别的预案")]),
    ],
)
def test_the_places_of_a_source(source: str, found: list[tuple[str, str]]) -> None:
    known = {key: Source(title=key, of="本市") for key in ("附件1", "附件12", "克州预案")}
    assert list(places(known, source)) == found


def test_every_value_with_a_source_is_found_under_its_key() -> None:
    found = dict(sourced(small_plan(("gongan", "zhujian"))))
    assert found["agencies.gongan.duties.1"] == "昌吉附件1第12行"
    assert found["ladders.report.yellow"] == "昌吉附件9二（四）1"
    assert found["dust"] == "none"


def test_a_source_names_a_document_of_the_list() -> None:
    dust = {**facts()["dust"], "source": "别的预案3"}
    assert refusals(facts(dust=dust)) == ["dust.source “别的预案3”没有列入 sources"]
    assert Plan.model_validate(facts(dust=dust, sources={})).dust.source == "别的预案3"


def worded(**changed: Any) -> dict[str, Any]:
    """The plan with sources of single fields, of which some are changed."""
    found = facts()
    first, *others = found["levels"]
    first |= {"hazard_source": "none", "advice": ["少出门", "戴口罩"]}
    first |= {"advice_source": ["克州预案4.3.2.1", "none"]} | changed
    report = [
        rung | {"copies_source": "昌吉附件9二（四）1"} if rung["step"] == "yellow" else rung
        for rung in found["ladders"]["report"]
    ]
    return found | {"levels": [first, *others], "ladders": found["ladders"] | {"report": report}}


def test_a_single_field_may_have_a_source_of_its_own() -> None:
    plan = Plan.model_validate(worded())
    level = plan.levels[0].id
    found = dict(sourced(plan))
    assert found[f"levels.{level}.hazard"] == found[f"levels.{level}.advice.2"] == "none"
    assert found[f"levels.{level}.advice.1"] == "克州预案4.3.2.1"
    assert found["ladders.report.yellow.copies"] == "昌吉附件9二（四）1"
    told = said(plan)
    assert f"levels.{level}.hazard、levels.{level}.advice.2" in told


def test_sources_of_fields_are_looked_up_and_stand_beside_their_values() -> None:
    level = facts()["levels"][0]["id"]
    assert refusals(worded(advice_source=["别的预案3", "none"])) == [
        f"levels.{level}.advice_source.1 “别的预案3”没有列入 sources"
    ]
    assert refusals(worded(advice_source=["none"])) == [
        f"levels.{level}.advice_source 建议有2条，出处有1条"
    ]
    bare = worded()
    bare["ladders"]["report"] = [
        rung | {"copies": ()} if rung["step"] == "yellow" else rung
        for rung in bare["ladders"]["report"]
    ]
    assert refusals(bare) == ["ladders.report.yellow.copies_source 这一步没有抄报对象"]


def test_sources_of_fields_are_read_in_english_with_the_words() -> None:
    documents = {key: {**one, "key_en": f"Plan of {key}"} for key, one in SOURCES.items()}
    english = in_language(Plan.model_validate(worded() | {"sources": documents}), "en")
    assert english.levels[0].advice_source == ("Plan of 克州预案 4.3.2.1", "none")
    assert english.levels[0].hazard_source == "none"


def test_what_no_document_fixes_is_put_before_the_office() -> None:
    assert (
        "没有出处的默认值8处，请办公室确认："
        "consultation、tips、drills.usual、drills.changing、dust、shifts、cap、urgent"
        in said(Plan.model_validate(facts()))
    )


def test_who_signs_an_adjustment_by_default_is_told() -> None:
    told = said(Plan.model_validate(facts(chains={})))
    assert "按调整后级别的审签程序，只另加措施的也一样（默认）" in told
    written = {"adjust": "higher", "source": "克州预案3.3.5"}
    assert "只另加措施的也一样" not in said(Plan.model_validate(facts(chains=written)))


def test_another_jurisdiction_s_document_is_named_with_its_old_standard() -> None:
    told = said(Plan.model_validate(facts()))
    assert "处参照《邻州应急预案》，是邻州的文件，本辖区没有对应规定" in told
    assert "《邻州应急预案》依据的 HJ 633-2012 已被 HJ 633-2026 替代，请考虑修订" in told
    assert "本市应急预案" not in told


def test_notes_bodies_without_duties_and_dead_ends_are_told() -> None:
    county = {"id": "fukang", "name": "阜康市", "short": "阜康"}
    ladders = {**facts()["ladders"], "gentle": (), "receipt": ()}
    told = said(
        Plan.model_validate(facts(counties=[county], notes=["第11行似缺字"], ladders=ladders))
    )
    assert "没有列明职责的单位：阜康市" in told
    assert "请办公室核对：第11行似缺字" in told
    assert "督办程序“gentle”没有步骤，逾期只在办公室看板上显示" in told


def test_a_ladder_that_only_writes_to_the_body_is_told() -> None:
    rung = {"step": "late", "title": "逾期提醒", "slip": False, "after": "0m"}
    ladders = {**facts()["ladders"], "gentle": [rung]}
    told = said(Plan.model_validate(facts(ladders=ladders)))
    assert "督办程序“gentle”止于“逾期提醒”，此后没有人知道仍未报送" in told


def test_a_measure_that_concerns_nobody_is_told() -> None:
    measures = [{**one, "agencies": ["nobody"]} for one in facts()["measures"][:1]]
    groups = {**facts()["groups"], "nobody": []}
    told = said(Plan.model_validate(facts(measures=measures, groups=groups)))
    assert f"没有单位落实的措施：{measures[0]['id']}" in told


def test_remarks_are_told_in_english_too() -> None:
    told = "\n".join(
        remark.en
        for remark in remarks(Plan.model_validate(facts()))
        # It names keys of the file, which are Chinese where a source is.
        if "texts without English" not in remark.en
    )
    assert (
        "8 defaults that no document fixes; the office confirms them: consultation, tips, "
        "drills.usual, drills.changing, dust, shifts, cap, urgent" in told
    )
    assert not any(
        "\u4e00" <= sign <= "\u9fff"
        for sign in told.replace("邻州应急预案", "").replace("邻州", "")
    )
