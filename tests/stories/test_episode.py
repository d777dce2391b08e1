"""One whole pollution episode, as everybody in it lives through it, from the first draft on."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import pytest

from office.plan.model import Plan
from sandbox import Message, Person, Upload
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import (
    REPORT,
    all_confirm,
    all_report,
    approve,
    asks,
    hand_over,
    leaders_read,
    sent_for_approval,
)

Part = Callable[["Episode"], Awaitable[None]]

PLEADING = "下乡核查散煤，材料尚在汇总。"


@dataclass(frozen=True, slots=True)
class Parts:
    """Who does not behave like everybody else."""

    slow: str = "gongan"
    """Confirms the alert only when it is chased; later asks for more time."""
    slower: str = "binhu"
    """Confirms when its receipt is overdue."""
    late: str = "jiaoyu"
    silent: str = "zhujian"


@dataclass(slots=True)
class Episode:
    stage: Stage
    parts: Parts

    @property
    def plan(self) -> Plan:
        return self.stage.plan

    @property
    def total(self) -> int:
        return len(self.plan.agencies)

    @property
    def approvers(self) -> tuple[Person, Person, Person]:
        cast = self.stage.cast
        return cast.director, cast.deputy_commander, cast.commander

    def name(self, agency: str) -> str:
        return self.plan.body(agency).name

    def short(self, agency: str) -> str:
        return self.plan.body(agency).short

    async def reply(self, agency: str, message: Message, text: str) -> None:
        await self.stage.reply(self.stage.cast.liaisons[agency], message, text)

    async def press(self, agency: str, message: Message, label: str) -> None:
        await self.stage.press(self.stage.cast.liaisons[agency], message, label)


@pytest.mark.clause("C1", "C2", "C3", "C4", "C6", "C7", "D1", "D2", "D4")
@pytest.mark.clause("E1", "E2", "F6", "F7", "F8", "F9", "F10")
async def test_a_whole_episode(stage: Stage) -> None:
    await play(Episode(stage, Parts()), (*BEGINNING, *REST))


@pytest.mark.clause("A5", "C4", "D2", "D4", "E1", "E2")
async def test_an_episode_with_all_38_agencies(set_stage: SetStage) -> None:
    """It goes as far as each thing that is done for every agency has been done once."""
    stage = await set_stage(Scene(agencies=None))
    assert len(stage.plan.agencies) == 38
    await play(Episode(stage, Parts()), BEGINNING)


async def play(episode: Episode, parts: Iterable[Part]) -> None:
    for part in parts:
        await part(episode)
    await invariants.check(episode.stage)


async def orange_is_issued_and_confirmed(episode: Episode) -> None:
    await receipts_come_in(episode, await orange_is_issued(episode))


async def orange_is_issued(episode: Episode) -> dict[str, Message]:
    """Two days ahead of the start, by director and deputy commander, to everybody at once."""
    stage, cast = episode.stage, episode.stage.cast
    line = "orange 2026-12-03T08:00 72h PM2.5 静稳天气，扩散条件转差"
    draft = await sent_for_approval(stage, line)
    assert "⚠️" not in draft.text, "it is early enough"
    for needed in ("PM2.5", "影响区域", "预计持续：72小时", "健康影响", "防护建议", "静稳天气"):
        assert needed in draft.text
    assert "没有生效的预警" in await asks(stage, "/board")

    await approve(stage, cast.director)
    stage.expect_edit(draft, "✅ 办公室主任 审核同意", "⏳ 副指挥长 审签中")
    stage.expect_silence(*cast.groups.values())
    await approve(stage, cast.deputy_commander)
    stage.expect_edit(draft, "已发布", "昌污指预〔2026〕1号", f"发往{episode.total}家")
    stage.expect(cast.office, f"收到 0/{episode.total}")

    alerts = stage.expect_everywhere(
        "昌污指预〔2026〕1号", "橙色预警：自12月3日8时起启动Ⅱ级应急响应"
    )
    leaders_read(stage, "已发布重污染天气橙色预警", "昌污指预〔2026〕1号")
    for agency, alert in alerts.items():
        for group in episode.plan.measures_for(agency, "orange"):
            assert all(measure.text in alert.text for measure in group.measures), agency
    return alerts


async def receipts_come_in(episode: Episode, alerts: dict[str, Message]) -> None:
    """Two agencies are silent: one is moved by the chase, one only by the word 逾期."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    await all_confirm(stage, alerts, but=[parts.slow, parts.slower])
    await stage.advance(seconds=10)
    [board] = [message for message in cast.office.messages if "送达" in message.text]
    stage.expect_edit(board, f"收到 {episode.total - 2}/{episode.total}", "未确认收到（2）")

    await stage.advance_to("12-01 08:05")
    stage.expect(cast.groups[parts.slower], "收到", "还有15分钟")
    chase = stage.expect(cast.groups[parts.slow], "收到", "还有15分钟")
    await episode.press(parts.slow, chase, "收到")
    stage.expect_edit(alerts[parts.slow], "✅ 已收到")

    await stage.advance_to("12-01 08:20")
    overdue = stage.expect(cast.groups[parts.slower], "逾期未确认收到")
    stage.expect(cast.office, "1家单位逾期未确认", episode.name(parts.slower))
    await stage.advance(minutes=4)
    await episode.press(parts.slower, overdue, "收到")
    stage.expect_edit(alerts[parts.slower], "✅ 已收到", "（逾期）")
    await stage.advance(seconds=10)
    stage.expect_edit(board, f"收到 {episode.total}/{episode.total}", "逾期确认 1")
    stage.expect_silence()


