"""代为登记: staff register step by step, for an agency, what came by telephone or on paper.

The button stands under /missing, and under what staff write in reply to an agency's prompt. What
was said so far travels in the dialogue of the question that is asked next.
"""

from datetime import UTC, datetime
from typing import Any

from handlers.reports.report_messages import incoming
from handlers.turns import menus
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from messages.views.reports import RegistrationView
from office.bodies import agency_names, people
from office.conversation import dialogues
from office.matters.naming import address, agency_name, matter_of, plan_of
from office.plan.owed_kinds import KINDS, answered_by_report
from office.post import Place
from office.reading import times
from office.refusal import Refusal
from office.reports import registering
from office.reports.message_parts import Incoming
from office.reports.registering import Statement
from storage.occasions import Occasion
from storage.owed import obligations as stored_obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.registrations import Way
from storage.receiving import dialogues as stored_dialogues
from storage.receiving.dialogues import Dialogue
from storage.roster import chats

NAME, TIME, CONTENT, PREVIEW = "register_name", "register_time", "register_content", "register_ok"
PAGE = 32
COLUMNS = 2
FAR_AHEAD = 1 << 36


async def offer(turn: Turn, agency: str, obligation_id: int) -> None:
    # Staff who write under an agency's prompt have reported nothing, so they are shown the way.
    words = turn.desk.words
    name = agency_names.name(turn.desk, agency)
    keyboard = ((button(words.plain("button_register_one"), "regpick", obligation_id),),)
    await turn.say(Message(words.phrase("register_offered", agency=name), keyboard))


