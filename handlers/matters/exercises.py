"""/drill puts an exercise together on a card, and leads it by the buttons of that card."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from handlers.matters import exercise_line
from handlers.matters.due_times import LAST_INSTANT, readings
from handlers.turns import guards, menus, pressed
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office.bodies import agency_names
from office.bodies.people import position_name
from office.conversation import dialogues
from office.exercise_acts import ending, playing_acts
from office.exercises import cards, manners, pausing, players, preparing, scripts, signing
from office.exercises.cards import (
    END_VERB,
    FIELD_VERB,
    GIVE_UP_VERB,
    NEXT_VERB,
    PAUSE_VERB,
    RESUME_VERB,
    SUBMIT_VERB,
)
from office.exercises.known import known
from office.records.office_work import EXERCISE_VERB
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions.exercises import (
    NOT_BEGUN,
    UNDER_WAY,
    Exercise,
    ExerciseSpeed,
    Participation,
)
from storage.receiving.dialogues import Dialogue

BEGINS = "exercise_begins"
SET_VERB, BODY_VERB, PAGE_VERB, PLAYER_VERB = "drset", "drbody", "drpage", "drplay"
BACK_VERB, END_SURE_VERB, TYPE_VERB = "drback", "drsure", "drtype"
PAGE_SIZE, COLUMNS, MOST_PEOPLE = 18, 3, 12


async def drill(turn: Turn, text: str) -> None:
    """Show the exercise that is planned or played, or put a new one together."""
    standing = await _standing(turn)
    if standing is not None:
        await _put_up(turn, standing)
        return
    wanted = exercise_line.read(turn.desk, text)
    await preparing.begin(turn.desk, turn.person, turn.place, wanted)


async def new(turn: Turn, _press: Press) -> None:
    guards.require_office(turn)
    await drill(turn, "")
    turn.show("draft_below_toast")


async def _standing(turn: Turn) -> Exercise | None:
    here = turn.desk.session, turn.desk.jurisdiction
    found = await store.exercises(*here, *UNDER_WAY, *NOT_BEGUN, limit=1)
    return found[0] if found else None


async def _put_up(turn: Turn, row: Exercise) -> None:
    """The card stands here anew, and is kept true here from now on."""
    asked = await signing.round_of(turn.desk, row)
    await cards.CARD.put_up_in(turn.desk, asked, turn.place)


# What is put together


async def field(turn: Turn, press: Press) -> None:
    row = await _to_change(turn, press)
    offers = FIELDS.get(press.word(1))
    if offers is None:
        raise Refusal("button_obsolete")
    await _offer(turn, row, press.word(1), await offers(turn, row))


async def _offer(turn: Turn, row: Exercise, name: str, offered: Keyboard) -> None:
    words = turn.desk.words
    question = words.phrase(f"exercise_ask_{name}", title=row.title)
    back = button(words.plain("button_exercise_back"), BACK_VERB, row.key)
    await menus.replace(turn, Message(question, (*offered, (back,))))


async def back(turn: Turn, press: Press) -> None:
    await _show(turn, await _to_change(turn, press))


async def _show(turn: Turn, row: Exercise) -> None:
    await cards.CARD.redraw(turn.desk, await signing.round_of(turn.desk, row))


async def _to_change(turn: Turn, press: Press) -> Exercise:
    guards.require_office_place(turn)
    return await preparing.to_change(turn.desk, turn.person, pressed.number(press))


async def _levels(turn: Turn, row: Exercise) -> Keyboard:
    return tuple(_set(row, "level", one.name, one.id) for one in turn.desk.plan.levels)


async def _hours(turn: Turn, row: Exercise) -> Keyboard:
    label = turn.desk.words.plain
    usual = (
        _set(row, "begins", label("button_start", start=at), int(at.timestamp()))
        for at in preparing.usual_begins(turn.desk)
    )
    other = button(label("button_exercise_other_hour"), TYPE_VERB, row.key)
    return (*usual, (other,))


async def _days(turn: Turn, row: Exercise) -> Keyboard:
    label = turn.desk.words.plain
    return tuple(
        _set(row, "days", label("button_exercise_n_days", days=days), days) for days in scripts.DAYS
    )


async def _speeds(turn: Turn, row: Exercise) -> Keyboard:
    label = turn.desk.words.plain
    return tuple(
        _set(row, "speed", label(f"button_exercise_speed_{one}"), one) for one in ExerciseSpeed
    )


async def _bodies(turn: Turn, row: Exercise, page: int = 0) -> Keyboard:
    label = turn.desk.words.plain
    ones = [
        button(_marked(turn, row, body), BODY_VERB, row.key, page, body)
        for body in await scripts.may_take_part(turn.desk)
    ]
    shown = menus.page_of(ones, page, PAGE_SIZE)
    turning = tuple(_turning(turn, row, shown))
    return (
        _set(row, "bodies", label("button_exercise_by_groups"), Participation.REAL),
        _set(row, "bodies", label("button_exercise_all_scripted"), Participation.SCRIPTED),
        _set(row, "bodies", label("button_exercise_drawn"), manners.DRAWN),
        *menus.rows(shown.shown, COLUMNS),
        *((turning,) if turning else ()),
    )


def _turning(turn: Turn, row: Exercise, page: menus.Page) -> Iterator[Button]:
    label = turn.desk.words.plain
    if page.number > 0:
        yield button(label("button_page_before"), PAGE_VERB, row.key, page.number - 1)
    if page.number < page.last:
        yield button(label("button_page_after"), PAGE_VERB, row.key, page.number + 1)


def _marked(turn: Turn, row: Exercise, body: str) -> str:
    part = manners.part_of(row, body)
    mark = turn.desk.words.plain(f"exercise_mark_{part.manner or part.how or 'none'}")
    return f"{mark} {agency_names.short(turn.desk, body)}"


async def page(turn: Turn, press: Press) -> None:
    row = await _to_change(turn, press)
    await _offer(turn, row, "bodies", await _bodies(turn, row, press.number(1) or 0))


async def body(turn: Turn, press: Press) -> None:
    row = await _to_change(turn, press)
    await preparing.choose_part(turn.desk, row, press.word(2))
    await _offer(turn, row, "bodies", await _bodies(turn, row, press.number(1) or 0))


async def _posts(turn: Turn, row: Exercise) -> Keyboard:
    level = turn.desk.plan.known_level(row.level)
    if level is None:
        raise Refusal("button_obsolete")
    script = await scripts.script_of(turn.desk, row)
    posts = scripts.posts_to_play(script, turn.desk.plan, level)
    return tuple(
        (button(position_name(turn.desk, post), PLAYER_VERB, row.key, post),) for post in posts
    )


async def player(turn: Turn, press: Press) -> None:
    """Choose a post, then who plays it."""
    row, post = await _to_change(turn, press), press.word(1)
    user_id = press.number(2)
    if user_id is not None:
        await preparing.choose_player(turn.desk, row, post, user_id)
        await _show(turn, row)
        return
    people = await players.candidates(turn.desk, post)
    ones = [button(one.name, PLAYER_VERB, row.key, post, one.user_id) for one in people]
    await _offer(turn, row, "player", menus.rows(ones[:MOST_PEOPLE], 2))


async def _scripts(turn: Turn, row: Exercise) -> Keyboard:
    return tuple(_set(row, cards.SCRIPT, one.name, one.id) for one in turn.desk.plan.drills)


Offers = Callable[[Turn, Exercise], Awaitable[Keyboard]]
FIELDS: dict[str, Offers] = {
    "level": _levels,
    "begins": _hours,
    "days": _days,
    "speed": _speeds,
    "bodies": _bodies,
    "posts": _posts,
    cards.SCRIPT: _scripts,
}


def _set(row: Exercise, name: str, label: str, value: int | str) -> tuple[Button]:
    return (button(label, SET_VERB, row.key, name, value),)


async def chosen(turn: Turn, press: Press) -> None:
    row, desk = await _to_change(turn, press), turn.desk
    match press.word(1):
        case "level":
            await preparing.choose_level(desk, row, press.word(2))
        case cards.SCRIPT:
            await preparing.choose_script(desk, row, press.word(2))
        case "begins":
            await preparing.choose_hour(desk, row, _instant(turn, press))
        case "days":
            await preparing.choose_days(desk, row, press.number(2) or 0)
        case "speed":
            await preparing.choose_speed(desk, row, press.word(2))
        case "bodies":
            await preparing.choose_parts(desk, row, press.word(2))
        case _:
            raise Refusal("button_obsolete")
    await _show(turn, row)


def _instant(turn: Turn, press: Press) -> datetime:
    seconds = press.number(2)
    if seconds is None or seconds > LAST_INSTANT:
        raise Refusal("button_obsolete")
    return datetime.fromtimestamp(seconds, turn.desk.zone)


async def type_hour(turn: Turn, press: Press) -> None:
    row = await _to_change(turn, press)
    desk, user_id = turn.desk, turn.person.user_id
    ask = desk.words.plain("exercise_hour_placeholder")
    question = Message(desk.words.phrase("exercise_ask_hour"), ask=ask)
    await dialogues.replace(desk, turn.place.chat_id, user_id, BEGINS)
    await dialogues.ask(desk, turn.place, BEGINS, question, user_id=user_id, exercise=row.key)


async def hour_typed(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    row = await preparing.to_change(turn.desk, turn.person, asked.facts["exercise"])
    found = readings(turn.desk, turn.message.text or "")
    if len(found) != 1:
        raise Refusal("exercise_hour_unclear")
    await preparing.choose_hour(turn.desk, row, found[0])
    await dialogues.close(turn.desk, asked)
    await _show(turn, row)
    await turn.answer("exercise_hour_set", at=found[0])


async def submit(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    number = pressed.number(press)
    await preparing.submit(turn.desk, turn.person, number, turn.place)
    turn.show("exercise_submitted_toast")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await preparing.give_up(turn.desk, turn.person, pressed.number(press))
    turn.show("exercise_given_up_toast")


# How it is led


async def next_act(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    step = await playing_acts.next_act(turn.desk, turn.person, pressed.number(press))
    turn.show("exercise_next_toast", act=cards.act_name(turn.desk, step.act))


async def pause(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await pausing.pause(turn.desk, turn.person, pressed.number(press))
    turn.show("exercise_paused_toast")


async def resume(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await playing_acts.resume(turn.desk, turn.person, pressed.number(press))
    turn.show("exercise_resumed_toast")


async def ask_end(turn: Turn, press: Press) -> None:
    """What is still owed in it falls, so it takes a second tap."""
    guards.require_office_place(turn)
    row = await known(turn.desk, turn.person, pressed.number(press))
    words = turn.desk.words
    sure = button(words.plain("button_exercise_end_sure"), END_SURE_VERB, row.key)
    falls = await ending.what_falls(turn.desk, row)
    question = words.phrase("exercise_end_ask", title=row.title, falls=falls)
    await turn.say(Message(question, ((sure,),)))


async def end(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    row = await ending.end(turn.desk, turn.person, pressed.number(press))
    await menus.replace(turn, Message(turn.desk.words.phrase("exercise_ended", title=row.title)))


COMMANDS: tuple[Command, ...] = (Command("drill", drill, Who.OFFICE, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {
    EXERCISE_VERB: new,
    FIELD_VERB: field,
    SET_VERB: chosen,
    BACK_VERB: back,
    BODY_VERB: body,
    PAGE_VERB: page,
    PLAYER_VERB: player,
    TYPE_VERB: type_hour,
    SUBMIT_VERB: submit,
    GIVE_UP_VERB: give_up,
    NEXT_VERB: next_act,
    PAUSE_VERB: pause,
    RESUME_VERB: resume,
    END_VERB: ask_end,
    END_SURE_VERB: end,
}
ANSWERS: dict[str, AnswerHandler] = {BEGINS: hour_typed}
