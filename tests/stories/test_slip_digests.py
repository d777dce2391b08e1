"""Leaders and the office read one list of the slips of a step, kept true where it stands."""

import re

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.plans import city, small_plan
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage
from tests.stories.passages import REPORT, all_confirm, asks, issue
from tests.stories.test_missed_by_many import prompt, slips_go


def listing(*, copies: str = "always") -> Plan:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    for rung in facts["ladders"]["report"]:
        if rung["step"] == "yellow":
            rung["copies_when"] = copies
    # All five are late, and nobody is to be asked about that here.
    return Plan.model_validate(facts | {"many": {"share": 0.99, "least": 6}})


async def yellow(stage: Stage, *, copies: str = "always") -> Message:
    """It is 12:31, and all five have a yellow slip; return the office's list."""
    await stage.passage(f"yellow slips, copies {copies}", lambda: _reminded(stage, copies))
    await stage.advance_to("12-02 12:30")
    return await slips_go(stage, "黄色提示单", *FIVE_AGENCIES)


async def _reminded(stage: Stage, copies: str) -> None:
    await apply_plan(stage.database, listing(copies=copies), stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 12:29")
    stage.skim()


async def withdraws(stage: Stage, slip_id: int, serial: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/slips")
    shown = stage.expect(cast.office, "未销号的督办件")
    await stage.forge(cast.staff, shown, f"slipdrop:{slip_id}")
    asked = stage.expect(cast.office, "理由", serial)
    await stage.reply(cast.staff, asked, "误发")
    stage.expect(cast.office, f"已撤回{serial}")


@pytest.mark.clause("F6")
async def test_leaders_read_one_list_and_it_follows_each_slip(stage: Stage) -> None:
    cast = stage.cast
    in_office = await yellow(stage)
    copy = stage.expect_private(
        cast.deputy_commander,
        "黄色提示单〔抄报清单〕：5家逾期未报",
        "下列单位12月1日应急响应工作日报至今未收到",
        "2. 市公安局　昌污指黄提〔2026〕2号",
        "以上各件均已送达",
    )
    stage.expect_silence()
    await stage.advance_to("12-02 12:40")
    await stage.reply(cast.liaisons["gongan"], prompt(stage, "gongan"), REPORT)
    stage.expect_edit(copy, "已于12月2日12时40分补报，销号")
    stage.expect_edit(in_office, "已于12月2日12时40分补报，销号")
    stage.skim(cast.groups["gongan"])
    stage.expect_silence()
    await withdraws(stage, 8, "昌污指黄提〔2026〕3号")
    stage.expect(cast.groups["zhujian"], "撤回黄色提示单")
    stage.expect_edit(copy, "3. 市住建局　昌污指黄提〔2026〕3号\n　↩️ 已于12月2日12时40分撤回")
    stage.expect_edit(in_office, "↩️ 已于12月2日12时40分撤回")
    taken_back = stage.expect_private(cast.deputy_commander, "撤回黄色提示单：市住建局", "误发")
    assert taken_back.reply_to is copy
    await withdraws(stage, 9, "昌污指黄提〔2026〕4号")
    stage.expect(cast.groups["jiaoyu"], "撤回黄色提示单")
    stage.expect_private(cast.deputy_commander, "撤回黄色提示单：市教育局")
    stage.expect_edit(copy, "4. 市教育局　昌污指黄提〔2026〕4号\n　↩️")
    stage.expect_silence()
    record = await asks(stage, "/slips 住建局")
    assert "昌污指" in record or "没有" in record
    await stage.advance_to("12-02 14:31")
    for agency in ("huanjing", "binhu"):
        stage.expect(cast.groups[agency], "橙色督办单")
    stage.expect(cast.office, "已下发橙色督办单2件")
    stage.expect_private(cast.commander, "橙色督办单〔抄报清单〕：2家逾期未报")
    stage.expect_silence()


@pytest.mark.clause("F6")
async def test_the_office_is_asked_once_for_the_list(stage: Stage) -> None:
    cast = stage.cast
    card = await yellow(stage, copies="asked")
    assert "是否抄报副指挥长" in card.text
    assert [one.text for one in card.buttons()] == ["全部抄报", "不抄报", "逐件选择"]
    stage.expect_silence()
    query = await stage.press(cast.staff, card, "全部抄报")
    stage.expect_toast(query, "已抄报5件")
    stage.expect_edit(card, "5. 滨湖镇　昌污指黄提〔2026〕5号　📨 已抄报")
    assert card.buttons() == []
    stage.expect_private(cast.deputy_commander, "黄色提示单〔抄报清单〕：5家逾期未报")
    stage.expect_silence()
    query = await stage.forge(cast.second, card, "listnocopy:2")
    stage.expect_toast(query, "这张清单的抄报已定")


async def test_copies_are_chosen_one_by_one_or_not_sent(stage: Stage) -> None:
    cast = stage.cast
    card = await yellow(stage, copies="asked")
    await withdraws(stage, 8, "昌污指黄提〔2026〕3号")
    stage.skim()
    await stage.press(cast.staff, card, "逐件选择")
    labels = [one.text for one in card.buttons()]
    assert "☐ 市公安局" in labels
    assert "☐ 市住建局" not in labels
    query = await stage.press(cast.staff, card, "抄报已选")
    stage.expect_toast(query, "尚未点选")
    for name in ("市公安局", "市教育局"):
        await stage.press(cast.staff, card, name)
    assert "抄报已选（2件）" in [one.text for one in card.buttons()]
    query = await stage.press(cast.staff, card, "市教育局")
    query = await stage.press(cast.staff, card, "抄报已选（1件）")
    stage.expect_toast(query, "已抄报1件")
    stage.expect_edit(card, "2. 市公安局　昌污指黄提〔2026〕2号　📨 已抄报", "不抄报")
    copy = stage.expect_private(cast.deputy_commander, "〔抄报清单〕：1家逾期未报", "市公安局")
    assert "市教育局" not in copy.text
    stage.expect_silence()


async def test_a_slip_that_was_not_served_stands_in_no_list(stage: Stage) -> None:
    cast = stage.cast
    await stage.passage("yellow slips, copies always", lambda: _reminded(stage, "always"))
    stage.world.kick_bot(cast.groups["zhujian"], cast.bot, cast.liaisons["zhujian"])
    await stage.settle()
    stage.skim()
    await stage.advance_to("12-02 12:31")
    copy = stage.expect_private(cast.deputy_commander, "〔抄报清单〕：4家逾期未报")
    assert "住建局" not in copy.text
    listed = [one for one in stage.skim(cast.office) if "已下发黄色提示单" in one.text]
    assert ["住建局" in one.text for one in listed] == [False]
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_thirty_eight_are_late_and_nobody_reads_thirty_eight_messages(
    set_stage: SetStage,
) -> None:
    stage = await set_stage(Scene(agencies=None))
    cast = stage.cast
    plan = Plan.model_validate(city().model_dump() | {"many": {}})
    await apply_plan(stage.database, plan, stage.clock.now())
    await issue(stage)
    await stage.advance_to("12-02 11:59")
    stage.skim()
    await stage.advance_to("12-02 12:01")
    card = stage.expect(cast.office, "发单前请核", "应报38家，38家到期未报")
    stage.expect_silence()
    await stage.press(cast.staff, card, "照常发单")
    stage.expect_everywhere("逾期提醒")
    await stage.advance(minutes=2)
    [told] = [one for one in stage.skim(cast.office) if one is not card]
    assert "已下发逾期提醒38件" in told.text
    await stage.advance_to("12-02 12:34")
    stage.expect_everywhere("黄色提示单")
    [told] = stage.skim(cast.office)
    assert "已下发黄色提示单38件" in told.text
    [copy] = stage.skim(cast.private(cast.deputy_commander))
    assert "〔抄报清单〕：38家逾期未报" in copy.text
    assert len(re.findall(r"昌污指黄提〔2026〕\d+号", copy.text)) == 38
    stage.expect_silence()
