"""A problem is filed: it gets its number at once, and the office a card to decide by."""

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.enterprises import firms
from office.matters import alerts
from office.plan.serials import SerialKind
from office.problems import cards
from office.reading.problem_texts import ProblemText
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.immutable import immutable
from storage.problems.problems import FoundBy, Problem, ProblemFile

FILE_VERB = "pfile"
"""The button 上报问题."""
AT_MOST = 1000
"""The most characters of what was found; its order and its card quote all of it."""
FIELD_AT_MOST = 60
REQUIREMENT_AT_MOST = 300


@immutable
class Shown:
    """A photo, a video or a document by which a problem is shown."""

    kind: str
    chat_id: int
    message_id: int
    file_id: str
    file_unique_id: str
    name: str | None = None
    size: int | None = None


@immutable
class FoundProblem:
    said: ProblemText
    found_by: FoundBy = FoundBy.OWN
    filed_for: str | None = None
    """The body whose member files it; None for the office."""
    shown: tuple[Shown, ...] = ()


async def file(desk: Desk, who: Actor, filing: FoundProblem) -> Problem:
    _check(filing.said)
    await people.remember(desk, who)
    alert = await alerts.standing_alert(desk, drill=desk.drill)
    said = filing.said
    firm = await firms.named(desk, said.unit) if said.unit else None
    row = Problem(
        jurisdiction=desk.jurisdiction,
        drill=desk.drill,
        serial=await desk.serial(SerialKind.PROBLEM, desk.plan, drill=desk.drill),
        found_by=filing.found_by,
        filed_by=who.user_id,
        filed_for=filing.filed_for,
        filed_at=desk.now,
        place=said.place,
        unit=said.unit,
        enterprise_id=firm.key if firm is not None else None,
        requirement=said.requirement,
        found=said.found,
        alert_id=alert.key if alert is not None else None,
    )
    desk.session.add(row)
    await desk.session.flush()
    await show(desk, who, row, filing.shown)
    await desk.record("problem_filed", f"problem:{row.key}", serial=row.serial)
    await cards.put_up(desk, row)
    return row


async def show(
    desk: Desk,
    who: Actor,
    row: Problem,
    shown: tuple[Shown, ...],
    *,
    sealed_for: int | None = None,
) -> None:
    """Keep what shows the problem, or is the sealed paper of one body's part in it.

    The archive fetches it later.
    """
    desk.session.add_all(
        ProblemFile(
            jurisdiction=desk.jurisdiction,
            problem_id=row.key,
            rectification_id=sealed_for,
            kind=one.kind,
            chat_id=one.chat_id,
            message_id=one.message_id,
            sent_by=who.user_id,
            recorded_at=desk.now,
            file_id=one.file_id,
            file_unique_id=one.file_unique_id,
            file_name=one.name,
            file_size=one.size,
            next_try_at=desk.now,
        )
        for one in shown
    )
    await desk.session.flush()


def _check(said: ProblemText) -> None:
    if not states_something(said.found):
        raise Refusal("problem_found_missing", most=AT_MOST)
    if len(said.found) > AT_MOST:
        raise Refusal("problem_found_too_long", most=AT_MOST, length=len(said.found))
    if max(len(said.place), len(said.unit)) > FIELD_AT_MOST:
        raise Refusal("problem_field_too_long", most=FIELD_AT_MOST)
    if len(said.requirement) > REQUIREMENT_AT_MOST:
        raise Refusal("problem_requirement_too_long", most=REQUIREMENT_AT_MOST)
