"""Bodies' names outside any matter: as the plan in force has them, or else their last ones."""

import re

from office.desk import Desk
from office.plan.model import Body, bodies_like
from office.refusal import Refusal

ECHOED = 30
"""At most this many characters of what was typed are repeated in the answer."""
OFFERED = 8
BETWEEN = re.compile(r"[\s、，,；;]+")
"""What people write between two names, or between a name and what follows it."""


def name(desk: Desk, body_id: str) -> str:
    known = _find(desk, body_id)
    return known.name if known else body_id


def short(desk: Desk, body_id: str) -> str:
    known = _find(desk, body_id)
    return known.short if known else body_id


def meant(desk: Desk, typed: str) -> str:
    """The id of the body that somebody typed; refused unless exactly one matches."""
    matches = like(desk, typed)
    if len(matches) == 1:
        return matches[0].id
    echo = typed[:ECHOED]
    if not matches:
        raise Refusal("agency_unknown", typed=echo)
    names = [body.short for body in matches[:OFFERED]]
    raise Refusal("agency_ambiguous", typed=echo, names=names, count=len(matches))


def like(desk: Desk, typed: str) -> tuple[Body, ...]:
    """The bodies with this name in the plan in force, or else with this name in an earlier plan."""
    matches = desk.plan.bodies_like(typed) or bodies_like(desk.former.spoken_of, typed)
    return tuple({body.id: body for body in reversed(matches)}.values())[::-1]


def all_meant(desk: Desk, typed: str) -> tuple[str, ...]:
    # An English name has blanks in it, so the whole text is tried as one name first.
    is_one = bool(like(desk, typed))
    parts = [typed] if is_one else [part for part in BETWEEN.split(typed) if part]
    return tuple(dict.fromkeys(meant(desk, part) for part in parts))


def _find(desk: Desk, body_id: str) -> Body | None:
    return desk.plan.known_body(body_id) or desk.former.bodies.get(body_id)
