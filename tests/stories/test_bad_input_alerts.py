"""What goes wrong around an alert: each gets one sentence and changes nothing."""

from storage.decisions import matters as store
from tests.harness.stage import Stage
from tests.stories.passages import issue, sent_for_approval

LINE = "orange 2026-12-03T08:00 72h PM2.5"


async def no_draft(stage: Stage) -> None:
    async with stage.database.reading() as session:
        assert await store.pending_orders(session, stage.plan.jurisdiction) == []


BAD_LINES = (
    ("紫色 2026-12-03T08:00 72h PM2.5", "预案无此级别，请填写：黄色、橙色、红色"),
    ("<b>&😷 2026-12-03T08:00 72h PM2.5", "预案无此级别"),
    ("orange 2026-11-30T08:00 72h PM2.5", "已过（现在是"),
    ("orange 2026-12-01T07:49 72h PM2.5", "已过（现在是"),
    ("orange 2027-12-03T08:00 72h PM2.5", "请填30天以内的时间"),
    ("orange 2026-02-30T08:00 72h PM2.5", "启动时间无法识别"),
    ("orange 2026-12-03T08:00 0h PM2.5", "1至720小时"),
    ("orange 2026-12-03T08:00 10000h PM2.5", "1至720小时"),
    ("orange 2026-12-03T08:00 久 PM2.5", "持续时间无法识别"),
    ("orange 2026-12-03T08:00 72h 烟尘", "预案无此污染物"),
    (f"{LINE} <b>{'长&😷' * 1600}", "依据请写在500字以内"),
)


async def test_bad_lines(stage: Stage) -> None:
    cast = stage.cast
    for line, sentence in BAD_LINES:
        await stage.say(cast.staff, cast.office, f"/warn {line}")
        stage.expect(cast.office, sentence)
        stage.skim(cast.office)
        await no_draft(stage)


async def test_out_of_turn_in_quiet_times(stage: Stage) -> None:
    cast = stage.cast
    for command in ("/adjust red 立即 72h PM2.5", "/cancel 预测变化", "/lift 改善"):
        await stage.say(cast.staff, cast.office, command)
        stage.expect(cast.office, "目前没有已发布的预警")
        await no_draft(stage)


OUT_OF_TURN = (
    (f"/warn {LINE}", "调整级别或时间，请用 /adjust"),
    ("/lift 改善", "应急响应尚未启动"),
    (f"/adjust {LINE}", "均无变化"),
)


async def test_out_of_turn_after_the_issue(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, LINE)
    for command, sentence in OUT_OF_TURN:
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


OFFICE_VERBS = (
    *("aok:1", "aok:x", "aok", "aback:1", "dgo:1", "dfix:1", "doff:1"),
    *("oset:level:red", "ostop"),
)


async def test_forged_presses_by_a_liaison(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/duties")
    message = stage.expect(cast.groups["gongan"], "贵单位职责")
    for data in OFFICE_VERBS:
        query = await stage.forge(cast.liaisons["gongan"], message, data)
        assert query.answer is not None, data
        assert "已同意" not in query.answer.text, data
        stage.skim(cast.groups["gongan"])
        assert "审签中" in draft.text, data
        assert "审签：" in asked.text, data


FORGED_BY_THE_DRAFTER = (
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
)


async def test_forged_presses_by_the_drafter(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    for data in FORGED_BY_THE_DRAFTER:
        query = await stage.forge(cast.staff, question, data)
        assert query.answer is not None, data
        assert query.answer.text, data
    await stage.press(cast.staff, question, "橙色")
    stage.expect_edit(question, "请选响应启动时间")


FORGED_STEPS = (
    ("橙色", (("oset:starts_at:99999999999999999", "无法识别"), ("oset:starts_at:1", "已过"))),
    ("12月3日08:00", (("oset:hours:0", "1至720小时"),)),
    ("72小时", (("oset:pollutant:soot", "预案无此污染物"),)),
    ("PM2.5", (("oset:grounds:none", "请写明依据"),)),
)


async def test_forged_values_at_their_own_step(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    for chosen, forgeries in FORGED_STEPS:
        await stage.press(cast.staff, question, chosen)
        for data, sentence in forgeries:
            stage.expect_toast(await stage.forge(cast.staff, question, data), sentence)


async def test_an_obsolete_confirmation(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LINE)
    stage.skim()
    await stage.press(cast.staff, draft, "取消")
    query = await stage.forge(cast.staff, draft, "dgo:1")
    stage.expect_toast(query, "已作废")
