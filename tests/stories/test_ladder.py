"""A report that does not come: every step of the ladder, as each reader sees it."""

from collections.abc import Awaitable, Callable

import pytest

from sandbox import Fault, FaultKind, Person
from storage.roster import people
from storage.roster.people import Appointment
from storage.supervision import slips
from storage.supervision.slips import Slip, SlipState
from tests.harness.stage import Stage
from tests.stories.passages import (
    all_confirm,
    approve,
    hand_over,
    sent_for_approval,
    silent_morning,
)

SILENT = "zhujian"


async def issued(stage: Stage) -> list[Slip]:
    """Every slip there is, in order of issue."""
    async with stage.database.reading() as session:
        return (await slips.slips_in(session, stage.plan.jurisdiction))[::-1]


@pytest.mark.clause("F6", "F7", "F8", "F9")
async def test_from_the_nudge_to_the_referral(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 10:59")

    await stage.advance_to("12-02 11:00")
    stage.expect(group, "12月2日12:00")

    await stage.advance_to("12-02 12:00")
    stage.expect(group, "逾期提醒", "昌污指催〔2026〕1号", "12月2日12时30分前")
    stage.expect(cast.office, "逾期提醒")

    await stage.advance_to("12-02 12:29")
    stage.expect_silence()
    await stage.advance_to("12-02 12:30")
    stage.expect(group, "黄色提示单", "昌污指黄提〔2026〕1号", "12月2日14时30分前", "副指挥长")
    stage.expect_private(cast.deputy_commander, "黄色提示单", "抄报", "本件已送达该单位")
    stage.expect(cast.office, "黄色提示单", "昌污指黄提〔2026〕1号")

    await stage.advance_to("12-02 14:29")
    stage.expect_silence()
    await stage.advance_to("12-02 14:30")
    stage.expect(group, "橙色督办单", "昌污指橙督〔2026〕1号", "12月2日16时30分前")
    stage.expect_private(cast.commander, "橙色督办单")
    stage.expect(cast.office, "橙色督办单")

    await stage.advance_to("12-02 16:30")
    stage.expect(group, "红色督办单", "12月3日7时前", "按《督查督办工作制度（试行）》有关规定办理")
    stage.expect_private(cast.party_secretary, "红色督办单")
    stage.expect_private(cast.mayor, "红色督办单")
    stage.expect(cast.office, "红色督办单")

    await stage.advance_to("12-03 06:59")
    stage.expect_silence()
    await stage.advance_to("12-03 07:00")
    proposal = stage.expect_private(
        cast.director, "问题线索移交函", "待确认", "昌污指红督〔2026〕1号"
    )
    stage.expect_silence()

    query = await hand_over(stage, cast.director, proposal)
    stage.expect_toast(query, "已确认移交")
    stage.expect_private(
        cast.discipline_commission,
        "昌污指移〔2026〕1号",
        "昌污指催〔2026〕1号",
        "昌污指黄提〔2026〕1号",
        "副指挥长（2026年12月2日12时30分送达）",
        "昌污指橙督〔2026〕1号",
        "昌污指红督〔2026〕1号",
    )
    stage.expect_edit(proposal, "确认移交")
    stage.expect_private(cast.commander, "昌污指移〔2026〕1号", "确认移交市纪委监委")
    stage.expect_silence()
    steps = [slip.step for slip in await issued(stage)]
    assert steps == ["reminder", "yellow", "orange", "red", "referral"]


@pytest.mark.clause("F9")
async def test_without_a_persons_word_nothing_is_referred(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-03 06:59")
    await stage.advance_to("12-03 07:00")
    proposal = stage.expect_private(cast.director, "待确认")
    told = cast.office.messages[-1]
    referral = (await issued(stage))[-1]

    refused = await stage.forge(cast.staff, told, f"refyes:{referral.key}")
    stage.expect_toast(refused, "无此权限")
    await stage.press(cast.director, proposal, "暂不移交")
    question = stage.expect_private(cast.director, "理由")
    await stage.reply(cast.director, question, "已约谈主要负责人")
    stage.expect_edit(proposal, "暂不移交", "已约谈主要负责人")
    stage.expect_private(cast.director, "已记录")
    stage.expect_silence()
    for verb in ("refyes", "refno"):
        again = await stage.forge(cast.director, proposal, f"{verb}:{referral.key}")
        stage.expect_toast(again, "已作决定")
    unknown = await stage.forge(cast.director, proposal, "refyes:999")
    stage.expect_toast(unknown, "无此督办件")


@pytest.mark.clause("F9")
async def test_a_report_ends_the_proposal(stage: Stage) -> None:
    cast = stage.cast
    prompts = await silent_morning(stage, SILENT, "12-03 06:59")
    await stage.advance_to("12-03 07:00")
    proposal = stage.expect_private(cast.director, "待确认")
    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], "迟报，措施已全部落实。")
    told = stage.expect(cast.groups[SILENT], "已收到", "昌污指红督〔2026〕1号已销号")
    assert "移" not in told.text
    stage.expect_edit(proposal, "不再移交")
    for leader in (cast.deputy_commander, cast.commander, cast.party_secretary, cast.mayor):
        stage.expect_private(leader, "补报", "已销号")
    states = [slip.state for slip in await issued(stage)]
    assert states == [SlipState.CLOSED] * 5


