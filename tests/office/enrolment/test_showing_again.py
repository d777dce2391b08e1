"""What stands in a chat is shown anew where it was lost or left behind, and is true again."""

from datetime import timedelta

import pytest

from messages.render import Message
from office import post
from office.bodies.new_codes import OFFICE
from office.bodies.people import Actor
from office.decisions import drafts
from office.desk import Desk
from office.enrolment import reachability
from office.obligations import boards, lifecycle
from office.post import Place
from storage.decisions.matters import Matter, MatterState, OrderKind, OrderState
from storage.delivery import boards as board_store
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups, order_of, sent
from tests.office.lost_chats import KICKED, NEW_ID, owed, said
from tests.office.signers import (
    EVERYBODY,
    STAFF,
    appoint,
    drafted,
    terms,
)


@pytest.fixture
async def group(desk: Desk) -> Chat:
    return (await bind_groups(desk, ["zhujian"]))["zhujian"]


@pytest.fixture
async def alert(desk: Desk) -> Matter:
    return await alert_in_force(desk, since=desk.now - timedelta(days=1))


async def test_a_draft_follows_the_office(desk: Desk, group: Chat, alert: Matter) -> None:
    draft = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
    draft.state = OrderState.DRAFT
    await reachability.migrated(desk, OFFICE_CHAT, NEW_ID)
    assert draft.office_chat_id == NEW_ID


async def test_the_boards_move_with_the_office(
    desk: Desk, group: Chat, alert: Matter, enrol: Enrol
) -> None:
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    await boards.open_board(desk, alert, BoardKind.RECEIPTS, receipt.occasion)
    (first,) = await said(desk, OFFICE_CHAT, "board")
    await sent(desk, first, 5)
    await reachability.migrated(desk, OFFICE_CHAT, NEW_ID)
    (moved,) = await said(desk, NEW_ID, "board")
    await enrol(desk, CodeFor.OFFICE, OFFICE, chat_id=-5, user_id=6)
    board = await board_store.board(
        desk.session, Subject.of(alert), BoardKind.RECEIPTS, receipt.occasion
    )
    assert board is not None
    shown = await outbox.delivery(desk.session, board.delivery_id)
    assert shown.chat_id == -5
    assert moved.state == DeliveryState.DROPPED


async def test_a_board_that_was_not_sent_yet_is_shown_once(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    receipt = await owed(desk, alert, ObligationKind.RECEIPT)
    await boards.open_board(desk, alert, BoardKind.RECEIPTS, receipt.occasion)
    await reachability.migrated(desk, OFFICE_CHAT, NEW_ID)
    shown = [row for row in await said(desk, NEW_ID, "board") if row.action == Action.SEND]
    assert len(shown) == 1


async def test_an_office_that_is_back_sees_the_boards_that_died(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    report = await owed(desk, alert, ObligationKind.DAILY)
    await boards.open_board(desk, alert, BoardKind.REPORTS, report.occasion)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    (board,) = await said(desk, OFFICE_CHAT, "board")
    board.state = DeliveryState.UNREACHABLE
    await reachability.lost(desk, OFFICE_CHAT, KICKED)
    # Reports that were owed before a lift are still owed after it.
    alert.state = MatterState.LIFTED
    await reachability.back(desk, office)
    _, again = await said(desk, OFFICE_CHAT, "board")
    assert again.action == Action.SEND
    shown = await board_store.board(
        desk.session, Subject.of(alert), BoardKind.REPORTS, report.occasion
    )
    assert shown is not None
    assert shown.delivery_id == again.key


async def test_what_stands_says_what_it_should_once_its_chat_is_back(
    desk: Desk, group: Chat
) -> None:
    """Only the newest of several lost edits is sent, and none where a newer one arrived."""
    first, second = [
        await sent(
            desk,
            await post.send(desk, Place.of(group), DeliveryKind.ALERT, Message("预警")),
            number,
        )
        for number in (5, 6)
    ]
    older = await lost_edit(desk, first, "收到：甲")
    newest = await lost_edit(desk, first, "收到：甲、乙")
    overtaken = await lost_edit(desk, second, "收到：丙")
    await sent(desk, await post.edit(desk, second, Message("收到：丁")), 0)
    await reachability.lost(desk, group.chat_id, KICKED)
    await reachability.back(desk, group)
    assert newest.state == DeliveryState.WAITING
    assert older.state == overtaken.state == DeliveryState.UNREACHABLE


async def lost_edit(desk: Desk, target: Delivery, text: str) -> Delivery:
    edit = await post.edit(desk, target, Message(text))
    edit.state = DeliveryState.UNREACHABLE
    desk.session.add(edit)
    await desk.session.flush()
    return edit


async def test_an_office_that_is_back_is_spared_boards_of_what_is_settled(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    report = await owed(desk, alert, ObligationKind.DAILY)
    await boards.open_board(desk, alert, BoardKind.REPORTS, report.occasion)
    (board,) = await said(desk, OFFICE_CHAT, "board")
    board.state = DeliveryState.UNREACHABLE
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    assert office is not None
    await reachability.lost(desk, OFFICE_CHAT, KICKED)
    await lifecycle.meet(desk, report, Actor(6, "联络员"))
    for waiting in await said(desk, OFFICE_CHAT, "board"):
        await post.drop(desk, waiting, "unreachable")
    await reachability.back(desk, office)
    still = await said(desk, OFFICE_CHAT, "board")
    assert [row for row in still if row.state == DeliveryState.WAITING] == []


@pytest.mark.parametrize("where", [OFFICE_CHAT, STAFF.user_id])
async def test_a_draft_that_died_is_shown_anew_where_it_was_made(
    desk: Desk, group: Chat, where: int
) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await drafts.draft(desk, STAFF, Place(where), OrderKind.ISSUE, terms(desk))
    (died,) = await said(desk, where, "draft")
    died.state = DeliveryState.UNREACHABLE
    chat = await chats.chat_at(desk.session, where)
    assert chat is not None
    await reachability.lost(desk, where, KICKED)
    await reachability.back(desk, chat)
    _, again = await said(desk, where, "draft")
    assert (again.target_id, draft.draft_delivery_id) == (None, again.key)
    assert "确认发布" in str(again.keyboard)
    await sent(desk, again, 7)
    await reachability.lost(desk, where, KICKED)
    await reachability.back(desk, chat)
    assert len(await said(desk, where, "draft")) == 2


async def test_a_draft_goes_with_the_office_to_its_new_group(
    desk: Desk, group: Chat, enrol: Enrol
) -> None:
    await appoint(desk, *EVERYBODY)
    draft = await drafted(desk)
    await enrol(desk, CodeFor.OFFICE, OFFICE, chat_id=-5, user_id=6)
    (shown,) = await said(desk, -5, "draft")
    assert (draft.office_chat_id, draft.draft_delivery_id) == (-5, shown.key)
    await drafts.confirm(desk, STAFF, Place(-5), draft.key)


async def test_a_draft_in_private_stays_there(desk: Desk, group: Chat, enrol: Enrol) -> None:
    await appoint(desk, *EVERYBODY)
    here = Place(STAFF.user_id)
    draft = await drafts.draft(desk, STAFF, here, OrderKind.ISSUE, terms(desk))
    await reachability.migrated(desk, OFFICE_CHAT, NEW_ID)
    assert draft.office_chat_id == STAFF.user_id
    assert await said(desk, NEW_ID, "draft") == []
