"""Who gets what came of a consultation: the office, those who conferred, whom the plan names."""

from office.bodies import agency_names, people, readers
from office.consultations.product_texts import Concluded
from office.desk import Desk
from office.paperwork.printing import SentTo
from office.post import Place
from storage.roster import chats
from storage.roster.chats import Chat
from storage.sky.consultation_papers import ConsultationPaper


async def of(desk: Desk, one: Concluded, row: ConsultationPaper, *, sent: bool) -> list[SentTo]:
    """The office reads who got it, and whom nothing can reach here."""
    bodies = _bodies(one) if sent else ()
    reached, others = await _chats_of(desk, bodies)
    private = await readers.readers(desk, _positions(one)) if sent else []
    caption = desk.words.phrase("consultation_paper_sent", **_facts(row))
    copies = [SentTo(Place.of(chat), caption, body) for body, chat in reached]
    copies += [SentTo(Place.of(reader.chat), caption) for reader in private]
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return copies
    told = desk.words.phrase(
        "consultation_paper_made",
        **_facts(row),
        sent=_names(
            desk, [body for body, _ in reached], [post for r in private for post in r.positions]
        ),
        by_hand=_names(desk, others, _unread(one, private) if sent else []),
    )
    return [*copies, SentTo(Place.of(office), told)]


def copied_to(desk: Desk, one: Concluded) -> str:
    """Those who get it beside whoever conferred, as the foot of the report names them."""
    named = [body for body in _named_bodies(one) if body not in one.held.boxes.values()]
    return desk.words.listed(_names(desk, named, _positions(one)))


def _bodies(one: Concluded) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.held.boxes.values(), *_named_bodies(one))))


def _named_bodies(one: Concluded) -> list[str]:
    """An exercise is read by those alone who took part in it."""
    if one.held.drill:
        return []
    named = one.plan.members_of(one.plan.consultation_reports.sent_to)
    return [body.id for body in one.plan.bodies if body.id in named]


def _positions(one: Concluded) -> list[str]:
    if one.held.drill:
        return []
    named = one.plan.consultation_reports.sent_to
    return [name for name in named if one.plan.known_position(name) is not None]


async def _chats_of(
    desk: Desk, bodies: tuple[str, ...]
) -> tuple[list[tuple[str, Chat]], list[str]]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    found = [(body, chat) for body in bodies for chat in bound.get(body, ()) if chat.reachable]
    reached = {body for body, _ in found}
    return found, [body for body in bodies if body not in reached]


def _unread(one: Concluded, private: list[readers.Reader]) -> list[str]:
    read = {post for reader in private for post in reader.positions}
    return [post for post in _positions(one) if post not in read]


def _names(desk: Desk, bodies: list[str], positions: list[str]) -> list[str]:
    named = [agency_names.short(desk, one) for one in dict.fromkeys(bodies)]
    return [*named, *(people.position_name(desk, one) for one in positions)]


def _facts(row: ConsultationPaper) -> dict[str, object]:
    return {"title": row.title, "serial": row.serial, "is_corrected": row.version > 1}
