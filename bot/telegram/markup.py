"""Writes what stands below a message, or below the field, as Telegram's JSON."""

from collections.abc import Collection, Iterable
from typing import Any

from bot.telegram.abilities import Ability
from messages.keyboards import CHANNEL, NOTHING, style_of
from storage.delivery.outbox import Delivery

Json = dict[str, Any]


def used(row: Delivery, *, edits: bool) -> frozenset[Ability]:
    """The newer abilities that this message would make use of."""
    buttons = [one for line in row.keyboard or () for one in line]
    found = {ability for one in buttons for ability in _abilities(one)}
    if not edits and buttons and _opens_field(row):
        found.add(Ability.REPLY_FIELD)
    return frozenset(found)


def below(row: Delivery, able: Collection[Ability], opened: str = "") -> Json | None:
    """What goes with a new message; `opened` is the address behind a one-time link."""
    return _below_field(row) or _inline(row, able, opened) or _force_reply(row)


def below_edited(row: Delivery, able: Collection[Ability], opened: str = "") -> Json | None:
    """What goes with an edit; whether the field opens was decided when the message was new."""
    return _buttons(row, able, opened)


def _abilities(one: dict[str, str]) -> Iterable[Ability]:
    if "copies" in one:
        yield Ability.COPY
    if "done" in one:
        yield Ability.DISABLED
    elif style_of(one.get("data", "")):
        yield Ability.STYLE


def _inline(row: Delivery, able: Collection[Ability], opened: str) -> Json | None:
    found = _buttons(row, able, opened)
    if found is not None and _opens_field(row) and Ability.REPLY_FIELD in able:
        found["force_reply"] = True
    return found


def _buttons(row: Delivery, able: Collection[Ability], opened: str) -> Json | None:
    lines = [_line(line, able, opened) for line in row.keyboard or ()]
    shown = [line for line in lines if line]
    return {"inline_keyboard": shown} if shown else None


def _line(line: list[dict[str, str]], able: Collection[Ability], opened: str) -> list[Json]:
    # Where nothing can be copied by a button, there is no such button: the words stand above it.
    shown = [one for one in line if "copies" not in one or Ability.COPY in able]
    return [_button(one, able, opened) for one in shown]


def _button(one: dict[str, str], able: Collection[Ability], opened: str) -> Json:
    if "copies" in one:
        return {"text": one["label"], "copy_text": {"text": one["copies"]}}
    if "data" not in one:
        return {"text": one["label"], "url": one.get("url", opened)}
    if "done" in one and Ability.DISABLED in able:
        return {"text": one["done"], "disabled": {}}
    shown = {"text": one["label"], "callback_data": one["data"]}
    style = style_of(one["data"])
    if style and "done" not in one and Ability.STYLE in able:
        shown["style"] = style
    return shown


def _opens_field(row: Delivery) -> bool:
    # Beside buttons it opens for everybody in the chat, so an answer to one person opens none.
    return row.ask is not None and row.reply_to is None


def _below_field(row: Delivery) -> Json | None:
    """What is to stand below the field, in place of the letters."""
    asking = [one for line in row.keyboard or () for one in line if "asks" in one]
    if not asking:
        return None
    if asking[0]["asks"] == NOTHING:
        return {"remove_keyboard": True}
    choices = [[{"text": one["label"], **_request(one["asks"])}] for one in asking]
    return {"keyboard": choices, "resize_keyboard": True, "one_time_keyboard": True}


def _request(asks: str) -> Json:
    if not asks.startswith(CHANNEL):
        return {"request_contact": True}
    return {
        "request_chat": {
            "request_id": int(asks.removeprefix(CHANNEL)),
            "chat_is_channel": True,
            "user_administrator_rights": _OF_PRESSER,
            "bot_administrator_rights": _OF_BOT,
            "request_title": True,
            "request_username": True,
        }
    }


# Telegram wants each of these named, and gives the bot no more than whoever presses has.
_NO_RIGHTS = dict.fromkeys(
    (
        "is_anonymous",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)
_OF_BOT = {
    **_NO_RIGHTS,
    "can_manage_chat": True,
    "can_post_messages": True,
    "can_edit_messages": True,
}
_OF_PRESSER = {**_OF_BOT, "can_promote_members": True}


def _force_reply(row: Delivery) -> Json | None:
    if row.ask is None:
        return None
    # A selective reply field opens in a group only for the person who is answered.
    selective = row.reply_to is not None
    return {
        "force_reply": True,
        "selective": selective,
        "input_field_placeholder": row.ask[:64],
    }
