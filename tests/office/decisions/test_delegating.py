"""Delegation: what the plan lets a post's holder do, who may sign by it, how it ends."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from office.bodies.people import Actor
from office.decisions import approvals, delegating, holders
from office.decisions.delegating import Choice
from office.desk import Desk
from office.plan.model import Plan
from storage.books import audit
from storage.decisions import delegations as store
from storage.decisions.approvals import Approval
from storage.decisions.delegations import Delegation
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    COLLEAGUE,
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
)

DEPUTY_DIRECTOR = Actor(8, "副主任", ("deputy_director",))
TO_DEPUTY = Choice("director", "deputy_director")


def with_delegates(**named: list[str]) -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump()
    for position in facts["positions"]:
        position["delegates"] = named.get(position["id"], [])
    return Plan.model_validate(facts)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_delegates(director=["deputy_director", "deputy_commander"])


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY, DEPUTY_DIRECTOR)
    await bind_groups(desk, ["huanjing", "gongan"])


async def given(desk: Desk, choice: Choice = TO_DEPUTY, hours: int = 10) -> Delegation:
    return await delegating.delegate(desk, DIRECTOR, choice, desk.now + timedelta(hours=hours))


async def asked(desk: Desk) -> Approval:
    [step] = await approvals.waiting_for(desk, DIRECTOR)
    return step.row


def test_a_plan_names_posts_that_it_has() -> None:
    for others in (["nobody"], ["director"]):
        with pytest.raises(ValidationError, match=r"positions\.director\.delegates"):
            with_delegates(director=others)


async def test_a_delegate_signs_for_the_post(desk: Desk) -> None:
    await given(desk)
    draft = await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    await sign(desk, draft, DEPUTY_DIRECTOR)
    assert (step.position, step.decided_by, step.on_behalf_of) == ("director", 8, 3)
    [shown] = await edits(desk, OFFICE_CHAT)
    assert "✅ 办公室主任 审核同意 12月1日08:00 副主任（受主任委托）" in shown.text
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=100)
    assert {"delegation_given", "approval_approved"} <= {entry.action for entry in entries}


async def test_the_giver_s_own_later_step_is_another_s(desk: Desk) -> None:
    """Their word counts once, whoever's hand it came from."""
    await given(desk)
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    await sign(desk, await confirmed(desk, await drafted(desk)), DEPUTY_DIRECTOR)
    both = Actor(DIRECTOR.user_id, DIRECTOR.name, ("director", "deputy_commander"))
    [step] = await approvals.waiting_for(desk, DEPUTY)
    await refused(approvals.approve(desk, both, step.row.key), "approved_already_in_chain")


async def test_who_signed_signs_no_later_step_by_another_s_hand(desk: Desk) -> None:
    desk.plan = with_delegates(deputy_commander=["deputy_director"])
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    both = Actor(DIRECTOR.user_id, DIRECTOR.name, ("director", "deputy_commander"))
    until = desk.now + timedelta(hours=10)
    await delegating.delegate(desk, both, Choice("deputy_commander", "deputy_director"), until)
    await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    [step] = await approvals.waiting_for(desk, DEPUTY)
    assert await said(desk, DEPUTY_DIRECTOR.user_id, "approval") == []
    await refused(approvals.approve(desk, DEPUTY_DIRECTOR, step.row.key), "giver_signed")


async def test_nobody_decides_in_the_place_of_who_drafted_it(desk: Desk) -> None:
    desk.plan = with_delegates(deputy_commander=["deputy_director"])
    await hold(desk, STAFF.user_id, "deputy_commander")
    both = Actor(STAFF.user_id, STAFF.name, ("office_staff", "deputy_commander"))
    until = desk.now + timedelta(hours=10)
    await delegating.delegate(desk, both, Choice("deputy_commander", "deputy_director"), until)
    await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    [step] = await approvals.waiting_for(desk, DEPUTY)
    assert await said(desk, DEPUTY_DIRECTOR.user_id, "approval") == []
    await refused(approvals.approve(desk, DEPUTY_DIRECTOR, step.row.key), "giver_drafted")


async def test_a_delegate_does_not_sign_two_steps(desk: Desk) -> None:
    await given(desk, Choice("director", "deputy_commander"))
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    await refused(approvals.approve(desk, DEPUTY, step.key), "needed_at_later_step")


