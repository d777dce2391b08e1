"""Who answers for an agency gets its slips in private as well, by Changji's plan as shipped."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Message, Person
from storage.roster.enrolment import CodeFor
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue
from tests.stories.passages import (
    REPORT,
    all_confirm,
    approve,
    asks,
    at_six,
    sent_for_approval,
)

SILENT = "zhujian"
HEAD = "局长"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(
        Scene(agencies=(SILENT,), pack="changji", start="2026-12-01T10:00+08:00")
    )


async def enrolled(stage: Stage) -> Person:
    """Somebody uses the code that is for the responsible person of the agency."""
    person = stage.world.add_person("王局")
    [code] = await issue(stage, Target(CodeFor.RESPONSIBLE, SILENT))
    await stage.tell(person, f"/start {code}")
    stage.expect_private(person, "您已登记为：市住建局局长")
    stage.expect(stage.cast.office, "王局", f"住建局责任人（{HEAD}）")
    return person


async def until_yellow(stage: Stage) -> Message:
    await sent_for_approval(stage, "yellow 2026-12-01T12:00 120h PM2.5 预计静稳天气持续")
    await approve(stage, stage.cast.director)
    await all_confirm(stage, stage.expect_everywhere("预警级别：黄色"))
    await stage.advance_to("12-02 17:01")
    stage.skim()
    await stage.advance_to("12-02 18:00")
    yellow = at_six(stage, stage.cast.groups[SILENT])
    assert "昌污指黄提〔2026〕1号" in yellow.text
    return yellow


@pytest.mark.clause("F7")
async def test_a_slip_goes_to_the_responsible_person_as_well(stage: Stage) -> None:
    person = await enrolled(stage)
    yellow = await until_yellow(stage)
    own = stage.expect_private(
        person, "送责任人", "昌污指黄提〔2026〕1号", "12月3日12时前", "以工作群为准"
    )
    assert own.buttons() == []
    # Slips of one instant are gathered for a minute, as they may be many.
    await stage.advance(minutes=1)
    notice = at_six(stage, stage.cast.office)
    assert "责任人" not in notice.text
    record = await asks(stage, "/roster")
    assert "责任人：王局" in record

    await stage.reply(stage.cast.liaisons[SILENT], yellow, REPORT)
    stage.expect(stage.cast.groups[SILENT], "已销号")
    stage.expect_edit(own, "销号")
    stage.skim()


async def test_without_one_the_office_reads_whom_it_might_enrol(stage: Stage) -> None:
    await until_yellow(stage)
    # Slips of one instant are gathered for a minute, as they may be many.
    await stage.advance(minutes=1)
    notice = at_six(stage, stage.cast.office)
    assert f"该单位责任人（{HEAD}）尚未登记" in notice.text
    stage.skim()


async def test_nobody_reads_in_private_what_the_group_was_not_served(stage: Stage) -> None:
    person, cast = await enrolled(stage), stage.cast
    await sent_for_approval(stage, "yellow 2026-12-01T12:00 120h PM2.5 预计静稳天气持续")
    await approve(stage, cast.director)
    await all_confirm(stage, stage.expect_everywhere("预警级别：黄色"))
    await stage.advance_to("12-02 17:30")
    stage.skim()
    stage.world.kick_bot(cast.groups[SILENT], cast.bot, by=cast.liaisons[SILENT])
    await stage.settle()
    stage.skim(cast.office)
    await stage.advance_to("12-02 19:00")
    stage.expect_silence(cast.private(person))
    stage.skim()


async def test_the_office_hands_out_the_code_and_ends_the_post(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/enrol")
    menu = stage.expect(cast.office, "接入码")
    await stage.press(cast.staff, menu, "单位责任人")
    stage.expect_edit(menu, "责任人")
    await stage.press(cast.staff, menu, "○ 住建局")
    told = stage.expect_private(cast.staff, "接入码：市住建局局长", "请转交本人")
    code = told.text.split("/start ")[1].split()[0]
    person = stage.world.add_person("王局")
    await stage.tell(person, f"/start {code}")
    stage.expect_private(person, "您已登记为：市住建局局长")
    stage.expect(cast.office, "王局")
    [second] = await issue(stage, Target(CodeFor.RESPONSIBLE, SILENT))
    await stage.tell(person, f"/start {second}")
    stage.expect_private(person, "责任人")
    await stage.tell(person, "/whoami")
    stage.expect_private(person, "单位责任人")

    await stage.say(cast.staff, cast.office, "/roster")
    listed = stage.expect(cast.office, "责任人：王局")
    await stage.press(cast.staff, listed, "注销登记")
    chosen = stage.expect(cast.office)
    await stage.press(cast.staff, chosen, f"住建局责任人（{HEAD}） 王局")
    await stage.press(cast.staff, chosen, "确认注销")
    stage.expect(cast.office, "王局")
    stage.expect_private(person, f"住建局责任人（{HEAD}）")
