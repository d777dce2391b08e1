"""Forecast, proposal, consultation and decision side by side, in whichever is missing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from messages.views.deliberations import DeliberationLine
from office.desk import Desk
from office.paperwork import assessments, deliberations
from office.records.ledgers import scope
from office.records.ledgers import view as ledger
from office.records.years import view as year
from storage.decisions import matters as store
from storage.decisions.declines import Decline, DeclineState
from storage.decisions.matters import Matter, MatterKind, MatterState, Order
from storage.sky.consultations import Consultation
from storage.sky.forecasts import AirKind, Forecast, ForecastState
from storage.sky.proposals import AirProposal, AirProposalState
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import EVERYBODY, STAFF, appoint


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])


async def added(desk: Desk, row: Any) -> Any:
    desk.session.add(row)
    await desk.session.flush()
    return row


async def forecast(desk: Desk, at: datetime) -> Forecast:
    row = Forecast(
        jurisdiction=desk.jurisdiction,
        kind=AirKind.FORECAST,
        shape="days",
        body="huanjing",
        read_by=STAFF.user_id,
        read_at=at,
        starts_at=at,
        ends_at=at + timedelta(hours=72),
        state=ForecastState.IN_FORCE,
        in_force_at=at,
    )
    found: Forecast = await added(desk, row)
    return found


async def proposal(desk: Desk, at: datetime, of: Forecast, **more: Any) -> AirProposal:
    facts: dict[str, Any] = {
        "jurisdiction": desk.jurisdiction,
        "errand": "start",
        "level": "yellow",
        "forecast_id": of.key,
        "starts_at": at + timedelta(hours=8),
        "ends_at": at + timedelta(hours=56),
        "plan_version_id": desk.plan_version_id,
        "made_at": at,
        "changed_at": at,
    }
    found: AirProposal = await added(desk, AirProposal(**facts | more))
    return found


async def consultation(
    desk: Desk, at: datetime, order: Order, of: AirProposal | None
) -> Consultation:
    matter = await added(
        desk,
        Matter(
            jurisdiction=desk.jurisdiction,
            kind=MatterKind.CONSULTATION,
            state=MatterState.CLOSED,
            created_at=at,
        ),
    )
    row = Consultation(
        jurisdiction=desk.jurisdiction,
        matter_id=matter.key,
        order_id=order.key,
        occasion="alert",
        serial="" if of is None else "昌污指商〔2026〕1号",
        asked="研判",
        due_at=at + timedelta(hours=2),
        proposal_id=of.key if of else None,
        opened_at=at,
        closed_at=at + timedelta(minutes=30),
        conclusion="建议启动黄色预警",
    )
    found: Consultation = await added(desk, row)
    return found


async def told(desk: Desk, *orders: Order) -> list[DeliberationLine]:
    since, until = desk.now - timedelta(days=1), desk.now + timedelta(days=1)
    found = await deliberations.between(desk, since, until, orders)
    return [await deliberations.line(desk, one) for one in found]


@pytest.mark.clause("C9")
async def test_all_of_it(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now)
    (order,) = await store.issued_orders(desk.session, alert.key)
    made = await forecast(desk, desk.now - timedelta(hours=3))
    proposed = await proposal(
        desk,
        desk.now - timedelta(hours=2),
        made,
        state=AirProposalState.TAKEN_UP,
        order_id=order.key,
    )
    await consultation(desk, desk.now - timedelta(hours=1), order, proposed)
    (line,) = await told(desk, order)
    assert order.issued_at is not None
    assert (line.sender, line.entered_by) == ("生态环境", STAFF.name)
    assert (line.proposal, line.proposal_state) == ("建议启动黄色预警", "已采纳")
    assert (line.consultation, line.conclusion) == ("昌污指商〔2026〕1号", "建议启动黄色预警")
    assert "预警" in line.decision
    assert line.from_proposal == (order.issued_at - proposed.made_at).total_seconds() // 60
    assert line.from_forecast == line.from_proposal + 60
    made_of = await year.view_of(desk, {"year": desk.local(desk.now).year})
    (section,) = [one for one in made_of.sections if "预报、研判与决策" in one.heading]
    assert "作出决定1项，其中没有研判建议的0项" in section.paragraphs[0]
    (table,) = (made_of.tables[place] for place in section.tables)
    (row,) = table.rows
    assert row[1].startswith("建议启动黄色预警（")
    assert row[2].startswith("昌污指商〔2026〕1号：建议启动黄色预警（")
    assert row[4] == str(line.from_proposal)
    today = desk.local(desk.now).date().isoformat()
    book = await ledger.view_of(desk, await scope.scope_of(desk, {"first": today, "last": today}))
    (sheet,) = [one for one in book.sheets if one.title == "预报—研判—决策"]
    (cells,) = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    assert (cells["研判建议"], cells["会商结论"]) == ("建议启动黄色预警", "建议启动黄色预警")
    assert cells["建议至决定（分钟）"] == line.from_proposal
    (paragraph,) = await assessments._deliberated(desk, alert)
    assert "会商结论：建议启动黄色预警" in paragraph


async def test_what_is_missing_shows(desk: Desk) -> None:
    """An alert that nothing led to; a proposal of which nothing came; one that was declined."""
    made = await forecast(desk, desk.now - timedelta(hours=5))
    alert = await alert_in_force(desk, since=desk.now)
    (order,) = await store.issued_orders(desk.session, alert.key)
    hour = timedelta(hours=1)
    await proposal(desk, desk.now - 4 * hour, made, state=AirProposalState.PASSED)
    declined = Decline(
        jurisdiction=desk.jurisdiction,
        level="yellow",
        grounds="大风将至",
        plan_version_id=desk.plan_version_id,
        drafted_by=STAFF.user_id,
        drafted_at=desk.now - 2 * hour,
        state=DeclineState.SIGNED,
        signed_at=desk.now - hour,
    )
    await added(desk, declined)
    other = Decline(
        jurisdiction=desk.jurisdiction,
        level="orange",
        grounds="数据有误",
        plan_version_id=desk.plan_version_id,
        drafted_by=STAFF.user_id,
        drafted_at=desk.now - hour,
    )
    await added(desk, other)
    await proposal(
        desk,
        desk.now - 3 * hour,
        made,
        state=AirProposalState.DECLINED,
        decline_id=declined.key,
    )
    await consultation(desk, desk.now - hour, order, None)
    await proposal(desk, desk.now - hour, made, drill=True)
    lines = await told(desk, order)
    (unproposed,) = [one for one in lines if "发布" in one.decision]
    others = [one for one in lines if one is not unproposed]
    assert {(one.proposal, one.consultation, one.decision, one.grounds) for one in others} == {
        ("建议启动黄色预警", "", "", ""),
        ("建议启动黄色预警", "", "不启动黄色响应（已签批）", "大风将至"),
        ("", "应急响应会商", "", ""),
        ("", "", "不启动橙色响应（待签）", "数据有误"),
    }
    undecided = next(one for one in lines if one.proposal_state == "时段已过，未作决定")
    assert (undecided.decided_at, undecided.from_proposal) == (None, None)
    assert unproposed.sender == "生态环境"
    assert (unproposed.from_proposal, unproposed.proposed_at) == (None, None)
    paragraphs = await assessments._deliberated(desk, alert)
    assert len(paragraphs) == 1
    assert "研判建议：无" in paragraphs[0]
