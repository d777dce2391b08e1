"""Holds what bodies wrote against the record: each report once, as it reads now, and answered."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from sandbox import Bot, CallbackQuery, Event, What, World
from storage.database import Session
from storage.delivery.outbox import Delivery
from storage.owed.reports import ReportPart
from tests.faults.stage import Span
from tests.winter.liaisons import ZONE
from tests.winter.writing import Place, Written, place_of

DRILL = "（演练）"
FAILED = (What.REFUSED, What.HUNG_UP, What.FAULT)
KEPT_FOR = timedelta(minutes=4)
"""A press that waits so long for a bot that is down is not answered any more."""
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A message in the record."""

    place: Place
    version: int
    text: str


@dataclass
class Answered:
    written: list[Written]
    corrected: set[Place] = field(default_factory=set)
    """The messages of whose edit Telegram was told that the bot has it."""
    replied: set[Place] = field(default_factory=set)
    """Those that the bot answered."""
    pressed: list[CallbackQuery] = field(default_factory=list)
    """The presses since the last look, where the bot was in the chat."""
    came: set[str] = field(default_factory=set)
    """Those of which Telegram was told that the bot has them, by their ids."""
    failed: list[datetime] = field(default_factory=list)
    """When calls failed since then: an answer to a press is not tried again."""
    _looked_at: int = 0

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what is What.PRESSED and event.subject.message.chat.has(
            event.subject.message.sender
        ):
            self.pressed.append(event.subject)
        elif event.what in FAILED:
            self.failed.append(event.at)
        elif event.what is What.SENT and isinstance(event.subject.sender, Bot):
            if event.subject.reply_to is not None:
                self.replied.add((event.subject.chat.id, event.subject.reply_to.message_id))
        elif event.what is What.CONFIRMED and event.subject.kind == "edited_message":
            self.corrected.add((event.subject.chat_id, event.subject.content["message_id"]))
        elif event.what is What.CONFIRMED and event.subject.kind == "callback_query":
            self.came.add(event.subject.content["id"])

    def unanswered(self, away: Iterable[Span], now: datetime) -> Iterator[str]:
        """Presses that were never answered, though the bot was there and its calls went through.

        An update may come late, so what was just pressed is looked at the next time.
        """
        spans = [(one.began - KEPT_FOR, one.ended + KEPT_FOR) for one in away]
        open_ = [
            one
            for one in self.pressed
            if one.answer is None
            and one.pressed_at <= now - GRACE
            and not any(began <= one.pressed_at <= ended for began, ended in spans)
        ]
        if len(open_) > len(self.failed):
            for one in open_:
                where, at = one.message.chat.title, one.pressed_at.astimezone(ZONE)
                what = "was not answered" if one.id in self.came else "never came"
                yield f"{where}: a press of {one.person.name} at {at:%H:%M:%S} {what} ({one.data})"
        self.pressed = [one for one in self.pressed if one.pressed_at > now - GRACE]
        self.failed = [at for at in self.failed if at > now - GRACE]
        self.came &= {one.id for one in self.pressed}

    async def wrong(self, session: Session) -> list[str]:
        """Look at what was written since the last look, and at the day before that."""
        new = self.written[self._looked_at :]
        self._looked_at = len(self.written)
        chats = {place_of(one)[0] for one in new}
        numbers = {place_of(one)[1] for one in new}
        parts = select(ReportPart).where(
            col(ReportPart.chat_id).in_(chats), col(ReportPart.message_id).in_(numbers)
        )
        answers = select(Delivery.chat_id, Delivery.reply_to).where(
            col(Delivery.chat_id).in_(chats), col(Delivery.reply_to).in_(numbers)
        )
        kept = [
            Part((row.chat_id, row.message_id), row.version, row.text or "")
            for row in (await session.exec(parts)).all()
        ]
        # An answer that Telegram may have taken is not said again, so that a failed one counts.
        decided = {(chat, number or 0) for chat, number in (await session.exec(answers)).all()}
        return list(self.faults(new, kept, decided))

    def faults(
        self, written: Iterable[Written], kept: list[Part], decided: set[Place]
    ) -> Iterator[str]:
        times = Counter((part.place, part.version) for part in kept)
        newest = {part.place: part.text for part in sorted(kept, key=lambda part: part.version)}
        for one in written:
            place, who = place_of(one), f"{one.home} {one.body} {one.matter}"
            if one.came_at is None:
                continue
            # An exercise may have ended before its deadlines: who reports then is told so.
            if times[place, 1] != 1 and not (DRILL in one.matter and not times[place, 1]):
                yield f"{who}: the report is in the record {times[place, 1]} times"
            if (
                place in self.corrected
                and place in newest
                and newest.get(place) != one.message.text
            ):
                yield f"{who}: of the report as it was corrected counts {newest.get(place)}"
            if place not in self.replied and place not in decided:
                yield f"{who}: the report was not answered"
