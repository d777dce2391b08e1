"""An alert's way: drafted by dialogue or by line, changed, issued, started, adjusted, ended."""

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    issue,
    leaders_read,
    sent_for_approval,
    signs,
)

LINE = "orange 2026-12-03T08:00 72h PM2.5 会商认为静稳天气持续"


async def answered(stage: Stage, question: Message, label: str, *says: str) -> Message:
    """Press a button under a question; return the next question, which stands in its place."""
    await stage.press(stage.cast.staff, question, label)
    return stage.expect_edit(question, *says)


@pytest.mark.clause("C1", "C3")
async def test_a_draft_by_buttons(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "拟发预警", "请选级别")
    await answered(stage, question, "橙色", "请选响应启动时间", "级别：橙色")
    await answered(stage, question, "12月3日08:00", "请选预计持续时间")
    await answered(stage, question, "72小时", "请选首要污染物", "持续：72小时")
    await answered(stage, question, "PM2.5", "请选发布依据")
    await answered(stage, question, "预计：AQI日均值大于200并持续48小时", "拟稿见下一条")
    stage.expect(
        cast.office,
        "拟稿：重污染天气橙色预警",
        "启动时间：2026年12月3日8时",
        "预计持续：72小时（至12月6日8时）",
        "首要污染物：PM2.5",
        "影响区域：昌吉市行政区域",
        "发布依据：预计12月3日至6日我市AQI日均值大于200并持续48小时，达到橙色预警条件",
        "办公室主任 待审签",
        "副指挥长 待审签",
    )


