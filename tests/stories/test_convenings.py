"""Joint inspection: proposed with an orange order, convened, summed up each day until it ends."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Message
from storage.roster.enrolment import CodeFor
from tests.harness.cast import apply_plan
from tests.harness.inspecting import MEMBERS, plan_with_inspection
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import all_confirm, approve, asks, sent_for_approval
from tests.stories.test_other_bodies import bring_in

SUMMARY = "出动检查组3个，检查企业12家，发现问题2个，已整改1个。"


@pytest.fixture
async def inspecting(stage: Stage) -> None:
    await apply_plan(stage.database, plan_with_inspection(FIVE_AGENCIES), stage.clock.now())


async def convene(stage: Stage) -> dict[str, Message]:
    """Let an orange alert call for it, confirm the draft, and return what the members read."""
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    alerts = stage.expect_everywhere("橙色预警")
    draft = next(one for one in stage.skim(cast.office) if "拟稿：督导帮扶通知" in one.text)
    assert "拟稿：系统" in draft.text
    # This plan does not say whom a member sends.
    assert "专项小组：生态环境、公安局，联络人由组长指定" in draft.text
    await all_confirm(stage, alerts)
    stage.skim()
    await stage.press(cast.staff, draft, "确认发布")
    told = {
        body: stage.expect(cast.groups[body], "督导帮扶通知", "工业废气", "帮扶企业解决困难")
        for body in MEMBERS
    }
    stage.expect_silence(cast.groups["jiaoyu"], cast.groups["binhu"])
    return told


@pytest.mark.usefixtures("inspecting")
@pytest.mark.clause("A4", "E5", "F2")
async def test_an_orange_day_with_a_team_that_falls_silent(stage: Stage) -> None:
    cast = stage.cast
    told = await convene(stage)
    asked = stage.expect_private(cast.mayor, "请指定专项小组联络人", "组长")
    board = stage.expect(cast.office, "督导帮扶通知 收到 0/3")
    waits = stage.expect(cast.office, "已请组长（市政府主要领导）指定专项小组联络人")
    # What is to be confirmed is called by its own name.
    missing = await asks(stage, "/missing")
    assert "确认收到“督导帮扶通知”" in missing
    assert "预警（" not in missing
    for body, message in told.items():
        await stage.press(cast.liaisons[body], message, "收到")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "督导帮扶通知 收到 3/3，全部收到")
    stage.skim()

    await stage.press(cast.mayor, asked, "指定联络人")
    question = stage.expect_private(cast.mayor, "写明专项小组联络人的姓名和单位")
    await stage.reply(cast.mayor, question, "住建局 甲某")
    stage.expect_private(cast.mayor, "已登记联络人：住建局 甲某")
    card = stage.expect(cast.office, "专项小组联络人：住建局 甲某", "组长（市政府主要领导）指定")
    labels = [one.text for one in card.buttons()]
    assert labels == ["取联络人接入码", "取专项小组群接入码"]
    await stage.press(cast.staff, card, "取专项小组群接入码")
    stage.expect_private(cast.staff, "督导帮扶专项小组")
    stage.skim()

    # Neighbours are asked by a letter that the plan has for it.
    await stage.press(cast.staff, waits, "商请周边联合执法")
    asked = stage.expect(cast.office, "请选商请对象", "商请事项：联合执法")
    assert "米东" in "".join(one.text for one in asked.buttons())
    stage.skim()

    # The team gets its chat after it was convened, and reads the notice there.
    (code,) = await code_for(stage, Target(CodeFor.TEAM, "special_group"))
    group, member = await bring_in(stage, "专项小组群", code)
    assert any("督导帮扶通知" in one.text for one in stage.skim(group))
    stage.skim()
    await stage.kill()
    await stage.start()

    await stage.advance_to("12-02 09:30")
    prompt = stage.expect(group, "12月1日督导检查小结")
    await stage.reply(member, prompt, SUMMARY)
    stage.expect(group, "已收到", "12月1日督导检查小结")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/brief")
    stage.expect(cast.office, "12月1日督导检查小结")

    # The next day nothing comes: it is asked again, the office is told, and no slip follows.
    await stage.advance_to("12-03 10:30")
    stage.expect(group, "12月2日督导检查小结")
    stage.expect(group, "12月2日督导检查小结")
    stage.skim()
    await stage.advance_to("12-03 23:00")
    late = [one.text for one in stage.skim(cast.office) if "督导检查小结" in one.text]
    assert any("督导帮扶专项小组" in one or "专项小组" in one for one in late)
    stage.expect_silence(group)
    stage.skim()

    # The level falls: the inspection ends by itself, and the last day at orange is summed up.
    await sent_for_approval(stage, "黄色 立即 72h PM2.5 预计污染减轻", command="/adjust")
    await approve(stage, cast.director)
    stage.skim()
    await stage.advance_to("12-04 09:30")
    assert any("12月3日督导检查小结" in one.text for one in stage.skim(group))
    stage.skim()
    await stage.advance_to("12-05 09:30")
    assert not any("12月4日督导检查小结" in one.text for one in stage.skim(group))
    stage.skim()
    stage.skim()
    await stage.say(cast.staff, cast.office, "/convening")
    stage.expect(cast.office, "现行预警未到橙色、红色级别")
    stage.skim()


@pytest.mark.clause("F2")
async def test_the_office_changes_gives_up_and_ends_it(stage: Stage) -> None:
    cast = stage.cast
    sends = {"text": "各派1名负责人"}
    plan = plan_with_inspection(FIVE_AGENCIES, each_sends=sends)
    await apply_plan(stage.database, plan, stage.clock.now())
    await sent_for_approval(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    await all_confirm(stage, stage.expect_everywhere("橙色预警"))
    draft = next(one for one in stage.skim(cast.office) if "拟稿：督导帮扶通知" in one.text)
    assert "专项小组：生态环境、公安局各派1名负责人，联络人由组长指定" in draft.text
    stage.skim()
    await stage.say(cast.staff, cast.office, "/convening")
    stage.expect(cast.office, "督导帮扶通知已于12月1日07:50拟好")
    await stage.press(cast.staff, draft, "取消")
    stage.expect_edit(draft, "已作废")
    await stage.say(cast.staff, cast.office, "/convening")
    draft = stage.expect(cast.office, "拟稿：督导帮扶通知", "成员：生态环境、公安局、住建局")
    await stage.press(cast.staff, draft, "修改")
    await stage.press(cast.staff, stage.expect(cast.office, "请选要修改的一项"), "其他要求")
    question = stage.expect_edit(cast.office.messages[-1], "写明其他要求")
    await stage.reply(cast.staff, question, "夜间检查不少于2次。")
    stage.expect_edit(draft, "已由修改稿取代")
    changed = stage.expect(cast.office, "拟稿：督导帮扶通知", "夜间检查不少于2次。")
    await stage.press(cast.staff, changed, "确认发布")
    stage.expect(cast.groups["gongan"], "督导帮扶通知", "夜间检查不少于2次。")
    board = stage.expect(cast.office, "督导帮扶通知 收到 0/3")
    entering = stage.expect(cast.office, "请按下面的按钮登记")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/convening")
    stage.expect(cast.office, "督导帮扶正在进行（昌污指督导〔2026〕1号），请勿重复召集")

    # The head named somebody by word of mouth, and the office enters it.
    await stage.press(cast.staff, entering, "登记组长指定的联络人")
    question = stage.expect(cast.office, "写明专项小组联络人的姓名和单位")
    await stage.reply(cast.staff, question, "……")
    stage.expect(cast.office, "请写明姓名和单位，再“回复”一次")
    await stage.reply(cast.staff, question, "公安局 乙某")
    stage.expect(cast.office, "专项小组联络人：公安局 乙某", "登记。")

    await stage.press(cast.staff, board, "结束督导帮扶")
    ending = stage.expect(cast.office, "拟稿：结束督导帮扶")
    await stage.press(cast.staff, ending, "确认发布")
    stage.expect(cast.groups["gongan"], "督导帮扶结束", "昌污指督导〔2026〕1号")
    query = await stage.press(cast.staff, entering, "登记组长指定的联络人")
    stage.expect_toast(query, "该次督导帮扶已结束")
    stage.skim()


@pytest.mark.usefixtures("inspecting")
@pytest.mark.clause("F2", "F3")
async def test_findings_come_from_the_field_one_message_each(stage: Stage) -> None:
    cast, zhujian = stage.cast, stage.cast.groups["zhujian"]
    told = await convene(stage)
    (code,) = await code_for(stage, Target(CodeFor.TEAM, "special_group"))
    group, member = await bring_in(stage, "专项小组群", code)
    notice = next(one for one in stage.skim(group) if "督导帮扶通知" in one.text)
    stage.skim()

    # A member answers the notice with a photo.
    said = "问题：建设路12号，鑫源商砼，2号线仍在生产"
    await stage.photo(cast.liaisons["zhujian"], zhujian, caption=said, reply_to=told["zhujian"])
    stage.expect(zhujian, "已上报问题昌污指问〔2026〕1号：建设路12号，鑫源商砼。")
    stage.expect(
        cast.office, "昌污指问〔2026〕1号：待交办", "地点：建设路12号", "2号线仍在生产", "1个"
    )
    # Whatever tells of no problem is a receipt, as ever.
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], "收到")
    stage.expect_edit(told["zhujian"], "✅ 已收到")

    # The team leaves out where it was, is asked once, and says so.
    await stage.reply(member, notice, "问题：裸土未覆盖，约2亩")
    asked = stage.expect(group, "已上报问题昌污指问〔2026〕2号", "还缺地点、单位")
    card = stage.expect(cast.office, "昌污指问〔2026〕2号：待交办", "裸土未覆盖")
    await stage.kill()
    await stage.start()
    await stage.reply(member, asked, "宁边路口，某工地")
    stage.expect(group, "问题昌污指问〔2026〕2号已补充：宁边路口，某工地。")
    stage.expect_edit(card, "地点：宁边路口")
    await stage.say(member, group, "/problem 地点：延安路；单位：某烧烤店；问题：露天烧烤")
    stage.expect(group, "已上报问题昌污指问〔2026〕3号：延安路，某烧烤店。")
    stage.expect(cast.office, "昌污指问〔2026〕3号：待交办")
    stage.skim(cast.office)

    # Under the prompt of the summary as well; the summary is still owed.
    await stage.advance_to("12-02 09:30")
    prompt = stage.expect(group, "12月1日督导检查小结")
    stage.skim()
    await stage.reply(member, prompt, "问题：世纪大道，某料场，未覆盖")
    stage.expect(group, "已上报问题昌污指问〔2026〕4号：世纪大道，某料场。")
    stage.expect(cast.office, "昌污指问〔2026〕4号：待交办")
    await stage.reply(member, prompt, "问题：未发现问题。出动检查组2个，检查企业5家。")
    stage.expect(group, "已收到", "12月1日督导检查小结")
    stage.skim()
