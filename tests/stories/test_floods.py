"""Strangers may send what they like: the office does not notice, and whoever has a code gets in."""

from datetime import timedelta

import pytest

from bot import patience
from bot.patience import Patience
from office.issuing import Target
from office.post import MANY_ANSWERS
from tests.harness.deeds import post_message
from tests.harness.stage import Scene, SetStage, Stage
from tests.office.conftest import MORNING
from tests.stories.enrolling import AGENCY, issue, recorded

NOISE = ("/start", "/help", "/whoami", "/privacy", "/warn", "/start QK-GUESS", "你好", "/没有")


async def test_a_flood_from_a_group_that_nobody_enrolled(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(agencies=("huanjing", "zhujian")))
    cast, world = stage.cast, stage.world
    newcomer = world.add_person("新来的联络员")
    group = world.add_supergroup("吵闹的群", [cast.stranger, newcomer])
    world.add_bot_to_group(group, cast.bot, by=cast.stranger, admin=True)
    [code] = await issue(stage, Target(AGENCY, "huanjing"))
    before = len(await recorded(stage))
    for number in range(patience.EACH + 20):
        world.say(cast.stranger, group, NOISE[number % len(NOISE)])
    await stage.say(cast.staff, cast.office, "/whoami")
    stage.expect(cast.office, "值班员甲")
    # One answer of a kind, five to guesses; and as few lines in the record.
    assert len(stage.skim(group)) < 2 * len(NOISE)
    assert len(await recorded(stage)) - before < 2 * len(NOISE)

    await stage.say(newcomer, group, "/whoami")
    stage.expect_silence()
    await stage.say(newcomer, group, f"/start {code}")
    stage.expect(group, "生态环境")
    stage.skim()


async def test_a_flood_in_an_agencys_group_holds_up_no_alert(set_stage: SetStage) -> None:
    """Twenty answers a minute may go there; the alert is not the hundred and first of them."""
    stage = await set_stage(Scene(agencies=("huanjing",), limits=True))
    group, somebody = stage.cast.groups["huanjing"], stage.world.add_person("群里的人")
    stage.world.add_person_to_group(group, somebody)
    for _ in range(100):
        stage.world.say(somebody, group, "/due")
    await stage.settle()
    await post_message(stage, group, "红色预警")
    await stage.advance(seconds=62)
    said = [message.text for message in stage.skim(group)]
    assert "红色预警" in said[: 20 + MANY_ANSWERS]
    await stage.advance(minutes=5)
    assert len(said) + len(stage.skim(group)) == 100 + 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_presses_without_end_do_not_fill_the_record(stage: Stage) -> None:
    """Forged ones, by anybody in a group; whoever serves the office may press on."""
    cast, world = stage.cast, stage.world
    group, somebody = cast.groups["huanjing"], world.add_person("群里的人")
    world.add_person_to_group(group, somebody)
    presses, before = patience.DEEDS + 20, len(await recorded(stage))
    for person, chat in ((somebody, group), (cast.staff, cast.office)):
        await stage.say(person, chat, "/whoami")
        for _ in range(presses):
            world.press(person, chat.messages[-1], "resend:1", forged=True)
    await stage.settle()
    said_and_pressed = patience.DEEDS
    assert len(await recorded(stage)) - before == said_and_pressed - 1 + presses
    stage.skim()


def test_patience_is_measured_for_each_and_for_all_and_comes_back() -> None:
    calm = Patience()
    allowed = [calm.allows(1, MORNING) for _ in range(patience.EACH + 1)]
    assert allowed == [True] * patience.EACH + [False]
    assert calm.allows(2, MORNING)
    later = MORNING + patience.WINDOW
    assert not calm.allows(1, later - timedelta(seconds=1))
    assert calm.allows(1, later)
    crowd = [calm.allows(stranger, later) for stranger in range(2, patience.ALL + 2)]
    assert crowd == [True] * (patience.ALL - 1) + [False]
