"""/appraise: the office draws up an appraisal of the members, and looks at each and its reasons."""

from collections.abc import Mapping
from typing import Any

from handlers.supervision.appraisal_leads import LEAD_VERB
from handlers.turns import guards, menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office import wanting
from office.bodies import agency_names
from office.bodies.people import name_of
from office.conversation import dialogues
from office.desk import Desk
from office.paperwork.appraisals import (
    cards,
    checking,
    giving_up,
    leads,
    member_pages,
    proposals,
    signing,
)
from office.paperwork.appraisals.known import appraisal_rules, board_of, known, member_at
from office.paperwork.appraisals.standing import standing
from office.post import Posting
from office.records.appraisals import drawing_up
from office.records.ledgers import scope as scopes
from office.records.years import period as periods
from office.refusal import Refusal
from office.wanting import FileWish
from storage.receiving.dialogues import Dialogue
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import DrawnAppraisal, Proposed

EPISODE_VERB, YEAR_VERB, SEASON_VERB, OPEN_VERB = "apprep", "appryear", "apprseas", "appropen"
MEMBER_VERB, PRAISE_VERB, BLAME_VERB, DROP_VERB = "approne", "apprgood", "apprbad", "apprdrop"
PROPOSAL = "appraisal_proposal"
MOST_OPENED = 5
PAGE = 12


async def appraise(turn: Turn, _text: str) -> None:
    """Offer what can be appraised now, and the appraisals that were drawn up last."""
    desk, plain = turn.desk, turn.desk.words.plain
    appraisal_rules(desk.plan)
    episodes = [
        (button(plain("button_appraisal_new", title=title), EPISODE_VERB, episode),)
        for episode, title in await scopes.episodes(desk)
    ]
    years = [(_year(desk, asked, name),) for asked, name in await periods.offered(desk)]
    drawn = [
        (
            button(
                plain("button_appraisal_open", title=one.title, at=one.drafted_at),
                OPEN_VERB,
                one.key,
            ),
        )
        for one in await store.newest(desk.session, desk.jurisdiction, MOST_OPENED)
    ]
    await turn.say(Message(desk.words.phrase("appraisal_which"), (*episodes, *years, *drawn)))


def _year(desk: Desk, asked: Mapping[str, Any], name: str) -> Button:
    verb = SEASON_VERB if asked.get("season") else YEAR_VERB
    return button(desk.words.plain("button_appraisal_new", title=name), verb, asked["year"])


def _open(desk: Desk, made: DrawnAppraisal) -> Button:
    facts = {"title": made.title, "at": made.drafted_at}
    return button(desk.words.plain("button_appraisal_open", **facts), OPEN_VERB, made.key)


async def of_episode(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"episode": press.number() or 0})


async def of_year(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"year": press.number() or 0})


async def of_season(turn: Turn, press: Press) -> None:
    await _draw_up(turn, {"year": press.number() or 0, "season": True})


async def _draw_up(turn: Turn, asked: Mapping[str, Any]) -> None:
    guards.require_office(turn)
    made = await drawing_up.begin(turn.desk, turn.person, asked)
    turn.show("appraisal_counting_toast", title=made.title)


async def open_again(turn: Turn, press: Press) -> None:
    """The card comes once more; in the office's group it is the one that is kept true from now."""
    made = await _known(turn, press)
    if turn.is_private:
        await turn.say(await cards.message(turn.desk, made), Posting(Subject.of(made)))
    else:
        await cards.post_card(turn.desk, turn.place, made)


async def members(turn: Turn, press: Press) -> None:
    """All members as the plan lists them, a page at a time."""
    made = await _known(turn, press)
    desk, board = turn.desk, board_of(made)
    buttons = [
        button(agency_names.short(desk, one.body), MEMBER_VERB, made.key, place)
        for place, one in enumerate(board.members)
    ]
    page = menus.page_of(buttons, press.number(1), PAGE)
    turning = _turning(desk, made, page)
    rows = (*menus.rows(page.shown, 3), *([turning] if turning else []))
    said = desk.words.phrase("appraisal_members", title=made.title)
    await _show(turn, made, Message(said, rows))


def _turning(desk: Desk, made: DrawnAppraisal, page: menus.Page) -> tuple[Button, ...]:
    there = {"before": page.number - 1, "after": page.number + 1}
    return tuple(
        button(desk.words.plain(f"button_page_{name}"), cards.MEMBERS_VERB, made.key, number)
        for name, number in there.items()
        if 0 <= number <= page.last
    )


