"""盖章件: the answer on sealed paper, with the name of the person responsible.

It is asked for once for an answer, and comes from the body by a reply or through the office's own
hands; either is recorded in the same way, before or after the acceptance.
"""

from messages.render import Message
from office import enclosing, post
from office.bodies import agency_names, liaisons, people
from office.bodies.people import Actor
from office.conversation import dialogues
from office.desk import Desk
from office.enclosing import Enclosure
from office.obligations import boards
from office.obligations.settling import OWED_AGAIN, Beside, Happening, is_accepted
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.problems import acceptance_cards as cards
from office.problems import accepting, filing, happened
from office.problems.filing import Shown
from office.reading import responsible
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.problems import rectifications as store
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification
from storage.roster import chats
from storage.subjects import Subject

ASKED = "problem_sealed"
"""The question stays open, as the paper may follow late and in several pages."""
PAPERS = frozenset((enclosing.PHOTO, enclosing.DOCUMENT))


async def ask(desk: Desk, owed: Obligation) -> None:
    """After an answer, in the body's group; a body that has none is asked for nothing there."""
    row = await store.of_obligation(desk.session, owed.key) if kind_of(owed).is_accepted else None
    if row is None or row.sealed_at is not None or row.seal_asked_at is not None:
        return
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    groups = [one for one in bound.get(owed.agency, []) if one.reachable]
    if not groups:
        return
    row.seal_asked_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    problem = await desk.session.get_one(Problem, row.problem_id)
    question = Message(
        desk.words.phrase("seal_ask", number=problem.serial),
        ask=desk.words.plain("seal_placeholder"),
    )
    place = Place.of(groups[0])
    asked = await dialogues.begin(desk, place.chat_id, ASKED, None, rectification=row.key)
    about = Posting(Subject.of(owed), owed.agency, context={"dialogue": asked.key})
    await post.send(desk, place, DeliveryKind.ANSWER, question, about)


async def send(
    desk: Desk, who: Actor, body: str, rectification_id: int, text: str, shown: tuple[Shown, ...]
) -> Rectification:
    """The body sends the paper, the name, or both; what is still missing is said."""
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or (row.jurisdiction, row.body) != (desk.jurisdiction, body):
        raise Refusal("button_obsolete")
    if row.relieved_at is not None:
        raise Refusal("problem_is_over")
    papers = tuple(one for one in shown if one.kind in PAPERS)
    name = responsible.name_in(text)
    if not papers and not name:
        raise Refusal("seal_unclear")
    await liaisons.speak(desk, who, body)
    await _keep(desk, row, name=name, came=bool(papers))
    problem = await desk.session.get_one(Problem, row.problem_id)
    await filing.show(desk, who, problem, papers, sealed_for=row.key)
    await _tell_office(desk, row, problem, papers)
    return row


async def note(desk: Desk, who: Actor, rectification_id: int, name: str = "") -> Rectification:
    """The office has the paper in its hands, or enters the name that stands on it."""
    row = await accepting.known(desk, who, rectification_id)
    if name and not responsible.name_in(name):
        raise Refusal("seal_name_unclear", most=responsible.LONGEST)
    await people.remember(desk, who)
    await _keep(desk, row, name=responsible.name_in(name), came=True)
    return row


async def number_of(desk: Desk, row: Rectification) -> str:
    return (await desk.session.get_one(Problem, row.problem_id)).serial


async def _keep(desk: Desk, row: Rectification, *, name: str, came: bool) -> None:
    if name:
        row.responsible = name
    if came and row.sealed_at is None:
        row.sealed_at = desk.now
    desk.session.add(row)
    await desk.session.flush()
    # The name is no business of the log.
    await desk.record(
        "problem_sealed", f"problem:{row.problem_id}", body=row.body, named=bool(row.responsible)
    )
    await cards.redraw(desk, row)
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    if row.sealed_at is not None:
        await happened.note(desk, owed, "problem_sealed", row.responsible)
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def _tell_office(
    desk: Desk, row: Rectification, problem: Problem, papers: tuple[Shown, ...]
) -> None:
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    caption = desk.words.phrase(
        "seal_came",
        number=problem.serial,
        body=agency_names.name(desk, row.body),
        name=row.responsible,
        came=row.sealed_at is not None,
    )
    about = Posting(Subject.of(owed))
    for one in papers:
        await enclosing.tell_office(desk, Enclosure(one.kind, one.file_id), caption, about)
    if not papers:
        await post.tell_office(desk, Message(caption), about)


async def _owed_again(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """A new answer wants a paper of its own; one that did not come may still be sent."""
    row = await store.of_obligation(desk.session, owed.key)
    if row is not None and row.sealed_at is not None:
        row.sealed_at = row.seal_asked_at = None
        row.responsible = ""
        desk.session.add(row)
        await desk.session.flush()


SEALED_PAPERS = Beside(
    "sealed paper", dict.fromkeys(OWED_AGAIN, _owed_again), stands_by=is_accepted
)
