"""The clock answers for the bodies that take part by script; its answers say so."""

from collections.abc import Callable

from office.bodies.people import Actor
from office.desk import Desk
from office.exercises import hours, scripts
from office.matters import clocks, naming
from office.obligations import receipts
from office.plan.forms import FieldKind, FormField
from office.plan.model import Plan
from office.reports import taking
from office.reports.message_parts import Incoming
from storage import agenda
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseState, Participation
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.reports import PartKind

SCRIPT = 0
"""Who answers by the script: nobody; no account on Telegram has this number."""


async def expect(desk: Desk, row: Exercise) -> None:
    """Something was asked of a body that is scripted: it answers a little later."""
    here = desk.session, desk.jurisdiction
    if await agenda.waiting_item(*here, hours.ANSWER, row.key) is None:
        script = await scripts.script_of(desk, row)
        await clocks.on_agenda(desk, hours.ANSWER, row.key, desk.now + script.answers_after)


async def answer(desk: Desk, exercise_id: int) -> str:
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.state != ExerciseState.RUNNING:
        return "not running"
    asked = await waiting(desk, row)
    who = Actor(SCRIPT, desk.words.plain("exercise_script"))
    for owed in asked:
        await _answer(desk, owed, who)
    return f"answered {len(asked)}"


async def waiting(desk: Desk, row: Exercise) -> list[Obligation]:
    """What the scripted bodies owe in the exercise."""
    owed = await obligations.open_in(desk.session, desk.jurisdiction, drill=True)
    return [one for one in owed if is_scripted(row, one)]


def is_scripted(row: Exercise, owed: Obligation) -> bool:
    return row.participants.get(owed.agency) == Participation.SCRIPTED


async def _answer(desk: Desk, owed: Obligation, who: Actor) -> None:
    if owed.kind == ObligationKind.RECEIPT:
        await receipts.register(desk, owed, who, desk.now)
    else:
        await _report(desk, owed, who)
    await desk.record("exercise_answered", f"obligation:{owed.key}", agency=owed.agency)


async def _report(desk: Desk, owed: Obligation, who: Actor) -> None:
    plan = await naming.plan_of(desk, owed)
    said = Incoming(
        chat_id=SCRIPT,
        message_id=owed.key,
        sent_by=SCRIPT,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text=_text(desk, plan, owed),
    )
    await taking.keep(desk, who, owed, [said], sent_at=desk.now)


def _text(desk: Desk, plan: Plan, owed: Obligation) -> str:
    form = plan.form_of(plan.owed(owed.kind), owed.agency)
    fields = form.fields if form is not None else ()
    colon = desk.words.plain("exercise_script_field")
    lines = [f"{one.name}{colon}{VALUES[one.kind](desk, one)}" for one in fields]
    return "\n".join([desk.words.plain("exercise_script_report"), *lines])


def _number(_desk: Desk, field: FormField) -> str:
    return f"0{field.unit or ''}"


def _words(desk: Desk, _field: FormField) -> str:
    return desk.words.plain("exercise_script_words")


def _choice(_desk: Desk, field: FormField) -> str:
    return next(iter(field.choices), "")


def _yes(desk: Desk, _field: FormField) -> str:
    return desk.words.plain("exercise_script_yes")


VALUES: dict[FieldKind, Callable[[Desk, FormField], str]] = {
    FieldKind.NUMBER: _number,
    FieldKind.COUNT: _number,
    FieldKind.TEXT: _words,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes,
}