async def member(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    desk = turn.desk
    now = await standing(desk, made)
    place = _place(press)
    chosen = member_at(now.board, place)
    proposed = tuple(
        [
            (one.proposed, one.words, await name_of(desk, one.proposed_by))
            for one in now.proposals
            if one.agency == chosen.body
        ]
    )
    view = member_pages.page(desk, made, now.board, chosen, now.corrections, proposed)
    keyboard = _below_member(desk, made, place, has_proposals=bool(proposed))
    if turn.is_private and leads.is_open(desk, made):
        label = desk.words.plain("button_appraisal_lead")
        keyboard = ((button(label, LEAD_VERB, made.key, place),), *keyboard)
    await _show(turn, made, Message(desk.words.text("appraisal_member", view), keyboard))


def _below_member(desk: Desk, made: DrawnAppraisal, place: int, *, has_proposals: bool) -> Keyboard:
    plain = desk.words.plain
    back = button(plain("button_back"), cards.MEMBERS_VERB, made.key, place // PAGE)
    if made.state not in proposals.OPEN:
        return ((back,),)
    propose = tuple(
        button(plain(f"button_appraisal_{what}"), verb, made.key, place)
        for what, verb in (("praise", PRAISE_VERB), ("blame", BLAME_VERB))
    )
    drop = button(plain("button_appraisal_drop"), DROP_VERB, made.key, place)
    return (propose, (drop, back) if has_proposals else (back,))


def _place(press: Press) -> int:
    place = press.number(1)
    return -1 if place is None else place


async def praise(turn: Turn, press: Press) -> None:
    await _ask_words(turn, press, Proposed.PRAISE)


async def blame(turn: Turn, press: Press) -> None:
    await _ask_words(turn, press, Proposed.BLAME)


async def _ask_words(turn: Turn, press: Press, what: Proposed) -> None:
    made = await _known(turn, press)
    proposals.require_open(turn.desk, turn.person, made)
    chosen = member_at(board_of(made), _place(press))
    await reasons.ask(
        turn,
        PROPOSAL,
        "appraisal_proposal_ask",
        "appraisal_proposal_placeholder",
        facts=_proposal(turn, chosen.body, what),
        appraisal=made.key,
        body=chosen.body,
        what=str(what),
    )


async def proposed(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    made = await known(turn.desk, asked.facts["appraisal"])
    body, what = asked.facts["body"], Proposed(asked.facts["what"])
    said = turn.message.text or ""
    await proposals.propose(turn.desk, turn.person, made, body, what, said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("appraisal_proposal_kept", **_proposal(turn, body, what))


def _proposal(turn: Turn, body: str, what: Proposed) -> dict[str, Any]:
    return {"body": agency_names.short(turn.desk, body), "praise": what is Proposed.PRAISE}


async def drop(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    chosen = member_at(board_of(made), _place(press))
    await proposals.drop(turn.desk, turn.person, made, chosen.body)
    turn.show("appraisal_proposed_toast")
    await member(turn, press)


async def send_out(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    await checking.send_out(turn.desk, turn.person, made)
    turn.show("appraisal_sent_out_toast")


async def sign(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    await signing.put_up(turn.desk, turn.person, turn.place, made)
    turn.show("appraisal_put_up_toast")


async def _show(turn: Turn, made: DrawnAppraisal, message: Message) -> None:
    """Turn the page in place; the card itself stays as it is, and the pages come below it."""
    pressed = turn.message.message_id
    shown = await cards.shown_at(turn.desk, made)
    if shown is not None and shown.message_id == pressed and shown.chat_id == turn.place.chat_id:
        await turn.say(message, Posting(Subject.of(made)))
    else:
        await menus.replace(turn, message)


async def paper(turn: Turn, press: Press) -> None:
    await _make(turn, await _known(turn, press), "appraisal")


async def table(turn: Turn, press: Press) -> None:
    await _make(turn, await _known(turn, press), "appraisal_table")


async def _make(turn: Turn, made: DrawnAppraisal, kind: str) -> None:
    desk, words = turn.desk, turn.desk.words
    asked = {"appraisal": made.key}
    if await wanting.is_wanted(desk, turn.place, kind, asked):
        raise Refusal("export_under_way")
    name = words.plain(f"{kind}_file", title=made.title)
    wish = FileWish(
        kind, asked, name, words.phrase("appraisal_caption", title=made.title, serial="")
    )
    shown = await turn.answer("wanted_begun", name=name)
    await wanting.want(desk, turn.place, wish, progress=shown, wanted_by=turn.person.user_id)
    await desk.record("export.asked", kind, **asked)


async def give_up(turn: Turn, press: Press) -> None:
    made = await _known(turn, press)
    await giving_up.give_up(turn.desk, turn.person, made)
    turn.show("appraisal_given_up_toast")


async def _known(turn: Turn, press: Press) -> DrawnAppraisal:
    guards.require_office(turn)
    return await known(turn.desk, press.number() or 0)


COMMANDS: tuple[Command, ...] = (Command("appraise", appraise, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    EPISODE_VERB: of_episode,
    YEAR_VERB: of_year,
    SEASON_VERB: of_season,
    OPEN_VERB: open_again,
    cards.MEMBERS_VERB: members,
    MEMBER_VERB: member,
    cards.PAPER_VERB: paper,
    cards.TABLE_VERB: table,
    cards.GIVE_UP_VERB: give_up,
    cards.SEND_OUT_VERB: send_out,
    cards.SIGN_VERB: sign,
    PRAISE_VERB: praise,
    BLAME_VERB: blame,
    DROP_VERB: drop,
}
ANSWERS: dict[str, AnswerHandler] = {PROPOSAL: proposed}
