"""Joining: /start with or without a code, and /enrol, by which the office hands codes out."""

from collections.abc import Sequence

from handlers.enrolment import public_channels, screens, tips
from handlers.turns import menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office import post
from office.board_access import screens as shown_codes
from office.bodies import chat_roles, codes, new_codes, people, start_links
from office.bodies.chat_roles import BY_CODE, PlanEntry
from office.bodies.new_codes import GIVE_VERB, Issued, Target
from office.bodies.start_links import LinkErrand
from office.conversation import strangers
from office.enrolment import reachability, using_codes, welcome
from office.enrolment.using_codes import CodeChat, CodeVerdict, Declined
from office.enrolment.welcome import OWN_DUTIES, OWN_MEASURES
from office.matters import measures
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import ChatRole
from storage.roster.enrolment import CodeFor

PAGE = 16
COLUMNS = 2
LISTED = {
    CodeFor.AGENCY: "enrolagencies",
    CodeFor.TEAM: "enrolteams",
    CodeFor.COUNTY: "enrolcounties",
    CodeFor.OUTSIDE: "enroloutside",
    CodeFor.POSITION: "enrolpositions",
    CodeFor.RESPONSIBLE: "enrolresponsible",
}
"""The verb of the button that lists the entries of a role of which a plan may have several."""
OFFERED = (*LISTED, CodeFor.OFFICE)


async def start(turn: Turn, args: str) -> None:
    link = start_links.read(args)
    if link is not None:
        await LINKS[link.errand](turn)
    elif (code := shown_codes.started_with(args)) and _is_known(turn):
        await screens.scanned(turn, code)
    elif args:
        await _use(turn, codes.typed(args))
    else:
        await _greet(turn)


def _is_known(turn: Turn) -> bool:
    """What a wall is and who sets it up is nothing to a stranger, for whom all codes are alike."""
    return bool(turn.person.positions or turn.person.agencies)


async def _use(turn: Turn, code: str) -> None:
    outcome = await using_codes.use(turn.desk, code, turn.person, await _door(turn))
    if isinstance(outcome, Declined):
        if outcome.verdict is not CodeVerdict.SILENT:
            await turn.answer(outcome.verdict, **outcome.facts)
        return
    await strangers.forget(turn.desk, outcome.chat.chat_id)
    await turn.say(welcome.welcome(turn.desk, outcome))
    await reachability.let_in(turn.desk, outcome.chat)


async def _door(turn: Turn) -> CodeChat:
    chat = turn.message.chat
    return CodeChat(
        place=turn.place,
        title=chat.title or turn.person.name,
        is_private=turn.is_private,
        bot_is_admin=await strangers.bot_is_admin(turn.desk, chat.id),
    )


async def _greet(turn: Turn) -> None:
    if turn.chat is not None and turn.chat.role != ChatRole.PERSON:
        texts = chat_roles.of_chat(turn.desk.plan, turn.chat).texts
        await turn.answer(f"start_{texts}", name=using_codes.chat_name(turn.desk, turn.chat))
    elif turn.is_private and _is_known(turn):
        key = "start_person" if turn.person.positions else "start_liaison"
        await turn.answer(key, name=turn.person.name)
    else:
        await strangers.greet(turn.desk, turn.place)


async def enrol(turn: Turn, text: str) -> None:
    people.require_office(turn.desk, turn.person)
    if text:
        issued = await _issue(turn, new_codes.meant(turn.desk, text))
        if not turn.is_private:
            await turn.answer("enrol_sent_in_private", name=issued.name)
    else:
        await turn.say(_kinds(turn))


async def show_kinds(turn: Turn, _press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    await menus.replace(turn, _kinds(turn))


def shows(code: CodeFor) -> ButtonHandler:
    async def show(turn: Turn, press: Press) -> None:
        people.require_office(turn.desk, turn.person)
        missing = await new_codes.unbound(turn.desk)
        buttons = [
            _choose(code, entry, Target(code, entry.id) in missing)
            for entry in BY_CODE[code].entries(turn.desk.plan)
        ]
        page = menus.page_of(buttons, press.number(), PAGE)
        turning = menus.turning(turn, LISTED[code], page)
        key = f"enrol_choose_{code}"
        await menus.replace(turn, _choice(turn, key, page.shown, turning))

    return show


async def give(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    wanted = new_codes.target(turn.desk, press.word(0), press.word(1))
    issued = await _issue(turn, wanted)
    turn.show("enrol_sent_in_private", name=issued.name)


async def _issue(turn: Turn, wanted: Target) -> Issued:
    # The code goes to the asker alone: in a group, everyone could use it.
    asker = turn.person.user_id
    private = await chats.private_chat(turn.desk.session, turn.desk.jurisdiction, asker)
    if private is None or not private.reachable:
        raise Refusal("enrol_open_private_first")
    issued = await new_codes.issue(turn.desk, wanted)
    posting = Posting(dedupe_key=new_codes.letter(issued.code_id), context={"secret": True})
    await post.send(
        turn.desk,
        Place.of(private),
        DeliveryKind.ANSWER,
        welcome.code_message(turn.desk, issued),
        posting,
    )
    return issued


async def show_duties(turn: Turn, _press: Press) -> None:
    message = await measures.duties(turn.desk, turn.agency)
    await turn.say(message, Posting(reply_to=turn.message.message_id))


async def show_measures(turn: Turn, _press: Press) -> None:
    message = await measures.own(turn.desk, turn.agency, "")
    await turn.say(message, Posting(reply_to=turn.message.message_id))


def _kinds(turn: Turn) -> Message:
    words, plan = turn.desk.words, turn.desk.plan
    keyboard = tuple(
        (_opens(code, entries[0], words.plain(f"button_{code}")),)
        for code in OFFERED
        if (entries := BY_CODE[code].entries(plan))
    )
    channel = button(words.plain("button_public"), public_channels.ENROL_VERB)
    return Message(words.phrase("enrol_choose"), (*keyboard, (channel,)))


def _opens(code: CodeFor, first: PlanEntry, label: str) -> Button:
    if code in LISTED:
        return button(label, LISTED[code], 0)
    return button(label, GIVE_VERB, code, first.id)


def _choice(
    turn: Turn, key: str, buttons: Sequence[Button], turning: Sequence[Button] = ()
) -> Message:
    back = button(turn.desk.words.plain("button_back"), "enrol")
    keyboard: Keyboard = (*menus.rows(buttons, COLUMNS), (*turning, back))
    return Message(turn.desk.words.phrase(key), keyboard)


def _choose(code: CodeFor, entry: PlanEntry, is_missing: bool) -> Button:
    mark = "○" if is_missing else "✅"
    return button(f"{mark} {entry.short}", GIVE_VERB, code, entry.id)


LINKS = {LinkErrand.CHANNEL: public_channels.choose, LinkErrand.TIP: tips.begin}
COMMANDS: tuple[Command, ...] = (
    Command("start", start, Who.ANYONE, Errand.JOINING),
    Command("enrol", enrol, Who.OFFICE, Errand.JOINING),
)
BUTTONS: dict[str, ButtonHandler] = {
    "enrol": show_kinds,
    **{verb: shows(code) for code, verb in LISTED.items()},
    GIVE_VERB: give,
    OWN_DUTIES: show_duties,
    OWN_MEASURES: show_measures,
}
ANSWERS: dict[str, AnswerHandler] = {}
