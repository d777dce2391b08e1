"""Minutes go to all who were asked to come; whoever has no chat yet gets them with its first."""

from collections.abc import Collection
from datetime import timedelta

from messages.render import Message
from office import enclosing, post
from office.bodies import agency_names
from office.decisions import minutes_round
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters.orders import recipients_of
from office.post import Mailing, Place, Posting
from office.signing.rounds import Round
from storage.decisions import minutes as store
from storage.decisions.minutes import Minutes
from storage.delivery import outbox
from storage.delivery.outbox import NOT_LOST, DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat

READ_FOR = timedelta(days=14)
"""So long after they were sent a new chat of a body still gets them. No plan fixes it."""


async def send(desk: Desk, asked: Round[Minutes]) -> None:
    """Whoever was asked to come reads it, whether they came or not."""
    made, order = asked.row, await minutes_round.order_of(desk, asked.row)
    made.signed_at = desk.now
    desk.session.add(made)
    await desk.session.flush()
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    wanted = recipients_of(order)
    mailings = await _mailings(
        desk, asked, [(body, chat) for body in wanted for chat in bound.get(body, [])]
    )
    await post.send_all(desk, mailings)
    await desk.record("minutes_sent", asked.audit, to=len(mailings))
    await _tell_unreached(
        desk,
        asked,
        [body for body in wanted if not any(chat.reachable for chat in bound.get(body, []))],
    )


async def let_in(desk: Desk, chat: Chat) -> None:
    """A body that had no chat when they were sent reads them in its first."""
    body = chat.agency or ""
    for made in await store.sent_since(desk.session, desk.jurisdiction, desk.now - READ_FOR):
        asked = await minutes_round.round_of(desk, made)
        if body not in recipients_of(await minutes_round.order_of(desk, made)):
            continue
        known = await outbox.deliveries_about(desk.session, asked.subject)
        if any(row.agency == body and row.state in NOT_LOST for row in known):
            continue
        await post.send_all(desk, await _mailings(desk, asked, [(body, chat)]))
        await desk.record("minutes_sent_late", asked.audit, agency=body)


async def _mailings(
    desk: Desk, asked: Round[Minutes], to: Collection[tuple[str, Chat]]
) -> list[Mailing]:
    view = await minutes_round.view(desk, asked)
    message = Message(desk.words.text("minutes_sent", view))
    return [
        Mailing(Place.of(chat), DeliveryKind.DECISION, message, _posting(asked, body, chat))
        for body, chat in to
    ]


def _posting(asked: Round[Minutes], body: str, chat: Chat) -> Posting:
    made, key = asked.row, f"minutes:{asked.row.key}:{chat.key}"
    posting = Posting(asked.subject, body, dedupe_key=key)
    if made.file_form is None or made.file_id is None:
        return posting
    return enclosing.with_file(Enclosure(made.file_form, made.file_id), posting)


async def _tell_unreached(desk: Desk, asked: Round[Minutes], bodies: Collection[str]) -> None:
    if not bodies:
        return
    names = desk.words.listed(agency_names.short(desk, one) for one in bodies)
    said = desk.words.phrase("minutes_unreached", title=asked.title, bodies=names)
    posting = Posting(asked.subject, dedupe_key=f"minutes_unreached:{asked.row.key}")
    await post.tell_office(desk, Message(said), posting)
