"""Minutes 会议纪要: the office writes them as a reply to the meeting, they are signed and sent."""

from messages.keyboards import Keyboard, button
from office.bodies.people import Actor, name_of, require_office
from office.decisions import minutes_round, minutes_sending
from office.decisions.minutes_round import round_of
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.meetings import MeetingTerms
from office.post import Place
from office.reading.typed import states_something
from office.refusal import Refusal
from office.signing import running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import matters
from storage.decisions import minutes as store
from storage.decisions.matters import MatterState, Order
from storage.decisions.minutes import Minutes, MinutesState
from storage.delivery.outbox import Delivery
from storage.subjects import SubjectKind

TEXT_AT_MOST = 3000
SEND_VERB, GIVE_UP_VERB = "minsend", "minoff"


async def meeting_meant(desk: Desk, shown: Delivery) -> Order | None:
    """The meeting whose message in the office this is, once it has begun."""
    order = await _order_shown(desk, shown)
    if order is None or not kinds.of_order(order).gathers or kinds.ends(order):
        return None
    matter = await matters.matter(desk.session, order.matter_id)
    if matter is None or matter.state == MatterState.CANCELLED:
        return None
    newest = newest_terms(await matters.issued_orders(desk.session, order.matter_id))
    is_held = newest is not None and desk.now >= MeetingTerms.of(newest).meets_at
    return newest if is_held else None


async def draft(
    desk: Desk, who: Actor, place: Place, order: Order, text: str, file: Enclosure | None, name: str
) -> Minutes:
    require_office(desk, who)
    said = text.strip()
    if file is None and not states_something(said):
        raise Refusal("minutes_missing")
    if len(said) > TEXT_AT_MOST:
        raise Refusal("minutes_too_long", most=TEXT_AT_MOST, length=len(said))
    await _replace_drafts(desk, order)
    made = Minutes(
        jurisdiction=desk.jurisdiction,
        order_id=order.key,
        drill=order.drill,
        text=said,
        file_form=file.form if file is not None else None,
        file_id=file.file_id if file is not None else None,
        file_name=name,
        drafted_by=who.user_id,
        drafted_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("minutes_drafted", f"minutes:{made.key}", meeting=order.key)
    await CARD.put_up_in(desk, await round_of(desk, made), place)
    return made


async def send(desk: Desk, who: Actor, minutes_id: int) -> MinutesState:
    """Ask for the signatures; where the plan wants none, send it."""
    made = await _known(desk, who, minutes_id)
    asked = await round_of(desk, made)
    to = MinutesState.ASKED if asked.steps else MinutesState.SIGNED
    await _move(desk, made, MinutesState.DRAFT, to)
    await desk.record("minutes_confirmed", asked.audit)
    if asked.steps:
        await running.begin(desk, MINUTES, asked)
    else:
        await minutes_sending.send(desk, asked)
    await CARD.redraw(desk, asked)
    return to


async def give_up(desk: Desk, who: Actor, minutes_id: int) -> None:
    made = await _known(desk, who, minutes_id)
    if made.state not in (MinutesState.DRAFT, MinutesState.ASKED):
        raise Refusal("approval_void")
    await _give_up(desk, made)


async def _order_shown(desk: Desk, shown: Delivery) -> Order | None:
    order_id = shown.is_about(SubjectKind.ORDER)
    if order_id is not None:
        order = await matters.order(desk.session, order_id)
        return order if order is not None and order.jurisdiction == desk.jurisdiction else None
    matter_id = shown.is_about(SubjectKind.MATTER)
    if matter_id is None:
        return None
    return newest_terms(await matters.issued_orders(desk.session, matter_id))


async def _replace_drafts(desk: Desk, order: Order) -> None:
    """A newer wording takes the place of a draft; what is being signed is given up first."""
    for other in await store.of_order(desk.session, order.key):
        if other.state == MinutesState.ASKED:
            raise Refusal("minutes_asked", drafter=await name_of(desk, other.drafted_by))
        if other.state == MinutesState.DRAFT:
            await _give_up(desk, other)


async def _give_up(desk: Desk, made: Minutes) -> None:
    asked = await round_of(desk, made)
    await _move(desk, made, MinutesState(made.state), MinutesState.GIVEN_UP)
    await running.void(desk, MINUTES, asked)
    await desk.record("minutes_given_up", asked.audit)
    await CARD.redraw(desk, asked)


async def _known(desk: Desk, who: Actor, minutes_id: int) -> Minutes:
    require_office(desk, who)
    made = await store.minutes(desk.session, minutes_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return made


async def _move(desk: Desk, made: Minutes, origin: MinutesState, to: MinutesState) -> None:
    if not await store.move(desk.session, made.key, origin, to):
        raise Refusal("approval_void")
    made.state = to


async def _keyboard(desk: Desk, asked: Round[Minutes]) -> Keyboard:
    made, plain = asked.row, desk.words.plain
    give_up = button(plain("button_give_up"), GIVE_UP_VERB, made.key)
    if made.state == MinutesState.ASKED:
        return ((give_up,),)
    if made.state != MinutesState.DRAFT:
        return ()
    label = "button_minutes_sign" if asked.steps else "button_minutes_send"
    return ((button(plain(label), SEND_VERB, made.key), give_up),)


CARD: Card[Minutes] = Card(
    "minutes_card", minutes_round.view, _keyboard, returned="minutes_returned"
)


def _is_open(made: Minutes) -> bool:
    return made.state == MinutesState.ASKED


async def _grant(desk: Desk, asked: Round[Minutes]) -> None:
    await _move(desk, asked.row, MinutesState.ASKED, MinutesState.SIGNED)
    await minutes_sending.send(desk, asked)


async def _send_back(desk: Desk, asked: Round[Minutes]) -> None:
    await _move(desk, asked.row, MinutesState.ASKED, MinutesState.RETURNED)


MINUTES: KindOfRound[Minutes] = KindOfRound(
    subject=SubjectKind.MINUTES,
    find=finding(store.minutes, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _made: "minutes_signed_toast",
)
