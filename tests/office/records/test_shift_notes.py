"""Lines written by hand stand in the log of the shift and in the sheet, with time and post."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.records import handover, shift_notes
from office.refusal import Refusal
from office.shifts import rota
from storage.rota.shift_notes import note
from tests.office.signers import EVERYBODY, LIAISON, STAFF, appoint


@pytest.fixture
async def on_duty(desk: Desk) -> Desk:
    await appoint(desk, *EVERYBODY)
    await rota.enter(desk, STAFF, rota.read(desk, "12月1日 白班 值班员 主任").shifts)
    desk.now += timedelta(hours=2)
    return desk


async def test_a_line_stands_in_the_log_and_a_second_one_corrects_it(on_duty: Desk) -> None:
    first = await shift_notes.write(on_duty, STAFF, "气象局来电，\n明日能见度转差")
    on_duty.now += timedelta(minutes=5)
    await shift_notes.write(on_duty, STAFF, "更正：后日转差")
    on_duty.now += timedelta(minutes=1)
    view = await handover.log(on_duty, STAFF)
    assert [(on_duty.local(line.at).minute, line.text) for line in view.lines] == [
        (0, "办公室工作人员值班员记：气象局来电， 明日能见度转差"),
        (5, "办公室工作人员值班员记：更正：后日转差"),
    ]
    assert await note(on_duty.session, on_duty.jurisdiction, first.key) is first
    assert await note(on_duty.session, "elsewhere", first.key) is None


async def test_it_is_written_in_a_post_of_the_office(on_duty: Desk) -> None:
    who = Actor(STAFF.user_id, STAFF.name, ("commander", *STAFF.positions))
    assert (await shift_notes.write(on_duty, who, "气象局来电")).post == "office_staff"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("。", "note_unclear"),
        ("长" * 301, "note_unclear"),
        ("张三电话 13800138000", "note_with_number"),
    ],
)
async def test_what_is_no_line_is_refused(on_duty: Desk, text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await shift_notes.write(on_duty, STAFF, text)


async def test_only_the_office_writes_and_only_in_a_shift(on_duty: Desk) -> None:
    with pytest.raises(Refusal, match="office_only"):
        await shift_notes.write(on_duty, LIAISON, "有一件事")
    on_duty.now += timedelta(days=2)
    with pytest.raises(Refusal, match="shift_none_now"):
        await shift_notes.write(on_duty, STAFF, "有一件事")
