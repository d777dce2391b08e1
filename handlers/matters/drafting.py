"""The dialogue that drafts an order of a kind without levels; each step asks for one value.

A `DraftForm` says what a kind asks for. Asking, changing and leaving are the same for all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from handlers.turns import questions
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office import post
from office.conversation import dialogues
from office.decisions import draft_turns, drafts
from office.desk import Desk
from office.enclosing import DOCUMENT, PHOTO
from office.matters.kinds import KINDS, Saying
from office.matters.order_files import OrderFile
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.immutable import immutable
from storage.receiving.dialogues import Dialogue

SET_VERB = "mset"
BACK_VERB = "mback"
STOP_VERB = "mstop"
FIELD = "field"
"""The step that asks which value is to be changed."""
REPLACING = "replacing"
"""The key among the facts for the draft that the changed one will replace."""

MOVES = "moves"
"""The key for the matter whose order is changed; without it a new matter is opened."""
DRILL = "drill"
"""The key that says that it is an exercise."""

Facts = dict[str, Any]
"""The values so far by the names of their steps, as the dialogue's row keeps them."""


@immutable
class DraftStep:
    name: str
    offers: Callable[[Desk, Facts], Keyboard]
    """The answers that a button can give; `offer` makes one."""
    typed: Callable[[Desk, Facts, str], Facts]
    """It adds a typed value to the facts, or refuses it."""
    pressed: Callable[[Desk, Facts, Press], Facts]
    """It adds the value of a button, which stands from its third argument on."""
    brought: Callable[[Desk, Facts, OrderFile, str], Facts] | None = None
    """It adds the photo or the document by which somebody answers, with the words beside it."""


@immutable
class DraftForm:
    kind: MatterKind
    """The name of the dialogue; the template of its questions is <kind>_question."""
    steps: tuple[DraftStep, ...]
    view: Callable[[Desk, Facts, str], object]
    """It makes what the template of a step's question needs."""
    terms: Callable[[Facts], Saying]
    """It makes the order's terms once every step has a value."""
    facts_of: Callable[[Order], Facts]
    """It makes the facts of a draft that is to be changed."""

    def step(self, name: str) -> DraftStep:
        found = next((one for one in self.steps if one.name == name), None)
        if found is None:
            raise Refusal("dialogue_over")
        return found

    def missing(self, facts: Facts) -> str | None:
        return next((one.name for one in self.steps if facts.get(one.name) is None), None)

    def before(self, facts: Facts, name: str) -> str | None:
        """The value that was given last, which 上一步 asks for again; None for a draft's values."""
        names = [one.name for one in self.steps]
        if REPLACING in facts or name not in names:
            return None
        given = [one for one in names[: names.index(name)] if facts.get(one) is not None]
        return given[-1] if given else None


def sent_file(turn: Turn) -> OrderFile | None:
    """What Telegram can send again as it came: a photo or a document."""
    message, raw = turn.message, turn.enclosed.raw
    if message.document is not None:
        name, sha256 = message.document.file_name or "", raw.sha256 if raw is not None else ""
        return OrderFile(DOCUMENT, message.document.file_id, name, sha256)
    # The last size of a photo is the largest.
    return OrderFile(PHOTO, message.photo[-1].file_id) if message.photo else None


def offer(form: MatterKind, step: str, label: str, *value: int | str) -> Button:
    return button(label, SET_VERB, form, step, *value)


async def begin(turn: Turn, form: DraftForm, facts: Facts, shown: Delivery | None = None) -> None:
    """Ask for what the facts leave out, in place of the message that is shown, if any is."""
    draft_turns.require_opener(turn.desk, turn.person, form.kind)
    await draft_turns.require_none_open(turn.desk, KINDS[form.kind])
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, form.kind)
    await _go_on(turn, form, facts, shown)


async def reopen(turn: Turn, form: DraftForm, made: Order, asked: str) -> None:
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, form.kind)
    facts = {**form.facts_of(made), REPLACING: made.key}
    if asked in [one.name for one in form.steps]:
        await _ask(turn, form, {**facts, asked: None}, asked)
    else:
        await _ask(turn, form, facts, FIELD)


async def change(turn: Turn, form: DraftForm, facts: Facts) -> None:
    """Ask which value is to be said otherwise than an issued order says it."""
    draft_turns.require_opener(turn.desk, turn.person, form.kind)
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, form.kind)
    await _ask(turn, form, facts, FIELD)


def handlers(*forms: DraftForm) -> tuple[dict[str, ButtonHandler], dict[str, AnswerHandler]]:
    """The buttons of all these dialogues, and the functions that take typed answers to each."""
    taker = _Taker(forms)
    buttons: dict[str, ButtonHandler] = {
        SET_VERB: taker.choose,
        BACK_VERB: taker.step_back,
        STOP_VERB: taker.stop,
    }
    return buttons, {form.kind: taker.answer for form in forms}


