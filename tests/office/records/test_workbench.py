"""The workbench: what waits for whom, and after which decisions it is counted anew."""

from datetime import timedelta

import pytest

from messages.keyboards import button
from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.enrolment import reachability
from office.obligations import boards, lifecycle
from office.records import findings, waiting, workbench
from office.shifts.concerns import Concern
from storage.decisions.consents import Consent, ConsentState
from storage.delivery import boards as store
from storage.delivery.boards import Board
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.owed import obligations
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.region.upper_orders import UpperOrder
from storage.roster import chats
from storage.roster.chats import Chat
from storage.roster.people import Person
from storage.rota.alarms import Alarm
from storage.rota.shifts import Shift
from storage.subjects import SubjectKind
from storage.supervision.slips import Copying, Slip, SlipState
from tests.office.episodes import OFFICE_CHAT, bind_groups, sent
from tests.office.lost_chats import NEW_ID
from tests.office.signers import (
    DIRECTOR,
    EVERYBODY,
    LIAISON,
    STAFF,
    appoint,
    confirmed,
    drafted,
    edits,
    issued,
    said,
    sign,
)

KEYBOARD = ((button("预警", "desk", "warning"),),)


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    await appoint(desk, *EVERYBODY)
    return await bind_groups(desk, ("huanjing", "gongan"))


@pytest.fixture
async def office_group(desk: Desk, groups: dict[str, Chat]) -> Chat:
    found = await chats.office_chat(desk.session, desk.jurisdiction)
    assert found is not None
    return found


async def put_up(desk: Desk, chat: Chat) -> Delivery:
    await workbench.put_up(desk, chat, KEYBOARD)
    return (await said(desk, chat.chat_id, "workbench"))[-1]


async def edit_of(desk: Desk, shown: Delivery) -> list[Delivery]:
    waiting_there = await edits(desk, shown.chat_id)
    return [row for row in waiting_there if row.target_id == shown.key and row.action == "edit"]


async def leaving(desk: Desk, shown: Delivery) -> str:
    [edit] = await edit_of(desk, shown)
    assert await workbench.bring_up_to_date(desk, edit) is None
    assert edit.keyboard == shown.keyboard
    edit.state = DeliveryState.SENT
    desk.session.add(edit)
    await desk.session.flush()
    return edit.text


async def board(desk: Desk) -> Board:
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    assert standing is not None
    return standing.board


async def short(desk: Desk) -> list[str]:
    return [line.short for line in await waiting.lines(desk)]


async def test_a_signature_waits_for_its_post(desk: Desk, office_group: Chat) -> None:
    shown = await put_up(desk, office_group)
    assert "目前没有待办" in shown.text
    draft = await confirmed(desk, await drafted(desk))
    await workbench.mark(desk)
    assert "待审签1件：办公室主任" in await leaving(desk, shown)
    await sign(desk, draft, DIRECTOR)
    await workbench.mark(desk)
    assert "办公室主任" not in await leaving(desk, shown)


async def test_an_edit_waits_for_its_gap_and_melts_into_one(desk: Desk, office_group: Chat) -> None:
    shown = await put_up(desk, office_group)
    await confirmed(desk, await drafted(desk))
    await workbench.mark(desk)
    await workbench.mark(desk)
    [edit] = await edit_of(desk, shown)
    assert edit.next_try_at == desk.now + boards.EDIT_GAP


async def test_it_does_not_say_the_same_twice(desk: Desk, office_group: Chat) -> None:
    shown = await put_up(desk, office_group)
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    assert standing is not None
    edit = boards.show(desk, standing)
    await desk.session.flush()
    assert await workbench.bring_up_to_date(desk, edit) == boards.NOTHING_NEW
    assert (await edit_of(desk, shown)) == [edit]


