"""The handover: the sheet tells what happened and what is open, and who comes on confirms it."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.records import handover, shift_log
from office.refusal import Refusal
from office.shifts import alarms, rota
from storage.books import audit
from storage.decisions.matters import Matter
from storage.owed.obligations import ObligationKind
from storage.roster.enrolment import CodeFor
from storage.rota import shifts as store
from storage.rota.shifts import Shift
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT
from tests.office.lost_chats import owed
from tests.office.shifts.test_rota import entered
from tests.office.signers import COLLEAGUE, DEPUTY, EVERYBODY, LIAISON, STAFF, appoint, said

ROTA = "12月1日 白班 值班员 主任\n12月1日 夜班 同事 副指挥长"


@pytest.fixture
async def shifts(desk: Desk, enrol: Enrol) -> tuple[Shift, Shift]:
    """The day's shift and the night's, at eight in the evening."""
    await appoint(desk, *EVERYBODY)
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=99)
    await entered(desk, ROTA)
    day, night = await rota.ahead(desk)
    desk.now += timedelta(hours=12)
    return day, night


async def office(desk: Desk) -> list[str]:
    return [row.text for row in await said(desk, OFFICE_CHAT)]


async def test_the_sheet_tells_what_happened_and_what_is_open(
    desk: Desk, shifts: tuple[Shift, Shift], alert: Matter
) -> None:
    await owed(desk, alert, ObligationKind.DAILY)
    obligation = await owed(desk, alert, ObligationKind.RECEIPT)
    await desk.record("slip_issued", agency="zhujian", serial="昌污督黄〔2026〕1号")
    await desk.record("extension_asked", f"obligation:{obligation.key}")
    await desk.record("extension_asked", "obligation:999")
    await desk.record("extension_asked", "letter:1")
    await desk.record("chat.lost", agency=None)
    await desk.record("order_issued_issue", revision=obligation.order_id, serial="一号")
    await desk.record("order_issued_issue", revision=999)
    await desk.record("alarm.leader", concern="request")
    await desk.record("receipt")
    await desk.record("referral_proposed", agency="zhujian")
    desk.now += timedelta(minutes=5)
    day, _ = shifts
    await handover.hand_over(desk, STAFF, day.key)
    sheet = (await office(desk))[-1]
    assert day.sheet == {"html": sheet}
    assert "发出昌污督黄〔2026〕1号" in sheet
    assert "延期申请待批：报带班领导" in sheet
    assert sheet.count("申请延期") == 1
    assert "一号" in sheet
    assert "收到确认1次" in sheet
    assert "1家未办" in sheet
    assert "移交" not in sheet


async def test_a_long_shift_shows_its_newest_lines(desk: Desk) -> None:
    began = desk.now
    for _ in range(shift_log.MOST_LINES + 3):
        await desk.record("chat.lost", agency="zhujian")
    await desk.record("chat.back", agency="zhujian")
    happened = await shift_log.record_of(desk, began, desk.now + timedelta(minutes=1))
    assert (len(happened.lines), happened.more) == (shift_log.MOST_LINES, 4)
    assert "恢复联系" in happened.lines[-1].text
    assert await audit.between(desk.session, desk.jurisdiction, desk.now, desk.now) == []


async def test_who_comes_on_confirms_once(desk: Desk, shifts: tuple[Shift, Shift]) -> None:
    day, night = shifts
    await handover.hand_over(desk, STAFF, day.key)
    await handover.take_on(desk, COLLEAGUE, night.key)
    assert (night.taken_by, night.taken_at) == (COLLEAGUE.user_id, desk.now)
    with pytest.raises(Refusal, match="takeon_done"):
        await handover.take_on(desk, COLLEAGUE, night.key)
    with pytest.raises(Refusal, match="handover_done"):
        await handover.hand_over(desk, STAFF, day.key)
    assert await handover.begin(desk, night.key) == "taken"


async def test_a_shift_begins_with_the_name_of_who_has_to_hand_over(
    desk: Desk, shifts: tuple[Shift, Shift]
) -> None:
    day, night = shifts
    desk.now += timedelta(hours=1)
    assert await handover.begin(desk, night.key) == "named"
    begun = (await said(desk, OFFICE_CHAT))[-1]
    assert "尚未交班" in begun.text
    assert f'tg://user?id={COLLEAGUE.user_id}">同事' in begun.text
    assert [row[0]["label"] for row in begun.keyboard or []] == ["交班"]
    # Who comes on need not wait for somebody who went home.
    await handover.hand_over(desk, COLLEAGUE, day.key)
    assert await handover.begin(desk, night.key) == "named"


async def test_after_a_gap_there_is_nothing_to_hand_over(
    desk: Desk, shifts: tuple[Shift, Shift]
) -> None:
    day, _ = shifts
    desk.now -= timedelta(hours=11)
    await handover.begin(desk, day.key)
    begun = (await said(desk, OFFICE_CHAT))[-1]
    assert [row[0]["label"] for row in begun.keyboard or []] == ["确认接班"]


async def test_nobody_else_hands_over_and_nobody_too_early(
    desk: Desk, shifts: tuple[Shift, Shift]
) -> None:
    day, night = shifts
    other = Actor(1001, "别人", ("office_staff",))
    with pytest.raises(Refusal, match="handover_not_yours"):
        await handover.hand_over(desk, other, day.key)
    with pytest.raises(Refusal, match="handover_not_yours"):
        await handover.take_on(desk, STAFF, night.key)
    with pytest.raises(Refusal, match="handover_too_early"):
        await handover.hand_over(desk, DEPUTY, night.key)
    desk.now -= timedelta(hours=2)
    with pytest.raises(Refusal, match="takeon_too_early"):
        await handover.take_on(desk, DEPUTY, night.key)
    with pytest.raises(Refusal, match="button_obsolete"):
        await handover.take_on(desk, STAFF, 999)


async def test_for_a_name_nobody_stands_behind_the_office_confirms(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await entered(desk, "12月1日 白班 老王")
    [row] = await rota.ahead(desk)
    with pytest.raises(Refusal, match="office_only"):
        await handover.take_on(desk, LIAISON, row.key)
    await handover.take_on(desk, STAFF, row.key)
    desk.now += timedelta(hours=2)
    await handover.hand_over(desk, STAFF, row.key)
    assert row.handed_over_at == desk.now


async def test_the_log_of_the_running_shift(desk: Desk, shifts: tuple[Shift, Shift]) -> None:
    view = await handover.log(desk, STAFF)
    assert view.by is None
    assert view.shift.name == "白班"
    desk.now += timedelta(days=3)
    with pytest.raises(Refusal, match="shift_none_now"):
        await handover.log(desk, STAFF)


async def test_a_shift_that_was_replaced_begins_for_nobody(
    desk: Desk, shifts: tuple[Shift, Shift]
) -> None:
    _, night = shifts
    await entered(desk, "12月1日 夜班 主任")
    assert await handover.begin(desk, night.key) == "replaced"
    assert await store.beginning(desk.session, desk.jurisdiction, night.starts_at) is not night


async def test_after_an_outage_only_the_running_shift_begins(
    desk: Desk, shifts: tuple[Shift, Shift]
) -> None:
    day, night = shifts
    desk.now = night.starts_at
    assert await handover.begin(desk, day.key) == "over"
    assert await office(desk) == []
    await handover.begin(desk, night.key)
    [alarm] = await alarms.waiting(desk)
    desk.now = night.ends_at
    assert await handover.begin(desk, night.key) == "over"
    # Nobody can take on a shift that is over, so its alarm ends with it.
    await desk.session.refresh(alarm)
    assert alarm.answered_at == desk.now