async def test_typed_answers_and_wrong_ones(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色")
    question = stage.expect(cast.office, "请选响应启动时间")
    for wrong, sentence in (("随便", "启动时间无法识别"), ("11月30日8时", "已过（现在是")):
        await stage.reply(cast.staff, question, wrong)
        stage.expect(cast.office, sentence)
    await stage.reply(cast.staff, question, "12月3日8时")
    question = stage.expect(cast.office, "请选预计持续时间", "启动：2026年12月3日8时")
    for wrong, sentence in (("0", "1至720小时"), ("10000h", "1至720小时"), ("很久", "无法识别")):
        await stage.reply(cast.staff, question, wrong)
        stage.expect(cast.office, sentence)
    await stage.reply(cast.staff, question, "3天")
    question = stage.expect(cast.office, "请选首要污染物", "持续：72小时")
    await stage.reply(cast.staff, question, "细颗粒物")
    question = stage.expect(cast.office, "请选发布依据")
    await stage.reply(cast.staff, question, "<b>" + "长" * 2000 + "&😷")
    stage.expect(cast.office, "500字以内")
    await stage.reply(cast.staff, question, "AQI > 200 & <持续> 😷")
    stage.expect(cast.office, "拟稿：重污染天气橙色预警", "AQI > 200 & <持续> 😷")


@pytest.mark.parametrize("ending", ["stop", "kill"])
async def test_a_dialogue_survives_a_restart(stage: Stage, ending: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    await answered(stage, question, "红色", "请选响应启动时间")
    await (stage.stop() if ending == "stop" else stage.kill())
    await stage.start()
    await answered(stage, question, "12月3日08:00", "请选预计持续时间", "级别：红色")
    stage.expect_silence()


async def test_only_who_began_goes_on(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    query = await stage.press(cast.second, question, "橙色")
    stage.expect_toast(query, "此稿由他人起草")
    await answered(stage, question, "放弃", "已放弃")
    stage.expect_silence()


async def test_a_newer_dialogue_takes_the_place_of_an_older_one(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    old = stage.expect(cast.office, "请选级别")
    await stage.say(cast.staff, cast.office, "/warn")
    stage.expect(cast.office, "请选级别")
    query = await stage.press(cast.staff, old, "橙色")
    stage.expect_toast(query, "已作答或已放弃")


@pytest.mark.clause("C3")
async def test_under_48_hours_the_drafter_sees_a_caution(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 明日8时 24小时 PM10")
    draft = stage.expect(cast.office, "⚠️ 距启动不足48小时")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "⚠️ 距启动不足48小时", "首要污染物：PM10")
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_everywhere("重污染天气黄色预警：自12月2日8时起启动Ⅲ级应急响应")
    leaders_read(stage, "已发布重污染天气黄色预警", "自12月2日8时起启动Ⅲ级应急响应")
    stage.skim(cast.office)


async def test_a_draft_in_private_is_shown_and_edited_there(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.staff, f"/warn {LINE}")
    draft = stage.expect_private(cast.staff, "拟稿：重污染天气橙色预警")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "审签中")
    await approve(stage, cast.director)
    stage.expect_edit(draft, "✅ 办公室主任 审核同意 12月1日07:50", "⏳ 副指挥长 审签中")
    await approve(stage, cast.deputy_commander)
    stage.expect_edit(draft, "已发布 昌污指预〔2026〕1号")
    stage.expect_everywhere("橙色预警")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.expect(cast.office, "收到 0/5")


@pytest.mark.clause("C2")
async def test_a_changed_draft_starts_its_chain_anew(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await answered(stage, question, "持续时间", "请选预计持续时间")
    await answered(stage, question, "96小时", "拟稿见下一条")
    changed = stage.expect(cast.office, "拟稿：重污染天气橙色预警", "预计持续：96小时")
    stage.expect_edit(draft, "已由修改稿取代：重污染天气橙色预警")
    stage.expect_edit(asked, "本稿已由修改稿取代")
    query = await stage.forge(cast.deputy_commander, asked, "aok:2")
    stage.expect_toast(query, "已作废")
    await stage.press(cast.staff, changed, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("昌污指预〔2026〕1号", "预计持续：96小时")
    leaders_read(stage, "昌污指预〔2026〕1号", "预计持续96小时")
    stage.skim(cast.office)


async def test_an_absent_drafters_draft_is_taken_back_by_a_colleague(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.say(cast.second, cast.office, f"/warn {LINE}")
    stage.expect(cast.office, "尚未办结")
    query = await stage.press(cast.second, draft, "取消")
    stage.expect_toast(query, "已取消")
    stage.expect_edit(draft, "已作废")
    stage.expect_edit(asked, "已作废")
    await stage.say(cast.second, cast.office, f"/warn {LINE}")
    stage.expect(cast.office, "拟稿：重污染天气橙色预警")


async def test_a_draft_left_in_a_private_chat_blocks_nobody(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.staff, f"/warn {LINE}")
    draft = stage.expect_private(cast.staff, "拟稿：重污染天气橙色预警")
    await stage.say(cast.second, cast.office, f"/warn {LINE}")
    stage.expect(cast.office, "尚未办结", "/board")
    await stage.say(cast.second, cast.office, "/board")
    board = stage.expect(cast.office, "橙色预警：待确认（值班员甲拟）")
    query = await stage.press(cast.second, board, "取消拟稿：重污染天气橙色预警")
    stage.expect_toast(query, "已取消")
    stage.expect_edit(draft, "已作废")
    query = await stage.press(cast.staff, board, "取消拟稿：重污染天气橙色预警")
    stage.expect_toast(query, "已作废")


@pytest.mark.clause("C3", "C4", "D1", "D2")
async def test_the_start_is_announced_when_it_comes(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-01T12:00 72h PM2.5")
    for agency, alert in alerts.items():
        for fragment in (
            "首要污染物",
            "影响区域",
            "预计持续",
            "健康影响",
            "防护建议",
            "橙色·强制减排",
        ):
            assert fragment in alert.text, agency
    assert alerts["gongan"].text != alerts["jiaoyu"].text
    await all_confirm(stage, alerts)
    stage.skim(cast.office)
    await stage.advance_to("12-01 11:59")
    stage.expect_silence()
    await stage.advance_to("12-01 12:00")
    stage.expect_everywhere("Ⅱ级应急响应启动，请立即落实")
    stage.expect(cast.office, "应急响应启动")


@pytest.mark.clause("C6")
async def test_up_and_down_by_the_chain_of_the_new_level(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T07:50 72h PM2.5"))
    stage.skim(cast.office)
    await sent_for_approval(stage, "red 2026-12-01T10:00 48h PM2.5 污染加重", command="/adjust")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, approver)
    raised = stage.expect_everywhere("预警调整为红色：自12月1日10时起", "昌污指调〔2026〕1号")
    leaders_read(stage, "预警已调整为红色，原为橙色", "自12月1日10时起执行Ⅰ级应急响应")
    assert all("新增｜红色" in text.text and "延续｜橙色" in text.text for text in raised.values())
    await all_confirm(stage, raised)
    stage.skim(cast.office)
    await stage.advance_to("12-01 10:00")
    stage.expect_everywhere("应急响应调整为Ⅰ级，请立即落实")
    stage.skim(cast.office)
    await sent_for_approval(stage, "黄色 立即 24h PM2.5 污染减轻", command="/adjust")
    await approve(stage, cast.director)
    lowered = stage.expect_everywhere(
        "预警调整为黄色：自12月1日10时起执行Ⅲ级应急响应", "原预警级别：红色"
    )
    leaders_read(stage, "预警已调整为黄色，原为红色")
    await all_confirm(stage, lowered)
    stage.skim(cast.office)
    await stage.say(cast.staff, cast.office, "/board")
    stage.expect(cast.office, "重污染天气黄色预警：响应中", "收到 5/5，全部收到")


@pytest.mark.clause("C6")
async def test_a_change_that_has_not_started_is_changed_itself(stage: Stage) -> None:
    """Its start lies ahead, so another one counts, be the end the same or not."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T07:50 72h PM2.5"))
    await sent_for_approval(stage, "red 2026-12-03T08:00 48h PM2.5 污染加重", command="/adjust")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, approver)
    stage.expect_everywhere("预警调整为红色：自12月3日8时起")
    stage.skim()
    for line in ("red 2026-12-02T20:00 60h PM2.5", "red 2026-12-02T20:00 72h PM2.5"):
        await stage.say(cast.staff, cast.office, f"/adjust {line} 污染提前")
        draft = stage.expect(
            cast.office, "预警调整为红色：自12月2日20时起", "原预警级别：橙色", "启动时间"
        )
        await stage.press(cast.staff, draft, "取消")
        stage.expect_edit(draft, "已作废")
    await stage.say(cast.staff, cast.office, "/adjust red 2026-12-03T08:00 48h PM2.5 会商意见未变")
    stage.expect(cast.office, "均无变化")


@pytest.mark.clause("C6")
async def test_cancelled_before_its_start(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, LINE)
    await stage.say(cast.staff, cast.office, "/cancel")
    question = stage.expect(cast.office, "拟取消预警")
    await answered(stage, question, "预测结果变化，与预警不符", "拟稿见下一条")
    draft = stage.expect(
        cast.office, "拟稿：取消重污染天气橙色预警", "预测结果发生变化，与预警信息不符"
    )
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "已发布 昌污指撤〔2026〕1号")
    stage.expect_everywhere("取消重污染天气橙色预警", "原定启动：2026年12月3日8时")
    leaders_read(stage, "已取消重污染天气橙色预警", "原定于12月3日8时启动", "不再启动")
    query = await stage.press(cast.liaisons["gongan"], alerts["gongan"], "收到")
    stage.expect_toast(query, "预警已取消")
    await stage.advance_to("12-03 12:00")
    stage.expect_silence()


@pytest.mark.clause("C7")
async def test_lifted_by_the_office_alone(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气橙色预警", "空气质量改善")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "已发布 昌污指解〔2026〕1号")
    stage.expect_everywhere("解除重污染天气橙色预警、终止Ⅱ级应急响应", "昌污指解〔2026〕1号")
    leaders_read(stage, "已解除重污染天气橙色预警", "终止Ⅱ级应急响应", "空气质量改善")
    stage.expect_everywhere("总结报告")
    stage.skim(cast.office)
    query = await stage.press(cast.liaisons["gongan"], alerts["gongan"], "收到")
    stage.expect_toast(query, "预警已解除")
    query = await stage.forge(cast.staff, draft, "dgo:2")
    stage.expect_toast(query, "此稿已发布")


@pytest.mark.clause("A3", "D1", "D2")
async def test_measures_and_duties_on_demand(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups["gongan"], stage.cast.liaisons["gongan"]
    alerts = await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.press(liaison, alerts["gongan"], "其他措施")
    stage.expect(group, "橙色预警（Ⅱ级应急响应）其他单位措施")
    stage.skim(group)
    await stage.press(liaison, alerts["gongan"], "本单位职责")
    stage.expect(group, "市公安局：贵单位职责")
    await stage.say(liaison, group, "/duties")
    stage.expect(group, "市公安局：贵单位职责")
    await stage.say(liaison, group, "/measures")
    stage.expect(group, "市公安局：橙色预警（Ⅱ级应急响应）贵单位措施")
    await stage.say(liaison, group, "/measures 红色")
    stage.expect(group, "市公安局：红色预警（Ⅰ级应急响应）贵单位措施", "供备查")
    stage.skim(cast.office)


def with_many_measures(plan: Plan) -> Plan:
    """The same plan with six times its measures: no agency's alert fits one message."""
    many = [
        measure.model_copy(update={"id": f"{measure.id}-{number}"})
        for measure in plan.measures
        for number in range(6)
    ]
    return Plan.model_validate(plan.model_copy(update={"measures": tuple(many)}).model_dump())


@pytest.mark.clause("C4", "D2")
async def test_a_long_alert_comes_in_parts_with_its_buttons_under_the_last(stage: Stage) -> None:
    await apply_plan(stage.database, with_many_measures(stage.plan), stage.clock.now())
    first = (await issue(stage))["huanjing"]
    assert first.keyboard == []
    *_, last = stage.skim(stage.cast.groups["huanjing"])
    assert last.message_id > first.message_id
    shown = [button.text for button in last.buttons()]
    assert shown == ["收到", "其他措施", "本单位职责", "复制文号"]
    query = await stage.press(stage.cast.liaisons["huanjing"], last, "收到")
    stage.expect_toast(query, "收到")
    stage.expect_edit(last, "✅ 已收到")
    stage.skim()


async def test_at_once_means_the_hour_of_the_issue(stage: Stage) -> None:
    """立即 is chosen by a button and signed later; what people read is a start on issue."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    for button, said in (
        ("🟡 黄色", "请选响应启动时间"),
        ("立即", "启动：发布即启动"),
        ("24小时", "请选首要污染物"),
        ("PM10", "请选发布依据"),
        ("预计：AQI日均值大于200", "拟稿见下一条"),
    ):
        await stage.press(cast.staff, question, button)
        stage.expect_edit(question, said)
    draft = stage.expect(cast.office, "启动时间：发布即启动", "预计持续：24小时（自发布时起算）")
    await stage.advance(minutes=12)
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "发布即启动Ⅲ级应急响应", "24小时（自发布时起算）")
    await stage.advance(minutes=10)
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_everywhere("自12月1日8时12分起启动Ⅲ级应急响应", "24小时（至12月2日8时12分）")
    leaders_read(stage, "自12月1日8时12分起启动", "24小时（至12月2日8时12分）")
    stage.skim(cast.office)


async def test_a_draft_to_start_at_once_can_be_changed_and_stays_so(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 立即 24h PM10")
    draft = stage.expect(cast.office, "拟稿", "发布即启动")
    await stage.advance(hours=3)
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项", "启动：发布即启动")
    await stage.press(cast.staff, question, "持续时间")
    stage.expect_edit(question, "请选预计持续时间")
    await stage.press(cast.staff, question, "48小时")
    stage.expect_edit(question, "拟稿见下一条")
    stage.expect(cast.office, "启动时间：发布即启动", "预计持续：48小时")
