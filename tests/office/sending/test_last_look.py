"""The last look reads at once what it asks for, and holds back nothing that it cannot judge."""

import pytest

from messages.render import Message
from office import post
from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.post import Place
from office.sending import last_look
from storage.delivery import about, outbox
from storage.delivery.outbox import DeliveryKind
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
