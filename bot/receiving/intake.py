"""The intake is the one way in which updates become rows, whether they were fetched or pushed."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.loops.loop import unbroken
from bot.receiving import numbers
from bot.receiving.buttons import without_buttons
from bot.receiving.numbers import RawUpdate
from bot.scrub import scrubbed, whole_number, word
from storage.database import Database
from storage.receiving import inbox
from storage.receiving.inbox import InboxUpdate


class Intake:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def store(self, bot_id: int, updates: list[RawUpdate]) -> None:
        """Store updates; once this returns they are committed, and Telegram may be told so."""
        try:
            await unbroken(self._store(bot_id, updates))
        except IntegrityError:
            # Telegram gave some of them before, or gave them to another process as well.
            await unbroken(self._store_unknown(bot_id, updates))

    async def _store(self, bot_id: int, updates: list[RawUpdate]) -> None:
        async with self._database.transaction() as session:
            session.add_all(self._row(bot_id, update) for update in updates)

    async def _store_unknown(self, bot_id: int, updates: list[RawUpdate]) -> None:
        async with self._database.transaction() as session:
            ids = [update["update_id"] for update in updates]
            known = await inbox.known_update_ids(session, bot_id, ids)
            session.add_all(
                self._row(bot_id, update) for update in updates if update["update_id"] not in known
            )

    def _row(self, bot_id: int, update: RawUpdate) -> InboxUpdate:
        update = scrubbed(update)
        message = _message_of(update)
        return InboxUpdate(
            bot_id=bot_id,
            update_id=update["update_id"],
            chat_id=_chat_id(update),
            media_group_id=word(message.get("media_group_id")),
            raw=numbers.without_numbers(without_buttons(update)),
            phone_number=numbers.own_number(update),
            received_at=self._clock.now(),
        )


def _message_of(update: RawUpdate) -> RawUpdate:
    # Nobody has checked the update yet, so its message may be anything.
    kinds = ("message", "edited_message", "channel_post")
    found = next((update[kind] for kind in kinds if update.get(kind)), None)
    return found if isinstance(found, dict) else {}


def _chat_id(update: RawUpdate) -> int | None:
    pressed = update.get("callback_query")
    changed = update.get("my_chat_member") or update.get("chat_member")
    holder = _message_of(update) or _part(pressed, "message") or _part({"it": changed}, "it")
    return whole_number(_part(holder, "chat").get("id"))


def _part(whole: Any, name: str) -> RawUpdate:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}
