"""The one card of an exercise: what is put together and signed, then how far each act is."""

from collections.abc import Iterable
from datetime import timedelta

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.exercises import ActView, ExerciseView, ForecastDay, PlayedPost
from office import post
from office.bodies import agency_names
from office.bodies.people import name_of, position_name
from office.desk import Desk
from office.exercises import hours, manners, scripts
from office.matters import standing_bodies
from office.plan.sources import NO_SOURCE
from office.post import Place
from office.signing import requests
from office.signing.cards import Card
from office.signing.rounds import Round
from storage.decisions import exercises as store
from storage.decisions import matters
from storage.decisions.exercises import (
    CHANGEABLE,
    ActState,
    Exercise,
    ExerciseSpeed,
    ExerciseState,
    ExerciseStep,
    Participation,
    ScriptedManner,
)
from storage.delivery import outbox
from storage.roster import chats

FIELD_VERB, SUBMIT_VERB, GIVE_UP_VERB = "drfield", "drask", "droff"
NEXT_VERB, PAUSE_VERB, RESUME_VERB, END_VERB = "drnext", "drpause", "drgo", "drend"
FIELDS = ("level", "begins", "days", "speed", "bodies", "posts")
"""What can be changed on the card, each by a button of its own."""
SCRIPT = "script"
"""This one stands beside them where the plan has several scripts."""


async def view(desk: Desk, asked: Round[Exercise], post_held: str) -> ExerciseView:
    row, plan = asked.row, asked.plan
    level = plan.level(row.level)
    script = await scripts.script_of(desk, row)
    pause = next(iter(reversed(await store.pauses(desk.session, row.key))), None)
    stands = pause if row.state == ExerciseState.PAUSED else None
    beside, counted = await named(desk, row)
    return ExerciseView(
        title=row.title,
        state=row.state,
        level=level.name,
        response=level.response,
        compressed=row.speed == ExerciseSpeed.COMPRESSED,
        days=row.days,
        begins_at=row.begins_at,
        air=_air(desk, row),
        groups=_bodies(desk, row, counted, Participation.REAL),
        scripted=_bodies(desk, row, counted, Participation.SCRIPTED),
        late=_in_manner(desk, row, ScriptedManner.LATE),
        wrong=_in_manner(desk, row, ScriptedManner.WRONG),
        silent=_in_manner(desk, row, ScriptedManner.SILENT),
        beside=tuple(agency_names.short(desk, one) for one in beside if one in row.participants),
        left_out=_bodies(desk, row, (*counted, *beside), None),
        posts=await _posts(desk, asked),
        acts=await _acts(desk, asked),
        drafter=await name_of(desk, row.drafted_by),
        drafted_at=row.drafted_at,
        steps=await requests.step_views(desk, asked),
        post=post_held,
        told_at=row.told_at or hours.told_at(desk, script, row),
        paused_at=stands.paused_at if stands is not None else None,
        gave_way_to=await _order(desk, stands.order_id) if stands is not None else "",
        ended_at=row.ended_at,
        is_default=script.source == NO_SOURCE,
    )


def _air(desk: Desk, row: Exercise) -> tuple[ForecastDay, ...]:
    first = desk.local(row.begins_at).date()
    return tuple(
        ForecastDay(first + timedelta(days=number), aqi) for number, aqi in enumerate(row.air)
    )


async def named(desk: Desk, row: Exercise) -> tuple[list[str], list[str]]:
    """The teams that no alert is told to, and all others: only these are counted, as elsewhere."""
    members = {one.id for one in await standing_bodies.under_alerts(desk)}
    teams = {one.id for one in desk.plan.teams} - members
    everybody = dict.fromkeys((*await scripts.may_take_part(desk), *row.participants))
    beside = [one for one in everybody if one in teams]
    return beside, [one for one in everybody if one not in teams]


def _bodies(
    desk: Desk, row: Exercise, named: Iterable[str], how: Participation | None
) -> tuple[str, ...]:
    return tuple(
        agency_names.short(desk, body) for body in named if row.participants.get(body) == how
    )


