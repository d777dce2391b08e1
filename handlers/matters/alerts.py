"""/warn, /adjust, /cancel and /lift, by one line or by a dialogue, up to the draft."""

from dataclasses import replace
from datetime import timedelta

from handlers.matters import (
    counties_entry,
    counties_line,
    drill_entry,
    lines_entry,
    order_entry,
    order_line,
)
from handlers.matters.order_entry import BACK_VERB, FIELD, SET_VERB, STOP_VERB, Entry
from handlers.matters.order_line import read_lift_line, read_order_line
from handlers.turns import clocks, guards, menus, questions
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office import post
from office.consultations import on_record
from office.conversation import dialogues
from office.decisions import draft_turns, drafts
from office.decisions.draft_texts import TAKE_BACK_VERB
from office.decisions.period_end import LIFT_VERB, LOWER_VERB, PROLONG_VERB
from office.desk import Desk
from office.enrolment import late_recipients
from office.matters import alerts as office_alerts
from office.matters import newcomers
from office.matters.added_lines import LINES
from office.matters.kinds import ALERT
from office.matters.newcomers import JOIN_VERB, LEAVE_OUT_VERB
from office.matters.order_terms import AT_ONCE, DAYS_AHEAD, Start
from office.refusal import Refusal
from storage.decisions.matters import Order, OrderKind
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving.dialogues import Dialogue

ORDER = "order"
"""The kind of dialogue; each step is a dialogue of its own and holds the values so far."""


async def warn(turn: Turn, text: str) -> None:
    await _begin_terms(turn, OrderKind.ISSUE, text)


async def adjust(turn: Turn, text: str) -> None:
    await _begin_terms(turn, OrderKind.ADJUST, text)


async def cancel(turn: Turn, text: str) -> None:
    await _begin_ending(turn, OrderKind.CANCEL, text)


async def lift(turn: Turn, text: str) -> None:
    await _begin_ending(turn, OrderKind.LIFT, text)


async def choose(turn: Turn, press: Press) -> None:
    asked, shown = await questions.pressed(turn, ORDER)
    if press.word(0) != asked.facts["step"]:
        raise Refusal("dialogue_over")
    entry = Entry.of_facts(asked.facts["entry"])
    entry = order_entry.chosen(await _desk(turn, entry), entry, press)
    if asked.facts["step"] == drill_entry.DRILL:
        await _require_in_turn(turn, entry)
    await dialogues.claim(turn.desk, asked)
    await _go_on(turn, entry, shown)


async def step_back(turn: Turn, _press: Press) -> None:
    asked, shown = await questions.pressed(turn, ORDER)
    entry, step = order_entry.stepped_back(
        Entry.of_facts(asked.facts["entry"]), asked.facts["step"]
    )
    await dialogues.claim(turn.desk, asked)
    await _ask(turn, entry, step, shown)


async def stop(turn: Turn, _press: Press) -> None:
    asked, shown = await questions.pressed(turn, ORDER)
    await dialogues.claim(turn.desk, asked)
    given_up = Message(turn.desk.words.phrase("dialogue_given_up"))
    await post.edit(turn.desk, shown, given_up, kind=DeliveryKind.ANSWER)


async def answer(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    text = turn.message.text or turn.message.caption or ""
    entry = Entry.of_facts(asked.facts["entry"])
    step = asked.facts["step"]
    entry = order_entry.typed(await _desk(turn, entry), entry, step, text)
    await dialogues.claim(turn.desk, asked)
    if step == "starts_at":
        await clocks.echo(turn, text, entry.starts)
    await _go_on(turn, entry)


async def reopen(turn: Turn, made: Order, asked: str) -> None:
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, ORDER)
    desk = await drafts.desk_for(turn.desk, OrderKind(made.kind), drill=made.drill)
    conferred = await on_record.grounds_of_draft(desk, made)
    entry = order_entry.still_known(desk.plan, order_entry.of_draft(desk, made, conferred))
    if asked in entry.wanted:
        await _ask(turn, entry.without(asked), asked)
    elif entry.only_lines and asked:
        # What else has passed is as the alert has it now.
        await _go_on(turn, entry)
    else:
        await _ask(turn, entry, FIELD)


async def lift_at_end(turn: Turn, press: Press) -> None:
    # The button stands under the message that the announced end has come.
    order = await _standing(turn, press)
    await begin(turn, Entry(OrderKind.LIFT, starts_at=AT_ONCE, drill=order.drill))


async def prolong(turn: Turn, press: Press) -> None:
    """Adjust the alert from now on with its present terms; only the hours are asked."""
    order = await _standing(turn, press)
    await begin(turn, replace(_from_now(order), level=order.level))


async def change_level(turn: Turn, press: Press) -> None:
    await begin(turn, _from_now(await _standing(turn, press)))


def _from_now(order: Order) -> Entry:
    return Entry(OrderKind.ADJUST, starts_at=AT_ONCE, pollutant=order.pollutant, drill=order.drill)


