"""Defines a turn: one update being handled, in one transaction, with all that a handler may use."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import telegram

from messages import drills
from messages.render import Message
from office import post
from office.bodies import agency_names, capacity
from office.bodies.people import Actor
from office.desk import Desk
from office.enrolment.public_channels import SeenChannel
from office.post import Place, Posting
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed, Sheet
from office.refusal import Refusal
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.immutable import immutable
from storage.roster.chats import Chat


@immutable
class Toast:
    """Whoever pressed a button sees this; it is sent to Telegram after the commit."""

    text: str
    alert: bool = False


@dataclass(slots=True)
class Turn:
    desk: Desk
    update: telegram.Update
    place: Place
    chat: Chat | None
    """The bound chat that the update came from; None for a chat that nobody enrolled."""
    actor: Actor | None
    """The person who acts; None for an anonymous admin or a channel."""
    speaks_for: str | None = None
    """In private: the agency whose message a liaison of it answers there."""
    no_longer: frozenset[str] = frozenset()
    """The agencies whose group this person had left, as was found when the update came."""
    update_row: int = 0
    """The update's row in the inbox."""
    phone_number: str | None = None
    """The sender's own number, given by this update in private."""
    enclosed: Enclosed = NOTHING_ENCLOSED
    """The file that answers a question says this; nothing where there is none to be read."""
    seen_channel: SeenChannel | None = None
    """The channel that this update chooses or confirms, as Telegram has just shown it."""
    is_office_said: bool = False
    """The sender has said that the update is for this office, and not for another."""
    toast: Toast | None = None
    held_back: list[dict[str, Any]] = field(default_factory=list)
    """Updates that waited until their sender said in which capacity; they are handled now."""

    @property
    def message(self) -> telegram.Message:
        """The message of the update, or the one that the pressed button stands under.

        Raises a refusal where there is none.
        """
        message = self.update.effective_message
        if message is None:
            raise Refusal("not_understood")
        return message

    @property
    def person(self) -> Actor:
        """The person who acts; anonymous admins and channels are refused here."""
        if self.actor is None:
            raise Refusal("anonymous_never_acts")
        return self.actor

    @property
    def agency(self) -> str:
        """The agency whose group this is, or for which a liaison answers in private.

        Raises a refusal where there is none.
        """
        if self.chat is not None and self.chat.agency is not None:
            return self.chat.agency
        if self.speaks_for is None and self.no_longer:
            raise self.not_a_liaison()
        if self.speaks_for is None:
            raise Refusal("agency_group_only")
        return self.speaks_for

    def not_a_liaison(self) -> Refusal:
        names = [agency_names.name(self.desk, agency) for agency in sorted(self.no_longer)]
        return Refusal("liaison_no_longer", names=names)

    @property
    def speaks(self) -> str:
        """The agency, after a check that this person may speak for it."""
        capacity.require_agency(self.desk, self.person, self.agency)
        return self.agency

    @property
    def holds_post_alone(self) -> bool:
        """This is said by somebody who holds a post and speaks for no agency."""
        who = self.actor
        found = who and capacity.capacity(self.desk, who, self.agency)
        return found is capacity.Capacity.POST

    @property
    def is_private(self) -> bool:
        chat = self.update.effective_chat
        return chat is not None and chat.type == telegram.constants.ChatType.PRIVATE

    @property
    def is_in_body_group(self) -> bool:
        return self.chat is not None and self.chat.agency is not None

    @property
    def is_edit(self) -> bool:
        return self.update.edited_message is not None

    def tables(self, otherwise: str) -> tuple[Sheet, ...]:
        """Return what was pasted, or what the file says; refuse where neither can be read."""
        if self.message.text:
            return (Sheet("", self.message.text),)
        if not self.enclosed.sheets:
            raise Refusal(self.enclosed.fault or otherwise)
        return self.enclosed.sheets

    async def answer(self, key: str, **facts: Any) -> Delivery:
        return await self.say(Message(self.desk.words.phrase(key, **facts)))

    async def say(self, message: Message, posting: Posting | None = None) -> Delivery:
        how = posting or self.posting
        return await post.send(self.desk, self.place, DeliveryKind.ANSWER, message, how)

    @property
    def posting(self) -> Posting:
        """An answer goes in reply to what is answered."""
        return Posting(reply_to=self._reply_to())

    def show(self, key: str, *, alert: bool = False, **facts: Any) -> None:
        """Answer a button press with a line that fades, or with `alert` in a box to be closed."""
        text = self.desk.words.plain(key, **facts)
        marked = drills.marked_toast(self.desk.words, text) if self.desk.drill else text
        self.toast = Toast(marked, alert)

    def _reply_to(self) -> int | None:
        message = self.update.message or self.update.edited_message or self.update.channel_post
        return message.message_id if message is not None else None


_current: ContextVar[Turn] = ContextVar("turn")


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    """Make this the turn that handlers called inside get from `current_turn`."""
    token = _current.set(turn)
    try:
        yield
    finally:
        _current.reset(token)


def current_turn() -> Turn:
    return _current.get()
