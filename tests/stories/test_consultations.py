"""A consultation: four boxes by reply and button, chased, the office's last, and concluded."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from sandbox import Message
from storage.sky import consultations as store
from storage.sky.consultations import Consultation, ConsultationOpinion
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import breathe

FOUR = ("huanjing", "zhujian", "qixiang", "gongan")
CONFER = ("qixiang", "huanjing", "zhujian")
TITLE = "12月1日重污染天气应急响应会商"
WEATHER = "未来三天受弱气压场控制，扩散条件差，4日夜间转好。"
AIR = "预计12月2日至4日AQI日均值210至260，首要污染物PM2.5。"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=FOUR, start="2026-12-01T14:10+08:00"))


async def opened(stage: Stage, line: str = "") -> dict[str, Message]:
    """Open one for 17:00, with the housing bureau for the experts; return what each body got."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/consult {line}".strip())
    asked = stage.expect(cast.office, "发起会商：请选会商类别", "气象台意见：气象局")
    for choice in ("应急响应会商（会商报告单）", "住建局", "用通常内容", "12月1日17:00"):
        await stage.press(cast.staff, asked, choice)
        stage.expect_edit(asked)
    draft = stage.expect(cast.office, "拟稿：", TITLE, "专家组会商建议：住建局", "发往3家成员单位")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    return {one: stage.expect(stage.cast.groups[one], f"会商通知：{TITLE}") for one in CONFER}


async def signed(stage: Stage, body: str, notice: Message, text: str) -> Message:
    liaison, group = stage.cast.liaisons[body], stage.cast.groups[body]
    await stage.reply(liaison, notice, text)
    card = stage.expect(group, "已读取会商意见", "请核对")
    await stage.press(liaison, card, "签发")
    stage.expect_edit(card, "✅ 会商意见已签发")
    return card


async def rows(stage: Stage) -> tuple[Consultation, Sequence[ConsultationOpinion]]:
    async with stage.database.reading() as session:
        [held] = (await session.exec(select(Consultation))).all()
        return held, await store.opinions(session, held.matter_id)


