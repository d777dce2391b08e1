"""The call list at night: numbers to tap, calls that are noted, and receipts that stay owed."""

import pytest

from tests.harness.stage import Stage
from tests.harness.traces import tables_with
from tests.harness.unchanged import unchanged
from tests.stories.passages import issue
from tests.stories.test_rota import enter

AGENCY = "zhujian"


@pytest.mark.clause("D4")
async def test_who_has_not_confirmed_is_called_and_the_call_is_noted(stage: Stage) -> None:
    cast = stage.cast
    liaison = cast.liaisons[AGENCY]
    await stage.tell(liaison, "/whoami")
    await stage.press(liaison, stage.expect_private(liaison, "未登记"), "登记联系电话")
    await stage.share_number(liaison, stage.expect_private(liaison, "仅供"), "发送本人号码")
    await enter(stage, "12月1日 夜班 值班员乙 办公室副主任")
    await stage.advance_to("12-01 21:00")
    stage.skim()
    board = await _alert_confirmed_by_all_but_one(stage)
    await stage.advance(minutes=30)
    told = next(one for one in stage.skim(cast.office) if "住建局" in one.text and one.buttons())
    await stage.press(cast.second, told, "叫应单")
    shown = stage.expect(
        cast.office, "叫应单", "未确认收到1家", f"住建局联络员 +{liaison.phone}", "不代替“收到”"
    )
    assert await tables_with(stage.database, liaison.phone) == ["phone_numbers"]
    await stage.press(cast.second, shown, "住建局：登记叫应")
    asked = stage.expect(cast.office, "住建局：谁接的电话")
    await stage.press(cast.second, asked, "住建局联络员 接听")
    stage.expect(cast.office, "接电人 住建局联络员", "仍须该单位按“收到”")
    await stage.advance(minutes=1)
    assert "电话叫应（1）：住建局（住建局联络员）" in board_text(stage, board)
    assert "收到 4/5" in board_text(stage, board)
    stage.skim()


async def _alert_confirmed_by_all_but_one(stage: Stage) -> int:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    for agency, message in alerts.items():
        if agency != AGENCY:
            await stage.press(cast.liaisons[agency], message, "收到")
    return next(one.message_id for one in reversed(cast.office.messages) if "收到 " in one.text)


def board_text(stage: Stage, message_id: int) -> str:
    message = stage.cast.office.find(message_id)
    assert message is not None
    return message.text


@pytest.mark.clause("D4")
async def test_a_name_is_written_where_nobody_known_answered(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/duty")
    await stage.press(cast.staff, stage.expect(cast.office, "还没有排班"), "叫应单")
    shown = stage.expect(cast.office, "未确认收到5家", "住建局联络员 号码未登记")
    await stage.press(cast.staff, shown, "公安局：登记叫应")
    asked = stage.expect(cast.office, "公安局：谁接的电话")
    await stage.reply(cast.staff, asked, "值班室老赵")
    stage.expect(cast.office, "接电人 值班室老赵")
    await stage.press(cast.staff, shown, "住建局：登记叫应")
    await stage.press(cast.staff, stage.expect(cast.office, "住建局"), "无人接听")
    stage.expect(cast.office, "无人接听", "仍须该单位按“收到”")


async def test_nobody_else_sees_the_numbers(stage: Stage) -> None:
    cast = stage.cast
    alerts = await issue(stage, "orange 2026-12-03T08:00 72h PM2.5")
    stage.skim()
    async with unchanged(stage):
        for person, message in ((cast.liaisons[AGENCY], alerts[AGENCY]),):
            for data in ("calllist", "callpick:1", "callby:1:0"):
                pressed = await stage.forge(person, message, data)
                assert pressed.answer is not None
    stage.expect_silence()
