"""What the air would have the office do is told once, kept true, and decided by people alone."""

import pytest

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve, asks, signs
from tests.stories.test_exports import rows
from tests.stories.test_rota import enter

SIX = ("huanjing", "shanggong", "zhujian", "qixiang", "gongan", "liangban")
FOUL = "12月4日 210～260 PM2.5\n12月5日 205～240 PM2.5\n12月6日 优\n12月7日 优"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T16:00+08:00"))


async def counted(stage: Stage, text: str, *, observed: bool = False) -> None:
    cast = stage.cast
    word = "实况 " if observed else ""
    await stage.say(cast.staff, cast.office, f"/forecast {word}{text}")
    shown = stage.expect(cast.office, "尚未计入" if observed else "尚未采用")
    await stage.press(cast.staff, shown, "无误，采用")
    stage.expect_edit(shown, "已录入实况" if observed else "已采用预报")


async def proposed(stage: Stage, text: str, *fragments: str, observed: bool = False) -> Message:
    await counted(stage, text, observed=observed)
    return stage.expect(stage.cast.office, "研判建议", *fragments)


async def drafted(stage: Stage, card: Message, *fragments: str) -> Message:
    await stage.press(stage.cast.staff, card, "拟稿")
    return stage.expect(stage.cast.office, "拟稿", *fragments)


async def issued(stage: Stage, draft: Message) -> None:
    cast = stage.cast
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.skim()


def taps(card: Message) -> list[str]:
    return [button.text for button in card.buttons()]


@pytest.mark.clause("B3", "C3", "C9")
async def test_from_a_forecast_to_an_alert(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL)
    assert card.photo
    assert card.text == (
        "🟠 研判建议：启动橙色预警\n"
        "12月4日00:00至12月6日00:00　首要污染物PM2.5\n"
        "依据：均值大于200持续48小时，12月4日00:00至12月6日00:00各24小时均值235.0、222.5\n"
        "预报：指挥部办公室，12月1日16:00采用，按自然日研判\n\n"
        "按预案：启动Ⅱ级应急响应；办公室主任审核、副指挥长批准；通知5个单位，落实44项措施\n"
        "应于12月2日00:00前发布（提前48小时）\n"
        "同时达到强化管控条件，拟稿时一并提出"
    )
    assert taps(card) == ["发起会商", "拟稿", "暂不启动"]
    first = card.photo

    assert "研判建议待决定1件：启动橙色预警" in await asks(stage, "/desk")

    # A forecast that says the same in other figures edits the message and its picture.
    await counted(stage, FOUL.replace("240", "250"))
    stage.expect_edit(card, "各24小时均值235.0、227.5")
    assert card.photo is not first
    await stage.kill()
    await stage.start()
    draft = await drafted(
        stage,
        card,
        "预警级别：橙色（Ⅱ级应急响应）",
        "启动时间：2026年12月4日0时",
        "预计持续：48小时（至12月6日0时）",
        "首要污染物：PM2.5",
        "2026年12月1日16时采用的空气质量预报显示，12月4日00:00至12月6日00:00"
        "各24小时AQI均值235.0、227.5，均大于200，达到橙色预警条件",
    )
    stage.expect_silence(*cast.groups.values())
    await issued(stage, draft)
    assert card.text.startswith("✅ 已采纳：启动橙色预警（昌污指预〔2026〕1号）")
    assert not card.buttons()
    old = await stage.forge(cast.staff, card, "apdraft:1")
    stage.expect_toast(old, "这条研判建议已经处理或不再成立")
    stage.expect_silence()


@pytest.mark.clause("B3", "B4", "B5")
async def test_another_level_is_a_new_message_and_clean_air_ends_it(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL, "启动橙色预警")
    higher = await proposed(stage, FOUL.replace("优", "320"), "启动红色预警")
    stage.expect_edit(card, "⏹ 研判建议已撤销：启动橙色预警", "级别有变，见新的研判建议")
    # What the newest forecast does not reach is not taken for clean, nor for less foul.
    await counted(stage, "12月4日 210\n12月5日 良")
    stage.expect_edit(higher, "最新预报未覆盖该时段或数据不足")
    await counted(stage, "12月4日 优\n12月5日 良\n12月6日 优\n12月7日 优")
    stage.expect_edit(higher, "⏹ 研判建议已撤销：启动红色预警", "按最新情况，本建议不再成立")
    stage.expect_silence(cast.office)


