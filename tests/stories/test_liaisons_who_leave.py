"""A liaison who left the agency's group, or was removed from it, is no liaison any more."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Fault, FaultKind, Message, Person
from storage.roster import people as people_store
from storage.roster.enrolment import CodeFor
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue as issue_codes
from tests.stories.enrolling import recorded
from tests.stories.passages import approve, asks, sent_for_approval

AGENCY = "zhujian"
LINE = "orange 2026-12-01T09:00 72h PM2.5"


async def liaisons(stage: Stage) -> list[int]:
    async with stage.database.reading() as session:
        return await people_store.liaisons_of(session, stage.plan.jurisdiction, AGENCY)


async def relayed_alert(stage: Stage) -> Message:
    """The liaison has the alert in private, as the group had thrown the bot out; now it is back."""
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    stage.world.start_bot(liaison, cast.bot)
    await stage.settle()
    stage.world.kick_bot(group, cast.bot, by=liaison)
    await stage.settle()
    stage.skim()
    await sent_for_approval(stage, LINE)
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    relayed = stage.expect_private(liaison, "〔转送·", "橙色预警")
    stage.world.add_bot_to_group(group, cast.bot, by=liaison, admin=True)
    await stage.settle()
    stage.skim()
    return relayed


@pytest.mark.parametrize("removed", [False, True])
async def test_who_leaves_is_no_liaison_any_more(stage: Stage, removed: bool) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    relayed = await relayed_alert(stage)
    by = cast.staff if removed else None
    stage.world.remove_person_from_group(group, liaison, by=by)
    await stage.settle()
    stage.expect(cast.office, "住建局联络员已不在市住建局的群内", "没有联络员")
    stage.expect_silence()
    assert await liaisons(stage) == []
    assert (await recorded(stage)).count("liaison_left") == 1
    query = await stage.press(liaison, relayed, "收到")
    stage.expect_toast(query, "群")
    assert "✅" not in group.messages[-1].text
    assert "住建局联络员" not in await asks(stage, "/roster")


async def test_who_comes_back_and_answers_is_a_liaison_again(stage: Stage) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    await relayed_alert(stage)
    alert = [one for one in group.messages if "橙色预警" in one.text][-1]
    stage.world.remove_person_from_group(group, liaison)
    stage.world.add_person_to_group(group, liaison)
    await stage.settle()
    stage.skim()
    assert await liaisons(stage) == []
    query = await stage.press(liaison, alert, "收到")
    stage.expect_toast(query, "已记录")
    assert await liaisons(stage) == [liaison.id]
    stage.skim(cast.office, group, cast.private(liaison))


async def test_a_leaving_that_was_missed_is_found_before_the_word_counts(stage: Stage) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    relayed = await relayed_alert(stage)
    await stage.stop()
    stage.world.remove_person_from_group(group, liaison)
    cast.bot.updates.drop_all()
    await stage.start()
    stage.skim()
    assert await liaisons(stage) == [liaison.id]
    query = await stage.press(liaison, relayed, "收到")
    stage.expect_toast(query, "您已不在市住建局的群内")
    stage.expect(cast.office, "住建局联络员已不在市住建局的群内")
    assert await liaisons(stage) == []
    # Words do not help him either; the second time he is a stranger.
    await stage.reply(liaison, relayed, "收到")
    stage.skim(cast.private(liaison))
    assert "✅" not in "".join(message.text for message in group.messages)
    stage.expect_silence()


async def test_words_in_private_are_told_why_they_do_not_count(stage: Stage) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    relayed = await relayed_alert(stage)
    await stage.stop()
    stage.world.remove_person_from_group(group, liaison)
    cast.bot.updates.drop_all()
    await stage.start()
    stage.skim()
    await stage.reply(liaison, relayed, "收到")
    stage.expect_private(liaison, "您已不在市住建局的群内")
    stage.expect(cast.office, "已不在")
    stage.expect_silence()


async def test_where_telegram_cannot_say_what_was_known_holds(stage: Stage) -> None:
    cast, liaison, group = stage.cast, stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    relayed = await relayed_alert(stage)
    await stage.stop()
    stage.world.remove_person_from_group(group, liaison)
    cast.bot.updates.drop_all()
    await stage.start()
    stage.skim()
    stage.world.faults.add(Fault(FaultKind.SERVER_ERROR, method="getChatMember"))
    query = await stage.press(liaison, relayed, "收到")
    stage.expect_toast(query, "已记录")
    stage.skim(group, cast.private(liaison), cast.office)


async def test_of_two_groups_one_is_enough(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[AGENCY]
    second = stage.world.add_supergroup("住建二群", [liaison])
    stage.world.add_bot_to_group(second, cast.bot, by=liaison, admin=True)
    await stage.settle()
    [code] = await issue_codes(stage, Target(CodeFor.AGENCY, AGENCY))
    await stage.say(liaison, second, f"/start {code}")
    stage.skim()
    stage.world.remove_person_from_group(cast.groups[AGENCY], liaison)
    await stage.settle()
    stage.expect_silence()
    assert await liaisons(stage) == [liaison.id]
    stage.world.remove_person_from_group(second, liaison)
    await stage.settle()
    # Telegram told of each group once; whether any is left is asked when the word counts.
    assert await liaisons(stage) == [liaison.id]
    await stage.tell(liaison, "你好")
    stage.expect_private(liaison, "您已不在市住建局的群内")
    stage.expect(cast.office, "已不在")
    assert await liaisons(stage) == []


async def test_a_bot_that_is_no_admin_hears_it_from_the_chat(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(admin=False))
    liaison, group = stage.cast.liaisons[AGENCY], stage.cast.groups[AGENCY]
    stage.world.remove_person_from_group(group, liaison)
    await stage.settle()
    stage.expect(stage.cast.office, "住建局联络员已不在市住建局的群内")
    assert await liaisons(stage) == []


async def test_the_office_ends_a_liaison(stage: Stage) -> None:
    cast, liaison = stage.cast, stage.cast.liaisons[AGENCY]
    stage.world.start_bot(liaison, cast.bot)
    await stage.settle()
    stage.skim()
    await stage.say(cast.staff, cast.office, "/roster")
    await stage.press(cast.staff, stage.expect(cast.office), "注销联络员")
    choice = stage.expect(cast.office, "请选要注销登记的联络员")
    await stage.press(cast.staff, choice, "住建局联络员 住建局联络员")
    stage.expect_edit(choice, "确认注销", "住建局联络员", "请先移出该群")
    await stage.press(cast.staff, choice, "确认注销")
    stage.expect_edit(choice, "已注销登记")
    stage.expect(cast.office, "值班员甲", "注销", "住建局联络员")
    stage.expect_private(liaison, "住建局联络员")
    assert await liaisons(stage) == []
    query = await stage.forge(await outsider(stage), choice, "rosterliaisons:0")
    stage.expect_toast(query, "指挥部办公室")


async def outsider(stage: Stage) -> Person:
    """Somebody in the office's group without a post."""
    stage.world.add_person_to_group(stage.cast.office, stage.cast.stranger)
    await stage.settle()
    return stage.cast.stranger
