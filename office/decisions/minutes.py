"""Minutes 会议纪要: the office writes them as a reply to the meeting, they are signed and sent."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.meetings import MinutesView
from office import enclosing, post
from office.bodies.people import Actor, name_of, require_office
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters import kinds
from office.matters.in_effect import newest_terms
from office.matters.meetings import MeetingTerms
from office.matters.orders import recipients_of
from office.plan.model import ChainStep, Plan
from office.post import Mailing, Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from office.signing import requests, running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import matters
from storage.decisions import minutes as store
from storage.decisions.matters import MatterState, Order
from storage.decisions.minutes import Minutes, MinutesState
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject, SubjectKind

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
    await desk.record("minutes_drafted", _audit(made), meeting=order.key)
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
        await _send(desk, asked)
    await CARD.redraw(desk, asked)
    return to


async def give_up(desk: Desk, who: Actor, minutes_id: int) -> None:
    made = await _known(desk, who, minutes_id)
    if made.state not in (MinutesState.DRAFT, MinutesState.ASKED):
        raise Refusal("approval_void")
    await _give_up(desk, made)


async def round_of(desk: Desk, made: Minutes) -> Round[Minutes]:
    order = await _order(desk, made)
    plan = await desk.plan_of(order)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=_steps(plan),
        title=desk.words.plain("minutes_title", meeting=order.says["title"]),
        audit=_audit(made),
        drafted_by=made.drafted_by,
    )


def _steps(plan: Plan) -> tuple[ChainStep, ...]:
    return plan.dispatch_meeting.minutes if plan.dispatch_meeting is not None else ()


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


async def _order(desk: Desk, made: Minutes) -> Order:
    order = await matters.order(desk.session, made.order_id)
    if order is None:
        raise LookupError(f"minutes {made.id} are of no meeting")
    return order


async def _move(desk: Desk, made: Minutes, origin: MinutesState, to: MinutesState) -> None:
    if not await store.move(desk.session, made.key, origin, to):
        raise Refusal("approval_void")
    made.state = to


async def _send(desk: Desk, asked: Round[Minutes]) -> None:
    """Whoever was asked to come reads it, whether they came or not."""
    made, order = asked.row, await _order(desk, asked.row)
    made.signed_at = desk.now
    desk.session.add(made)
    await desk.session.flush()
    message = Message(desk.words.text("minutes_sent", await _view(desk, asked)))
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    mailings = [
        Mailing(Place.of(chat), DeliveryKind.DECISION, message, _posting(asked, body, chat))
        for body in recipients_of(order)
        for chat in bound.get(body, [])
    ]
    await post.send_all(desk, mailings)
    await desk.record("minutes_sent", asked.audit, to=len(mailings))


def _posting(asked: Round[Minutes], body: str, chat: Chat) -> Posting:
    made, key = asked.row, f"minutes:{asked.row.key}:{chat.key}"
    posting = Posting(asked.subject, body, dedupe_key=key)
    if made.file_form is None or made.file_id is None:
        return posting
    return enclosing.with_file(Enclosure(made.file_form, made.file_id), posting)


async def _view(desk: Desk, asked: Round[Minutes], post_held: str = "") -> MinutesView:
    made, order = asked.row, await _order(desk, asked.row)
    return MinutesView(
        title=asked.title,
        office=asked.plan.office,
        meets_at=MeetingTerms.of(order).meets_at,
        serial=order.serial or "",
        text=made.text,
        file=made.file_name,
        has_file=made.file_id is not None,
        drafter=await name_of(desk, made.drafted_by),
        drafted_at=made.drafted_at,
        state=made.state,
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )


async def _keyboard(desk: Desk, asked: Round[Minutes]) -> Keyboard:
    made, plain = asked.row, desk.words.plain
    give_up = button(plain("button_give_up"), GIVE_UP_VERB, made.key)
    if made.state == MinutesState.ASKED:
        return ((give_up,),)
    if made.state != MinutesState.DRAFT:
        return ()
    label = "button_minutes_sign" if asked.steps else "button_minutes_send"
    return ((button(plain(label), SEND_VERB, made.key), give_up),)


CARD: Card[Minutes] = Card("minutes_card", _view, _keyboard, returned="minutes_returned")


def _is_open(made: Minutes) -> bool:
    return made.state == MinutesState.ASKED


async def _grant(desk: Desk, asked: Round[Minutes]) -> None:
    await _move(desk, asked.row, MinutesState.ASKED, MinutesState.SIGNED)
    await _send(desk, asked)


async def _send_back(desk: Desk, asked: Round[Minutes]) -> None:
    await _move(desk, asked.row, MinutesState.ASKED, MinutesState.RETURNED)


def _audit(made: Minutes) -> str:
    return f"minutes:{made.key}"


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
