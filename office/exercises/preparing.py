"""An exercise is put together: level, days, hour, speed, who takes part, who plays which post."""

from datetime import datetime, time, timedelta
from typing import Any

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.exercises import cards, manners, players, scripts, signing, telling
from office.exercises.known import known
from office.plan.drills import DrillScript
from office.plan.model import Level
from office.post import Place
from office.refusal import Refusal
from office.signing import running
from storage.decisions import exercises as store
from storage.decisions.exercises import (
    CHANGEABLE,
    NOT_BEGUN,
    UNDER_WAY,
    Exercise,
    ExerciseSpeed,
    ExerciseState,
    Participation,
)
from storage.immutable import immutable
from storage.roster import chats

USUAL_HOUR = time(9)
SOONEST = timedelta(minutes=5)
FARTHEST = timedelta(days=120)


@immutable
class WantedExercise:
    """What somebody says of an exercise from the start; the rest is as usual."""

    level: str | None = None
    begins_at: datetime | None = None
    days: int | None = None
    speed: ExerciseSpeed | None = None


async def begin(desk: Desk, who: Actor, place: Place, wanted: WantedExercise) -> Exercise:
    """Put up the card of a new exercise, on which everything can be changed."""
    require_office(desk, who)
    await _require_no_other(desk)
    plan, script = desk.plan, desk.plan.drills[0]
    level = plan.known_level(wanted.level or "") or scripts.usual_level(plan)
    row = Exercise(
        jurisdiction=desk.jurisdiction,
        script=script.id,
        title=_title(desk, script),
        level=level.id,
        days=wanted.days or scripts.USUAL_DAYS,
        speed=wanted.speed or ExerciseSpeed.REAL,
        begins_at=wanted.begins_at or usual_begins(desk)[0],
        air=list(scripts.air_of(script, plan, level)),
        participants=await by_their_groups(desk),
        manners=manners.named_by(script),
        plays=await players.usual(desk, script, level),
        plan_version_id=desk.plan_version_id,
        drafted_by=who.user_id,
        drafted_at=desk.now,
    )
    _require_hour(desk, row.begins_at)
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("exercise_drafted", signing.audit(row), level=row.level)
    await cards.CARD.put_up_in(desk, await signing.round_of(desk, row), place)
    return row


def _title(desk: Desk, script: DrillScript) -> str:
    return desk.words.plain("exercise_title", year=desk.local(desk.now).year, name=script.name)


async def _require_no_other(desk: Desk) -> None:
    for other in await store.exercises(desk.session, desk.jurisdiction, *UNDER_WAY, *NOT_BEGUN):
        if other.state != ExerciseState.DRAFT:
            raise Refusal("exercise_is_planned", title=other.title, at=other.begins_at)