@pytest.mark.clause("B2")
async def test_four_boxes_are_signed_in_order_and_concluded(stage: Stage) -> None:
    cast = stage.cast
    notices = await opened(stage)
    board = stage.expect(cast.office, f"🗣 {TITLE}：已签发 0/4", "▫️ 指挥部办公室意见：最后填写")
    weather, liaison = cast.groups["qixiang"], cast.liaisons["qixiang"]
    assert notices["qixiang"].text == (
        f"🗣 会商通知：{TITLE}，请于12月1日17时前签发会商意见\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指会商〔2026〕1号\n\n"
        "会商单位：\n"
        "气象台意见：气象局（贵单位）\n"
        "环境监测站意见：生态环境\n"
        "专家组会商建议：住建局\n"
        "回复时限：2026年12月1日17时\n\n"
        "请研判：本次污染过程的气象条件、空气质量变化趋势和起止时间，是否启动、调整或者解除应急响应"
        "及级别建议。\n"
        "目前没有已采用的预报，请依据本单位资料研判。\n\n"
        "请长按本消息选“回复”填写意见；有备注的，另起一行写“备注：”，签发人不是您本人的，另起一行写"
        "“签发：姓名”。核对无误后按“签发”，签发后方计入。"
    )
    early = await stage.press(cast.liaisons["zhujian"], notices["zhujian"], "同意上述意见")
    stage.expect_toast(early, "目前没有其他单位签发的意见可供同意")

    await stage.reply(
        liaison, notices["qixiang"], f"{WEATHER}\n备注：以最新预报为准\n签发：王 强 12月1日14时"
    )
    card = stage.expect(
        weather, "已读取会商意见：气象台意见（气象局）", WEATHER, "备注：以最新预报", "签发：王强"
    )
    await stage.kill()
    await stage.start()
    stage.world.add_person_to_group(weather, cast.staff)
    await stage.settle()
    outsider = await stage.press(cast.staff, card, "签发")
    stage.expect_toast(outsider, "您在指挥部任职")
    forged = await stage.forge(cast.liaisons["zhujian"], notices["zhujian"], "opsign:1")
    stage.expect_toast(forged, "按钮")
    await stage.press(liaison, card, "签发")
    stage.expect_edit(card, "✅ 会商意见已签发", "签发：王强　12月1日14时")
    again = await stage.forge(liaison, card, "opsign:1")
    stage.expect_toast(again, "该意见已由王强签发")

    # What was signed is corrected before the close; the former words stay.
    await stage.press(liaison, notices["qixiang"], "填写意见")
    question = stage.expect(weather, "请“回复”本条消息填写会商意见")
    await stage.reply(liaison, question, f"{WEATHER}\n5日起明显好转。\n签发：王强")
    anew = stage.expect(weather, "5日起明显好转", "代替12月1日14时签发的意见；原意见留存")
    await stage.press(liaison, anew, "签发")
    stage.expect_edit(anew, "✅ 会商意见已签发")
    stage.expect_edit(card, "⚪ 会商意见已更正")
    stage.expect(cast.office, "气象局更正了气象台意见")

    # Who edits the reply reads anew what is to be signed.
    said = await stage.reply(cast.liaisons["huanjing"], notices["huanjing"], "AQI210。")
    wrong = stage.expect(cast.groups["huanjing"], "意见：AQI210。", "请核对")
    await stage.edit(said, AIR)
    right = stage.expect(cast.groups["huanjing"], AIR, "请核对")
    stage.expect_edit(wrong, "⚪ 未签发，已由后来填写的代替")
    await stage.press(cast.liaisons["huanjing"], right, "签发")
    stage.expect_edit(right, "✅ 会商意见已签发")
    await stage.press(cast.liaisons["zhujian"], notices["zhujian"], "同意上述意见")
    agreed = stage.expect(
        cast.groups["zhujian"], "意见：同意气象台意见、环境监测站意见。", "气象台意见：", AIR
    )
    await stage.press(cast.liaisons["zhujian"], agreed, "签发")
    stage.expect_edit(agreed, "✅ 会商意见已签发：专家组会商建议（住建局）")
    done = stage.expect(cast.office, "3家单位的意见均已签发，请填写办公室意见")

    await stage.press(cast.staff, done, "填写办公室意见")
    asked = stage.expect(cast.office, "请“回复”本条消息填写办公室意见")
    await stage.reply(cast.staff, asked, "经会商，建议12月2日8时起启动Ⅱ级响应。")
    own = stage.expect(cast.office, "📝 办公室意见，请核对", WEATHER, AIR, "请选会商结论")
    await stage.press(cast.staff, own, "建议橙色（Ⅱ级）")
    stage.expect_edit(own, "结论：建议响应级别为橙色（Ⅱ级）")
    await stage.press(cast.staff, own, "送签")
    stage.expect_edit(own, "⏳ 待签发")
    put = stage.expect_private(
        cast.director, "以办公室主任身份签发", "结论：建议响应级别为橙色（Ⅱ级）"
    )
    await stage.press(cast.director, put, "签发")
    await breathe(stage)
    stage.expect_edit(put, "✅ 已签发，会商结束")
    stage.expect_edit(own, "✅ 已签发，会商结束")
    stage.expect(cast.office, f"✅ 会商结论：{TITLE}", "签发：办公室主任　12月1日14时")
    for one in CONFER:
        stage.expect(
            cast.groups[one],
            f"✅ 会商结论：{TITLE}",
            AIR,
            "5日起明显好转",
            "以指挥部发布的预警为准",
        )
        paper = stage.expect(cast.groups[one], "会商报告单", "昌污指会商〔2026〕1号")
        assert paper.document is not None
    stage.expect(cast.office, "📄", "会商报告单", "已送：气象局、生态环境、住建局")
    late = await stage.press(liaison, notices["qixiang"], "填写意见")
    stage.expect_toast(late, "该会商已结束或取消，意见不再更改")

    # What it concludes may be the grounds of an order of that level by one tap.
    await stage.say(cast.staff, cast.office, "/warn 橙色 12月2日8时 48h PM2.5")
    stage.expect(
        cast.office,
        "发布依据：经市气象局、州生态环境局昌吉市分局、市住建局会商研判（昌污指会商〔2026〕1号，12月1日14:10），"
        "预计12月2日至4日我市空气质量达到橙色预警条件",
    )
    await stage.advance(minutes=1)
    stage.expect_edit(
        board, "已签发 4/4，已形成结论", "✅ 气象台意见（气象局）：王强 12月1日14时签发"
    )
    stage.expect_silence()
    held, opinions = await rows(stage)
    assert (held.outcome, held.level, held.without) == ("level", "orange", "")
    assert held.closed_at is not None
    assert [(one.box, one.state) for one in opinions] == [
        ("meteorology", "replaced"),
        ("meteorology", "signed"),
        ("monitoring", "given_up"),
        ("monitoring", "signed"),
        ("experts", "signed"),
        ("office", "signed"),
    ]