async def the_response_starts(episode: Episode) -> None:
    stage = episode.stage
    await stage.advance_to("12-03 07:59")
    stage.expect_silence()
    assert "已发布，未启动" in await asks(stage, "/board")
    await stage.advance_to("12-03 08:00")
    stage.expect_everywhere("Ⅱ级应急响应启动，请立即落实")
    stage.expect(stage.cast.office, "应急响应启动")
    assert "响应中" in await asks(stage, "/board")


async def the_first_morning(episode: Episode) -> None:
    """Most report, one with photos; one asks for more time and gets it; two say nothing."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    await stage.advance_to("12-04 08:00")
    stage.expect(cast.office, "12月3日日报", f"报送 0/{episode.total}")
    prompts = stage.expect_everywhere("请报送12月3日", "12月4日12:00")
    quiet = (parts.slow, parts.late, parts.silent)
    await all_report(stage, prompts, but=[*quiet, parts.slower])
    photos = [Upload(b"one", "1.jpg"), Upload(b"two", "2.jpg")]
    group, liaison = cast.groups[parts.slower], cast.liaisons[parts.slower]
    stage.world.send_album(liaison, group, photos, caption=REPORT, reply_to=prompts[parts.slower])
    await stage.advance(minutes=1)
    stage.expect(group, "已收到", "照片2张")

    await stage.advance_to("12-04 10:30")
    await more_time_is_granted(episode, prompts[parts.slow])
    missing = await asks(stage, "/missing")
    assert f"已报 {episode.total - 3}/{episode.total}" in missing
    assert all(episode.short(agency) in missing for agency in quiet)


async def more_time_is_granted(episode: Episode, prompt: Message) -> None:
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    group = cast.groups[parts.slow]
    await episode.press(parts.slow, prompt, "申请延期")
    await episode.reply(parts.slow, stage.expect(group, "理由"), PLEADING)
    stage.expect(group, "延期申请已报办公室")
    card = stage.expect(cast.office, "申请延期", episode.name(parts.slow), PLEADING)
    await stage.press(cast.second, card, "同意延期")
    stage.expect_edit(card, "请选定新的截止时间")
    query = await stage.press(cast.second, card, "12月4日18:00")
    stage.expect_toast(query, "12月4日18:00")
    stage.expect_edit(card, "已同意延期", "12月4日18:00")
    stage.expect(group, "同意延期", "12月4日18:00")


async def the_ladder_begins(episode: Episode) -> None:
    """Nudge, reminder at the deadline, yellow with a copy to the deputy commander."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    two = (parts.late, parts.silent)
    await stage.advance_to("12-04 11:00")
    for agency in two:
        stage.expect(cast.groups[agency], "请抓紧报送", "12月4日12:00")
    await stage.advance_to("12-04 12:00")
    for agency in two:
        stage.expect(cast.groups[agency], "逾期提醒", "12月4日12时30分前")
        stage.expect(cast.office, "逾期提醒")
    await stage.advance_to("12-04 12:30")
    for agency in two:
        stage.expect(cast.groups[agency], "黄色提示单", "昌污指黄提〔2026〕", "12月4日14时30分前")
        stage.expect_private(cast.deputy_commander, "黄色提示单", "抄报")
        stage.expect(cast.office, "黄色提示单")
    stage.expect_silence()


