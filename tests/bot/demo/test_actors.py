"""Scripted people: switched off they leave the group to a human, switched on they take over."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.theatre import Theatre
from tests.bot.demo.performing import (
    GUESTS,
    actors_of,
    issue_alert,
    newest_with,
    playing,
    said_by,
)

HOUR = timedelta(hours=1)


def switch(theatre: Theatre, agency: str, *, on: bool) -> None:
    theatre.backstage.switch_actor(theatre.house.cast.liaisons[agency].id, on)


async def receipts(theatre: Theatre) -> str:
    return dict((await theatre.backstage.ribbon("zh")).figures)["收到"]


async def reports(theatre: Theatre) -> str:
    return dict((await theatre.backstage.ribbon("zh")).figures)["日报"]


def reports_of(theatre: Theatre, agency: str) -> list[str]:
    """What its liaison wrote, but for the command that enrolled the group."""
    cast = theatre.house.cast
    said = said_by(cast.liaisons[agency], cast.group(agency))
    return [text for text in said if not text.startswith("/start")]


async def test_an_agency_left_to_the_reader_waits_for_them(theatre: Theatre) -> None:
    await issue_alert(theatre)
    await theatre.backstage.step(HOUR / 6)
    assert await receipts(theatre) == "4/5"
    states = {one.person: one for one in theatre.backstage.actors("zh")}
    mine = states[theatre.house.cast.liaisons[GUESTS].id]
    assert (mine.on, mine.character, mine.text) == (False, "prompt", "两分钟确认，四十分钟报送")


async def test_switched_off_before_its_time_it_presses_nothing(theatre: Theatre) -> None:
    await issue_alert(theatre)
    switch(theatre, "gongan", on=False)
    await theatre.backstage.step(HOUR / 6)
    assert await receipts(theatre) == "3/5"

    switch(theatre, "gongan", on=True)
    await theatre.backstage.step(HOUR / 6)
    assert await receipts(theatre) == "4/5"


async def test_switched_on_it_answers_the_prompts_that_wait(theatre: Theatre) -> None:
    await issue_alert(theatre)
    await theatre.backstage.step(50 * HOUR)
    assert await reports(theatre) == "4/5"
    assert reports_of(theatre, GUESTS) == []

    switch(theatre, GUESTS, on=True)
    await theatre.backstage.step(HOUR)
    assert await reports(theatre) == "5/5"
    assert len(reports_of(theatre, GUESTS)) == 1


async def test_what_a_human_has_answered_is_not_answered_again(theatre: Theatre) -> None:
    house, liaison = theatre.house, theatre.house.cast.liaisons["gongan"]
    group = house.cast.group("gongan")
    await issue_alert(theatre)
    switch(theatre, "gongan", on=False)
    house.world.press(liaison, newest_with(group, "收到"), label="收到")
    await theatre.backstage.step(48 * HOUR + HOUR / 4)
    house.world.say(liaison, group, "昨日巡查12处。", reply_to=newest_with(group, "申请延期"))
    await house.rehearsal.settle()

    switch(theatre, "gongan", on=True)
    await theatre.backstage.step(2 * HOUR)
    assert reports_of(theatre, "gongan") == ["昨日巡查12处。"]


async def test_characters_send_photos_correct_and_ask_for_time(tmp_path: Path) -> None:
    manners = actors_of(huanjing="photos", gongan="edits", jiaoyu="asks_for_time")
    async with playing(tmp_path, actors=manners) as theatre:
        await issue_alert(theatre)
        await theatre.backstage.step(52 * HOUR)
        cast = theatre.house.cast
        huanjing = cast.group("huanjing").messages
        assert len([message for message in huanjing if message.photo]) == 3
        assert "补充" in reports_of(theatre, "gongan")[0]
        assert "申请延至" in reports_of(theatre, "jiaoyu")[0]
        assert "教育局" in newest_with(cast.office_group(), "同意延期").text


async def test_with_english_its_people_write_english(tmp_path: Path) -> None:
    async with playing(tmp_path, locale="en") as theatre:
        await issue_alert(theatre)
        await theatre.backstage.step(50 * HOUR)
        cast = theatre.house.cast
        assert cast.liaisons["gongan"].name == "Public Security liaison"
        assert cast.group("gongan").title.startswith("Municipal Public Security Bureau")
        assert cast.staff.name == "Duty officer A"
        assert reports_of(theatre, "gongan")[0].isascii()


async def test_an_upgraded_group_is_still_the_agencys(theatre: Theatre) -> None:
    house = theatre.house
    await issue_alert(theatre)
    house.world.upgrade_to_supergroup(house.cast.groups["gongan"])
    await theatre.backstage.step(50 * HOUR)
    assert await reports(theatre) == "4/5"


async def test_nobody_acts_in_a_deleted_group(theatre: Theatre) -> None:
    house = theatre.house
    await issue_alert(theatre)
    house.world.delete_group(house.cast.groups["gongan"])
    await theatre.backstage.step(HOUR)
    assert await receipts(theatre) == "3/5"


async def test_only_scripted_people_can_be_switched(theatre: Theatre) -> None:
    with pytest.raises(LookupError, match="12345"):
        theatre.backstage.switch_actor(12345, False)
