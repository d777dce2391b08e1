"""Exercises as a whole: the script that is played, its acts, its pauses, what was said of it.

What is issued, owed and answered in one stands in the tables of what is real, each row with its
mark (`drill`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.prepared import once, prepared
from storage.subjects import AboutSubject, SubjectKind


class ExerciseState(StrEnum):
    DRAFT = "draft"
    """It is being put together."""
    ASKED = "asked"
    """It is signed; nobody who takes part has heard of it."""
    RETURNED = "returned"
    """It was sent back, and can be changed and put up for signature anew."""
    APPROVED = "approved"
    """It begins by itself at its hour."""
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    GIVEN_UP = "given_up"
    """The office did not want it any more before it began."""


UNDER_WAY = (ExerciseState.RUNNING, ExerciseState.PAUSED)
CHANGEABLE = (ExerciseState.DRAFT, ExerciseState.RETURNED)
NOT_BEGUN = (*CHANGEABLE, ExerciseState.ASKED, ExerciseState.APPROVED)


class ExerciseSpeed(StrEnum):
    REAL = "real"
    """The acts follow one another at the hours of a real alert."""
    COMPRESSED = "compressed"
    """The acts follow one another in minutes; the plan's deadlines stay what they are."""


class Participation(StrEnum):
    """How a body takes part."""

    REAL = "real"
    """It is told in its own group and answers itself."""
    SCRIPTED = "scripted"
    """It is told nothing, and the clock answers for it."""


class ScriptedManner(StrEnum):
    """How a body that is scripted answers, if not rightly and in time."""

    LATE = "late"
    """After its deadline, so that it has to be reminded."""
    WRONG = "wrong"
    """In time, with figures that cannot be right; once it was sent back, rightly."""
    SILENT = "silent"
    """Not at all."""


class ActKind(StrEnum):
    """The acts of a script, in the order in which they are played.

    The level may be raised and lowered several times between the issue and the lift.
    """

    CONSULTATION = "consultation"
    APPROVAL = "approval"
    ISSUE = "issue"
    RESPONSE = "response"
    RAISE = "raise"
    INSPECTION = "inspection"
    REPORT = "report"
    LOWER = "lower"
    LIFT = "lift"
    ASSESSMENT = "assessment"


CHANGES_OF_LEVEL = (ActKind.RAISE, ActKind.LOWER)


class ActState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PASSED = "passed"
    """The next act began before the record showed that all of it came; it still may."""
    SKIPPED = "skipped"
    """The exercise went on or ended without it."""


class PauseCause(StrEnum):
    PERSON = "person"
    REAL_ALERT = "real_alert"
    OUTAGE = "outage"
    """Its hour passed while the program was down."""


