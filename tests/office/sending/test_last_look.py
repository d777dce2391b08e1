"""The last look reads at once what it asks for, and holds back nothing that it cannot judge."""

import pytest

from messages.render import Message
from office import post
from office.delivery_kinds import RULES, kinds_that
from office.desk import Desk
from office.post import Place
from office.sending import last_look
from storage.delivery import about, outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject, SubjectKind
from tests.harness.work import asked
from tests.office.conftest import Office
from tests.office.ladder_days import prompted_day


async def test_what_many_looks_ask_for_is_read_at_once(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("14:30")
    async with office.desk() as desk:
        rows = await outbox.deliveries_under(desk.session, day.owed_id)
    async with office.desk() as desk:
        with asked() as questions:
            await last_look.read_ahead(desk, rows)
            assert len(questions) == 2
            for row in rows:
                owed = await about.obligation(desk.session, row.subject)
                assert owed is not None
                assert owed.key == day.owed_id
        assert len(questions) == 2


async def test_where_nothing_is_looked_at_nothing_is_read(desk: Desk) -> None:
    row = await post.send(desk, Place(1), DeliveryKind.ANSWER, Message("已收到"))
    row.subject_kind, row.subject_id = SubjectKind.SLIP, 7
    with asked() as questions:
        await last_look.read_ahead(desk, [row])
    assert questions == []


@pytest.mark.parametrize("kind", kinds_that(lambda one: bool(one.last_look or one.elsewhere)))
async def test_what_is_about_nothing_goes(desk: Desk, kind: DeliveryKind) -> None:
    row = await post.send(desk, Place(1), kind, Message("文"))
    assert await last_look.before_sending(desk, row) is None
    assert await last_look.outdated(desk, kind, row) is None


async def test_an_edit_is_held_back_by_nothing(office: Office) -> None:
    day = await prompted_day(office)
    async with office.desk() as desk:
        owed = Subject(SubjectKind.OBLIGATION, day.owed_id)
        [prompt] = await outbox.deliveries_about(desk.session, owed)
        (await day.owed(desk)).state = "met"
        edit = await post.edit(desk, prompt, Message("已报"), kind=DeliveryKind.PROMPT)
        assert await last_look.reason_to_drop(desk, prompt) == "answered"
        assert await last_look.reason_to_drop(desk, edit) is None


FOR_THE_PUBLIC = (DeliveryKind.CHANNEL_POST, DeliveryKind.CHANNEL_PIN)


async def in_the_channel(desk: Desk, kind: DeliveryKind) -> list[Delivery]:
    """A message of this kind, an edit, a pin and an unpinning of it, where the public reads."""
    channel = Chat(
        jurisdiction=desk.jurisdiction, chat_id=-1007, role=ChatRole.PUBLIC, bound_at=desk.now
    )
    desk.session.add(channel)
    await desk.session.flush()
    said = await post.send(desk, Place(-1007), kind, Message("文"))
    edit = await post.edit(desk, said, Message("又"), kind=kind)
    await post.pin(desk, said, kind)
    await post.unpin(desk, said, kind)
    return [said, edit, *(await outbox.open_in_chat(desk.session, desk.jurisdiction, -1007))[2:]]


@pytest.mark.on_postgresql("never")
@pytest.mark.parametrize("kind", [kind for kind in RULES if kind not in FOR_THE_PUBLIC])
async def test_nothing_but_its_notices_goes_where_the_public_reads(
    desk: Desk, kind: DeliveryKind
) -> None:
    rows = await in_the_channel(desk, kind)
    assert len(rows) == 4
    for row in rows:
        assert await last_look.before_sending(desk, row) == last_look.NOT_FOR_THE_PUBLIC
    elsewhere = await post.send(desk, Place(-1008), kind, Message("文"))
    assert await last_look.before_sending(desk, elsewhere) is None


@pytest.mark.on_postgresql("never")
@pytest.mark.parametrize("kind", FOR_THE_PUBLIC)
async def test_what_is_for_the_public_goes(desk: Desk, kind: DeliveryKind) -> None:
    for row in await in_the_channel(desk, kind):
        assert await last_look.before_sending(desk, row) is None
