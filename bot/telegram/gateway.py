"""Calls Telegram for what is said, and is the one place that does: a delivery becomes one call."""

import os
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.telegram import markup
from bot.telegram.abilities import REACTION_INVALID, Abilities, Ability, fewer, is_refused
from bot.telegram.markup import Json
from bot.telegram.transport import Transport, Upload
from office.delivery_kinds import rules_of
from storage.delivery.outbox import EMOJI, ENCLOSED, UNDER_A_FILE, Action, Delivery
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
EDIT_MEDIA, SET_REACTION = "EditMessageMedia", "SetMessageReaction"
SEND_FILE = {"photo": "SendPhoto", "document": "SendDocument", "video": "SendVideo"}
NO_PREVIEW = {"is_disabled": True}


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
        self._abilities = Abilities()

    @property
    def abilities(self) -> Abilities:
        """What its server takes of what stands below messages."""
        return self._abilities

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
    """Send it, or edit, pin or unpin its target, or react to what somebody said."""
    if out.delivery.action == Action.REACT:
        return await _react(bot, out.delivery)
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
    method = SEND_FILE[form]
    if isinstance(file, str):
        sent = await _say(bot, out, {**said, form: file}, lambda whole: bot.call(method, whole))
        return Arrived(int(sent["message_id"]))
    upload = Upload(form, enclosed["name"], file)
    sent = await _say(bot, out, said, lambda whole: bot.upload(method, whole, upload))
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
    }
    if isinstance(file, str):
        await _say(bot, out, said, lambda whole: bot.call(EDIT_MEDIA, whole))
        return Arrived()
    upload = Upload(form, enclosed["name"], file)
    sent = await _say(bot, out, said, lambda whole: bot.upload(EDIT_MEDIA, whole, upload))
    return Arrived(None, _file_id(sent, form))


async def send_words(bot: Bot, out: Outgoing) -> Arrived:
    """Send, or edit, the words alone of what would have a file with it."""
    if out.target is not None:
        await _edit(bot, out, out.target)
        return Arrived()
    said = _around(out, _words(out))
    sent = await _say(bot, out, said, lambda whole: bot.call(SEND_MESSAGE, whole))
    return Arrived(int(sent["message_id"]))


async def say(bot: Bot, chat_id: int, text: str) -> None:
    """Say something that is in no outbox."""
    await bot.call(SEND_MESSAGE, {"chat_id": chat_id, "text": text})


async def _send(bot: Bot, out: Outgoing) -> Arrived:
    method, said = _said(out)
    sent = await _say(bot, out, _around(out, said), lambda whole: bot.call(method, whole))
    return Arrived(int(sent["message_id"]))


async def _say(bot: Bot, out: Outgoing, said: Json, call: Callable[[Json], Awaitable[Any]]) -> Any:
    """Call with what stands below the message, as new as the server takes it."""
    row, edits = out.delivery, out.target is not None
    write = markup.below_edited if edits else markup.below
    wanted = bot.abilities.among(markup.used(row, edits=edits))
    able = wanted
    while True:
        try:
            answer = await call({**said, "reply_markup": write(row, able, out.opened)})
        except BadRequest as error:
            if not able or not is_refused(error):
                raise
            able = fewer(able)
        else:
            bot.abilities.refuse(wanted - able)
            return answer


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
    said = {
        "chat_id": out.delivery.chat_id,
        "message_id": message_id,
        **words,
        "parse_mode": ParseMode.HTML,
    }
    await _say(bot, out, said, lambda whole: bot.call(method, whole))


async def _pin(bot: Bot, out: Outgoing, message_id: int) -> None:
    await bot.call(
        PIN_MESSAGE,
        {
            "chat_id": out.delivery.chat_id,
            "message_id": message_id,
            "disable_notification": True,
        },
    )


_REACTS = frozenset({Ability.REACTION})


async def _react(bot: Bot, row: Delivery) -> Arrived:
    """Put the mark on the message, or let it go: where marks were refused, none is tried again."""
    if not bot.abilities.among(_REACTS, row.chat_id):
        raise BadRequest("reactions were refused before")
    reaction = [{"type": "emoji", "emoji": row.context[EMOJI]}]
    said = {"chat_id": row.chat_id, "message_id": row.reply_to, "reaction": reaction}
    try:
        await bot.call(SET_REACTION, said)
    except InvalidToken as error:
        # PTB takes it for this where the server does not know the method, which it will not learn
        # while the mark waits.
        bot.abilities.refuse(_REACTS)
        raise BadRequest(error.message) from error
    except BadRequest as error:
        if REACTION_INVALID in error.message.casefold():
            bot.abilities.refuse(_REACTS, row.chat_id)
        raise
    return Arrived()


async def _unpin(bot: Bot, out: Outgoing, message_id: int) -> None:
    await bot.call(UNPIN_MESSAGE, {"chat_id": out.delivery.chat_id, "message_id": message_id})


_TO_TARGET = {Action.EDIT: _edit, Action.PIN: _pin, Action.UNPIN: _unpin}


def _reply_to(row: Delivery) -> Json | None:
    if row.reply_to is None:
        return None
    return {"message_id": row.reply_to, "allow_sending_without_reply": True}
