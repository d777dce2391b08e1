"""A plan made from another: what it takes, adds, changes, leaves out, and may not make weaker."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from office.plan.base import Extends
from office.plan.extending import extended
from office.plan.files import PlanError, canonical_json, checksum, read_plan, stored_plan
from office.plan.model import Plan
from office.plan.remarks import remarks
from office.plan.taking import parts_of
from tests.harness.examples import up_to
from tests.harness.plans import PACKS, pack

Facts = dict[str, Any]

EXAMPLE = PACKS / "shilixian.yaml"
BASE = pack("kizilsu")
OFFERED = parts_of(BASE.model_dump(mode="json"))


def county() -> Facts:
    return deepcopy(_as_written())


@cache
def _as_written() -> Facts:
    # The plan's own reader keeps "09:00" a word and reads no dates.
    facts: Facts = yaml.load(EXAMPLE.read_text("utf-8"), yaml.BaseLoader)
    for agency in facts["agencies"]:
        if "houses_office" in agency:
            agency["houses_office"] = True
    for post in facts["positions"]:
        if "holders_max" in post:
            post["holders_max"] = int(post["holders_max"])
    return facts


def with_document(facts: Facts) -> Facts:
    source = {"title": "县实施方案", "title_en": "Scheme", "of": "示例县", "key_en": "Scheme"}
    return facts | {"sources": {"县方案": source}}


def loaded(tmp_path: Path, facts: Facts) -> Plan:
    (tmp_path / "kizilsu.yaml").write_text((PACKS / "kizilsu.yaml").read_text("utf-8"), "utf-8")
    path = tmp_path / "shilixian.yaml"
    path.write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), "utf-8")
    return read_plan(path)


def refused(tmp_path: Path, facts: Facts) -> list[str]:
    with pytest.raises(PlanError) as error:
        loaded(tmp_path, facts)
    return [f"{one.key} {one.problem.zh}" for one in error.value.problems]


def measure(plan: Plan, key: str) -> Any:
    return next(one for one in plan.measures if one.id == key)


def test_what_is_taken_stands_in_the_plan_with_its_source_as_anothers(tmp_path: Path) -> None:
    plan = loaded(tmp_path, county())
    taken, base = measure(plan, "y-m-08"), measure(BASE, "y-m-08")
    assert (taken.text, taken.level, taken.source) == (base.text, base.level, base.source)
    assert not plan.sources["克州预案"].own
    assert BASE.sources["克州预案"].own
    assert plan.levels == BASE.levels
    assert (plan.name, plan.prefix, plan.notes[0][:6]) == ("示例县", "示污", "本文件是示例")


def test_bodies_do_here_what_those_they_stand_for_do_there(tmp_path: Path) -> None:
    plan = loaded(tmp_path, county())
    assert measure(plan, "y-m-15").agencies == ("zhengfuban",)
    assert measure(plan, "y-o-05").agencies == ("xuanchuan",)
    assert measure(plan, "y-o-01").agencies == ("agencies", "zhengfuban")
    counties = BASE.duties_of(BASE.counties[0])
    office = plan.duties_of(plan.body("zhengfuban"))
    assert [duty.text for duty in office][: len(counties)] == [duty.text for duty in counties]
    assert plan.duties_of(plan.body("gongan")) == BASE.duties_of(BASE.body("gongan"))


def test_a_stored_plan_does_not_change_with_the_file_that_it_was_made_from(tmp_path: Path) -> None:
    plan = loaded(tmp_path, county())
    stored = canonical_json(plan)
    base = tmp_path / "kizilsu.yaml"
    base.write_text(base.read_text("utf-8").replace("减少砂石", "少运砂石"), "utf-8")
    assert measure(stored_plan(stored), "y-m-08").text.startswith("减少砂石")
    later = read_plan(tmp_path / "shilixian.yaml")
    assert measure(later, "y-m-08").text.startswith("少运砂石")
    assert stored_plan(stored).based_on == plan.based_on
    assert plan.based_on is not None
    assert later.based_on is not None
    assert plan.based_on.checksum == checksum(BASE) != later.based_on.checksum


def test_a_change_keeps_what_it_does_not_speak_of(tmp_path: Path) -> None:
    daily, base = loaded(tmp_path, county()).owed("daily"), BASE.owed("daily")
    assert (daily.content, daily.ladder, daily.source) == (base.content, base.ladder, "none")
    assert (daily.by_the_clock, base.by_the_clock) != (base.by_the_clock, base.by_the_clock)


def test_words_said_anew_do_not_keep_the_english_of_the_old_ones(tmp_path: Path) -> None:
    facts = county()
    facts["measures"].append({"id": "y-m-08", "text": "禁止砂石车上路", "source": "none"})
    changed = measure(loaded(tmp_path, facts), "y-m-08")
    assert (changed.text, changed.text_en) == ("禁止砂石车上路", None)
    assert changed.topic_en == measure(BASE, "y-m-08").topic_en


def test_words_said_anew_need_the_source_that_the_old_ones_had(tmp_path: Path) -> None:
    facts = with_document(county())
    facts["levels"] = [{"id": "yellow", "hazard": "易引发不适。", "source": "县方案3"}]
    told = refused(tmp_path, facts)
    assert told == ["levels.yellow 改动没有写明出处"]
    facts["levels"][0]["hazard_source"] = "县方案4"
    yellow = loaded(tmp_path, facts).level("yellow")
    assert (yellow.hazard, yellow.hazard_source) == ("易引发不适。", "县方案4")
    assert yellow.advice_source == BASE.level("yellow").advice_source


def test_the_check_tells_what_is_taken_added_changed_and_left_out(tmp_path: Path) -> None:
    facts = with_document(county())
    facts["extends"]["weaker"] = {"measures.y-m-11": "县方案3"}
    facts["measures"].append({"id": "y-m-11", "level": "orange", "source": "县方案3"})
    told = [one.zh for one in remarks(loaded(tmp_path, facts))]
    assert told[:5] == [
        "本预案以克孜勒苏柯尔克孜自治州的预案为基础，沿用118项",
        "新增：measures.y-o-21",
        "改动（文字是否不低于原规定，请核对）：owes.daily、filings.county-plans、filings.revisions、"
        "filings.county-schemes",
        "宽于原规定：measures.y-m-11（依据县方案3）",
        "不采用：measures.y-o-04（依据克州附件1四（十七））",
    ]


def of(section: str, **entry: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        name = "kind" if section == "owes" else "id"
        known = {one[name]: one for one in facts.get(section, ())}
        known[entry[name]] = {**known.get(entry[name], {}), **entry, "source": "县方案3"}
        facts[section] = list(known.values())

    return change


def whole(section: str, **said: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts[section] = said

    return change


LOW = [[{"above": 250, "hours": 24}], [{"above": 150, "hours": 48}]]
REPORT = {
    "report": [{"step": "office_told", "slip": False, "addressees": ["office"], "after": "0m"}]
}
WEAKER = [
    ("measures.y-m-11", "移到了更高级别", of("measures", id="y-m-11", level="orange")),
    ("measures.y-m-08", "不再是强制措施", of("measures", id="y-m-08", kind="advisory")),
    ("measures.y-m-08", "改为对公众的建议", of("measures", id="y-m-08", audience="public")),
    (
        "measures.y-m-08",
        "不再涉及县政府办、住建局、自然资源",
        of("measures", id="y-m-08", agencies=["gongan", "jiaotong"]),
    ),
    ("owes.daily", "截止更晚", of("owes", kind="daily", due_at="17:00")),
    ("owes.receipt", "截止更晚", of("owes", kind="receipt", due_after="1h")),
    ("owes.daily", "要求的级别减少", of("owes", kind="daily", levels=["red"])),
    ("owes.daily", "应报内容减少", of("owes", kind="daily", content=["情况"])),
    ("owes.receipt", "不再要求县政府办", of("owes", kind="receipt", who=["fagai"])),
    ("owes.daily", "对县政府办、", of("owes", kind="daily", ladder="gentle")),
    (
        "owes.daily",
        "对公安局少了督办步骤",
        of("owes", kind="daily", ladder_for={"gentle": ["gongan"]}),
    ),
    ("levels.yellow", "达到条件更高", of("levels", id="yellow", criteria=LOW)),
    ("notice", "提前发布的时间更短", whole("notice", issue_ahead="24h", source="县方案3")),
    ("grading", "更早降级或解除", whole("grading", lower_after="24h", source="县方案3")),
    (
        "reductions",
        "减排比例更低",
        whole("reductions", shares={"yellow": 10, "orange": 15, "red": 30}, source="县方案3"),
    ),
    ("ladders.report", "少了步骤 late", whole("ladders", **REPORT)),
]  # fmt: skip


@pytest.mark.parametrize(("key", "how", "change"), WEAKER, ids=[f"{k} {h}" for k, h, _ in WEAKER])
def test_what_asks_for_less_is_refused_unless_a_document_says_so(
    tmp_path: Path, key: str, how: str, change: Callable[[Facts], None]
) -> None:
    facts = with_document(county())
    change(facts)
    told = refused(tmp_path, facts)
    assert len(told) == 1
    assert told[0].startswith(f"{key} 比所据预案宽：{how}")
    facts["extends"]["weaker"] = {key: "县方案3"}
    assert loaded(tmp_path, facts).based_on is not None
    facts["extends"]["weaker"] = {key: "none"}
    assert refused(tmp_path, facts) == [f"extends.weaker.{key} “none”没有列入 sources"]


STRICTER = [
    of("measures", id="o-m-09", level="yellow", replaces=[]),
    of("measures", id="y-m-15", agencies=["zhengfuban", "huanjing"]),
    of("owes", kind="receipt", due_after="20m"),
    of("levels", id="yellow", criteria=[[{"above": 150, "hours": 24}]]),
    whole("reductions", shares={"yellow": 15, "orange": 20, "red": 30}, source="县方案3"),
    whole("notice", issue_ahead="72h", source="县方案3"),
]  # fmt: skip


@pytest.mark.parametrize("change", STRICTER)
def test_what_asks_for_more_needs_no_mark(tmp_path: Path, change: Callable[[Facts], None]) -> None:
    facts = with_document(county())
    change(facts)
    plan = loaded(tmp_path, facts)
    assert plan.based_on is not None
    assert plan.based_on.weaker == {}


def test_mistakes_are_named_with_their_place(tmp_path: Path) -> None:
    facts = county()
    facts["measures"].append({"id": "y-m-08", "text": "禁止上路"})
    facts["extends"]["leaves_out"] |= {"measures.y-m-99": "克州预案1", "owes.daily": "克州预案5.1"}
    del facts["extends"]["bodies"]["counties"]
    told = refused(tmp_path, facts)
    assert "measures.y-m-08 改动没有写明出处" in told
    assert "extends.leaves_out.measures.y-m-99 所据预案没有“measures.y-m-99”" in told
    assert "owes.daily 已列入 extends.leaves_out，又写了内容" in told
    assert "measures.y-m-15 所据预案的这一项，本地没有单位承担" in told


def test_a_fault_in_what_is_added_is_found_at_its_line(tmp_path: Path) -> None:
    facts = county()
    facts["measures"][0]["level"] = "purple"
    with pytest.raises(PlanError) as error:
        loaded(tmp_path, facts)
    (problem,) = error.value.problems
    lines = (tmp_path / "shilixian.yaml").read_text("utf-8").splitlines()
    assert problem.key == "measures.y-o-21.level"
    assert problem.line is not None
    assert lines[problem.line - 1].strip() == "level: purple"


@pytest.mark.parametrize("key", ["topic", "kind"])
def test_a_value_that_is_missing_or_wrong_is_named_by_its_id(tmp_path: Path, key: str) -> None:
    facts = county()
    facts["measures"][0][key] = ""
    assert refused(tmp_path, facts)[0].startswith(f"measures.y-o-21.{key} ")


@pytest.mark.parametrize(
    ("extends", "told"),
    [
        ("nowhere", " 读不了这个文件（No such file or directory）"),
        ("shilixian", "extends 所据预案又以本预案为依据"),
        ({"bodies": {}}, "extends.plan 缺少这一项"),
        ({"plan": "kizilsu", "body": {}}, "extends.body 没有这一项"),
    ],
)
def test_a_base_that_cannot_be_taken_is_refused(tmp_path: Path, extends: Any, told: str) -> None:
    assert refused(tmp_path, county() | {"extends": extends}) == [told]


def test_a_file_that_holds_another_jurisdictions_plan_is_no_base(tmp_path: Path) -> None:
    (tmp_path / "zhou.yaml").write_text((PACKS / "kizilsu.yaml").read_text("utf-8"), "utf-8")
    facts = county()
    facts["extends"]["plan"] = "zhou"
    assert refused(tmp_path, facts) == ["extends 那个文件是“kizilsu”的预案"]


MEASURES = sorted(key for key in OFFERED if key.startswith("measures."))


@up_to(30)
@given(
    left=st.sets(st.sampled_from(MEASURES), max_size=20),
    changed=st.sets(st.sampled_from(MEASURES), max_size=20),
)
def test_whatever_is_left_out_or_changed_the_rest_is_taken(
    left: set[str], changed: set[str]
) -> None:
    own = county()
    left |= {"measures.y-o-04"}
    changed -= left
    marks = own["extends"]["leaves_out"] | dict.fromkeys(left, "克州预案4.3")
    extends = Extends.model_validate(own["extends"] | {"leaves_out": marks})
    own["measures"] = [{"id": key.partition(".")[2], "source": "none"} for key in sorted(changed)]
    made = extended(own, extends, BASE, "sum")
    assert list(made.faults_before()) == []
    plan = Plan.model_validate(made.facts)
    assert list(made.faults_of(plan)) == []
    parts = {f"measures.{one.id}": one for one in plan.measures}
    assert set(parts) == set(MEASURES) - left
    assert {key for key, one in parts.items() if one.source == "none"} == changed
    assert all(
        weaker in {one.id for one in plan.measures}
        for one in plan.measures
        for weaker in one.replaces
    )
