"""Coloured and dead buttons, one-tap copies, open fields and marks; and servers without them."""

import pytest
from sqlmodel import select

from bot.telegram.abilities import Ability
from sandbox import Chat, Fault, Message, What
from storage.delivery.outbox import Delivery, DeliveryState
from storage.roster import people
from tests.harness import invariants
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import issue, sent_for_approval, signs

MARK = "setMessageReaction"
ONE, OTHER = "huanjing", "gongan"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=(ONE, OTHER), figures=True))


def labels(message: Message) -> list[str]:
    return [one.text for one in message.buttons()]


def prompt_in(chat: Chat) -> Message:
    return next(one for one in chat.messages[::-1] if "请报送" in one.text)


def refusals(stage: Stage) -> list[str]:
    return [event.text for event in stage.world.log if event.what is What.REFUSED]


async def lost(stage: Stage) -> list[Delivery]:
    refused = (DeliveryState.DEAD, DeliveryState.UNCERTAIN, DeliveryState.UNREACHABLE)
    async with stage.database.reading() as session:
        rows = (await session.exec(select(Delivery))).all()
    return [row for row in rows if row.state in refused]


async def test_a_server_of_today(stage: Stage) -> None:
    """Its liaison sees who has confirmed, copies with one tap, and need not find the field."""
    cast, group, liaison = stage.cast, stage.cast.groups[ONE], stage.cast.liaisons[ONE]
    draft = await sent_for_approval(stage, "orange 2026-12-01T09:00 72h PM2.5")
    asked = cast.private(cast.director).messages[-1]
    assert [one.style for one in asked.buttons()] == ["success", "danger"], labels(asked)
    assert draft.text
    stage.skim()
    await stage.press(cast.director, asked, signs(asked))
    asked = cast.private(cast.deputy_commander).messages[-1]
    await stage.press(cast.deputy_commander, asked, signs(asked))
    stage.skim()
    alert = next(one for one in group.messages if "收到" in labels(one))
    assert alert.button("收到").style == "success"
    assert alert.button("复制文号").copies == "昌污指预〔2026〕1号"
    await stage.press(liaison, alert, "收到")
    stage.expect_edit(alert, "✅ 已收到：生态环境联络员 07:50")
    assert alert.button("生态环境联络员 07:50 已收").is_disabled
    assert alert.button("其他措施").callback_data
    # Whoever saw the button a moment ago is still understood.
    query = await stage.forge(liaison, alert, alert.edits[-1].keyboard[0][0].callback_data or "")
    stage.expect_toast(query, "您已于12月1日07:50确认收到")
    # Somebody else of the body becomes known by pressing beside it, and nobody more is looked for.
    colleague = stage.world.add_person("第二联络员")
    stage.world.add_person_to_group(group, colleague)
    query = await stage.press(colleague, alert, "我也收到")
    stage.expect_toast(query, "您的确认也已记录")
    stage.expect_edit(alert, "✅ 已收到：生态环境联络员 07:50")
    assert "我也收到" not in labels(alert)
    async with stage.database.reading() as session:
        known = await people.liaisons_of(session, "changji", ONE)
    assert colleague.id in known

    await stage.advance_to("12-02 08:00")
    prompt = prompt_in(group)
    assert prompt.opens_reply
    assert "出动人次：　　人次\n检查工地：　　个次" in (prompt.button("复制填报格式").copies or "")
    stage.skim()
    await stage.reply(liaison, prompt, "出动约30人次，检查工地18家，发现问题3个")
    answer = stage.expect(group, "已收到", "缺：已整改")
    more = await stage.reply(liaison, prompt, "已整改2个")
    stage.expect_edit(answer, "已整改　2个")
    # What is changed further up makes no sound, so what changed it bears a mark.
    assert [one.emoji for one in more.reactions] == ["👀"]
    await stage.press(liaison, answer, answer.buttons()[0].text)
    stage.skim()
    last = await stage.reply(liaison, prompt, "检查工地20家")
    assert [one.emoji for one in last.reactions] == ["👌"]
    assert refusals(stage) == []
    stage.skim()
    await invariants.check(stage)


async def test_an_older_server_gets_the_same_without_what_it_refuses(stage: Stage) -> None:
    cast, group, liaison = stage.cast, stage.cast.groups[ONE], stage.cast.liaisons[ONE]
    alerts = await issue(stage)
    stage.world.version = (10, 0)
    await stage.press(liaison, alerts[ONE], "收到")
    alert = stage.expect_edit(alerts[ONE], "✅ 已收到：生态环境联络员 07:50")
    assert labels(alert)[:3] == ["收到", "我也收到", "其他措施"]
    assert alert.button("复制文号").copies
    query = await stage.press(liaison, alert, "收到")
    stage.expect_toast(query, "您已于12月1日07:50确认收到")
    # The next one spares itself the refusal, until the server may have been renewed.
    await stage.press(cast.liaisons[OTHER], alerts[OTHER], "收到")
    stage.expect_edit(alerts[OTHER], "✅ 已收到")
    (refused,) = refusals(stage)
    assert "text buttons are unallowed" in refused.casefold()
    bot = (await stage.awake()).application.bot
    # Nothing was refused of the others; past an open field this server only reads.
    assert Ability.DISABLED not in bot.abilities.among(Ability)
    assert {Ability.STYLE, Ability.COPY} <= bot.abilities.among(Ability)
    await stage.advance_to("12-02 08:00")
    prompt = prompt_in(group)
    assert not prompt.opens_reply
    # A group that takes no marks is asked once, others go on getting them.
    no_marks = Fault("bad_request", MARK, text="REACTION_INVALID")
    stage.world.faults.add(no_marks)
    await stage.reply(liaison, prompt, "检查工地18家，发现问题3个")
    for more in ("已整改2个", "检查工地20家"):
        added = await stage.reply(liaison, prompt, more)
        assert added.reactions == []
    assert not stage.world.faults.waiting()
    other = cast.groups[OTHER]
    prompt = prompt_in(other)
    await stage.reply(cast.liaisons[OTHER], prompt, "检查工地18家，发现问题3个")
    added = await stage.reply(cast.liaisons[OTHER], prompt, "已整改2个")
    assert [one.emoji for one in added.reactions] == ["👀"]
    # A server that does not know the method is not asked again in any group.
    stage.world.version = (6, 9)
    for more in ("检查工地20家", "检查工地21家"):
        added = await stage.reply(cast.liaisons[OTHER], prompt, more)
        assert added.reactions == []
    bot = (await stage.awake()).application.bot
    assert not bot.abilities.among({Ability.REACTION})
    stage.skim()
    assert await lost(stage) == []


async def test_a_very_old_server_loses_the_colours_and_the_copies_and_no_message(
    stage: Stage,
) -> None:
    # Another story may have come this way beside a server of today.
    stage.shelf = None
    stage.world.version = (7, 10)
    alerts = await issue(stage)
    for alert in alerts.values():
        assert labels(alert) == ["收到", "其他措施", "本单位职责"]
        assert [one.style for one in alert.buttons()] == [None] * 3
    assert await lost(stage) == []
    await stage.press(stage.cast.liaisons[ONE], alerts[ONE], "收到")
    stage.expect_edit(alerts[ONE], "✅ 已收到")