class Exercise(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.EXERCISE
    __tablename__ = "exercises"
    __table_args__ = (Index("ix_exercises_state", "jurisdiction", "state"),)

    script: str
    """The plan's id of the script that is played."""
    title: str
    level: str
    """The plan's id of the level that is practised."""
    days: int
    """For how long the practised response is announced."""
    speed: str = ExerciseSpeed.REAL
    begins_at: datetime
    """The planned hour of the first act."""
    air: list[int] = json_column(default_factory=list)
    """The forecast of its own: the AQI of each day from the one on which it begins."""
    forecast_id: int | None = reference("forecasts.id", default=None)
    """That forecast as it is kept; it never counts."""
    participants: dict[str, str] = json_column(default_factory=dict)
    """Each body that takes part, and how (`Participation`); all others take none."""
    manners: dict[str, str] = json_column(default_factory=dict)
    """How a scripted body answers (`ScriptedManner`); all others answer rightly and in time."""
    plays: dict[str, int] = json_column(default_factory=dict)
    """The person who signs for each post of the plan while it is played."""
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int = telegram_id()
    drafted_at: datetime
    state: str = ExerciseState.DRAFT
    approved_at: datetime | None = None
    told_at: datetime | None = None
    """When those who take part were told of it beforehand."""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: int | None = telegram_id(default=None)
    alert_id: int | None = reference("matters.id", default=None)
    """The alert that is practised, once it is drafted."""
    card_id: int | None = back_reference()
    """The message in the office: what is put together and signed, then how far each act is."""


class ExerciseStep(AboutSubject, table=True):
    """One act of one exercise, with its planned and its true times."""

    __tablename__ = "exercise_steps"

    exercise_id: int = reference("exercises.id", index=True)
    number: int
    """Its place in the script, from 1."""
    act: str
    planned_at: datetime
    """As the script has it, put off by as long as the exercise has been paused before it began."""
    state: str = ActState.WAITING
    began_at: datetime | None = None
    ended_at: datetime | None = None
    moved_on_by: int | None = telegram_id(default=None)
    """Whoever let it begin before its hour."""


class ExercisePause(Row, table=True):
    __tablename__ = "exercise_pauses"

    exercise_id: int = reference("exercises.id", index=True)
    cause: str
    order_id: int | None = reference("orders.id", default=None)
    """The order in earnest before which it gave way."""
    paused_at: datetime
    paused_by: int | None = telegram_id(default=None)
    resumed_at: datetime | None = None
    resumed_by: int | None = telegram_id(default=None)
    held: list[dict[str, Any]] = json_column(default_factory=list)
    """What was on the agenda for it, each with its kind, its subject and its hour."""


class ExerciseComment(Row, table=True):
    """What somebody who took part says of an exercise, for its report."""

    __tablename__ = "exercise_comments"

    exercise_id: int = reference("exercises.id", index=True)
    user_id: int = telegram_id()
    name: str
    body: str | None = None
    """The body for which they speak; None for the office and its leaders."""
    said: str
    said_at: datetime


async def exercise(session: Session, exercise_id: int) -> Exercise | None:
    return await session.get(Exercise, exercise_id)


async def under_way(session: Session, jurisdiction: str) -> Exercise | None:
    """The one that is played or has been paused; no two are under way at a time."""
    return next(iter(await once(session, (Exercise,), _under_way(jurisdiction))), None)


@prepared
def _under_way(jurisdiction: str) -> SelectOfScalar[Exercise]:
    return select(Exercise).where(
        Exercise.jurisdiction == jurisdiction, col(Exercise.state).in_(UNDER_WAY)
    )


async def exercises(
    session: Session, jurisdiction: str, *states: ExerciseState, limit: int = 50
) -> list[Exercise]:
    """The newest first."""
    query = select(Exercise).where(Exercise.jurisdiction == jurisdiction)
    if states:
        query = query.where(col(Exercise.state).in_(states))
    return list((await session.exec(query.order_by(col(Exercise.id).desc()).limit(limit))).all())


async def ended_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> list[Exercise]:
    query = select(Exercise).where(
        Exercise.jurisdiction == jurisdiction,
        Exercise.state == ExerciseState.ENDED,
        col(Exercise.ended_at) >= since,
        col(Exercise.ended_at) < until,
    )
    return list((await session.exec(query.order_by(col(Exercise.id)))).all())


async def steps(session: Session, exercise_id: int) -> list[ExerciseStep]:
    return await once(session, (ExerciseStep,), _steps(exercise_id))


@prepared
def _steps(exercise_id: int) -> SelectOfScalar[ExerciseStep]:
    query = select(ExerciseStep).where(ExerciseStep.exercise_id == exercise_id)
    return query.order_by(col(ExerciseStep.number))


async def pauses(session: Session, exercise_id: int) -> list[ExercisePause]:
    query = select(ExercisePause).where(ExercisePause.exercise_id == exercise_id)
    return list((await session.exec(query.order_by(col(ExercisePause.id)))).all())


async def comments(session: Session, exercise_id: int) -> list[ExerciseComment]:
    query = select(ExerciseComment).where(ExerciseComment.exercise_id == exercise_id)
    return list((await session.exec(query.order_by(col(ExerciseComment.id)))).all())


async def hold(session: Session, exercise_id: int, states: tuple[ExerciseState, ...]) -> bool:
    """Let it stay in its state until this decision is over; return False where it has left it."""
    result = await session.exec(
        update(Exercise)
        .where(col(Exercise.id) == exercise_id, col(Exercise.state).in_(states))
        .values(state=Exercise.state)
    )
    return result.rowcount == 1


async def move(
    session: Session, exercise_id: int, origins: tuple[ExerciseState, ...], to: ExerciseState
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(Exercise)
        .where(col(Exercise.id) == exercise_id, col(Exercise.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1
