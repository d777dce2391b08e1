"""A chat that cannot be reached stops its agency's clock; one that comes back misses nothing."""

from datetime import timedelta

import pytest

from messages.length import plain
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.desk import Desk
from office.enrolment import reachability
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.post import Place
from storage import agenda
from storage.agenda import STEP
from storage.books import audit
from storage.decisions.matters import Matter, MatterState, OrderKind
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind, ObligationState
from storage.receiving.dialogues import Dialogue
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of, sent
from tests.office.lost_chats import KICKED, NEW_ID, owed, said
from tests.office.signers import (
    COLLEAGUE,
    DIRECTOR,
    STAFF,
    appoint,
    hold,
    resign,
)


@pytest.fixture
async def group(desk: Desk) -> Chat:
    return (await bind_groups(desk, ["zhujian"]))["zhujian"]


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    return await alert_in_force(desk, since=desk.now - timedelta(days=1))


async def told_office(desk: Desk) -> list[str]:
    return [plain(row.text) for row in await said(desk, OFFICE_CHAT, "office")]


async def test_the_office_is_told_once(desk: Desk, group: Chat) -> None:
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.lost(desk, group.chat_id, KICKED)
    assert not group.reachable
    assert group.unreachable_since == desk.now
    assert group.unreachable_reason == KICKED
    (told,) = await told_office(desk)
    assert told.startswith("❌ 无法联系市住建局：群“zhujian”，机器人已被移出。")


@pytest.mark.parametrize(
    ("reason", "said_as"),
    [
        ("kicked", "机器人已被移出"),
        ("left", "机器人不在群里"),
        ("Forbidden: the group chat was deleted", "群已解散"),
        ("BadRequest: chat not found", "Telegram 拒收"),
    ],
)
async def test_the_office_reads_the_reason_in_its_own_words(
    desk: Desk, group: Chat, reason: str, said_as: str
) -> None:
    await reachability.lost(desk, group.chat_id, reason)
    assert said_as in (await told_office(desk))[0]


async def test_the_clock_of_an_agency_stands_while_none_of_its_chats_is_reachable(
    desk: Desk, group: Chat, alert: Matter, enrol: Enrol
) -> None:
    second = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-77, user_id=5)
    report = await owed(desk, alert, ObligationKind.DAILY)
    await reachability.lost(desk, group.chat_id, KICKED)
    assert report.paused_at is None
    assert "该单位另有群可用" in (await told_office(desk))[-1]
    await reachability.lost(desk, second.chat_id, KICKED)
    assert lifecycle.pause_reasons(report) == {PauseReason.UNREACHABLE}
    await reachability.back(desk, group)
    assert report.paused_at is None


