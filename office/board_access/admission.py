"""What somebody may see of the command board by what they are now; it is asked for each look."""

from office.bodies.people import Actor
from office.command_board.audience import AudienceKind, BoardAudience
from office.desk import Desk
from office.plan.model import Capability
from storage.roster import people

_BY_POST = (
    (Capability.OFFICE, AudienceKind.OFFICE),
    (Capability.COPY, AudienceKind.LEADER),
    (Capability.AUDIT, AudienceKind.AUDITOR),
)
"""Of several posts the first that is found here says what is shown."""


async def audience(desk: Desk, who: Actor) -> BoardAudience | None:
    """None for whoever has no post that reads the board and serves no body."""
    for capability, kind in _BY_POST:
        if who.can(desk, capability):
            return BoardAudience(kind, locale=desk.words.locale)
    bodies = await _bodies(desk, who)
    return BoardAudience(AudienceKind.BODY, bodies, desk.words.locale) if bodies else None


def of_a_wall(desk: Desk) -> BoardAudience:
    return BoardAudience(AudienceKind.WALL, locale=desk.words.locale)


async def _bodies(desk: Desk, who: Actor) -> tuple[str, ...]:
    """The bodies of the plan in force for which they are liaison, or answer."""
    held = await people.appointments_here(desk.session, desk.jurisdiction, who.user_id)
    served = dict.fromkeys(row.agency or "" for row in held if row.position in people.IN_BODIES)
    return tuple(body for body in served if desk.plan.known_body(body) is not None)
