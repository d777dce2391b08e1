"""The values of a meeting as they are chosen and typed: what for, who, when, where, about what."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from handlers.matters import drill_entry
from handlers.matters.choosing import CHOSEN, BodyChoice
from handlers.matters.drafting import DRILL, MOVES, DraftForm, DraftStep, Facts, offer
from handlers.matters.due_times import LAST_INSTANT, READINGS, readings
from messages.keyboards import Keyboard, Press
from messages.views.meetings import MeetingQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import meetings
from office.matters.meetings import MeetingTerms, Purpose
from office.reading.typed import compact, seen
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

PURPOSE, BODIES, MEETS, PLACE, TEXT = "purpose", "bodies", "meets_at", "place", "text"
TITLE = "title"
"""The key for what it is called, which nobody is asked for."""
LAST_PLACE = "last_place"
"""The key for where the last one was held, which is offered for this one."""
MOVED_FROM = "moved_from"
PURPOSE_WORDS = {
    **dict.fromkeys(("日调度", "日调度会", "日调度会议", "调度会", "dispatch"), Purpose.DISPATCH),
    **dict.fromkeys(("培训", "training"), Purpose.TRAINING),
    **dict.fromkeys(("会议", "其他", "其他会议", "other"), Purpose.OTHER),
}
LONGEST_TIME = 5
"""An hour may be written in as many words as this: 12月 3日 下午 6 时."""
USUAL_HOURS = (time(10), time(16), time(18))
SOONEST_OFFERED = timedelta(minutes=20)

_WORD = re.compile(r"\S+")


def of_line(desk: Desk, text: str) -> Facts:
    """Read a line such as 日调度 18:00 市政府301会议室, which may stop after any of its parts.

    A line that says nothing of bodies is for all members.
    """
    words = [found[0] for found in _WORD.finditer(seen(text))]
    if not words:
        return {}
    purpose = PURPOSE_WORDS.get(compact(words[0]))
    if purpose is None:
        raise Refusal("meeting_purpose_missing")
    facts = _for(desk, {}, purpose)
    rest = words[1:]
    if not rest:
        return facts
    facts, rest = _when(desk, {**facts, BODIES: list(meetings.usual_bodies(desk.plan))}, rest)
    if rest:
        meetings.check_place(rest[0])
        facts = {**facts, PLACE: rest[0]}
    if rest[1:]:
        said = " ".join(rest[1:])
        return _text_typed(desk, facts, said)
    return facts


def _when(desk: Desk, facts: Facts, words: list[str]) -> tuple[Facts, list[str]]:
    """The longest beginning of the words that is an hour, and the words after it."""
    for count in range(min(LONGEST_TIME, len(words)), 0, -1):
        said = " ".join(words[:count])
        if readings(desk, said):
            return _time_typed(desk, facts, said), words[count:]
    raise Refusal("meeting_time_unreadable")


def titled(desk: Desk, facts: Facts) -> Facts:
    """What it is called: a dispatch meeting by its day, any other by what it is about."""
    if facts.get(PURPOSE) == Purpose.DISPATCH:
        at = facts.get(MEETS)
        day = datetime.fromisoformat(at).date() if at else None
        return {**facts, TITLE: desk.words.plain("meeting_called_dispatch", day=day)}
    text = facts.get(TEXT)
    return {**facts, TITLE: meetings.first_line(text) if text else ""}


# What for


def _purposes(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain
    return (
        tuple(
            offer(MatterKind.MEETING, PURPOSE, label(f"meeting_purpose_{one}"), one)
            for one in Purpose
        ),
    )


def _for(desk: Desk, facts: Facts, purpose: Purpose) -> Facts:
    usual = {TEXT: ""} if purpose is Purpose.DISPATCH else {}
    return titled(desk, {**facts, PURPOSE: purpose, **usual})


def _purpose_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    purpose = PURPOSE_WORDS.get(compact(text))
    if purpose is None:
        raise Refusal("choose_by_button")
    return _for(desk, facts, purpose)


def _purpose_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    if press.word(2) not in set(Purpose):
        raise Refusal("button_obsolete")
    return _for(desk, facts, Purpose(press.word(2)))


# Who


def _possible(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return meetings.possible(desk.plan)


def _check_bodies(desk: Desk, _facts: Facts, bodies: tuple[str, ...]) -> None:
    meetings.check_bodies(desk.plan, bodies)


CHOICE = BodyChoice(MatterKind.MEETING, BODIES, _possible, _check_bodies)


# When


def _times(desk: Desk, facts: Facts) -> Keyboard:
    unclear = [datetime.fromisoformat(one) for one in facts.get(READINGS) or ()]
    label = desk.words.plain
    return tuple(
        (offer(MatterKind.MEETING, MEETS, label("button_start", start=at), int(at.timestamp())),)
        for at in unclear or _usual_times(desk, facts)
    )


def _usual_times(desk: Desk, facts: Facts) -> list[datetime]:
    """Whoever moves a meeting is not offered the hour at which it is to be held."""
    today = desk.local(desk.now).date()
    planned = desk.plan.dispatch_meeting
    hours = {*USUAL_HOURS, *((planned.usual_at,) if planned else ())}
    found = [
        datetime.combine(today + timedelta(days=ahead), hour, desk.zone)
        for ahead in (0, 1)
        for hour in sorted(hours)
    ]
    before = facts.get(MOVED_FROM)
    held_at = datetime.fromisoformat(before) if before else None
    return [at for at in found if at - desk.now >= SOONEST_OFFERED and at != held_at]


def _time_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    found = readings(desk, text)
    if not found:
        raise Refusal("meeting_time_unreadable")
    if len(found) > 1:
        return {**facts, MEETS: None, READINGS: [at.isoformat() for at in found]}
    return _at(desk, facts, found[0])


def _time_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    seconds = press.number(2)
    if seconds is None or seconds > LAST_INSTANT:
        raise Refusal("meeting_time_unreadable")
    return _at(desk, facts, datetime.fromtimestamp(seconds, desk.zone))


def _at(desk: Desk, facts: Facts, at: datetime) -> Facts:
    meetings.check_time(desk.now, at)
    return titled(desk, {**facts, MEETS: at.isoformat(), READINGS: None})


# Where


def _places(_desk: Desk, facts: Facts) -> Keyboard:
    last = facts.get(LAST_PLACE)
    return ((offer(MatterKind.MEETING, PLACE, last),),) if last else ()


def _place_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    meetings.check_place(text.strip())
    return {**facts, PLACE: text.strip()}


def _place_pressed(_desk: Desk, facts: Facts, _press: Press) -> Facts:
    if not facts.get(LAST_PLACE):
        raise Refusal("dialogue_over")
    return {**facts, PLACE: facts[LAST_PLACE]}


# About what


def _texts(desk: Desk, facts: Facts) -> Keyboard:
    if facts.get(PURPOSE) != Purpose.DISPATCH:
        return ()
    return ((offer(MatterKind.MEETING, TEXT, desk.words.plain("meeting_button_no_text")),),)


def _text_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    meetings.check_text(Purpose(facts[PURPOSE]), text)
    return titled(desk, {**facts, TEXT: text.strip()})


def _text_pressed(_desk: Desk, facts: Facts, _press: Press) -> Facts:
    if facts.get(PURPOSE) != Purpose.DISPATCH:
        raise Refusal("dialogue_over")
    return {**facts, TEXT: ""}


# Whether it is an exercise


def _drill_or_real(desk: Desk, facts: Facts) -> Keyboard:
    if MOVES in facts:
        return ()
    plain = desk.words.plain
    drill = offer(MatterKind.MEETING, DRILL, plain("button_drill"), 1)
    return ((drill, offer(MatterKind.MEETING, DRILL, plain("meeting_button_real"), 0)),)


def _drill_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    _, drill = drill_entry.read(text)
    if not drill:
        raise Refusal("choose_by_button")
    return _with_drill(facts, drill)


def _drill_pressed(_desk: Desk, facts: Facts, press: Press) -> Facts:
    return _with_drill(facts, press.number(2) == 1)


def _with_drill(facts: Facts, drill: bool) -> Facts:
    # What is moved stays what it was convened as.
    if MOVES in facts:
        raise Refusal("dialogue_over")
    return {**facts, DRILL: drill}


def _question(desk: Desk, facts: Facts, step: str) -> MeetingQuestionView:
    chosen = facts.get(BODIES) or facts.get(CHOSEN) or ()
    purpose, meets_at = facts.get(PURPOSE), facts.get(MEETS)
    return MeetingQuestionView(
        step=step,
        purpose=desk.words.plain(f"meeting_purpose_{purpose}") if purpose else "",
        bodies=tuple(agency_names.short(desk, body) for body in chosen),
        is_all=set(chosen) == set(meetings.usual_bodies(desk.plan)),
        meets_at=datetime.fromisoformat(meets_at) if meets_at else None,
        is_unclear=bool(facts.get(READINGS)),
        place=facts.get(PLACE) or "",
        text=facts.get(TEXT) or "",
        moves=MOVES in facts,
    )


def _terms(facts: Facts) -> MeetingTerms:
    before = facts.get(MOVED_FROM)
    return MeetingTerms(
        bodies=tuple(facts[BODIES]),
        purpose=Purpose(facts[PURPOSE]),
        meets_at=datetime.fromisoformat(facts[MEETS]),
        place=facts[PLACE],
        text=facts[TEXT],
        title=facts[TITLE],
        moved_from=datetime.fromisoformat(before) if before else None,
    )


def facts_of_terms(said: MeetingTerms) -> Facts:
    """What is not known yet is asked for."""
    return {
        PURPOSE: said.purpose,
        BODIES: list(said.bodies),
        CHOSEN: list(said.bodies),
        MEETS: said.meets_at.isoformat(),
        PLACE: said.place or None,
        TEXT: said.text,
        TITLE: said.title,
    }


def facts_of(draft: Order) -> Facts:
    said = MeetingTerms.of(draft)
    facts: dict[str, Any] = {**facts_of_terms(said), DRILL: draft.drill}
    if said.moved_from is not None:
        facts |= {MOVED_FROM: said.moved_from.isoformat(), MOVES: draft.matter_id}
    return facts


FORM = DraftForm(
    kind=MatterKind.MEETING,
    steps=(
        DraftStep(PURPOSE, _purposes, _purpose_typed, _purpose_pressed),
        CHOICE.step,
        DraftStep(MEETS, _times, _time_typed, _time_pressed),
        DraftStep(PLACE, _places, _place_typed, _place_pressed),
        DraftStep(TEXT, _texts, _text_typed, _text_pressed),
        DraftStep(DRILL, _drill_or_real, _drill_typed, _drill_pressed),
    ),
    view=_question,
    terms=_terms,
    facts_of=facts_of,
)