@pytest.mark.clause("B2")
async def test_a_box_that_never_comes_is_chased_and_stays_empty(stage: Stage) -> None:
    cast = stage.cast
    notices = await opened(stage)
    board = stage.expect(cast.office, "已签发 0/4")
    await signed(stage, "qixiang", notices["qixiang"], WEATHER)
    await signed(stage, "zhujian", notices["zhujian"], "建议维持现状，加强监测。")
    await stage.say(cast.staff, cast.office, "/board")
    told = stage.expect(cast.office, TITLE, "回复时限12月1日17:00")
    assert "办结归档" not in str([one.text for one in told.buttons()])
    await stage.say(cast.liaisons["huanjing"], cast.groups["huanjing"], "/due")
    stage.expect(cast.groups["huanjing"], f"“{TITLE}”会商意见")
    await stage.advance_to("12-01 16:31")
    stage.expect(cast.groups["huanjing"], f"请抓紧签发：“{TITLE}”会商意见", "按“签发”")
    await stage.advance_to("12-01 17:01")
    stage.expect(cast.office, f"1家单位逾期未报“{TITLE}”会商意见")
    stage.expect_edit(board, "已签发 2/4", "⏰ 环境监测站意见（生态环境）：逾期未签发")
    await stage.say(cast.staff, cast.office, "/desk")
    stage.expect(cast.office, "会商待签发意见1栏：生态环境")

    await stage.press(cast.staff, board, "填写办公室意见")
    why = stage.expect(cast.office, "尚缺环境监测站意见。不再等候的", "写明理由")
    await stage.reply(cast.staff, why, "好的")
    stage.expect(cast.office, "请写明不再等候的理由")
    await stage.reply(cast.staff, why, "监测站网络中断，数据以国控站点为准。")
    asked = stage.expect(cast.office, "请“回复”本条消息填写办公室意见")
    await stage.reply(cast.staff, asked, "继续跟踪，2日上午再次会商。")
    own = stage.expect(cast.office, "（空缺）", "空缺说明：监测站网络中断")
    unchosen = await stage.forge(cast.staff, own, "cnsend:3")
    stage.expect_toast(unchosen, "请先选会商结论")
    await stage.press(cast.staff, own, "继续跟踪研判")
    stage.expect_edit(own, "结论：继续跟踪研判")
    await stage.press(cast.staff, own, "送签")
    stage.expect_edit(own, "⏳ 待签发")
    put = stage.expect_private(cast.director, "（空缺）")

    # The box comes in after all while the office's is being signed, and whoever signs reads it.
    await signed(stage, "huanjing", notices["huanjing"], AIR)
    stage.expect_edit(put, AIR)
    stage.expect_edit(own, AIR, "⏳ 待签发")
    stage.expect(cast.office, "3家单位的意见均已签发")
    stage.expect(cast.office, "生态环境已签发环境监测站意见", "办公室意见正在办理")
    await stage.press(cast.director, put, "退回")
    reason = stage.expect_private(cast.director, "退回")
    await stage.reply(cast.director, reason, "请补入监测站意见")
    stage.expect_edit(put, "已退回")
    stage.expect_private(cast.director, "已退回，理由已告知拟稿人")
    stage.expect_edit(own, "↩️ 已退回")
    stage.expect(cast.office, "退回了", "请补入监测站意见", "请重新填写")
    await stage.press(cast.staff, board, "填写办公室意见")
    asked = stage.expect(cast.office, "请“回复”本条消息填写办公室意见")
    await stage.reply(cast.staff, asked, "不启动，继续监测。")
    own = stage.expect(cast.office, AIR, "请选会商结论")
    await stage.press(cast.staff, own, "建议不启动")
    stage.expect_edit(own, "建议不启动应急响应")
    await stage.press(cast.staff, own, "改结论")
    stage.expect_edit(own, "请选会商结论")
    await stage.press(cast.staff, own, "建议不启动")
    stage.expect_edit(own)
    await stage.press(cast.staff, own, "送签")
    stage.expect_edit(own)
    put = stage.expect_private(cast.director, "签发")
    await stage.press(cast.director, put, "签发")
    await breathe(stage)
    stage.expect_edit(put)
    stage.expect_edit(own)
    stage.expect(cast.office, "✅ 会商结论", "建议不启动应急响应")
    for one in CONFER:
        assert "空缺" not in stage.expect(cast.groups[one], "✅ 会商结论").text
        stage.expect(cast.groups[one], "会商报告单")
    await stage.advance(minutes=1)
    stage.skim(cast.office)
    held, _ = await rows(stage)
    assert (held.outcome, held.without) == ("no_response", "")


