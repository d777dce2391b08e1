"""Dead letters: which are worth sending again, and who may have them sent, once."""

import pytest

from messages.render import Message
from office import post
from office.desk import Desk
from office.obligations import lifecycle
from office.post import PREDECESSOR_NOT_SENT, Place, Posting
from office.sending import dead_letters
from storage.books import audit
from storage.decisions.matters import Matter, Order, OrderKind
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject
from tests.office.episodes import OFFICE_CHAT, bind_groups, order_of
from tests.office.lost_chats import owed, said
from tests.office.relaying import LOST, became, order_to
from tests.office.signers import LIAISON, STAFF, refused

DEAD = DeliveryState.DEAD
LONG = Message("\n\n".join(f"第{number}段" + "措施" * 900 for number in range(8)))


@pytest.fixture
async def group(desk: Desk) -> Chat:
    return (await bind_groups(desk, [LOST]))[LOST]


@pytest.fixture
async def letter(desk: Desk, group: Chat, order: Order) -> Delivery:
    row = await order_to(desk, group, order, DEAD)
    row.error = "BadRequest: message is too long"
    return row


async def test_the_office_is_told_once_for_each_death(desk: Desk, letter: Delivery) -> None:
    for _ in range(2):
        await dead_letters.tell(desk, letter)
    [told] = await said(desk, OFFICE_CHAT, "office")
    assert "市住建局" in told.text
    assert "红色预警" in told.text
    assert "message is too long" in told.text
    assert told.keyboard is not None
    assert told.keyboard[0][0]["data"] == f"resend:{letter.key}"
    await dead_letters.send_again(desk, STAFF, letter.key)
    await became(desk, letter, DEAD)
    await dead_letters.tell(desk, letter)
    assert len(await said(desk, OFFICE_CHAT, "office")) == 2


async def test_a_place_that_has_no_name_is_told_by_its_number(desk: Desk, letter: Delivery) -> None:
    titled = await dead_letters.line_of(desk, letter)
    assert (titled.agency, titled.title, titled.gist) == ("市住建局", LOST, "红色预警")
    private = await post.send(desk, Place(4242), DeliveryKind.ANSWER, Message("某事"))
    line = await dead_letters.line_of(desk, private)
    assert (line.agency, line.title) == ("", "4242")
    chat = await chats.chat_at(desk.session, letter.chat_id)
    assert chat is not None
    chat.title = ""
    assert (await dead_letters.line_of(desk, letter)).title == str(chat.chat_id)


async def test_what_is_history_or_overtaken_is_not_offered(
    desk: Desk, group: Chat, letter: Delivery, order: Order, alert: Matter
) -> None:
    older = await order_to(desk, group, order, DEAD)
    older.closed_at = desk.now - dead_letters.RECENT
    assert await dead_letters.standing(desk) == [letter]
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    assert await dead_letters.standing(desk) == []


async def test_of_a_split_message_one_line_is_shown_and_all_of_it_sent(
    desk: Desk, group: Chat, order: Order
) -> None:
    last = await post.send(
        desk, Place.of(group), DeliveryKind.ALERT, LONG, Posting(Subject.of(order), LOST)
    )
    parts = await said(desk, group.chat_id)
    sent, dead = parts[:1], parts[1:]
    assert len(dead) > 1
    await became(desk, sent[0], DeliveryState.SENT)
    for part in dead:
        await became(desk, part, DEAD)
    assert await dead_letters.standing(desk) == [dead[0]]
    await dead_letters.send_again(desk, STAFF, last.key)
    assert {part.state for part in dead} == {DeliveryState.WAITING}
    assert sent[0].state == DeliveryState.SENT


async def test_what_was_to_follow_follows_again(desk: Desk, letter: Delivery) -> None:
    """Messages that were dropped for a reason of their own do not follow."""
    copy = await after(desk, letter, PREDECESSOR_NOT_SENT)
    edit = await after(desk, copy, PREDECESSOR_NOT_SENT)
    stale = await after(desk, letter, "superseded")
    await dead_letters.send_again(desk, STAFF, letter.key)
    assert (letter.state, letter.asked_again_at) == (DeliveryState.WAITING, desk.now)
    assert (copy.state, edit.state) == (DeliveryState.WAITING, DeliveryState.WAITING)
    assert stale.state == DeliveryState.DROPPED
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    assert (entry.action, entry.subject) == ("delivery.resent", f"delivery:{letter.key}")


@pytest.mark.parametrize(
    ("error", "doubts", "reason"),
    [
        ("BadRequest: message is too long", 0, "Telegram 拒收，答复“message is too long”"),
        ("Unreadable: HTTP 200 to SendMessage", 5, "多次发送，均未得到 Telegram 的明确答复"),
        ("NetworkError: aiohttp.ClientConnectorError", 0, "长时间无法连接 Telegram"),
    ],
)
async def test_the_reason_is_told_in_the_offices_words(
    desk: Desk, error: str, doubts: int, reason: str
) -> None:
    row = await post.send(desk, Place(4242), DeliveryKind.ALERT, Message("预警"))
    row.error, row.doubts = error, doubts
    assert (await dead_letters.line_of(desk, row)).reason == reason


async def after(desk: Desk, before: Delivery, reason: str) -> Delivery:
    posting = Posting(after_id=before.key)
    row = await post.send(desk, Place(OFFICE_CHAT), DeliveryKind.COPY, Message("抄报"), posting)
    row.error = reason
    return await became(desk, row, DeliveryState.DROPPED)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (DeliveryState.WAITING, "dead_letter_under_way"),
        (DeliveryState.SENDING, "dead_letter_under_way"),
        (DeliveryState.SENT, "dead_letter_arrived"),
        (DeliveryState.UNREACHABLE, "dead_letter_unknown"),
    ],
)
async def test_whose_press_comes_second_is_told_why(
    desk: Desk, letter: Delivery, state: DeliveryState, answer: str
) -> None:
    await became(desk, letter, state)
    await refused(dead_letters.send_again(desk, STAFF, letter.key), answer)


async def test_forged_and_forbidden_presses_send_nothing(desk: Desk, letter: Delivery) -> None:
    await refused(dead_letters.send_again(desk, LIAISON, letter.key), "office_only")
    for forged in (None, 0, 999):
        await refused(dead_letters.send_again(desk, STAFF, forged), "dead_letter_unknown")
    letter.jurisdiction = "urumqi"
    await refused(dead_letters.send_again(desk, STAFF, letter.key), "dead_letter_unknown")
    assert letter.state == DEAD


@pytest.mark.parametrize("kind", [DeliveryKind.ALERT, DeliveryKind.START])
async def test_an_overtaken_order_would_undo_the_one_after_it(
    desk: Desk, group: Chat, order: Order, alert: Matter, kind: DeliveryKind
) -> None:
    row = await order_to(desk, group, order, DEAD, kind)
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    await refused(dead_letters.send_again(desk, STAFF, row.key), "dead_letter_outdated")


async def test_nobody_is_asked_again_for_what_was_reported(
    desk: Desk, group: Chat, alert: Matter
) -> None:
    daily = await owed(desk, alert, ObligationKind.DAILY)
    prompt = await post.send(
        desk,
        Place.of(group),
        DeliveryKind.PROMPT,
        Message("请报送"),
        Posting(Subject.of(daily), LOST),
    )
    await became(desk, prompt, DEAD)
    assert await dead_letters.standing(desk) == [prompt]
    await lifecycle.meet(desk, daily, LIAISON)
    assert await dead_letters.standing(desk) == []
    await refused(dead_letters.send_again(desk, STAFF, prompt.key), "dead_letter_outdated")
