"""Passages that many stories share: an order goes out, many answer at once, the office looks."""

from collections.abc import Collection
from datetime import timedelta

from bot.kept_files import KeptFiles
from sandbox import Bot, CallbackQuery, Chat, Message, Person
from storage.delivery import wanted_files
from tests.harness.stage import Stage

ACTS = ("审核同意", "同意", "批准")

REPORT = "昨日出动检查组4个，检查企业9家，应急措施均已落实。"


async def sent_for_approval(stage: Stage, line: str, *, command: str = "/warn") -> Message:
    """The staff draft it in the office group and confirm it there; return the draft message."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"{command} {line}")
    draft = stage.expect(cast.office, "拟稿", "请核对全文")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "审签中")
    return draft


async def approve(stage: Stage, approver: Person) -> None:
    """Press 审核同意, 同意 or 批准 under what was sent to this person to sign."""
    asked = stage.expect_private(approver, "审签")
    act = signs(asked)
    await stage.press(approver, asked, act)
    await breathe(stage)
    stage.expect_edit(asked, f"已{act}")


def signs(asked: Message) -> str:
    """The word on the button that signs."""
    return next(button.text for button in asked.buttons() if button.text in ACTS)


async def hand_over(stage: Stage, person: Person, proposal: Message) -> CallbackQuery:
    """Press 确认移交, and once more when the bot asks; return the press that sends it."""
    await stage.press(person, proposal, "确认移交")
    asked = stage.expect(proposal.chat, "请再次确认", "移交市纪委监委", "须另发撤回函")
    query = await stage.press(person, asked, "确定移交")
    stage.expect_edit(asked, "已确认移交")
    return query


async def issue(
    stage: Stage, line: str = "orange 2026-12-01T09:00 72h PM2.5"
) -> dict[str, Message]:
    """Issue an orange alert through its chain; return what each agency got."""
    return await stage.passage(f"issue {line}", lambda: _issue(stage, line))


async def _issue(stage: Stage, line: str) -> dict[str, Message]:
    await sent_for_approval(stage, line)
    await approve(stage, stage.cast.director)
    await approve(stage, stage.cast.deputy_commander)
    alerts = stage.expect_everywhere("橙色预警", "昌污指预〔2026〕1号")
    leaders_read(stage, "已发布重污染天气橙色预警", "昌污指预〔2026〕1号")
    stage.skim(stage.cast.office)
    return alerts


def leaders_read(stage: Stage, *fragments: str) -> None:
    """The short text that goes to the director, who signed, and to the leaders."""
    cast = stage.cast
    leaders = (cast.deputy_commander, cast.commander, cast.party_secretary, cast.mayor)
    heard = stage.skim(*map(cast.private, (cast.director, *leaders)))
    texts = {message.chat.id: message.text for message in heard}
    assert len(texts) == len(heard) >= len(leaders), texts
    for text in texts.values():
        assert all(fragment in text for fragment in fragments), text


async def all_confirm(stage: Stage, alerts: dict[str, Message], but: Collection[str] = ()) -> None:
    """All except these press 收到 at once."""
    name = f"confirm {sorted(alerts)} but {sorted(but)}"
    await stage.passage(name, lambda: _confirm(stage, alerts, but))


async def _confirm(stage: Stage, alerts: dict[str, Message], but: Collection[str]) -> None:
    for agency, alert in alerts.items():
        if agency not in but:
            stage.world.press(stage.cast.liaisons[agency], alert, label="收到")
    await breathe(stage)
    for agency, alert in alerts.items():
        if agency not in but:
            stage.expect_edit(alert, "✅ 已收到")


async def all_report(stage: Stage, prompts: dict[str, Message], but: Collection[str] = ()) -> None:
    """All except these report at once, in reply to the prompt."""
    for agency, prompt in prompts.items():
        if agency not in but:
            stage.world.say(stage.cast.liaisons[agency], prompt.chat, REPORT, reply_to=prompt)
    await stage.settle()
    for agency in prompts:
        if agency not in but:
            stage.expect(stage.cast.groups[agency], "已收到", "昌污报〔2026〕", "按时报送")


async def silent_morning(
    stage: Stage, silent: str, until: str = "12-02 08:00"
) -> dict[str, Message]:
    """On the first morning of prompts all but one report; return the prompts."""
    name = f"silent morning of {silent}"
    prompts = await stage.passage(name, lambda: _silent_morning(stage, silent))
    await quietly_until(stage, until)
    return prompts


async def _silent_morning(stage: Stage, silent: str) -> dict[str, Message]:
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    for group in stage.cast.groups.values():
        stage.expect(group, "应急响应启动")
    prompts = stage.expect_everywhere("请报送12月1日")
    await all_report(stage, prompts, but=[silent])
    stage.skim()
    return prompts


async def quietly_until(stage: Stage, when: str) -> None:
    """Let time pass, and take note of all that is said meanwhile."""
    await stage.passage(f"until {when}", lambda: _quietly_until(stage, when))


async def _quietly_until(stage: Stage, when: str) -> None:
    await stage.advance_to(when)
    stage.skim()


def at_six(stage: Stage, chat: Chat) -> Message:
    """The one thing that is said there at six o'clock besides the brief of the day."""
    [said] = [one for one in stage.skim(chat) if "每日情况" not in one.text]
    return said


async def breathe(stage: Stage) -> None:
    """Let time pass, because under Telegram's ceilings not everything is sent at once."""
    await stage.settle()
    if stage.setup.paced:
        await stage.advance(seconds=5)


async def asks(stage: Stage, command: str) -> str:
    """The answer that the staff read when they ask the bot in the office group."""
    await stage.say(stage.cast.staff, stage.cast.office, command)
    return stage.expect(stage.cast.office).text


def said_by_bot(chat: Chat) -> list[str]:
    """The first line of everything that the bot has said there, in the order it stands."""
    return [
        message.text.strip().splitlines()[0]
        for message in chat.messages
        if isinstance(message.sender, Bot) and not message.is_service
    ]


async def brought(stage: Stage) -> list[tuple[str, bytes]]:
    """The files that people uploaded to be read, as the archive keeps them."""
    files = KeptFiles(stage.setup.data_dir / "archive")
    later = stage.clock.now() + timedelta(days=1)
    async with stage.database.reading() as session:
        rows = await wanted_files.brought_before(session, stage.plan.jurisdiction, later)
    return [(row.name, files.read(row.sha256 or "")) for row in rows]