@pytest.mark.clause("B2")
async def test_what_a_body_says_by_telephone_is_entered_for_it(stage: Stage) -> None:
    """Everybody reads who said it and who entered it; what the body signs takes its place."""
    cast = stage.cast
    liaison, group = cast.liaisons["huanjing"], cast.groups["huanjing"]
    await opened(stage)
    board = stage.expect(cast.office, "已签发 0/4")
    await stage.say(cast.staff, cast.office, "/missing")
    listed = stage.expect(cast.office, "已签发 0/3")
    await stage.press(cast.staff, listed, f"催报：“{TITLE}”会商意见")
    stage.expect(group, f"请签发：“{TITLE}”会商意见", "核对后按“签发”")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/missing")
    await stage.press(cast.staff, stage.expect(cast.office, "已签发 0/3"), "代为登记")
    await stage.press(cast.staff, stage.expect(cast.office, "请选择单位"), "生态环境")
    await stage.press(cast.staff, stage.expect(cast.office, "请选择报来方式"), "电话")
    await stage.reply(cast.staff, stage.expect(cast.office, "写明报送人"), "张三")
    await stage.press(cast.staff, stage.expect(cast.office, "报来的时间"), "刚刚")
    await stage.reply(cast.staff, stage.expect(cast.office, "写明报送内容"), AIR)
    preview = stage.expect(cast.office, "请核对", AIR)
    await stage.press(cast.staff, preview, "确认登记")
    stage.expect_edit(preview, "已代")
    card = stage.expect(cast.office, "代为登记", AIR, "已通知该单位")
    told = stage.expect(
        group, "代为登记", "报送人：张三", AIR, "需更正的，请“回复”本条消息填写意见"
    )
    await stage.advance(minutes=1)
    entered = "环境监测站意见（生态环境）：张三（电话口头意见，由值班员甲登记） 12月1日14时签发"
    stage.expect_edit(board, "已签发 1/4", entered)

    await stage.reply(liaison, told, WEATHER)
    own = stage.expect(group, "请核对", WEATHER, "代替12月1日14时签发的意见")
    await stage.press(liaison, own, "签发")
    stage.expect_edit(own, "✅ 会商意见已签发")
    stage.expect(cast.office, "生态环境更正了环境监测站意见")
    late = await stage.press(cast.staff, card, "撤销登记")
    stage.expect_toast(late, "该单位已自行签发意见")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "已签发 1/4")
    assert "登记" not in board.text
    _, said = await rows(stage)
    assert [(one.state, one.signer_id is None) for one in said] == [
        ("replaced", True),
        ("signed", False),
    ]
    stage.expect_silence()


@pytest.mark.clause("B2")
async def test_words_that_are_no_opinion_and_a_drill_that_is_called_off(stage: Stage) -> None:
    cast = stage.cast
    notices = await opened(stage, "演练")
    boards = [stage.expect(cast.office, "演练", "已签发 0/4")]
    liaison, group = cast.liaisons["qixiang"], cast.groups["qixiang"]
    assert "【演练" in notices["qixiang"].text
    await stage.reply(liaison, notices["qixiang"], "收到")
    stage.expect(group, "会商通知无须回复“收到”")
    await stage.reply(liaison, notices["qixiang"], "好的")
    stage.expect(group, "请用文字写明会商意见")
    await stage.say(liaison, group, "预计12月2日至4日AQI日均值210至260，扩散条件差。")
    meant = stage.expect(group, "如是，请按下面的按钮")
    [label] = [one.text for one in meant.buttons() if f"“{TITLE}”会商意见" in one.text]
    await stage.press(liaison, meant, label)
    card = stage.expect(group, "已读取会商意见：气象台意见（气象局）", "扩散条件差")
    await stage.reply(liaison, card, "扩散条件差，AQI200至250。")
    anew = stage.expect(group, "AQI200至250", "请核对")
    stage.expect_edit(card, "⚪ 未签发，已由后来填写的代替")
    await stage.press(liaison, anew, "签发")
    stage.expect_edit(anew, "✅ 会商意见已签发")
    photo = await stage.photo(liaison, group, reply_to=notices["qixiang"])
    assert photo is not None
    stage.expect(group, "请用文字写明会商意见；图片、文件不能代替意见")

    board = boards[0]

    # It is called off while the office's box is being signed.
    await stage.press(cast.staff, board, "填写办公室意见")
    why = stage.expect(cast.office, "尚缺环境监测站意见、专家组会商建议")
    await stage.reply(cast.staff, why, "演练时间已到。")
    asked = stage.expect(cast.office, "请“回复”本条消息填写办公室意见")
    await stage.reply(cast.staff, asked, "演练：建议启动Ⅲ级响应。")
    own = stage.expect(cast.office, "请选会商结论")
    await stage.press(cast.staff, own, "建议黄色（Ⅲ级）")
    stage.expect_edit(own)
    await stage.press(cast.staff, own, "送签")
    stage.expect_edit(own, "⏳ 待签发")
    put = stage.expect_private(cast.director, "签发")
    busy = await stage.press(cast.staff, board, "填写办公室意见")
    stage.expect_toast(busy, "值班员甲填写的办公室意见正在签发")
    await stage.press(cast.staff, board, "取消会商")
    draft = stage.expect(cast.office, "拟稿", f"取消{TITLE}")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft)
    stage.expect_edit(own, "🚫 已取消")
    stage.expect_edit(put)
    for one in CONFER:
        stage.expect(cast.groups[one], f"{TITLE}已取消，请停止填写")
    over = await stage.press(liaison, anew, "签发") if anew.buttons() else None
    assert over is None
    await stage.advance(minutes=1)
    stage.expect_edit(board, "会商已取消", "▫️ 环境监测站意见（生态环境）：空缺")
    stage.expect_silence()
    held, _ = await rows(stage)
    assert (held.drill, held.closed_at) == (True, None)


