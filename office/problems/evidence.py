"""佐证: what shows a problem as it was found, and what shows that it was put right."""

from office import enclosing
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.order_files import OrderFile
from office.problems.acceptance_cards import newest_parts
from office.refusal import Refusal
from storage.immutable import immutable
from storage.owed import reports
from storage.owed.obligations import Obligation
from storage.owed.reports import ReportPart
from storage.problems import problems
from storage.problems.problems import Problem, ProblemFile
from storage.problems.rectifications import Rectification

MOST_OF_EACH = 5
"""A group takes twenty messages a minute, and the office has other things to read."""


@immutable
class ShownFile:
    when: str
    """`before` or `after`."""
    place: int
    """Its place among those of its time, from 1 on."""
    form: str
    file_id: str


@immutable
class Evidence:
    number: str
    body: str
    owed: Obligation
    shown: tuple[ShownFile, ...]
    elsewhere: int
    """How many stand in the chats alone: Telegram sends them no second time, or they are many."""


async def to_send(desk: Desk, row: Problem) -> OrderFile | None:
    """The first photo or document of it, which its order takes along to whoever puts it right."""
    for one in await problems.files(desk.session, row.key):
        if one.kind in enclosing.SENT_AGAIN:
            return OrderFile(one.kind, one.file_id, one.file_name or "")
    return None


async def of(desk: Desk, who: Actor, rectification_id: int) -> Evidence:
    people.require_reader(desk, who)
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    problem = await desk.session.get_one(Problem, row.problem_id)
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    report = await reports.report_of(desk.session, owed.key)
    before = await problems.files(desk.session, problem.key)
    after = [one for one in await newest_parts(desk, report) if one.file_id is not None]
    shown = (*_shown("before", before), *_shown("after", after))
    body = agency_names.short(desk, row.body)
    return Evidence(problem.serial, body, owed, shown, len(before) + len(after) - len(shown))


def _shown(when: str, files: list[ProblemFile] | list[ReportPart]) -> list[ShownFile]:
    again = [
        (one.kind, one.file_id)
        for one in files
        if one.kind in enclosing.SENT_AGAIN and one.file_id is not None
    ]
    return [
        ShownFile(when, place, form, file_id)
        for place, (form, file_id) in enumerate(again[:MOST_OF_EACH], 1)
    ]
