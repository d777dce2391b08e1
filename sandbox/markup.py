"""Reads reply markup as bots send it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.messages import Button, ChatRequest, Choice, Keyboard, Message

CALLBACK_DATA_BYTES = 64
#: The most buttons, and the most in a row, that Telegram's servers take.
MAX_BUTTONS = 100
MAX_ROW = 8

_OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_DECORATION = ("style", "icon_custom_emoji_id")


@dataclass
class Markup:
    keyboard: Keyboard = field(default_factory=list)
    reply_keyboard: list[list[Choice]] = field(default_factory=list)
    force_reply: bool = False
    placeholder: str | None = None

    def put_on(self, message: Message) -> None:
        if not message.chat.is_private:
            self._check_requests()
        message.keyboard = self.keyboard
        message.reply_keyboard = self.reply_keyboard
        message.force_reply = self.force_reply
        message.placeholder = self.placeholder

    def _check_requests(self) -> None:
        for choice in (choice for row in self.reply_keyboard for choice in row):
            if choice.request_contact:
                raise bad_request("phone number can be requested in private chats only")
            if choice.request_chat:
                raise bad_request("chats can be requested in private chats only")


def read_markup(given: dict[str, Any] | None) -> Markup:
    if not given:
        return Markup()
    if "inline_keyboard" in given:
        return Markup(keyboard=read_inline_keyboard(given))
    if "keyboard" in given:
        return Markup(reply_keyboard=_reply_keyboard(given["keyboard"]))
    if given.get("force_reply"):
        return Markup(force_reply=True, placeholder=given.get("input_field_placeholder"))
    return Markup()


def read_inline_keyboard(given: dict[str, Any] | None) -> Keyboard:
    rows = (given or {}).get("inline_keyboard", [])
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    keyboard = [_row(row) for row in rows]
    if sum(map(len, keyboard)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in keyboard):
        raise bad_request("reply markup is too long")
    return [row for row in keyboard if row]


def _row(row: Any) -> list[Button]:
    if not isinstance(row, list):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    return [_button(button) for button in row]


def _button(given: Any) -> Button:
    if not isinstance(given, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in given:
        raise _unreadable('Can\'t find field "text"')
    text, data, url = given["text"], given.get("callback_data"), given.get("url")
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise _unreadable('Field "text" must be of type String')
    text = str(text)
    extra = tuple((key, given[key]) for key in (*_OTHER_ACTIONS, *_DECORATION) if key in given)
    if not (data or url or any(key in given for key in _OTHER_ACTIONS)):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if data is not None:
        _check_data(data)
    return Button(text, data, url, extra)


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _unreadable(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def _reply_keyboard(rows: Any) -> list[list[Choice]]:
    if not isinstance(rows, list):
        raise bad_request('field "keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    return [[_choice(button) for button in row] for row in rows]


def _choice(button: Any) -> Choice:
    given = button if isinstance(button, dict) else {"text": button}
    label = given.get("text")
    if not isinstance(label, str) or not label:
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    wanted = given.get("request_chat")
    return Choice(
        label,
        request_contact=given.get("request_contact") is True,
        request_chat=None if wanted is None else _chat_request(wanted),
    )


def _chat_request(given: Any) -> ChatRequest:
    if not isinstance(given, dict):
        raise _unreadable_request("KeyboardButtonRequestChat must be an Object")
    for name, kind in (("request_id", int), ("chat_is_channel", bool)):
        if type(given.get(name)) is not kind:
            raise _unreadable_request(f'Can\'t find field "{name}"')
    person = _rights(given.get("user_administrator_rights"))
    bot = _rights(given.get("bot_administrator_rights"))
    if person and not bot <= person:
        raise bad_request("BOT_RIGHTS_INVALID")
    return ChatRequest(
        request_id=given["request_id"],
        is_channel=given["chat_is_channel"],
        has_username=given.get("chat_has_username"),
        is_created=given.get("chat_is_created") is True,
        bot_is_member=given.get("bot_is_member") is True,
        person_rights=person,
        bot_rights=bot,
        tells_title=given.get("request_title") is True,
        tells_username=given.get("request_username") is True,
    )


def _rights(given: Any) -> frozenset[str]:
    return frozenset(name for name, wanted in (given or {}).items() if wanted is True)


def _unreadable_request(text: str) -> ApiError:
    return bad_request(f"can't parse keyboard button: {text}")
