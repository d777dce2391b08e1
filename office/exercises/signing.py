"""That an exercise is held is signed by the director, or by whom the plan names."""

from datetime import datetime, timedelta

from office.bodies import people
from office.desk import Desk
from office.exercises import cards, hours, scripts
from office.plan.chains import Act, ChainStep
from office.plan.model import Plan
from office.refusal import Refusal
from office.signing.cards import tell_office
from office.signing.rounds import KindOfRound, Round, SigningTimes, finding
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseState, ExerciseStep
from storage.subjects import Subject, SubjectKind

UNHURRIED = SigningTimes(timedelta(hours=4), timedelta(hours=24))
"""Nobody is phoned by night about an exercise. No plan fixes it."""


async def round_of(desk: Desk, row: Exercise) -> Round[Exercise]:
    plan = await desk.plan_version(row.plan_version_id)
    return Round(
        row=row,
        subject=Subject.of(row),
        plan=plan,
        steps=signed_by(plan),
        title=row.title,
        audit=audit(row),
        drafted_by=row.drafted_by,
        start=row.begins_at,
        times=_times,
    )


def _times(_asked_at: datetime) -> SigningTimes:
    return UNHURRIED


def signed_by(plan: Plan) -> tuple[ChainStep, ...]:
    return plan.chains.drill or (ChainStep(by=(people.head_in(plan).id,), act=Act.APPROVE),)


def audit(row: Exercise) -> str:
    return f"exercise:{row.key}"


def _is_open(row: Exercise) -> bool:
    return row.state == ExerciseState.ASKED


def _lapsed(desk: Desk, asked: Round[Exercise]) -> Refusal | None:
    passed = _is_open(asked.row) and asked.row.begins_at <= desk.now
    return Refusal("exercise_hour_past", at=asked.row.begins_at) if passed else None


async def _grant(desk: Desk, asked: Round[Exercise]) -> None:
    row = asked.row
    await _decide(desk, row, ExerciseState.APPROVED)
    row.approved_at = desk.now
    desk.session.add(row)
    script = await scripts.script_of(desk, row)
    for number, one in enumerate(scripts.planned(script, asked.plan, row), start=1):
        desk.session.add(
            ExerciseStep(
                jurisdiction=desk.jurisdiction,
                exercise_id=row.key,
                number=number,
                act=one.act,
                planned_at=one.at,
            )
        )
    await desk.session.flush()
    await desk.record("exercise_approved", asked.audit, begins_at=row.begins_at.isoformat())
    await hours.expect(desk, row)


async def _send_back(desk: Desk, asked: Round[Exercise]) -> None:
    await _decide(desk, asked.row, ExerciseState.RETURNED)


async def _decide(desk: Desk, row: Exercise, to: ExerciseState) -> None:
    if not await store.move(desk.session, row.key, (ExerciseState.ASKED,), to):
        raise Refusal("approval_void")
    await desk.session.refresh(row)


EXERCISES: KindOfRound[Exercise] = KindOfRound(
    subject=SubjectKind.EXERCISE,
    find=finding(store.exercise, round_of),
    is_open=_is_open,
    request=cards.CARD.request,
    outcome=cards.CARD.outcome,
    lapsed=_lapsed,
    granted=_grant,
    sent_back=_send_back,
    tell_return=cards.CARD.tell_return,
    redraw=cards.CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _row: "exercise_approved_toast",
)
