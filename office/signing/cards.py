"""Subjects that are signed as they stand on one card, which office, drafter and signers read."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar

from messages.keyboards import Keyboard
from messages.render import Message
from office import post
from office.bodies.people import name_of
from office.desk import Desk
from office.post import Place, Posting
from office.signing import requests
from office.signing.rounds import Round
from storage.decisions.approvals import Approval
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.immutable import immutable
from storage.roster import chats


class Carded(Protocol):
    card_id: int | None


C = TypeVar("C", bound=Carded)


@immutable
class Card(Generic[C]):
    template: str
    view: Callable[[Desk, Round[C], str], Awaitable[Any]]
    """It gets the post in which a signer is asked, and an empty one for all other readers."""
    keyboard: Callable[[Desk, Round[C]], Awaitable[Keyboard]]
    """What the office may press below it."""
    returned: str
    """The phrase by which the office reads who returned it and why."""

    async def message(self, desk: Desk, asked: Round[C]) -> Message:
        keyboard = await self.keyboard(desk, asked)
        return Message(await self._text(desk, asked, ""), keyboard)

    async def put_up(self, desk: Desk, asked: Round[C], otherwise: Place | None = None) -> None:
        """Put the card into the office's group, or where it has none into that other place."""
        office = await chats.office_chat(desk.session, desk.jurisdiction)
        place = Place.of(office) if office is not None else otherwise
        if place is not None:
            await self.put_up_in(desk, asked, place)

    async def put_up_in(self, desk: Desk, asked: Round[C], place: Place) -> None:
        message, about = await self.message(desk, asked), Posting(asked.subject)
        shown = await post.send(desk, place, DeliveryKind.DRAFT, message, about)
        asked.row.card_id = shown.key
        desk.session.add(asked.row)
        await desk.session.flush()

    async def redraw(self, desk: Desk, asked: Round[C]) -> None:
        if asked.row.card_id is not None:
            shown = await outbox.delivery(desk.session, asked.row.card_id)
            message = post.last_part(await self.message(desk, asked), drill=shown.drill)
            await post.edit(desk, shown, message, kind=DeliveryKind.DRAFT)

    async def request(self, desk: Desk, asked: Round[C], step: Approval, user_id: int) -> str:
        held = await requests.held_by(desk, asked, step, user_id)
        return await self._text(desk, asked, held)

    async def outcome(self, desk: Desk, asked: Round[C], _step: Approval) -> str:
        return await self._text(desk, asked, "")

    async def tell_return(self, desk: Desk, asked: Round[C], step: Approval) -> None:
        said = await requests.step_view(desk, asked, step)
        drafter = asked.drafted_by
        phrase = desk.words.phrase(
            self.returned,
            title=asked.title,
            drafter=await name_of(desk, drafter) if drafter is not None else "",
            position=said.position,
            person=said.person,
            reason=said.reason,
        )
        await post.tell_office(desk, Message(phrase), Posting(asked.subject))

    async def _text(self, desk: Desk, asked: Round[C], held: str) -> str:
        return desk.words.text(self.template, await self.view(desk, asked, held))


async def tell_office(
    desk: Desk, asked: Round[Any], _message: Message, key: str | None, in_group: Message
) -> None:
    """Whoever drafted it reads it in the office's group, as all of the office do."""
    await post.tell_office(desk, in_group, Posting(asked.subject, dedupe_key=key))
