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
COPIED_LENGTH = 256
STYLES = ("danger", "success", "primary", "default")

Version = tuple[int, int]
#: The server that the sandbox is, unless it plays an older one.
NEWEST: Version = (10, 3)
#: Since when the server knows these; before, it reads past a style and an open reply field, and
#: takes a button that copies or is disabled for one without any action.
STYLES_SINCE: Version = (9, 4)
COPIES_SINCE: Version = (7, 11)
DISABLED_SINCE: Version = (10, 3)
REPLY_FIELD_SINCE: Version = (10, 3)
REACTIONS_SINCE: Version = (7, 0)

_OTHER_ACTIONS = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
_SINCE = {"copy_text": COPIES_SINCE, "disabled": DISABLED_SINCE}


@dataclass
class Markup:
    keyboard: Keyboard = field(default_factory=list)
    reply_keyboard: list[list[Choice]] = field(default_factory=list)
    force_reply: bool = False
    placeholder: str | None = None
    #: The field opens for a reply beside the buttons, and stays so when they are edited.
    opens_reply: bool = False

    def put_on(self, message: Message) -> None:
        if not message.chat.is_private:
            self._check_requests()
        message.keyboard = self.keyboard
        message.reply_keyboard = self.reply_keyboard
        message.force_reply = self.force_reply
        message.placeholder = self.placeholder
        message.opens_reply = self.opens_reply

    def _check_requests(self) -> None:
        for choice in (choice for row in self.reply_keyboard for choice in row):
            if choice.request_contact:
                raise bad_request("phone number can be requested in private chats only")
            if choice.request_chat:
                raise bad_request("chats can be requested in private chats only")


def read_markup(given: dict[str, Any] | None, version: Version = NEWEST) -> Markup:
    if not given:
        return Markup()
    if "inline_keyboard" in given:
        opens = given.get("force_reply") is True and version >= REPLY_FIELD_SINCE
        return Markup(keyboard=read_inline_keyboard(given, version), opens_reply=opens)
    if "keyboard" in given:
        return Markup(reply_keyboard=_reply_keyboard(given["keyboard"]))
    if given.get("force_reply"):
        return Markup(force_reply=True, placeholder=given.get("input_field_placeholder"))
    return Markup()


def read_inline_keyboard(given: dict[str, Any] | None, version: Version = NEWEST) -> Keyboard:
    rows = (given or {}).get("inline_keyboard", [])
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    keyboard = [_row(row, version) for row in rows]
    if sum(map(len, keyboard)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in keyboard):
        raise bad_request("reply markup is too long")
    return [row for row in keyboard if row]


def _row(row: Any, version: Version) -> list[Button]:
    if not isinstance(row, list):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    return [_button(button, version) for button in row]


def _button(given: Any, version: Version) -> Button:
    if not isinstance(given, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in given:
        raise _unreadable('Can\'t find field "text"')
    text, data, url = given["text"], given.get("callback_data"), given.get("url")
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise _unreadable('Field "text" must be of type String')
    extra = _decoration(given, version)
    if not (data or url):
        extra += _other_action(given, version)
    if not str(text).strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if data is not None:
        _check_data(data)
    return Button(str(text), data, url, extra)


def _decoration(given: dict[str, Any], version: Version) -> tuple[tuple[str, Any], ...]:
    found = [(name, given[name]) for name in ("icon_custom_emoji_id",) if name in given]
    if "style" in given and version >= STYLES_SINCE:
        if str(given["style"]).lower() not in STYLES:
            raise _unreadable("invalid button style specified")
        found.append(("style", given["style"]))
    return tuple(found)


def _other_action(given: dict[str, Any], version: Version) -> tuple[tuple[str, Any], ...]:
    """What else a button may do; the sandbox knows some of it, and shows the rest."""
    known = (*_OTHER_ACTIONS, *(name for name, since in _SINCE.items() if version >= since))
    found = [(name, given[name]) for name in known if name in given]
    if not found:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    for name, wanted in found:
        if name in _SINCE:
            _check_object(name, wanted)
    return tuple(found)


def _check_object(name: str, wanted: Any) -> None:
    if not isinstance(wanted, dict):
        raise _unreadable(f'Field "{name}" must be of type Object')
    if name != "copy_text":
        return
    if not isinstance(wanted.get("text"), str):
        raise _unreadable('Can\'t find field "text"')
    if not 1 <= len(wanted["text"]) <= COPIED_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


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
