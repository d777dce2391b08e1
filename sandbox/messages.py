"""Defines a chat and its messages, as the people in it see them.

They stand in one file because each knows the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.chats import IN_CHARGE, PRESENT, ChatKind, Member, Status, Topic
from sandbox.entities import Entity
from sandbox.files import StoredFile
from sandbox.people import Bot, Person, User


@dataclass(frozen=True)
class Button:
    """One inline button; `extra` holds actions that the sandbox shows but does not perform."""

    text: str
    callback_data: str | None = None
    url: str | None = None
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def style(self) -> str | None:
        return dict(self.extra).get("style")

    @property
    def copies(self) -> str | None:
        """What a press puts into the clipboard of whoever presses, without the bot's hearing."""
        wanted = dict(self.extra).get("copy_text")
        return wanted["text"] if wanted else None

    @property
    def is_disabled(self) -> bool:
        return "disabled" in dict(self.extra)


Keyboard = list[list[Button]]


@dataclass(frozen=True)
class ChatRequest:
    """Which chats a button offers for choice, and what the bot learns and becomes by it."""

    request_id: int
    is_channel: bool
    has_username: bool | None = None
    is_created: bool = False
    bot_is_member: bool = False
    #: What whoever chooses must be allowed there, and what the bot is then allowed too.
    person_rights: frozenset[str] = frozenset()
    bot_rights: frozenset[str] = frozenset()
    tells_title: bool = False
    tells_username: bool = False

    def offers(self, chat: Chat, person: Person, bot: Bot) -> bool:
        if chat.is_private or chat.deleted or chat.is_channel is not self.is_channel:
            return False
        if self.has_username is not None and bool(chat.username) is not self.has_username:
            return False
        if self.is_created and chat.status_of(person) is not Status.CREATOR:
            return False
        if self.bot_is_member and not chat.has(bot):
            return False
        rights = self.person_rights | self.bot_rights
        return chat.has(person) and all(chat.may(person, right) for right in rights)


@dataclass(frozen=True)
class Choice:
    """One button below the field in which people write."""

    text: str
    #: It sends the number of whoever presses it instead of its text.
    request_contact: bool = False
    #: It lets whoever presses it choose a chat, which the bot is told of.
    request_chat: ChatRequest | None = None


@dataclass(frozen=True)
class Contact:
    """A phone number with a name; the id of the account if Telegram knows it."""

    phone_number: str
    first_name: str
    user_id: int | None = None


@dataclass(frozen=True)
class Version:
    """What a message said before an edit."""

    text: str
    html: str
    keyboard: Keyboard
    until: datetime


@dataclass(frozen=True)
class Reaction:
    user: User
    emoji: str


@dataclass(eq=False, repr=False)
class Chat:
    """One conversation. `messages` holds what its people can see now, oldest first."""

    id: int
    kind: ChatKind
    title: str
    forum: bool = False
    username: str | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    deleted: bool = False
    migrated_to: Chat | None = None
    last_bot_to_post: Bot | None = None
    last_message_id: int = 0
    _by_id: dict[int, Message] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Chat {self.id} {self.title} ({self.kind})>"

    @property
    def is_private(self) -> bool:
        return self.kind is ChatKind.PRIVATE

    @property
    def is_channel(self) -> bool:
        return self.kind is ChatKind.CHANNEL

    @property
    def people(self) -> list[Person]:
        return [user for user in self.present() if isinstance(user, Person)]

    @property
    def bots(self) -> list[Bot]:
        return [user for user in self.present() if isinstance(user, Bot)]

    @property
    def visible_pins(self) -> list[Message]:
        return [message for message in self.messages if message.pinned]

    def present(self) -> Iterator[User]:
        return (member.user for member in self.members.values() if member.status in PRESENT)

    def status_of(self, user: User) -> Status:
        return self.member(user).status

    def member(self, user: User) -> Member:
        return self.members.get(user.id) or Member(user, Status.LEFT)

    def may(self, user: User, right: str) -> bool:
        return self.member(user).may(right)

    def has(self, user: User) -> bool:
        return self.status_of(user) in PRESENT

    def is_run_by(self, user: User) -> bool:
        return self.status_of(user) in IN_CHARGE

    def set_status(self, user: User, status: Status) -> Status:
        before = self.status_of(user)
        self.members[user.id] = Member(user, status)
        return before

    def find(self, message_id: int) -> Message | None:
        return self._by_id.get(message_id)

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self._by_id[message.message_id] = message

    def remove(self, message: Message) -> None:
        self.messages.remove(message)
        del self._by_id[message.message_id]


