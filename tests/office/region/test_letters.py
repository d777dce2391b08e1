"""A letter is written once, and taken once, in its turn, at the other office's own desk."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office import agenda
from office.desk import Desk
from office.region import letters, notes, offices, taking
from storage.books import audit
from storage.delivery.outbox import Delivery
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind, LetterState
from storage.roster import chats
from tests.office.conftest import Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS


async def write(desk: Desk, text: str = "请注意", *, key: str = "one") -> Letter:
    return await notes.write(desk, BELOW, "关于沙尘", text, key=key, number="州办函1号")


async def said_to(office: Office, chat_id: int) -> list[str]:
    async with office.desk() as desk:
        rows = await desk.session.exec(select(Delivery).where(Delivery.chat_id == chat_id))
        return [row.text for row in rows.all()]


async def take_what_is_due(office: Office) -> list[str]:
    """Do what the tick does with the letters that wait for this office."""
    came: list[str] = []
    async with office.desk() as desk:
        for item in await agenda.due(desk.session, desk.now, 50):
            if item.kind == letters.LETTER and item.jurisdiction == office.jurisdiction:
                came += (await agenda.run(desk, [item])).values()
    return came


async def test_the_other_office_reads_it_in_its_own_group(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        await write(desk)
    assert await said_to(above, GROUPS[BELOW]) == []
    assert await take_what_is_due(below) == ["read"]
    [text] = await said_to(below, GROUPS[BELOW])
    assert "【来函】州指挥部：关于沙尘" in text
    assert "州办函1号" in text
    assert "请注意" in text


async def test_it_is_written_in_both_offices_logs(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        await write(desk)
    await take_what_is_due(below)
    async with above.desk() as desk:
        said = {
            home: [row.action for row in await audit.entries(desk.session, home, 0, 100)]
            for home in (ABOVE, BELOW)
        }
    assert "letter_written" in said[ABOVE]
    assert "letter_taken" in said[BELOW]


async def test_the_same_letter_is_written_once(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        assert (await write(desk)).key == (await write(desk)).key
    async with above.desk() as desk:
        await write(desk)
    assert len(await take_what_is_due(below)) == 1


async def test_a_letter_is_taken_once(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        key = (await write(desk)).key
    async with below.desk() as desk:
        assert await taking.take(desk, key) == "read"
        assert await taking.take(desk, key) == "taken before"
    assert len(await said_to(below, GROUPS[BELOW])) == 1


async def test_letters_of_one_office_are_taken_in_their_order(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        first = await write(desk, "发布", key="one")
        second = await write(desk, "解除", key="two")
    async with below.desk() as desk:
        await taking.take(desk, second.key)
    texts = await said_to(below, GROUPS[BELOW])
    assert ["发布" in texts[0], "解除" in texts[1]] == [True, True]
    async with below.desk() as desk:
        taken = await store.letter(desk.session, first.key)
        assert taken is not None
        assert taken.state == LetterState.TAKEN


async def test_it_waits_until_somebody_would_read_it(above: Office, below: Office) -> None:
    async with below.desk() as desk:
        group = await chats.office_chat(desk.session, BELOW)
        assert group is not None
        group.unbound_at = desk.now
        desk.session.add(group)
    async with above.desk() as desk:
        await write(desk)
    assert await take_what_is_due(below) == ["no group to read it"]
    assert await take_what_is_due(below) == []
    async with below.desk() as desk:
        group.unbound_at = None
        desk.session.add(await desk.session.merge(group))
    below.pass_time(timedelta(minutes=10))
    assert await take_what_is_due(below) == ["read"]


async def test_nobody_takes_a_letter_for_another_office(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        key = (await write(desk)).key
        with pytest.raises(LookupError):
            await taking.take(desk, key)
    async with below.desk() as desk:
        with pytest.raises(LookupError):
            await taking.take(desk, key + 1)


async def test_an_answer_names_the_letter(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        asked = await write(desk)
    async with below.desk() as desk:
        answer = await letters.write(
            desk, ABOVE, LetterKind.NOTE, "复函", key="answer", answers=asked, text="已知悉"
        )
        assert answer.answers_id == asked.key
    assert await take_what_is_due(above) == ["read"]


async def test_an_office_is_called_as_our_plan_calls_it(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        assert await offices.name_of(desk, BELOW) == "乌恰县"
        assert await offices.name_of(desk, "moon") == "moon"
        assert await offices.reached(desk, desk.plan.bodies) == {"wuqia": BELOW}
        assert not await offices.is_here(desk, ABOVE)


async def test_an_office_that_no_plan_names_is_called_as_it_calls_itself(below: Office) -> None:
    async with below.desk() as desk:
        stranger = desk.plan.model_copy(update={"outside": ()})
        desk.plan = stranger
        assert await offices.name_of(desk, ABOVE) == "昌吉市重污染天气应急指挥部办公室"
