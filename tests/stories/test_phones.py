"""Phone numbers: given by their owner in private, found nowhere else, erased on leaving."""

import io
import logging

import pytest

from bot import logs
from sandbox import Contact, Message, Person
from tests.harness.stage import Stage
from tests.harness.traces import tables_with
from tests.harness.unchanged import unchanged

SEND = "发送本人号码"
KEPT_IN = ["phone_numbers"]


@pytest.mark.clause("A2")
async def test_a_number_is_given_shown_masked_and_taken_back(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.formatter(as_json=True))
    logging.getLogger().addHandler(handler)
    try:
        director, number = stage.cast.director, stage.cast.director.phone
        await _give(stage, director)
        assert await tables_with(stage.database, number) == KEPT_IN
        own = await _whoami(stage, director, "联系电话：139****")
        assert number not in own.text
        pressed = await stage.press(director, own, "删除联系电话")
        stage.expect_toast(pressed, "已删除")
        await _whoami(stage, director, "联系电话：未登记")
    finally:
        logging.getLogger().removeHandler(handler)
    assert await tables_with(stage.database, number) == []
    assert number not in written.getvalue()
    assert number not in str(list(stage.world.log))


async def _give(stage: Stage, person: Person) -> None:
    own = await _whoami(stage, person, "联系电话：未登记")
    await stage.press(person, own, "登记联系电话")
    asking = stage.expect_private(person, "仅供", "不再任职时自动删除")
    await stage.share_number(person, asking, SEND)
    stage.expect_private(person, "联系电话已登记", "139****")


async def _whoami(stage: Stage, person: Person, *says: str) -> Message:
    await stage.tell(person, "/whoami")
    return stage.expect_private(person, *says)


async def test_a_newer_number_takes_the_place_of_the_older(stage: Stage) -> None:
    director = stage.cast.director
    await _give(stage, director)
    newer = Contact("8613911112222", director.name, director.id)
    await stage.contact(director, stage.cast.private(director), newer)
    stage.expect_private(director, "139****2222")
    assert await tables_with(stage.database, director.phone) == []


@pytest.mark.clause("A2")
async def test_it_is_erased_with_the_last_post(stage: Stage) -> None:
    cast = stage.cast
    await _give(stage, cast.director)
    await stage.say(cast.staff, cast.office, "/roster")
    await stage.press(cast.staff, stage.expect(cast.office, "名册"), "注销登记")
    choice = stage.expect(cast.office, "请选要注销登记的人员")
    await stage.press(cast.staff, choice, "办公室主任")
    await stage.press(cast.staff, choice, "确认注销")
    stage.skim()
    assert await tables_with(stage.database, cast.director.phone) == []


@pytest.mark.clause("A2")
async def test_no_number_is_taken_but_from_its_owner_in_private(stage: Stage) -> None:
    """Somebody else's, one without an account, a forwarded one, one in a group, a stranger's."""
    cast = stage.cast
    director, other, stranger = cast.director, cast.second, cast.stranger
    private = cast.private(director)
    await stage.contact(director, private, other)
    stage.expect_private(director, "只收本人的号码", "没有保存")
    await stage.contact(director, private, Contact("13800138000", "门卫"))
    stage.expect_private(director, "没有保存")
    own = stage.world.send_contact(other, cast.office)
    stage.world.forward(other, own, cast.private(other))
    await stage.settle()
    stage.expect_private(other, "没有保存")
    await stage.contact(stranger, cast.private(stranger))
    stage.expect_private(stranger, "不收联系电话")
    for number in (other.phone, stranger.phone, "13800138000"):
        assert await tables_with(stage.database, number) == []
    stage.expect_silence()


async def test_a_forged_press_asks_for_no_number_in_a_group(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/roster")
    shown = stage.expect(cast.office, "名册")
    async with unchanged(stage):
        pressed = await stage.forge(cast.staff, shown, "phoneask")
    stage.expect_toast(pressed, "私聊")


async def test_the_privacy_notice_says_what_becomes_of_a_number(stage: Stage) -> None:
    await stage.tell(stage.cast.director, "/privacy")
    stage.expect_private(
        stage.cast.director,
        "只收本人在私聊中",
        "前三位和后四位",
        "不再担任任何职务或联络员时自动删除",
        "随备份到期清除",
    )