@dataclass(eq=False, repr=False)
class Message:
    """One message; `text` is the caption when it carries a photo, a document or a video."""

    chat: Chat
    message_id: int
    sender: User
    date: datetime
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    sender_chat: Chat | None = None
    keyboard: Keyboard = field(default_factory=list)
    reply_keyboard: list[list[Choice]] = field(default_factory=list)
    force_reply: bool = False
    placeholder: str | None = None
    #: The field opens for a reply although there are inline buttons.
    opens_reply: bool = False
    reply_to: Message | None = None
    thread_id: int | None = None
    photo: StoredFile | None = None
    document: StoredFile | None = None
    video: StoredFile | None = None
    contact: Contact | None = None
    media_group_id: str | None = None
    forward_origin: ForwardOrigin | None = None
    service: dict[str, Any] = field(default_factory=dict)
    pinned: bool = False
    deleted: bool = False
    edited_at: datetime | None = None
    edits: list[Version] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    protected: bool = False
    silent: bool = False
    #: The ids of the bots that were told of it.
    known_to: set[int] = field(default_factory=set)

    def __repr__(self) -> str:
        said = ", ".join(self.service) or self.text[:80]
        return f"<Message {self.message_id} in {self.chat.title} by {self.sender.name}: {said!r}>"

    @property
    def media(self) -> StoredFile | None:
        return self.photo or self.document or self.video

    @property
    def is_service(self) -> bool:
        return bool(self.service)

    @property
    def has_reply_markup_that_forbids_edits(self) -> bool:
        return self.force_reply or bool(self.reply_keyboard)

    def buttons(self) -> list[Button]:
        return [button for row in self.keyboard for button in row]

    def button(self, label: str) -> Button:
        """Return the first button whose label contains `label`; an exact label wins."""
        buttons = self.buttons()
        for button in buttons:
            if button.text == label:
                return button
        for button in buttons:
            if label in button.text:
                return button
        raise LookupError(f"no button {label!r} among {[button.text for button in buttons]}")

    def choice(self, label: str) -> Choice:
        """Return the button below the field with this label."""
        choices = [choice for row in self.reply_keyboard for choice in row]
        for choice in choices:
            if choice.text == label:
                return choice
        raise LookupError(f"no choice {label!r} among {[choice.text for choice in choices]}")

    def take_content_of(self, other: Message) -> None:
        # Neither buttons nor links to other messages are part of the content.
        self.text, self.entities, self.html = other.text, list(other.entities), other.html
        self.photo, self.document, self.video = other.photo, other.document, other.video
        self.contact = other.contact

    def keep_version(self, until: datetime) -> None:
        self.edits.append(Version(self.text, self.html, self.keyboard, until))


@dataclass(frozen=True)
class ForwardOrigin:
    """Who wrote a forwarded message first, or in the name of which chat somebody wrote it."""

    sender: User
    date: datetime
    sender_chat: Chat | None = None


def origin_of(message: Message) -> ForwardOrigin:
    # A message that is forwarded again keeps its first author.
    return message.forward_origin or ForwardOrigin(
        message.sender, message.date, message.sender_chat
    )


@dataclass(frozen=True)
class CallbackAnswer:
    text: str
    show_alert: bool
    url: str | None = None


@dataclass(eq=False)
class CallbackQuery:
    """One press of a button; `answer` stays None until the bot answers."""

    id: str
    person: Person
    message: Message
    data: str
    pressed_at: datetime
    answer: CallbackAnswer | None = None
