"""Whoever speaks for two bodies is asked once which is meant, and nothing is ever guessed."""

import pytest

from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.roster.people import LIAISON, Appointment
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import REPORT, all_confirm, approve, asks, issue, sent_for_approval

BOTH = ("zhujian", "jiaoyu")


async def liaison_of_both(stage: Stage) -> None:
    """Housing's liaison is the schools' as well, and the bot has lost both groups."""
    cast, liaison = stage.cast, stage.cast.liaisons[BOTH[0]]
    stage.world.start_bot(liaison, cast.bot)
    await stage.settle()
    async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli:test") as desk:
        desk.session.add(
            Appointment(
                jurisdiction=desk.jurisdiction,
                user_id=liaison.id,
                position=LIAISON,
                agency=BOTH[1],
                since=desk.now,
            )
        )
    stage.world.add_person_to_group(cast.groups[BOTH[1]], liaison)
    for agency in BOTH:
        stage.world.kick_bot(cast.groups[agency], cast.bot, by=cast.liaisons[agency])
    await stage.settle()
    stage.skim()


async def owing(stage: Stage, kind: ObligationKind) -> set[str]:
    async with stage.database.reading() as session:
        rows = await obligations.open_in(session, stage.plan.jurisdiction, kind)
    return {row.agency for row in rows}


@pytest.mark.clause("A2")
async def test_a_report_to_the_bot_alone_is_asked_about_once(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[BOTH[0]]
    await all_confirm(stage, await issue(stage))
    await liaison_of_both(stage)
    await stage.advance_to("12-02 08:01")
    stage.skim()
    await stage.tell(liaison, REPORT)
    await stage.tell(liaison, "另检查工地12处，均已停工。")
    asked = stage.expect_private(liaison, "哪个单位的")
    assert [button.text for button in asked.buttons()] == ["市住建局", "市教育局"]
    stage.expect_silence()
    forged = await stage.forge(
        cast.liaisons["gongan"], cast.groups["gongan"].messages[-1], "body:1:0"
    )
    stage.expect_toast(forged, "按钮")
    await stage.press(liaison, asked, "市教育局")
    stage.expect_edit(asked, "按市教育局办理")
    meant = stage.expect_private(liaison, "报告")
    stage.expect_silence()
    await stage.press(liaison, meant, meant.buttons()[0].text)
    stage.skim()
    assert await owing(stage, ObligationKind.DAILY) == {"huanjing", "zhujian", "gongan", "binhu"}
    # What follows within a short while is the same body's, without another question.
    await stage.tell(liaison, "补充：又检查学校5所。")
    assert not [one for one in stage.skim(cast.private(liaison)) if "哪个单位" in one.text]
    stage.skim()


@pytest.mark.clause("A2")
async def test_what_is_relayed_for_two_bodies_says_for_which_and_is_confirmed_for_each(
    stage: Stage,
) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[BOTH[0]]
    await liaison_of_both(stage)
    await sent_for_approval(stage, "orange 2026-12-01T12:00 72h PM2.5")
    for signer in (cast.director, cast.deputy_commander):
        await approve(stage, signer)
    relayed = stage.expect_private(
        liaison, "〔转送·市住建局、市教育局〕", "橙色预警", "【市住建局】", "【市教育局】"
    )
    assert [one.text for one in relayed.buttons()][::2] == ["收到（住建局）", "收到（教育局）"]
    query = await stage.press(liaison, relayed, "收到（教育局）")
    stage.expect_toast(query, "已记录")
    assert "住建局：✅" not in stage.expect_edit(relayed, "教育局：✅ 已收到").text
    stage.skim()
    assert await owing(stage, ObligationKind.RECEIPT) & set(BOTH) == {"zhujian"}
    await stage.press(liaison, relayed, "收到（住建局）")
    stage.expect_edit(relayed, "住建局：✅ 已收到", "教育局：✅ 已收到")
    await stage.press(liaison, relayed, "教育局职责")
    stage.expect_private(liaison, "市教育局：贵单位职责")
    for told in ("教育局：已通过私聊通知", "住建局：已通过私聊通知"):
        assert told in await asks(stage, "/board")
    stage.skim()
    assert await owing(stage, ObligationKind.RECEIPT) & set(BOTH) == set()
    await invariants.check(stage)


@pytest.mark.clause("A2")
async def test_a_reply_to_what_is_for_two_bodies_is_asked_about_and_not_guessed(
    stage: Stage,
) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[BOTH[0]]
    await liaison_of_both(stage)
    await sent_for_approval(stage, "orange 2026-12-01T12:00 72h PM2.5")
    for signer in (cast.director, cast.deputy_commander):
        await approve(stage, signer)
    relayed = stage.expect_private(liaison, "〔转送·市住建局、市教育局〕")
    stage.skim()
    await stage.reply(liaison, relayed, "收到")
    asked = stage.expect_private(liaison, "哪个单位")
    stage.expect_silence()
    assert await owing(stage, ObligationKind.RECEIPT) >= set(BOTH)
    await stage.press(liaison, asked, "市住建局")
    stage.skim()
    assert await owing(stage, ObligationKind.RECEIPT) & set(BOTH) == {"jiaoyu"}