async def the_late_one_reports(episode: Episode) -> None:
    """Late, but accepted, and its slips are closed."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    await stage.advance_to("12-04 13:00")
    group = cast.groups[parts.late]
    slip = next(it for it in reversed(group.messages) if "黄色提示单" in it.text)
    await episode.reply(parts.late, slip, REPORT)
    stage.expect(group, "逾期1小时", "按逾期登记", "昌污指黄提〔2026〕", "已销号")
    stage.expect_edit(slip, "✅ 已于12月4日13时补报，销号")
    stage.expect_private(cast.deputy_commander, "补报", "昌污指黄提〔2026〕", "已销号")
    slips = await asks(stage, "/slips")
    assert episode.name(parts.silent) in slips
    assert episode.name(parts.late) not in slips
    missing = await asks(stage, "/missing")
    assert "逾期 1" in missing
    assert "已发黄色提示单" in missing


async def the_ladder_goes_on(episode: Episode) -> None:
    """One agency stays silent; the other keeps to the time that it was granted."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    group = cast.groups[parts.silent]
    await stage.advance_to("12-04 14:30")
    stage.expect(group, "橙色督办单", "昌污指橙督〔2026〕1号", "12月4日16时30分前")
    stage.expect_private(cast.commander, "橙色督办单", "抄报")
    stage.expect(cast.office, "橙色督办单")
    await stage.advance_to("12-04 16:30")
    stage.expect(group, "红色督办单", "昌污指红督〔2026〕1号", "12月5日7时前")
    for leader in (cast.party_secretary, cast.mayor):
        stage.expect_private(leader, "红色督办单", "抄报")
    stage.expect(cast.office, "红色督办单")

    await stage.advance_to("12-04 17:30")
    granted = next(it for it in reversed(cast.groups[parts.slow].messages) if "同意延期" in it.text)
    await episode.reply(parts.slow, granted, REPORT)
    stage.expect(cast.groups[parts.slow], "已收到", "按时报送（截止12月4日18:00）")
    stage.expect_silence()


async def it_becomes_red(episode: Episode) -> None:
    """Three approvers, each after the other; everybody confirms anew."""
    stage, cast = episode.stage, episode.stage.cast
    await stage.advance_to("12-04 20:00")
    line = "red 2026-12-05T08:00 48h PM2.5 预计AQI将超过300"
    draft = await sent_for_approval(stage, line, command="/adjust")
    assert "⚠️ 距启动不足48小时" in draft.text
    for approver in episode.approvers:
        await approve(stage, approver)
    stage.expect_edit(draft, "已发布", "昌污指调〔2026〕1号")
    stage.expect(cast.office, f"收到 0/{episode.total}")
    orders = stage.expect_everywhere("预警调整为红色", "昌污指调〔2026〕1号", "原预警级别：橙色")
    leaders_read(stage, "预警已调整为红色，原为橙色", "昌污指调〔2026〕1号")
    await all_confirm(stage, orders)
    board = await asks(stage, "/board")
    assert "已发布调整：12月5日08:00起为红色" in board
    assert f"收到 {episode.total}/{episode.total}" in board


