"""Who sends forecasts: the office, and the bodies and posts that the plan names."""

from office.bodies import agency_names, capacity, people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.consultations import named_boxes
from office.plan.model import AnyPlan, Owed
from office.plan.owed_kinds import KINDS
from office.refusal import Refusal


def sends(plan: AnyPlan, sender: str | None) -> bool:
    """Whether the plan names this body or post, or has the body look ahead itself.

    A plan that names nobody has those send them that confer on them.
    """
    named = plan.forecasts.senders if plan.forecasts is not None else plan.conferring
    return sender in named or owed_by(plan, sender) is not None


def owed_by(plan: AnyPlan, body: str | None) -> Owed | None:
    """What the plan has this body owe that a forecast answers."""
    if all(body != one.id for one in plan.bodies):
        return None
    ahead = [owed for owed in plan.owes if KINDS[owed.kind].by_forecast]
    return next((owed for owed in ahead if plan.owes_it(owed, body or "")), None)


def in_private(desk: Desk, who: Actor) -> str | None:
    """As what somebody sends them in private: by a post, or for a body; None for the office."""
    if who.can(desk, "office"):
        return None
    return next((one for one in (*who.positions, *who.agencies) if sends(desk.plan, one)), None)


def judges(plan: AnyPlan, body: str) -> bool:
    """Whether it confers on the air, or forecasts it, and so reads what level that comes to."""
    return body in (*plan.conferring, *named_boxes(plan).values()) or sends(plan, body)


def require(desk: Desk, who: Actor, sender: str | None) -> None:
    if sender is None:
        people.require_office(desk, who)
        return
    if not sends(desk.plan, sender):
        raise Refusal("forecast_not_yours")
    if sender not in who.positions:
        capacity.require_agency(desk, who, sender)


def called(desk: Desk, sender: str | None) -> str:
    """What readers call it; nothing for the office."""
    if sender is None:
        return ""
    post = desk.plan.known_position(sender)
    return post.name if post is not None else agency_names.short(desk, sender)
