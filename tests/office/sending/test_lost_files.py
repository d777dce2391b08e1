"""A file that Telegram has lost: its words go alone, and the office hears once of each file."""

import pytest

from messages.render import Message
from office import post
from office.desk import Desk
from office.post import Place
from office.sending import lost_files
from storage.books import audit
from storage.delivery.outbox import ENCLOSED, Action, Delivery, DeliveryKind
from storage.roster.chats import Chat
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.lost_chats import said
from tests.office.relaying import LOST


@pytest.fixture
async def group(desk: Desk) -> Chat:
    return (await bind_groups(desk, [LOST]))[LOST]


async def with_photo(
    desk: Desk, group: Chat, file_id: str | None, text: str = "重点区域"
) -> Delivery:
    row = await post.send(desk, Place.of(group), DeliveryKind.ANSWER, Message(text))
    row.context = {"seen": 1, ENCLOSED: {"file_id": file_id}}
    return row


async def test_the_words_go_alone_and_the_office_hears_once_of_a_file(
    desk: Desk, group: Chat
) -> None:
    for _ in range(2):
        row = await with_photo(desk, group, "AgAC1")
        assert await lost_files.go_without(desk, row)
        assert row.context == {"seen": 1}
    [told] = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
    assert "现只发文字" in (told.text or "")
    last = await audit.last_entry(desk.session, desk.jurisdiction)
    assert last is not None
    assert last.action == "delivery.without_file"
    await lost_files.go_without(desk, await with_photo(desk, group, "AgAC2"))
    assert len(await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)) == 2


async def test_nothing_is_left_where_it_was_all_or_where_there_was_none(
    desk: Desk, group: Chat
) -> None:
    none = await with_photo(desk, group, None)
    edit = await with_photo(desk, group, "AgAC1")
    edit.action = Action.EDIT
    silent = await with_photo(desk, group, "AgAC1")
    silent.text = ""
    assert [await lost_files.go_without(desk, row) for row in (none, edit, silent)] == [False] * 3
    assert await said(desk, OFFICE_CHAT) == []