async def _standing(turn: Turn, press: Press) -> Order:
    """The present order of the alert that the message was about; refused if it is another alert."""
    guards.require_office_place(turn)
    opened = await office_alerts.standing_alerts(turn.desk)
    alert = next((one for one in opened if one.key == press.number()), None)
    order = await office_alerts.standing_order(turn.desk, alert) if alert else None
    if order is None:
        raise Refusal("no_open_alert")
    return order


async def publish_to_newcomer(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    name = await late_recipients.publish(turn.desk, turn.person, press.number(), press.word(1))
    turn.show("newcomer_told_toast", agency=name)


async def leave_newcomer_out(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    matter, agency = press.number() or 0, press.word(1)
    name = await late_recipients.leave_out(turn.desk, turn.person, matter, agency)
    said = turn.desk.words.phrase("newcomer_left_out", agency=name, by=turn.person.name)
    await menus.replace(turn, Message(said, newcomers.publishing(turn.desk, matter, agency)))


async def _begin_terms(turn: Turn, kind: OrderKind, text: str) -> None:
    """A whole line becomes a draft at once; without grounds, the level's criterion is used."""
    rest, word = drill_entry.read(text)
    drill = await _which(turn, kind, word)
    if kind == OrderKind.ADJUST and (words := order_line.taking_back(rest)) is not None:
        await begin(turn, Entry(kind, takes_back=True, grounds=words, drill=drill))
        return
    lines = lines_entry.spoken(rest) if kind == OrderKind.ADJUST else None
    if lines is not None:
        await _begin_lines(turn, lines, drill=drill)
        return
    desk = await drafts.desk_for(turn.desk, kind, drill=bool(drill))
    said = counties_line.read(rest, desk.plan)
    line = read_order_line(said.rest, desk.plan, desk.now)
    entry = order_entry.asking_counties(desk.plan, Entry.of_line(kind, line).concerning(said))
    order_entry.check_given(desk, entry)
    await clocks.echo(turn, line.start_typed, line.starts)
    if entry.missing == "grounds":
        entry = order_entry.standard(desk, await _with_consultation(desk, entry))
    if said.unknown:
        # All else was read and stays: only the counties are asked for, with those known marked.
        await turn.answer("counties_unknown", **counties_entry.unknown(desk.plan, said.unknown))
    await begin(turn, replace(entry, drill=drill))


async def _begin_lines(turn: Turn, text: str, *, drill: bool | None) -> None:
    entry = Entry(OrderKind.ADJUST, drill=drill, only_lines=True)
    if text:
        plan = (await _desk(turn, entry)).plan
        entry = entry.with_value(LINES, lines_entry.typed(plan, text))
    await begin(turn, entry)


async def _begin_ending(turn: Turn, kind: OrderKind, text: str) -> None:
    """On one line a lift may begin with its hour; without one it is at once."""
    said, word = drill_entry.read(text)
    drill = await _which(turn, kind, word)
    if kind != OrderKind.LIFT:
        await begin(turn, Entry(kind, grounds=said.strip(), drill=drill))
        return
    line = read_lift_line(said, turn.desk.now, turn.desk.zone)
    await clocks.echo(turn, line.start_typed, line.starts)
    entry = Entry(kind, grounds=line.grounds, drill=drill).with_start(line.starts or (AT_ONCE,))
    order_entry.check_given(turn.desk, entry)
    await begin(turn, entry)


async def take_back(turn: Turn, press: Press) -> None:
    """The button stands under an end that was announced for a later hour."""
    order = await _standing(turn, press)
    await begin(turn, Entry(OrderKind.ADJUST, takes_back=True, drill=order.drill))


async def _which(turn: Turn, kind: OrderKind, word: bool | None) -> bool | None:
    """Whether the exercise is meant; None where that has to be asked.

    What was said decides. Without a word the only one that is open is meant; a real alert is not
    where an exercise is spoken of.
    """
    found = word
    if kind != OrderKind.ISSUE and not word:
        opened = {alert.drill for alert in await office_alerts.standing_alerts(turn.desk)}
        is_clear = len(opened) < 2 and (word is False or True in opened)
        found = True in opened if is_clear else None
    turn.desk.drill = bool(found)
    return found


async def begin(turn: Turn, entry: Entry) -> None:
    """Ask for what the entry lacks, or make the draft of a whole one."""
    if entry.drill is not None:
        await _require_in_turn(turn, entry)
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, ORDER)
    await _go_on(turn, entry)


async def _require_in_turn(turn: Turn, entry: Entry) -> None:
    await draft_turns.require_in_turn(
        turn.desk,
        turn.person,
        entry.kind,
        drill=bool(entry.drill),
        grounds=entry.grounds,
        starts_at=_latest_start(turn.desk, entry),
    )


def _latest_start(desk: Desk, entry: Entry) -> Start:
    """Its start, or while that is asked for the last one that is possible, so as to ask at all."""
    known = max((at for at in entry.readings), default=entry.starts_at)
    return known or desk.now + timedelta(days=DAYS_AHEAD)


async def _desk(turn: Turn, entry: Entry) -> Desk:
    """The desk under whose plan it is entered; what is asked there is marked as the entry is."""
    turn.desk.drill = bool(entry.drill)
    return await drafts.desk_for(turn.desk, entry.kind, drill=turn.desk.drill)


async def _go_on(turn: Turn, entry: Entry, shown: Delivery | None = None) -> None:
    desk = await _desk(turn, entry)
    entry = await _with_announced_end(turn, await _as_it_stands(turn, entry))
    entry = await _with_consultation(desk, order_entry.still_known(desk.plan, entry))
    entry = order_entry.rewritten(desk, entry)
    step = entry.missing
    if step is not None:
        await _ask(turn, entry, step, shown)
        return
    if shown is not None:
        done = Message(turn.desk.words.phrase("draft_below"))
        await post.edit(turn.desk, shown, done, kind=DeliveryKind.ANSWER)
    await _draft(turn, entry)


async def _as_it_stands(turn: Turn, entry: Entry) -> Entry:
    """An entry that only adds lines has all else from the alert; which one may still be asked."""
    stands = entry.only_lines or entry.takes_back
    if not stands or entry.level is not None or entry.drill is None:
        return entry
    alert = await office_alerts.standing_alert(turn.desk, drill=entry.drill)
    if alert is not None and entry.takes_back:
        await draft_turns.require_end(turn.desk, alert)
        return entry
    if alert is not None:
        await draft_turns.require_no_end(turn.desk, alert)
    standing = await office_alerts.standing_order(turn.desk, alert) if alert else None
    return entry if standing is None else entry.adding_to(standing)


async def _with_announced_end(turn: Turn, entry: Entry) -> Entry:
    """Note whether an end is announced: the question for the level then offers to take it back."""
    if entry.kind != OrderKind.ADJUST or entry.level is not None or entry.drill is None:
        return entry
    alert = await office_alerts.standing_alert(turn.desk, drill=entry.drill)
    coming = await office_alerts.coming_end(turn.desk, alert) if alert is not None else None
    return replace(entry, end_announced=coming is not None)


async def _with_consultation(desk: Desk, entry: Entry) -> Entry:
    """Note who concluded so today, on record: the grounds under the buttons then name them."""
    drill = bool(entry.drill)
    conferred = await on_record.grounds_of(desk, entry.kind, entry.level, drill=drill)
    return replace(entry, conferred=conferred)


async def _ask(turn: Turn, entry: Entry, step: str, shown: Delivery | None = None) -> None:
    message = order_entry.question(await _desk(turn, entry), entry, step)
    who, facts = turn.person.user_id, entry.as_facts()
    if shown is None:
        await dialogues.ask(
            turn.desk, turn.place, ORDER, message, user_id=who, entry=facts, step=step
        )
        return
    await dialogues.ask_in_place(
        turn.desk, shown, ORDER, message, user_id=who, entry=facts, step=step
    )


async def _draft(turn: Turn, entry: Entry) -> None:
    desk, who, place, drill = turn.desk, turn.person, turn.place, bool(entry.drill)
    if entry.kind in ALERT.ends:
        starts_at = entry.starts_at or AT_ONCE
        await drafts.draft_ending(
            desk, who, place, entry.kind, entry.grounds, drill=drill, starts_at=starts_at
        )
        return
    if entry.takes_back:
        await drafts.draft_taking_back(
            desk, who, place, entry.grounds, replacing=entry.replacing, drill=drill
        )
        return
    if entry.only_lines:
        lines, replacing = entry.lines or (), entry.replacing
        await drafts.draft_lines(
            desk, who, place, lines, entry.grounds, replacing=replacing, drill=drill
        )
        return
    await drafts.draft(
        desk, who, place, entry.kind, entry.terms, replacing=entry.replacing, drill=drill
    )


COMMANDS: tuple[Command, ...] = (
    Command("warn", warn, Who.OFFICE, Errand.WARNING),
    Command("adjust", adjust, Who.OFFICE, Errand.WARNING),
    Command("cancel", cancel, Who.OFFICE, Errand.WARNING),
    Command("lift", lift, Who.OFFICE, Errand.WARNING),
)
BUTTONS: dict[str, ButtonHandler] = {
    SET_VERB: choose,
    BACK_VERB: step_back,
    STOP_VERB: stop,
    LIFT_VERB: lift_at_end,
    PROLONG_VERB: prolong,
    LOWER_VERB: change_level,
    TAKE_BACK_VERB: take_back,
    JOIN_VERB: publish_to_newcomer,
    LEAVE_OUT_VERB: leave_newcomer_out,
}
ANSWERS: dict[str, AnswerHandler] = {ORDER: answer}
