"""Consent by telephone: allowed by the director, recorded, checked by a third, signed for later."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import approve, sent_for_approval

ORANGE = "orange 2026-12-03T08:00 72h PM2.5"
TITLE = "重污染天气橙色预警"


async def allowed(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.director, cast.office, "/consent")
    offer = stage.expect(cast.office, "电话请示同意未启用", "须由第三人复核")
    await stage.press(cast.director, offer, "启用电话请示同意")
    stage.expect(cast.office, "启用了电话请示同意")


async def called(stage: Stage) -> Message:
    """The deputy commander, on the road, agreed by telephone; return the card to be checked."""
    cast = stage.cast
    await allowed(stage)
    await sent_for_approval(stage, ORANGE)
    await approve(stage, cast.director)
    stage.expect_private(cast.deputy_commander, "审签")
    await stage.advance_to("12-01 08:04")
    await stage.say(cast.staff, cast.office, "/consent")
    offered = stage.expect(cast.office, "请选择电话请示了谁")
    await stage.press(cast.staff, offered, f"副指挥长 副指挥长：{TITLE}")
    question = stage.expect(cast.office, "写明通话时间和副指挥长的原话")
    await stage.reply(cast.staff, question, "08:02 同意发布，注意保供热")
    return stage.expect(
        cast.office,
        "电话请示同意（待复核）",
        "请示人：值班员甲",
        "同意人：副指挥长 副指挥长",
        "12月1日08:02",
        "同意发布，注意保供热",
    )


async def checked(stage: Stage) -> tuple[Message, Message]:
    """Return the card and what the deputy commander is asked."""
    cast = stage.cast
    card = await called(stage)
    await stage.press(cast.second, card, "复核无误")
    stage.expect_edit(card, "已复核，待补办签批", "复核人：值班员乙")
    stage.expect_everywhere("橙色预警", "昌污指预〔2026〕1号")
    asked = stage.expect_private(
        cast.deputy_commander,
        f"您于12月1日08:02电话同意：{TITLE}，请补办签批；如有出入，请按“有异议”",
    )
    assert "请于12月2日12:00前办理" in asked.text
    stage.skim()
    return card, asked


@pytest.mark.clause("C2")
async def test_a_third_person_checks_it_and_the_signer_signs_for_it(stage: Stage) -> None:
    cast = stage.cast
    card = await called(stage)
    query = await stage.press(cast.staff, card, "复核无误")
    stage.expect_toast(query, "请示人和同意人不能复核")
    stage.expect_silence(*cast.groups.values())
    await stage.press(cast.second, card, "复核无误")
    stage.expect_edit(card, "已复核，待补办签批")
    stage.expect_everywhere("橙色预警")
    asked = stage.expect_private(cast.deputy_commander, "电话同意", "请补办签批")
    await stage.press(cast.deputy_commander, asked, "补办签批")
    stage.expect_edit(asked, "已补办签批")
    stage.expect_edit(card, "已补办签批", "补办签批：副指挥长 12月1日08:04")
    draft = next(one for one in cast.office.messages if "📢" in one.text)
    assert "✅ 副指挥长 批准 12月1日08:04 副指挥长（电话同意，已补办签批）" in draft.text
    stage.skim()


@pytest.mark.clause("C2")
async def test_it_is_reminded_of_and_phoned_for(stage: Stage) -> None:
    cast = stage.cast
    await checked(stage)
    room = cast.private(cast.deputy_commander)
    await stage.advance_to("12-02 07:30")
    reminder = [one for one in stage.skim(room) if "尚未补办签批" in one.text]
    assert len(reminder) == 1
    await stage.advance_to("12-02 12:00")
    [told] = [one for one in stage.skim(cast.office) if "至今未办" in one.text]
    assert "应于12月2日12:00前补办签批" in told.text
    stage.skim()


@pytest.mark.clause("C2")
async def test_an_objection_stands_before_the_office_and_the_director_at_once(
    stage: Stage,
) -> None:
    cast = stage.cast
    card, asked = await checked(stage)
    await stage.press(cast.deputy_commander, asked, "有异议")
    room = cast.private(cast.deputy_commander)
    question = stage.expect(room, "与实际有何出入")
    await stage.reply(cast.deputy_commander, question, "我只同意黄色")
    stage.expect(room, "已送办公室和办公室主任处理")
    said = ("副指挥长", "有异议：我只同意黄色", "请立即核实")
    stage.expect(cast.office, *said)
    stage.expect_private(cast.director, *said)
    stage.expect_edit(card, "本人有异议", "我只同意黄色")
    stage.expect_edit(asked, "您已提出异议")
    stage.skim()


@pytest.mark.clause("C2")
async def test_it_is_off_until_the_director_allows_it(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, ORANGE)
    await stage.say(cast.staff, cast.office, "/consent")
    stage.expect(cast.office, "本办公室未启用电话请示同意", "须由办公室主任")
    await stage.say(cast.director, cast.office, "/consent")
    offer = stage.expect(cast.office, "电话请示同意未启用")
    query = await stage.press(cast.staff, offer, "启用电话请示同意")
    stage.expect_toast(query, "启用和停用须由办公室主任办理")
    stage.skim()