async def test_what_waits_is_asked_of_the_delegate_and_no_more_afterwards(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    row = await given(desk)
    [request] = await said(desk, DEPUTY_DIRECTOR.user_id, "approval")
    assert "请您以办公室主任（受主任委托）身份审签" in request.text
    await approvals.ask_again(desk, DEPUTY_DIRECTOR)
    await delegating.take_back(desk, DIRECTOR, row.key)
    assert [one.text for one in await edits(desk, 8)] == 2 * [
        "🚫 无须审签：重污染天气橙色预警。委托已终止。"
    ]
    step = await asked(desk)
    await refused(approvals.approve(desk, DEPUTY_DIRECTOR, step.key), "approval_not_yours")
    await refused(delegating.take_back(desk, DIRECTOR, row.key), "delegation_over")
    await refused(delegating.take_back(desk, DEPUTY, row.key), "button_obsolete")


async def test_it_runs_out_without_a_word(desk: Desk) -> None:
    row = await given(desk, hours=1)
    told = len(await said(desk, OFFICE_CHAT))
    desk.now += timedelta(hours=1)
    assert await delegating.given_by(desk, DIRECTOR) == []
    assert await delegating.run_out(desk, row.key) == "ended"
    assert await delegating.run_out(desk, row.key) == "ended before"
    assert len(await said(desk, OFFICE_CHAT)) == told


async def test_another_one_for_the_same_post_takes_its_place(desk: Desk) -> None:
    first = await given(desk)
    await given(desk, Choice("director", "deputy_commander"))
    assert first.ended_at == desk.now
    assert len(await store.lasting(desk.session, desk.jurisdiction)) == 1


async def test_whoever_is_asked_already_is_not_asked_anew_when_it_is_prolonged(desk: Desk) -> None:
    await given(desk)
    await resign(desk, DIRECTOR)
    await hold(desk, DIRECTOR.user_id, "director")
    await confirmed(desk, await drafted(desk))
    asked_before = await said(desk, DEPUTY_DIRECTOR.user_id, "approval")
    told = [one.text for one in await said(desk, OFFICE_CHAT, "office")]
    await given(desk, hours=20)
    assert await said(desk, DEPUTY_DIRECTOR.user_id, "approval") == asked_before
    assert await edits(desk, DEPUTY_DIRECTOR.user_id) == []
    [news] = [one for one in await said(desk, OFFICE_CHAT, "office") if one.text not in told]
    assert "【委托审签】" in news.text


async def test_whoever_leaves_the_post_lets_nobody_sign_for_it(desk: Desk) -> None:
    await given(desk)
    await confirmed(desk, await drafted(desk))
    await hold(desk, COLLEAGUE.user_id, "director")
    await resign(desk, DIRECTOR)
    await holders.left(desk, DIRECTOR.user_id, "director")
    assert await store.lasting(desk.session, desk.jurisdiction) == []
    [withdrawn] = await edits(desk, DEPUTY_DIRECTOR.user_id)
    assert "委托已终止" in withdrawn.text


async def test_whoever_joins_the_delegate_s_post_is_asked_too(desk: Desk) -> None:
    await given(desk)
    await confirmed(desk, await drafted(desk))
    await hold(desk, COLLEAGUE.user_id, "deputy_director")
    await holders.joined(desk, COLLEAGUE.user_id, "deputy_director")
    [request] = await said(desk, COLLEAGUE.user_id, "approval")
    assert "（受主任委托）" in request.text


async def test_what_is_refused(desk: Desk) -> None:
    later = desk.now + timedelta(hours=1)
    await refused(delegating.delegate(desk, STAFF, TO_DEPUTY, later), "delegate_none")
    other = Choice("director", "mayor")
    await refused(delegating.delegate(desk, DIRECTOR, other, later), "delegate_none")
    await refused(delegating.delegate(desk, DIRECTOR, TO_DEPUTY, desk.now), "delegate_past")
    await resign(desk, DEPUTY_DIRECTOR)
    await refused(delegating.delegate(desk, DIRECTOR, TO_DEPUTY, later), "delegate_vacant")


async def test_who_leaves_another_post_goes_on_letting_others_sign(desk: Desk) -> None:
    row = await given(desk)
    await delegating.left(desk, DIRECTOR.user_id, "deputy_director")
    await delegating.left(desk, DEPUTY.user_id, "director")
    assert row.ended_at is None
    await delegating.left(desk, DIRECTOR.user_id, "director")
    assert row.ended_at == desk.now
