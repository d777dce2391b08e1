"""Orders that were settled or ended a moment before: nothing is sent, signed or asked twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.decisions import approvals, consents, drafts, lapsing, period_end, staying
from office.desk import Desk
from office.matters.order_terms import OPEN_END
from office.matters.tasks import TaskTerms
from office.plan.model import Plan
from storage import agenda
from storage.books import audit
from storage.decisions import approvals as signatures
from storage.decisions import matters as store
from storage.decisions.approvals import Decision
from storage.decisions.consents import Consent, ConsentState
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.delivery import outbox
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    STAFF,
    appoint,
    confirmed,
    drafted,
    edits,
    ended,
    issued,
    refused,
    said,
    sign,
    terms,
)
from tests.office.test_races import behind_our_back


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump()
    chains = {"cancel": "standing", "lift": "standing"}
    return Plan.model_validate(facts | {"chains": chains})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def actions(desk: Desk) -> list[str]:
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=1000)
    return [entry.action for entry in entries]


async def test_a_draft_that_was_given_up_meanwhile_asks_nobody_to_sign(desk: Desk) -> None:
    draft = await drafted(desk)
    await behind_our_back(desk, draft, state=OrderState.VOID)
    await refused(drafts.confirm(desk, STAFF, HERE, draft.key), "draft_is_void")
    assert await signatures.asked_approvals(desk.session, desk.jurisdiction) == []
    assert "draft_confirmed" not in await actions(desk)


async def test_a_draft_that_was_issued_meanwhile_is_not_given_up(desk: Desk) -> None:
    draft = await drafted(desk)
    await behind_our_back(desk, draft, state=OrderState.ISSUED)
    await refused(drafts.give_up(desk, STAFF, draft.key), "draft_is_issued")
    alert = await store.matter(desk.session, draft.matter_id)
    assert alert is not None
    assert alert.state != MatterState.ABANDONED
    assert "draft_given_up" not in await actions(desk)


async def test_a_draft_that_was_issued_meanwhile_does_not_lapse(desk: Desk) -> None:
    draft = await drafted(desk, ahead=1)
    desk.now += timedelta(hours=2)
    await behind_our_back(desk, draft, state=OrderState.ISSUED)
    before = len(await said(desk, OFFICE_CHAT, "office"))
    assert await lapsing.lapse(desk, draft.key) == "settled"
    assert len(await said(desk, OFFICE_CHAT, "office")) == before
    assert "draft_lapsed" not in await actions(desk)


async def test_what_is_put_off_twice_is_told_once(desk: Desk) -> None:
    order = await issued(desk, ahead=0)
    await behind_our_back(desk, order, state=OrderState.STAYED)
    assert await staying.stay(desk, order) == "settled"
    assert "order_stayed" not in await actions(desk)


async def recorded(desk: Desk) -> Consent:
    await confirmed(desk, await drafted(desk, "yellow"))
    await consents.switch(desk, DIRECTOR, on=True)
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return await consents.record(
        desk, STAFF, HERE, step.key, DIRECTOR.user_id, desk.now, "同意发布"
    )


async def test_a_consent_that_was_refused_meanwhile_signs_nothing(desk: Desk) -> None:
    consent = await recorded(desk)
    await behind_our_back(desk, consent, state=ConsentState.REFUSED)
    await refused(consents.confirm(desk, COLLEAGUE, consent.key), "consent_settled")
    await refused(consents.refuse(desk, COLLEAGUE, consent.key), "consent_settled")
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    assert step.decision == Decision.ASKED


async def test_a_consent_that_was_objected_to_meanwhile_is_not_ratified(desk: Desk) -> None:
    consent = await recorded(desk)
    await consents.confirm(desk, COLLEAGUE, consent.key)
    await behind_our_back(desk, consent, state=ConsentState.OBJECTED)
    await refused(consents.ratify(desk, DIRECTOR, consent.key), "consent_settled")
    assert "consent_ratified" not in await actions(desk)


async def test_a_consent_whose_messages_were_never_kept_is_settled_all_the_same(
    desk: Desk,
) -> None:
    """A row from before its card and its request were known has neither to draw anew."""
    consent = await recorded(desk)
    await consents.confirm(desk, COLLEAGUE, consent.key)
    consent.card_id = consent.request_id = None
    assert await consents.look(desk, consent.key) == "reminded"
    [reminder] = [
        row for row in await said(desk, DIRECTOR.user_id, "office") if "尚未补办" in row.text
    ]
    assert reminder.reply_to is None
    before = [len(await edits(desk, chat)) for chat in (OFFICE_CHAT, DIRECTOR.user_id)]
    await consents.object_to(desk, DIRECTOR, consent.key, "只同意准备")
    assert consent.state == ConsentState.OBJECTED
    assert [len(await edits(desk, DIRECTOR.user_id))] == before[1:]


async def test_a_lift_is_not_signed_once_its_alert_has_ended(desk: Desk) -> None:
    alert = await alert_in_force(desk, since=desk.now - timedelta(days=1))
    draft = await ended(desk, OrderKind.LIFT)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    desk.session.add(alert)
    await desk.session.flush()
    [waiting] = await approvals.waiting_for(desk, DIRECTOR)
    await refused(approvals.approve(desk, DIRECTOR, waiting.row.key), "no_open_alert")
    assert draft.state == OrderState.APPROVING


async def test_an_end_that_is_announced_is_no_question_and_an_open_one_is_asked_anew(
    desk: Desk,
) -> None:
    open_end = replace(terms(desk, ahead=0), lasting=OPEN_END)
    draft = await drafts.draft(desk, STAFF, HERE, OrderKind.ISSUE, open_end)
    order = await sign(desk, await confirmed(desk, draft), DIRECTOR, DEPUTY)
    desk.now += timedelta(hours=30)
    assert await period_end.ask(desk, order.matter_id) == "asked"
    item = await agenda.waiting_item(
        desk.session, desk.jurisdiction, period_end.PERIOD_END, order.matter_id
    )
    assert item is not None
    plan = await desk.plan_of(order)
    assert item.due_at == period_end.asked_at(plan, desk.now + plan.notice.open_end_asked)
    lift = await drafts.draft_ending(
        desk,
        STAFF,
        HERE,
        OrderKind.LIFT,
        "预报转好",
        starts_at=desk.now + timedelta(hours=5),
    )
    await confirmed(desk, lift)
    for who in (DIRECTOR, DEPUTY):
        if await approvals.waiting_for(desk, who):
            await sign(desk, lift, who)
    assert lift.state == OrderState.ISSUED
    asked = len(await questions(desk, order))
    assert await period_end.ask(desk, order.matter_id) == "its end is announced"
    assert len(await questions(desk, order)) == asked == 1


async def questions(desk: Desk, order: Order) -> list[str]:
    rows = await outbox.deliveries_of_order(desk.session, order.key, outbox.DeliveryKind.OFFICE)
    return [row.text for row in rows if row.target_id is None and "解除" in row.text]


async def test_a_change_of_one_notice_hinders_no_other(desk: Desk) -> None:
    said = TaskTerms(("gongan",), False, "排查堆煤场", desk.now + timedelta(hours=10))
    first, second = [
        await confirmed(desk, await drafts.draft_saying(desk, STAFF, HERE, said)) for _ in range(2)
    ]
    end = await drafts.draft_end(desk, STAFF, HERE, first.matter_id, OrderKind.CLOSE)
    again = drafts.draft_end(desk, STAFF, HERE, first.matter_id, OrderKind.CLOSE)
    await refused(again, "draft_is_pending")
    other = await drafts.draft_end(desk, STAFF, HERE, second.matter_id, OrderKind.CLOSE)
    assert (end.state, other.state) == (OrderState.DRAFT, OrderState.DRAFT)


async def test_a_change_whose_hour_has_passed_gives_way_to_another_draft(desk: Desk) -> None:
    """Its drafter is off duty, and the alert is to end: it cannot be signed any more as it is."""
    order = await issued(desk, ahead=0)
    lower = terms(desk, "yellow", ahead=3)
    change = await drafts.draft(desk, COLLEAGUE, HERE, OrderKind.ADJUST, lower)
    lift = drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, "空气质量改善")
    await refused(lift, "draft_is_pending")
    desk.now += timedelta(hours=3, minutes=1)
    assert await lapsing.lapse(desk, change.key) == "asked its drafter"
    made = await drafts.draft_ending(desk, STAFF, HERE, OrderKind.LIFT, "空气质量改善")
    assert made.matter_id == order.matter_id
    await desk.session.refresh(change)
    assert (made.state, change.state) == (OrderState.DRAFT, OrderState.VOID)
    told = [row.text for row in await said(desk, OFFICE_CHAT, "office")]
    assert any("拟稿已作废：未及签发，现已另行拟稿" in text for text in told)


async def test_a_new_alert_whose_hour_has_passed_waits_for_its_drafter(desk: Desk) -> None:
    draft = await drafted(desk, ahead=2)
    desk.now += timedelta(hours=2, minutes=1)
    assert await lapsing.lapse(desk, draft.key) == "asked its drafter"
    another = drafts.draft(desk, COLLEAGUE, HERE, OrderKind.ISSUE, terms(desk))
    await refused(another, "draft_is_pending")
