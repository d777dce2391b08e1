"""What goes wrong around an alert: each gets one sentence and changes nothing."""

import pytest

from storage import alerts as store
from tests.harness.stage import Stage
from tests.stories.passages import issue, sent_for_approval

LINE = "orange 2026-12-03T08:00 72h PM2.5"


async def no_draft(stage: Stage) -> None:
    async with stage.database.reading() as session:
        assert await store.pending_revisions(session, stage.plan.jurisdiction) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("紫色 2026-12-03T08:00 72h PM2.5", "没有这个级别，请填写：黄色、橙色、红色"),
        ("<b>&😷 2026-12-03T08:00 72h PM2.5", "没有这个级别"),
        ("orange 2026-11-30T08:00 72h PM2.5", "已经过去"),
        ("orange 2026-12-01T07:49 72h PM2.5", "已经过去"),
        ("orange 2027-12-03T08:00 72h PM2.5", "请填30天以内的时间"),
        ("orange 2026-02-30T08:00 72h PM2.5", "看不懂启动时间"),
        ("orange 2026-12-03T08:00 0h PM2.5", "1至720小时"),
        ("orange 2026-12-03T08:00 10000h PM2.5", "1至720小时"),
        ("orange 2026-12-03T08:00 久 PM2.5", "看不懂持续时间"),
        ("orange 2026-12-03T08:00 72h 烟尘", "没有这种污染物"),
        (f"{LINE} <b>{'长&😷' * 1600}", "依据请写在500字以内"),
    ],
)
async def test_a_bad_line(stage: Stage, line: str, sentence: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn {line}")
    stage.expect(cast.office, sentence)
    stage.skim(cast.office)
    await no_draft(stage)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/adjust red 立即 72h PM2.5", "目前没有已发布的预警"),
        ("/cancel 预测变化", "目前没有已发布的预警"),
        ("/lift 改善", "目前没有已发布的预警"),
    ],
)
async def test_out_of_turn_in_quiet_times(stage: Stage, command: str, sentence: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, command)
    stage.expect(cast.office, sentence)
    await no_draft(stage)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (f"/warn {LINE}", "要改级别或时间请用 /adjust"),
        ("/lift 改善", "响应还未启动"),
        (f"/adjust {LINE}", "没有变化"),
    ],
)
async def test_out_of_turn_after_the_issue(stage: Stage, command: str, sentence: str) -> None:
    cast = stage.cast
    await issue(stage, LINE)
    await stage.say(cast.staff, cast.office, command)
    stage.expect(cast.office, sentence)
    await no_draft(stage)


async def test_a_running_response_is_not_cancelled(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.say(cast.staff, cast.office, "/cancel 预测变化")
    stage.expect(cast.office, "请用 /lift 解除")
    await no_draft(stage)


async def test_who_may_not_command(stage: Stage) -> None:
    cast = stage.cast
    for person in (cast.stranger, cast.liaisons["gongan"], cast.auditor):
        await stage.tell(person, f"/warn {LINE}")
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], f"/warn {LINE}")
    edited = await stage.say(cast.staff, cast.office, "大家早上好")
    await stage.edit(edited, f"/warn {LINE}")
    stage.skim()
    await no_draft(stage)


@pytest.mark.parametrize(
    "data",
    ["aok:1", "aok:x", "aok", "aback:1", "dgo:1", "dfix:1", "doff:1", "oset:level:red", "ostop"],
)
async def test_forged_presses_by_a_liaison(stage: Stage, data: str) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/duties")
    message = stage.expect(cast.groups["gongan"], "本单位职责")
    query = await stage.forge(cast.liaisons["gongan"], message, data)
    assert query.answer is not None
    assert "已同意" not in query.answer.text
    stage.skim(cast.groups["gongan"])
    assert "审签中" in draft.text
    assert "审签：" in asked.text


@pytest.mark.parametrize(
    "data",
    [
        "dgo:999",
        "dgo:",
        "doff:99999999999999999999",
        "oset:starts_at:99999999999999999",
        "oset:hours:10000",
        "oset:level:purple",
        "oset:pollutant:soot",
        "oset:grounds:none",
        "oset:field:kind",
        "oset",
    ],
)
async def test_forged_presses_by_the_drafter(stage: Stage, data: str) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    query = await stage.forge(cast.staff, question, data)
    assert query.answer is not None
    assert query.answer.text
    await stage.press(cast.staff, question, "橙色")
    stage.expect_edit(question, "请选响应启动时间")


@pytest.mark.parametrize(
    ("step", "label", "data", "sentence"),
    [
        (0, "橙色", "oset:starts_at:99999999999999999", "看不懂"),
        (0, "橙色", "oset:starts_at:1", "已经过去"),
        (1, "12月3日08:00", "oset:hours:0", "1至720小时"),
        (2, "72小时", "oset:pollutant:soot", "没有这种污染物"),
        (3, "PM2.5", "oset:grounds:none", "请写明依据"),
    ],
)
async def test_forged_values_at_their_own_step(
    stage: Stage, step: int, label: str, data: str, sentence: str
) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    for chosen in ("橙色", "12月3日08:00", "72小时", "PM2.5")[: step + 1]:
        await stage.press(cast.staff, question, chosen)
    query = await stage.forge(cast.staff, question, data)
    stage.expect_toast(query, sentence)


async def test_an_obsolete_confirmation(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    stage.skim()
    await stage.press(cast.staff, draft, "取消")
    query = await stage.forge(cast.staff, draft, "dgo:1")
    stage.expect_toast(query, "已作废")


async def test_a_draft_that_waits_too_long_asks_for_a_new_start(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 立即 24h PM2.5")
    draft = stage.expect(cast.office, "拟稿")
    await stage.advance(hours=2)
    query = await stage.press(cast.staff, draft, "确认发布")
    stage.expect_toast(query, "请按“修改”重定时间")
