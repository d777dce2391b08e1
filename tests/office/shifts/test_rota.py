"""The rota: entered, changed, looked up by the hour; its gaps, and names that nobody has."""

from datetime import timedelta

import pytest
from sqlmodel import select

from office.bodies.people import Actor
from office.desk import Desk
from office.records import handover
from office.refusal import Refusal
from office.shifts import lines, rota
from storage.agenda import AgendaItem, AgendaState
from storage.rota.shifts import Shift
from tests.office.signers import COLLEAGUE, DIRECTOR, EVERYBODY, LIAISON, STAFF, appoint

NIGHT = timedelta(hours=14)
"""From 08:00 to 22:00."""


async def entered(desk: Desk, text: str) -> int:
    return await rota.enter(desk, STAFF, rota.read(desk, text).shifts)


async def waiting(desk: Desk) -> list[AgendaItem]:
    query = select(AgendaItem).where(
        AgendaItem.kind == rota.REMINDER, AgendaItem.state == AgendaState.WAITING
    )
    return list((await desk.session.exec(query)).all())


async def at(desk: Desk, after: timedelta) -> Shift | None:
    desk.now += after
    found = await rota.on_duty(desk)
    desk.now -= after
    return found


async def test_an_office_without_a_rota_has_nobody_on(desk: Desk) -> None:
    assert await rota.on_duty(desk) is None
    view = await lines.view(desk)
    assert view.is_empty
    assert view.gaps == ()
    with pytest.raises(Refusal, match="rota_nothing_read"):
        await rota.enter(desk, STAFF, [])


