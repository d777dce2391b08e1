"""The draft of an assessment has the plan's headings, and what the record knows before them."""

from datetime import timedelta

import pytest

from office.desk import Desk
from office.paperwork import assessments, forms
from office.plan.model import Plan
from storage.decisions.matters import MatterState, OrderKind
from tests.harness.plans import pack, small_plan, with_other_bodies
from tests.office.episodes import alert_in_force, order_of
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    dengkou = pack("dengkou")
    owed = dengkou.owed("assessment")
    facts = with_other_bodies(small_plan(("huanjing", "gongan"))).model_dump()
    return Plan.model_validate(facts | {"owes": (*facts["owes"], owed), "forms": dengkou.forms})


async def test_it_has_the_eight_headings_and_what_the_record_knows(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30))
    await refused(assessments.paper_of(desk, alert), "button_obsolete")
    assert assessments.headings(await forms.plan_of(desk, alert), alert) == ()
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    paper = await assessments.paper_of(desk, alert)
    known, *sections = paper.view["sections"]
    assert [one["heading"] for one in sections] == [
        "一、成因分析",
        "二、预报和预警发布",
        "三、启动和终止",
        "四、减排措施",
        "五、应急保障",
        "六、效果评估",
        "七、存在问题",
        "八、改进措施",
    ]
    assert known["paragraphs"][0].startswith("2026年11月30日2时起")
    assert {one["paragraphs"] for one in sections} == {("〔待填〕",)}
