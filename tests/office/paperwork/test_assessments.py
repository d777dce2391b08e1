"""The draft of an assessment has the plan's headings, and what the record knows before them."""

from datetime import timedelta

import pytest

from office.desk import Desk
from office.paperwork import assessments, filling, forms
from office.plan.model import Plan
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, Order, OrderKind
from storage.occasions import Occasion, of_day, of_order
from storage.owed.obligations import Obligation, ObligationState
from tests.harness.plans import pack, small_plan, with_other_bodies
from tests.office.episodes import alert_in_force, order_of
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    dengkou = pack("dengkou")
    owed = dengkou.owed("assessment")
    facts = with_other_bodies(small_plan(("huanjing", "gongan"))).model_dump()
    return Plan.model_validate(facts | {"owes": (*facts["owes"], owed), "forms": dengkou.forms})


def owed(desk: Desk, order: Order, kind: str, occasion: Occasion) -> Obligation:
    return Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        agency="huanjing",
        kind=kind,
        occasion=occasion,
        opened_at=desk.now,
        due_at=desk.now,
    )


async def test_it_has_the_eight_headings_and_what_the_record_knows(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30))
    await refused(assessments.paper_of(desk, alert), "button_obsolete")
    assert assessments.headings(await forms.plan_of(desk, alert), alert) == ()
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    paper = await assessments.paper_of(desk, alert)
    # Nothing but the assessment can be had here, and the list has it all the same.
    [listed] = (await filling.listed(desk)).alerts
    assert (listed.forms, listed.has_assessment) == ((), True)
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
    assert known["paragraphs"][:2] == [
        "污染过程：2026年11月30日2时起，预计持续72小时；昌吉市行政区域。",
        "响应级别变化情况：无变化，维持橙色预警，Ⅱ级应急响应。",
    ]
    assert [one["paragraphs"] for one in sections] == [["〔待填〕"]] * 8


@pytest.mark.parametrize("left", [ObligationState.OPEN, ObligationState.SUPERSEDED])
async def test_it_counts_the_receipts_and_no_day_before(desk: Desk, left: ObligationState) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30))
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    [order, _] = await store.issued_orders(desk.session, alert.key)
    yesterday = desk.local(desk.now).date() - timedelta(days=1)
    for kind, occasion in (("receipt", of_order(order.key)), ("daily", of_day(yesterday))):
        row = owed(desk, order, kind, occasion)
        row.state = left
        desk.session.add(row)
    await desk.session.flush()
    paper = await assessments.paper_of(desk, alert)
    said = "\n".join(paper.view["sections"][0]["paragraphs"])
    assert "预警接收：确认收到预警0家（应确认1家）。" in said
    assert "前一日" not in said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一")],
)
def test_a_plan_may_want_as_many_headings_as_it_likes(desk: Desk, number: int, said: str) -> None:
    heading = desk.words.plain("paper_heading", number=number, title="其他")
    assert heading == f"{said}、其他"
