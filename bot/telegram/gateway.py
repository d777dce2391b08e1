"""Calls Telegram for what is said, and is the one place that does: a delivery becomes one call."""

import os
from typing import Any, NamedTuple

from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.telegram.transport import Transport, Upload
from messages.keyboards import CHANNEL, NOTHING
from office.delivery_kinds import rules_of
from storage.delivery.outbox import ENCLOSED, UNDER_A_FILE, Action, Delivery
from storage.immutable import immutable

App = Application[Any, Any, Any, Any, Any, Any]

# Telegram holds back what is over its quota and answers late: a short timeout would make a message
# that arrives look like one that failed.
READ_TIMEOUT = 30.0
POOL_SIZE = 704
# Telegram's methods ignore case. PTB's own methods would make objects of their own of what we say
# and of the whole message that comes back, which takes them longer than the call: all we want is
# the number.
SEND_MESSAGE, PIN_MESSAGE, UNPIN_MESSAGE = "SendMessage", "PinChatMessage", "UnpinChatMessage"
EDIT_MESSAGE, EDIT_CAPTION = "EditMessageText", "EditMessageCaption"
EDIT_MEDIA = "EditMessageMedia"
SEND_FILE = {"photo": "SendPhoto", "document": "SendDocument", "video": "SendVideo"}
NO_PREVIEW = {"is_disabled": True}
Json = dict[str, Any]


class Bot(ExtBot[None]):
    """PTB's bot, with a shorter way for what is said in great numbers."""

    def __init__(self, token: str, api_base: str, transport: Transport) -> None:
        base = api_base.rstrip("/")
        super().__init__(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            # One pool serves everything: our poll goes through the same door as all other calls.
            request=transport,
            get_updates_request=transport,
        )
        self._transport = transport

    async def call(self, method: str, parameters: Json) -> Any:
        """Call a method with what is plain JSON already; parameters that are None are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        return await self._transport.call(f"{self.base_url}/{method}", given)

    async def upload(self, method: str, parameters: Json, file: Upload) -> Any:
        given = {name: value for name, value in parameters.items() if value is not None}
        return await self._transport.upload(f"{self.base_url}/{method}", given, file)


class Switchboard(App):
    """An application whose errors go to the caller; PTB's own would log and forget them."""

    async def process_error(
        self, update: object, error: Exception, job: Any = None, coroutine: Any = None
    ) -> bool:
        raise error


def build_application(token: str, api_base: str) -> App:
    # Otherwise every 429 also raises a warning about a change that PTB plans.
    os.environ["PTB_TIMEDELTA"] = "true"
    bot = Bot(token, api_base, Transport(POOL_SIZE, READ_TIMEOUT))
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    return (
        builder.application_class(Switchboard)
        .bot(bot)
        # PTB's own updater confirms updates to Telegram before they were handled.
        .updater(None)
        .build()
    )


@immutable
class Outgoing:
    """A delivery as it leaves: the words may have got a mark, the target has its message id."""

    delivery: Delivery
    text: str
    target: int | None = None
    """The message that is edited, pinned or unpinned."""
    opened: str = ""
    """The address of the command board, for a button that opens it by a one-time link."""


class Arrived(NamedTuple):
    """What Telegram said of a message that it took."""

    message_id: int | None = None
    """The id of a new message."""
    file_id: str | None = None
    """Its id of the file that was brought with it."""


async def deliver(bot: Bot, out: Outgoing) -> Arrived:
    """Send it, or edit, pin or unpin its target."""
    if out.target is None:
        return await _send(bot, out)
    await _TO_TARGET[Action(out.delivery.action)](bot, out, out.target)
    return Arrived()


async def send_file(bot: Bot, out: Outgoing, file: bytes | str) -> Arrived:
    """Send a file of ours with its caption: its content, or Telegram's id of it."""
    enclosed = out.delivery.context[ENCLOSED]
    if out.target is not None:
        return await _edit_file(bot, out, out.target, file)
    form, said = enclosed["form"], _around(out, {"caption": out.text})
    if isinstance(file, str):
        sent = await bot.call(SEND_FILE[form], {**said, form: file})
        return Arrived(int(sent["message_id"]))
    sent = await bot.upload(SEND_FILE[form], said, Upload(form, enclosed["name"], file))
    return Arrived(int(sent["message_id"]), _file_id(sent, form))


