"""/forms fills in the office's own forms from the record, and has them signed and sent."""

from typing import Any

from handlers.turns import menus, questions
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.forms import FormListView
from office.conversation import dialogues
from office.decisions.draft_texts import WRAP_UP_VERB
from office.paperwork import assessments, filling, form_signing, form_texts, forms, printing
from office.paperwork.printing import SentTo
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.filled_forms import FilledForm
from storage.decisions.matters import Matter
from storage.receiving.dialogues import Dialogue

FIELD = "form_field"
SAME_VERB, SKIP_VERB, ASSESS_VERB = "formsame", "formskip", "formassess"


async def show(turn: Turn, _text: str) -> None:
    view = await filling.listed(turn.desk)
    if not view.alerts:
        raise Refusal("form_none")
    await turn.say(
        Message(turn.desk.words.text("form_list", view), _choices(turn.desk.words, view))
    )


def _choices(words: Words, view: FormListView) -> Keyboard:
    rows: list[tuple[Button, ...]] = []
    for place, one in enumerate(view.alerts, start=1):
        # Two alerts have forms of the same names, so each button has the number of its alert.
        number = place if len(view.alerts) > 1 else 0
        for form in one.forms:
            label = words.plain("button_form_open", number=number, title=form.title)
            rows.append((button(label, form_texts.OPEN_VERB, one.alert_id, form.form),))
        if one.has_assessment:
            label = words.plain("button_assessment", number=number)
            rows.append((button(label, ASSESS_VERB, one.alert_id),))
        if one.can_be_wrapped_up:
            label = words.plain("button_wrap_up_one", number=number)
            rows.append((button(label, WRAP_UP_VERB, one.alert_id),))
    return tuple(rows)


async def open_one(turn: Turn, press: Press) -> None:
    require_office(turn)
    alert = await _alert(turn, press.number() or 0)
    form = forms.known(await forms.plan_of(turn.desk, alert), press.word(1))
    if form not in forms.possible(await forms.plan_of(turn.desk, alert), alert):
        raise Refusal("button_obsolete")
    await filling.offer(turn.desk, turn.place, alert, form)


