"""Decides updates of one office in one transaction, each of them as a turn of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from telegram import Update

from bot.clock import Clock
from bot.receiving.flood_damper import DEEDS, Patience
from bot.telegram.gateway import App
from handlers.enrolment import membership
from handlers.entry import dispatch, reading_ahead
from handlers.turns.turn import Turn, taking
from office import brought
from office.desk import Desk, Desks
from office.enrolment.public_channels import SeenChannel
from office.reading.workbooks import NOTHING_ENCLOSED, Enclosed
from office.refusal import Refusal
from storage.database import Session
from storage.immutable import immutable
from storage.receiving import inbox
from storage.receiving.inbox import InboxUpdate
from storage.roster import people
from storage.scope import Scope

MOST_TOGETHER = 32
"""All that one look at the inbox finds of those who are enrolled. Whoever else decides, and the
sender, waits until these are done: a fifth of a second at most."""


class ServedBot(Protocol):
    """The part of a bot that its updates are handled with."""

    @property
    def application(self) -> App: ...

    @property
    def scope(self) -> Scope: ...

    @property
    def hears(self) -> bool:
        """Whether this process is one of those that Telegram tells what this bot is told."""


@immutable
class Received:
    """An update, with all that is found out about it before a decision opens."""

    row: InboxUpdate
    update: Update
    line: ServedBot
    jurisdiction: str
    gone: frozenset[str] = frozenset()
    """The agencies whose groups the person left."""
    enclosed: Enclosed = NOTHING_ENCLOSED
    """The file, where a file answers a question."""
    seen_channel: SeenChannel | None = None
    """The channel that the update chooses or confirms."""


@immutable
class Decided:
    received: Received
    turn: Turn | None
    """It is None where nobody decides: this person has pressed and commanded beyond all measure."""


def batches(found: Iterable[Received]) -> list[list[Received]]:
    """Split updates into those that go in one transaction, each batch in the given order."""
    by_office: dict[tuple[int, str], list[Received]] = {}
    for one in found:
        by_office.setdefault((one.row.bot_id, one.jurisdiction), []).append(one)
    return [
        part
        for of_one in by_office.values()
        for start in range(0, len(of_one), MOST_TOGETHER)
        if len(part := of_one[start : start + MOST_TOGETHER]) > 1
    ]


TakeTurn = Callable[[Turn, App], Awaitable[None]]
"""Takes a turn, which is refused within it or by raising."""


class Decider:
    def __init__(self, desks: Desks, clock: Clock) -> None:
        self._desks = desks
        self._clock = clock
        self._patience = Patience(DEEDS, None)

    async def decide(self, batch: Sequence[Received]) -> list[Decided]:
        """Decide what of these is ours to handle; all are of one bot and one office.

        Where one of them raises anything but a refusal, all of them are undone.
        """
        async with self._desks.database.transaction() as session:
            # The rows are claimed before we wait for our turn in the jurisdiction, so that whoever
            # finds them taken goes on.
            claimed = await inbox.claim(session, [one.row for one in batch])
            ours = [one for one in batch if one.row.key in claimed]
            borne = [one for one in ours if await self._bears(session, one)]
            turns = await self._turns(session, borne) if borne else {}
            if ours:
                at, jurisdiction = self._clock.now(), batch[0].jurisdiction
                await inbox.close_all(session, claimed, at, jurisdiction)
        return [Decided(one, turns.get(one.row.key)) for one in ours]

    async def _bears(self, session: Session, received: Received) -> bool:
        if not dispatch.is_deed(received.update):
            return True
        person = dispatch.person_in(received.update)
        if self._patience.allows(person or received.row.chat_id or 0, self._clock.now()):
            return True
        # Whoever serves the office may press and command as often as it takes.
        return person is not None and await people.serves(session, person)

    async def _turns(self, session: Session, batch: Sequence[Received]) -> dict[int, Turn]:
        jurisdiction = batch[0].jurisdiction
        await self._desks.database.decide_alone(session, jurisdiction)
        # The clock is read once nobody decides beside us: no decision that we see was later.
        desk = await self._desks.at(session, jurisdiction, self._clock.now(), "telegram")
        if len(batch) > 1:
            await reading_ahead.read(desk, [one.update for one in batch])
        turns = await self._unrefused(desk, batch) or await self._each(desk, batch, self._take)
        await self._desks.finish(desk)
        return turns

    async def _unrefused(self, desk: Desk, batch: Sequence[Received]) -> dict[int, Turn] | None:
        """Let all share one savepoint; None, and nothing done, where one of them is refused."""
        if len(batch) == 1:
            return None
        try:
            async with desk.session.begin_nested():
                return await self._each(desk, batch, self._run)
        except Refusal:
            return None

    async def _each(self, desk: Desk, batch: Sequence[Received], take: TakeTurn) -> dict[int, Turn]:
        turns = {}
        for one in batch:
            turns[one.row.key] = await self._turn(desk, one, take)
            # A decision on SQLite gives way to nobody, so what is in flight has its turn here.
            await asyncio.sleep(0)
        return turns

    async def _turn(self, common: Desk, received: Received, take: TakeTurn) -> Turn:
        actor, scope = dispatch.actor_of(received.update), received.line.scope
        desk = replace(common, now=self._clock.now(), actor=actor, scope=scope)
        turn = await dispatch.turn_of(desk, received.update, received.gone)
        turn.update_row, turn.is_office_said = received.row.key, bool(received.row.jurisdiction)
        turn.phone_number, turn.enclosed = received.row.phone_number, received.enclosed
        turn.seen_channel = received.seen_channel
        await membership.heard(turn)
        await take(turn, received.line.application)
        await _keep_brought(turn)
        await self._take_held_back(turn, received.line.application, take)
        return turn

    async def _take(self, turn: Turn, application: App) -> None:
        try:
            # What a refused turn had written is undone; the answer and the record stay.
            async with turn.desk.session.begin_nested():
                await self._run(turn, application)
        except Refusal as refusal:
            await dispatch.refuse(turn, refusal)

    async def _run(self, turn: Turn, application: App) -> None:
        with taking(turn):
            await application.process_update(turn.update)
        # The next one of the batch finds in the database what this one did.
        await turn.desk.session.flush()

    async def _take_held_back(self, turn: Turn, application: App, take: TakeTurn) -> None:
        # These updates waited for their sender's word; the press shows what came of them.
        for raw in turn.held_back:
            again = await dispatch.turn_of(turn.desk, Update.de_json(raw, application.bot))
            await take(again, application)
            turn.toast = again.toast or turn.toast


async def _keep_brought(turn: Turn) -> None:
    """Name the file that came with the update, whether or not the turn was refused."""
    user_id, raw = dispatch.person_in(turn.update), turn.enclosed.raw
    if raw is not None and user_id is not None:
        await brought.keep(turn.desk, turn.place, user_id, raw)
        await brought.say_read(turn.desk, turn.place, turn.message.message_id, raw.name)