def _in_manner(desk: Desk, row: Exercise, manner: ScriptedManner) -> tuple[str, ...]:
    return tuple(agency_names.short(desk, one) for one in manners.with_manner(row, manner))


async def _posts(desk: Desk, asked: Round[Exercise]) -> tuple[PlayedPost, ...]:
    row = asked.row
    level, script = asked.plan.level(row.level), await scripts.script_of(desk, row)
    return tuple(
        [
            PlayedPost(
                position_name(desk, one),
                await name_of(desk, row.plays[one]) if one in row.plays else "",
            )
            for one in scripts.posts_to_play(script, asked.plan, level)
        ]
    )


async def _acts(desk: Desk, asked: Round[Exercise]) -> tuple[ActView, ...]:
    row = asked.row
    steps = await store.steps(desk.session, row.key)
    if not steps:
        script = await scripts.script_of(desk, row)
        return tuple(
            ActView(act_name(desk, one.act), one.at, ActState.WAITING)
            for one in scripts.planned(script, asked.plan, row)
        )
    return tuple(_act(desk, row, one) for one in steps)


def _act(desk: Desk, row: Exercise, step: ExerciseStep) -> ActView:
    waits = step.state == ActState.WAITING and row.state == ExerciseState.RUNNING
    return ActView(
        name=act_name(desk, step.act),
        planned_at=step.planned_at,
        state=step.state,
        began_at=step.began_at,
        ended_at=step.ended_at,
        is_late=waits and step.planned_at < desk.now,
    )


def act_name(desk: Desk, act: str) -> str:
    return desk.words.plain(f"exercise_act_{act}")


async def _order(desk: Desk, order_id: int | None) -> str:
    order = await matters.order(desk.session, order_id) if order_id is not None else None
    return (order.serial or "") if order is not None else ""


async def _keyboard(desk: Desk, asked: Round[Exercise]) -> Keyboard:
    row = asked.row
    if row.state in CHANGEABLE:
        return _to_put_together(desk, row)
    return _of_state(desk, row)


def _to_put_together(desk: Desk, row: Exercise) -> Keyboard:
    fields = [
        button(desk.words.plain(f"button_exercise_{name}"), FIELD_VERB, row.key, name)
        for name in (*FIELDS, *((SCRIPT,) if len(desk.plan.drills) > 1 else ()))
    ]
    return (
        tuple(fields[:3]),
        tuple(fields[3:]),
        (_press(desk, row, "submit", SUBMIT_VERB), _press(desk, row, "give_up", GIVE_UP_VERB)),
    )


def _of_state(desk: Desk, row: Exercise) -> Keyboard:
    end = _press(desk, row, "end", END_VERB)
    under: dict[str, Keyboard] = {
        ExerciseState.ASKED: ((_press(desk, row, "give_up", GIVE_UP_VERB),),),
        ExerciseState.APPROVED: ((_press(desk, row, "give_up", GIVE_UP_VERB),),),
        ExerciseState.RUNNING: (
            (_press(desk, row, "next", NEXT_VERB), _press(desk, row, "pause", PAUSE_VERB)),
            (end,),
        ),
        ExerciseState.PAUSED: ((_press(desk, row, "resume", RESUME_VERB), end),),
    }
    return under.get(row.state, ())


def _press(desk: Desk, row: Exercise, name: str, verb: str) -> Button:
    return button(desk.words.plain(f"button_exercise_{name}"), verb, row.key)


CARD = Card("exercise_card", view, _keyboard, returned="exercise_returned")


async def stand_in_office(desk: Desk, asked: Round[Exercise], otherwise: Place) -> None:
    """Everybody of the office follows it on the card in their group, wherever it was drafted."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    shown = await outbox.delivery(desk.session, asked.row.card_id or 0)
    if office is None or shown.chat_id == office.chat_id:
        await CARD.redraw(desk, asked)
        return
    await CARD.put_up(desk, asked, otherwise)
    moved = desk.words.phrase("exercise_card_moved", title=asked.title)
    await post.edit(desk, shown, Message(moved))