async def the_night_is_quiet_and_the_lead_is_referred(episode: Episode) -> None:
    """The red slip runs out in the night: its limit is 07:00, when the director is asked."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    await stage.advance_to("12-05 06:59")
    stage.expect_silence()
    await stage.advance_to("12-05 07:00")
    proposal = stage.expect_private(
        cast.director, "问题线索移交函", "待确认", episode.name(parts.silent)
    )
    stage.expect_silence()
    await hand_over(stage, cast.director, proposal)
    record = stage.expect_private(
        cast.discipline_commission,
        "问题线索移交函",
        "昌污指移〔2026〕1号",
        "移交贵委，请依规依纪依法处理",
    )
    for step in (
        "报送提示已送达",
        "昌污指催〔2026〕",
        "昌污指黄提〔2026〕",
        "昌污指橙督〔2026〕1号",
        "昌污指红督〔2026〕1号",
        "抄报：副指挥长",
        "抄报：指挥长",
        "抄报：市委主要领导",
    ):
        assert step in record.text
    stage.expect_edit(proposal, "确认移交")
    stage.expect_private(cast.commander, "确认移交市纪委监委")


async def the_second_and_third_morning(episode: Episode) -> None:
    stage, cast = episode.stage, episode.stage.cast
    await stage.advance_to("12-05 08:00")
    stage.expect_everywhere("应急响应调整为Ⅰ级，请立即落实")
    await all_report(stage, stage.expect_everywhere("请报送12月4日"))
    stage.expect(cast.office, "应急响应调整为Ⅰ级")
    stage.expect(cast.office, "12月4日日报")
    await stage.advance_to("12-06 08:00")
    stage.expect(cast.office, "12月5日日报")
    await all_report(stage, stage.expect_everywhere("请报送12月5日"))
    assert f"报送 {episode.total}/{episode.total}" in await asks(stage, "/board")


async def the_alert_is_lifted(episode: Episode) -> None:
    """The office alone lifts it; every group reads of the end before it is asked to close."""
    stage, cast = episode.stage, episode.stage.cast
    await stage.advance_to("12-06 09:00")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "解除", "空气质量改善")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "已发布", "昌污指解〔2026〕1号")
    stage.expect_everywhere("解除重污染天气红色预警", "终止Ⅰ级应急响应", "昌污指解〔2026〕1号")
    leaders_read(stage, "已解除重污染天气红色预警", "昌污指解〔2026〕1号")
    stage.expect(cast.office, "总结报告", f"报送 0/{episode.total}")
    assert "目前没有生效的预警" in await asks(stage, "/board")


async def the_closing_reports(episode: Episode) -> None:
    """All but one report at once, the last after a nudge; missing reports stay listed."""
    stage, parts, cast = episode.stage, episode.parts, episode.stage.cast
    prompts = stage.expect_everywhere("总结报告", "12月7日09:00")
    await all_report(stage, prompts, but=[parts.late])
    await stage.advance_to("12-07 07:00")
    nudge = stage.expect(cast.groups[parts.late], "请抓紧报送", "12月7日09:00")
    await episode.reply(parts.late, nudge, REPORT)
    stage.expect(cast.groups[parts.late], "已收到", "按时报送")

    await stage.advance_to("12-09 12:00")
    stage.expect_silence()
    missing = await asks(stage, "/missing")
    assert episode.short(parts.silent) in missing
    assert "总结报告" not in missing
    assert f"已报 {episode.total - 1}/{episode.total}" in missing
    slips = await asks(stage, "/slips")
    assert "昌污指红督〔2026〕1号" in slips
    assert "昌污指移" not in slips
    assert episode.name(parts.late) not in slips


BEGINNING: tuple[Part, ...] = (
    orange_is_issued_and_confirmed,
    the_response_starts,
    the_first_morning,
    the_ladder_begins,
    the_late_one_reports,
)
REST: tuple[Part, ...] = (
    the_ladder_goes_on,
    it_becomes_red,
    the_night_is_quiet_and_the_lead_is_referred,
    the_second_and_third_morning,
    the_alert_is_lifted,
    the_closing_reports,
)
