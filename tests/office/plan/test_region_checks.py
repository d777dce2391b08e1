"""A plan names the offices above, below and beside its own, each once and none of them itself."""

from typing import Any

import pytest

from office.plan import remarks
from office.plan.model import Plan
from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals

UPPER = {
    "id": "zhou",
    "name": "州指挥部",
    "short": "州",
    "relation": "upper",
    "jurisdiction": "kizilsu",
}
REGION = UPPER | {"id": "qu", "name": "自治区指挥部", "short": "区", "jurisdiction": "xinjiang"}
NEIGHBOUR = {"id": "midong", "name": "米东区", "short": "米东", "relation": "neighbour"}
COUNTY = {"id": "wuqia", "name": "乌恰县", "short": "乌恰", "jurisdiction": "wuqia"}


def facts(**more: Any) -> dict[str, Any]:
    return small_plan(("huanjing", "gongan")).model_dump() | more


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            {"outside": (UPPER | {"jurisdiction": "changji"},)},
            "outside.zhou.jurisdiction “changji”是本预案自己或已另有单位使用",
        ),
        (
            {"counties": (COUNTY,), "outside": (UPPER | {"jurisdiction": "wuqia"},)},
            "outside.zhou.jurisdiction “wuqia”是本预案自己或已另有单位使用",
        ),
        (
            {"outside": (UPPER, REGION)},
            "outside.qu.jurisdiction 有两个上级在本系统中有办公室",
        ),
        ({"outside": (UPPER | {"joint": True},)}, "outside.zhou.joint 只有相邻地区约定同时启动"),
        (
            {
                "outside": (UPPER, NEIGHBOUR | {"cap_sender": "cap.zhou"}),
                "cap": {"sender": "cap.zhou"},
            },
            "outside.midong.cap_sender “cap.zhou”是本预案自己或已另有单位使用",
        ),
        (
            {"outside": (NEIGHBOUR | {"relation": "park", "cap_sender": "cap.park"},)},
            "outside.midong.cap_sender 只接收上级和相邻地区的CAP消息",
        ),
        (
            # Two above could contradict each other; the one that works here binds.
            {"outside": (REGION | {"jurisdiction": None, "cap_sender": "cap.qu"}, UPPER)},
            "outside.qu.cap_sender 只接收上级和相邻地区的CAP消息",
        ),
        ({"cap": {"polygon": "44,87 44,88 45,88 45,87"}}, "cap.polygon 边界没有闭合"),
        (
            {"cascade": {"remind_after": "2h", "report_after": "2h"}},
            "cascade.report_after 告知办公室的时间不晚于催办",
        ),
    ],
)
def test_what_does_not_fit_is_refused(more: dict[str, Any], problem: str) -> None:
    assert refusals(facts(**more)) == [problem]


def test_the_upper_office_and_bodies_with_an_office_are_found() -> None:
    plan = Plan.model_validate(facts(counties=(COUNTY,), outside=(UPPER,)))
    assert plan.upper is plan.body("zhou")
    assert plan.body_with_office("wuqia") is plan.body("wuqia")
    assert plan.body_with_office("moon") is None
    assert Plan.model_validate(facts()).upper is None


def test_a_default_for_the_counties_start_is_said() -> None:
    silent = Plan.model_validate(facts(counties=(COUNTY,)))
    said = Plan.model_validate(facts(counties=(COUNTY,), cascade={"source": "none"}))
    usual = "没有写明县（市）启动的时限（cascade），按默认：1h 未启动即催，2h 告知办公室"
    assert usual in [one.zh for one in remarks.remarks(silent)]
    assert usual not in [one.zh for one in remarks.remarks(said)]


def test_what_messages_in_the_form_of_cap_lack_is_said() -> None:
    bare = facts(counties=(COUNTY,), cap={})
    lacking = [one.zh for one in remarks.remarks(Plan.model_validate(bare)) if "CAP" in one.zh]
    assert lacking == [
        "没有写明CAP消息的发送标识（cap.sender），按默认：qingkong.changji",
        "没有写明本辖区的行政区划代码或边界（cap.geocode、cap.polygon），不能导出CAP消息",
        "没有行政区划代码（geocode）、CAP消息中只写名称的县（市）：乌恰县",
    ]
    coded = facts(
        counties=(COUNTY | {"geocode": "653024"},),
        outside=(UPPER | {"cap_sender": "cap.zhou"},),
        cap={"sender": "cap.changji", "polygon": "44,87 44,88 45,88 44,87"},
    )
    whole = Plan.model_validate(coded)
    assert not [one for one in remarks.remarks(whole) if "CAP" in one.zh]
    assert whole.cap_sender == "cap.changji"