async def test_a_receipt_in_time_is_none_of_its_business(desk: Desk, office_group: Chat) -> None:
    await issued(desk, ahead=0)
    [owed] = await obligations.open_of_agency(desk.session, desk.jurisdiction, "huanjing")
    assert not waiting.may_have_changed({Obligation, Delivery, Person}, [owed], desk.now)
    assert waiting.may_have_changed(set(), [owed], owed.due_at)


async def test_who_is_overdue_is_named_while_the_clock_runs(desk: Desk, office_group: Chat) -> None:
    await issued(desk, ahead=0)
    assert await short(desk) == []
    desk.now += timedelta(hours=1)
    [overdue] = await waiting.lines(desk)
    assert (overdue.short, "公安局" in overdue.text) == ("逾期2家", True)
    [owed] = await obligations.open_of_agency(desk.session, desk.jurisdiction, "gongan")
    await lifecycle.pause(desk, owed, lifecycle.PauseReason.UNREACHABLE)
    assert await short(desk) == ["逾期1家"]


async def test_a_request_and_a_copy_wait_for_the_office(desk: Desk, office_group: Chat) -> None:
    await issued(desk, ahead=0)
    [owed] = await obligations.open_of_agency(desk.session, desk.jurisdiction, "huanjing")
    asked = Extension(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency="huanjing",
        reason="系统故障",
        asked_by=LIAISON.user_id,
        asked_at=desk.now,
        step="none",
    )
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency="huanjing",
        serial="1号",
        step="yellow",
        matter="报送",
        issued_at=desk.now,
        state=SlipState.ISSUED,
        copying=Copying.ASKED,
    )
    desk.session.add_all([asked, slip])
    await desk.session.flush()
    texts = [line.text for line in await waiting.lines(desk)]
    assert any(text.startswith("待批延期1件：生态环境") for text in texts)
    assert any(text.startswith("待定是否抄报1件：生态环境") for text in texts)
    # An exercise asks for the same, and is not taken for what is real.
    owed.drill = slip.drill = True
    desk.session.add_all([owed, slip])
    await desk.session.flush()
    texts = [line.text for line in await waiting.lines(desk)]
    assert any(text.startswith("待批延期1件：【演练】生态环境") for text in texts)
    assert any(text.startswith("待定是否抄报1件：【演练】生态环境") for text in texts)


async def test_what_was_not_sent_and_who_is_lost_stand_there(
    desk: Desk, groups: dict[str, Chat]
) -> None:
    groups["gongan"].reachable = False
    desk.session.add(groups["gongan"])
    await issued(desk, ahead=0)
    alert = (await said(desk, groups["huanjing"].chat_id, "alert"))[-1]
    alert.state, alert.closed_at, alert.error = DeliveryState.DEAD, desk.now, "BadRequest: no"
    desk.session.add(alert)
    await desk.session.flush()
    texts = [line.text for line in await waiting.lines(desk)]
    assert any(text.startswith("群联系不上1家：公安局") for text in texts)
    assert any(text.startswith("消息未送达1条") for text in texts)
    assert waiting.may_have_changed(set(), [alert], desk.now)


async def test_a_finding_waits_to_be_noted(desk: Desk, office_group: Chat) -> None:
    auditor = Actor(9, "督查员", ("auditor",))
    await findings.file(desk, auditor, "工地甲仍在土方作业，建议核查。")
    assert await short(desk) == ["督查 1"]


