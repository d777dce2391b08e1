"""Who takes a post, leaves it or cannot be reached, while a draft waits for a signature."""

from datetime import timedelta

import pytest

from office.decisions import awaited, holders
from office.desk import Desk
from office.enrolment import reachability
from office.signing.waiting import PHONE, REMINDER
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.roster import chats
from storage.subjects import Subject
from tests.office.episodes import OFFICE_CHAT, bind_groups, sent
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
    resign,
    said,
    sign,
)

BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def told(desk: Desk, fragment: str) -> int:
    return sum(fragment in row.text for row in await said(desk, OFFICE_CHAT, "office"))


async def test_a_newcomer_gets_what_is_asked_of_the_post(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await hold(desk, COLLEAGUE.user_id, "director")
    await holders.joined(desk, COLLEAGUE.user_id, "director")
    [request] = await said(desk, COLLEAGUE.user_id, "approval")
    assert request.subject == Subject.of(draft)
    assert request.keyboard
    await holders.joined(desk, COLLEAGUE.user_id, "commander")
    assert len(await said(desk, COLLEAGUE.user_id, "approval")) == 1


async def test_a_draft_that_nobody_confirmed_is_asked_of_nobody(desk: Desk) -> None:
    await drafted(desk)
    await hold(desk, COLLEAGUE.user_id, "director")
    await holders.joined(desk, COLLEAGUE.user_id, "director")
    assert await said(desk, COLLEAGUE.user_id, "approval") == []


async def test_who_leaves_is_asked_no_more_and_the_vacancy_is_told(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    [request] = await said(desk, DIRECTOR.user_id, "approval")
    await sent(desk, request, 60)
    await resign(desk, DIRECTOR)
    await holders.left(desk, DIRECTOR.user_id, "director")
    [edit] = await edits(desk, DIRECTOR.user_id)
    assert "登记已注销" in edit.text
    assert not edit.keyboard
    assert await told(desk, "该职务无可审签人员") == 1


async def test_of_two_who_hold_it_only_who_leaves_is_told(desk: Desk) -> None:
    await hold(desk, COLLEAGUE.user_id, "director")
    await confirmed(desk, await drafted(desk))
    for number, who in enumerate((DIRECTOR, COLLEAGUE), 60):
        [request] = await said(desk, who.user_id, "approval")
        await sent(desk, request, number)
    await resign(desk, DIRECTOR)
    await holders.left(desk, DIRECTOR.user_id, "director")
    assert await edits(desk, COLLEAGUE.user_id) == []
    assert await told(desk, "该职务无可审签人员") == 0


async def test_who_is_asked_and_blocks_the_bot_is_told_of_once(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    await reachability.lost(desk, DIRECTOR.user_id, BLOCKED)
    assert await told(desk, "私聊无法联系") == 1
    chat = await chats.private_chat(desk.session, desk.jurisdiction, DIRECTOR.user_id)
    assert chat is not None
    await reachability.back(desk, chat)
    assert await told(desk, "私聊无法联系") == 1


async def test_whose_turn_has_not_come_hinders_nothing(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    await reachability.lost(desk, DEPUTY.user_id, BLOCKED)
    assert await told(desk, "待副指挥长") == 0
    assert await told(desk, "停用了") == 1


async def due(desk: Desk, kind: str, step: Approval) -> timedelta:
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, kind, step.key)
    assert item is not None
    return item.due_at - desk.now


async def test_an_outage_is_given_back_to_whoever_is_to_sign(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    remind, phone = [await due(desk, kind, step) for kind in (REMINDER, PHONE)]
    lost = timedelta(minutes=7)
    await awaited.give_back(desk, desk.now, lost)
    assert await due(desk, REMINDER, step) == remind + lost
    assert await due(desk, PHONE, step) == phone + lost
    # The outage took nothing from what was due before it began.
    await awaited.give_back(desk, desk.now + remind + lost, lost)
    assert await due(desk, REMINDER, step) == remind + lost
    assert await due(desk, PHONE, step) == phone + 2 * lost


async def test_what_is_signed_gets_nothing_back(desk: Desk) -> None:
    await sign(desk, await confirmed(desk, await drafted(desk, "yellow")), DIRECTOR)
    await awaited.give_back(desk, desk.now, timedelta(minutes=7))
    waiting = await agenda.waiting(desk.session, desk.jurisdiction)
    assert {item.kind for item in waiting}.isdisjoint({REMINDER, PHONE})


async def test_a_reminder_of_a_step_that_is_not_there(desk: Desk) -> None:
    assert await awaited.remind(desk, 999) == "decided"
    assert await awaited.phone(desk, 999) == "decided"


async def test_a_drafter_who_takes_the_last_post_is_not_asked_for_what_they_drafted(
    desk: Desk,
) -> None:
    await sign(desk, await confirmed(desk, await drafted(desk)), DIRECTOR)
    await hold(desk, STAFF.user_id, "deputy_commander")
    await holders.joined(desk, STAFF.user_id, "deputy_commander")
    assert await said(desk, STAFF.user_id, "approval") == []
    await hold(desk, COLLEAGUE.user_id, "deputy_commander")
    await holders.joined(desk, COLLEAGUE.user_id, "deputy_commander")
    assert len(await said(desk, COLLEAGUE.user_id, "approval")) == 1