@pytest.mark.clause("B2")
async def test_from_what_the_air_proposes_to_the_draft_that_was_conferred_on(
    set_stage: SetStage,
) -> None:
    six = ("huanjing", "shanggong", "zhujian", "qixiang", "gongan", "liangban")
    stage = await set_stage(Scene(agencies=six, pack="changji", start="2026-12-01T16:10+08:00"))
    cast = stage.cast
    days = "12月4日 210～260 PM2.5\n12月5日 205～240 PM2.5\n12月6日 优\n12月7日 优"
    await stage.say(cast.staff, cast.office, f"/forecast {days}")
    shown = stage.expect(cast.office, "尚未采用")
    await stage.press(cast.staff, shown, "无误，采用")
    stage.expect_edit(shown, "已采用预报")
    card = stage.expect(cast.office, "研判建议：启动橙色预警")
    await stage.press(cast.staff, card, "发起会商")
    asked = stage.expect(cast.office, "预案未写明谁填写“专家组会商建议”一栏", "应急响应会商")
    await stage.press(cast.staff, asked, "留空")
    stage.expect_edit(asked)
    draft = stage.expect(cast.office, TITLE, "未指定，留空", "12月1日19时", "预报见下一条")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft)
    board = stage.expect(cast.office, "已签发 0/4", "▫️ 专家组会商建议：未指定填写单位")
    air = {}
    for one in ("qixiang", "huanjing"):
        told = stage.expect(cast.groups[one], "会商通知", "已采用的预报见下一条")
        # Whoever confers judges the air, and does not read what the office makes of it.
        assert "橙色" not in (told.text or "")
        air[one] = stage.expect(cast.groups[one], "空气质量预报")
    assert air["qixiang"].photo
    # A reply to the forecast is the opinion as well.
    for one, said in (("qixiang", WEATHER), ("huanjing", AIR)):
        await signed(stage, one, air[one], said)
    done = stage.expect(cast.office, "2家单位的意见均已签发")
    await stage.press(cast.staff, done, "填写办公室意见")
    question = stage.expect(cast.office, "填写办公室意见")
    await stage.reply(cast.staff, question, "建议12月4日0时起启动Ⅱ级响应。")
    own = stage.expect(cast.office, "请选会商结论")
    await stage.press(cast.staff, own, "建议橙色（Ⅱ级）")
    stage.expect_edit(own)
    await stage.press(cast.staff, own, "送签")
    stage.expect_edit(own)
    put = stage.expect_private(cast.director, "签发")
    await stage.press(cast.director, put, "签发")
    await breathe(stage)
    stage.expect_edit(put)
    stage.expect_edit(own)
    for one in ("qixiang", "huanjing"):
        stage.expect(cast.groups[one], "✅ 会商结论", "专家组会商建议\n（空缺）")
        stage.expect(cast.groups[one], "会商报告单")
    ended = stage.expect(cast.office, "✅ 会商结论", "建议响应级别为橙色（Ⅱ级）")
    stage.expect(cast.office, "📄", "会商报告单", "已送：气象局、生态环境")
    await stage.press(cast.staff, ended, "拟稿")
    stage.expect(cast.office, "拟稿", "预警级别：橙色", "启动时间：2026年12月4日0时")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "已签发 3/4，已形成结论", "▫️ 专家组会商建议：空缺")
    held, _ = await rows(stage)
    assert held.boxes == {"meteorology": "qixiang", "monitoring": "huanjing"}
    assert None not in (held.proposal_id, held.forecast_id)
    stage.skim(cast.office)
