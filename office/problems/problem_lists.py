"""The list of problems as it is narrowed and read page by page, and one with its whole history."""

from collections.abc import Sequence

from messages.length import units
from messages.views.lists import Excerpt
from messages.views.problems import (
    HistoryLine,
    ProblemDetail,
    ProblemLine,
    ProblemList,
)
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import step_words
from office.ladder.policies import ladder_of
from office.obligations.rectifying import standing
from office.plan.ladders import NOTHING_YET
from office.problems import cards, history, problem_filters
from office.problems.problem_filters import ProblemFilters
from office.refusal import Refusal
from office.supervision import slip_lists
from storage.owed.obligations import Obligation
from storage.problems import problems as store
from storage.problems import rectifications, wanted
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification
from storage.problems.wanted import Among, ProblemsWanted
from storage.supervision import problem_steps, slips
from storage.supervision.slips import Slip, SlipState

ON_A_PAGE = 1_500
"""So many signs of the history, as the longest card has some two thousand."""
_STANDING = (SlipState.PROPOSED, SlipState.ISSUED)
"""The states of a referral that is proposed or was made."""


async def listing(
    desk: Desk, who: Actor, values: tuple[str, ...] = (), *, in_private: bool = False
) -> ProblemFilters:
    people.require_reader(desk, who)
    bodies = await wanted.bodies_charged(desk.session, desk.jurisdiction)
    known = await _referrals(desk, who, in_private=in_private)
    return problem_filters.of(desk, bodies, values, referrals=bool(known))


async def _referrals(desk: Desk, who: Actor, *, in_private: bool) -> list[Slip]:
    return await slip_lists.referrals_known_to(desk, who) if in_private else []


async def typed(
    desk: Desk, who: Actor, text: str, *, in_private: bool = False
) -> tuple[str, ...] | None:
    """What is chosen in the filters by one line; None where the line says something else."""
    known = await listing(desk, who, in_private=in_private)
    return problem_filters.typed(desk, text, known) if text else ()


async def shown(
    desk: Desk,
    who: Actor,
    values: tuple[str, ...] = (),
    *,
    page: int = 0,
    in_private: bool = False,
) -> ProblemList:
    known = await listing(desk, who, values, in_private=in_private)
    found = known.wanted
    ids = await wanted.ids_of(
        desk.session,
        desk.jurisdiction,
        ProblemsWanted(
            states=found.states,
            body=known.body.chosen.value,
            overdue_at=desk.now if found.overdue else None,
            applied=found.applied,
            among=await _among(desk, who, known.step.chosen.value, in_private=in_private),
            part=found.part,
        ),
    )
    excerpt = Excerpt(known.all, len(ids), page)
    rows = await store.read(desk.session, ids[excerpt.first : excerpt.end])
    charged = await rectifications.of_problems(desk.session, [row.key for row in rows])
    return ProblemList(
        heading=desk.words.plain(f"problem_list_{found.name}"),
        body=known.body.chosen.label if known.body.chosen.value else "",
        step=known.step.chosen.label if known.step.chosen.value else "",
        lines=tuple([await _line(desk, row, charged[row.key]) for row in rows]),
        excerpt=excerpt,
    )


async def _among(desk: Desk, who: Actor, step: str, *, in_private: bool) -> Among | None:
    """Those of the colour; of a referral those alone whose referral the reader may know of."""
    if not step:
        return None
    if step == NOTHING_YET:
        return problem_steps.without()
    if not problem_filters.is_referral(desk, step):
        return problem_steps.at(step)
    known = await _referrals(desk, who, in_private=in_private)
    return problem_steps.under([one.obligation_id for one in known if one.state in _STANDING])


async def detail(desk: Desk, who: Actor, problem_id: int, *, page: int = 0) -> ProblemDetail:
    """Its card and its history; what does not go into one message stands on further pages."""
    people.require_reader(desk, who)
    row = await store.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    pages = _pages(await history.of(desk, row))
    here = max(0, min(page, len(pages) - 1))
    card = await cards.view(desk, row)
    return ProblemDetail(row.key, card, pages[here], page=here, last=len(pages) - 1)


def _pages(lines: Sequence[HistoryLine]) -> list[tuple[HistoryLine, ...]]:
    pages: list[tuple[HistoryLine, ...]] = [()]
    for line in lines:
        if pages[-1] and sum(units(one.said) for one in (*pages[-1], line)) > ON_A_PAGE:
            pages.append(())
        pages[-1] = (*pages[-1], line)
    return pages


async def _line(desk: Desk, row: Problem, charged: list[Rectification]) -> ProblemLine:
    stands = []
    for one in charged:
        owed = await desk.session.get_one(Obligation, one.obligation_id)
        word, _ = standing(one, owed, desk.now)
        stands.append((await _mark(desk, owed) + agency_names.short(desk, one.body), word))
    return ProblemLine(
        problem_id=row.key,
        serial=row.serial,
        where=row.unit or row.place or row.found,
        state=row.state,
        filed_at=row.filed_at,
        weighty=row.weighty,
        stands=tuple(stands),
    )


async def _mark(desk: Desk, owed: Obligation) -> str:
    """The colour that the body has come to, by its newest slip that is no secret."""
    rows = [
        slip
        for slip in await slips.slips_of(desk.session, owed.key)
        if slip.state in problem_steps.COUNTED and not slip.is_referral
    ]
    return step_words.mark(await ladder_of(desk, owed), rows[-1].step) if rows else ""
