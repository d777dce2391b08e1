"""Consent by telephone: for what, by whom, checked by whom, and what follows afterwards."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, consents, drafts
from office.desk import Desk
from office.enclosing import DOCUMENT
from office.matters.circulars import CircularTerms
from office.matters.order_files import OrderFile
from office.plan.model import Plan
from storage.books import audit
from storage.decisions import approvals as signatures
from storage.decisions import consents as store
from storage.decisions.approvals import Approval, Decision
from storage.decisions.consents import Consent, ConsentState
from storage.decisions.matters import OrderKind, OrderState
from storage.delivery.outbox import ENCLOSED
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
    hold,
    issued,
    refused,
    said,
    sign,
    terms,
)

CALL = "同意发布"


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(("huanjing", "gongan")).model_dump()
    notice = [{"by": ["director"], "act": "issue"}]
    chains = {"cancel": "standing", "lift": "standing", "notice": notice}
    return Plan.model_validate(facts | {"chains": chains})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def allowed(desk: Desk) -> None:
    await consents.switch(desk, DIRECTOR, on=True)


async def recorded(desk: Desk, who: Actor = DIRECTOR) -> Consent:
    await allowed(desk)
    step = await asked(desk)
    return await consents.record(desk, STAFF, HERE, step.key, who.user_id, desk.now, CALL)


async def signed_by_phone(desk: Desk) -> Consent:
    await confirmed(desk, await drafted(desk, "yellow"))
    consent = await recorded(desk)
    await consents.confirm(desk, COLLEAGUE, consent.key)
    return consent


async def test_it_signs_once_a_third_person_has_checked_it(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow"))
    consent = await recorded(desk)
    assert draft.state == OrderState.APPROVING
    await refused(consents.confirm(desk, STAFF, consent.key), "consent_own_check")
    await refused(consents.confirm(desk, DEPUTY, consent.key), "office_only")
    await refused(consents.confirm(desk, DIRECTOR, consent.key), "consent_own_check")
    step = (await consents.confirm(desk, COLLEAGUE, consent.key)).row
    assert draft.state == OrderState.ISSUED
    assert (step.decided_by, step.by_phone, step.decision) == (3, True, Decision.APPROVED)
    await refused(consents.confirm(desk, COLLEAGUE, consent.key), "consent_settled")
    entries = await audit.entries(desk.session, desk.jurisdiction, after=0, limit=100)
    actions = [entry.action for entry in entries]
    assert {"consents_switched_on", "consent_recorded", "consent_confirmed"} <= set(actions)
    assert all(CALL not in str(entry.detail) for entry in entries)


async def test_the_signer_s_own_word_is_due_at_noon_of_the_next_working_day(desk: Desk) -> None:
    """A Friday's is due on Monday."""
    desk.now += timedelta(days=3)
    consent = await signed_by_phone(desk)
    assert consent.due_at is not None
    assert desk.local(consent.due_at).isoformat(timespec="minutes").startswith("2026-12-07T12:00")
    [request] = [one for one in await said(desk, 3, "approval") if "电话同意" in one.text]
    assert "请补办签批；如有出入，请按“有异议”" in request.text


async def test_they_are_reminded_and_then_phoned_for(desk: Desk) -> None:
    consent = await signed_by_phone(desk)
    assert consent.due_at is not None
    assert await consents.look(desk, consent.key) == "reminded"
    assert any("尚未补办签批" in one.text for one in await said(desk, 3, "office"))
    desk.now = consent.due_at
    assert await consents.look(desk, consent.key) == "told to phone"
    assert any("至今未办" in one.text for one in await said(desk, OFFICE_CHAT, "office"))
    await consents.ratify(desk, DIRECTOR, consent.key)
    assert await consents.look(desk, consent.key) == "settled"
    assert consent.state == ConsentState.RATIFIED
    await refused(consents.ratify(desk, DIRECTOR, consent.key), "consent_settled")
    await refused(consents.ratify(desk, DEPUTY, consent.key), "button_obsolete")


async def test_an_objection_is_told_to_the_office_and_changes_nothing_else(desk: Desk) -> None:
    consent = await signed_by_phone(desk)
    await refused(consents.object_to(desk, DIRECTOR, consent.key, " "), "objection_reason_missing")
    await consents.object_to(desk, DIRECTOR, consent.key, "只同意准备")
    assert any("只同意准备" in one.text for one in await said(desk, OFFICE_CHAT, "office"))
    [draft] = [one for one in await edits(desk, OFFICE_CHAT) if "已发布" in one.text]
    assert "主任（电话同意，本人有异议）" in draft.text


