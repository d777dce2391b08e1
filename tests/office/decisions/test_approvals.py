"""The chain: who is asked, whose decision counts, and what every message says afterwards."""

import pytest

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from storage.books import audit
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval, Decision
from storage.decisions.matters import OrderState
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    COMMANDER,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    STAFF,
    appoint,
    confirmed,
    drafted,
    edits,
    hold,
    refused,
    resign,
    said,
    sign,
    steps,
)

SECOND_DEPUTY = Actor(14, "另一副指挥长", ("deputy_commander",))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def test_each_step_is_asked_in_turn_with_the_text_and_its_grounds(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "red"))
    [first] = await said(desk, DIRECTOR.user_id, "approval")
    assert "会商认为将持续重污染" in first.text
    assert "值班员" in first.text
    assert await said(desk, DEPUTY.user_id, "approval") == []
    await sign(desk, draft, DIRECTOR)
    [second] = await said(desk, DEPUTY.user_id, "approval")
    assert "办公室主任 审核同意 12月1日08:00" in second.text
    assert await said(desk, COMMANDER.user_id, "approval") == []


async def test_the_draft_shows_every_step(desk: Desk) -> None:
    draft = await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    [shown] = await edits(desk, OFFICE_CHAT)
    assert "✅ 办公室主任 审核同意 12月1日08:00" in shown.text
    assert "⏳ 副指挥长 审签中" in shown.text
    await sign(desk, draft, DEPUTY)
    [shown, *_] = [row for row in await edits(desk, OFFICE_CHAT) if row.kind == "draft"]
    assert "已发布 昌污指预〔2026〕1号" in shown.text
    assert not shown.keyboard


async def test_the_last_signature_issues(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow"))
    assert draft.state == OrderState.APPROVING
    await sign(desk, draft, DIRECTOR)
    assert draft.state == OrderState.ISSUED
    assert draft.serial == "昌污指预〔2026〕1号"
    [told] = await edits(desk, DIRECTOR.user_id)
    assert "已发布 昌污指预〔2026〕1号" in told.text


async def test_of_several_holders_the_first_decides(desk: Desk) -> None:
    await appoint(desk, SECOND_DEPUTY)
    draft = await sign(desk, await confirmed(desk, await drafted(desk, "red")), DIRECTOR)
    step = await asked(desk)
    for person in (DEPUTY, SECOND_DEPUTY):
        assert len(await said(desk, person.user_id, "approval")) == 1
    await approvals.approve(desk, SECOND_DEPUTY, step.key)
    refusal = await refused(approvals.approve(desk, DEPUTY, step.key), "approval_given")
    assert refusal.facts["person"] == "另一副指挥长"
    [told] = await edits(desk, DEPUTY.user_id)
    assert "已同意" in told.text
    assert "另一副指挥长" in told.text
    assert (await steps(desk, draft))["commander"] == Decision.ASKED


@pytest.mark.parametrize("who", [STAFF, COLLEAGUE, DEPUTY])
async def test_only_the_position_that_is_asked_signs(desk: Desk, who: Actor) -> None:
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    await refused(approvals.approve(desk, who, step.key), "approval_not_yours")
    await refused(approvals.approve(desk, who, 999), "approval_unknown")


async def test_a_return_takes_a_reason_and_brings_the_draft_back(desk: Desk) -> None:
    draft = await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    step = await asked(desk)
    await refused(approvals.send_back(desk, DEPUTY, step.key, "  "), "return_reason_missing")
    await refused(approvals.send_back(desk, DEPUTY, step.key, "长" * 501), "return_reason_too_long")
    await approvals.send_back(desk, DEPUTY, step.key, "再会商 <一次>")
    assert draft.state == OrderState.RETURNED
    assert await steps(desk, draft) == {"director": "approved", "deputy_commander": "returned"}
    [shown] = await edits(desk, OFFICE_CHAT)
    labels = [button["label"] for row in shown.keyboard or [] for button in row]
    assert labels == ["修改", "取消"]
    assert "再会商 &lt;一次&gt;" in shown.text
    [told] = await said(desk, OFFICE_CHAT, "office")
    assert "再会商" in told.text
    [reviewed] = await edits(desk, DIRECTOR.user_id)
    assert "已退回拟稿人" in reviewed.text
    await refused(approvals.approve(desk, DEPUTY, step.key), "approval_returned")


async def test_the_remaining_steps_of_a_returned_draft_are_void(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    await approvals.send_back(desk, DIRECTOR, step.key, "依据不足")
    assert await steps(desk, draft) == {"director": "returned", "deputy_commander": "void"}


async def test_an_obsolete_press_is_answered(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    await approvals.void(desk, draft)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_void")


async def test_nobody_signs_twice(desk: Desk) -> None:
    await appoint(desk, SECOND_DEPUTY)
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    both = Actor(DIRECTOR.user_id, DIRECTOR.name, ("director", "deputy_commander"))
    await sign(desk, await confirmed(desk, await drafted(desk)), both)
    step = await asked(desk)
    assert len(await said(desk, DIRECTOR.user_id, "approval")) == 1
    await refused(approvals.approve(desk, both, step.key), "approved_already_in_chain")


async def test_the_only_one_for_a_later_step_keeps_out_of_this_one(desk: Desk) -> None:
    await resign(desk, DEPUTY)
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    await appoint(desk, Actor(15, "副主任", ("director",)))
    both = Actor(DIRECTOR.user_id, DIRECTOR.name, ("director", "deputy_commander"))
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    refusal = await refused(approvals.approve(desk, both, step.key), "needed_at_later_step")
    assert refusal.facts["position"] == "副指挥长"


async def test_the_drafter_is_not_the_one_who_decides(desk: Desk) -> None:
    await hold(desk, STAFF.user_id, "deputy_commander")
    drafter = Actor(STAFF.user_id, STAFF.name, ("office_staff", "deputy_commander"))
    await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    step = await asked(desk)
    assert await said(desk, STAFF.user_id, "approval") == []
    await refused(approvals.approve(desk, drafter, step.key), "final_approver_drafted")


async def test_pending_asks_again_what_waits_for_this_person(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    assert await approvals.ask_again(desk, DIRECTOR) == 1
    assert await approvals.ask_again(desk, DEPUTY) == 0
    assert len(await said(desk, DIRECTOR.user_id, "approval")) == 2
    await sign(desk, (await approvals.waiting_for(desk, DIRECTOR))[0].asked.row, DIRECTOR)
    assert len(await edits(desk, DIRECTOR.user_id)) == 2


async def test_every_decision_is_on_record(desk: Desk) -> None:
    await sign(desk, await confirmed(desk, await drafted(desk, "yellow")), DIRECTOR)
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=100)
    actions = [entry.action for entry in entries]
    for action in (
        "draft_made_issue",
        "draft_confirmed",
        "approval_approved",
        "order_issued_issue",
    ):
        assert action in actions
