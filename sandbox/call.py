"""Holds one call of a bot, with its parameters read the way Telegram reads them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from sandbox.access import Access
from sandbox.chats import GENERAL_TOPIC
from sandbox.entities import MAX_ENTITIES, Entity, Formatted, settled, trimmed, utf16_length
from sandbox.errors import bad_request
from sandbox.files import UPLOAD_LIMIT, StoredFile, Upload
from sandbox.found import with_found
from sandbox.html_text import parse_html
from sandbox.markup import Markup, read_inline_keyboard, read_markup
from sandbox.messages import Chat, Keyboard, Message
from sandbox.people import Bot
from sandbox.world import CAPTION_LIMIT, TEXT_LIMIT, World, thread_of

Parameters = dict[str, Any]

#: The bytes that a text may have with its markup, before Telegram looks at it at all.
SOURCE_LIMIT = 1 << 15


@dataclass
class Words:
    """A text or caption with its formatting, and the source it was read from."""

    said: Formatted
    html: str

    @classmethod
    def of(cls, message: Message) -> Words:
        return cls(Formatted(message.text, message.entities), message.html)


@dataclass
class Call:
    world: World
    bot: Bot
    method: str
    parameters: Parameters

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def chat(self, name: str = "chat_id", access: Access = Access.WRITE) -> Chat:
        return self.world.open_chat(self.bot, self[name], access)

    def markup(self) -> Markup:
        return read_markup(self.get("reply_markup"), self.world.version)

    def inline_keyboard(self) -> Keyboard:
        return read_inline_keyboard(self.get("reply_markup"), self.world.version)

    def words(self, name: str = "text") -> Words:
        words = read_words(self.parameters, name, f"{name}_" if name == "caption" else "")
        if name == "text" and not words.said.text:
            raise bad_request("text must be non-empty")
        return words

    def message(self, verb: str, access: Access = Access.WRITE) -> Message:
        """Return the message that a bot wants to edit, delete, pin and so on."""
        chat = self.chat(access=access)
        message = chat.find(self["message_id"]) if "message_id" in self.parameters else None
        if message is None:
            raise bad_request(f"message to {verb} not found")
        return message

    # Where a new message goes

    def thread(self, chat: Chat) -> int | None:
        # A topic must exist, and General must be left out. Groups without topics ignore the number.
        thread: int | None = self.get("message_thread_id")
        if thread is None or not (chat.forum or chat.is_private):
            return None
        if thread == GENERAL_TOPIC or thread not in chat.topics:
            raise bad_request("message thread not found")
        if chat.topics[thread].closed and not chat.is_run_by(self.bot):
            raise bad_request("TOPIC_CLOSED")
        return thread

    def reply_target(self, chat: Chat) -> Message | None:
        wanted = self.get("reply_parameters")
        if not wanted:
            return None
        if "message_id" not in wanted:
            raise bad_request('can\'t find field "message_id"')
        if str(wanted.get("chat_id", chat.id)) != str(chat.id):
            raise bad_request("the sandbox knows replies within one chat only")
        target = chat.find(wanted["message_id"])
        if target is None and not wanted.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return target

    def draft(self, chat: Chat, words: Words) -> Message:
        """Begin a new message of this bot with everything that all kinds of messages share."""
        if chat.is_channel and not chat.may(self.bot, "can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        thread, reply_to, markup = self.thread(chat), self.reply_target(chat), self.markup()
        message = self.world.new_message(chat, self.bot, words.said)
        message.html = words.html
        message.sender_chat = chat if chat.is_channel else None
        message.reply_to = reply_to
        message.thread_id = thread or thread_of(chat, None, reply_to)
        message.protected = bool(self.get("protect_content"))
        message.silent = bool(self.get("disable_notification"))
        markup.put_on(message)
        return message

    # Ceilings

    def count_send(self, chat: Chat, weight: int = 1) -> None:
        if self.world.limits:
            self.world.limits.count_send(self.bot, chat, self.world.now(), weight)

    def count_edit(self, chat: Chat) -> None:
        if self.world.limits:
            self.world.limits.count_edit(self.bot, chat, self.world.now())

    # Files

    def file(self, value: Upload | str, kind: str, limit: int = UPLOAD_LIMIT) -> StoredFile:
        """Return the file of an upload, an attach:// address, or a file id known to this bot."""
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.get(value.removeprefix("attach://"), "")
        if isinstance(value, Upload):
            return self._upload(value, kind, limit)
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self.world.files.by_file_id(value, self.bot.id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def _upload(self, upload: Upload, kind: str, limit: int) -> StoredFile:
        if not upload.content:
            raise bad_request("file must be non-empty")
        size = len(upload.content)
        if size > limit:
            reason = " for a photo" if kind == "photo" else ""
            most = f"the maximum size is {limit} bytes"
            raise bad_request(f"file of size {size} bytes is too big{reason}; {most}")
        return self.world.files.keep(upload, kind)


def read_words(given: Parameters, name: str, prefix: str) -> Words:
    source = given.get(name, "")
    if not isinstance(source, str):
        raise bad_request(f'parameter "{name}" must be a String')
    said = _formatted(source, given.get("parse_mode"), given.get(f"{prefix}entities"))
    said = with_found(trimmed(said))
    _check_length(said.text, name)
    del said.entities[MAX_ENTITIES:]
    as_sent = source if given.get("parse_mode") else html.escape(source, quote=False)
    return Words(said, as_sent)


def _formatted(source: str, parse_mode: str | None, entities: list[Any] | None) -> Formatted:
    if len(source.encode("utf-8", "surrogatepass")) > SOURCE_LIMIT:
        raise bad_request("text is too long")
    if not parse_mode or not source:
        return settled(Formatted(source, [_entity(entity) for entity in entities or []]))
    if parse_mode.lower() == "html":
        return parse_html(source)
    if parse_mode.lower() in ("markdown", "markdownv2"):
        raise bad_request("the sandbox reads parse_mode HTML and entities, not Markdown")
    raise bad_request("unsupported parse_mode")


def _entity(given: Any) -> Entity:
    try:
        extra = {k: v for k, v in given.items() if k not in ("type", "offset", "length")}
        return Entity(
            str(given["type"]), int(given["offset"]), int(given["length"]), tuple(extra.items())
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise bad_request("can't parse MessageEntity") from None


def _check_length(text: str, name: str) -> None:
    if name == "caption" and utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
