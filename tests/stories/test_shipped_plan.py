"""The plan of Changji as it is shipped: an alert that rises by two levels and falls back."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from office.plan.model import MeasureKind, Plan
from sandbox import Person
from tests.harness.plans import small_pack
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve, asks, sent_for_approval

FIVE = ("sangong", "jiaotong", "zhujian", "jiaoyu", "gongan")
PLAN = small_pack("changji", FIVE)
PREMISE = PLAN.premises[MeasureKind.MANDATORY].text
HEADING = re.compile(r"(?:(新增|恢复|延续|停止|届时停止)｜)?(黄色|橙色|红色)·(\S+)")
ORDERS = {
    "黄色": "yellow 2026-12-03T12:00 72h PM2.5 预计静稳天气持续",
    "橙色": "orange 2026-12-03T13:00 72h PM2.5 预计污染加重",
    "红色": "red 2026-12-03T14:00 72h PM2.5 预计污染加重",
    "黄色（回落）": "yellow 2026-12-03T15:00 72h PM2.5 预计空气质量改善",
}


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=FIVE, pack="changji", start="2026-12-01T10:00+08:00"))


async def ordered(stage: Stage, name: str) -> dict[str, str]:
    """Have the order of this name signed and sent; return what each agency reads."""
    return await stage.passage(f"ordered {name}", lambda: _ordered(stage, name))


async def _ordered(stage: Stage, name: str) -> dict[str, str]:
    command = "/warn" if name == "黄色" else "/adjust"
    await sent_for_approval(stage, ORDERS[name], command=command)
    for signer in _signers(stage, name[:2]):
        await approve(stage, signer)
    sent = stage.expect_everywhere(f"预警级别：{name[:2]}")
    stage.skim()
    return {agency: message.text for agency, message in sent.items()}


def _signers(stage: Stage, level: str) -> Sequence[Person]:
    cast = stage.cast
    chain = (cast.director, cast.deputy_commander, cast.commander)
    return chain[: ("黄色", "橙色", "红色").index(level) + 1]


async def up_to(stage: Stage, name: str) -> dict[str, str]:
    """Let the orders go out one after another, each once the one before has started."""
    texts: dict[str, str] = {}
    for hour, order in enumerate(ORDERS, start=12):
        texts = await ordered(stage, order)
        if order == name:
            return texts
        await stage.advance_to(f"12-03 {hour}:30")
        stage.skim()
    raise LookupError(name)


STOPS = ("停止", "届时停止")


def lines_of(text: str) -> dict[tuple[str, str, str], list[str]]:
    """The lines of an order by the word, the level and the kind of what they stand under."""
    found: dict[tuple[str, str, str], list[str]] = {}
    under = None
    for line in text.splitlines():
        if heading := HEADING.fullmatch(line):
            under = (heading[1] or "", heading[2], heading[3])
            found[under] = []
        elif under is not None and re.match(r"\d+\. ", line):
            found[under].append(line.split(". ", 1)[1])
    return found


def said(text: str, word: str) -> list[str]:
    return [line for under, lines in lines_of(text).items() if under[0] == word for line in lines]


def in_force(text: str) -> list[str]:
    return [
        line for under, lines in lines_of(text).items() if under[0] not in STOPS for line in lines
    ]


@pytest.mark.clause("D1", "D2", "D5")
async def test_yellow_is_the_offices_and_says_what_each_body_does(stage: Stage) -> None:
    texts = await up_to(stage, "黄色")
    for agency, text in texts.items():
        assert text.splitlines()[1] == "昌吉市重污染天气应急指挥部办公室"
        assert said(text, "") == in_force(text) == measures_of(stage.plan, agency, "yellow")
        assert "达到总排放量的10%以上（参照克州预案4.3.1（1））" in text
    assert "执行重污染天气公交优惠票价" in texts["jiaotong"]
    assert "露天禁烧" in texts["sangong"]
    assert "露天禁烧" not in texts["jiaotong"]
    assert "移动源（配合）：减少渣土、砂石" in texts["gongan"]
    assert "移动源：减少渣土、砂石" in texts["jiaotong"]


def measures_of(plan: Plan, agency: str, level: str) -> list[str]:
    return [
        f"{one.topic}{'（配合）' if plan.helps(one, agency) else ''}：{one.text}"
        for group in plan.measures_for(agency, level)
        for one in group.measures
    ]


@pytest.mark.clause("D1", "D2", "D5")
async def test_orange_is_the_commands_and_says_what_is_new_and_what_goes_on(
    stage: Stage,
) -> None:
    for agency, text in (await up_to(stage, "橙色")).items():
        assert text.splitlines()[1] == "昌吉市重污染天气应急指挥部"
        assert {under[1] for under in lines_of(text) if under[0] == "新增"} == {"橙色"}
        assert {under[1] for under in lines_of(text) if under[0] == "延续"} == {"黄色"}
        assert sorted(in_force(text)) == sorted(measures_of(stage.plan, agency, "orange"))
        assert "达到总排放量的20%以上" in text


@pytest.mark.clause("D1", "D2", "D5")
async def test_at_red_no_weaker_line_stands_beside_a_stricter_one(stage: Stage) -> None:
    texts = await up_to(stage, "红色")
    for agency, text in texts.items():
        assert text.splitlines()[1] == "昌吉市重污染天气应急指挥部"
        assert {under[1] for under in lines_of(text) if under[0] == "新增"} == {"红色"}
        assert {under[1] for under in lines_of(text) if under[0] == "延续"} == {"橙色", "黄色"}
        assert sorted(in_force(text)) == sorted(measures_of(stage.plan, agency, "red"))
        assert "达到总排放量的30%以上" in text
    haulage = "\n".join(in_force(texts["jiaotong"]))
    assert "国三及以下非道路移动机械" in haulage
    assert "国二及以下非道路移动机械" not in haulage
    assert "禁止渣土、砂石" in haulage
    assert "减少渣土、砂石" not in haulage
    schools = "\n".join(in_force(texts["jiaoyu"]))
    assert "停课" in schools
    assert "尽量安排室内课程" not in schools


@pytest.mark.clause("D1", "D2")
async def test_back_at_yellow_it_says_what_returns_what_goes_on_and_what_ends(
    stage: Stage,
) -> None:
    for agency, text in (await up_to(stage, "黄色（回落）")).items():
        assert text.splitlines()[1] == "昌吉市重污染天气应急指挥部办公室"
        assert "原预警级别：红色" in text
        # It is announced ahead, so what stops goes on until then.
        stops = said(text, "届时停止")
        assert sorted(in_force(text)) == sorted(measures_of(stage.plan, agency, "yellow"))
        assert set(stops) == set(measures_of(stage.plan, agency, "red")) - set(in_force(text))
        assert {under[1] for under in lines_of(text) if under[0] in STOPS} <= {"橙色", "红色"}
        assert said(text, "恢复")
        assert said(text, "延续")
        assert not said(text, "新增")


@pytest.mark.clause("D1")
async def test_the_premise_stands_once_above_what_must_be_cut(stage: Stage) -> None:
    for text in (await up_to(stage, "红色")).values():
        if any(under[2] == "强制减排" for under in lines_of(text)):
            assert text.count(f"前提：{PREMISE}") == 1
            first = next(
                below
                for heading, below in pairwise(text.splitlines())
                if heading.endswith("强制减排")
            )
            assert first == f"前提：{PREMISE}"


@pytest.mark.clause("A3", "A5")
async def test_duties_tell_when_they_hold_and_where_they_stand(stage: Stage) -> None:
    cast = stage.cast
    group = cast.groups["jiaotong"]
    await stage.say(cast.liaisons["jiaotong"], group, "/duties")
    told = stage.expect(group, "市交通运输局：贵单位职责").text
    assert "应急响应期间，督促指导大宗原料、产品运输单位停用国四及以下重型货车" in told
    assert "预警期间，及时汇总道路客货运输车辆台账" in told
    assert told.startswith("📋 市交通运输局：贵单位职责（昌吉附件1第16行）\n责任人职务：局长")
    assert told.count("第16行") == 1
    town = cast.groups["sangong"]
    await stage.say(cast.liaisons["sangong"], town, "/duties")
    assert stage.expect(town, "三工镇：贵单位职责").text.count("（昌吉附件1第5行）") == 1


@pytest.mark.clause("A3", "A5")
async def test_the_office_reads_the_duties_of_command_and_office(stage: Stage) -> None:
    told = await asks(stage, "/duties")
    command, office = told.split("📋 昌吉市重污染天气应急指挥部办公室职责")
    assert command.startswith("📋 昌吉市重污染天气应急指挥部职责")
    assert [len(re.findall(r"(?m)^\d+\. ", part)) for part in (command, office)] == [7, 13]
    assert "6. 组织落实指挥部决定；发布黄色预警响应启动信息" in office


@pytest.mark.clause("A5", "D2")
async def test_measures_tell_whose_document_they_follow(stage: Stage) -> None:
    await up_to(stage, "橙色")
    await stage.advance_to("12-03 13:30")
    stage.skim()
    cast = stage.cast
    group = cast.groups["jiaotong"]
    await stage.say(cast.liaisons["jiaotong"], group, "/measures")
    told = "\n".join(message.text for message in stage.skim(group))
    assert "按移动源清单落实橙色预警减排措施（参照克州预案4.3.3.3）" in told
    assert "（含燃气；特种车、危化品车等除外）（昌吉附件1第16行）" in told
    assert "提升公交运力，保障市民出行（昌吉附件1第16行、参照克州预案4.3.3.3）" in told


@pytest.mark.clause("F1")
async def test_at_yellow_each_department_checks_its_own_field_and_reports_it(stage: Stage) -> None:
    cast = stage.cast
    texts = await up_to(stage, "黄色")
    charged = {agency for agency, text in texts.items() if "专项检查：按职责开展本领域" in text}
    assert charged == {"jiaotong", "zhujian", "jiaoyu", "gongan"}
    for agency, group in cast.groups.items():
        alert = next(one for one in group.messages if one.text == texts[agency])
        await stage.press(cast.liaisons[agency], alert, "收到")
    await stage.advance_to("12-04 10:00")
    asked = {
        agency: next(one for one in stage.skim(group) if "请报送12月3日" in one.text)
        for agency, group in cast.groups.items()
    }
    assert all("发现问题" in asked[agency].text for agency in ("zhujian", "jiaotong", "jiaoyu"))
    stage.skim()
    jiaoyu, zhujian = cast.groups["jiaoyu"], cast.groups["zhujian"]
    said = "检查学校12所次，停止户外活动学校12所，停课学校0所，发现问题3个，已整改2个。"
    await stage.reply(cast.liaisons["jiaoyu"], asked["jiaoyu"], said)
    stage.expect(jiaoyu, "已收到", "发现问题\u30003个", "已整改\u30002个")
    # What was left out is asked for by its name, and the report is in time all the same.
    said = "出动20人次，检查工地9个次，停工工地9个，停工通知3份。"
    await stage.reply(cast.liaisons["zhujian"], asked["zhujian"], said)
    stage.expect(zhujian, "已收到", "按时报送", "发现问题", "已整改")
    await stage.say(cast.staff, cast.office, "/brief")
    stage.expect(cast.office, "12月3日合计", "发现问题3个，已整改2个")
    stage.skim()
