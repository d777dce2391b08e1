"""One problem from the field to a lead on paper, with all that may come between.

The team that found it falls silent, its body disputes it, answers too little, asks for time, gets
a new chat, and the bot dies on the way.
"""

import pytest

from office.bodies.new_codes import Target
from office.plan.model import Plan
from sandbox import Bot, Chat, Message, Person
from storage.roster.enrolment import CodeFor
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.inspecting import facts_with_inspection
from tests.harness.plans import with_problem_ladder
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import breathe
from tests.stories.test_convenings import convene
from tests.stories.test_other_bodies import bring_in

BODY = "zhujian"
FINDING = "问题：建设路12号，鑫源商砼，2号线仍在生产"


def _plan() -> Plan:
    """Agencies owe no reports here, so that all slips are about the problem."""
    facts = facts_with_inspection(FIVE_AGENCIES)
    owes = [one for one in facts["owes"] if one["kind"] not in ("daily", "closing")]
    return with_problem_ladder(Plan.model_validate(facts | {"owes": owes}), "jiaoyu")


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    stage = await set_stage(Scene(basic_groups=[BODY]))
    await apply_plan(stage.database, _plan(), stage.clock.now())
    return stage


def newest(chat: Chat, *fragments: str) -> Message:
    """The newest message of the bot there that says all this."""
    for message in reversed(chat.messages):
        if isinstance(message.sender, Bot) and all(one in message.text for one in fragments):
            return message
    said = [one.text[:40] for one in chat.messages[-20:]]
    raise AssertionError(f"{fragments} is not among {said}")


def heard(stage: Stage, words: str) -> list[str]:
    """Whatever was said anywhere since we looked last and has these words, and the chat."""
    return [one.chat.title for one in stage.skim() if words in one.text]


async def dies(stage: Stage) -> None:
    await stage.kill()
    await stage.start()


async def signs(stage: Stage, colour: str, *signers: Person, copies: str = "") -> None:
    """Each of them signs in turn; the first says whether copies go, if that is asked."""
    for place, signer in enumerate(signers):
        asked = newest(stage.cast.private(signer), "签发督办单（1份）", colour)
        if copies and not place:
            await stage.press(signer, asked, copies)
        is_last = place == len(signers) - 1
        await stage.press(signer, asked, "同意" if is_last else "审核同意")
    await breathe(stage)


async def found_by_a_team(stage: Stage) -> tuple[Chat, Message]:
    """A team is convened, files a problem with a photo, and its card stands before the office."""
    for body, notice in (await convene(stage)).items():
        await stage.press(stage.cast.liaisons[body], notice, "收到")
    (code,) = await code_for(stage, Target(CodeFor.TEAM, "special_group"))
    group, member = await bring_in(stage, "专项小组群", code)
    notice = newest(group, "督导帮扶通知")
    await stage.photo(member, group, caption=FINDING, reply_to=notice)
    stage.skim()
    card = newest(stage.cast.office, "昌污指问〔2026〕1号：待交办", "照片、视频、文件：1个")
    return group, card


async def charged(stage: Stage, card: Message) -> Message:
    """The office charges a body until 18:00 of the next day; return what the body reads."""
    cast = stage.cast
    await stage.press(cast.staff, card, "交办")
    await stage.reply(cast.staff, newest(cast.office, "请选责任单位"), "住建局")
    await stage.press(
        cast.staff, newest(cast.office, "请选整改要求"), "立即整改，书面报告整改落实情况"
    )
    await stage.reply(cast.staff, newest(cast.office, "请选整改时限"), "12月2日18时")
    await stage.press(cast.staff, newest(cast.office, "拟稿：问题整改"), "确认发布")
    await breathe(stage)
    stage.skim()
    return newest(cast.groups[BODY], "问题整改交办：鑫源商砼")


async def disputed_in_vain(stage: Stage, order: Message) -> None:
    cast = stage.cast
    await stage.press(cast.liaisons[BODY], order, "不属本单位")
    await stage.reply(
        cast.liaisons[BODY], newest(order.chat, "不属本单位的理由"), "该企业由商工局监管。"
    )
    claim = newest(cast.office, "不属本单位", "商工局监管")
    await dies(stage)
    await stage.advance(hours=2)
    await stage.press(cast.staff, claim, "仍由该单位整改")
    await stage.reply(cast.staff, newest(cast.office, "仍由住建局整改的理由"), "属你局职责。")
    stage.skim()
    newest(order.chat, "仍由贵单位整改", "12月2日20:00")


