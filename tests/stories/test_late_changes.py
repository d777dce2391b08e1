"""A change that would say something else by the time it is signed is asked about, not issued."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    asks,
    issue,
    leaders_read,
    sent_for_approval,
    signs,
)


async def halved(stage: Stage) -> tuple[Message, Message]:
    """Of twelve hours, ending at 19:50, six are left from the issue on; the director signed."""
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T07:50 12h PM2.5"))
    stage.skim()
    line = "orange 立即 6h PM2.5 会商认为污染提前减轻"
    draft = await sent_for_approval(stage, line, command="/adjust")
    assert "须在12月1日13:50前发布" in draft.text
    await approve(stage, stage.cast.director)
    return draft, stage.expect_private(stage.cast.deputy_commander, "审签", "缩短")


async def waits_until(stage: Stage, when: str) -> None:
    """Wait; who is reminded and phoned meanwhile is told in other stories."""
    await stage.advance_to(when)
    stage.skim(stage.cast.office, stage.cast.private(stage.cast.deputy_commander))


async def goes_out(stage: Stage, draft: Message, *fragments: str) -> None:
    await stage.press(stage.cast.staff, draft, "确认发布")
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    stage.expect_everywhere(*fragments)


@pytest.mark.clause("C9")
async def test_a_shortening_signed_in_its_last_minute_is_issued_as_one(stage: Stage) -> None:
    _, asked = await halved(stage)
    await waits_until(stage, "12-01 13:49")
    await stage.press(stage.cast.deputy_commander, asked, signs(asked))
    stage.expect_everywhere("缩短至12月1日19时49分", "原定结束：")
    leaders_read(stage, "已缩短至12月1日19时49分")
    stage.skim(stage.cast.office)


@pytest.mark.clause("C9")
async def test_a_shortening_is_never_issued_as_a_prolonging(stage: Stage) -> None:
    cast = stage.cast
    draft, asked = await halved(stage)
    await waits_until(stage, "12-01 13:49")
    await stage.advance_to("12-01 13:50")
    question = stage.expect(
        cast.office,
        "缩短重污染天气橙色预警尚未发布",
        "自12月1日13:50起发布的，按拟定的6小时计算，结束时间不早于原定的12月1日19:50",
        "值班员甲",
        "重定持续时间后重新送审",
    )
    stage.expect_edit(draft, "已不能缩短：缩短重污染天气橙色预警", "— 副指挥长 未审签")
    assert "已不能缩短，待重定" in await asks(stage, "/board")
    stage.expect_edit(asked, "无须审签", "已不能缩短，待拟稿人重定")
    query = await stage.forge(cast.deputy_commander, asked, "aok:4")
    stage.expect_toast(query, "不再是缩短", "不能审签")

    await stage.press(cast.staff, question, "重定持续时间")
    hours = stage.expect(cast.office, "橙色", "PM2.5")
    await stage.reply(cast.staff, hours, "3小时")
    anew = stage.expect(cast.office, "拟稿：缩短重污染天气橙色预警", "须在12月1日16:50前发布")
    stage.expect_edit(draft, "已由修改稿取代")
    await goes_out(stage, anew, "缩短至12月1日16时50分", "原定结束：")
    leaders_read(stage, "已缩短至12月1日16时50分")
    stage.skim(cast.office)


async def test_whoever_wants_the_longer_end_signs_it_as_a_prolonging(stage: Stage) -> None:
    cast = stage.cast
    draft, _ = await halved(stage)
    await waits_until(stage, "12-01 13:49")
    await stage.advance_to("12-01 13:50")
    stage.skim(cast.private(cast.deputy_commander))
    question = stage.expect(cast.office, "不再是缩短")
    await stage.press(cast.staff, question, "重定持续时间")
    hours = stage.expect(cast.office, "橙色", "PM2.5")
    await stage.press(cast.staff, hours, "24小时")
    stage.expect_edit(hours, "拟稿见下一条")
    anew = stage.expect(cast.office, "拟稿：延长重污染天气橙色预警")
    stage.expect_edit(draft, "已由修改稿取代")
    await goes_out(stage, anew, "延长至12月2日13时50分", "原定结束：")
    leaders_read(stage, "已延长至12月2日13时50分")
    stage.skim(cast.office)


@pytest.mark.clause("C9")
async def test_a_lowering_from_a_level_that_was_left_is_asked_about(stage: Stage) -> None:
    """Orange is in force and red announced; what was drafted leaves orange, and red comes first."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T07:50 72h PM2.5"))
    red = "red 2026-12-01T12:00 72h PM2.5 会商认为污染加重"
    await sent_for_approval(stage, red, command="/adjust")
    for signer in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, signer)
    await all_confirm(stage, stage.expect_everywhere("调整为红色"))
    stage.skim()
    yellow = "yellow 立即 72h PM2.5 会商认为污染减轻"
    draft = await sent_for_approval(stage, yellow, command="/adjust")
    assert "原预警级别：橙色" in draft.text
    asked = stage.expect_private(cast.director, "审签", "须在12月1日12:00前发布")
    await stage.advance_to("12-01 11:59")
    stage.skim(cast.office, cast.private(cast.director))
    await stage.advance_to("12-01 12:00")
    stage.expect_everywhere("红色")
    said = stage.skim(cast.office)
    [question] = [message for message in said if "原级别已变" in message.text]
    stage.expect_edit(asked, "无须审签", "原级别已变，待拟稿人重定")
    await stage.press(cast.staff, question, "重定级别")
    levels = stage.expect(cast.office, "级别")
    await stage.press(cast.staff, levels, "🟡 黄色")
    stage.expect_edit(levels, "拟稿见下一条")
    anew = stage.expect(cast.office, "拟稿", "调整为黄色", "原预警级别：红色")
    assert "前发布" not in anew.text
    stage.expect_edit(draft, "已由修改稿取代")


