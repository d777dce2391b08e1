"""Who reads a text in private: each person once, however many of the named positions they hold."""

from collections.abc import Iterable

from office.desk import Desk
from storage.immutable import immutable
from storage.roster import chats, people
from storage.roster.chats import Chat


@immutable
class Reader:
    """One person's private chat, and the positions for which the text is theirs."""

    chat: Chat
    positions: tuple[str, ...]


async def readers(desk: Desk, positions: Iterable[str]) -> list[Reader]:
    return by_person(
        [
            (position, chat)
            for position in dict.fromkeys(positions)
            for chat in await private_chats(desk, position)
        ]
    )


def by_person(held: Iterable[tuple[str, Chat]]) -> list[Reader]:
    chats_of: dict[int, Chat] = {}
    posts: dict[int, list[str]] = {}
    for position, chat in held:
        chats_of.setdefault(chat.chat_id, chat)
        posts.setdefault(chat.chat_id, []).append(position)
    return [Reader(chat, tuple(posts[chat_id])) for chat_id, chat in chats_of.items()]


async def private_chats(desk: Desk, position: str) -> list[Chat]:
    holders = await people.holders(desk.session, desk.jurisdiction, position)
    places = [
        await chats.private_chat(desk.session, desk.jurisdiction, person.user_id)
        for person in holders
    ]
    return [place for place in places if place is not None]
