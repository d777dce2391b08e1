"""What a slip says, to the body that it is for and to whoever gets a copy."""

from collections.abc import Sequence
from dataclasses import replace

from messages.views.slips import SlipView
from office.bodies.readers import Reader
from office.desk import Desk
from office.ladder import joint, problem_slips, step_words
from office.ladder.policies import ladder_of, limit_unchecked
from office.matters.naming import address, plan_of
from office.obligations import questioned_cards
from office.plan.model import Ladder, Plan
from storage.owed.obligations import Obligation
from storage.supervision.slips import Slip


async def view(
    desk: Desk,
    obligation: Obligation,
    slip: Slip,
    positions: Sequence[str],
    leaders: list[Reader],
) -> SlipView:
    """What it says with copies for these positions, which the leaders among them can get."""
    plan = await plan_of(desk, obligation)
    reached = {position for reader in leaders for position in reader.positions}
    ladder = await ladder_of(desk, obligation)
    return replace(
        _uncopied(desk, plan, ladder, obligation, slip),
        items=await joint.items(desk, slip),
        copied_to=names(desk, plan, [one for one in positions if one in reached]),
        missing=names(desk, plan, [one for one in positions if one not in reached]),
        replies=await questioned_cards.named_in(desk, obligation, slip),
        problem=await problem_slips.of(desk, obligation),
    )


def _uncopied(
    desk: Desk, plan: Plan, ladder: Ladder, obligation: Obligation, slip: Slip
) -> SlipView:
    return SlipView(
        mark=step_words.mark(ladder, slip.step),
        title=step_words.title(desk, ladder, slip.step),
        serial=slip.serial,
        agency=plan.body(slip.agency).name,
        you=address(desk, plan, slip.agency),
        matter=slip.matter,
        due_at=obligation.due_at,
        deadline_at=slip.deadline_at,
        issued_at=slip.issued_at,
        copied_to="",
        missing="",
        warning=step_words.warning(desk, ladder, slip.step, plan.supervision_rules),
        office=plan.office,
        replies=(),
        unchecked=limit_unchecked(plan, ladder, slip),
    )


def names(desk: Desk, plan: Plan, positions: Sequence[str]) -> str:
    return desk.words.listed(plan.position(one).name for one in dict.fromkeys(positions))
