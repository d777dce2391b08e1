"""Problems whose photo is gone at Telegram, and problems of two offices with one number."""

import pytest

from tests.harness.region import county_plan, open_office
from tests.harness.stage import Stage
from tests.stories.passages import breathe
from tests.stories.test_problems import FOUND, assigned


@pytest.mark.clause("F3")
async def test_a_photo_that_telegram_no_longer_hands_out(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/problem")
    await stage.press(cast.staff, stage.expect(cast.office, "没有未销号问题"), "上报问题")
    asked = stage.expect(cast.office, "请“回复”本条消息写明发现的问题")
    await stage.kill()
    sent = stage.world.send_photo(
        cast.staff, cast.office, b"picture", caption=FOUND, reply_to=asked
    )
    assert sent.photo is not None
    stage.world.files.forget(sent.photo)
    await stage.start()
    card = stage.expect(cast.office, "待交办", "照片、视频、文件：1个")
    # The order goes all the same, and says what was seen in words.
    told = await assigned(stage, card)
    stage.expect_in_any_order(
        cast.office, ["0/2已销号"], ["“🔧 问题整改交办：鑫源商砼", "已不能提供"]
    )
    assert all(order.photo is None for order in told.values())
    # A caption is edited in another way than a text; this one is a text now.
    await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect_edit(told["jiaoyu"], "✅ 已收到")
    stage.skim()
    # After a day of tries the office is told, and what was filed stays.
    await stage.advance(hours=30)
    gone = [one.text for one in stage.skim(cast.office) if "连续一天无法下载" in one.text]
    assert len(gone) == 1
    stage.skim()
    await stage.kill()
    await stage.start()
    await stage.advance(hours=30)
    assert not any("无法下载" in one.text for one in stage.skim(cast.office))
    stage.skim()


@pytest.mark.clause("A6", "F3")
async def test_two_offices_have_a_problem_of_the_same_number(stage: Stage) -> None:
    cast = stage.cast
    county = await open_office(stage, county_plan())
    await stage.say(cast.staff, cast.office, "/problem")
    await stage.press(cast.staff, stage.expect(cast.office, "没有未销号问题"), "上报问题")
    asked = stage.expect(cast.office, "请“回复”本条消息写明发现的问题")
    await stage.video(cast.staff, cast.office, caption=FOUND, reply_to=asked)
    ours = stage.expect(cast.office, "问题昌污指问〔2026〕1号：待交办")
    await county.say(f"/problem {FOUND}")
    theirs = county.expect("问题乌污指问〔2026〕1号：待交办")
    # A button of the other office's card does nothing here, not even in the right hands.
    data = theirs.button("不予交办").callback_data
    assert data is not None
    query = await stage.forge(cast.staff, ours, data)
    assert query.answer is not None
    stage.skim()
    await county.press(theirs, "不予交办")
    await stage.reply(county.staff, county.expect("理由"), "已由另一单位查处")
    stage.expect_edit(theirs, "不予交办")
    assert "待交办" in ours.text
    told = await assigned(stage, ours)
    await breathe(stage)
    assert "昌污指问〔2026〕1号" in told["zhujian"].text
    # The video goes along, and what is edited is its caption.
    assert all(order.video is not None for order in told.values())
    await stage.press(cast.liaisons["zhujian"], told["zhujian"], "收到")
    stage.expect_edit(told["zhujian"], "✅ 已收到")
    stage.skim()
    await stage.reply(cast.liaisons["zhujian"], told["zhujian"], "2号线已停机。")
    stage.expect(cast.groups["zhujian"], "已收到", "整改情况")
    await county.say("/problem 全部")
    county.expect("全部问题", "1件")
    stage.skim()
