"""/templates: which Word template each kind of paper has, and how the director replaces it."""

from typing import Any

from handlers.turns import menus, previews
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from messages.views.templates import TemplateListView, TemplateView
from office import enclosing, wanting
from office.conversation import dialogues
from office.enclosing import DOCUMENT, OwnFile
from office.paperwork import templates
from office.paperwork.templates import KeptTemplate
from office.wanting import FileWish
from storage.receiving.dialogues import Dialogue

FILE, SAMPLE = "template_file", "template_sample"
SHOW_VERB, GET_VERB, PUT_VERB, RESTORE_VERB = "tplshow", "tplget", "tplput", "tplback"
USE_VERB, LEAVE_VERB = "tplon", "tploff"


async def listed(turn: Turn, _text: str) -> None:
    papers = await templates.lines(turn.desk)
    html = turn.desk.words.text("template_list", TemplateListView(papers))
    keyboard = tuple((button(one.title, SHOW_VERB, one.kind),) for one in papers)
    await turn.say(Message(html, keyboard))


async def show(turn: Turn, press: Press) -> None:
    require_office(turn)
    desk, kind = turn.desk, templates.require_known(press.word())
    one = await templates.line(desk, kind)
    view = TemplateView(one, templates.placeholders(desk, kind))
    verbs = {"get": GET_VERB, "put": PUT_VERB, **({"restore": RESTORE_VERB} if one.version else {})}
    keyboard = tuple(
        (button(desk.words.plain(f"button_template_{label}"), verb, kind),)
        for label, verb in verbs.items()
    )
    await turn.say(Message(desk.words.text("template_card", view), keyboard))


async def get(turn: Turn, press: Press) -> None:
    """Send the office's own one as it was kept; ours is read in the workshop's process."""
    require_office(turn)
    desk, kind = turn.desk, templates.require_known(press.word())
    row = await templates.own(desk, kind)
    facts = {"paper": templates.title(desk, kind), "version": row.version if row else 0}
    name = desk.words.plain("template_file", **facts)
    caption = desk.words.phrase("template_caption", **facts)
    if row is None:
        wish = FileWish("shipped_template", {"paper": kind}, name, caption)
        if not await wanting.is_wanted(desk, turn.place, wish.kind, wish.asked):
            await wanting.want(desk, turn.place, wish, wanted_by=turn.person.user_id)
        turn.show("paper_waits")
        return
    file = OwnFile(DOCUMENT, row.sha256 or "", name, row.size)
    await enclosing.send_own(desk, turn.place, file, Message(caption))
    turn.show("form_file_toast")


async def ask(turn: Turn, press: Press) -> None:
    require_office(turn)
    desk, kind = turn.desk, templates.require_known(press.word())
    templates.require_head(desk, turn.person)
    user_id = turn.person.user_id
    words = desk.words.phrase("template_ask", paper=templates.title(desk, kind))
    question = Message(words, ask=desk.words.plain("button_template_put"))
    await dialogues.replace(desk, turn.place.chat_id, user_id, FILE)
    await dialogues.ask(desk, turn.place, FILE, question, user_id=user_id, paper=kind)


async def uploaded(turn: Turn, asked: Dialogue) -> None:
    """Show the sample that was made with the file before this decision; or say what is wrong."""
    dialogues.require_own(asked, turn.person)
    desk, kind = turn.desk, asked.facts["paper"]
    templates.require_head(desk, turn.person)
    tried = turn.enclosed.tried
    if tried is None:
        raise templates.refusal(desk, turn.enclosed.fault, turn.enclosed.facts)
    await dialogues.close(desk, asked)
    facts: dict[str, Any] = {"paper": kind, "sha256": tried.sha256, "size": tried.size}
    place, user_id = turn.place.chat_id, turn.person.user_id
    kept = await dialogues.begin(desk, place, SAMPLE, user_id, name=tried.name, **facts)
    paper, words = templates.title(desk, kind), desk.words
    use = button(words.plain("button_template_on"), USE_VERB, kept.key)
    leave = button(words.plain("button_template_off"), LEAVE_VERB, kept.key)
    name = words.plain("template_sample_file", paper=paper)
    sample = OwnFile(DOCUMENT, tried.sample_sha256, name, tried.sample_size)
    caption = words.phrase("template_sample", paper=paper, name=tried.name)
    message = Message(caption, ((use, leave),))
    await enclosing.send_own(desk, turn.place, sample, message, posting=turn.posting)


async def use(turn: Turn, press: Press) -> None:
    kept = await previews.taken(turn, press, SAMPLE)
    desk, kind = turn.desk, kept.facts["paper"]
    file = KeptTemplate(kept.facts["sha256"], kept.facts["size"], kept.facts["name"])
    row = await templates.put(desk, turn.person, kind, file)
    facts = {"paper": templates.title(desk, kind), "version": row.version}
    await menus.replace(turn, Message(desk.words.phrase("template_sample_taken", **facts)))


async def leave(turn: Turn, press: Press) -> None:
    kept = await previews.taken(turn, press, SAMPLE)
    desk = turn.desk
    paper = templates.title(desk, kept.facts["paper"])
    await menus.replace(turn, Message(desk.words.phrase("template_sample_left", paper=paper)))


async def restore(turn: Turn, press: Press) -> None:
    require_office(turn)
    kind = templates.require_known(press.word())
    await templates.restore(turn.desk, turn.person, kind)
    turn.show("template_restored_toast")


COMMANDS: tuple[Command, ...] = (Command("templates", listed, Who.OFFICE, Errand.REPORTS),)
BUTTONS: dict[str, ButtonHandler] = {
    SHOW_VERB: show,
    GET_VERB: get,
    PUT_VERB: ask,
    USE_VERB: use,
    LEAVE_VERB: leave,
    RESTORE_VERB: restore,
}
ANSWERS: dict[str, AnswerHandler] = {FILE: uploaded}
