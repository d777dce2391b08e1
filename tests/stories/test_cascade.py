"""A prefecture and a county on one bot: what is issued above binds below, and is filed above."""

import pytest

from office.region import notes
from sandbox import Chat, Message
from storage.roster.chats import Chat as BoundChat
from storage.roster.chats import ChatRole
from tests.harness.cast import apply_plan
from tests.harness.region import (
    SecondOffice,
    county_plan,
    open_office,
    upper_plan,
)
from tests.harness.stage import Stage
from tests.stories.passages import approve

ORANGE = "orange 2026-12-01T09:00 72h PM2.5"


@pytest.fixture
async def county(stage: Stage) -> SecondOffice:
    """The office of one of the prefecture's counties."""
    stage.plan = upper_plan()
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    opened = await open_office(stage, county_plan())
    await stage.wake()
    return opened


async def county_chat(stage: Stage, county: str) -> Chat:
    """Bind a group of this county in the prefecture's office."""
    liaison = stage.world.add_person(f"{county}联络员")
    group = stage.world.add_supergroup(f"{county}群", [liaison])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=liaison, admin=True)
    stage.cast.bot.updates.drop_all()
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            BoundChat(
                jurisdiction=stage.plan.jurisdiction,
                chat_id=group.id,
                role=ChatRole.COUNTY,
                agency=county,
                title=group.title,
                bound_at=stage.clock.now(),
            )
        )
    return group


async def issued_above(stage: Stage, line: str = ORANGE, command: str = "/warn") -> None:
    """The prefecture issues it; what its own members read is no part of these stories."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"{command} {line}")
    draft = stage.expect(cast.office, "拟稿")
    await signed_above(stage, draft)


async def signed_above(stage: Stage, draft: Message) -> None:
    await stage.press(stage.cast.staff, draft, "确认发布")
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    members = [*stage.cast.groups.values()]
    stage.skim(*members, *map(stage.cast.private, stage.cast.holders.values()))


async def signed_below(stage: Stage, county: SecondOffice, draft: Message) -> None:
    await county.press(draft, "确认发布")
    await approve(stage, county.posts["director"])
    await approve(stage, county.posts["deputy_commander"])
    stage.skim(*(stage.cast.private(person) for person in county.posts.values()))


def above_reads(stage: Stage, *fragments: str) -> Message:
    """The first message in the prefecture's group that says all this; what is before is its own."""
    while True:
        message = stage.ear.next_said(stage.cast.office)
        assert message is not None, fragments
        if all(words in message.text for words in fragments):
            return message


