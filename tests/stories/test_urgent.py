"""重要信息 goes up at once: a line, signed by whoever leads the shift, and those that follow it."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Chat, Message, Person
from storage.roster.chats import Chat as BoundChat
from storage.roster.chats import ChatRole
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.region import ABOVE, county_plan, open_office, upper_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import asks
from tests.stories.test_rota import enter

FIRE = "乌伊路一化工厂储罐起火，无人员伤亡，消防已到场"
ROTA = """12月1日 夜班 值班员乙 办公室副主任
12月2日 白班 值班员甲 办公室主任
"""


async def with_rules(stage: Stage, **facts: Any) -> None:
    plan = small_plan(FIVE_AGENCIES).model_dump() | facts
    await apply_plan(stage.database, Plan.model_validate(plan), stage.clock.now())


async def answer(stage: Stage, question: Message, text: str) -> None:
    await stage.reply(stage.cast.second, question, text)


@pytest.mark.clause("E12", "A7")
async def test_by_night_a_line_goes_up_as_soon_as_the_leader_of_the_shift_has_signed(
    stage: Stage,
) -> None:
    cast, office = stage.cast, stage.cast.office
    await with_rules(stage, urgent={"leaders": ["deputy_commander", "mayor"]})
    await enter(stage, ROTA)
    await stage.advance_to("12-02 02:00")
    stage.skim()

    await stage.say(cast.second, office, f"/urgent 事故：{FIRE}")
    request = stage.expect_private(
        cast.deputy_director, "请您以带班领导身份签发重要信息首报（事故）", FIRE, "不分昼夜"
    )
    card = stage.expect(office, "待签发：重要信息首报（事故）", "带班领导办公室副主任 待签")
    assert [one.text for one in request.buttons()] == ["签发", "退回"]
    stage.expect_silence()

    # Unsigned it is an alarm after a quarter of an hour, and after a restart as well.
    await stage.restart()
    await stage.advance_to("12-02 02:15")
    stage.expect_private(cast.deputy_director, "审签")
    stage.expect(office, "重要信息首报（事故）", "电话", "值班员值班员乙，请处理")

    await stage.press(cast.deputy_director, request, "签发")
    stage.expect_edit(request, "已签发上报", "昌污指急〔2026〕1号")
    for leader in (cast.deputy_commander, cast.mayor):
        stage.expect_private(
            leader, "【重要信息·首报】事故", FIRE, "签发：办公室副主任 办公室副主任"
        )
    hand_on = stage.expect(office, "请立即转报上级", FIRE, "值班员值班员乙，请处理")
    stage.expect_edit(card, "由办公室转报", "抄报：副指挥长、市政府主要领导", "上级尚未签收")
    stage.expect_silence()

    await stage.press(cast.second, hand_on, "登记签收")
    question = stage.expect(office, "由谁签收")
    await answer(stage, question, "州应急办王某，电话")
    stage.expect(office, "已登记", "州应急办王某，电话")
    stage.expect_edit(card, "签收：✅ 州应急办王某，电话 2026年12月2日2时15分")
    again = await stage.press(cast.second, hand_on, "登记签收")
    stage.expect_toast(again, "已由州应急办王某，电话签收")

    # A follow-up goes under the same number. The shift changes, and who comes on is asked too.
    await stage.advance_to("12-02 08:50")
    stage.skim()
    await stage.press(cast.second, card, "续报")
    await answer(stage, stage.expect(office, "写续报"), "明火已扑灭，正在冷却")
    asked = stage.expect_private(cast.deputy_director, "续报（事故，昌污指急〔2026〕1号）")
    waiting = stage.expect(office, "待签发：重要信息续报")
    await stage.say(cast.staff, office, "/urgent 终报 1号 处置完毕")
    stage.expect(office, "上一条（值班员乙", "尚未签发")
    await stage.advance_to("12-02 09:00")
    too = stage.expect_private(cast.director, "请您以带班领导身份签发重要信息续报", "正在冷却")
    stage.skim(office, cast.private(cast.staff), cast.private(cast.second))
    await stage.press(cast.director, too, "签发")
    stage.expect_edit(asked, "已签发上报")
    stage.expect_edit(waiting, "续报1")
    stage.skim()

    board = await asks(stage, "/desk")
    assert "重要信息未终报1" in board
    assert "昌污指急〔2026〕1号（值班员乙 12月2日02:15首报，最近续报12月2日09:00 值班员乙" in board
    listed = await asks(stage, "/urgent")
    assert "续报1次，最近12月2日09:00 值班员乙；⏳ 上级尚未签收" in listed

    await stage.say(cast.staff, office, "/urgent 终报 1号 处置完毕，无环境影响")
    last = stage.expect_private(cast.director, "重要信息终报", "处置完毕")
    stage.expect(office, "待签发：重要信息终报")
    await stage.press(cast.director, last, "签发")
    stage.expect_edit(card, "🏁 已于2026年12月2日9时终报")
    stage.skim()
    assert "没有未终报" in await asks(stage, "/urgent")
    refused = await stage.forge(cast.staff, card, "urgadd:1:follow_up")
    stage.expect_toast(refused, "昌污指急〔2026〕1号已终报")
    stage.expect_silence()


@pytest.mark.clause("E12")
async def test_an_office_on_the_same_bot_reads_it_at_its_own_desk(stage: Stage) -> None:
    stage.plan = upper_plan()
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    county = await open_office(stage, county_plan())
    await stage.wake()
    director = county.posts["director"]
    # Nobody is on by a rota, so the director signs; what it is about is asked for by buttons.
    await county.say("/urgent")
    await county.press(county.expect("目前没有未终报的重要信息"), "信访")
    await stage.reply(county.staff, county.expect("写首报"), "二十余人到县政府反映停产补偿")
    request = stage.expect_private(director, "请您以办公室主任身份签发重要信息首报（信访）")
    card = county.expect("待签发：重要信息首报（信访）", "⏳ 办公室主任 待签")
    await stage.press(director, request, "签发")
    county.expect("已签发，随即报州重污染天气应急指挥部")
    await stage.wake()
    told = stage.expect(
        stage.cast.office, "乌恰县报来重要信息", "乌污指急〔2026〕1号", "二十余人", "请按“收到”"
    )
    await stage.press(stage.cast.staff, told, "收到")
    stage.expect_edit(told, "值班员甲 2026年12月1日", "签收")
    await stage.wake()
    county.expect("上级值班员甲已于", "签收重要信息首报")
    stage.expect_edit(card, "（函）", "签收：✅ 值班员甲")
    twice = await stage.forge(stage.cast.staff, told, "urgin:1")
    stage.expect_toast(twice, "签收")
    stage.expect_silence()


async def chat_above(stage: Stage) -> tuple[Chat, Person]:
    """The group of the office above, which has no office on this bot."""
    member = stage.world.add_person("州值班员")
    group = stage.world.add_supergroup("州指挥部群", [member])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=member, admin=True)
    stage.cast.bot.updates.drop_all()
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            BoundChat(
                jurisdiction=stage.plan.jurisdiction,
                chat_id=group.id,
                role=ChatRole.OUTSIDE,
                agency=str(ABOVE["id"]),
                title=group.title,
                bound_at=stage.clock.now(),
            )
        )
    return group, member


@pytest.mark.clause("E12")
async def test_what_is_sent_back_or_given_up_goes_nowhere_and_is_written_anew(
    stage: Stage,
) -> None:
    cast, office = stage.cast, stage.cast.office
    await with_rules(stage, outside=[{**ABOVE, "jurisdiction": None}])
    group, member = await chat_above(stage)
    await stage.tell(cast.staff, "/urgent 网上热议空气质量")
    kinds = stage.expect_private(cast.staff, "属于哪一类")
    await stage.press(cast.staff, kinds, "舆情")
    stage.expect_private(cast.staff, "已送签")
    request = stage.expect_private(cast.director, "重要信息首报（舆情）", "网上热议")
    card = stage.expect(office, "待签发：重要信息首报（舆情）")
    await stage.press(cast.director, request, "退回")
    await stage.reply(cast.director, stage.expect_private(cast.director, "理由"), "写明平台和数量")
    stage.skim(cast.private(cast.director))
    stage.expect_edit(card, "已退回", "写明平台和数量")
    stage.expect(office, "退回了重要信息首报（舆情）", "请值班员甲改后用 /urgent 重报")

    await stage.say(cast.staff, office, "/urgent 舆情 某平台三条视频，阅读两万")
    stage.expect_private(cast.director, "三条视频")
    card = stage.expect(office, "待签发")
    pressed = await stage.press(cast.staff, card, "取消")
    stage.expect_toast(pressed, "不再送签")
    stage.expect_edit(card, "已取消")
    stage.skim()
    stage.expect_silence(group)

    await stage.say(cast.staff, office, "/urgent 舆情 某平台五条视频，阅读五万")
    request = stage.expect_private(cast.director, "五条视频")
    card = stage.expect(office, "待签发")
    await stage.press(cast.director, request, "签发")
    told = stage.expect(group, "【重要信息·首报】舆情", "昌污指急〔2026〕1号", "五条视频")
    stage.expect(office, "已签发，随即报州重污染天气应急指挥部")
    await stage.press(member, told, "收到")
    stage.expect_edit(told, "州值班员", "签收")
    stage.expect(office, "上级州值班员已于", "签收")
    stage.expect_edit(card, "（工作群）", "签收：✅ 州值班员")
    assert "预案里没有" not in await asks(stage, "/urgent 续报 9号 无")