@pytest.mark.clause("F6")
async def test_a_report_ends_the_ladder(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:29")
    await stage.advance_to("12-02 12:30")
    slip = stage.expect(group, "黄色提示单")
    copy = stage.expect_private(cast.deputy_commander, "黄色提示单")
    stage.skim(cast.office)
    await stage.reply(cast.liaisons[SILENT], slip, "补报：措施已落实。")
    stage.expect(group, "已收到")
    stage.expect_edit(slip, "✅ 已于12月2日12时30分补报，销号")
    assert slip.buttons() == []
    stage.expect_edit(copy, "✅ 已于12月2日12时30分补报，销号")
    told = stage.expect_private(cast.deputy_commander, "补报", "昌污指黄提〔2026〕1号）已销号")
    assert told.reply_to is copy
    assert told.silent
    await stage.advance_to("12-02 20:00")
    stage.expect_silence()
    assert {row.state for row in await issued(stage)} == {SlipState.CLOSED}


async def test_a_report_overtakes_a_slip_that_has_not_left(stage: Stage) -> None:
    """Telegram holds the group at 12:30; the report comes before the slip could go."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    prompts = await silent_morning(stage, SILENT, "12-02 12:29")
    hold = Fault(FaultKind.TOO_MANY_REQUESTS, chat=group.id, retry_after=300)
    stage.world.faults.add(hold)
    await stage.advance_to("12-02 12:30")
    await stage.reply(cast.liaisons[SILENT], prompts[SILENT], "措施已落实。")
    await stage.advance_to("12-02 13:00")
    stage.expect(group, "已收到")
    stage.expect_silence()
    assert (await issued(stage))[-1].state == SlipState.VOID


async def test_no_slip_for_an_agency_that_cannot_be_reached(stage: Stage) -> None:
    """Its clock stands still; back again, it has what was left, and the slip comes then."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:10")
    stage.world.kick_bot(group, cast.bot, by=cast.liaisons[SILENT])
    await stage.settle()
    stage.expect(cast.office)
    await stage.advance_to("12-02 15:10")
    stage.expect_silence()
    assert [row.step for row in await issued(stage)] == ["reminder"]

    stage.world.add_bot_to_group(group, cast.bot, by=cast.liaisons[SILENT], admin=True)
    await stage.settle()
    stage.skim()
    await stage.advance_to("12-02 15:29")
    stage.expect_silence()
    await stage.advance_to("12-02 15:30")
    stage.expect(group, "黄色提示单", "12月2日17时30分前")
    stage.expect_private(cast.deputy_commander, "黄色提示单")
    stage.expect(cast.office, "黄色提示单")


