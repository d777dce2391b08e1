"""What stands below a message, as new as the server takes it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram.error import BadRequest

from bot.telegram import markup
from bot.telegram.abilities import CLASSIC, Abilities, Ability, fewer, is_refused
from messages.keyboards import Button, Keyboard, button, copy_button, to_json
from storage.delivery.outbox import Delivery

RECEIPT = button("收到", "got", 7)
GIVEN = Button("收到", "got:7", done="张三 08:03 已收")
NEW = frozenset(Ability)


def row(keyboard: Keyboard, **more: Any) -> Delivery:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    return Delivery(
        jurisdiction="city",
        kind="alert",
        lane=1,
        chat_id=-1,
        text="预警",
        created_at=now,
        next_try_at=now,
        keyboard=to_json(keyboard),
        **more,
    )


def shown(keyboard: Keyboard, able: frozenset[Ability]) -> list[dict[str, Any]]:
    found = markup.below(row(keyboard), able)
    return [one for line in (found or {"inline_keyboard": []})["inline_keyboard"] for one in line]


@pytest.mark.parametrize(
    ("one", "able", "expected"),
    [
        (RECEIPT, NEW, {"text": "收到", "callback_data": "got:7", "style": "success"}),
        (RECEIPT, CLASSIC, {"text": "收到", "callback_data": "got:7"}),
        (
            button("退回", "aback", 1),
            NEW,
            {"text": "退回", "callback_data": "aback:1", "style": "danger"},
        ),
        (button("查看", "rcontent", 1), NEW, {"text": "查看", "callback_data": "rcontent:1"}),
        (GIVEN, NEW, {"text": "张三 08:03 已收", "disabled": {}}),
        (GIVEN, fewer(NEW), {"text": "收到", "callback_data": "got:7"}),
        (Button("链接", url="https://t.me/x"), NEW, {"text": "链接", "url": "https://t.me/x"}),
    ],
)
def test_a_button(one: Button, able: frozenset[Ability], expected: dict[str, Any]) -> None:
    assert shown(((one,),), able) == [expected]


def test_a_copied_text_has_no_button_where_none_can_copy() -> None:
    copied = copy_button("复制文号", "昌市指办〔2026〕7号")
    keyboard = ((RECEIPT,), copied)
    assert shown(keyboard, NEW)[1] == {
        "text": "复制文号",
        "copy_text": {"text": "昌市指办〔2026〕7号"},
    }
    assert shown(keyboard, CLASSIC) == [{"text": "收到", "callback_data": "got:7"}]
    assert markup.below(row((copied,)), CLASSIC) is None


def test_what_is_too_long_to_be_copied_has_no_button() -> None:
    assert copy_button("复制", "字" * 257) == copy_button("复制", "") == ()
    with pytest.raises(ValueError, match="at most 256"):
        Button("复制", copies="字" * 257)


def test_the_field_opens_beside_buttons_of_a_new_message_alone() -> None:
    asking = row(((RECEIPT,),), ask="在此报送")
    assert markup.used(asking, edits=False) == {Ability.REPLY_FIELD, Ability.STYLE}
    assert markup.used(asking, edits=True) == {Ability.STYLE}
    assert (markup.below(asking, NEW) or {})["force_reply"] is True
    assert "force_reply" not in (markup.below_edited(asking, NEW) or {})
    assert "force_reply" not in (markup.below(asking, CLASSIC) or {})


def test_an_answer_to_one_person_opens_no_field_for_all() -> None:
    assert markup.used(row((), ask="在此填写"), edits=False) == CLASSIC
    answer = row(((RECEIPT,),), ask="在此填写", reply_to=9)
    assert "force_reply" not in (markup.below(answer, NEW) or {})
    without = row((), ask="在此填写", reply_to=9)
    assert markup.below(without, CLASSIC) == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "在此填写",
    }


def test_what_was_refused_is_not_tried_for_a_while() -> None:
    now = [0.0]
    abilities = Abilities(lambda: now[0])
    wanted = {Ability.STYLE, Ability.DISABLED}
    assert abilities.among(wanted) == wanted
    abilities.refuse({Ability.DISABLED})
    assert abilities.among(wanted) == {Ability.STYLE}
    now[0] = 6 * 3600.0
    assert abilities.among(wanted) == wanted


def test_what_one_chat_refuses_others_may_take() -> None:
    abilities, wanted = Abilities(lambda: 0.0), {Ability.REACTION}
    abilities.refuse(wanted, chat_id=-1)
    assert abilities.among(wanted, chat_id=-1) == CLASSIC
    assert abilities.among(wanted, chat_id=-2) == wanted
    abilities.refuse(wanted)
    assert abilities.among(wanted, chat_id=-2) == CLASSIC


def test_the_newest_goes_first() -> None:
    able, left = NEW, []
    while able:
        able = fewer(able)
        left.append(len(able))
    assert left == [4, 3, 2, 1, 0]
    assert fewer({Ability.COPY, Ability.DISABLED}) == {Ability.COPY}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("Bad Request: can't parse inline keyboard button: field is unknown", True),
        ("Bad Request: can't parse reply keyboard markup JSON object", True),
        ("Bad Request: chat not found", False),
        # It names the markup, and still nothing of the message is refused: it stands as it is.
        (
            "Bad Request: message is not modified: specified new message content and reply markup "
            "are exactly the same as a current content and reply markup of the message",
            False,
        ),
    ],
)
def test_what_is_refused_is_what_stands_below_the_message(said: str, refused: bool) -> None:
    assert is_refused(BadRequest(said)) is refused
