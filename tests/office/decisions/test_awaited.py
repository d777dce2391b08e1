"""What becomes of a signature that does not come, step by step of its timers."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, awaited, drafts, holders, lapsing
from office.desk import Desk
from office.post import Place
from office.shifts import alarms, rota
from office.signing.waiting import PHONE, REMINDER
from storage import agenda
from storage.decisions import approvals as signatures
from storage.decisions.approvals import Approval
from storage.decisions.matters import Order, OrderKind, OrderState
from storage.roster import chats
from storage.rota import alarms as raised_alarms
from storage.rota.alarms import Alarm
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
    refused,
    resign,
    said,
    sign,
    terms,
)

SIGNING = {REMINDER, PHONE}
COLLEAGUE_AS_DIRECTOR = Actor(COLLEAGUE.user_id, COLLEAGUE.name, ("director",))


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing"])


async def asked(desk: Desk) -> Approval:
    [step] = await signatures.asked_approvals(desk.session, desk.jurisdiction)
    return step


async def told(desk: Desk, fragment: str) -> int:
    """How often the office was told this."""
    return sum(fragment in row.text for row in await said(desk, OFFICE_CHAT, "office"))


async def timers(desk: Desk) -> set[str]:
    rows = await agenda.waiting(desk.session, desk.jurisdiction)
    return {row.kind for row in rows}


async def unreachable(desk: Desk, user_id: int) -> None:
    chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
    assert chat is not None
    chat.reachable = False
    desk.session.add(chat)
    await desk.session.flush()


async def test_a_signature_takes_its_timers_along(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    assert await timers(desk) >= SIGNING
    first = (await asked(desk)).key
    await sign(desk, draft, DIRECTOR)
    assert await awaited.remind(desk, first) == "decided"
    assert await awaited.phone(desk, first) == "decided"
    await sign(desk, draft, DEPUTY)
    assert not (await timers(desk)) & {*SIGNING, "draft_start"}


async def test_a_draft_that_is_given_up_is_looked_at_no_more(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await drafts.give_up(desk, COLLEAGUE, draft.key)
    assert not (await timers(desk)) & {*SIGNING, "draft_start"}
    assert await lapsing.lapse(desk, draft.key) == "settled"


async def test_a_reminder_goes_under_the_request_that_arrived(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    assert await awaited.remind(desk, step.key) == "reminded"
    assert await said(desk, DIRECTOR.user_id, "approval_reminder") == []
    [request] = await said(desk, DIRECTOR.user_id, "approval")
    await sent(desk, request, 77)
    assert await awaited.remind(desk, step.key) == "reminded"
    assert await awaited.remind(desk, step.key) == "reminded"
    [reminder] = await said(desk, DIRECTOR.user_id, "approval_reminder")
    assert reminder.reply_to == 77


async def test_what_is_late_by_both_is_phoned_for_alone(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    desk.now += timedelta(hours=3)
    assert await awaited.remind(desk, step.key) == "left to the phone"
    assert await awaited.phone(desk, step.key) == "told to phone"
    assert await told(desk, "☎️") == 1


async def test_who_cannot_be_reached_is_told_of_once(desk: Desk) -> None:
    await unreachable(desk, DIRECTOR.user_id)
    await confirmed(desk, await drafted(desk))
    step = await asked(desk)
    assert await told(desk, "私聊无法联系") == 1
    assert await awaited.phone(desk, step.key) == "told when it happened"
    assert await told(desk, "☎️") == 0


async def test_of_two_holders_one_who_reads_is_enough(desk: Desk) -> None:
    await hold(desk, COLLEAGUE.user_id, "director")
    await unreachable(desk, DIRECTOR.user_id)
    await confirmed(desk, await drafted(desk))
    assert await told(desk, "私聊无法联系") == 0


async def test_a_later_post_that_falls_vacant_is_told_and_the_newcomer_waits_his_turn(
    desk: Desk,
) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await resign(desk, DEPUTY)
    await holders.left(desk, DEPUTY.user_id, "deputy_commander")
    assert await told(desk, "待副指挥长审签") == 1
    await hold(desk, COLLEAGUE.user_id, "deputy_commander")
    await holders.joined(desk, COLLEAGUE.user_id, "deputy_commander")
    assert await said(desk, COLLEAGUE.user_id, "approval") == []
    await sign(desk, draft, DIRECTOR)
    assert len(await said(desk, COLLEAGUE.user_id, "approval")) == 1


async def test_who_left_reads_nothing_of_what_became_of_it(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk))
    await hold(desk, COLLEAGUE.user_id, "director")
    await resign(desk, DIRECTOR)
    await holders.left(desk, DIRECTOR.user_id, "director")
    await holders.joined(desk, COLLEAGUE.user_id, "director")
    step = await asked(desk)
    await approvals.approve(desk, COLLEAGUE_AS_DIRECTOR, step.key)
    [edit] = await edits(desk, DIRECTOR.user_id)
    assert "登记已注销" in edit.text
    assert draft.state == OrderState.APPROVING


async def passed(desk: Desk, draft: Order) -> None:
    desk.now = draft.starts_at + timedelta(minutes=1)


async def test_within_the_minute_of_its_start_a_draft_is_still_signed(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow", ahead=1))
    desk.now = draft.starts_at + timedelta(seconds=50)
    assert await lapsing.lapse(desk, draft.key) == "not yet"
    await sign(desk, draft, DIRECTOR)
    assert draft.state == OrderState.ISSUED


async def test_after_it_nothing_is_signed_even_before_the_clock_came_by(desk: Desk) -> None:
    draft = await confirmed(desk, await drafted(desk, "yellow", ahead=1))
    step = await asked(desk)
    await passed(desk, draft)
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_lapsed")
    assert await lapsing.lapse(desk, draft.key) == "asked its drafter"
    assert draft.state == OrderState.LAPSED
    await refused(approvals.approve(desk, DIRECTOR, step.key), "approval_lapsed")
    assert await lapsing.lapse(desk, draft.key) == "settled"
    assert await told(desk, "尚未发布：拟定的启动时间") == 1


async def test_another_start_begins_the_chain_anew(desk: Desk) -> None:
    draft = await sign(desk, await confirmed(desk, await drafted(desk, ahead=1)), DIRECTOR)
    await passed(desk, draft)
    await lapsing.lapse(desk, draft.key)
    made = await drafts.draft(
        desk,
        STAFF,
        Place(OFFICE_CHAT),
        OrderKind.ISSUE,
        terms(desk, ahead=0),
        replacing=draft.key,
    )
    await confirmed(desk, made)
    assert (await asked(desk)).position == "director"
    await sign(desk, made, DIRECTOR, DEPUTY)
    assert made.starts_at == made.issued_at == desk.now


async def test_a_start_at_once_never_lapses(desk: Desk) -> None:
    await confirmed(desk, await drafted(desk, ahead=0))
    assert "draft_start" not in await timers(desk)


async def on_duty_at_night(desk: Desk) -> None:
    rows = rota.read(desk, "11月30日 夜班 同事 副指挥长\n12月1日 白班 同事 副指挥长").shifts
    await rota.enter(desk, STAFF, rows)


async def alarm_of(desk: Desk) -> Alarm:
    [raised] = await raised_alarms.unanswered(desk.session, desk.jurisdiction)
    return raised


async def test_whoever_is_on_duty_looks_after_a_signature_that_does_not_come(desk: Desk) -> None:
    await on_duty_at_night(desk)
    await confirmed(desk, await drafted(desk))
    desk.now += timedelta(minutes=30)
    await awaited.phone(desk, (await asked(desk)).key)
    [word] = [row for row in await said(desk, OFFICE_CHAT) if "审签，至今未审签" in row.text]
    assert f'<a href="tg://user?id={COLLEAGUE.user_id}">同事</a>，请处理' in word.text
    raised = await alarm_of(desk)
    assert (raised.concern, raised.delivery_id) == ("signature", word.key)
    assert await alarms.go_up(desk, raised.key) == "leader"
    [text] = [row.text for row in await said(desk, DEPUTY.user_id) if "值班报警" in row.text]
    assert "审签未办" in text
    assert "至今未审签" in text


async def test_a_signature_that_came_meanwhile_alarms_nobody_further(desk: Desk) -> None:
    await on_duty_at_night(desk)
    draft = await confirmed(desk, await drafted(desk))
    await awaited.phone(desk, (await asked(desk)).key)
    raised = await alarm_of(desk)
    await sign(desk, draft, DIRECTOR)
    assert await alarms.go_up(desk, raised.key) == "settled"
    assert not [row for row in await said(desk, DEPUTY.user_id) if "值班报警" in row.text]


async def test_a_draft_that_was_given_up_alarms_nobody_further(desk: Desk) -> None:
    await on_duty_at_night(desk)
    draft = await confirmed(desk, await drafted(desk))
    await awaited.phone(desk, (await asked(desk)).key)
    raised = await alarm_of(desk)
    await drafts.give_up(desk, STAFF, draft.key)
    assert await alarms.go_up(desk, raised.key) == "settled"


async def test_a_signature_that_nobody_can_be_asked_for_is_an_alarm_at_once(desk: Desk) -> None:
    await on_duty_at_night(desk)
    await unreachable(desk, DIRECTOR.user_id)
    await confirmed(desk, await drafted(desk))
    assert (await alarm_of(desk)).concern == "signature"
    assert await told(desk, "私聊无法联系") == 1
    assert await told(desk, "同事") == 1