async def assessment(turn: Turn, press: Press) -> None:
    require_office(turn)
    paper = await assessments.paper_of(turn.desk, await _alert(turn, press.number() or 0))
    caption = turn.desk.words.phrase("slip_paper", name=paper.name)
    sent = await printing.send_again(turn.desk, paper, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


async def _alert(turn: Turn, matter_id: int) -> Matter:
    found = await matters.matter(turn.desk.session, matter_id)
    if found is None or found.key not in {one.key for one in await forms.alerts(turn.desk)}:
        raise Refusal("button_obsolete")
    return found


async def fill_in(turn: Turn, press: Press) -> None:
    require_office(turn)
    row = await filling.open_row(turn.desk, turn.person, press.number() or 0)
    form = await filling.form_for(turn.desk, row)
    wanted = forms.unanswered(form, row) or forms.asked_fields(form)
    message, facts = await _question(turn, row, wanted)
    user_id = turn.person.user_id
    await dialogues.replace(turn.desk, turn.place.chat_id, user_id, FIELD)
    await dialogues.ask(turn.desk, turn.place, FIELD, message, user_id=user_id, **facts)


async def typed(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    said = (turn.message.text or "").strip()
    # A picture or a voice says nothing that can stand in the form.
    if not said:
        raise Refusal("form_answer_missing")
    row, left = await _answered(turn, asked, said)
    await dialogues.close(turn.desk, asked)
    if not left:
        await _complete(turn, row)
        return
    message, facts = await _question(turn, row, left)
    await dialogues.ask(turn.desk, turn.place, FIELD, message, user_id=turn.person.user_id, **facts)


async def same(turn: Turn, _press: Press) -> None:
    await _pressed(turn, skip=False)


async def skip(turn: Turn, _press: Press) -> None:
    await _pressed(turn, skip=True)


async def _pressed(turn: Turn, *, skip: bool) -> None:
    require_office(turn)
    desk, who = turn.desk, turn.person
    asked, shown = await questions.pressed(turn, FIELD)
    await dialogues.claim(desk, asked)
    row, left = await _answered(turn, asked, "" if skip else asked.facts["proposed"])
    if not left:
        await menus.replace(turn, await _done(turn, row))
        return
    message, facts = await _question(turn, row, left)
    await dialogues.ask_in_place(desk, shown, FIELD, message, user_id=who.user_id, **facts)


async def _answered(turn: Turn, asked: Dialogue, said: str) -> tuple[FilledForm, list[str]]:
    """Keep the answer; what is left are the fields after it that were asked for as well."""
    facts = asked.facts
    row = await filling.answer(turn.desk, turn.person, facts["form"], facts["field"], said)
    await filling.show(turn.desk, row)
    return row, list(facts["left"])


async def _question(
    turn: Turn, row: FilledForm, wanted: list[str]
) -> tuple[Message, dict[str, Any]]:
    desk, words = turn.desk, turn.desk.words
    form = await filling.form_for(desk, row)
    field, *left = wanted
    every = forms.asked_fields(form)
    proposed = await filling.proposed(desk, row, field)
    text = words.phrase(
        "form_question",
        title=form.name,
        number=every.index(field) + 1,
        of=len(every),
        field=form_texts.label_of(desk, form, field),
        proposed=proposed,
    )
    taking = (button(words.plain("button_form_same"), SAME_VERB),) if proposed else ()
    keyboard = ((*taking, button(words.plain("button_form_skip"), SKIP_VERB)),)
    facts = {"form": row.key, "field": field, "left": left, "proposed": proposed}
    return Message(text, keyboard), facts


async def _complete(turn: Turn, row: FilledForm) -> None:
    await turn.say(await _done(turn, row))


async def _done(turn: Turn, row: FilledForm) -> Message:
    desk = turn.desk
    form = await filling.form_for(desk, row)
    missing = [
        form_texts.label_of(desk, form, field)
        for field in forms.asked_fields(form)
        if not row.answers.get(field)
    ]
    text = desk.words.phrase("form_complete", title=form.name, missing=missing)
    sign = button(desk.words.plain("button_form_sign"), form_texts.SIGN_VERB, row.key)
    return Message(text, ((sign,),))


async def sign(turn: Turn, press: Press) -> None:
    require_office(turn)
    await filling.submit(turn.desk, turn.person, press.number() or 0)
    turn.show("form_sent_toast")


async def give_up(turn: Turn, press: Press) -> None:
    require_office(turn)
    await filling.give_up(turn.desk, turn.person, press.number() or 0)
    turn.show("form_given_up_toast")


async def file(turn: Turn, press: Press) -> None:
    require_office(turn)
    row = await filling.signed_row(turn.desk, press.number() or 0)
    form = await filling.form_for(turn.desk, row)
    caption = turn.desk.words.phrase(
        "form_document_office", title=form.name, serial=row.serial or "", sent=(), by_hand=()
    )
    paper, reader = form_signing.paper_of(form, row), SentTo(turn.place, caption)
    sent = await printing.send_again(turn.desk, paper, reader)
    turn.show("form_file_toast" if sent else "paper_waits")


COMMANDS: tuple[Command, ...] = (Command("forms", show, Who.OFFICE, Errand.REPORTS),)
BUTTONS: dict[str, ButtonHandler] = {
    form_texts.OPEN_VERB: open_one,
    form_texts.FILL_VERB: fill_in,
    form_texts.SIGN_VERB: sign,
    form_texts.GIVE_UP_VERB: give_up,
    form_texts.FILE_VERB: file,
    SAME_VERB: same,
    SKIP_VERB: skip,
    ASSESS_VERB: assessment,
}
ANSWERS: dict[str, AnswerHandler] = {FIELD: typed}