async def to_change(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    row = await known(desk, who, exercise_id)
    if row.state not in CHANGEABLE:
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    return row


async def change(desk: Desk, row: Exercise, **values: Any) -> None:
    # Put up for signature by somebody else meanwhile, it stays as its signer reads it.
    if not await store.hold(desk.session, row.key, CHANGEABLE):
        raise Refusal("button_obsolete")
    for name, value in values.items():
        setattr(row, name, value)
    desk.session.add(row)
    await desk.session.flush()


async def choose_level(desk: Desk, row: Exercise, level_id: str) -> None:
    """Another level has other air, and is signed by others."""
    level = desk.plan.known_level(level_id)
    if level is None:
        raise Refusal("button_obsolete")
    await _choose(desk, row, await scripts.script_of(desk, row), level)


async def choose_script(desk: Desk, row: Exercise, script_id: str) -> None:
    """Another script has other acts, and may come to levels that others sign."""
    script = desk.plan.drill_script(script_id)
    level = desk.plan.known_level(row.level)
    if script is None or level is None:
        raise Refusal("button_obsolete")
    await _choose(desk, row, script, level)


async def _choose(desk: Desk, row: Exercise, script: DrillScript, level: Level) -> None:
    air = list(scripts.air_of(script, desk.plan, level))
    usual = await players.usual(desk, script, level)
    kept = {post: one for post, one in row.plays.items() if post in usual}
    plays = usual | (kept if len({*kept.values()}) == len(kept) else {})
    await change(
        desk,
        row,
        script=script.id,
        title=_title(desk, script),
        level=level.id,
        # What one script wants of a body is nothing to another one.
        manners=row.manners if script.id == row.script else manners.named_by(script),
        air=air,
        plays=plays,
        plan_version_id=desk.plan_version_id,
    )


async def choose_hour(desk: Desk, row: Exercise, at: datetime) -> None:
    _require_hour(desk, at)
    await change(desk, row, begins_at=at)


async def choose_days(desk: Desk, row: Exercise, days: int) -> None:
    if days not in scripts.DAYS:
        raise Refusal("button_obsolete")
    await change(desk, row, days=days)


async def choose_speed(desk: Desk, row: Exercise, speed: str) -> None:
    if speed not in set(ExerciseSpeed):
        raise Refusal("button_obsolete")
    await change(desk, row, speed=speed)


async def choose_part(desk: Desk, row: Exercise, body: str) -> None:
    """Its group, the script in each of its manners, not at all: the next of these."""
    if body not in await scripts.may_take_part(desk):
        raise Refusal("button_obsolete")
    how, manner = manners.after(manners.part_of(row, body))
    parts = {one: part for one, part in row.participants.items() if one != body}
    others = {one: other for one, other in row.manners.items() if one != body}
    await change(
        desk,
        row,
        participants=parts | ({body: str(how)} if how is not None else {}),
        manners=others | ({body: str(manner)} if manner is not None else {}),
    )


async def choose_parts(desk: Desk, row: Exercise, how: str) -> None:
    """All at once: those with a group in it, or all by script."""
    if how == Participation.REAL:
        await change(desk, row, participants=await by_their_groups(desk))
    elif how == Participation.SCRIPTED:
        bodies = await scripts.may_take_part(desk)
        await change(desk, row, participants=dict.fromkeys(bodies, str(Participation.SCRIPTED)))
    elif how == manners.DRAWN:
        script = await scripts.script_of(desk, row)
        await change(desk, row, manners=manners.drawn(row, script))
    else:
        raise Refusal("button_obsolete")


async def by_their_groups(desk: Desk) -> dict[str, str]:
    """Whoever can be reached in a group takes part there, everybody else by script."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    reached = {body for body, rows in bound.items() if any(one.reachable for one in rows)}
    bodies = await scripts.may_take_part(desk)
    return {
        body: str(Participation.REAL if body in reached else Participation.SCRIPTED)
        for body in bodies
    }


async def choose_player(desk: Desk, row: Exercise, post: str, user_id: int) -> None:
    await change(desk, row, plays=await players.chosen(desk, row, post, user_id))


async def submit(desk: Desk, who: Actor, exercise_id: int, place: Place) -> Exercise:
    """Put it up for signature; nobody who takes part hears of it before that is given."""
    row = await to_change(desk, who, exercise_id)
    await _require_no_other_but(desk, row)
    _require_hour(desk, row.begins_at)
    plan = await desk.plan_version(row.plan_version_id)
    await players.require_whole(desk, row, plan)
    if not row.participants:
        raise Refusal("exercise_nobody_takes_part")
    if row.state == ExerciseState.RETURNED:
        row = await _anew(desk, row)
    if not await store.move(desk.session, row.key, CHANGEABLE, ExerciseState.ASKED):
        raise Refusal("button_obsolete")
    await desk.session.refresh(row)
    await desk.record("exercise_submitted", signing.audit(row), **_said(row))
    asked = await signing.round_of(desk, row)
    await running.begin(desk, signing.EXERCISES, asked)
    await cards.stand_in_office(desk, asked, place)
    return row


async def _anew(desk: Desk, before: Exercise) -> Exercise:
    """What was sent back keeps its signatures; what is put up again is a row of its own."""
    if not await store.move(
        desk.session, before.key, (ExerciseState.RETURNED,), ExerciseState.GIVEN_UP
    ):
        raise Refusal("button_obsolete")
    kept = before.model_dump(exclude={"id", "state"})
    row = Exercise(**kept)
    desk.session.add(row)
    await desk.session.flush()
    await desk.session.refresh(before)
    return row


async def _require_no_other_but(desk: Desk, row: Exercise) -> None:
    taken = (*UNDER_WAY, ExerciseState.ASKED, ExerciseState.APPROVED)
    for other in await store.exercises(desk.session, desk.jurisdiction, *taken):
        if other.key != row.key:
            raise Refusal("exercise_is_planned", title=other.title, at=other.begins_at)


async def give_up(desk: Desk, who: Actor, exercise_id: int) -> Exercise:
    """The office does not want it any more; whoever was told of it is told that too."""
    row = await known(desk, who, exercise_id)
    if row.state not in NOT_BEGUN:
        raise Refusal(f"exercise_is_{row.state}", title=row.title)
    if not await store.move(desk.session, row.key, NOT_BEGUN, ExerciseState.GIVEN_UP):
        raise Refusal("button_obsolete")
    await desk.session.refresh(row)
    asked = await signing.round_of(desk, row)
    await running.void(desk, signing.EXERCISES, asked)
    await telling.called_off(desk, row)
    await desk.record("exercise_given_up", signing.audit(row))
    await cards.CARD.redraw(desk, asked)
    return row


def usual_begins(desk: Desk) -> list[datetime]:
    """Nine o'clock of the next working days of which everybody can be told the day before."""
    found: list[datetime] = []
    day = desk.local(desk.now).date()
    while len(found) < 4:
        day = desk.plan.calendar.working_day_after(day, 1)
        at = datetime.combine(day, USUAL_HOUR, desk.zone)
        if at - desk.now >= timedelta(days=1):
            found.append(at)
    return found


def _require_hour(desk: Desk, at: datetime) -> None:
    if at - desk.now < SOONEST:
        raise Refusal("exercise_hour_past", at=at)
    if at - desk.now > FARTHEST:
        raise Refusal("exercise_hour_far", days=FARTHEST.days)


def _said(row: Exercise) -> dict[str, Any]:
    return {
        "script": row.script,
        "level": row.level,
        "begins_at": row.begins_at.isoformat(),
        "days": row.days,
        "speed": row.speed,
        "participants": row.participants,
        "manners": row.manners,
        "plays": row.plays,
    }
