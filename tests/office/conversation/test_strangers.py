"""Chats that nobody enrolled hear one sentence a day, and the bot knows what it is there."""

from datetime import timedelta
from typing import Any

from office.conversation import strangers
from office.desk import Desk
from office.post import Place
from storage.books import audit
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryState
from storage.receiving.inbox import InboxState, InboxUpdate

CHAT = -4242
HERE = Place(CHAT)


async def waiting(desk: Desk) -> list[Delivery]:
    return await outbox.open_in_chat(desk.session, desk.jurisdiction, CHAT)


async def test_a_greeting_is_said_once_a_day(desk: Desk) -> None:
    await strangers.greet(desk, HERE)
    await strangers.greet(desk, HERE)
    [greeting] = await waiting(desk)
    assert desk.plan.office in greeting.text
    desk.now += timedelta(days=1)
    await strangers.greet(desk, HERE)
    assert len(await waiting(desk)) == 2


async def test_each_answer_is_given_once_a_day(desk: Desk) -> None:
    assert await strangers.answer_once(desk, HERE, "unknown_command", 1)
    assert not await strangers.answer_once(desk, HERE, "unknown_command", 2)
    assert await strangers.answer_once(desk, HERE, "office_only", 3)
    assert [row.reply_to for row in await waiting(desk)] == [1, 3]


async def test_a_group_has_a_minute_to_enrol_before_it_is_told_how(desk: Desk) -> None:
    await strangers.joined(desk, CHAT)
    [hint] = await waiting(desk)
    assert hint.next_try_at == desk.now + strangers.TIME_TO_ENROL
    await strangers.forget(desk, CHAT)
    assert hint.state == DeliveryState.DROPPED
    # Nothing waits there any more, and nothing is missed.
    await strangers.forget(desk, CHAT + 1)


async def test_a_group_that_was_left_is_not_told(desk: Desk) -> None:
    await strangers.joined(desk, CHAT)
    await strangers.left(desk, CHAT)
    assert await waiting(desk) == []
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 10)
    assert [entry.action for entry in entries][-2:] == ["stranger.joined", "stranger.left"]


async def test_whether_it_is_an_admin_is_what_telegram_said_last(desk: Desk) -> None:
    assert not await strangers.bot_is_admin(desk, CHAT)
    for number, status in enumerate(("administrator", "member", "administrator")):
        change: dict[str, Any] = {"my_chat_member": {"new_chat_member": {"status": status}}}
        for offset, raw in enumerate((change, {"message": {}})):
            desk.session.add(
                InboxUpdate(
                    bot_id=1,
                    update_id=10 * number + offset,
                    chat_id=CHAT,
                    raw=raw,
                    state=InboxState.DONE,
                    received_at=desk.now,
                )
            )
        await desk.session.flush()
        assert await strangers.bot_is_admin(desk, CHAT) is (status == "administrator")
