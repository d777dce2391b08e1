"""Agencies that join while an alert runs: told of it where the office says so, and from then on."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Chat, Message, Person
from storage.roster.enrolment import CodeFor
from tests.harness.stage import Stage
from tests.stories.enrolling import issue as issue_code
from tests.stories.passages import (
    all_confirm,
    all_report,
    approve,
    asks,
    issue,
    quietly_until,
    sent_for_approval,
)
from tests.stories.test_plan_changes import change_plan, with_shichang

NEWCOMER = "市市场监督管理局"
SHORT = "市监局"
PUBLISH = "向新接入单位发布现行预警"


async def enrol(stage: Stage, agency: str, said: str = "已接入") -> tuple[Chat, Person]:
    """Bind a group of its own by its code; what it was told last is still unread."""
    liaison = stage.world.add_person(f"{agency}联络员")
    group = stage.world.add_supergroup(f"{agency}应急群", [liaison])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=liaison, admin=True)
    (code,) = await issue_code(stage, Target(CodeFor.AGENCY, agency))
    await stage.say(liaison, group, f"/start {code}")
    stage.expect(group, "本群已接入")
    stage.expect(stage.cast.office, said)
    return group, liaison


async def newcomer(stage: Stage) -> tuple[Chat, Person, Message]:
    """Enrol an agency that a plan brings while an alert runs; return the question about it."""
    await all_confirm(stage, await issue(stage))
    await quietly_until(stage, "12-01 15:00")
    await change_plan(stage, with_shichang)
    group, liaison = await enrol(stage, "shichang")
    question = stage.expect(stage.cast.office, NEWCOMER, "是否向其发布")
    return group, liaison, question


async def test_a_newcomer_is_told_where_the_office_says_so(stage: Stage) -> None:
    """It presses 收到, is asked for that day's report and the closing one, and hears of the end."""
    cast = stage.cast
    group, liaison, question = await newcomer(stage)
    stage.expect_silence(group)
    await stage.press(cast.staff, question, PUBLISH)
    alert = stage.expect(group, "橙色预警", "昌污指预〔2026〕1号")
    stage.expect(cast.office, f"已向新接入的{NEWCOMER}发布现行预警")
    stage.skim(cast.office)
    assert SHORT in await asks(stage, "/missing")
    await stage.press(liaison, alert, "收到")
    stage.expect_edit(alert, "✅ 已收到")
    stage.skim(cast.office)

    await stage.advance_to("12-02 08:00")
    prompt = stage.expect(group, "请报送12月1日")
    stage.skim(cast.office)
    await stage.say(liaison, group, "检查企业5家，均已停产。", reply_to=prompt)
    stage.expect(group, "已收到", "昌污报")
    stage.skim()
    await stage.advance_to("12-02 09:00")
    stage.skim()

    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    await stage.press(cast.staff, stage.expect(cast.office, "解除", "请核对全文"), "确认发布")
    stage.expect(group, "解除", "昌污指解〔2026〕1号")
    stage.expect(group, "请报送")
    stage.skim()


@pytest.mark.clause("C6")
async def test_whoever_joins_before_an_announced_end_reads_its_hour(stage: Stage) -> None:
    """So does a second group of a body, and nobody reads it twice."""
    cast = stage.cast
    group, liaison, question = await newcomer(stage)
    await stage.say(cast.staff, cast.office, "/lift 12-03 08:00 空气质量改善")
    draft = stage.expect(cast.office, "将于12月3日8时解除", "请核对全文")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_silence(group)
    stage.skim()
    await stage.press(cast.staff, question, PUBLISH)
    alert = stage.expect(group, "橙色预警", "昌污指预〔2026〕1号")
    stage.expect(group, "橙色预警将于12月3日8时解除", "此前照常执行")
    stage.expect_silence(group)
    await stage.press(liaison, alert, "收到")
    stage.skim()

    second, _ = await enrol(stage, "shichang", "又接入一个群")
    stage.expect(second, "橙色预警", "昌污指预〔2026〕1号")
    stage.expect(second, "橙色预警将于12月3日8时解除", "此前照常执行")
    stage.expect_silence(second)
    stage.skim()
    await stage.advance_to("12-03 08:00")
    ended = [one for one in stage.skim(group) if "自12月3日8时起解除" in one.text]
    assert len(ended) == 1
    stage.skim()