async def test_the_time_that_the_clock_stood_is_added(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    report = await owed(desk, alert, ObligationKind.DAILY)
    due_at = report.due_at
    await reachability.lost(desk, group.chat_id, KICKED)
    desk.now += timedelta(hours=2)
    await reachability.back(desk, group)
    assert report.due_at == due_at + timedelta(hours=2)
    assert (await told_office(desk))[-1].startswith("✅ 市住建局的群")


async def test_a_chat_that_is_reachable_does_not_come_back(desk: Desk, group: Chat) -> None:
    await reachability.back(desk, group)
    assert await told_office(desk) == []


async def test_what_was_missed_is_served_once_it_is_back(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    await owed(desk, alert, ObligationKind.DAILY)
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.back(desk, group)
    assert [row.kind for row in await said(desk, group.chat_id)] == ["alert", "prompt"]
    await reachability.catch_up(desk, group)
    assert [row.kind for row in await said(desk, group.chat_id)] == ["alert", "prompt"]


async def test_an_order_that_died_there_is_served_again(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    await reachability.catch_up(desk, group)
    (row,) = await said(desk, group.chat_id, "alert")
    row.state = DeliveryState.UNREACHABLE
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.back(desk, group)
    assert len(await said(desk, group.chat_id, "alert")) == 2


async def test_an_agency_that_joins_in_the_middle_is_told_everything(
    desk: Desk, alert: Matter, enrol: Enrol
) -> None:
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    await lifecycle.pause(desk, receipt, PauseReason.UNREACHABLE)
    await owed(desk, alert, ObligationKind.DAILY)
    chat = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-77, user_id=5)
    await reachability.catch_up(desk, chat)
    assert [row.kind for row in await said(desk, -77)] == ["alert", "prompt"]
    assert receipt.paused_at is None


async def test_only_the_newest_order_is_served(desk: Desk, group: Chat, alert: Matter) -> None:
    newest = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
    await reachability.catch_up(desk, group)
    (row,) = await said(desk, group.chat_id, "alert")
    assert row.subject == Subject.of(newest)


@pytest.mark.parametrize("upgraded", [False, True], ids=["as it was", "upgraded since"])
async def test_a_group_that_obeys_an_alert_hears_of_its_end(
    desk: Desk, group: Chat, alert: Matter, upgraded: bool
) -> None:
    await reachability.catch_up(desk, group)
    (order,) = await said(desk, group.chat_id, "alert")
    await sent(desk, order, 5)
    if upgraded:
        await reachability.migrated(desk, group.chat_id, NEW_ID)
    lift = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state = MatterState.LIFTED
    missed = order.model_copy(update={"id": None, "subject_id": lift.key, "dedupe_key": None})
    missed = Delivery.model_validate(missed.model_dump())
    missed.chat_id, missed.state = group.chat_id, DeliveryState.UNREACHABLE
    desk.session.add(missed)
    await desk.session.flush()
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.back(desk, group)
    told = (await said(desk, group.chat_id, "alert"))[-1]
    assert (told.subject, told.state) == (Subject.of(lift), DeliveryState.WAITING)


async def test_a_group_that_never_heard_of_an_alert_is_spared_its_end(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state = MatterState.LIFTED
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.back(desk, group)
    assert await said(desk, group.chat_id) == []


async def test_a_closed_topic_is_no_loss_to_the_other_topics(desk: Desk, group: Chat) -> None:
    """Several agencies may share one forum, each in a topic of its own."""
    group.thread_id = 11
    neighbour = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=group.chat_id,
        thread_id=12,
        role=ChatRole.AGENCY,
        agency="gongan",
        title="大群",
        bound_at=desk.now,
    )
    desk.session.add_all([group, neighbour])
    await desk.session.flush()
    await reachability.lost_topic(desk, Place(group.chat_id, 11), "BadRequest: TOPIC_CLOSED")
    assert (group.reachable, neighbour.reachable) == (False, True)
    [told] = await told_office(desk)
    assert agency_names.name(desk, "zhujian") in told
    assert "话题已关闭或删除" in told
    await reachability.lost_topic(desk, Place(group.chat_id, 13), "BadRequest: TOPIC_CLOSED")
    await reachability.lost_topic(desk, Place(group.chat_id), "BadRequest: TOPIC_CLOSED")
    assert neighbour.reachable
    await reachability.lost(desk, group.chat_id, KICKED)
    assert not neighbour.reachable


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (DeliveryKind.APPROVAL, True),
        (DeliveryKind.COPY, True),
        (DeliveryKind.WITHDRAWAL, True),
        (DeliveryKind.ANSWER, False),
    ],
)
async def test_who_opens_the_private_chat_again_reads_what_was_missed(
    desk: Desk, group: Chat, enrol: Enrol, kind: DeliveryKind, waits: bool
) -> None:
    chat = await enrol(desk, CodeFor.POSITION, "director", chat_id=9, user_id=9)
    missed = await post.send(desk, Place(9), kind, Message("正文"))
    missed.state, missed.closed_at = DeliveryState.UNREACHABLE, desk.now
    read = await sent(desk, await post.send(desk, Place(9), kind, Message("已读")), 5)
    await reachability.lost(desk, 9, "Forbidden: bot was blocked by the user")
    await reachability.back(desk, chat)
    assert (missed.state == DeliveryState.WAITING) is waits
    assert read.state == DeliveryState.SENT