async def _edit_file(bot: Bot, out: Outgoing, message_id: int, file: bytes | str) -> Arrived:
    """Put another file, with its caption, in the place of the one that stands there."""
    enclosed = out.delivery.context[ENCLOSED]
    form = enclosed["form"]
    media = {
        "type": form,
        "media": file if isinstance(file, str) else f"attach://{form}",
        "caption": out.text,
        "parse_mode": ParseMode.HTML,
    }
    said = {
        "chat_id": out.delivery.chat_id,
        "message_id": message_id,
        "media": media,
        "reply_markup": _inline(out),
    }
    if isinstance(file, str):
        await bot.call(EDIT_MEDIA, said)
        return Arrived()
    sent = await bot.upload(EDIT_MEDIA, said, Upload(form, enclosed["name"], file))
    return Arrived(None, _file_id(sent, form))


async def send_words(bot: Bot, out: Outgoing) -> Arrived:
    """Send, or edit, the words alone of what would have a file with it."""
    if out.target is not None:
        await _edit(bot, out, out.target)
        return Arrived()
    sent = await bot.call(SEND_MESSAGE, _around(out, _words(out)))
    return Arrived(int(sent["message_id"]))


async def say(bot: Bot, chat_id: int, text: str) -> None:
    """Say something that is in no outbox."""
    await bot.call(SEND_MESSAGE, {"chat_id": chat_id, "text": text})


async def _send(bot: Bot, out: Outgoing) -> Arrived:
    method, said = _said(out)
    sent: Json = await bot.call(method, _around(out, said))
    return Arrived(int(sent["message_id"]))


def _around(out: Outgoing, said: Json) -> Json:
    """Add to what is said where it goes, and what stands beside and below it."""
    row = out.delivery
    return {
        "chat_id": row.chat_id,
        **said,
        "parse_mode": ParseMode.HTML,
        "message_thread_id": row.thread_id,
        "disable_notification": rules_of(row.kind).silent or None,
        "reply_parameters": _reply_to(row),
        "reply_markup": _below(row) or _inline(out) or _force_reply(row),
    }


def _file_id(sent: Json, form: str) -> str | None:
    """Telegram's id of what was brought; of a picture it has several sizes, the largest last."""
    try:
        found = sent[form][-1] if form == "photo" else sent[form]
        return str(found["file_id"])
    # The message stands in its chat, so no answer of any shape may make it look unsent.
    except (KeyError, IndexError, TypeError):
        return None


def _said(out: Outgoing) -> tuple[str, Json]:
    """The method, and what it says: words, or a file with words under it."""
    file = out.delivery.context.get(ENCLOSED)
    if file is None:
        return SEND_MESSAGE, _words(out)
    form = file["form"]
    return SEND_FILE[form], {form: file["file_id"], "caption": out.text}


def _words(out: Outgoing) -> Json:
    return {"text": out.text, "link_preview_options": NO_PREVIEW}


async def _edit(bot: Bot, out: Outgoing, message_id: int) -> None:
    method, words = EDIT_MESSAGE, _words(out)
    if UNDER_A_FILE in out.delivery.context:
        method, words = EDIT_CAPTION, {"caption": out.text}
    await bot.call(
        method,
        {
            "chat_id": out.delivery.chat_id,
            "message_id": message_id,
            **words,
            "parse_mode": ParseMode.HTML,
            "reply_markup": _inline(out),
        },
    )


async def _pin(bot: Bot, out: Outgoing, message_id: int) -> None:
    await bot.call(
        PIN_MESSAGE,
        {
            "chat_id": out.delivery.chat_id,
            "message_id": message_id,
            "disable_notification": True,
        },
    )


async def _unpin(bot: Bot, out: Outgoing, message_id: int) -> None:
    await bot.call(UNPIN_MESSAGE, {"chat_id": out.delivery.chat_id, "message_id": message_id})


_TO_TARGET = {Action.EDIT: _edit, Action.PIN: _pin, Action.UNPIN: _unpin}


def _reply_to(row: Delivery) -> Json | None:
    if row.reply_to is None:
        return None
    return {"message_id": row.reply_to, "allow_sending_without_reply": True}


def _inline(out: Outgoing) -> Json | None:
    rows = out.delivery.keyboard
    if not rows:
        return None
    return {"inline_keyboard": [[_button(one, out.opened) for one in line] for line in rows]}


def _below(row: Delivery) -> Json | None:
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


def _button(one: dict[str, str], opened: str) -> Json:
    press = {"callback_data": one["data"]} if "data" in one else {"url": one.get("url", opened)}
    return {"text": one["label"], **press}


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
