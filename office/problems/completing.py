"""What the finder of a problem left out is asked for once, and added to it until it is assigned."""

from office.bodies.people import Actor
from office.desk import Desk
from office.problems import cards
from office.problems.filing import FIELD_AT_MOST
from office.reading import field_findings
from office.reading.problem_texts import ProblemText
from office.refusal import Refusal
from storage.problems import problems as store
from storage.problems.problems import Problem, ProblemState


async def complete(desk: Desk, who: Actor, problem_id: int, text: str) -> Problem:
    """Only its finder tells it, and nothing that was told before is changed."""
    row = await store.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction or row.filed_by != who.user_id:
        raise Refusal("button_obsolete")
    if row.state != ProblemState.FILED:
        raise Refusal("problem_decided", serial=row.serial)
    said = field_findings.completed(ProblemText(row.place, row.unit, "", row.found), text)
    if max(len(said.place), len(said.unit)) > FIELD_AT_MOST:
        raise Refusal("problem_field_too_long", most=FIELD_AT_MOST)
    row.place, row.unit = said.place, said.unit
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("problem_completed", f"problem:{row.key}", place=row.place, unit=row.unit)
    await cards.redraw(desk, row)
    return row


def left_out(row: Problem) -> tuple[str, ...]:
    return field_findings.missing(ProblemText(row.place, row.unit, "", row.found))
