"""The clock answers for the bodies that take part by script; its answers say so.

Most answer a little later. Whoever is late by the script answers after the deadline, whoever is
wrong sends figures that cannot be right until these are sent back, and whoever is silent is
reminded and served slips like a body that answers nothing.
"""

from datetime import datetime, timedelta

from office.bodies.people import Actor
from office.consultations import spoken
from office.desk import Desk
from office.exercise_acts import script_words
from office.exercises import hours, manners, scripts
from office.matters import clocks, consultations, naming
from office.obligations import lifecycle, receipts
from office.plan.drills import DrillScript
from office.reports import taking
from office.reports.message_parts import Incoming
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseState, Participation, ScriptedManner
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.reports import PartKind
from storage.sky.consultations import ConsultationBox

SCRIPT = 0
"""Who answers by the script: nobody; no account on Telegram has this number."""


async def expect(desk: Desk, row: Exercise, *, after: datetime | None = None) -> None:
    """Look again at the hour of the first answer that is still to come, later than that one."""
    script = await scripts.script_of(desk, row)
    hours_ahead = [answers_at(row, script, one) for one in await waiting(desk, row)]
    coming = [at for at in hours_ahead if at is not None and (after is None or at > after)]
    if coming:
        await clocks.on_agenda(desk, hours.ANSWER, row.key, max(min(coming), desk.now))


async def answer(desk: Desk, exercise_id: int) -> str:
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.state != ExerciseState.RUNNING:
        return "not running"
    script = await scripts.script_of(desk, row)
    who = Actor(SCRIPT, desk.words.plain("exercise_script"))
    answered = 0
    for owed in await waiting(desk, row):
        at = answers_at(row, script, owed)
        if at is not None and at <= desk.now:
            await _answer(desk, row, owed, who)
            answered += 1
    # What is still owed though it was answered just now would be answered without end.
    await expect(desk, row, after=desk.now)
    return f"answered {answered}"


async def waiting(desk: Desk, row: Exercise) -> list[Obligation]:
    """What the scripted bodies owe in the exercise."""
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    return [one for one in owed if is_scripted(row, one)]


def is_scripted(row: Exercise, owed: Obligation) -> bool:
    return row.participants.get(owed.agency) == Participation.SCRIPTED


def answers_at(row: Exercise, script: DrillScript, owed: Obligation) -> datetime | None:
    """When the script answers it; None for what it never answers."""
    match manners.manner_of(row, owed.agency):
        case ScriptedManner.SILENT:
            return None
        case ScriptedManner.LATE:
            return owed.due_at + max(script.late_by, timedelta())
        case _:
            return (owed.returned_at or owed.opened_at) + script.answers_after


async def _answer(desk: Desk, row: Exercise, owed: Obligation, who: Actor) -> None:
    if owed.kind == ObligationKind.RECEIPT:
        await receipts.register(desk, owed, who, desk.now)
    elif (box := await _box_of(desk, owed)) is not None:
        text = await script_words.opinion(desk, row, ConsultationBox(box))
        await spoken.put_in(desk, who, owed, text, who.name, desk.now)
        await lifecycle.meet(desk, owed, who)
    else:
        await _report(desk, row, owed, who)
    await desk.record("exercise_answered", f"obligation:{owed.key}", agency=owed.agency)


async def _box_of(desk: Desk, owed: Obligation) -> str | None:
    if owed.kind != ObligationKind.OPINION:
        return None
    return consultations.box_of(await naming.order_of(desk, owed), owed.agency)


async def _report(desk: Desk, row: Exercise, owed: Obligation, who: Actor) -> None:
    plan = await naming.plan_of(desk, owed)
    manner = manners.manner_of(row, owed.agency)
    wrong = manner is ScriptedManner.WRONG and owed.returned_at is None
    form = plan.form_of(plan.owed(owed.kind), owed.agency)
    said = Incoming(
        # What is sent again is no edit of what was sent before.
        chat_id=SCRIPT - owed.times_returned,
        message_id=owed.key,
        sent_by=SCRIPT,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text=script_words.report(desk, form, wrong=wrong),
    )
    await taking.keep(desk, who, owed, [said], sent_at=desk.now)