async def choose_agency(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk = turn.desk
    people.require_office(desk, turn.person)
    page, matter = press.number() or 0, press.arguments[1:4]
    rows = await _owing(turn, matter)
    if not rows:
        raise Refusal("register_nothing")
    buttons = [button(agency_names.short(desk, row.agency), "regpick", row.key) for row in rows]
    shown = menus.page_of(buttons, page, PAGE)
    message = Message(
        desk.words.phrase("register_choose", matter=matter_of(desk, rows[0])),
        (*menus.rows(shown.shown, COLUMNS), *_turning(turn, shown, matter)),
    )
    if press.verb == "regpage":
        await menus.replace(turn, message)
    else:
        await turn.say(message)


async def agency_chosen(turn: Turn, press: Press) -> None:
    desk = turn.desk
    owed = await registering.registrable(desk, turn.person, press.number() or 0)
    # The office's questions do not belong in an agency's group, so they go on elsewhere.
    place = await _place(turn)
    keyboard: Keyboard = (
        tuple(
            button(desk.words.plain(f"registration_way_{way}"), "regway", owed.key, way)
            for way in Way
        ),
    )
    message = Message(desk.words.phrase("register_ask_way", **_named(turn, owed)), keyboard)
    elsewhere = place != turn.place
    turn.place = place
    await turn.say(message)
    if elsewhere:
        turn.show("register_elsewhere")


async def way_chosen(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk = turn.desk
    owed = await registering.registrable(desk, turn.person, press.number() or 0)
    if press.word(1) not in tuple(Way):
        raise Refusal("button_obsolete")
    way = Way(press.word(1))
    facts = {**_named(turn, owed), "way": desk.words.plain(f"registration_way_{way}")}
    question = Message(
        desk.words.phrase("register_ask_name", **facts),
        ask=desk.words.plain("register_name_placeholder"),
    )
    await _ask(turn, NAME, question, {"obligation": owed.key, "way": way.value})


async def name_given(turn: Turn, dialogue: Dialogue) -> None:
    desk = turn.desk
    name = registering.checked_name(turn.message.text or "")
    await registering.registrable(desk, turn.person, dialogue.facts["obligation"])
    await dialogues.close(desk, dialogue)
    now = button(desk.words.plain("button_register_now"), "regat", _seconds(turn.desk.now))
    question = Message(desk.words.phrase("register_ask_time", reported_by=name), ((now,),))
    await _ask(turn, TIME, question, {**dialogue.facts, "by": name})


async def time_given(turn: Turn, dialogue: Dialogue) -> None:
    desk = turn.desk
    owed = await registering.registrable(desk, turn.person, dialogue.facts["obligation"])
    # The time lies in the past, and what was typed may still mean two hours of it.
    readings = times.read(turn.message.text or "", desk.local(desk.now), past=True)
    if not readings:
        raise Refusal("register_time_unclear")
    if len(readings) > 1:
        buttons = [
            button(desk.words.plain("button_register_at", at=at), "regat", _seconds(at))
            for at in readings
        ]
        message = Message(desk.words.phrase("register_which_time"), menus.rows(buttons, 1))
        await turn.say(message)
        return
    await _time_known(turn, dialogue, owed, readings[0])


async def time_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    desk = turn.desk
    seconds = press.number()
    asked = await _open(turn, TIME)
    if seconds is None or seconds > FAR_AHEAD or asked is None:
        raise Refusal("button_obsolete")
    owed = await registering.registrable(desk, turn.person, asked.facts["obligation"])
    await _time_known(turn, asked, owed, datetime.fromtimestamp(seconds, UTC))


async def content_given(turn: Turn, dialogue: Dialogue) -> None:
    item = incoming(turn.message)
    if item is None:
        raise Refusal("register_nothing_said")
    await dialogues.close(turn.desk, dialogue)
    await _preview(turn, {**dialogue.facts, "item": item.model_dump(mode="json")})


async def confirmed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    facts = await _taken(turn, press)
    said = _statement(facts)
    _, owed = await registering.register(turn.desk, turn.person, facts["obligation"], said)
    name = await agency_name(turn.desk, owed)
    await menus.replace(turn, Message(turn.desk.words.phrase("register_done", agency=name)))


async def cancelled(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await _taken(turn, press)
    await menus.replace(turn, Message(turn.desk.words.phrase("register_cancelled")))


async def objected(turn: Turn, press: Press) -> None:
    await registering.object_to(turn.desk, turn.person, turn.speaks, press.number() or 0)
    turn.show("registration_objected")


async def withdrawn(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await registering.withdraw(turn.desk, turn.person, press.number() or 0)
    turn.show("registration_done")


async def upheld(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await registering.uphold(turn.desk, turn.person, press.number() or 0)
    turn.show("registration_done")


async def _time_known(turn: Turn, asked: Dialogue, owed: Obligation, at: datetime) -> None:
    desk = turn.desk
    registering.checked_time(desk, owed, at)
    await dialogues.close(desk, asked)
    facts = {**asked.facts, "at": at.astimezone(UTC).isoformat()}
    if not answered_by_report(owed.kind):
        await _preview(turn, facts)
        return
    question = Message(
        desk.words.phrase("register_ask_content"),
        ask=desk.words.plain("register_content_placeholder"),
    )
    await _ask(turn, CONTENT, question, facts)


async def _preview(turn: Turn, facts: dict[str, Any]) -> None:
    # Everything is shown once more before it counts.
    desk, words = turn.desk, turn.desk.words
    owed = await registering.registrable(desk, turn.person, facts["obligation"])
    said = _statement(facts)
    view = RegistrationView(
        agency=await agency_name(desk, owed),
        you=address(desk, await plan_of(desk, owed), owed.agency),
        matter=matter_of(desk, owed),
        serial="",
        is_report=answered_by_report(owed.kind),
        way=words.plain(f"registration_way_{said.way}"),
        reported_by=said.reported_by,
        reported_at=said.reported_at,
        registered_by=turn.person.name,
        registered_at=desk.now,
        backfilled=desk.now - said.reported_at > registering.PROMPT,
        late=False,
        due_at=owed.due_at,
        text=said.item.text[: registering.SHOWN] if said.item else "",
        files=int(said.item is not None and said.item.file is not None),
        person="",
    )
    kept = await dialogues.begin(desk, turn.place.chat_id, PREVIEW, turn.person.user_id, **facts)
    keyboard = (
        (
            button(words.plain("button_register_ok"), "regok", kept.key),
            button(words.plain("button_register_no"), "regno", kept.key),
        ),
    )
    await turn.say(Message(words.text("registration_preview", view), keyboard))


def _statement(facts: dict[str, Any]) -> Statement:
    item = facts.get("item")
    return Statement(
        way=Way(facts["way"]),
        reported_by=facts["by"],
        reported_at=datetime.fromisoformat(facts["at"]),
        item=Incoming.model_validate(item) if item else None,
    )


async def _taken(turn: Turn, press: Press) -> dict[str, Any]:
    desk = turn.desk
    kept = await stored_dialogues.dialogue(desk.session, press.number() or 0)
    if kept is None or kept.kind != PREVIEW or kept.user_id != turn.person.user_id:
        raise Refusal("button_obsolete")
    # Closing the dialogue claims the preview: of two presses one registers.
    if not await dialogues.close(desk, kept):
        raise Refusal("button_obsolete")
    facts: dict[str, Any] = kept.facts
    return facts


async def _ask(turn: Turn, kind: str, question: Message, facts: dict[str, Any]) -> None:
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    await dialogues.replace(desk, place.chat_id, user_id, kind)
    await dialogues.ask(desk, place, kind, question, user_id=user_id, **facts)


async def _open(turn: Turn, kind: str) -> Dialogue | None:
    desk = turn.desk
    opened = await stored_dialogues.open_dialogues(
        desk.session, desk.jurisdiction, turn.place.chat_id, turn.person.user_id, kind
    )
    return next(iter(opened), None)


async def _owing(turn: Turn, key: tuple[str, ...]) -> list[Obligation]:
    # A press may be forged, so what it names need not exist.
    press = Press("", key)
    kind, occasion = press.word(1), Occasion.known(press.word(2))
    if kind not in KINDS or occasion is None:
        return []
    rows = await stored_obligations.of_occasion(
        turn.desk.session, press.number() or 0, kind, occasion
    )
    here = turn.desk.jurisdiction
    return [row for row in rows if (row.jurisdiction, row.state) == (here, ObligationState.OPEN)]


async def _place(turn: Turn) -> Place:
    desk, here = turn.desk, turn.chat
    if turn.is_private or here is None or here.agency is None:
        require_office_place(turn)
        return turn.place
    own = await chats.private_chat(desk.session, desk.jurisdiction, turn.person.user_id)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    there = own if own is not None and own.reachable else office
    if there is None:
        raise Refusal("office_place")
    return Place.of(there)


def _turning(turn: Turn, page: menus.Page, matter: tuple[str, ...]) -> Keyboard:
    words = turn.desk.words
    before = button(words.plain("button_page_before"), "regpage", page.number - 1, *matter)
    after = button(words.plain("button_page_after"), "regpage", page.number + 1, *matter)
    line: list[Button] = [
        *([before] if page.number > 0 else []),
        *([after] if page.number < page.last else []),
    ]
    return (tuple(line),) if line else ()


def _named(turn: Turn, owed: Obligation) -> dict[str, str]:
    return {
        "agency": agency_names.name(turn.desk, owed.agency),
        "matter": matter_of(turn.desk, owed),
    }


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    "reg": choose_agency,
    "regpage": choose_agency,
    "regpick": agency_chosen,
    "regway": way_chosen,
    "regat": time_pressed,
    "regok": confirmed,
    "regno": cancelled,
    "regobject": objected,
    "regdrop": withdrawn,
    "regkeep": upheld,
}
ANSWERS: dict[str, AnswerHandler] = {
    NAME: name_given,
    TIME: time_given,
    CONTENT: content_given,
}
