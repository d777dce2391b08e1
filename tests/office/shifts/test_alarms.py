"""Alarms name who is on duty, go up unanswered, and change nothing where there is no rota."""

from datetime import timedelta

import pytest

from messages.keyboards import button
from messages.render import Message
from office import post
from office.bodies import leaving
from office.desk import Desk
from office.post import Posting
from office.refusal import Refusal
from office.sending import last_look
from office.shifts import alarms, concerns, rota
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions.matters import Matter, MatterState, Order, OrderState
from storage.delivery.outbox import Delivery, DeliveryState
from storage.region.filed_orders import CountyProgress, Progress
from storage.roster import chats, people
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from storage.rota import alarms as store
from storage.rota.alarms import Alarm
from storage.sky.consultations import Consultation, ConsultationOccasion
from storage.sky.proposals import AirErrand, AirProposal
from storage.subjects import Subject, SubjectKind
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT
from tests.office.shifts.test_rota import entered
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    LIAISON,
    STAFF,
    appoint,
    edits,
    said,
)

ROTA = "12月1日 白班 值班员 副指挥长"
TEXT = Message("有一件事", ((button("办理", "do", 1),),))


@pytest.fixture
async def lost(desk: Desk, enrol: Enrol) -> Chat:
    """An agency's chat that cannot be reached, in an office with people at ten in the morning."""
    await appoint(desk, *EVERYBODY)
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=99)
    chat = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-7, user_id=70)
    chat.reachable = False
    desk.session.add(chat)
    desk.now += timedelta(hours=2)
    return chat


async def raised(desk: Desk, chat: Chat, key: str | None = None) -> Delivery:
    cause = AlarmCause(Concern.LOST_CHAT, Subject(SubjectKind.CHAT, chat.key))
    sent = await alarms.raise_alarm(desk, cause, TEXT, Posting(dedupe_key=key) if key else None)
    assert sent is not None
    return sent


async def only(desk: Desk) -> Alarm:
    [alarm] = await store.unanswered(desk.session, desk.jurisdiction)
    return alarm


async def told(desk: Desk, user_id: int) -> list[str]:
    return [row.text for row in await said(desk, user_id) if "值班报警" in row.text]


async def test_without_a_rota_the_office_is_told_as_ever(desk: Desk, lost: Chat) -> None:
    sent = await raised(desk, lost)
    assert (sent.text, len(sent.keyboard or [])) == ("有一件事", 1)
    assert await store.unanswered(desk.session, desk.jurisdiction) == []