class _Taker:
    """It takes what is pressed and typed in the dialogues of these forms."""

    def __init__(self, forms: Iterable[DraftForm]) -> None:
        self._forms: dict[str, DraftForm] = {form.kind: form for form in forms}

    async def choose(self, turn: Turn, press: Press) -> None:
        form = self._meant(press)
        asked, shown = await _pressed(turn, form)
        facts, step = asked.facts["entry"], press.word(1)
        if step != asked.facts["step"]:
            raise Refusal("dialogue_over")
        facts = _chosen(turn.desk, form, facts, press)
        await dialogues.claim(turn.desk, asked)
        await _go_on(turn, form, facts, shown)

    async def step_back(self, turn: Turn, press: Press) -> None:
        form = self._meant(press)
        asked, shown = await _pressed(turn, form)
        before = form.before(asked.facts["entry"], asked.facts["step"])
        if before is None:
            raise Refusal("dialogue_over")
        await dialogues.claim(turn.desk, asked)
        await _ask(turn, form, {**asked.facts["entry"], before: None}, before, shown)

    async def stop(self, turn: Turn, press: Press) -> None:
        asked, shown = await _pressed(turn, self._meant(press))
        await dialogues.claim(turn.desk, asked)
        given_up = Message(turn.desk.words.phrase("dialogue_given_up"))
        await post.edit(turn.desk, shown, given_up, kind=DeliveryKind.ANSWER)

    async def answer(self, turn: Turn, asked: Dialogue) -> None:
        dialogues.require_own(asked, turn.person)
        form, text = self._forms[asked.kind], turn.message.text or turn.message.caption or ""
        if asked.facts["step"] == FIELD:
            raise Refusal("choose_by_button")
        step = form.step(asked.facts["step"])
        facts, file = asked.facts["entry"], sent_file(turn)
        if step.brought is not None and file is not None:
            facts = step.brought(turn.desk, facts, file, text)
        else:
            facts = step.typed(turn.desk, facts, text)
        await dialogues.claim(turn.desk, asked)
        await _go_on(turn, form, facts)

    def _meant(self, press: Press) -> DraftForm:
        # A press may be forged.
        if press.word(0) not in self._forms:
            raise Refusal("button_obsolete")
        return self._forms[press.word(0)]


async def _pressed(turn: Turn, form: DraftForm) -> tuple[Dialogue, Delivery]:
    return await questions.pressed(turn, form.kind)


def _chosen(desk: Desk, form: DraftForm, facts: Facts, press: Press) -> Facts:
    if press.word(1) == FIELD:
        return {**facts, form.step(press.word(2)).name: None}
    return form.step(press.word(1)).pressed(desk, facts, press)


async def _go_on(turn: Turn, form: DraftForm, facts: Facts, shown: Delivery | None = None) -> None:
    step = form.missing(facts)
    if step is not None:
        await _ask(turn, form, facts, step, shown)
        return
    if shown is not None:
        done = Message(turn.desk.words.phrase("draft_below"))
        await post.edit(turn.desk, shown, done, kind=DeliveryKind.ANSWER)
    await drafts.draft_saying(
        turn.desk,
        turn.person,
        turn.place,
        form.terms(facts),
        replacing=facts.get(REPLACING),
        changing=facts.get(MOVES),
        drill=facts.get(DRILL, False),
    )


async def _ask(
    turn: Turn, form: DraftForm, facts: Facts, step: str, shown: Delivery | None = None
) -> None:
    desk, who = turn.desk, turn.person.user_id
    html = desk.words.text(f"{form.kind}_question", form.view(desk, facts, step))
    offered = _fields(desk, form) if step == FIELD else form.step(step).offers(desk, facts)
    message = Message(html, (*offered, _steering(desk, form, facts, step)))
    if shown is None:
        await dialogues.ask(
            desk, turn.place, form.kind, message, user_id=who, entry=facts, step=step
        )
        return
    await dialogues.ask_in_place(
        desk, shown, form.kind, message, user_id=who, entry=facts, step=step
    )


def _fields(desk: Desk, form: DraftForm) -> Keyboard:
    key = KINDS[form.kind].key
    return tuple(
        (offer(form.kind, FIELD, desk.words.plain(key(f"field_{one.name}")), one.name),)
        for one in form.steps
    )


def _steering(desk: Desk, form: DraftForm, facts: Facts, step: str) -> tuple[Button, ...]:
    stop = button(desk.words.plain("button_stop"), STOP_VERB, form.kind)
    if form.before(facts, step) is None:
        return (stop,)
    return (button(desk.words.plain("button_step_back"), BACK_VERB, form.kind), stop)