@pytest.mark.clause("C5", "A6")
async def test_a_prefectures_alert_binds_its_county_until_it_is_lifted(
    stage: Stage, county: SecondOffice
) -> None:
    own_chat = await county_chat(stage, "wuqia")
    await issued_above(stage)
    card = county.expect("【上级预警】", "发布橙色预警", "昌污指预〔2026〕1号", "不得低于橙色")
    stage.expect_silence(own_chat)
    board = above_reads(stage, "县（市）已启动 0/1", "未启动（1）：乌恰县")

    # Below the floor nothing is drafted.
    await county.say("/warn yellow 2026-12-01T09:00 72h PM2.5")
    county.expect("不得低于橙色", "昌污指预〔2026〕1号")

    await county.press(card, "拟稿：橙色预警")
    draft = county.expect("拟稿", "橙色预警", "按照", "昌污指预〔2026〕1号要求")
    await county.press(draft, "确认发布")
    assert "审签中（1）：乌恰县" in board.text
    await approve(stage, county.posts["director"])
    await approve(stage, county.posts["deputy_commander"])
    stage.skim(*(stage.cast.private(person) for person in county.posts.values()), county.group)
    above_reads(stage, "【备案】乌恰县：重污染天气橙色预警", "乌污指预〔2026〕1号")
    assert "县（市）已启动 1/1" in board.text
    assert "已启动：乌恰县，橙色预警，乌污指预〔2026〕1号" in board.text

    # What is in force above may not be left below.
    await stage.advance_to("12-01 09:30")
    stage.skim()
    await county.say("/lift 空气质量改善，预计持续36小时以上")
    county.expect("仍在执行，本辖区不能解除")
    await county.say("/adjust yellow now 24h PM2.5")
    county.expect("仍在执行，本辖区不得降至黄色")

    await stage.say(stage.cast.staff, stage.cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(stage.cast.office, "拟稿：解除重污染天气橙色预警")
    await stage.press(stage.cast.staff, draft, "确认发布")
    card = county.expect("解除橙色预警", "本辖区预警仍在执行")
    county.expect("【上级要求报送】", "应急响应总结报告")
    await county.press(card, "拟稿解除")
    draft = county.expect("拟稿：解除重污染天气橙色预警")
    await county.press(draft, "确认发布")
    above_reads(stage, "【备案】乌恰县：解除重污染天气橙色预警")
    stage.skim()
    await stage.say(stage.cast.staff, stage.cast.office, "/registers")
    stage.expect(
        stage.cast.office,
        "县（市）预警备案（最近2项）",
        "乌恰县：解除重污染天气橙色预警",
        "乌恰县：重污染天气橙色预警（乌污指预〔2026〕1号），12月1日",
    )


@pytest.mark.clause("C5")
async def test_the_counties_concerned_are_chosen_for_each_alert(
    stage: Stage, county: SecondOffice
) -> None:
    cast = stage.cast
    other = await county_chat(stage, "aheqi")
    await stage.say(cast.staff, cast.office, "/warn orange 2026-12-01T09:00 72h")
    asked = stage.expect(cast.office, "请选首要污染物")
    await stage.press(cast.staff, asked, "PM2.5")
    stage.expect_edit(asked, "请选涉及县（市）")
    await stage.press(cast.staff, asked, "乌恰县")
    stage.expect_edit(asked, "涉及县（市）：乌恰县")
    await stage.press(cast.staff, asked, "选好了（1）")
    stage.expect_edit(asked, "请选发布依据")
    await stage.press(cast.staff, asked, "预计：AQI日均值大于200并持续48小时")
    stage.expect_edit(asked, "已填完")
    draft = stage.expect(cast.office, "拟稿", "涉及县（市）：乌恰县")
    await signed_above(stage, draft)
    county.expect("【上级预警】", "涉及县（市）：乌恰县")
    stage.expect_silence(other)
    stage.skim()


@pytest.mark.clause("C5")
async def test_the_counties_concerned_stand_in_the_line_too(
    stage: Stage, county: SecondOffice
) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn {ORANGE} 涉及 乌恰县、喀什市 静稳天气将持续")
    stage.expect(cast.office, "本预案没有“喀什市”", "乌恰县、阿合奇县", "其余内容已保留")
    asked = stage.expect(cast.office, "请选涉及县（市）", "涉及县（市）：乌恰县")
    await stage.press(cast.staff, asked, "选好了（1）")
    stage.expect_edit(asked, "已填完")
    draft = stage.expect(cast.office, "涉及县（市）：乌恰县", "静稳天气将持续")
    await stage.press(cast.staff, draft, "取消")
    stage.skim(cast.office)
    await stage.say(cast.staff, cast.office, f"/warn {ORANGE} 涉及 阿合奇县")
    stage.expect(cast.office, "拟稿", "涉及县（市）：阿合奇县")
    stage.expect_silence(county.group)


@pytest.mark.clause("C5")
async def test_a_county_that_does_not_start_is_asked_again_and_named_above(
    stage: Stage, county: SecondOffice
) -> None:
    await issued_above(stage)
    county.expect("【上级预警】")
    stage.skim()
    await stage.advance_to("12-01 08:51")
    reminder = county.expect("【催办】", "橙色预警")
    await stage.advance_to("12-01 09:51")
    above_reads(stage, "1个县（市）尚未启动", "乌恰县")
    # The reminder has the draft too.
    await county.press(reminder, "拟稿：橙色预警")
    draft = county.expect("拟稿", "橙色预警")
    await signed_below(stage, county, draft)
    above_reads(stage, "【备案】乌恰县")
    stage.skim()


@pytest.mark.clause("C5")
async def test_a_letter_waits_while_nobody_runs_to_take_it(
    stage: Stage, county: SecondOffice
) -> None:
    await stage.kill()
    async with stage.desks().open(stage.plan.jurisdiction, stage.now(), "cli:test") as desk:
        for number in (1, 2):
            await notes.write(desk, "wuqia", f"第{number}件", "请阅", key=f"note:{number}")
    await stage.start()
    county.expect("【来函】州重污染天气应急指挥部：第1件")
    county.expect("【来函】州重污染天气应急指挥部：第2件")
    await stage.restart()
    stage.expect_silence()
