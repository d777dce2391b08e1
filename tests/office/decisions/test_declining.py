"""Not to start a response is signed by the director and kept; an alert that stands forbids it."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, awaited, declining
from office.desk import Desk
from office.plan.model import Plan
from storage.books import audit
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.decisions.declines import Decline, DeclineState
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.signers import (
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    edits,
    issued,
    refused,
    resign,
    said,
)

WHY = "会商认为只持续一天"


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump()
    chains = {"decline": [{"by": ["director"], "act": "approve"}]}
    return Plan.model_validate(facts | {"chains": chains})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def drafted(desk: Desk, who: Actor = STAFF, level: str = "orange") -> Decline:
    return await declining.draft(desk, who, HERE, level, WHY)


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def test_it_is_signed_and_kept_with_its_grounds(desk: Desk) -> None:
    made = await drafted(desk)
    [request] = await said(desk, DIRECTOR.user_id, "approval")
    assert "请您以办公室主任身份审签" in request.text
    await approvals.approve(desk, DIRECTOR, (await asked(desk)).key)
    assert (made.state, made.signed_at) == (DeclineState.SIGNED, desk.now)
    assert any(WHY in one.text for one in await said(desk, OFFICE_CHAT, "office"))
    [line] = await declining.recent(desk)
    assert line.endswith(f"理由：{WHY}")
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=100)
    assert {"decline_drafted", "start_declined"} <= {entry.action for entry in entries}
    desk.now += timedelta(days=8)
    assert await declining.recent(desk) == []


async def test_it_is_sent_back(desk: Desk) -> None:
    made = await drafted(desk)
    await approvals.send_back(desk, DIRECTOR, (await asked(desk)).key, "依据不足")
    assert made.state == DeclineState.RETURNED
    [card] = await edits(desk, OFFICE_CHAT)
    assert "退回" in card.text
    assert any("依据不足" in one.text for one in await said(desk, OFFICE_CHAT, "office"))


async def test_a_signature_that_does_not_come_is_phoned_for(desk: Desk) -> None:
    await drafted(desk)
    step = await asked(desk)
    assert await awaited.phone(desk, step.key) == "told to phone"
    [told] = await said(desk, OFFICE_CHAT, "office")
    assert "不启动橙色预警" in told.text


async def test_an_alert_that_started_meanwhile_forbids_it(desk: Desk) -> None:
    await drafted(desk)
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    step = await asked(desk)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "decline_stands")
    await refused(drafted(desk), "decline_stands")
    assert (await drafted(desk, level="red")).level == "red"


async def test_what_is_refused(desk: Desk) -> None:
    await refused(drafted(desk, DEPUTY), "office_only")
    await resign(desk, DIRECTOR)
    await refused(drafted(desk), "position_not_enrolled")
    desk.plan = desk.plan.model_copy(update={"chains": type(desk.plan.chains)()})
    await refused(drafted(desk), "decline_none")


async def test_the_office_gives_it_up(desk: Desk) -> None:
    made = await drafted(desk)
    step = await asked(desk)
    [card] = await said(desk, OFFICE_CHAT, "draft")
    assert f"nostartoff:{made.key}" in str(card.keyboard)
    await refused(declining.give_up(desk, DEPUTY, made.key), "office_only")
    await declining.give_up(desk, STAFF, made.key)
    assert made.state == DeclineState.GIVEN_UP
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_void")
    [shown] = await edits(desk, OFFICE_CHAT)
    assert "已取消：不启动橙色预警" in shown.text
    assert not shown.keyboard
    assert any("已取消" in one.text for one in await edits(desk, DIRECTOR.user_id))
    await refused(declining.give_up(desk, STAFF, made.key), "approval_void")
    await refused(declining.give_up(desk, STAFF, 999), "button_obsolete")


async def test_one_of_a_level_is_signed_at_a_time(desk: Desk) -> None:
    made = await drafted(desk)
    await refused(drafted(desk), "decline_asked")
    assert (await drafted(desk, level="red")).key != made.key
    await declining.give_up(desk, STAFF, made.key)
    assert (await drafted(desk)).state == DeclineState.ASKED


async def test_an_alert_that_is_issued_ends_the_waiting_for_it(desk: Desk) -> None:
    lower, higher = await drafted(desk, level="yellow"), await drafted(desk, level="red")
    await issued(desk, "orange")
    assert lower.state == DeclineState.OVERTAKEN
    assert higher.state == DeclineState.ASKED
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    assert step.subject_id == higher.key
    assert any("不再审签" in one.text for one in await edits(desk, OFFICE_CHAT))
