"""Who acts, and what their positions allow."""

from office.desk import Desk
from office.plan.model import AnyPlan, Capability, Position
from office.refusal import Refusal
from storage.immutable import immutable
from storage.roster import people
from storage.roster.people import Appointment

READ_EVERYTHING = (Capability.OFFICE, Capability.AUDIT)
READ_THE_BOARD = (*READ_EVERYTHING, Capability.COPY)


@immutable
class Actor:
    """A person as Telegram names them, with the positions they hold here."""

    user_id: int
    name: str
    positions: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """The agencies whose liaison this person is."""
    as_liaison: frozenset[str] = frozenset()
    """The agencies for which somebody who holds a post said to act, in this matter or just now."""

    def can(self, desk: Desk, capability: str) -> bool:
        return any(
            position.id in self.positions and capability in position.can
            for position in desk.plan.positions
        )


async def actor(desk: Desk, user_id: int, name: str) -> Actor:
    held = await people.appointments_here(desk.session, desk.jurisdiction, user_id)
    return Actor(
        user_id=user_id,
        name=name,
        positions=tuple(dict.fromkeys(row.position for row in held if not _is_liaison(row))),
        agencies=tuple(dict.fromkeys(row.agency or "" for row in held if _is_liaison(row))),
    )


def head_of(desk: Desk) -> Position:
    return head_in(desk.plan)


def head_in(plan: AnyPlan) -> Position:
    """The director: the first post of the plan that is of the office and signs."""
    wanted = {Capability.OFFICE, Capability.APPROVE}
    found = next((one for one in plan.positions if wanted <= one.can), None)
    return found or plan.positions[0]


def require_office(desk: Desk, who: Actor) -> None:
    require_capability(desk, who, Capability.OFFICE)


def require_capability(desk: Desk, who: Actor, capability: Capability) -> None:
    if not who.can(desk, capability):
        raise Refusal("office_only")


def reads_the_board(desk: Desk, who: Actor) -> bool:
    return any(who.can(desk, capability) for capability in READ_THE_BOARD)


def require_reader(desk: Desk, who: Actor) -> None:
    if not reads_the_board(desk, who):
        raise Refusal("reader_only")


def require_auditor(desk: Desk, who: Actor) -> None:
    """Refuse unless they may read everything except what concerns only single persons."""
    if not any(who.can(desk, capability) for capability in READ_EVERYTHING):
        raise Refusal("reader_only")


def position_name(desk: Desk, position_id: str) -> str:
    """The position's name; the last one it had if the plan in force has dropped it."""
    if position_id == people.RESPONSIBLE:
        return desk.words.plain("position_responsible")
    known = desk.plan.known_position(position_id) or desk.former.positions.get(position_id)
    return known.name if known else position_id


async def name_of(desk: Desk, user_id: int) -> str:
    known = await people.person(desk.session, desk.jurisdiction, user_id)
    return known.name if known else str(user_id)


async def remember(desk: Desk, who: Actor) -> people.Person:
    known = await people.person(desk.session, desk.jurisdiction, who.user_id)
    if known is None:
        known = people.Person(
            jurisdiction=desk.jurisdiction,
            user_id=who.user_id,
            name=who.name,
            first_seen_at=desk.now,
        )
    # A write makes remembered answers doubtful, so nothing is written where nothing changed.
    if known.id is None or known.name != who.name:
        known.name = who.name
        desk.session.add(known)
        await desk.session.flush()
    return known


def _is_liaison(row: Appointment) -> bool:
    return row.position == people.LIAISON
