"""登记上级来文: what came from above on paper or by telephone binds as a letter does.

An order binds once a second person has compared it with the document. Consent to go lower is a
record of who gave it, when, how and under which number.
"""

from datetime import datetime

from messages.keyboards import button
from messages.render import Message
from messages.views.letters import UncheckedView
from office import enclosing, post
from office.bodies.people import Actor, name_of, require_office
from office.desk import Desk
from office.enclosing import Enclosure
from office.plan.model import OutsideOffice
from office.post import Posting
from office.refusal import Refusal
from office.region import above, floor, offices
from office.region.alert_news import AlertNews
from storage.decisions.matters import OrderKind
from storage.immutable import immutable
from storage.region import upper_orders as store
from storage.region.upper_orders import CheckState, UpperConsent, UpperOrder
from storage.subjects import Subject

CHECK_VERB = "upcheck"
REJECT_VERB = "upreject"
"""The argument of both is the order that waits to be checked."""


@immutable
class UpperDocument:
    """What somebody read in a document of the office above."""

    kind: OrderKind
    number: str
    level: str | None
    """Our plan's id of the level; None for an end, which names none."""
    area: str
    starts_at: datetime
    file_id: str | None = None
    file_name: str | None = None
    hours: int | None = None
    ends_at: datetime | None = None
    pollutant: str | None = None
    grounds: str = ""
    level_name: str = ""
    """What it calls a level that our plan does not have."""
    cap: "CapDocument | None" = None

    @property
    def ends(self) -> bool:
        return self.kind in (OrderKind.CANCEL, OrderKind.LIFT)


@immutable
class CapDocument:
    """The CAP message in which it came."""

    received_id: int
    headline: str
    identifier: str
    changes: str = ""
    """The number of the earlier one that it changes, where that came too."""
    reply_to: int | None = None
    """The card of that one in the office's chat."""


@immutable
class Agreed:
    """What the office above agreed to, and how it said so."""

    level: str | None
    """The level to which we may lower; None where we may lift."""
    given_by: str
    given_at: datetime
    way: str
    number: str


async def require_upper(desk: Desk) -> OutsideOffice:
    upper = desk.plan.upper
    if upper is None:
        raise Refusal("no_upper")
    return upper