async def test_the_office_hears_which_position_closed_its_private_chat(
    desk: Desk, group: Chat, enrol: Enrol
) -> None:
    chat = await enrol(desk, CodeFor.POSITION, "director", chat_id=9, user_id=9, name="老张")
    await reachability.lost(desk, 9, "Forbidden: bot was blocked by the user")
    assert "办公室主任 老张 停用了与本机器人的私聊" in (await told_office(desk))[-1]
    await reachability.back(desk, chat)
    assert "恢复了" in (await told_office(desk))[-1]


async def test_a_person_without_a_position_is_nobodys_worry(desk: Desk, group: Chat) -> None:
    await reachability.lost(desk, 424242, "Forbidden: bot was blocked by the user")
    assert await told_office(desk) == []


async def test_when_the_offices_group_is_lost_its_people_are_told_in_private(
    desk: Desk, group: Chat, enrol: Enrol
) -> None:
    await enrol(desk, CodeFor.POSITION, "director", chat_id=9, user_id=9)
    await enrol(desk, CodeFor.POSITION, "mayor", chat_id=8, user_id=8)
    await reachability.lost(desk, OFFICE_CHAT, KICKED)
    assert ["办公室群" in row.text for row in await said(desk, 9)] == [True]
    assert await said(desk, 8) == []


