"""Scripted people: switched off they leave the group to a human, switched on they take over."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.theatre import Theatre
from tests.bot.demo.performing import (
    GUESTS,
    actors_of,
    follow,
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
    """What its liaison wrote, without the command that enrolled the group."""
    cast = theatre.house.cast
    said = said_by(cast.liaisons[agency], cast.group(agency))
    return [text for text in said if not text.startswith("/start")]


async def test_characters_act_and_an_agency_left_to_the_reader_waits_for_them(
    tmp_path: Path,
) -> None:
    """They send photos, correct and ask for time; once it is switched on again, it answers the
    prompts that wait."""
    manners = actors_of(huanjing="photos", gongan="edits", jiaoyu="asks_for_time")
    async with playing(tmp_path, actors=manners) as theatre:
        with pytest.raises(LookupError, match="12345"):
            theatre.backstage.switch_actor(12345, False)
        await issue_alert(theatre)
        await theatre.backstage.step(HOUR / 6)
        assert await receipts(theatre) == "4/5"
        states = {one.person: one for one in theatre.backstage.actors("zh")}
        mine = states[theatre.house.cast.liaisons[GUESTS].id]
        assert (mine.on, mine.character, mine.text) == (False, "prompt", "两分钟确认，四十分钟报送")

        await theatre.backstage.step(54 * HOUR)
        cast = theatre.house.cast
        huanjing, sender = cast.group("huanjing").messages, cast.liaisons["huanjing"]
        photos = [one for one in huanjing if one.photo and one.sender.id == sender.id]
        assert len(photos) == 3
        assert "补充" in reports_of(theatre, "gongan")[0]
        assert "申请延至" in reports_of(theatre, "jiaoyu")[0]
        assert "教育局" in newest_with(cast.office_group(), "同意延期").text
        assert await reports(theatre) == "3/5"
        assert reports_of(theatre, GUESTS) == []

        switch(theatre, GUESTS, on=True)
        await theatre.backstage.step(HOUR)
        assert await reports(theatre) == "4/5"
        assert len(reports_of(theatre, GUESTS)) == 1


async def test_who_is_switched_off_leaves_it_to_a_human(theatre: Theatre) -> None:
    """It presses nothing before its time, and does not answer again what was answered.

    An upgraded group is still the agency's, a deleted one nobody's.
    """
    house, liaison = theatre.house, theatre.house.cast.liaisons["gongan"]
    group = house.cast.group("gongan")
    await issue_alert(theatre)
    # Its liaison has read the alert, and presses the button in the group that is there by then.
    house.world.upgrade_to_supergroup(house.cast.groups["binhu"])
    for agency in ("gongan", "jiaoyu"):
        switch(theatre, agency, on=False)
    await theatre.backstage.step(HOUR / 6)
    assert await receipts(theatre) == "2/5"
    switch(theatre, "jiaoyu", on=True)
    await theatre.backstage.step(HOUR / 6)
    assert await receipts(theatre) == "3/5"

    house.world.press(liaison, newest_with(group, "收到"), label="收到")
    await theatre.backstage.step(46 * HOUR)
    assert await receipts(theatre) == "4/5"
    house.world.delete_group(house.cast.groups["huanjing"])
    await theatre.backstage.step(2 * HOUR)
    house.world.say(liaison, group, "昨日巡查12处。", reply_to=newest_with(group, "申请延期"))
    await house.rehearsal.settle()

    switch(theatre, "gongan", on=True)
    await theatre.backstage.step(2 * HOUR)
    assert reports_of(theatre, "gongan") == ["昨日巡查12处。"]
    # The group of one was deleted, and another waits for the reader.
    assert await reports(theatre) == "3/5"


async def test_english_people_are_led_and_write_in_english(tmp_path: Path) -> None:
    async with playing(tmp_path, locale="en") as theatre:
        while hint := await theatre.backstage.hint("en"):
            assert hint.text.isascii() or "“" in hint.text or "收到" in hint.text
            assert await follow(theatre)
        ribbon = await theatre.backstage.ribbon("en")
        assert ribbon.title == "Orange alert for heavy pollution: issued, not started"
        assert ("received", "1/5") in ribbon.figures

        await theatre.backstage.step(50 * HOUR)
        cast = theatre.house.cast
        assert cast.liaisons["gongan"].name == "Public Security liaison"
        assert cast.group("gongan").title.startswith("Municipal Public Security Bureau")
        assert cast.staff.name == "Duty officer A"
        assert cast.holders["director"].name == "Li"
        assert reports_of(theatre, "gongan")[0].isascii()