async def test_leaders_get_no_copy_of_what_was_not_served(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:29")
    stage.world.faults.add(Fault(FaultKind.FORBIDDEN, chat=group.id))
    await stage.advance_to("12-02 12:50")
    lost = stage.skim(cast.office)
    assert not any("黄色提示单" in message.text for message in lost)
    stage.expect_silence()
    assert [(row.step, row.state) for row in await issued(stage)] == [
        ("reminder", SlipState.ISSUED),
        ("yellow", SlipState.VOID),
    ]


async def test_a_slip_that_telegram_refuses_stops_the_ladder(stage: Stage) -> None:
    """The text itself is refused: no loop, the office sees it, no next step."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:29")
    refusal = Fault(FaultKind.BAD_REQUEST, chat=group.id, text="can't parse entities")
    stage.world.faults.add(refusal)
    await stage.advance_to("12-02 14:29")
    stage.expect(cast.office)
    stage.expect_silence()
    await stage.advance_to("12-02 18:00")
    stage.expect(cast.office, "发送失败（Telegram 拒收）", "暂停")
    stage.expect_silence()


async def killed(stage: Stage) -> None:
    await stage.kill()
    await stage.start()


async def stopped(stage: Stage) -> None:
    await stage.restart()


@pytest.mark.parametrize("fate", [killed, stopped])
async def test_a_restart_in_the_middle_of_the_ladder(
    stage: Stage, fate: Callable[[Stage], Awaitable[None]]
) -> None:
    """Nobody is asked twice, nothing is missed, and at most one step is taken."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await silent_morning(stage, SILENT, "12-02 12:30")
    await fate(stage)
    stage.expect_silence()
    await stage.advance_to("12-02 14:30")
    stage.expect(group, "橙色督办单")
    stage.expect_private(cast.commander, "橙色督办单")
    stage.expect(cast.office, "橙色督办单")
    await fate(stage)
    stage.expect_silence()
    steps = [slip.step for slip in await issued(stage)]
    assert steps == ["reminder", "yellow", "orange"]


@pytest.mark.clause("F8")
async def test_at_a_red_alert_the_night_does_not_count(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, "red 2026-12-01T09:00 72h PM2.5")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, approver)
    alerts = stage.expect_everywhere("红色预警")
    await all_confirm(stage, alerts)
    await stage.advance_to("12-02 16:31")
    stage.skim()
    await stage.advance_to("12-03 04:29")
    stage.expect_silence()
    await stage.advance_to("12-03 04:30")
    proposals = stage.skim(cast.private(cast.director))
    assert len(proposals) == len(cast.groups)
    stage.skim(cast.office)


async def test_the_office_hears_whom_no_copy_reached(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-02 12:29")
    await vacate(stage, cast.deputy_commander)
    await stage.advance_to("12-02 12:30")
    stage.expect(cast.groups[SILENT], "黄色提示单")
    stage.expect(cast.office, "黄色提示单", "副指挥长", "未能抄报")


async def test_nobody_to_propose_a_referral_to(stage: Stage) -> None:
    """Whoever takes the post decides the referral from the list of slips."""
    cast = stage.cast
    await silent_morning(stage, SILENT, "12-03 06:59")
    await vacate(stage, cast.director)
    await stage.advance_to("12-03 07:00")
    told = stage.expect(cast.office, "须由办公室主任决定", "无人登记")
    assert "移交" not in told.text
    assert "住建" not in told.text
    await appoint(stage, cast.deputy_director, "director")
    await vacate(stage, cast.discipline_commission)
    await stage.tell(cast.deputy_director, "/slips")
    listed = stage.expect_private(cast.deputy_director, "昌污指移〔2026〕1号", "待确认")
    await stage.press(cast.deputy_director, listed, "昌污指移〔2026〕1号")
    detail = stage.expect_private(cast.deputy_director, "问题线索移交函", "红色督办单")
    query = await stage.press(cast.deputy_director, detail, "确认移交")
    stage.expect_toast(query, "市纪委监委尚无人登记")
    await appoint(stage, cast.discipline_commission, "discipline_commission")
    await hand_over(stage, cast.deputy_director, detail)
    stage.expect_private(cast.discipline_commission, "问题线索移交函")
    stage.expect_private(cast.commander, "确认移交市纪委监委")


async def vacate(stage: Stage, person: Person) -> None:
    """This person holds no position any more."""
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        for row in await people.appointments_of(session, person.id):
            row.until = stage.clock.now()
            session.add(row)


async def appoint(stage: Stage, person: Person, position: str) -> None:
    async with stage.database.deciding(stage.plan.jurisdiction) as session:
        session.add(
            Appointment(
                jurisdiction=stage.plan.jurisdiction,
                user_id=person.id,
                position=position,
                since=stage.clock.now(),
            )
        )


async def test_who_holds_two_posts_gets_one_copy(stage: Stage) -> None:
    """The mayor is the party's secretary as well; the one text names both."""
    cast, jurisdiction = stage.cast, stage.plan.jurisdiction
    # Said so that no tape of other stories is played over the row that is changed here.
    await stage.tell(cast.mayor, "/whoami")
    stage.skim()
    async with stage.desks().open(jurisdiction, stage.clock.now(), "cli:test") as desk:
        held = await people.current_appointments(desk.session, jurisdiction)
        [row] = [one for one in held if one.position == "party_secretary"]
        row.user_id = cast.mayor.id
        desk.session.add(row)
    await silent_morning(stage, SILENT, "12-02 17:00")
    [copy] = [
        message for message in cast.private(cast.mayor).messages if "红色督办单" in message.text
    ]
    names = {position.id: position.name for position in stage.plan.positions}
    assert f"{names['party_secretary']}、{names['mayor']}" in copy.text