async def test_it_names_the_officer_and_goes_up_step_by_step(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    sent = await raised(desk, lost)
    assert f'<a href="tg://user?id={STAFF.user_id}">值班员</a>' in sent.text
    assert [row[0]["label"] for row in sent.keyboard or []] == ["办理", "知道了"]
    alarm = await only(desk)
    assert await alarms.go_up(desk, alarm.key) == "leader"
    [text] = await told(desk, DEPUTY.user_id)
    assert "工作群联系不上" in text
    assert "有一件事" in text
    assert await alarms.go_up(desk, alarm.key) == "last"
    assert len(await told(desk, DIRECTOR.user_id)) == 1
    assert len(await told(desk, DEPUTY.user_id)) == 1


NEXT = f"{ROTA}\n12月1日 夜班 同事 主任"


async def at_night(desk: Desk) -> None:
    desk.now += timedelta(hours=12)
    await desk.session.flush()


async def test_unanswered_across_a_change_it_goes_on_with_who_is_on_now(
    desk: Desk, lost: Chat
) -> None:
    await entered(desk, NEXT)
    await raised(desk, lost)
    alarm = await only(desk)
    await at_night(desk)
    assert await alarms.go_up(desk, alarm.key) == "officer"
    [text] = await told(desk, COLLEAGUE.user_id)
    assert "上一班未处理，由您接着处理" in text
    assert await told(desk, DEPUTY.user_id) == []
    assert await alarms.go_up(desk, alarm.key) == "leader"
    [text] = await told(desk, DIRECTOR.user_id)
    assert "夜班值班员：同事" in text
    assert await told(desk, DEPUTY.user_id) == []


async def test_whoever_stays_on_is_not_told_twice(desk: Desk, lost: Chat) -> None:
    await entered(desk, f"{ROTA}\n12月1日 夜班 值班员 主任")
    await raised(desk, lost)
    await at_night(desk)
    assert await alarms.go_up(desk, (await only(desk)).key) == "leader"
    assert await told(desk, STAFF.user_id) == []
    assert len(await told(desk, DIRECTOR.user_id)) == 1


async def test_of_a_shift_that_nobody_follows_it_goes_past_those_who_went_home(
    desk: Desk, lost: Chat
) -> None:
    await entered(desk, ROTA)
    await raised(desk, lost)
    await at_night(desk)
    assert await alarms.go_up(desk, (await only(desk)).key) == "last"
    assert await told(desk, DEPUTY.user_id) == []
    assert len(await told(desk, DIRECTOR.user_id)) == 1


async def test_whoever_is_on_now_answers_what_the_shift_before_was_told(
    desk: Desk, lost: Chat
) -> None:
    await entered(desk, f"{ROTA}\n12月1日 夜班 同事 副指挥长")
    await raised(desk, lost)
    await at_night(desk)
    await alarms.answer(desk, DEPUTY, (await only(desk)).key)
    assert await alarms.waiting(desk) == []


async def test_without_a_leader_it_goes_to_the_director_at_once(desk: Desk, lost: Chat) -> None:
    await entered(desk, "12月1日 白班 值班员 无")
    await raised(desk, lost)
    assert await alarms.go_up(desk, (await only(desk)).key) == "last"
    assert len(await told(desk, DIRECTOR.user_id)) == 1


async def test_where_nobody_can_be_told_it_stays_in_the_group(desk: Desk, lost: Chat) -> None:
    await entered(desk, "12月1日 白班 老王 老李")
    sent = await raised(desk, lost)
    assert "老王（未接入，请电话通知）" in sent.text
    director = await chats.private_chat(desk.session, desk.jurisdiction, DIRECTOR.user_id)
    assert director is not None
    director.reachable = False
    desk.session.add(director)
    assert await alarms.go_up(desk, (await only(desk)).key) == "nobody could be told"


async def test_the_same_word_alarms_once(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    first, again = await raised(desk, lost, "k"), await raised(desk, lost, "k")
    assert first.key == again.key
    await only(desk)


async def test_who_answers_stops_it_and_is_named(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    sent = await raised(desk, lost)
    alarm = await only(desk)
    await alarms.go_up(desk, alarm.key)
    await alarms.answer(desk, STAFF, alarm.key)
    [edit] = await edits(desk, OFFICE_CHAT)
    assert edit.target_id == sent.key
    assert "值班员 10:00 处理" in edit.text
    assert [row[0]["label"] for row in edit.keyboard or []] == ["办理"]
    with pytest.raises(Refusal, match="alarm_answered"):
        await alarms.answer(desk, COLLEAGUE, alarm.key)
    await desk.session.refresh(alarm)
    assert await alarms.go_up(desk, alarm.key) == "answered"
    leader = (await said(desk, DEPUTY.user_id))[-1]
    assert await last_look.before_sending(desk, leader) is not None


async def test_what_settled_meanwhile_goes_up_no_further(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    sent = await raised(desk, lost)
    alarm = await only(desk)
    assert await last_look.before_sending(desk, sent) is None
    lost.reachable = True
    desk.session.add(lost)
    await desk.session.flush()
    assert await alarms.go_up(desk, alarm.key) == "settled"
    assert await told(desk, DEPUTY.user_id) == []
    assert await alarms.go_up(desk, 999) == "answered"
    with pytest.raises(Refusal, match="alarm_answered"):
        await alarms.answer(desk, STAFF, alarm.key)


async def test_only_those_on_duty_and_the_office_answer(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    await raised(desk, lost)
    alarm = await only(desk)
    with pytest.raises(Refusal, match="office_only"):
        await alarms.answer(desk, LIAISON, alarm.key)
    with pytest.raises(Refusal, match="button_obsolete"):
        await alarms.answer(desk, STAFF, 999)
    await alarms.answer(desk, DEPUTY, alarm.key)


@pytest.mark.parametrize("concern", list(Concern))
async def test_what_is_not_there_is_no_concern(desk: Desk, concern: Concern) -> None:
    alarm = Alarm(
        jurisdiction=desk.jurisdiction,
        concern=concern,
        shift_id=1,
        raised_at=desk.now,
        subject_kind=SubjectKind.ORDER,
        subject_id=999,
    )
    assert not await concerns.is_open(desk, alarm)


async def test_what_settled_is_not_taken_and_waits_for_nobody(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    await raised(desk, lost)
    alarm = await only(desk)
    await alarms.go_up(desk, alarm.key)
    await alarms.go_up(desk, alarm.key)
    assert await alarms.waiting(desk) == [alarm]
    lost.reachable = True
    desk.session.add(lost)
    await desk.session.flush()
    assert await alarms.waiting(desk) == []
    with pytest.raises(Refusal, match="alarm_answered"):
        await alarms.answer(desk, DEPUTY, alarm.key)
    await alarms.settle(desk)
    assert await store.unanswered(desk.session, desk.jurisdiction) == []


async def test_a_card_that_changed_since_keeps_its_new_words(desk: Desk, lost: Chat) -> None:
    """A reply of several was judged meanwhile, so its buttons are gone from the card."""
    await entered(desk, ROTA)
    about = Subject(SubjectKind.CHAT, lost.key)
    cause = AlarmCause(Concern.LOST_CHAT, about)
    sent = await alarms.raise_alarm(desk, cause, TEXT, Posting(about))
    assert sent is not None
    changed = await post.edit(desk, sent, Message("已判一件", ((button("另一件", "do", 2),),)))
    changed.state = DeliveryState.SENT
    desk.session.add(changed)
    await desk.session.flush()
    await alarms.answer(desk, STAFF, (await only(desk)).key)
    newest = (await edits(desk, OFFICE_CHAT))[-1]
    assert newest.text.startswith("已判一件\n")
    assert [row[0]["label"] for row in newest.keyboard or []] == ["另一件"]


async def test_nobody_who_left_the_office_is_told(desk: Desk, lost: Chat) -> None:
    await entered(desk, ROTA)
    await raised(desk, lost)
    [held] = await people.appointments_of(desk.session, DEPUTY.user_id)
    await leaving.end(desk, held)
    assert await alarms.go_up(desk, (await only(desk)).key) == "last"
    assert await told(desk, DEPUTY.user_id) == []
    [row] = await rota.ahead(desk)
    assert (row.officer_id, row.leader, row.leader_id) == (STAFF.user_id, "副指挥长", None)


async def test_an_edited_message_names_who_is_on_duty_while_it_is_unanswered(
    desk: Desk, lost: Chat
) -> None:
    await entered(desk, ROTA)
    await raised(desk, lost)
    about, edited = Subject(SubjectKind.CHAT, lost.key), Message("有一件事，已改")
    shown = await alarms.as_it_stands(desk, about, edited)
    assert shown.html.startswith("有一件事，已改\n\n")
    assert f"tg://user?id={STAFF.user_id}" in shown.html
    assert [row[0].label for row in shown.keyboard] == ["知道了"]
    other = Subject(SubjectKind.CHAT, lost.key + 1)
    assert await alarms.as_it_stands(desk, other, edited) is edited
    lost.reachable = True
    desk.session.add(lost)
    await desk.session.flush()
    assert await alarms.as_it_stands(desk, about, edited) is edited


async def test_counties_are_a_concern_until_all_have_started(desk: Desk, order: Order) -> None:
    alarm = Alarm(
        jurisdiction=desk.jurisdiction,
        concern=Concern.COUNTIES,
        shift_id=1,
        raised_at=desk.now,
        subject_kind=SubjectKind.ORDER,
        subject_id=order.key,
    )
    assert not await concerns.is_open(desk, alarm), "none is known to follow it"
    below = CountyProgress(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        body="binhu",
        home="binhu",
        told_at=desk.now,
    )
    desk.session.add(below)
    await desk.session.flush()
    assert await concerns.is_open(desk, alarm)
    below.progress = Progress.STARTED
    await desk.session.flush()
    assert not await concerns.is_open(desk, alarm)
    below.progress = Progress.SIGNING
    ended = await desk.session.get_one(Matter, order.matter_id)
    ended.state = MatterState.LIFTED
    await desk.session.flush()
    assert not await concerns.is_open(desk, alarm), "nobody starts what is over"


async def proposed(desk: Desk) -> AirProposal:
    made = AirProposal(
        jurisdiction=desk.jurisdiction,
        errand=AirErrand.LIFT,
        starts_at=desk.now,
        ends_at=desk.now + timedelta(days=1),
        plan_version_id=desk.plan_version_id,
        made_at=desk.now,
        changed_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    return made


async def test_what_the_air_asks_for_is_a_concern_until_somebody_begins(
    desk: Desk, order: Order
) -> None:
    made = await proposed(desk)
    alarm = Alarm(
        jurisdiction=desk.jurisdiction,
        concern=Concern.AIR,
        shift_id=1,
        raised_at=desk.now,
        subject_kind=SubjectKind.AIR_PROPOSAL,
        subject_id=made.key,
    )
    assert await concerns.is_open(desk, alarm)
    order.state, order.drill = OrderState.DRAFT, True
    await desk.session.flush()
    assert await concerns.is_open(desk, alarm), "an exercise decides nothing"
    order.drill = False
    await desk.session.flush()
    assert not await concerns.is_open(desk, alarm), "an order is drafted"
    order.state = OrderState.ISSUED
    await desk.session.flush()
    assert await concerns.is_open(desk, alarm)
    desk.session.add(
        Consultation(
            jurisdiction=desk.jurisdiction,
            matter_id=order.matter_id,
            order_id=order.key,
            occasion=ConsultationOccasion.ALERT,
            asked="是否解除",
            proposal_id=made.key,
            due_at=desk.now + timedelta(hours=1),
            opened_at=desk.now,
        )
    )
    await desk.session.flush()
    assert not await concerns.is_open(desk, alarm), "it is consulted on"
