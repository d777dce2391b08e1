"""One of the office chooses the public channel, another one confirms it; two release it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment import public_channels, roster, using_codes
from office.enrolment.public_channels import CHOOSING, SeenChannel
from office.post import Place
from storage.receiving import dialogues
from storage.roster import channel_bindings, chats
from storage.roster.channel_bindings import BindingState, ChannelBinding
from storage.roster.chats import Chat, ChatRole
from tests.office.signers import refused
from tests.office.test_races import behind_our_back

CLERK = Actor(1, "值班员甲", positions=("office_staff",))
SECOND = Actor(2, "值班员乙", positions=("office_staff",))
STRANGER = Actor(9, "路人")
PRIVATE = Place(1)
NOT_ASKED = "public_channel_not_asked"
SEEN = SeenChannel(
    -1007, is_channel=True, title="昌吉发布", members=812, may_post=True, may_edit=True
)


@pytest.fixture(autouse=True)
async def office_group(desk: Desk) -> None:
    group = Chat(
        jurisdiction=desk.jurisdiction, chat_id=-1, role=ChatRole.OFFICE, bound_at=desk.now
    )
    desk.session.add(group)
    await desk.session.flush()


async def asked(desk: Desk) -> int:
    await public_channels.ask(desk, CLERK, PRIVATE)
    [question] = await dialogues.open_dialogues(desk.session, desk.jurisdiction, 1, 1, CHOOSING)
    return question.key


async def chosen(desk: Desk) -> ChannelBinding:
    return await public_channels.chosen(desk, CLERK, PRIVATE, await asked(desk), SEEN)


async def bound(desk: Desk) -> ChannelBinding:
    row = await chosen(desk)
    return await public_channels.confirm(desk, SECOND, row.key, SEEN)


async def test_it_holds_once_a_second_person_has_confirmed(desk: Desk) -> None:
    row = await chosen(desk)
    assert (row.state, row.title, row.members) == (BindingState.PROPOSED, "昌吉发布", 812)
    assert await chats.public_channel(desk.session, desk.jurisdiction) is None
    await refused(public_channels.confirm(desk, CLERK, row.key, SEEN), "public_channel_second")
    await refused(public_channels.confirm(desk, STRANGER, row.key, SEEN), "office_only")
    await public_channels.confirm(desk, SECOND, row.key, replace(SEEN, members=900))
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    assert channel is not None
    assert (channel.chat_id, channel.bot_is_admin, row.members) == (-1007, True, 900)
    assert (row.state, row.asked_by, row.decided_by) == (BindingState.BOUND, 1, 2)
    await refused(public_channels.confirm(desk, SECOND, row.key, SEEN), "public_channel_over")
    await refused(public_channels.decline(desk, SECOND, row.key), "public_channel_over")
    await refused(public_channels.ask(desk, CLERK, PRIVATE), "public_channel_already")


@pytest.mark.parametrize(
    ("seen", "key"),
    [
        (None, "public_channel_unseen"),
        (replace(SEEN, is_channel=False), "public_channel_no_channel"),
        (replace(SEEN, chat_id=-1), "public_channel_taken"),
        (replace(SEEN, may_post=False), "public_channel_no_rights"),
        (replace(SEEN, may_edit=False), "public_channel_no_rights"),
    ],
)
async def test_what_is_no_fit_channel_is_refused(
    desk: Desk, seen: SeenChannel | None, key: str
) -> None:
    question = await asked(desk)
    await refused(public_channels.chosen(desk, CLERK, PRIVATE, question, seen), key)
    row = await public_channels.chosen(desk, CLERK, PRIVATE, question, SEEN)
    await refused(public_channels.confirm(desk, SECOND, row.key, seen), key)


async def test_only_whoever_was_asked_chooses(desk: Desk) -> None:
    question = await asked(desk)
    for who, place, number in (
        (SECOND, Place(2), question),
        (CLERK, Place(2), question),
        (CLERK, PRIVATE, question + 1),
    ):
        await refused(
            public_channels.chosen(desk, who, place, number, SEEN), "public_channel_not_asked"
        )
    await public_channels.chosen(desk, CLERK, PRIVATE, question, SEEN)
    await refused(
        public_channels.chosen(desk, CLERK, PRIVATE, question, SEEN), "public_channel_not_asked"
    )


async def test_a_newer_choice_takes_the_place_of_one_that_waits(desk: Desk) -> None:
    first = await chosen(desk)
    second = await chosen(desk)
    await desk.session.refresh(first)
    assert (first.state, second.state) == (BindingState.DECLINED, BindingState.PROPOSED)
    desk.now += timedelta(days=1, minutes=1)
    await refused(public_channels.confirm(desk, SECOND, second.key, SEEN), "public_channel_lapsed")
    await public_channels.decline(desk, SECOND, second.key)
    assert second.state == BindingState.DECLINED
    await refused(public_channels.decline(desk, SECOND, 999), "button_obsolete")


async def test_two_release_it_or_it_is_kept(desk: Desk) -> None:
    row = await bound(desk)
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    assert channel is not None
    await refused(roster.unbind_group(desk, CLERK, channel.key), "public_channel_two_release")
    await refused(public_channels.release(desk, SECOND, row.key), "public_channel_over")
    await public_channels.ask_release(desk, CLERK, channel)
    await refused(
        public_channels.ask_release(desk, SECOND, channel), "public_channel_release_asked"
    )
    await refused(public_channels.release(desk, CLERK, row.key), "public_channel_second")
    await public_channels.keep(desk, SECOND, row.key)
    await refused(public_channels.keep(desk, SECOND, row.key), "public_channel_over")
    await public_channels.ask_release(desk, SECOND, channel)
    await public_channels.release(desk, CLERK, row.key)
    assert (row.state, row.released_by) == (BindingState.RELEASED, 1)
    assert await chats.public_channel(desk.session, desk.jurisdiction) is None
    await refused(public_channels.ask_release(desk, CLERK, channel), "roster_gone")
    # It may be bound anew.
    again = await bound(desk)
    assert again.key != row.key
    assert await channel_bindings.proposed(desk.session, desk.jurisdiction) == []
    assert using_codes.chat_name(desk, channel) == "昌吉发布"


async def test_another_office_has_it_already(desk: Desk) -> None:
    theirs = ChannelBinding(
        jurisdiction="manasi",
        chat_id=-1007,
        title="昌吉发布",
        state=BindingState.BOUND,
        asked_by=5,
        asked_at=desk.now,
    )
    desk.session.add(theirs)
    await desk.session.flush()
    row = await chosen(desk)
    await refused(public_channels.confirm(desk, SECOND, row.key, SEEN), "public_channel_taken")


async def test_a_colleague_was_a_moment_faster(desk: Desk) -> None:
    row = await chosen(desk)
    await behind_our_back(desk, row, state=BindingState.DECLINED)
    await refused(public_channels.confirm(desk, SECOND, row.key, SEEN), "public_channel_over")
    assert await chats.public_channel(desk.session, desk.jurisdiction) is None
    row = await bound(desk)
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    assert channel is not None
    await public_channels.ask_release(desk, CLERK, channel)
    await behind_our_back(desk, row, state=BindingState.RELEASED)
    await refused(public_channels.release(desk, SECOND, row.key), "public_channel_over")
    assert row.released_by is None


async def test_without_an_office_group_there_is_no_card(desk: Desk) -> None:
    [group] = await chats.in_roles(desk.session, desk.jurisdiction, [ChatRole.OFFICE])
    group.unbound_at = desk.now
    row = await bound(desk)
    assert row.card_id is None
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    assert channel is not None
    assert channel.key == row.chat_row_id


async def test_a_channel_that_left_the_books_is_released_all_the_same(desk: Desk) -> None:
    row = await bound(desk)
    channel = await chats.public_channel(desk.session, desk.jurisdiction)
    assert channel is not None
    await public_channels.ask_release(desk, CLERK, channel)
    channel.unbound_at = desk.now
    await public_channels.release(desk, SECOND, row.key)
    assert (row.state, row.released_by) == (BindingState.RELEASED, SECOND.user_id)