async def test_a_newcomer_that_was_not_told_owes_nothing(stage: Stage) -> None:
    """Nor does it hear of the start, the change and the end; the question stands in /board."""
    cast = stage.cast
    group, liaison, _ = await newcomer(stage)
    await stage.advance_to("12-02 12:30")
    stage.expect_silence(group)
    stage.skim()
    assert f"尚未向其发布：{SHORT}" in await asks(stage, "/board")
    assert SHORT not in await asks(stage, "/missing")
    await stage.say(liaison, group, "/due")
    stage.expect(group, "没有")
    await stage.say(liaison, group, "/measures")
    stage.expect(group, NEWCOMER)
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    await stage.press(cast.staff, stage.expect(cast.office, "解除", "请核对全文"), "确认发布")
    stage.expect_silence(group)
    stage.skim()


@pytest.mark.clause("A1")
async def test_the_office_says_no_and_may_change_its_mind(stage: Stage) -> None:
    """Asked once: after a no the board is silent too, and a yes still works."""
    cast = stage.cast
    group, _, question = await newcomer(stage)
    await stage.press(cast.staff, question, "本次预警不向其发布")
    stage.expect_edit(question, "现行预警不向新接入的市市场监督管理局发布")
    assert "尚未向其发布" not in await asks(stage, "/board")
    await stage.say(cast.staff, cast.office, "/adjust yellow 立即 48h PM2.5 浓度下降")
    await stage.press(cast.staff, stage.expect(cast.office, "请核对全文"), "确认发布")
    await stage.press(cast.director, stage.expect_private(cast.director, "审签"), "批准")
    stage.expect_silence(group)
    stage.skim()
    await stage.press(cast.staff, question, PUBLISH)
    stage.expect(group, "黄色", "昌污指调〔2026〕1号")
    stage.skim()


async def test_it_is_told_once_and_only_by_the_office(stage: Stage) -> None:
    cast = stage.cast
    group, _, question = await newcomer(stage)
    stage.world.add_person_to_group(cast.office, cast.auditor)
    await stage.press(cast.auditor, question, PUBLISH)
    stage.expect_silence(group)
    for person in (cast.staff, cast.second):
        await stage.press(person, question, PUBLISH)
    stage.expect(group, "橙色预警")
    stage.expect_silence(group)
    stage.skim()


async def test_who_joined_before_the_last_signature_is_asked_about_at_the_issue(
    stage: Stage,
) -> None:
    """The order goes to whom its signers read of; the office is asked about the others."""
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-01T09:00 72h PM2.5")
    await approve(stage, cast.director)
    await change_plan(stage, with_shichang)
    group, _ = await enrol(stage, "shichang")
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("橙色", "昌污指预〔2026〕1号")
    stage.expect_silence(group)
    [question] = [one for one in stage.skim(cast.office) if "是否向其发布" in one.text]
    await stage.press(cast.second, question, PUBLISH)
    stage.expect(group, "橙色", "昌污指预〔2026〕1号")
    stage.skim()


async def test_a_change_that_is_being_signed_goes_to_the_newcomer_too(stage: Stage) -> None:
    cast = stage.cast
    group, liaison, question = await newcomer(stage)
    await stage.say(cast.staff, cast.office, "/adjust yellow 立即 48h PM2.5 浓度下降")
    draft = stage.expect(cast.office, "请核对全文")
    await stage.press(cast.staff, question, PUBLISH)
    stage.expect(group, "橙色预警")
    stage.skim()
    await stage.press(cast.staff, draft, "确认发布")
    await stage.press(cast.director, stage.expect_private(cast.director, "审签"), "批准")
    changed = stage.expect(group, "黄色", "昌污指调〔2026〕1号")
    await stage.press(liaison, changed, "收到")
    stage.expect_edit(changed, "✅ 已收到")
    stage.skim()


async def test_whoever_enrols_late_is_not_asked_for_what_is_over(stage: Stage) -> None:
    """An agency of the alert's own plan without a group: told at once, and asked from then on."""
    await change_plan(stage, with_shichang)
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    stage.skim(stage.cast.office)
    stage.expect_everywhere("应急响应启动")
    await all_report(stage, stage.expect_everywhere("请报送12月1日"))
    await stage.advance_to("12-02 15:00")
    stage.skim()
    group, liaison = await enrol(stage, "shichang")
    alert = stage.expect(group, "橙色预警", "昌污指预〔2026〕1号")
    stage.expect_silence(group)
    await stage.press(liaison, alert, "收到")
    stage.expect_edit(alert, "✅ 已收到")
    await stage.say(liaison, group, "/due")
    stage.expect(group, "没有")
    await stage.advance_to("12-03 08:00")
    stage.expect(group, "请报送12月2日")
    stage.skim()
