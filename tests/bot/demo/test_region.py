"""Several offices on one bot: who is listed under which, and an orange that goes down."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import typer

from bot.demo.command import BEGINS, PLAN, play
from bot.demo.house import OtherOffice, Production
from bot.demo.region import COUNTY, others_of, prefecture_of
from bot.demo.theatre import Theatre, open_theatre
from sandbox import Chat, Message
from sandbox.page.views import chat_key
from tests.bot.demo.performing import actors_of, newest_with
from tests.harness.plans import with_neighbours

ORANGE = "/warn 橙色 2026-12-03 12:00 72小时 PM2.5 预计静稳天气持续"


@pytest.fixture
async def theatre(tmp_path: Path) -> AsyncIterator[Theatre]:
    folder = PLAN.parent
    county = with_neighbours(COUNTY, ("huanjing", "gongan", "jiaoyu"))
    production = Production(
        prefecture_of(folder),
        actors_of(),
        datetime.fromisoformat(BEGINS),
        guests=True,
        others=(county,),
    )
    async with open_theatre(production, tmp_path) as opened:
        yield opened


def below(theatre: Theatre) -> OtherOffice:
    (other,) = theatre.house.others
    return other


def said_in(chat: Chat, *fragments: str) -> Message:
    found = [one for one in chat.messages if all(words in one.text for words in fragments)]
    assert found, [one.text for one in chat.messages]
    return found[-1]


async def sign(theatre: Theatre, *posts: str) -> None:
    house = theatre.house
    for post in posts:
        holder = house.cast.holders[post]
        chat = house.cast.private(holder)
        offered = [one for one in chat.messages if any(_signs(b.text) for b in one.buttons())]
        label = next(b.text for b in offered[-1].buttons() if _signs(b.text))
        house.world.press(holder, offered[-1], label=label)
        await house.rehearsal.settle()


def _signs(label: str) -> bool:
    return label in ("审核同意", "同意", "批准")


async def test_an_orange_of_the_prefecture_reaches_the_countys_office(theatre: Theatre) -> None:
    house, county = theatre.house, below(theatre)
    names = theatre.backstage.offices("zh")
    assert names[house.cast.staff.id] == "克孜勒苏柯尔克孜自治州"
    assert names[county.cast.liaisons["gongan"].id] == "示例县"
    assert theatre.backstage.offices("en")[county.cast.staff.id] == "Example County"
    assert county.cast.staff.name == "值班员甲 · 示例县"
    assert house.cast.holders["director"].name == "赵主任 · 克州"
    assert (await theatre.backstage.ribbon("zh")).title == "克州 · 尚无预警"
    told = await theatre.backstage.hint("zh")
    assert told is not None
    assert told.text.startswith("您是值班员甲 · 克州。")
    panes = theatre.backstage.panes()
    assert panes[1] == (county.cast.staff.id, chat_key(county.cast.office_group()))
    assert theatre.backstage.positions("zh")[county.cast.holders["director"].id] == "办公室主任"

    house.world.say(house.cast.staff, house.cast.office, ORANGE)
    await house.rehearsal.settle()
    draft = newest_with(house.cast.office_group(), "确认发布")
    house.world.press(house.cast.staff, draft, label="确认发布")
    await house.rehearsal.settle()
    await sign(theatre, "director", "deputy_commander")
    card = said_in(county.cast.office_group(), "【上级预警】", "橙色预警", "不得低于橙色")
    assert any("拟稿" in button.text for button in card.buttons())
    said_in(house.cast.office_group(), "未启动（1）：示例县")


def test_the_prefectures_plan_gets_the_county_and_the_others_stay_as_they_are() -> None:
    plan = prefecture_of(PLAN.parent)
    assert [one.id for one in plan.counties][-1] == COUNTY
    assert others_of(PLAN.parent)[0].jurisdiction == COUNTY


def test_the_story_is_that_of_one_office(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        play(story=True, region=True, en=False, port=0, actors=None)
    assert "--region" in capsys.readouterr().out
