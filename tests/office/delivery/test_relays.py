"""Who is told when a message does not reach its chat: its agency's liaisons, then the channels."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import select

from messages.render import Message
from office import post
from office.bodies import agency_names
from office.delivery import relays
from office.desk import Desk
from office.post import Place, Posting
from storage.decisions.matters import Matter, Order
from storage.delivery.channels import ChannelMessage
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import ObligationKind
from storage.roster.chats import Chat
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject
from storage.supervision.slips import Slip
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.lost_chats import owed, said
from tests.office.relaying import LOST, PAPER, became, liaison_in_private, order_to

LIAISON, SECOND_LIAISON = 8001, 8002
SECOND_GROUP = -77
AboutOf = Callable[[Desk, Matter], Awaitable[Subject]]
UNREACHABLE, DEAD = DeliveryState.UNREACHABLE, DeliveryState.DEAD


@pytest.fixture
async def group(desk: Desk) -> Chat:
    desk.ways = frozenset((desk.jurisdiction, one, "sms") for one in (LOST, "office"))
    return (await bind_groups(desk, [LOST]))[LOST]


async def by_channel(desk: Desk) -> list[ChannelMessage]:
    return list((await desk.session.exec(select(ChannelMessage))).all())


async def test_a_lost_alert_goes_to_each_liaison_with_its_button(
    desk: Desk, group: Chat, order: Order
) -> None:
    for user_id in (LIAISON, SECOND_LIAISON):
        await liaison_in_private(desk, user_id)
    row = await order_to(desk, group, order, UNREACHABLE)
    for _ in range(2):
        await relays.fall_back(desk, row)
    for user_id in (LIAISON, SECOND_LIAISON):
        [relayed] = await said(desk, user_id)
        assert (relayed.kind, relayed.agency) == ("alert_relay", LOST)
        assert relayed.subject == Subject.of(order)
        assert relayed.text.startswith(f"<b>〔转送·{agency_names.name(desk, LOST)}〕</b>")
        assert relayed.text.endswith(PAPER.html)
        assert relayed.keyboard == row.keyboard
    assert await by_channel(desk) == []


async def test_without_a_liaison_who_can_be_reached_the_channels_tell_it(
    desk: Desk, group: Chat, order: Order
) -> None:
    private = await liaison_in_private(desk, LIAISON)
    private.reachable = False
    await relays.fall_back(desk, await order_to(desk, group, order, UNREACHABLE))
    assert await said(desk, LIAISON) == []
    [told] = await by_channel(desk)
    assert (told.what, told.recipient, told.subject) == ("alert", LOST, Subject.of(order))


async def test_another_group_of_the_agency_that_has_it_is_enough(
    desk: Desk, group: Chat, order: Order, enrol: Enrol
) -> None:
    second = await enrol(desk, CodeFor.AGENCY, LOST, chat_id=SECOND_GROUP, user_id=LIAISON)
    waiting = await order_to(desk, second, order, DeliveryState.WAITING)
    lost = await order_to(desk, group, order, UNREACHABLE)
    await relays.fall_back(desk, lost)
    assert await by_channel(desk) == []
    await became(desk, waiting, UNREACHABLE)
    await relays.fall_back(desk, waiting)
    assert len(await by_channel(desk)) == 1


async def test_words_that_telegram_refused_are_not_tried_in_private(
    desk: Desk, group: Chat, order: Order
) -> None:
    await liaison_in_private(desk, LIAISON)
    await relays.fall_back(desk, await order_to(desk, group, order, DEAD))
    assert await said(desk, LIAISON) == []
    assert len(await by_channel(desk)) == 1


async def test_a_relay_that_fails_falls_back_once_no_other_one_has_hope(
    desk: Desk, group: Chat, order: Order
) -> None:
    """The text on the channels does not say that it was relayed."""
    for user_id in (LIAISON, SECOND_LIAISON):
        await liaison_in_private(desk, user_id)
    await relays.fall_back(desk, await order_to(desk, group, order, UNREACHABLE))
    [first], [second] = await said(desk, LIAISON), await said(desk, SECOND_LIAISON)
    await relays.fall_back(desk, await became(desk, first, UNREACHABLE))
    assert await by_channel(desk) == []
    await relays.fall_back(desk, await became(desk, second, UNREACHABLE))
    [told] = await by_channel(desk)
    assert told.title == "红色预警"
    assert "转送" not in told.text


async def test_liaisons_who_did_not_get_the_first_relay_are_not_counted_on(
    desk: Desk, group: Chat, order: Order
) -> None:
    await liaison_in_private(desk, LIAISON)
    lost = await order_to(desk, group, order, UNREACHABLE)
    await relays.fall_back(desk, lost)
    [relayed] = await said(desk, LIAISON)
    await became(desk, relayed, UNREACHABLE)
    await relays.fall_back(desk, lost)
    assert len(await by_channel(desk)) == 1


async def test_all_parts_of_a_long_message_are_relayed(
    desk: Desk, group: Chat, order: Order
) -> None:
    await liaison_in_private(desk, LIAISON)
    long = Message("\n\n".join(f"第{number}段" + "措施" * 400 for number in range(8)))
    last = await post.send(
        desk, Place.of(group), DeliveryKind.ALERT, long, Posting(Subject.of(order), LOST)
    )
    await relays.fall_back(desk, await became(desk, last, UNREACHABLE))
    relayed = "".join(row.text for row in await said(desk, LIAISON))
    assert [f"第{number}段" in relayed for number in range(8)] == [True] * 8


async def about_prompt(desk: Desk, alert: Matter) -> Subject:
    row = await owed(desk, alert, ObligationKind.DAILY)
    return Subject.of(row)


async def about_slip(desk: Desk, alert: Matter) -> Subject:
    row = await owed(desk, alert, ObligationKind.DAILY)
    slip = Slip(
        jurisdiction=desk.jurisdiction,
        obligation_id=row.key,
        agency=LOST,
        step="reminder",
        serial="1号",
        matter="日报",
        issued_at=desk.now,
    )
    desk.session.add(slip)
    await desk.session.flush()
    return Subject.of(slip)


@pytest.mark.parametrize(
    ("kind", "about"),
    [(DeliveryKind.PROMPT, about_prompt), (DeliveryKind.SLIP, about_slip)],
    ids=["prompt", "slip"],
)
async def test_prompts_and_slips_take_the_same_ways(
    desk: Desk, group: Chat, alert: Matter, kind: DeliveryKind, about: AboutOf
) -> None:
    await liaison_in_private(desk, LIAISON)
    posting = Posting(await about(desk, alert), LOST)
    row = await post.send(desk, Place.of(group), kind, Message("正文"), posting)
    await relays.fall_back(desk, await became(desk, row, UNREACHABLE))
    [relayed] = await said(desk, LIAISON, f"{kind}_relay")
    await relays.fall_back(desk, await became(desk, relayed, UNREACHABLE))
    [told] = await by_channel(desk)
    assert (told.what, told.subject) == (kind, row.subject)


@pytest.mark.parametrize(
    ("chat_id", "kind", "agency"),
    [
        pytest.param(OFFICE_CHAT - 1, DeliveryKind.ALERT, LOST, id="about no order"),
        pytest.param(OFFICE_CHAT - 1, DeliveryKind.NUDGE, LOST, id="not worth another way"),
        pytest.param(LIAISON, DeliveryKind.ALERT_RELAY, None, id="relayed for nobody"),
        pytest.param(LIAISON, DeliveryKind.OFFICE, None, id="the office's, but in private"),
    ],
)
async def test_what_has_no_other_way_ends_here(
    desk: Desk, group: Chat, order: Order, chat_id: int, kind: DeliveryKind, agency: str | None
) -> None:
    """Nobody is told of it in any way."""
    subject = Subject.of(order) if kind == DeliveryKind.ALERT_RELAY else None
    posting = Posting(subject, agency)
    row = await post.send(desk, Place(chat_id), kind, Message("正文"), posting)
    await became(desk, row, UNREACHABLE)
    await relays.fall_back(desk, row)
    assert await by_channel(desk) == []
    assert await all_said(desk) == [row]


async def test_what_the_offices_group_misses_is_told_by_its_channels(
    desk: Desk, group: Chat
) -> None:
    row = await post.send(desk, Place(OFFICE_CHAT), DeliveryKind.OFFICE, Message("群没有了"))
    await relays.fall_back(desk, await became(desk, row, UNREACHABLE))
    [told] = await by_channel(desk)
    assert (told.recipient, told.title) == ("office", "群没有了")


async def test_while_telegram_is_away_the_channels_tell_it_and_the_chat_is_tried_on(
    desk: Desk, group: Chat, order: Order
) -> None:
    await liaison_in_private(desk, LIAISON)
    row = await order_to(desk, group, order, DeliveryState.WAITING)
    nudge = await order_to(desk, group, order, DeliveryState.WAITING, kind=DeliveryKind.NUDGE)
    for waiting in (row, nudge):
        await relays.beside(desk, waiting)
    assert await said(desk, LIAISON) == []
    assert len(await by_channel(desk)) == 1
    assert row.state == DeliveryState.WAITING


async def all_said(desk: Desk) -> list[Delivery]:
    return list((await desk.session.exec(select(Delivery))).all())