async def test_the_director_hears_of_another_s_objection(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await sign(desk, draft, DIRECTOR)
    consent = await recorded(desk, DEPUTY)
    await consents.confirm(desk, COLLEAGUE, consent.key)
    await consents.object_to(desk, DEPUTY, consent.key, "没有通话")
    assert any("没有通话" in one.text for one in await said(desk, 3, "office"))


async def test_what_is_not_so_signs_nothing(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow"))
    consent = await recorded(desk)
    await consents.refuse(desk, COLLEAGUE, consent.key)
    assert draft.state == OrderState.APPROVING
    assert consent.state == ConsentState.REFUSED
    assert (await asked(desk)).decision == Decision.ASKED


async def test_whoever_signed_before_is_not_counted_again(desk: Desk) -> None:
    await hold(desk, DIRECTOR.user_id, "deputy_commander")
    draft = await confirmed(desk, await drafted(desk))
    await sign(desk, draft, DIRECTOR)
    await allowed(desk)
    step = await asked(desk)
    await refused(
        consents.require_possible(desk, STAFF, step.key, DIRECTOR.user_id), "button_obsolete"
    )


async def test_a_signature_that_came_by_hand_meanwhile_stands(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk, "yellow"))
    consent = await recorded(desk)
    step = await asked(desk)
    await approvals.approve(desk, DIRECTOR, step.key)
    assert consent.state == ConsentState.OVERTAKEN
    assert any("无须复核" in one.text for one in await edits(desk, OFFICE_CHAT))
    await refused(consents.confirm(desk, COLLEAGUE, consent.key), "consent_settled")


async def test_what_is_void_is_checked_no_more(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow"))
    first, second = await recorded(desk), await recorded(desk)
    await consents.refuse(desk, COLLEAGUE, second.key)
    await drafts.give_up(desk, STAFF, draft.key)
    assert (first.state, second.state) == (ConsentState.OVERTAKEN, ConsentState.REFUSED)
    assert await store.in_state(desk.session, desk.jurisdiction, ConsentState.RECORDED) == []


async def test_once_it_is_switched_off_nothing_more_is_signed_by_it(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk, "yellow"))
    consent = await recorded(desk)
    await consents.switch(desk, DIRECTOR, on=False)
    await refused(consents.confirm(desk, COLLEAGUE, consent.key), "consent_off")
    assert (await asked(desk)).decision == Decision.ASKED


async def test_a_request_that_was_lost_comes_again(desk: Desk) -> None:
    consent = await signed_by_phone(desk)
    before = consent.request_id
    assert await consents.ask_again(desk, DEPUTY) == 0
    assert await consents.ask_again(desk, DIRECTOR) == 1
    assert consent.request_id != before
    await consents.ratify(desk, DIRECTOR, consent.key)
    assert await consents.ask_again(desk, DIRECTOR) == 0


async def test_it_is_for_issuing_raising_and_cancelling_alone(desk: Desk) -> None:
    await allowed(desk)
    await confirmed(desk, await drafted(desk))
    assert [who for _, who in await consents.possible(desk, STAFF)] == [3]
    await refused(consents.possible(desk, DEPUTY), "office_only")


async def test_a_cancellation_may_be_agreed_to_and_a_lift_not(desk: Desk) -> None:
    await allowed(desk)
    await issued(desk, "yellow")
    await ended(desk, OrderKind.CANCEL)
    assert len(await consents.possible(desk, STAFF)) == 1
    consent = await recorded(desk)
    await consents.confirm(desk, COLLEAGUE, consent.key)
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    await ended(desk, OrderKind.LIFT)
    assert await consents.possible(desk, STAFF) == []


@pytest.mark.parametrize(("level", "offered"), [("red", 1), ("yellow", 0)])
async def test_raising_may_be_agreed_to_and_lowering_not(
    desk: Desk, level: str, offered: int
) -> None:
    await alert_in_force(desk, since=desk.now - timedelta(days=1))
    made = await drafts.draft(desk, STAFF, HERE, OrderKind.ADJUST, terms(desk, level, ahead=0))
    await confirmed(desk, made)
    assert len(await consents.possible(desk, STAFF)) == offered


async def test_what_is_refused(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk, "yellow"))
    step = await asked(desk)
    at = desk.now
    await refused(consents.record(desk, STAFF, HERE, step.key, 3, at, CALL), "consent_off")
    await refused(consents.switch(desk, STAFF, on=True), "consent_head_only")
    await allowed(desk)
    early = at - timedelta(minutes=2)
    await refused(
        consents.record(desk, STAFF, HERE, step.key, 3, early, CALL), "consent_later_than_now"
    )
    await refused(consents.record(desk, STAFF, HERE, step.key, 3, at, ""), "consent_reason_missing")
    await refused(consents.record(desk, STAFF, HERE, step.key, 4, at, CALL), "button_obsolete")
    await refused(consents.confirm(desk, COLLEAGUE, 999), "button_obsolete")
    assert await consents.look(desk, 999) == "settled"
    await consents.switch(desk, DIRECTOR, on=False)
    assert not await store.is_allowed(desk.session, desk.jurisdiction)


async def test_a_notice_is_in_no_such_hurry(desk: Desk) -> None:
    await allowed(desk)
    file = OrderFile(DOCUMENT, "AgADcircular", "联系人名单.docx")
    terms = CircularTerms(("gongan",), "请今日报送联系人名单。", file)
    draft = await confirmed(desk, await drafts.draft_saying(desk, STAFF, HERE, terms))
    assert draft.state == OrderState.APPROVING
    assert (await asked(desk)).position == "director"
    # Its signer gets the file above the request.
    [enclosed, request] = await said(desk, DIRECTOR.user_id)
    assert (ENCLOSED in enclosed.context, request.kind) == (True, "approval")
    assert await consents.possible(desk, STAFF) == []
