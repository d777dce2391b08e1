"""What inline buttons of lately are, and what an older server makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot as TelegramBot
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, InvalidToken

from sandbox import Chat, Person, World

COPY = InlineKeyboardButton("复制文号", copy_text=CopyTextButton("昌市指办〔2026〕7号"))
DONE = InlineKeyboardButton("张三 08:03 已收", api_kwargs={"disabled": {}})
PRESSED = InlineKeyboardButton("收到", callback_data="r:1")


def _keyboard(*buttons: InlineKeyboardButton, **markup: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([buttons], api_kwargs=markup)


# Bot API 10.1, InlineKeyboardButton: style; an unknown one is refused by Telegram's server,
# get_button_style.
async def test_a_button_has_one_of_three_styles(telegram: TelegramBot, group: Chat) -> None:
    green = InlineKeyboardButton("同意", callback_data="r:1", style="success")
    sent = await telegram.send_message(group.id, "请审签", reply_markup=_keyboard(green))
    assert [button.style for button in group.messages[-1].buttons()] == ["success"]
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][0].style == "success"
    pink = InlineKeyboardButton("同意", callback_data="r:1", style="pink")
    with pytest.raises(BadRequest, match="invalid button style specified"):
        await telegram.send_message(group.id, "请审签", reply_markup=_keyboard(pink))


# Telegram's server before 9.4 has no such field, and Telegram reads past fields that it does not
# know.
async def test_a_server_without_styles_reads_past_them(
    telegram: TelegramBot, group: Chat, world: World
) -> None:
    world.version = (9, 3)
    green = InlineKeyboardButton("同意", callback_data="r:1", style="success")
    await telegram.send_message(group.id, "请审签", reply_markup=_keyboard(green))
    assert [button.style for button in group.messages[-1].buttons()] == [None]


# Bot API 10.1, CopyTextButton: 1-256 characters.
async def test_a_button_copies_up_to_256_characters(telegram: TelegramBot, group: Chat) -> None:
    await telegram.send_message(group.id, "预警", reply_markup=_keyboard(COPY))
    (seen,) = group.messages[-1].buttons()
    assert (seen.copies, seen.callback_data) == ("昌市指办〔2026〕7号", None)
    long = InlineKeyboardButton("复制", copy_text=CopyTextButton("字" * 257))
    with pytest.raises(BadRequest, match=r"(?i)button_copy_text_invalid"):
        await telegram.send_message(group.id, "预警", reply_markup=_keyboard(long))


# Bot API 10.3, InlineKeyboardButton: disabled, DisabledButton (release notes of go-telegram/bot
# 1.24.0; TDLib, inlineKeyboardButtonTypeDisabled). Nothing is sent by a press.
async def test_a_disabled_button_cannot_be_pressed(
    telegram: TelegramBot, group: Chat, world: World, alice: Person
) -> None:
    await telegram.send_message(group.id, "预警", reply_markup=_keyboard(DONE))
    (seen,) = group.messages[-1].buttons()
    assert seen.is_disabled
    with pytest.raises(LookupError):
        world.press(alice, group.messages[-1], label="张三 08:03 已收")


# Telegram's server 10.0, get_inline_keyboard_button_type: what it does not know is no action, and
# data goes before everything else but an address.
async def test_an_older_server_refuses_buttons_whose_action_it_does_not_know(
    telegram: TelegramBot, group: Chat, world: World
) -> None:
    refusal = r"(?i)text buttons are unallowed in the inline keyboard"
    world.version = (10, 0)
    await telegram.send_message(group.id, "预警", reply_markup=_keyboard(COPY))
    with pytest.raises(BadRequest, match=refusal):
        await telegram.send_message(group.id, "预警", reply_markup=_keyboard(DONE))
    sent = await telegram.send_message(group.id, "预警", reply_markup=_keyboard(PRESSED))
    with pytest.raises(BadRequest, match=refusal):
        await telegram.edit_message_reply_markup(
            group.id, sent.message_id, reply_markup=_keyboard(DONE)
        )
    both = InlineKeyboardButton("收到", callback_data="r:1", api_kwargs={"disabled": {}})
    await telegram.send_message(group.id, "预警", reply_markup=_keyboard(both))
    assert not group.messages[-1].buttons()[0].is_disabled
    world.version = (7, 10)
    with pytest.raises(BadRequest, match=refusal):
        await telegram.send_message(group.id, "预警", reply_markup=_keyboard(COPY))


# Bot API 10.3, InlineKeyboardMarkup: force_reply; TDLib, get_reply_markup: it is read beside the
# buttons, and a message with inline buttons can be edited.
async def test_the_field_opens_for_a_reply_beside_buttons(
    telegram: TelegramBot, group: Chat
) -> None:
    markup = _keyboard(PRESSED, force_reply=True)
    sent = await telegram.send_message(group.id, "请报送", reply_markup=markup)
    assert group.messages[-1].opens_reply
    await telegram.edit_message_text(
        "请补报", chat_id=group.id, message_id=sent.message_id, reply_markup=_keyboard(PRESSED)
    )
    assert (group.messages[-1].text, group.messages[-1].opens_reply) == ("请补报", True)


# Telegram's server 10.0, get_reply_markup: inline buttons go before force_reply.
async def test_an_older_server_opens_no_field_beside_buttons(
    telegram: TelegramBot, group: Chat, world: World
) -> None:
    world.version = (10, 2)
    markup = _keyboard(PRESSED, force_reply=True)
    await telegram.send_message(group.id, "请报送", reply_markup=markup)
    assert not group.messages[-1].opens_reply


# Bot API 7.0, December 29, 2023: added the method setMessageReaction.
async def test_an_older_server_knows_no_reactions(
    telegram: TelegramBot, group: Chat, world: World
) -> None:
    sent = await telegram.send_message(group.id, "请报送")
    world.version = (6, 9)
    with pytest.raises(InvalidToken, match="method not found"):
        await telegram.set_message_reaction(group.id, sent.message_id, "👀")
