"""A letter that cannot be taken is put aside: others go on, the office knows, it is tried again."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from office import agenda
from office.desk import Desk
from office.region import floor, letters, notes, taking
from office.shifts import concerns
from storage.books import audit
from storage.decisions.matters import OrderKind
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind, LetterState
from storage.region.upper_orders import UpperOrder
from storage.rota import alarms
from storage.rota.alarms import Alarm
from storage.subjects import SubjectKind
from tests.office.conftest import Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    exchange,
    issue,
    labels,
    pass_time,
    said_in,
    take_letters,
    texts_in,
)

AN_HOUR = timedelta(hours=1)


async def write_broken(desk: Desk) -> Letter:
    """A letter that says nothing of what a letter of its kind says."""
    return await letters.write(
        desk, BELOW, LetterKind.ALERT, "重污染天气橙色预警", key="broken", number="州预〔2026〕9号"
    )


async def mend(office: Office, letter_id: int, payload: dict[str, object]) -> None:
    async with office.desk() as desk:
        row = await store.known(desk.session, letter_id)
        row.payload = payload
        desk.session.add(row)


async def state_of(office: Office, letter_id: int) -> str:
    async with office.desk() as desk:
        return (await store.known(desk.session, letter_id)).state


async def test_it_holds_up_no_other_letter_of_its_sender(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        broken = await write_broken(desk)
        await notes.write(desk, BELOW, "后一件", "请阅", key="next")
    assert await take_letters(below) == ["put aside", "read"]
    assert await state_of(below, broken.key) == LetterState.ASIDE
    told, note = await texts_in(below, GROUPS[BELOW])
    assert "【来函未处理】州指挥部：重污染天气橙色预警（州预〔2026〕9号）" in told
    assert "每10分钟重试一次" in told
    assert "后一件" in note


async def test_what_it_had_changed_is_undone(above: Office, below: Office) -> None:
    """This one fails after the row of the order above was written."""
    async with above.desk() as desk:
        broken = await write_broken(desk)
    await issue(above)
    async with above.desk() as desk:
        rows = select(Letter).where(col(Letter.dedupe_key).startswith("alert:"))
        whole = (await desk.session.exec(rows)).one()
    await mend(above, broken.key, {**whole.payload, "start_by": "bald"})
    async with below.desk() as desk:
        assert await taking.take(desk, broken.key) == "put aside"
        assert (await desk.session.exec(select(UpperOrder))).all() == []
        assert await floor.standing(desk) is None


async def test_it_is_tried_again_and_told_once(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        broken = await write_broken(desk)
    assert await take_letters(below) == ["put aside"]
    assert await take_letters(below) == []
    pass_time(taking.NOBODY_READS, above, below)
    assert await take_letters(below) == ["put aside"]
    assert len(await texts_in(below, GROUPS[BELOW])) == 1
    await mend(above, broken.key, {"text": "已改"})
    async with below.desk() as desk:
        (await store.known(desk.session, broken.key)).kind = LetterKind.NOTE
    pass_time(taking.NOBODY_READS, above, below)
    assert await take_letters(below) == ["read"]
    assert await state_of(below, broken.key) == LetterState.TAKEN
    texts = await texts_in(below, GROUPS[BELOW])
    assert "此前搁置的来函已于" in texts[-1]
    async with below.desk() as desk:
        actions = [row.action for row in await audit.entries(desk.session, BELOW, 0, 100)]
    assert actions.count("letter_put_aside") == 1


async def test_an_order_that_is_taken_late_stands_where_it_was_issued(
    above: Office, below: Office
) -> None:
    await issue(above)
    async with above.desk() as desk:
        rows = select(Letter).where(col(Letter.dedupe_key).startswith("alert:"))
        first = (await desk.session.exec(rows)).one()
    await mend(above, first.key, {})
    pass_time(AN_HOUR, above, below)
    await issue(above, OrderKind.LIFT)
    assert await take_letters(below) == ["put aside", "followed"]
    await mend(above, first.key, first.payload)
    pass_time(taking.NOBODY_READS, above, below)
    assert await take_letters(below) == ["followed"]
    async with below.desk() as desk:
        assert await floor.standing(desk) is None
    last = (await said_in(below, GROUPS[BELOW]))[-1]
    assert labels(last) == []


async def test_what_was_told_of_is_looked_after_until_it_is_taken(
    above: Office, below: Office
) -> None:
    async with above.desk() as desk:
        broken = await write_broken(desk)
    await exchange(above, below)
    async with below.desk() as desk:
        alarm = Alarm(
            jurisdiction=BELOW,
            concern=concerns.Concern.LETTER,
            shift_id=0,
            raised_at=desk.now,
            subject_kind=SubjectKind.LETTER,
            subject_id=broken.key,
        )
        assert await concerns.is_open(desk, alarm)
        (await store.known(desk.session, broken.key)).state = LetterState.TAKEN
        assert not await concerns.is_open(desk, alarm)
        assert await alarms.unanswered(desk.session, BELOW) == []


@pytest.mark.parametrize("name", [kind.value for kind in LetterKind])
def test_each_kind_of_letter_is_taken_by_something(name: str) -> None:
    assert LetterKind(name) in agenda.LETTERS


async def test_the_sender_is_not_told(above: Office, below: Office) -> None:
    async with above.desk() as desk:
        await write_broken(desk)
    await exchange(above, below)
    assert await texts_in(above, GROUPS[ABOVE]) == []