async def test_a_migration_moves_everything_that_is_not_history(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    old = group.chat_id
    await reachability.catch_up(desk, group)
    (order,) = await said(desk, old, "alert")
    await sent(desk, order, 5)
    waiting = _row(desk, old, kind="office", reply_to=5)
    desk.session.add(waiting)
    await desk.session.flush()
    edit = _row(desk, old, kind="update", action=Action.EDIT, target_id=order.key)
    along = _row(desk, old, kind="update", action=Action.EDIT, target_id=waiting.key)
    asked = Dialogue(
        jurisdiction=desk.jurisdiction, chat_id=old, kind="delay_reason", opened_at=desk.now
    )
    desk.session.add_all([edit, along, asked])
    await desk.session.flush()
    await reachability.migrated(desk, old, NEW_ID)
    await desk.session.refresh(asked)
    assert group.chat_id == asked.chat_id == NEW_ID
    assert (waiting.chat_id, waiting.reply_to) == (NEW_ID, None)
    assert edit.state == DeliveryState.DROPPED
    assert (along.state, along.chat_id) == (DeliveryState.WAITING, NEW_ID)
    assert order.chat_id == old
    assert (await told_office(desk))[-1].startswith("市住建局的群“zhujian”已升级为超级群")


async def test_a_migration_is_told_twice_and_done_once(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    old = group.chat_id
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    report = await owed(desk, alert, ObligationKind.DAILY)
    await reachability.migrated(desk, old, NEW_ID)
    await reachability.migrated(desk, old, NEW_ID)
    assert [row.kind for row in await said(desk, NEW_ID)] == ["answer", "alert", "prompt"]
    assert receipt.paused_at is report.paused_at is None
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 100)
    assert [entry.action for entry in entries].count("chat.migrated") == 1


async def test_what_is_addressed_to_the_old_id_later_follows(desk: Desk, group: Chat) -> None:
    old = group.chat_id
    await reachability.migrated(desk, old, NEW_ID)
    late = _row(desk, old, kind="office")
    desk.session.add(late)
    await desk.session.flush()
    await reachability.migrated(desk, old, NEW_ID)
    assert late.chat_id == NEW_ID


async def test_a_migration_of_a_stranger_changes_nothing(desk: Desk, group: Chat) -> None:
    await reachability.migrated(desk, -424242, NEW_ID)
    assert await chats.alias(desk.session, desk.jurisdiction, -424242) is None


async def test_the_agenda_keeps_looking_at_an_agency_that_cannot_be_reached(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    await owed(desk, alert, ObligationKind.DAILY)
    await reachability.lost(desk, group.chat_id, KICKED)
    waiting = await agenda.waiting(desk.session, desk.jurisdiction)
    assert [item.kind for item in waiting] == [STEP]


def _row(desk: Desk, chat_id: int, **facts: object) -> Delivery:
    common = {
        "jurisdiction": desk.jurisdiction,
        "lane": 5,
        "chat_id": chat_id,
        "text": "…",
        "created_at": desk.now,
        "next_try_at": desk.now,
    }
    return Delivery.model_validate({**common, **facts})


async def test_an_order_that_came_along_is_not_served_twice(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    """It waited in the queue when the group got its new id."""
    await owed(desk, alert, ObligationKind.RECEIPT)
    await reachability.catch_up(desk, group)
    await reachability.migrated(desk, group.chat_id, NEW_ID)
    assert len(await said(desk, NEW_ID, "alert")) == 1


async def test_staff_without_a_private_chat_hear_nothing(desk: Desk, group: Chat) -> None:
    """One never opened a private chat, another has closed it."""
    await appoint(desk, STAFF, COLLEAGUE)
    private = await chats.private_chat(desk.session, desk.jurisdiction, STAFF.user_id)
    assert private is not None
    private.reachable = False
    await hold(desk, 909, "office_staff")
    await reachability.lost(desk, OFFICE_CHAT, KICKED)
    assert await said(desk, STAFF.user_id) == await said(desk, 909) == []
    assert len(await said(desk, COLLEAGUE.user_id)) == 1


async def test_whoever_has_left_every_position_is_not_missed(desk: Desk, group: Chat) -> None:
    await appoint(desk, DIRECTOR)
    await resign(desk, DIRECTOR)
    await reachability.lost(desk, DIRECTOR.user_id, "Forbidden: bot was blocked by the user")
    assert await told_office(desk) == []


async def test_a_newly_bound_group_is_not_asked_for_what_nobody_could_report(
    desk: Desk, alert: Matter, enrol: Enrol
) -> None:
    """Its time was over before the agency had any chat; what is still open is asked for."""
    over = await owed(desk, alert, ObligationKind.DAILY)
    desk.now += timedelta(hours=5)
    still = await owed(desk, alert, ObligationKind.CLOSING)
    chat = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-77, user_id=5)
    await reachability.let_in(desk, chat)
    assert (over.state, still.state) == (ObligationState.SUPERSEDED, ObligationState.OPEN)
    assert [row.subject for row in await said(desk, -77, "prompt")] == [Subject.of(still)]


async def test_what_a_group_was_asked_for_stays_owed_when_a_second_is_bound(
    desk: Desk, group: Chat, alert: Matter, enrol: Enrol
) -> None:
    late = await owed(desk, alert, ObligationKind.DAILY)
    await reachability.catch_up(desk, group)
    desk.now += timedelta(hours=5)
    chat = await enrol(desk, CodeFor.AGENCY, "zhujian", chat_id=-77, user_id=5)
    await reachability.let_in(desk, chat)
    assert late.state == ObligationState.OPEN
    assert [row.subject for row in await said(desk, -77, "prompt")] == [Subject.of(late)]


async def test_who_belongs_to_no_agency_is_let_in_without_a_word(desk: Desk, alert: Matter) -> None:
    await owed(desk, alert, ObligationKind.DAILY)
    await appoint(desk, DIRECTOR)
    private = await chats.private_chat(desk.session, desk.jurisdiction, DIRECTOR.user_id)
    assert private is not None
    await reachability.let_in(desk, private)
    assert await said(desk, DIRECTOR.user_id) == []
