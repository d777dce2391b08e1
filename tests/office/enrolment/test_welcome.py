"""The first words in each kind of chat, and codes on their way to who passes them on."""

from dataclasses import replace

import pytest

from messages.length import plain
from office.bodies import new_codes
from office.bodies.new_codes import OFFICE, Target
from office.desk import Desk
from office.enrolment import welcome
from office.enrolment.using_codes import Bound
from storage.roster.chats import Chat, ChatRole
from storage.roster.enrolment import CodeFor
from tests.office.signers import refused

TARGETS = {
    "zhujian": Target(CodeFor.AGENCY, "zhujian"),
    "director": Target(CodeFor.POSITION, "director"),
    OFFICE: Target(CodeFor.OFFICE, OFFICE),
}


def bound(desk: Desk, target: Target, *, is_admin: bool = True) -> Bound:
    chat = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=-5,
        role=ChatRole.AGENCY,
        bot_is_admin=is_admin,
        bound_at=desk.now,
    )
    return Bound(target, "某某", chat)


@pytest.mark.parametrize(
    ("what", "said", "buttons"),
    [
        ("zhujian", "本群已接入：某某", ["本单位职责", "应急措施"]),
        ("director", "您已登记为：某某", []),
        (OFFICE, "送达确认和报送看板", []),
    ],
)
async def test_the_first_words(desk: Desk, what: str, said: str, buttons: list[str]) -> None:
    message = welcome.welcome(desk, bound(desk, TARGETS[what]))
    assert said in plain(message.html)
    assert [key.label for line in message.keyboard for key in line] == buttons


async def test_a_bot_that_is_no_admin_asks_to_be_made_one(desk: Desk) -> None:
    for is_admin in (True, False):
        message = welcome.welcome(desk, bound(desk, TARGETS["zhujian"], is_admin=is_admin))
        assert ("设为管理员" in message.html) is not is_admin


async def test_slips_are_named_only_where_the_plan_knows_them(desk: Desk) -> None:
    for rungs in (desk.plan.ladders["report"], ()):
        changed = {**dict(desk.plan), "ladders": {**desk.plan.ladders, "report": rungs}}
        plan = type(desk.plan).model_construct(**changed)
        there = replace(desk, plan=plan)
        message = welcome.welcome(there, bound(there, TARGETS["zhujian"]))
        assert ("督办件" in message.html) is bool(rungs)


@pytest.mark.parametrize("what", TARGETS)
async def test_a_code_says_what_it_is_for_and_how_long(desk: Desk, what: str) -> None:
    issued = await new_codes.issue(desk, TARGETS[what])
    text = plain(welcome.code_message(desk, issued).html)
    assert issued.code in text
    assert issued.name in text
    assert "3天" in text or "72小时" in text


@pytest.mark.parametrize(
    ("kind", "target_id"), [("agency", "nobody"), ("office", "zhujian"), ("mayor", "mayor")]
)
async def test_no_code_for_what_is_not_there(desk: Desk, kind: str, target_id: str) -> None:
    async def find() -> Target:
        return new_codes.target(desk, kind, target_id)

    await refused(find(), "enrol_no_such_target")


async def test_a_target_that_the_plan_has(desk: Desk) -> None:
    assert new_codes.target(desk, "agency", "zhujian") == TARGETS["zhujian"]
    await refused(new_codes.issue(desk, Target(CodeFor.AGENCY, "nobody")), "enrol_no_such_target")
