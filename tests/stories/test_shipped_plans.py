"""The other shipped plans open an office: an alert goes out in their words, by their chain."""

import pytest

from sandbox import Message
from tests.harness.plans import pack
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import all_confirm, approve, sent_for_approval

ISSUER = {
    "kizilsu": "克孜勒苏柯尔克孜自治州重污染天气应急指挥部办公室",
    "kundulun": "昆都仑区重污染天气应急指挥部",
    "dengkou": "磴口县重污染天气应急指挥部",
}


@pytest.mark.clause("A5", "D1", "D2")
@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("name", ISSUER)
async def test_an_alert_goes_out_and_is_lifted(set_stage: SetStage, name: str) -> None:
    stage = await set_stage(Scene(agencies=None, pack=name, start="2026-12-01T10:00+08:00"))
    alerts = await issued(stage)
    for agency, alert in alerts.items():
        assert alert.text.splitlines()[1] == ISSUER[name]
        said = [
            measure.text
            for group in stage.plan.measures_for(agency, "yellow")
            for measure in group.measures
        ]
        assert all(text in alert.text for text in said)
        assert said or "未单列贵单位措施" in alert.text
    await all_confirm(stage, alerts)
    await stage.advance_to("12-01 12:00")
    stage.skim()
    await lifted(stage)


async def issued(stage: Stage) -> dict[str, Message]:
    await sent_for_approval(stage, "yellow 2026-12-01T11:00 48h PM2.5 预计静稳天气持续")
    for position in stage.plan.level("yellow").approval:
        await approve(stage, stage.cast.holders[position])
    sent = stage.expect_everywhere("重污染天气黄色预警", f"{stage.plan.prefix}指预〔2026〕1号")
    stage.skim()
    return sent


async def lifted(stage: Stage) -> None:
    """Where members owe a report at the end, each is asked for it, and nobody else is."""
    cast, plan = stage.cast, stage.plan
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气黄色预警")
    await stage.press(cast.staff, draft, "确认发布")
    for step in plan.lift_chain(plan.level("yellow")):
        await approve(stage, cast.holders[step.by[0]])
    stage.expect_everywhere("解除重污染天气黄色预警")
    asked = {message.chat.id for message in stage.skim() if "请报送应急响应总结" in message.text}
    owing = [one for one in plan.agencies if plan.owes_it(plan.owed("closing"), one.id)]
    assert asked == {cast.groups[one.id].id for one in owing}


@pytest.mark.clause("D3")
async def test_a_county_does_what_its_prefectures_plan_says_and_what_it_adds(
    set_stage: SetStage,
) -> None:
    """The example county extends Kizilsu's plan; its order has the measures of both."""
    bodies = ("zhengfuban", "xuanchuan", "huanjing")
    stage = await set_stage(
        Scene(agencies=bodies, pack="shilixian", start="2026-12-01T10:00+08:00")
    )
    texts = {body: message.text for body, message in (await issued(stage)).items()}
    base, own = pack("kizilsu"), "汇总前一日响应情况，每日报送州指挥部办公室"
    assert own in texts["huanjing"]
    assert not any(own in measure.text for measure in base.measures)
    # What the prefecture leaves to its counties is the general office's here.
    county = base.measures_for("wuqia", "yellow")
    taken = [measure.text for group in county for measure in group.measures]
    assert taken
    assert all(text in texts["zhengfuban"] for text in taken)
    # The text messages are the prefecture's own, and stand in nobody's order.
    [left_out] = [measure.text for measure in base.measures if measure.id == "y-o-04"]
    assert not any(left_out in text for text in texts.values())
    assert "参照克州预案4.3.1（1）" in texts["huanjing"]