@pytest.mark.clause("B4")
async def test_sand_and_dust_bring_a_health_notice_alone(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(
        stage,
        "12月4日 260 沙尘\n12月5日 240 扬沙",
        "发布沙尘健康提示，不启动响应",
        "沙尘引起的污染不启动响应（数值达到橙色）",
        "经会商认定不属沙尘的，应按橙色预警启动",
    )
    assert taps(card) == ["发起会商", "拟稿", "不属此类，拟预警稿"]
    await stage.press(cast.staff, card, "不属此类，拟预警稿")
    asked = stage.expect(cast.office, "请选首要污染物", "级别：橙色", "持续：48小时")
    await stage.press(cast.staff, asked, "放弃")
    stage.expect_edit(asked)
    draft = await drafted(stage, card, "沙尘", "预计12月4日0时至12月6日0时", "自发布时起104小时")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(card, "✅ 已采纳：发布沙尘健康提示，不启动响应")
    stage.skim()


@pytest.mark.clause("B6", "C6")
async def test_a_lift_that_the_forecast_suggests(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色 12月1日17时 96小时 PM2.5")
    await issued(stage, stage.expect(cast.office, "拟稿"))
    await stage.advance_to("12-02 09:00")
    stage.skim()
    # Better air that lies far ahead is nobody's concern yet; as it comes near, time brings it up.
    await counted(stage, "12月2日 260\n12月3日 260\n12月4日 优\n12月5日 良")
    stage.expect_silence(cast.office)
    await stage.advance_to("12-03 06:00")
    assert not [one for one in stage.skim(cast.office) if "研判建议" in one.text]
    await stage.advance_to("12-03 09:00")
    [card] = [one for one in stage.skim(cast.office) if "研判建议" in one.text]
    assert card.text.startswith(
        "研判建议：解除橙色预警\n12月4日00:00至12月5日12:00\n"
        "依据：均值低于150可持续36小时，最高50.5\n"
    )
    assert taps(card) == ["发起会商", "拟稿"]
    await counted(stage, "12月3日 260\n12月4日 160\n12月5日 160")
    lower = stage.expect(cast.office, "研判建议：橙色预警降为黄色", "均值最高160.0")
    stage.expect_edit(card, "研判建议已撤销：解除橙色预警")
    await counted(stage, "12月3日 210\n12月4日 优\n12月5日 良")
    again = stage.expect(cast.office, "研判建议：解除橙色预警", "12月4日00:00至12月5日12:00")
    stage.expect_edit(lower, "研判建议已撤销：橙色预警降为黄色")
    draft = await drafted(
        stage, again, "解除重污染天气橙色预警", "12月4日0时", "AQI均值持续低于150"
    )
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    stage.skim()
    assert again.text.startswith("✅ 已采纳：解除橙色预警")
    # Until the announced hour no lift is proposed again; foul air that outlasts it is told.
    await counted(stage, "12月3日 210\n12月4日 优\n12月5日 优\n12月6日 优")
    stage.expect_silence(cast.office)
    await counted(stage, "12月3日 210\n12月4日 210\n12月5日 210\n12月6日 优")
    more = stage.expect(cast.office, "研判建议：启动")
    assert "现行预警已公布12月4日00:00解除，须先撤回解除" in more.text


@pytest.mark.clause("C6", "C9")
async def test_the_same_level_goes_on_after_the_announced_end(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色 12月1日17时 96小时 PM2.5")
    await issued(stage, stage.expect(cast.office, "拟稿"))
    await stage.advance_to("12-02 09:00")
    stage.skim()
    await enter(stage, "12月2日 全天 值班员乙 办公室副主任")
    stage.skim()
    staying = "\n".join(f"12月{day}日 230" for day in range(2, 7)) + "\n12月7日 优\n12月8日 优"
    card = await proposed(stage, staying)
    # The end is further away than the plan's notice, so nobody on duty is named.
    assert card.text == (
        "🟠 研判建议：橙色预警延长至12月7日00:00\n"
        "12月5日17:00至12月7日00:00\n"
        "依据：现行预警公布至12月5日17:00，其后仍为橙色，24小时均值最高230.0\n"
        "预报：指挥部办公室，12月2日09:00采用，按自然日研判"
    )
    assert card.photo
    assert taps(card) == ["发起会商", "拟稿"]
    await counted(stage, staying.replace("6日 230", "6日 优"))
    stage.expect_edit(card, "橙色预警延长至12月6日00:00")
    await counted(stage, staying.replace("5日 230", "5日 优").replace("6日 230", "6日 优"))
    stage.expect_edit(card, "⏹ 研判建议已撤销：橙色预警延长至", "按最新情况，本建议不再成立")
    await stage.advance_to("12-04 09:00")
    stage.skim()
    await enter(stage, "12月4日 全天 值班员乙 办公室副主任")
    stage.skim()
    card = await proposed(stage, staying, "橙色预警延长至12月7日00:00", "值班员值班员乙，请处理")
    draft = await drafted(
        stage,
        card,
        "延长重污染天气橙色预警",
        "预计持续：至12月7日0时",
        "12月5日17:00至12月7日00:00空气质量仍为橙色预警级别，24小时AQI均值最高230.0，"
        "拟延长预警至12月7日00:00",
    )
    await issued(stage, draft)
    assert card.text.startswith("✅ 已采纳：橙色预警延长至12月7日00:00（昌污指调")
    await stage.tell(cast.auditor, "/export")
    offered = stage.expect_private(cast.auditor, "要哪份台账")
    await stage.press(cast.auditor, offered, "2026年至今")
    stage.expect_private(cast.auditor, "“台账 ")
    told = rows(stage.expect_private(cast.auditor, "📒 台账"), "预报—研判—决策")
    assert [(row["研判建议"], row["建议处理"]) for row in told if row["研判建议"]] == [
        ("建议延长橙色预警", "预报变化，不再成立"),
        ("建议解除预警", "预报变化，不再成立"),
        ("建议延长橙色预警", "已采纳"),
    ]


@pytest.mark.clause("C6")
async def test_a_lift_that_waits_for_its_signature_while_the_air_grows_worse(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 橙色 12月1日17时 96小时 PM2.5")
    await issued(stage, stage.expect(cast.office, "拟稿"))
    await stage.advance_to("12-02 09:00")
    stage.skim()
    card = await proposed(stage, "12月2日 260\n12月3日 优\n12月4日 优", "解除橙色预警")
    draft = await drafted(stage, card, "解除重污染天气橙色预警")
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "审签：解除重污染天气橙色预警")
    stage.skim()
    await counted(stage, "12月2日 260\n12月3日 260\n12月4日 260")
    stage.expect(cast.office, "预报有变，拟稿“", "所依据的好转已不成立", "已告知审签人")
    stage.expect_edit(card, "研判建议已撤销：解除橙色预警")
    unsupported = "最新预报已不支持“解除重污染天气橙色预警”所依据的好转，请核实后再签"
    told = stage.expect_private(cast.director, unsupported)
    stage.expect_private(cast.deputy_director, unsupported)
    assert told.reply_to is asked
    stage.expect_silence()
    # The signature stays theirs to give.
    await stage.press(cast.director, asked, "批准")
    stage.expect_edit(asked, "已批准")
    stage.skim()


@pytest.mark.clause("C6")
async def test_who_signs_after_the_air_grew_worse_reads_it_in_the_request(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 红色 12月4日0时 96小时 PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.staff, draft, "确认发布")
    for person in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, person)
    stage.skim()
    card = await proposed(stage, FOUL, "研判建议：红色预警降为橙色")
    draft = await drafted(stage, card)
    await stage.press(cast.staff, draft, "确认发布")
    asked = stage.expect_private(cast.director, "审签")
    await counted(stage, FOUL.replace("优", "330"))
    stage.expect_private(cast.director, "最新预报已不支持“")
    await stage.press(cast.director, asked, signs(asked))
    unsupported = "⚠️ 最新预报已不支持本稿所依据的好转，请核实后再签。"
    stage.expect_private(cast.deputy_commander, "审签", unsupported)
    stage.skim()


@pytest.mark.clause("C6")
async def test_what_was_measured_raises_the_level(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 12月1日17时 96小时 PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await stage.advance_to("12-03 10:00")
    stage.skim()
    card = await proposed(
        stage,
        "2026-12-01T09 " + " ".join(["230"] * 48),
        "黄色预警升级为橙色",
        "12月1日09:00至12月3日09:00各24小时均值230.0、230.0",
        "含监测实况48小时，无预报",
        observed=True,
    )
    draft = await drafted(
        stage,
        card,
        "橙色",
        "首要污染物：PM2.5",
        "预计持续：至12月5日17时",
        "监测实况显示，12月1日09:00至12月3日09:00",
    )
    await issued(stage, draft)
    assert card.text.startswith("✅ 已采纳：黄色预警升级为橙色")


@pytest.mark.clause("C9")
async def test_the_director_decides_that_nothing_is_started(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL, "启动橙色预警")
    await stage.press(cast.staff, card, "暂不启动")
    asked = stage.expect(cast.office, "暂不启动橙色响应的理由")
    await stage.reply(cast.staff, asked, "会商认为北风提前到达，污染不足一日")
    stage.expect_edit(card, "⏳ 已拟暂不启动，待审签：会商认为北风提前到达")
    assert taps(card) == ["发起会商", "拟稿"]
    signing = stage.expect_private(cast.director, "请您以办公室主任身份审签：不启动橙色预警")
    stage.expect(cast.office, "审签中：不启动橙色预警")
    await stage.kill()
    await stage.start()
    await stage.press(cast.director, signing, "批准")
    stage.expect_edit(
        card,
        "🚫 已决定暂不启动（原建议：启动橙色预警）",
        "理由：会商认为北风提前到达，污染不足一日",
    )
    stage.skim()
    # The same level is not proposed again, a higher one is.
    await counted(stage, FOUL.replace("240", "250"))
    stage.expect_silence(cast.office)
    await proposed(stage, FOUL.replace("优", "320"), "启动红色预警")


@pytest.mark.clause("B3", "B5")
async def test_a_gap_is_never_clean_and_near_spells_are_one(stage: Stage) -> None:
    hours = ["210"] * 24 + ["NA"] * 30 + ["160"] * 24
    card = await proposed(stage, "2026-12-04T00 " + " ".join(hours), "启动黄色预警")
    assert "12月4日00:00至12月5日00:00" in card.text
    assert "缺30小时数据，不按清洁计算，最坏可能为红色" in card.text
    # A forecast that does not reach so far, or lacks those hours, ends nothing.
    await counted(stage, "12月2日 优")
    stage.expect_edit(card, "最新预报未覆盖该时段或数据不足，不能判定，建议保留")
    assert taps(card) == ["发起会商", "拟稿", "暂不启动"]
    await counted(stage, "12月2日 优\n12月5日 优")
    stage.expect_silence(stage.cast.office)
    await counted(stage, "12月4日 优\n12月5日 优")
    stage.expect_edit(card, "研判建议已撤销：启动黄色预警")


@pytest.mark.clause("B5")
async def test_two_spells_less_than_36_hours_apart_are_one(stage: Stage) -> None:
    clean = ["60"] * 30
    both = ["170"] * 48 + clean + ["240"] * 48
    card = await proposed(stage, "2026-12-04T00 " + " ".join(both), "启动橙色预警")
    assert "12月4日00:00至12月9日06:00" in card.text
    stage.expect_silence()
    apart = ["170"] * 48 + ["60"] * 90 + ["240"] * 48
    await counted(stage, "2026-12-04T00 " + " ".join(apart))
    first = stage.expect(stage.cast.office, "启动黄色预警")
    second = stage.expect(stage.cast.office, "启动橙色预警")
    stage.expect_edit(card, "级别有变")
    assert "12月4日00:00" in first.text
    assert "12月9日18:00" in second.text


@pytest.mark.clause("B7")
async def test_light_pollution_has_controls_dispatched_before_any_level(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, "12月4日 130\n12月5日 120", "实施强化管控", "最高130.0，大于100")
    assert taps(card) == ["拟稿"]
    await counted(stage, "12月4日 90\n12月5日 80")
    stage.expect_edit(card, "研判建议已撤销：实施强化管控")
    again = await proposed(stage, "12月4日 130\n12月5日 120", "实施强化管控")
    await stage.press(cast.staff, again, "拟稿")
    stage.expect(cast.office, "依据")


@pytest.mark.clause("A7")
async def test_by_night_whoever_is_on_duty_is_named(stage: Stage) -> None:
    cast = stage.cast
    await enter(stage, "12月1日 夜班 值班员乙 办公室副主任")
    await stage.advance_to("12-02 02:00")
    stage.skim()
    card = await proposed(stage, FOUL, "启动橙色预警", "值班员值班员乙，请处理")
    await counted(stage, FOUL.replace("240", "250"))
    stage.expect_edit(card, "235.0、227.5", "值班员值班员乙，请处理")
    await stage.advance(minutes=15)
    stage.expect_private(cast.deputy_director, "值班报警：研判建议待决定")
    await stage.press(cast.staff, card, "拟稿")
    stage.expect(cast.office, "拟稿")
    await stage.advance(minutes=15)
    stage.expect_silence()


@pytest.mark.clause("B4")
async def test_forecasts_that_count_at_once_leave_one_proposal(stage: Stage) -> None:
    cast = stage.cast
    shown = []
    for person, text in ((cast.staff, FOUL), (cast.second, FOUL.replace("优", "320"))):
        await stage.say(person, cast.office, f"/forecast {text}")
        shown.append((person, stage.expect(cast.office, "尚未采用")))
    for person, message in shown:
        stage.world.press(person, message, label="无误，采用")
    await stage.settle()
    cards = [one for one in stage.skim(cast.office) if "启动" in one.text]
    assert sorted(card.text[:11] for card in cards if taps(card)) == ["🔴 研判建议：启动红色"]
    # The ministry's rule knows no level for ozone; of it the office writes the words.
    await counted(stage, "\n".join(f"12月{day}日 320 臭氧" for day in range(4, 8)))
    [red] = [card for card in cards if card.text.startswith("⏹ 研判建议已撤销：启动红色预警")]
    stage.expect_edit(red)
    card = stage.expect(cast.office, "发布臭氧健康提示，不启动响应")
    await stage.press(cast.staff, card, "拟稿")
    stage.expect(cast.office, "拟发通知：请选主送单位")
