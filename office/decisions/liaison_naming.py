"""组长指定联络人: the head of the group names whoever speaks for the teams that were convened."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.convenings import LiaisonView
from office import post
from office.bodies.new_codes import GIVE_VERB
from office.bodies.people import Actor, position_name
from office.bodies.readers import readers
from office.desk import Desk
from office.matters import convenings, kinds
from office.matters.convenings import ConveningTerms
from office.plan.model import AnyPlan, Capability, Plan
from office.post import Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Order
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.enrolment import CodeFor
from storage.subjects import Subject

NAME_VERB = "lname"
"""The verb of the button; its argument is the order that convened the teams."""
LETTER_VERB = "askjoint"
"""The verb of the button that begins a letter; its argument is what the letter asks for."""
NAME_AT_MOST = 60
NAMED = "liaison"
"""The key in the order's snapshot for who was named."""


async def ask(desk: Desk, order: Order) -> None:
    """The head is asked in private; the office may enter whom the head has named otherwise."""
    plan = await desk.plan_of(order)
    if not _names_one(plan, order):
        return
    keyboard = ((button(desk.words.plain("button_name_liaison"), NAME_VERB, order.key),),)
    view = _view(desk, plan, order)
    # Of an exercise nobody reads who does not take part in it.
    heads = [] if order.drill else await readers(desk, [_head(plan) or ""])
    for one in heads:
        message = Message(desk.words.text("convening_head", view), keyboard)
        posting = Posting(Subject.of(order), dedupe_key=f"liaison:{order.key}:{one.chat.chat_id}")
        await post.send(desk, Place.of(one.chat), DeliveryKind.LEADER, message, posting)
    key = "liaison_office_waits" if heads else "liaison_office_enters"
    facts = {"head": view.head, "post": view.post}
    enters = (button(desk.words.plain("button_enter_liaison"), NAME_VERB, order.key),)
    told = Message(desk.words.phrase(key, **facts), (enters, *_letter(desk, plan)))
    await post.tell_office(desk, told, Posting(Subject.of(order)))


def _letter(desk: Desk, plan: AnyPlan) -> Keyboard:
    """The office may ask neighbours to inspect together, where the plan has a letter for that."""
    letter = convenings.known(plan).joint
    if letter is None:
        return ()
    return ((button(desk.words.plain("button_ask_neighbours"), LETTER_VERB, letter),),)


async def naming(desk: Desk, who: Actor, order_id: int) -> LiaisonView:
    """Refuse whoever may not name anybody under this notice, or where it holds no longer."""
    return _view(desk, *await _open(desk, who, order_id))


async def name(desk: Desk, who: Actor, order_id: int, typed: str) -> str:
    plan, order = await _open(desk, who, order_id)
    said = checked(typed)
    by_head = _head(plan) in who.positions
    order.snapshot = {**order.snapshot, NAMED: {"name": said, "by": who.user_id}}
    desk.session.add(order)
    await desk.session.flush()
    await desk.record(
        "liaison_named", kinds.audit_subject(order), revision=order.key, name=said, by_head=by_head
    )
    view = _view(desk, plan, order, said, "" if by_head else who.name)
    message = Message(desk.words.text("convening_liaison", view), await _codes(desk, plan, order))
    await post.tell_office(desk, message, Posting(Subject.of(order)))
    return said


def checked(typed: str) -> str:
    said = " ".join(typed.split())
    if not states_something(said):
        raise Refusal("liaison_name_missing")
    if len(said) > NAME_AT_MOST:
        raise Refusal("liaison_name_too_long", most=NAME_AT_MOST, length=len(said))
    return said


async def _open(desk: Desk, who: Actor, order_id: int) -> tuple[Plan, Order]:
    order = await store.order(desk.session, order_id)
    if order is None or order.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    plan = await desk.plan_of(order)
    if _head(plan) not in who.positions and not who.can(desk, Capability.OFFICE):
        raise Refusal("liaison_not_yours")
    matter = await store.matter(desk.session, order.matter_id)
    if matter is None or matter.state not in OPEN_MATTERS or not _names_one(plan, order):
        raise Refusal("convening_is_over")
    return plan, order


def _names_one(plan: Plan, order: Order) -> bool:
    if not kinds.of_order(order).names_liaison or kinds.ends(order):
        return False
    return _head(plan) is not None and convenings.known(plan).liaison is not None


def _head(plan: AnyPlan) -> str | None:
    team = kinds.headed_team(plan, convenings.known(plan).group)
    return team.headed_by if team is not None else None


def _view(desk: Desk, plan: Plan, order: Order, said: str = "", by: str = "") -> LiaisonView:
    rules = convenings.known(plan)
    bodies = ConveningTerms.of(order).bodies
    return LiaisonView(
        group=plan.body(rules.group).name,
        teams=tuple(plan.body(one).name for one in rules.teams if one in bodies),
        post=position_name(desk, rules.liaison or ""),
        head=position_name(desk, _head(plan) or ""),
        serial=order.serial or "",
        name=said,
        by=by,
    )


async def _codes(desk: Desk, plan: Plan, order: Order) -> Keyboard:
    """The buttons that hand out the codes of the liaison, and of the teams without a chat."""
    rules, label = convenings.known(plan), desk.words.plain
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    wanted = [(CodeFor.POSITION, rules.liaison or "", label("button_code_liaison"))]
    for one in ConveningTerms.of(order).bodies:
        if one in rules.teams and one not in bound:
            named = label("button_code_team", team=plan.body(one).short)
            wanted.append((CodeFor.TEAM, one, named))
    return tuple((button(text, GIVE_VERB, code, key),) for code, key, text in wanted)
