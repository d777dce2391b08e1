"""/public, and what is pressed about a text for the public: words, review, correction."""

from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.public import (
    asking,
    awaiting,
    cards,
    correcting,
    overview,
    previewing,
    publishing,
    reviewing,
)
from office.public.previewing import known
from office.public.publishers import tells_the_public
from office.reading.public_words import SHORT, ZH
from office.refusal import Refusal
from storage.decisions.public_notices import PublicNoticeState
from storage.receiving.dialogues import Dialogue

WORDS, AMENDED, CORRECTED, WHERE = "public_words", "public_amend", "public_correct", "public_where"
PLACEHOLDER = "public_words_placeholder"


async def public(turn: Turn, _text: str) -> None:
    if not tells_the_public(turn.desk.plan):
        raise Refusal("public_none")
    await turn.say(await overview.overview(turn.desk, for_office=guards.is_office_place(turn)))


async def ask_words(turn: Turn, press: Press) -> None:
    await _ask_words(turn, press, ZH, "public_words_ask")


async def ask_short(turn: Turn, press: Press) -> None:
    await _ask_words(turn, press, SHORT, "public_short_ask")


async def _ask_words(turn: Turn, press: Press, first: str, question: str) -> None:
    guards.require_office(turn)
    notice = await previewing.to_change(turn.desk, turn.person, pressed.number(press))
    await reasons.ask(turn, WORDS, question, PLACEHOLDER, facts={}, notice=notice.key, first=first)


async def words_given(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    said, first = turn.message.text or "", asked.facts["first"]
    await previewing.change(turn.desk, turn.person, asked.facts["notice"], said, first)
    await dialogues.close(turn.desk, asked)
    await turn.answer("public_words_changed")


async def send(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    notice = await correcting.send(turn.desk, turn.person, pressed.number(press))
    released = notice.state == PublicNoticeState.RELEASED
    turn.show("public_sent_toast" if released else "public_sent_review_toast")


async def give_up(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await correcting.give_up(turn.desk, turn.person, pressed.number(press))
    turn.show("public_given_up_toast")


async def passed(turn: Turn, press: Press) -> None:
    await reviewing.passed(turn.desk, turn.person, turn.speaks, pressed.number(press))
    turn.show("public_passed_toast")


async def ask_amendment(turn: Turn, press: Press) -> None:
    notice = await reviewing.amendable(turn.desk, turn.speaks, pressed.number(press))
    await reasons.ask(turn, AMENDED, "public_amend_ask", PLACEHOLDER, facts={}, notice=notice.key)


async def amended(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    await reviewing.amend(turn.desk, turn.person, turn.speaks, asked.facts["notice"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("public_amended_toast")


async def adopt(turn: Turn, press: Press) -> None:
    await _decide(turn, press, adopted=True)
    turn.show("public_adopted_toast")


async def keep(turn: Turn, press: Press) -> None:
    await _decide(turn, press, adopted=False)
    turn.show("public_kept_toast")


async def _decide(turn: Turn, press: Press, *, adopted: bool) -> None:
    guards.require_office(turn)
    await reviewing.adopt(turn.desk, turn.person, pressed.number(press), adopted=adopted)


async def ask_correction(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    notice = await correcting.to_correct(turn.desk, turn.person, pressed.number(press))
    await reasons.ask(
        turn, CORRECTED, "public_correct_ask", PLACEHOLDER, facts={}, notice=notice.key
    )


async def corrected(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    await correcting.draft(turn.desk, turn.person, turn.place, asked.facts["notice"], said)
    await dialogues.close(turn.desk, asked)


async def published(turn: Turn, press: Press) -> None:
    row = await publishing.published(turn.desk, turn.person, turn.speaks, pressed.number(press))
    await _ask_where(turn, row.notice_id, row.key)


async def registered(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await publishing.registered(turn.desk, turn.person, pressed.number(press))
    await _ask_where(turn, row.notice_id, row.key)


async def _ask_where(turn: Turn, notice_id: int, publication_id: int) -> None:
    title = await cards.title(turn.desk, await known(turn.desk, notice_id))
    await reasons.ask(
        turn,
        WHERE,
        "public_where_ask",
        "public_where_placeholder",
        facts={"title": title},
        publication=publication_id,
    )
    turn.show("public_published_toast")


async def where_given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = turn.message.text or ""
    await publishing.say_where(turn.desk, turn.person, asked.facts["publication"], said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("public_where_taken")


COMMANDS: tuple[Command, ...] = (Command("public", public, Who.FINDER, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {
    cards.WORDS_VERB: ask_words,
    cards.SHORT_VERB: ask_short,
    cards.SEND_VERB: send,
    cards.GIVE_UP_VERB: give_up,
    cards.REGISTER_VERB: registered,
    reviewing.PASS_VERB: passed,
    reviewing.AMEND_VERB: ask_amendment,
    awaiting.ADOPT_VERB: adopt,
    awaiting.KEEP_VERB: keep,
    correcting.CORRECT_VERB: ask_correction,
    asking.PUBLISHED_VERB: published,
}
ANSWERS: dict[str, AnswerHandler] = {
    WORDS: words_given,
    AMENDED: amended,
    CORRECTED: corrected,
    WHERE: where_given,
}