async def test_who_is_on_is_found_by_the_hour(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    assert await entered(desk, "12月1日 白班 值班员 主任\n12月1日 夜班 同事") == 2
    day, night = await at(desk, timedelta(hours=2)), await at(desk, NIGHT)
    assert day is not None
    assert night is not None
    assert (day.officer_id, day.leader_id) == (STAFF.user_id, DIRECTOR.user_id)
    assert (night.officer_id, night.leader, night.leader_id) == (COLLEAGUE.user_id, "", None)
    assert await at(desk, timedelta(hours=26)) is None
    following = await rota.following(desk)
    assert following is not None
    assert following.key == day.key


async def test_a_line_without_a_shift_is_of_the_whole_day_and_what_is_over_is_handed_back(
    desk: Desk,
) -> None:
    text = "11月30日 白班 甲\n12月1日 甲 乙\n12月1日 夜班 丙\n11月30日 夜班 丁"
    reading = rota.read(desk, text)
    # 30 November's night lasts until nine, and it is eight.
    assert [(one.turn.name, one.officer) for one in reading.shifts] == [
        ("夜班", "丁"),
        ("白班", "甲"),
        ("夜班", "甲"),
    ]
    assert [(one.number, one.reason) for one in reading.unread] == [
        (1, "rota_over"),
        (3, "rota_twice"),
    ]


async def test_a_newer_table_takes_the_place_of_what_it_changes_alone(desk: Desk) -> None:
    await entered(desk, "12月1日 甲\n12月2日 甲")
    reminders = await waiting(desk)
    assert len(reminders) == 4
    assert await entered(desk, "12月1日 夜班 乙\n12月2日 白班 甲") == 1
    rows = await rota.ahead(desk)
    assert [row.officer for row in rows] == ["甲", "乙", "甲", "甲"]
    left = await waiting(desk)
    assert len(left) == 4
    assert {item.subject for item in left} == {row.key for row in rows}


TABLE = "日期,白班,夜班,带班领导,备班,司机\n12月1日,值班员,同事,主任,老赵,{driver}"


async def test_whoever_else_is_in_a_shift_is_shown_with_it_and_told_nothing(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    reading = rota.read(desk, TABLE.format(driver="小李、小张"))
    shown = (await lines.preview(desk, reading)).shifts[0]
    assert [(one.role, one.names) for one in shown.others] == [
        ("备班", ("老赵",)),
        ("司机", ("小李", "小张")),
    ]
    assert await rota.enter(desk, STAFF, reading.shifts) == 2
    desk.now += timedelta(hours=2)
    view = await lines.view(desk)
    assert view.unknown == ()
    words = desk.words.text("shift_now", view)
    assert "备班：老赵\n司机：小李、小张" in words
    assert "同事，带班 主任，备班 老赵，司机 小李、小张" in words
    said = desk.words.text("shift_sheet", await handover.log(desk, STAFF))
    assert "值班员 值班员，带班 主任，备班 老赵，司机 小李、小张\n" in said
    listed = desk.words.text("shift_list", {"shifts": (shown,)})
    assert listed.endswith("，备班 老赵，司机 小李、小张")


async def test_a_table_that_changes_others_alone_is_a_change(desk: Desk) -> None:
    for driver, changed in (("小李", 2), ("小李", 0), ("小张", 2)):
        assert await entered(desk, TABLE.format(driver=driver)) == changed


async def test_the_reminder_of_a_shift_that_begins_soon_is_due_at_once(desk: Desk) -> None:
    desk.now += timedelta(minutes=50)
    await entered(desk, "11月30日 夜班 甲\n12月1日 白班 乙")
    [item] = await waiting(desk)
    assert item.due_at == desk.now


async def test_gaps_and_unknown_names_are_told(desk: Desk) -> None:
    await appoint(desk, STAFF)
    await entered(desk, "12月1日 白班 值班员 王局\n12月2日 值班员 王局")
    view = await lines.view(desk)
    assert view.unknown == ("王局",)
    first = view.gaps[0]
    # Until nine it is still the night of the day before, which nobody has.
    assert (first.name, desk.local(first.starts_at).day) == ("夜班", 30)
    assert len(view.gaps) + view.more_gaps == 12
    assert view.now is None
    assert view.following is not None


async def test_two_people_of_one_name_are_not_told_apart(desk: Desk) -> None:
    await appoint(desk, STAFF, Actor(71, "张伟", ("office_staff",)))
    await appoint(desk, Actor(72, "张伟", ("office_staff",)))
    await entered(desk, "12月1日 白班 张伟")
    [row] = await rota.ahead(desk)
    assert row.officer_id is None


async def test_a_name_is_claimed_once_and_remembered(desk: Desk) -> None:
    await appoint(desk, STAFF, COLLEAGUE)
    await entered(desk, "12月1日 白班 老王 老王\n12月2日 白班 老李 老王")
    first, second = await rota.ahead(desk)
    assert await rota.claim(desk, STAFF, first.key, as_leader=False) == "老王"
    assert (first.officer_id, first.leader_id) == (STAFF.user_id, STAFF.user_id)
    assert (second.officer_id, second.leader_id) == (None, STAFF.user_id)
    with pytest.raises(Refusal, match="rota_claimed"):
        await rota.claim(desk, COLLEAGUE, second.key, as_leader=True)
    await entered(desk, "12月3日 白班 老王")
    assert (await rota.ahead(desk))[-1].officer_id == STAFF.user_id


async def test_only_who_holds_a_post_claims_a_name(desk: Desk) -> None:
    await entered(desk, "12月1日 白班 老王")
    [row] = await rota.ahead(desk)
    with pytest.raises(Refusal, match="office_only"):
        await rota.claim(desk, LIAISON, row.key, as_leader=False)
    with pytest.raises(Refusal, match="button_obsolete"):
        await rota.claim(desk, STAFF, row.key, as_leader=True)
    with pytest.raises(Refusal, match="button_obsolete"):
        await rota.claim(desk, STAFF, 999, as_leader=False)


async def test_the_preview_shows_what_is_read_and_what_is_not(desk: Desk) -> None:
    await appoint(desk, STAFF)
    reading = rota.read(desk, "12月1日 白班 值班员 老王\n12月1日 中班 甲")
    view = await lines.preview(desk, reading)
    assert view.unknown == ("老王",)
    assert "可写白班、夜班" in view.unread[0].reason
    assert view.shifts[0].leader is not None
