"""Whoever comes on is reminded in private; the office is told of those who cannot be."""

from office.desk import Desk
from office.shifts import coming_on, rota
from storage.roster.enrolment import CodeFor
from tests.office.conftest import Enrol
from tests.office.episodes import OFFICE_CHAT
from tests.office.shifts.test_rota import entered
from tests.office.signers import DIRECTOR, STAFF, appoint, said


async def test_officer_and_leader_are_told_and_one_person_once(desk: Desk) -> None:
    await appoint(desk, STAFF, DIRECTOR)
    await entered(desk, "12月1日 白班 值班员 主任\n12月1日 夜班 主任 主任")
    day, night = await rota.ahead(desk)
    assert await coming_on.remind(desk, day.key) == "reminded"
    await coming_on.remind(desk, night.key)
    [officer] = await said(desk, STAFF.user_id)
    assert "由您接班" in officer.text
    leading, own = await said(desk, DIRECTOR.user_id)
    assert "由您带班" in leading.text
    assert "由您接班" in own.text


async def test_the_office_hears_whom_nobody_could_remind(desk: Desk, enrol: Enrol) -> None:
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=1)
    await entered(desk, "12月1日 白班 老王 老李")
    [row] = await rota.ahead(desk)
    await coming_on.remind(desk, row.key)
    assert "老王、老李未接入或联系不上" in (await said(desk, OFFICE_CHAT))[-1].text


async def test_a_shift_that_was_replaced_reminds_nobody(desk: Desk) -> None:
    await entered(desk, "12月1日 白班 老王")
    [old] = await rota.ahead(desk)
    await entered(desk, "12月1日 白班 老李")
    assert await coming_on.remind(desk, old.key) == "replaced"
    assert await coming_on.remind(desk, 999) == "replaced"


async def test_after_an_outage_a_shift_that_is_over_is_not_told(desk: Desk) -> None:
    await appoint(desk, STAFF)
    await entered(desk, "12月1日 白班 值班员")
    [row] = await rota.ahead(desk)
    desk.now = row.ends_at
    assert await coming_on.remind(desk, row.key) == "over"
    assert await said(desk, STAFF.user_id) == []
