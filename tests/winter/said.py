"""Holds what the bot said against what it decided to say: nothing else, nothing twice unmarked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, or_, select

from messages.length import plain
from office.delivery_kinds import rules_of
from sandbox import Bot, Event, Message, What, World
from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryState
from tests.faults import resent
from tests.faults.words import is_repeat, of_drill, original, unmarked

Place = tuple[int, int]
Words = tuple[int, str]
"""A chat, and what was said there, without spaces."""
CODE = "接入码："


@dataclass(frozen=True, slots=True)
class Decided:
    """A delivery, as far as it is looked at here."""

    chat: int
    text: str
    kind: str
    state: str
    message_id: int | None
    anew: int = 0
    """How often people had it sent once more."""


@dataclass
class Said:
    moved: list[tuple[int, int]] = field(default_factory=list)
    """Groups that go on under another number."""
    unmarked: Counter[Words] = field(default_factory=Counter)
    """What was said since the last look without a word that it may have come before."""
    marked: set[Words] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)
    before: dict[Place, str] = field(default_factory=dict)
    """The same until the last look: a message may have been on its way then."""

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what is not What.SENT or event.subject.is_service:
            return
        # A one-time code is forgotten once it was sent, so nothing is there to hold it against.
        if event.subject.text.startswith(CODE):
            return
        if isinstance(event.subject.sender, Bot):
            self.hear(event.subject)

    def hear(self, message: Message) -> None:
        text = of_drill(original(message))
        words = squeezed(unmarked(text))
        self.texts[message.chat.id, message.message_id] = words
        if is_repeat(text):
            self.marked.add((message.chat.id, words))
        else:
            self.unmarked[message.chat.id, words] += 1

    async def wrong(self, session: Session, since: datetime) -> list[str]:
        """Look at what was said since then, and begin anew."""
        query = select(Delivery).where(
            Delivery.action == Action.SEND,
            col(Delivery.attempts) > 0,
            or_(col(Delivery.closed_at).is_(None), col(Delivery.closed_at) > since),
        )
        rows, again = (await session.exec(query)).all(), await resent.read(session)
        decided = [
            Decided(
                row.chat_id,
                squeezed(plain(row.text)),
                row.kind,
                row.state,
                row.message_id,
                anew=resent.times(again, row) if rules_of(row.kind).for_the_public else 0,
            )
            for row in rows
            # The text of a one-time code is forgotten once it was sent.
            if row.text
        ]
        session.expunge_all()
        found = list(self.faults(decided))
        self.unmarked.clear()
        self.marked.clear()
        self.before, self.texts = self.texts, {}
        return found

    def faults(self, decided: Iterable[Decided]) -> Iterator[str]:
        newest, rows = dict(self.moved), list(decided)
        wanted = Counter[Words]()
        for row in rows:
            wanted[_home(newest, row.chat), row.text] += 1 + row.anew
        said = Counter[Words]()
        for (chat, text), times in self.unmarked.items():
            said[_home(newest, chat), text] += times
        for words, times in said.items():
            if times > wanted[words]:
                yield f"said {times} times, decided {wanted[words]} times: {words[1][:60]}"
        for chat, text in self.marked:
            if not wanted[_home(newest, chat), text]:
                yield f"repeated, never decided: {text[:60]}"
        yield from self._never_said(rows)

    def _never_said(self, rows: list[Decided]) -> Iterator[str]:
        for row in rows:
            if row.state == DeliveryState.SENT:
                place = row.chat, row.message_id or 0
                if row.text not in (self.texts.get(place), self.before.get(place)):
                    yield f"never said in {row.chat}: {row.kind} {row.text[:60]}"


def _home(newest: dict[int, int], chat: int) -> int:
    return newest.get(chat, chat)


def squeezed(text: str) -> str:
    return "".join(text.split())
