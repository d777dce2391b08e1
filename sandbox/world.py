"""Does what people do in the world. Tests and the page use this; bots come in through the API."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from sandbox.chats import CHANNEL_RIGHTS, GENERAL_TOPIC, ChatKind, Status
from sandbox.entities import Formatted, trimmed, utf16_length
from sandbox.files import Upload
from sandbox.found import with_found
from sandbox.journal import What
from sandbox.membership import Membership
from sandbox.messages import (
    CallbackQuery,
    Chat,
    Contact,
    ForwardOrigin,
    Message,
    Reaction,
    origin_of,
)
from sandbox.people import Bot, Person, User, anonymous_admin
from sandbox.render import Json, chat_json, chat_shared_json, timestamp, user_json
from sandbox.updates import LIFETIME

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


class World(Membership):
    """People, groups and bots on one clock.

    Deeds that no client offers (writing in a chat one is not in, pressing a button that is not
    there) raise ValueError or LookupError: they are mistakes of the test.
    """

    # Writing

    def say(
        self,
        person: Person,
        chat: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        forward_from: User | None = None,
        anonymous: bool = False,
    ) -> Message:
        """Say a text; one over the limit becomes several messages, and the first is returned."""
        posted = []
        for part in _parts(text.strip(), TEXT_LIMIT):
            message = self._draft(person, chat, part, reply_to, thread, anonymous=anonymous)
            if forward_from:
                message.forward_origin = ForwardOrigin(forward_from, self.now())
            posted.append(self.post(message))
        return posted[0]

    def forward(
        self, person: Person, message: Message, chat: Chat, *, thread: int | None = None
    ) -> Message:
        if message.protected or message.is_service:
            raise ValueError("this message cannot be forwarded")
        copy = self._draft(person, chat, "", None, thread, anonymous=False)
        copy.take_content_of(message)
        copy.forward_origin = origin_of(message)
        return self.post(copy)

    def edit(self, message: Message, text: str) -> None:
        if isinstance(message.sender, Bot) and message.sender_chat is None:
            raise ValueError("people edit their own messages")
        said = _formatted(text)
        if said.text == message.text:
            return
        message.keep_version(self.now())
        _put_words(message, said)
        self.note_edit(message)

    def delete(self, message: Message) -> None:
        self.remove(message)

    def send_photo(
        self,
        person: Person,
        chat: Chat,
        item: Upload | bytes,
        *,
        caption: str | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        upload = item if isinstance(item, Upload) else Upload(item, "photo.jpg")
        message = self._draft(person, chat, caption or "", reply_to, thread, anonymous=anonymous)
        message.photo = self.files.keep(upload, "photo")
        return self.post(message)

    def send_document(
        self,
        person: Person,
        chat: Chat,
        item: Upload,
        *,
        caption: str | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        message = self._draft(person, chat, caption or "", reply_to, thread, anonymous=anonymous)
        message.document = self.files.keep(item, "document")
        return self.post(message)

    def send_video(
        self,
        person: Person,
        chat: Chat,
        item: Upload | bytes,
        *,
        caption: str | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        upload = item if isinstance(item, Upload) else Upload(item, "video.mp4")
        message = self._draft(person, chat, caption or "", reply_to, thread, anonymous=anonymous)
        message.video = self.files.keep(upload, "video")
        return self.post(message)

    def send_contact(
        self,
        person: Person,
        chat: Chat,
        of: Person | Contact | None = None,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send a phone number, one's own unless said, as the address book of a phone does."""
        who = of or person
        shown = who if isinstance(who, Contact) else Contact(who.phone, who.name, who.id)
        message = self._draft(person, chat, "", reply_to, thread, anonymous=False)
        message.contact = shown
        return self.post(message)

    def share_contact(self, person: Person, message: Message, label: str) -> Message:
        """Press the button below the field by which a bot asks for one's own number."""
        if not message.choice(label).request_contact:
            raise ValueError(f"{label!r} asks for no number")
        return self.send_contact(person, message.chat)

    def share_chat(self, person: Person, message: Message, label: str, chosen: Chat) -> Message:
        """Press the button below the field by which a bot asks for a chat, and choose this one."""
        wanted, bot = message.choice(label).request_chat, message.sender
        if wanted is None or not isinstance(bot, Bot):
            raise ValueError(f"{label!r} asks for no chat")
        if not wanted.offers(chosen, person, bot):
            raise ValueError(f"{chosen.title} is not among what is offered to {person.name}")
        if wanted.bot_rights:
            lacking = CHANNEL_RIGHTS if chosen.is_channel else frozenset()
            less = chosen.member(bot).withheld if chosen.is_run_by(bot) else lacking
            self.allow(chosen, bot, withheld=less - wanted.bot_rights, by=person)
        self._enter(person, message.chat)
        shared = self.new_message(message.chat, person)
        shared.service = {"chat_shared": chat_shared_json(wanted, chosen)}
        return self.post(shared)

    def send_album(
        self,
        person: Person,
        chat: Chat,
        items: Sequence[Upload | bytes],
        *,
        caption: str | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        documents: bool = False,
        reply_on_every_item: bool = True,
    ) -> list[Message]:
        """Send an album: one message and one update an item; only the first has the caption."""
        if not 2 <= len(items) <= 10:
            raise ValueError("an album has 2 to 10 items")
        group = self.take_media_group_id()
        album = []
        for index, item in enumerate(items):
            upload = item if isinstance(item, Upload) else Upload(item, f"photo{index + 1}.jpg")
            words = (caption or "") if index == 0 else ""
            answers = reply_to if index == 0 or reply_on_every_item else None
            message = self._draft(person, chat, words, answers, thread, anonymous=anonymous)
            message.media_group_id = group
            if documents:
                message.document = self.files.keep(upload, "document")
            else:
                message.photo = self.files.keep(upload, "photo")
            album.append(self.post(message))
        return album

    def _draft(
        self,
        person: Person,
        chat: Chat,
        text: str,
        reply_to: Message | None,
        thread: int | None,
        *,
        anonymous: bool,
    ) -> Message:
        self._enter(person, chat)
        if (anonymous or chat.is_channel) and not chat.is_run_by(person):
            raise ValueError("only administrators can be anonymous, or post in a channel")
        if reply_to and reply_to.chat is not chat:
            raise ValueError("a reply stays in its chat")
        sender = anonymous_admin() if anonymous else person
        message = self.new_message(chat, sender)
        _put_words(message, _formatted(text))
        message.sender_chat = chat if anonymous or chat.is_channel else None
        message.reply_to = reply_to
        message.thread_id = thread_of(chat, thread, reply_to)
        return message

    def _enter(self, person: Person, chat: Chat) -> None:
        if not chat.has(person):
            raise ValueError(f"{person.name} is not in {chat.title}")
        if chat.deleted or chat.migrated_to:
            raise ValueError(f"{chat.title} is gone")
        if chat.is_private:
            bot = next(m.user for m in chat.members.values() if isinstance(m.user, Bot))
            if chat.status_of(bot) is Status.KICKED:
                raise ValueError(f"{person.name} has blocked {bot.name}")
            chat.set_status(bot, Status.MEMBER)

    # Buttons and reactions

    def press(
        self,
        person: Person,
        message: Message,
        data: str | None = None,
        *,
        label: str | None = None,
        forged: bool = False,
    ) -> CallbackQuery:
        """Press the button with this data or label; `forged` sends data that no button has."""
        if not message.chat.has(person):
            raise ValueError(f"{person.name} is not in {message.chat.title}")
        if message.deleted:
            raise ValueError("the message is deleted")
        data = data if forged else _data_on(message, data, label)
        if data is None or not isinstance(message.sender, Bot):
            raise ValueError("nothing to press")
        query = CallbackQuery(self.take_callback_id(), person, message, data, self.now())
        self.log.write(What.PRESSED, message.chat.id, person.name, data, query)
        if message.chat.has(message.sender):
            self.emit_callback(query, message.sender)
        return query

    def react(self, person: Person, message: Message, emoji: str | None) -> None:
        before = [reaction.emoji for reaction in message.reactions if reaction.user is person]
        self.set_reaction(person, message, [emoji] if emoji else [])
        content: Json = {
            "chat": chat_json(message.chat),
            "message_id": message.message_id,
            "user": user_json(person),
            "date": timestamp(self.now()),
            "old_reaction": [{"type": "emoji", "emoji": old} for old in before],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        for bot in message.chat.bots:
            if message.chat.is_private or message.chat.is_run_by(bot):
                expires_at = self.now() + LIFETIME
                self.emit(bot, "message_reaction", content, message.chat, expires_at)

    def set_reaction(self, user: User, message: Message, emoji: Sequence[str]) -> None:
        others = [reaction for reaction in message.reactions if reaction.user is not user]
        message.reactions = [*others, *(Reaction(user, one) for one in emoji)]
        self.log.write(What.REACTED, message.chat.id, user.name, " ".join(emoji), message)

    # Bots by their people

    def add_bot_to_group(
        self,
        chat: Chat,
        bot: Bot,
        *,
        by: Person,
        admin: bool = True,
        start_code: str | None = None,
    ) -> None:
        # A t.me startgroup link with a code sends this command to the group.
        self.join_bot(chat, bot, by=by, admin=admin)
        if start_code is not None:
            self.say(by, chat, f"/start@{bot.username} {start_code}".strip())

    def start_bot(self, person: Person, bot: Bot, code: str | None = None) -> Message:
        self.unblock_bot(person, bot)
        chat = self.private_chat(person, bot)
        return self.say(person, chat, f"/start {code}" if code else "/start")


def thread_of(chat: Chat, thread: int | None, reply_to: Message | None) -> int | None:
    # Supergroups number every reply thread, but only in forums is it a topic.
    if chat.forum:
        chosen = thread or (reply_to.thread_id if reply_to else None)
        return None if chosen == GENERAL_TOPIC else chosen
    if chat.kind is ChatKind.SUPERGROUP and reply_to:
        return reply_to.thread_id or reply_to.message_id
    return None


def _formatted(text: str) -> Formatted:
    return with_found(trimmed(Formatted(text)))


def _put_words(message: Message, said: Formatted) -> None:
    message.text = said.text
    message.entities = said.entities
    message.html = html.escape(said.text, quote=False)


def _parts(text: str, limit: int) -> Iterator[str]:
    if not text:
        raise ValueError("there is nothing to say")
    while text:
        part = text[:limit]
        while utf16_length(part) > limit:
            part = part[: limit - utf16_length(part)]
        yield part
        text = text[len(part) :]


def _data_on(message: Message, data: str | None, label: str | None) -> str:
    if label is not None:
        found = message.button(label).callback_data
    else:
        found = next((b.callback_data for b in message.buttons() if b.callback_data == data), None)
    if found is None:
        raise LookupError(f"no button with {label or data!r} on {message.buttons()}")
    return found
