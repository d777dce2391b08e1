"""The list of what is under listed supervision, with who follows it up and how far it is."""

from messages.views.problems import ListedLine, ListedView
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations.rectifying import standing
from storage.owed.obligations import Obligation
from storage.problems import listings, rectifications
from storage.problems.listings import ProblemListing
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification


async def shown(desk: Desk, who: Actor) -> ListedView:
    people.require_reader(desk, who)
    rows = await listings.open_in(desk.session, desk.jurisdiction)
    return ListedView(tuple([await _line(desk, made, problem) for made, problem in rows]))


async def _line(desk: Desk, made: ProblemListing, problem: Problem) -> ListedLine:
    rows = await rectifications.of_problem(desk.session, problem.key)
    return ListedLine(
        number=problem.serial,
        serial=made.serial or "",
        where=desk.words.listed(filter(None, (problem.place, problem.unit))),
        found=problem.found,
        liaison=made.liaison,
        issued_at=made.issued_at or made.proposed_at,
        bodies=tuple([await _body(desk, row) for row in rows]),
    )


async def _body(desk: Desk, row: Rectification) -> tuple[str, str]:
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    return agency_names.short(desk, row.body), standing(row, owed, desk.now)[0]
