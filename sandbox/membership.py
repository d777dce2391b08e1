"""Lets people, bots and chats come, change and go."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.chats import GENERAL_TOPIC, ChatKind, Status, Topic
from sandbox.journal import What
from sandbox.messages import Chat
from sandbox.people import Bot, Person, User
from sandbox.render import user_json
from sandbox.state import WorldState
from sandbox.updates import Update, UpdateQueue

#: The ids are far apart, and every other person's needs more than 32 bits, as at Telegram.
_FIRST_PERSON = 1_100_000_000
_FIRST_FAR_PERSON = 7_300_000_000
_FIRST_GROUP = -4_100_000_001
_FIRST_SUPERGROUP = -1_002_100_000_001
_FIRST_UPDATE = 510_000_001


class Membership(WorldState):
    """The part of the world that says who is where."""

    def add_bot(
        self, token: str, name: str, username: str, *, can_read_all_group_messages: bool = False
    ) -> Bot:
        # At Telegram too a bot's id is the number in front of its token's colon.
        number, colon, secret = token.partition(":")
        if not (number.isdecimal() and colon and secret):
            raise ValueError("a token looks like 123456:letters-and-digits")
        bot = Bot(
            int(number),
            name,
            username,
            is_bot=True,
            token=token,
            can_read_all_group_messages=can_read_all_group_messages,
            updates=UpdateQueue(self.clock, _FIRST_UPDATE),
        )
        bot.updates.on_confirmed = lambda update: self._note_confirmed(bot, update)
        self.bots[token] = bot
        return bot

    def _note_confirmed(self, bot: Bot, update: Update) -> None:
        self.log.write(What.CONFIRMED, update.chat_id, bot.name, update.kind, update)

    def add_person(self, name: str, *, username: str | None = None) -> Person:
        count = len(self.people)
        first = _FIRST_FAR_PERSON if count % 2 else _FIRST_PERSON
        person = Person(first + count * 1013, name, username)
        self.people[person.id] = person
        return person

    def add_group(
        self, title: str, members: Iterable[Person], *, creator: Person | None = None
    ) -> Chat:
        """Add a basic group; its creator is the first member unless another one is named."""
        return self._add_group(ChatKind.GROUP, title, members, creator)

    def add_supergroup(
        self,
        title: str,
        members: Iterable[Person],
        *,
        creator: Person | None = None,
        forum: bool = False,
    ) -> Chat:
        chat = self._add_group(ChatKind.SUPERGROUP, title, members, creator)
        chat.forum = forum
        if forum:
            # A forum's creation is its first message, and that number is the General topic's.
            chat.last_message_id = GENERAL_TOPIC
        return chat

    def add_channel(
        self,
        title: str,
        members: Iterable[Person],
        *,
        creator: Person | None = None,
        username: str | None = None,
    ) -> Chat:
        chat = self._add_group(ChatKind.CHANNEL, title, members, creator)
        chat.username = username
        return chat

    def _add_group(
        self, kind: ChatKind, title: str, members: Iterable[Person], creator: Person | None
    ) -> Chat:
        first = _FIRST_GROUP if kind is ChatKind.GROUP else _FIRST_SUPERGROUP
        chat = Chat(first - len(self.groups) * 17, kind, title)
        self.groups[chat.id] = chat
        for person in members:
            chat.set_status(person, Status.MEMBER)
        head = creator or next(iter(chat.people), None)
        if head:
            chat.set_status(head, Status.CREATOR)
        return chat

    def private_chat(self, person: Person, bot: Bot) -> Chat:
        # The bot may write there only after the person did.
        key = (person.id, bot.id)
        if key not in self.private_chats:
            chat = Chat(person.id, ChatKind.PRIVATE, person.name)
            chat.set_status(person, Status.MEMBER)
            chat.set_status(bot, Status.LEFT)
            self.private_chats[key] = chat
        return self.private_chats[key]

    def add_person_to_group(self, chat: Chat, person: Person, *, by: Person | None = None) -> None:
        self.change_member(chat, person, Status.MEMBER, by or person)
        self._announce(chat, by or person, {"new_chat_members": [user_json(person)]})

    def remove_person_from_group(
        self, chat: Chat, person: Person, *, by: Person | None = None
    ) -> None:
        status = Status.KICKED if by and by is not person else Status.LEFT
        self.change_member(chat, person, status, by or person)
        self._announce(chat, by or person, {"left_chat_member": user_json(person)})

    def join_bot(self, chat: Chat, bot: Bot, *, by: Person, admin: bool) -> None:
        # A supergroup takes a bot in as administrator in one step, a basic group in two.
        if admin and chat.kind is ChatKind.SUPERGROUP:
            self.change_member(chat, bot, Status.ADMINISTRATOR, by)
        else:
            self.change_member(chat, bot, Status.MEMBER, by)
        self._announce(chat, by, {"new_chat_members": [user_json(bot)]})
        if admin:
            self.change_member(chat, bot, Status.ADMINISTRATOR, by)

    def add_bot_to_channel(self, chat: Chat, bot: Bot, *, by: Person) -> None:
        # A channel takes a bot in as administrator alone, and no line in it says so.
        self.change_member(chat, bot, Status.ADMINISTRATOR, by)

    def kick_bot(self, chat: Chat, bot: Bot, by: Person) -> None:
        self.change_member(chat, bot, Status.KICKED, by)
        if not chat.is_channel:
            self._announce(chat, by, {"left_chat_member": user_json(bot)})

    def leave(self, chat: Chat, bot: Bot) -> None:
        self.change_member(chat, bot, Status.LEFT, bot)
        self._announce(chat, bot, {"left_chat_member": user_json(bot)})

    def promote(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        self.change_member(chat, user, Status.ADMINISTRATOR, by or _head(chat))

    def demote(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        # A channel has bots among its administrators alone, so that this one is out of it.
        out = chat.is_channel and user.is_bot
        self.change_member(chat, user, Status.LEFT if out else Status.MEMBER, by or _head(chat))

    def allow(
        self, chat: Chat, user: User, *, withheld: Iterable[str] = (), by: User | None = None
    ) -> None:
        """Let an administrator do what administrators may, except for what is withheld."""
        less = frozenset(withheld)
        self.change_member(chat, user, Status.ADMINISTRATOR, by or _head(chat), withheld=less)

    def block_bot(self, person: Person, bot: Bot) -> None:
        self.change_member(self.private_chat(person, bot), bot, Status.KICKED, person)

    def unblock_bot(self, person: Person, bot: Bot) -> None:
        # my_chat_member tells of it only when the bot had been blocked, not of a first start.
        chat = self.private_chat(person, bot)
        if chat.status_of(bot) is Status.KICKED:
            self.change_member(chat, bot, Status.MEMBER, person)
        else:
            chat.set_status(bot, Status.MEMBER)

    def delete_group(self, chat: Chat) -> None:
        chat.deleted = True
        self.log.write(What.MEMBERSHIP, chat.id, chat.title, "deleted", chat)

    def upgrade_to_supergroup(self, chat: Chat) -> Chat:
        """Upgrade a group: its old id is refused from now on, and its message ids end with it."""
        head = _head(chat)
        new = self._add_group(ChatKind.SUPERGROUP, chat.title, chat.people, None)
        new.members = dict(chat.members)
        self._announce(chat, head, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new
        self.log.write(What.MIGRATED, chat.id, head.name, str(new.id), new)
        self._announce(new, head, {"migrate_from_chat_id": chat.id})
        return new

    def create_topic(self, chat: Chat, name: str, *, by: User | None = None) -> Topic:
        if not chat.forum:
            raise ValueError(f"{chat.title} is no forum")
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.new_message(chat, by or _head(chat))
        message.service = service
        message.thread_id = message.message_id
        topic = chat.topics[message.message_id] = Topic(message.message_id, name)
        self.post(message)
        return topic

    def close_topic(self, chat: Chat, topic: Topic) -> None:
        topic.closed = True

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        del chat.topics[topic.id]
        for message in [m for m in chat.messages if m.thread_id == topic.id]:
            self.remove(message)

    def rename(self, chat: Chat, title: str, by: User) -> None:
        # Telegram tells every bot in the group: https://core.telegram.org/bots/api#message.
        chat.title = title
        self._announce(chat, by, {"new_chat_title": title})

    def _announce(self, chat: Chat, by: User, service: dict[str, object]) -> None:
        message = self.new_message(chat, by)
        message.service = service
        message.sender_chat = chat if chat.is_channel else None
        self.post(message)


def _head(chat: Chat) -> User:
    for member in chat.members.values():
        if member.status is Status.CREATOR:
            return member.user
    raise ValueError(f"{chat.title} has no creator; say who does it")