async def test_a_start_that_went_by_is_asked_for_whatever_else_is_changed(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn orange 2026-12-01T12:00 72h PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.advance_to("12-01 12:01")
    stage.expect_edit(draft, "启动时间已过")
    stage.expect(cast.office, "尚未发布：拟定的启动时间")
    await stage.press(cast.staff, draft, "修改")
    fields = stage.expect(cast.office, "橙色")
    await stage.press(cast.staff, fields, "持续时间")
    stage.expect_edit(fields, "请选响应启动时间")
    await stage.press(cast.staff, fields, "立即")
    stage.expect_edit(fields, "请选预计持续时间")
    await stage.press(cast.staff, fields, "48小时")
    stage.expect_edit(fields, "拟稿见下一条")
    stage.expect(cast.office, "拟稿", "发布即启动", "48小时")
    stage.expect_edit(draft, "已由修改稿取代")


@pytest.mark.clause("C6")
async def test_a_change_whose_start_went_by_keeps_nobody_from_lifting(stage: Stage) -> None:
    """Whoever drafted it has gone home, and the air has cleared."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T07:50 72h PM2.5"))
    stage.skim()
    line = "yellow 2026-12-01T12:00 48h PM2.5 预计减轻"
    change = await sent_for_approval(stage, line, command="/adjust")
    await stage.say(cast.second, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    stage.expect(cast.office, "尚未办结，请先办结该稿")
    await stage.advance_to("12-01 12:01")
    stage.skim()
    question = next(one for one in cast.office.messages if "尚未发布：拟定的启动" in one.text)
    await stage.say(cast.second, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    lift = stage.expect_in_any_order(
        cast.office,
        ("🚫", "（调整）的拟稿已作废", "现已另行拟稿", "待该稿办结后重新拟稿"),
        ("拟稿：解除重污染天气橙色预警",),
    )[1]
    stage.expect_edit(change, "作废")
    query = await stage.press(cast.staff, question, "重定启动时间")
    stage.expect_toast(query, "此稿已作废")
    await stage.press(cast.second, lift, "确认发布")
    stage.skim()
    for body in cast.groups.values():
        assert any("解除重污染天气橙色预警" in one.text for one in body.messages)