async def test_what_a_second_person_checks_and_what_the_shift_left(
    desk: Desk, office_group: Chat
) -> None:
    session, place, at = desk.session, desk.jurisdiction, desk.now
    await confirmed(desk, await drafted(desk))
    [step] = [one.row for one in await approvals.waiting_for(desk, DIRECTOR)]
    for state in (ConsentState.RECORDED, ConsentState.CONFIRMED):
        consent = Consent(
            jurisdiction=place,
            approval_id=step.key,
            asked_by=STAFF.user_id,
            given_by=DIRECTOR.user_id,
            given_at=at,
            words="同意",
            recorded_at=at,
            state=state,
        )
        session.add(consent)
    order = UpperOrder(
        jurisdiction=place,
        upper="州指挥部",
        number="州污指〔2026〕5号",
        level_name="橙色",
        starts_at=at,
        received_at=at,
    )
    shift = Shift(
        jurisdiction=place,
        name="白班",
        starts_at=at,
        ends_at=at + timedelta(hours=8),
        officer="值班员丙",
        entered_by=STAFF.user_id,
        entered_at=at,
    )
    session.add_all([order, shift])
    await session.flush()
    session.add(
        Alarm(
            jurisdiction=place,
            concern=Concern.HANDOVER,
            shift_id=shift.key,
            raised_at=at,
            subject_kind=SubjectKind.SHIFT,
            subject_id=shift.key,
        )
    )
    await session.flush()
    texts = [line.text for line in await waiting.lines(desk)]
    assert "电话同意待补签批1件：主任" in texts
    assert "登记事项待第二人复核2件：电话同意、州污指〔2026〕5号" in texts
    assert "值班提醒无人应答1件：值班员丙（/duty）" in texts


async def test_where_none_stands_nothing_is_marked(desk: Desk, office_group: Chat) -> None:
    await confirmed(desk, await drafted(desk))
    await workbench.mark(desk)
    assert await store.standing_workbench(desk.session, desk.jurisdiction) is None
    await workbench.follow(desk, office_group)
    assert await said(desk, OFFICE_CHAT, "workbench") == []


async def test_it_is_pinned_where_the_bot_may(desk: Desk, office_group: Chat) -> None:
    await put_up(desk, office_group)
    assert await edits(desk, OFFICE_CHAT) == []
    office_group.bot_is_admin = True
    shown = await put_up(desk, office_group)
    [pin] = await edits(desk, OFFICE_CHAT)
    assert (pin.action, pin.target_id, pin.after_id) == (Action.PIN, shown.key, shown.key)


async def test_an_edit_of_an_older_one_is_dropped(desk: Desk, office_group: Chat) -> None:
    first = await put_up(desk, office_group)
    standing = await store.standing_workbench(desk.session, desk.jurisdiction)
    assert standing is not None
    edit = boards.show(desk, standing)
    await desk.session.flush()
    assert (await put_up(desk, office_group)).key != first.key
    assert await workbench.bring_up_to_date(desk, edit) == boards.NOTHING_NEW


async def test_it_follows_the_office_and_a_lost_one_is_put_up_anew(
    desk: Desk, office_group: Chat
) -> None:
    shown = await sent(desk, await put_up(desk, office_group), 5)
    assert await workbench.stands_in(desk, office_group)
    await workbench.follow(desk, office_group)
    assert len(await said(desk, OFFICE_CHAT, "workbench")) == 0
    await reachability.migrated(desk, OFFICE_CHAT, NEW_ID)
    [moved] = await said(desk, NEW_ID, "workbench")
    assert moved.keyboard == shown.keyboard
    assert (await board(desk)).delivery_id == moved.key
    (await board(desk)).shown = ""
    assert not await workbench.stands_in(desk, office_group)


async def test_a_copy_shows_what_its_reader_may_know(desk: Desk, office_group: Chat) -> None:
    await confirmed(desk, await drafted(desk))
    staff = await workbench.copy(desk, STAFF)
    assert "待审签1件" in staff
    assert "等您审签" not in staff
    director = await workbench.copy(desk, DIRECTOR)
    assert "等您审签：" in director
    liaison = await workbench.copy(desk, LIAISON)
    assert "审签" not in liaison


async def test_a_liaison_sees_what_the_body_owes(desk: Desk, office_group: Chat) -> None:
    assert "应办" not in await workbench.copy(desk, LIAISON)
    await issued(desk, ahead=0)
    assert "应办1项" in await workbench.copy(desk, LIAISON)


def test_every_kind_of_waiting_says_what_changes_it() -> None:
    assert all(one.kinds or one.rows for one in waiting.WAITING)