async def named_in_a_bulletin(stage: Stage, until: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/bulletin")
    asked = newest(cast.office, "通报哪些问题")
    for word in ("昌污指问〔2026〕1号 鑫源商砼", "选定（1个）"):
        await stage.press(cast.staff, asked, word)
    await stage.press(cast.staff, asked, "以下问题尚未整改到位，请有关单位立即整改并报告整改情况")
    await stage.press(cast.staff, asked, "全部单位")
    await stage.reply(cast.staff, newest(cast.office, "整改时限到何时"), until)
    await stage.press(cast.staff, newest(cast.office, "拟稿：问题通报"), "确认发布")
    await breathe(stage)


async def returned(stage: Stage, until: str) -> None:
    """The office finds that the answer put right too little, and sends it back."""
    cast = stage.cast
    await stage.press(cast.staff, newest(cast.office, "住建局", "申请销号"), "退回整改")
    await stage.reply(cast.staff, newest(cast.office, "写明要补正什么"), "3号线仍在生产。")
    await stage.reply(cast.staff, newest(cast.office, "请选择补正时限"), until)


async def listed(stage: Stage, card: Message) -> None:
    cast = stage.cast
    await stage.press(cast.staff, card, "挂牌督办")
    limits = newest(cast.office, "挂牌督办：请选整改时限")
    await stage.press(cast.staff, limits, limits.buttons()[0].text)
    await stage.reply(cast.staff, newest(cast.office, "第一行写本办公室跟踪问题"), "王联络")
    stage.skim()


async def asks_for_time(stage: Stage, slip: Message) -> None:
    liaison = stage.cast.liaisons[BODY]
    await stage.press(liaison, slip, "申请延期")
    await stage.reply(liaison, newest(slip.chat, "延期的理由"), "设备在途，三日后到货")


async def decides(stage: Stage, word: str, until: str) -> None:
    cast = stage.cast
    card = newest(cast.office, "申请延期", "设备在途")
    await stage.press(cast.staff, card, word)
    await stage.press(cast.staff, card, "另定时间")
    await stage.reply(cast.staff, newest(cast.office, "新的截止时间"), until)


async def referred(stage: Stage) -> None:
    """Director and commander confirm it one after the other; nobody else hears of it."""
    cast = stage.cast
    stage.skim(cast.office)
    for person in (cast.director, cast.commander):
        proposal = newest(cast.private(person), "问题线索移交函〔待确认〕")
        await stage.press(person, proposal, "确认移交")
        asked = newest(cast.private(person), "请再次确认", "办公室尚未批复")
        await stage.press(person, asked, "确定移交")
    stage.expect_silence(cast.office, *cast.groups.values())
    paper = newest(cast.private(cast.director), "请取文书打印")
    await stage.press(cast.director, paper, "登记签收")
    asked = newest(cast.private(cast.director), "的签收人和时间")
    await stage.reply(cast.director, asked, "张某")
    newest(cast.private(cast.director), "已登记：昌污指移〔2026〕1号", "张某")
    stage.expect_silence(cast.office, *cast.groups.values())
    stage.skim()


@pytest.mark.clause("E5", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10")
async def test_a_problem_from_the_field_to_a_lead_on_paper(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[BODY]
    team, card = await found_by_a_team(stage)
    order = await charged(stage, card)
    await disputed_in_vain(stage, order)
    group = stage.world.upgrade_to_supergroup(order.chat)
    await stage.settle()
    assert group.id != order.chat.id
    # The team says nothing of its day; it is asked again, the office is told, and no slip follows.
    await stage.advance_to("12-02 17:00")
    assert sum("12月1日督导检查小结" in one.text for one in stage.skim(team)) == 2
    newest(cast.office, "专项小组", "12月1日督导检查小结")
    # Nothing named it yet, so its deadline brings a word to the office and no slip.
    await stage.advance_to("12-03 09:00")
    assert "签发督办单" not in "".join(one.text for one in stage.skim())
    await named_in_a_bulletin(stage, "12月3日14时")
    await dies(stage)
    # It is overdue, and yet has the time that the bulletin gives.
    await stage.advance_to("12-03 13:55")
    assert "签发督办单" not in "".join(one.text for one in stage.skim())
    await stage.advance_to("12-03 14:05")
    # The prompt slip has a deadline of its own, and is answered in writing.
    asked = newest(cast.office, "待签发：督办单（1份）", "提示单")
    await stage.press(cast.staff, asked, "12月4日15:00前")
    stage.skim()
    await signs(stage, "提示单", cast.director)
    slip = newest(group, "提示单：问题“鑫源商砼”", "12月4日15时前整改落实到位")
    stage.skim()
    await stage.advance_to("12-03 16:00")
    await stage.reply(liaison, slip, "2号线已停机，附停机记录。")
    answer = newest(group, "已收到", "整改情况")
    stage.expect_edit(slip, "已于12月3日16时补报，待核验销号")
    await stage.press(liaison, answer, "申请销号")
    await returned(stage, "12月7日12时")
    newest(group, "3号线仍在生产", "12月7日12:00")
    await dies(stage)
    stage.skim()
    # Only when that time has passed the next step follows: yellow, once the problem is listed.
    await listed(stage, card)
    await stage.advance_to("12-07 11:55")
    assert "签发督办单" not in "".join(one.text for one in stage.skim())
    await stage.advance_to("12-07 12:05")
    await signs(stage, "黄色提示单", cast.director, copies="抄报")
    yellow = newest(group, "黄色提示单：问题“鑫源商砼”")
    newest(cast.private(cast.deputy_commander), "黄色提示单")
    await asks_for_time(stage, yellow)
    await decides(stage, "同意延期", "12月14日12:00")
    await stage.advance_to("12-14 11:55")
    assert "签发督办单" not in "".join(one.text for one in stage.skim())
    await stage.advance_to("12-14 12:05")
    await signs(stage, "橙色督办单", cast.director)
    newest(group, "橙色督办单：问题“鑫源商砼”")
    assert not heard(stage, "抄报件")
    await stage.advance_to("12-16 18:05")
    await signs(stage, "红色督办单", cast.director, cast.commander, copies="抄报")
    red = newest(group, "红色督办单：问题“鑫源商砼”")
    await dies(stage)
    newest(cast.private(cast.mayor), "红色督办单")
    # Whoever lays it before the leaders gets what went at one step as one list.
    await stage.advance(minutes=5)
    newest(cast.groups["jiaoyu"], "红色督办单〔抄报〕", "请及时呈报")
    # At red a good reason stops nothing by itself.
    await asks_for_time(stage, red)
    newest(cast.office, "申请延期", "申请延期不暂停督办")
    stage.skim()
    await stage.advance_to("12-17 18:05")
    await referred(stage)
    await invariants.check(stage)
