"""A prefecture reports upward with its counties named, and its counties report when it is over."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from office.bodies.new_codes import Target
from office.plan.model import Plan
from sandbox import Chat, Message, Person
from storage.roster.enrolment import CodeFor
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import pack, small_pack
from tests.harness.stage import Scene, SetStage, Stage
from tests.messages.documents.reading import opened, rows
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import approve, sent_for_approval
from tests.stories.test_other_bodies import bring_in

REGION, COUNTY = Target(CodeFor.OUTSIDE, "zizhiqu"), Target(CodeFor.COUNTY, "wuqia")
CONCERNED = {"重污染天气发生涉及县（市）": "乌恰县"}
CLOSING = (
    "预警发布情况：12月1日转发黄色预警。\n预警持续时间：24小时。\n各部门响应情况：全部到岗。\n"
    "企业减排措施落实情况：停产2家。\nSO2减排12.5%，NOx减排11%，颗粒物减排10%，VOCs减排10.2%"
)
CUTS = {
    "二氧化硫减排比例": 12.5,
    "氮氧化物减排比例": 11,
    "颗粒物减排比例": 10,
    "挥发性有机物减排比例": 10.2,
}


def kizilsu() -> Plan:
    """Kizilsu's plan with one bureau and one county, and with the Region above them."""
    whole = pack("kizilsu")
    facts: dict[str, Any] = small_pack("kizilsu", ("huanjing",)).model_dump()
    closing = whole.owed("closing").model_copy(update={"who": ("wuqia",)})
    around = {name: getattr(whole, name) for name in ("outside", "official_forms")}
    around["counties"] = [one for one in whole.counties if one.id == "wuqia"]
    return Plan.model_validate(
        facts | around | {"owes": [*facts["owes"], closing, whole.owed("assessment")]}
    )


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    stage = await set_stage(
        Scene(agencies=("huanjing",), pack="kizilsu", start="2026-12-01T10:00+08:00")
    )
    stage.plan = kizilsu()
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    return stage


async def joined(stage: Stage, title: str, target: Target) -> tuple[Chat, Person]:
    (code,) = await code_for(stage, target)
    found = await bring_in(stage, title, code)
    stage.skim()
    return found


async def signed(stage: Stage, title: str, *signers: tuple[Person, str]) -> None:
    """The newest form of this name is filled in as far as the record goes, and signed."""
    cast = stage.cast
    card = next(one for one in cast.office.messages[::-1] if f"待填：{title}" in one.text)
    await stage.press(cast.staff, card, "送签")
    for signer, act in signers:
        asked = stage.expect_private(signer, title)
        await stage.press(signer, asked, act)
        stage.expect_edit(asked, act)


def gone_up(stage: Stage, region: Chat, title: str) -> dict[str, str]:
    """What the rows of the Word file say that reached the office above."""
    paper = stage.expect(region, title, "克污指表〔2026〕", "报送，请查收")
    assert paper.document is not None
    told = stage.expect(stage.cast.office, f"已签发：{title}", "已送：自治区重污染天气应急指挥部")
    assert "请自行报送：自治州人民政府" in told.text
    stage.skim()
    return {row[0]: row[1] for row in rows(opened(paper.document.content))}


def ledger(messages: list[Message]) -> Any:
    [found] = [one.document for one in messages if one.document and one.document.name[:2] == "台账"]
    return load_workbook(BytesIO(found.content))


@pytest.mark.clause("D5", "E2", "E6", "E9")
async def test_three_forms_go_up_and_a_county_tells_its_cuts(stage: Stage) -> None:
    region, _ = await joined(stage, "自治区", REGION)
    county, clerk = await joined(stage, "乌恰县", COUNTY)
    cast, office = stage.cast, stage.cast.office
    examined, issued = (cast.deputy_director, "审查同意"), (cast.director, "签发")
    await sent_for_approval(stage, "yellow 2026-12-01T11:00 48h PM2.5 预计静稳天气持续")
    await approve(stage, cast.director)
    for group in (county, cast.groups["huanjing"]):
        alert = stage.expect(
            group, "黄色预警", "二氧化硫、氮氧化物、颗粒物、挥发性有机物", "10%以上"
        )
        await stage.press(clerk if group is county else cast.liaisons["huanjing"], alert, "收到")
    await stage.advance_to("12-01 11:00")
    stage.skim()

    await signed(stage, "预警信息报送表（预警启动）", examined, issued)
    said = gone_up(stage, region, "预警信息报送表（预警启动）")
    assert said.items() >= CONCERNED.items()
    assert said["预警启动时间"] == "2026年12月1日11时00分"
    await stage.advance_to("12-02 10:00")
    stage.skim()
    # Form 3-2 has no line for whoever issues it.
    await signed(stage, "预警信息报送表（续报）", examined)
    said = gone_up(stage, region, "预警信息报送表（续报）")
    assert said.items() >= {**CONCERNED, "启动应急响应第几天": "第2天"}.items()

    await stage.say(cast.staff, office, "/lift 空气质量改善，预计持续36小时以上")
    lift = stage.expect(office, "拟稿：解除重污染天气黄色预警")
    await stage.press(cast.staff, lift, "确认发布")
    await approve(stage, cast.director)
    stage.expect(county, "解除重污染天气黄色预警")
    asked = stage.expect(county, "请报送应急响应总结报告", "二氧化硫减排比例：", "12月4日10:00")
    stage.skim()
    await signed(stage, "预警信息报送表（预警解除）", examined, issued)
    said = gone_up(stage, region, "预警信息报送表（预警解除）")
    assert said.items() >= {**CONCERNED, "预警解除时间": "2026年12月2日10时00分"}.items()

    await stage.reply(clerk, asked, CLOSING)
    stage.expect(county, "已收到", "二氧化硫减排比例　12.5%", "挥发性有机物减排比例　10.2%")
    stage.skim()
    await stage.press(cast.staff, lift, "办结归档")
    await stage.press(cast.staff, stage.expect(office, "尚有未报"), "仍要归档")
    files = stage.skim(office)
    [draft] = [one.document for one in files if one.document and "评估报告" in one.document.name]
    written = [one.text for one in opened(draft.content).paragraphs]
    for number, heading in zip("一二三四五", stage.plan.owed("assessment").content, strict=True):
        assert f"{number}、{heading}" in written
    book = ledger(files)
    read = {row[3]: row[4] for row in book["报送指标"].iter_rows(min_row=2, values_only=True)}
    assert read.items() >= CUTS.items()
    # Shares of several counties make no sum.
    assert book["指标合计"].max_row == 1
    await invariants.check(stage)