async def register(desk: Desk, who: Actor | None, said: UpperDocument) -> UpperOrder:
    """Keep what the document says; it binds nobody before it is checked.

    Nobody registers what the command line brings, so anybody in the office may check that.
    """
    if who is not None:
        require_office(desk, who)
    upper = await require_upper(desk)
    await _require_no_letter(desk, upper, said)
    level = desk.plan.known_level(said.level or "")
    if level is None and said.ends:
        level = desk.plan.known_level(await _level_that_ends(desk))
    row = UpperOrder(
        jurisdiction=desk.jurisdiction,
        kind=said.kind,
        upper=upper.name,
        number=said.number,
        level=level.id if level else None,
        level_name=level.name if level else said.level_name,
        area=said.area,
        pollutant=said.pollutant,
        starts_at=said.starts_at,
        hours=said.hours,
        ends_at=said.ends_at,
        grounds=said.grounds,
        received_cap_id=said.cap.received_id if said.cap else None,
        received_at=desk.now,
        registered_by=who.user_id if who else None,
        file_id=said.file_id,
        file_name=said.file_name,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("upper_order_registered", _audited(row), number=row.number, level=row.level)
    await _show_scan(desk, row)
    await post.tell_office(
        desk,
        await _card(desk, row, said.cap),
        Posting(
            Subject.of(row),
            dedupe_key=unchecked_key(row.key),
            reply_to=said.cap.reply_to if said.cap else None,
        ),
    )
    return row


def unchecked_key(order_id: int) -> str:
    return f"upper_unchecked:{order_id}"


async def _show_scan(desk: Desk, row: UpperOrder) -> None:
    """Whoever checks it may not be where it was registered, and compares it with the document."""
    if row.file_id is None:
        return
    form = enclosing.PHOTO if row.file_name is None else enclosing.DOCUMENT
    caption = desk.words.phrase("upper_scan", upper=row.upper, number=row.number)
    posting = Posting(Subject.of(row), dedupe_key=f"upper_scan:{row.key}")
    await enclosing.tell_office(desk, Enclosure(form, row.file_id), caption, posting)


async def _require_no_letter(desk: Desk, upper: OutsideOffice, said: UpperDocument) -> None:
    """Refuse a paper where a letter comes by itself.

    An office that came to this bot since writes no letter about what it ordered on paper, so a
    paper lifts that as well.
    """
    if not upper.jurisdiction or not await offices.is_here(desk, upper.jurisdiction):
        return
    bound = await floor.standing(desk)
    if not said.ends or bound is None or bound.order.letter_id is not None:
        raise Refusal("upper_is_here", upper=upper.name)


async def check(desk: Desk, who: Actor, order_id: int) -> UpperOrder:
    row = await _settle(desk, who, order_id, CheckState.CHECKED)
    row.checked_by, row.checked_at = who.user_id, desk.now
    desk.session.add(row)
    await above.show(desk, row, _news(desk, row))
    return row


async def reject(desk: Desk, who: Actor, order_id: int) -> UpperOrder:
    return await _settle(desk, who, order_id, CheckState.REJECTED)


async def settled_text(desk: Desk, row: UpperOrder, who: Actor) -> Message:
    return Message(
        desk.words.phrase(
            f"upper_{row.state}", upper=row.upper, number=row.number, by=who.name, at=desk.now
        )
    )


async def agree(desk: Desk, who: Actor, said: Agreed) -> UpperConsent:
    """Put on record that the office above agreed to a lower level, or to our end."""
    require_office(desk, who)
    bound = await floor.standing(desk)
    if bound is None:
        raise Refusal("no_floor")
    row = UpperConsent(
        jurisdiction=desk.jurisdiction,
        upper_order_id=bound.order.key,
        level=said.level,
        given_by=said.given_by,
        given_at=said.given_at,
        way=said.way,
        number=said.number,
        recorded_by=who.user_id,
        recorded_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    facts = {"given_by": said.given_by, "way": said.way, "number": said.number}
    await desk.record("upper_consent_recorded", _audited(bound.order), level=said.level, **facts)
    await _tell_of_consent(desk, who, bound.order, said)
    return row


async def _tell_of_consent(desk: Desk, who: Actor, order: UpperOrder, said: Agreed) -> None:
    level = desk.plan.known_level(said.level or "")
    phrase = desk.words.phrase(
        "upper_agreed",
        upper=order.upper,
        level=level.name if level else "",
        way=desk.words.plain(f"upper_way_{said.way}"),
        at=said.given_at,
        by=who.name,
        given_by=said.given_by,
        number=said.number,
    )
    await post.tell_office(desk, Message(phrase), Posting(Subject.of(order)))


async def _level_that_ends(desk: Desk) -> str:
    bound = await floor.standing(desk)
    if bound is None:
        raise Refusal("no_floor")
    return bound.level.id


async def _settle(desk: Desk, who: Actor, order_id: int, state: CheckState) -> UpperOrder:
    require_office(desk, who)
    row = await store.upper_order(desk.session, order_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.registered_by == who.user_id and state is CheckState.CHECKED:
        raise Refusal("second_person_checks")
    if not await store.move(desk.session, row.key, state):
        raise Refusal("upper_settled")
    row.state = state
    await desk.record(f"upper_order_{state}", _audited(row), number=row.number)
    return row


async def _card(desk: Desk, row: UpperOrder, cap: CapDocument | None) -> Message:
    view = UncheckedView(
        upper=row.upper,
        kind=row.kind,
        number=row.number,
        level=row.level_name,
        area=row.area,
        starts_at=row.starts_at,
        registered_by=await name_of(desk, row.registered_by) if row.registered_by else "",
        has_scan=row.file_id is not None,
        hours=row.hours,
        ends_at=row.ends_at,
        open_end=row.is_open_ended,
        headline=cap.headline if cap else "",
        identifier=cap.identifier if cap else "",
        changes=cap.changes if cap else "",
    )
    check_, reject_ = (
        button(desk.words.plain(key), verb, row.key)
        for key, verb in (
            ("button_upper_check", CHECK_VERB),
            ("button_upper_reject", REJECT_VERB),
        )
    )
    return Message(desk.words.text("upper_unchecked", view), ((check_, reject_),))


def _news(desk: Desk, row: UpperOrder) -> AlertNews:
    level = desk.plan.known_level(row.level or "")
    pollutant = desk.plan.known_pollutant(row.pollutant or "")
    return AlertNews(
        kind=row.kind,
        command=row.upper,
        number=row.number,
        level=row.level or "",
        level_name=row.level_name,
        response=level.response if level else "",
        colour=level.colour if level else "",
        starts_at=row.starts_at,
        hours=row.hours,
        ends_at=row.ends_at,
        pollutant=pollutant.id if pollutant else None,
        pollutant_name=pollutant.name if pollutant else "",
        area=row.area,
        grounds=row.grounds,
    )


def _audited(row: UpperOrder) -> str:
    return f"upper_order:{row.key}"
