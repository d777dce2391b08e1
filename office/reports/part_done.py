"""部分完成: a body says what remains to be put right, and until when it expects that.

Its answer stands and is added to, but answers no more: what remains is owed by the time it had,
with the ladder as it was. Only the office moves that time.
"""

from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.problems import PartDoneView
from office import post
from office.bodies import agency_names, liaisons, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.ladder import rules
from office.ladder.policies import policy_of
from office.obligations import lifecycle, new_times, settling
from office.obligations.new_times import TimeVerdict
from office.obligations.rectifying import ANSWERED_STATES
from office.obligations.settling import Happening, OwedChange
from office.post import Posting
from office.problems import acceptance_cards
from office.refusal import Refusal
from office.reports import extensions
from office.supervision import known_slips
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.owed import extensions as stored_extensions
from storage.owed import obligations
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationState
from storage.problems import rectifications
from storage.problems.parts_done import PartDone
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification
from storage.subjects import Subject

GIVE_VERB = "ppartok"
"""Its argument is the part that was said to be done."""
_CARD = "part_done"
"""The key in a delivery's context that says that it is such a card."""


async def sayable(desk: Desk, body: str, obligation_id: int) -> tuple[Rectification, Obligation]:
    owed = await obligations.obligation(desk.session, obligation_id)
    row = await rectifications.of_obligation(desk.session, obligation_id)
    if owed is None or row is None or (owed.jurisdiction, row.body) != (desk.jurisdiction, body):
        raise Refusal("button_obsolete")
    await settling.require(desk, owed, OwedChange.IN_PART)
    if row.applied_at is not None:
        raise Refusal("part_done_applied")
    if row.part_at is not None:
        raise Refusal("part_done_known")
    if owed.state not in ANSWERED_STATES:
        raise Refusal("problem_not_answered")
    return row, owed


def checked(desk: Desk, words: str) -> str:
    return reasons.checked(words, of="part_done")


def check_time(desk: Desk, rest_by: datetime) -> None:
    if rest_by <= desk.now:
        raise Refusal("part_done_past")


async def say(
    desk: Desk, who: Actor, body: str, obligation_id: int, remains: str, rest_by: datetime
) -> PartDone:
    row, owed = await sayable(desk, body, obligation_id)
    words = checked(desk, remains)
    check_time(desk, rest_by)
    if not await rectifications.claim_part(desk.session, row.key, desk.now):
        raise Refusal("part_done_known")
    await desk.session.refresh(row)
    await liaisons.speak(desk, who, body)
    said = PartDone(
        jurisdiction=desk.jurisdiction,
        rectification_id=row.key,
        remains=words,
        rest_by=rest_by,
        answered_at=owed.met_at,
        said_at=desk.now,
        said_by=who.user_id,
    )
    desk.session.add(said)
    await desk.session.flush()
    await _owe_the_rest(desk, owed)
    await desk.record("problem_part_done", f"problem:{row.problem_id}", body=body)
    await acceptance_cards.redraw(desk, row)
    posting = Posting(Subject.of(owed), context={_CARD: said.key})
    await post.tell_office(desk, await _card(desk, said), posting)
    return said


async def give_time(desk: Desk, who: Actor, part_id: int) -> PartDone:
    """The office lets the body have until then: more time, as if it had been asked for."""
    people.require_office(desk, who)
    said = await desk.session.get(PartDone, part_id)
    if said is None or said.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    row, owed = await _of(desk, said)
    if said.given_at is not None:
        raise Refusal("part_done_given")
    if row.part_at != said.said_at or owed.state != ObligationState.OPEN:
        raise Refusal("part_done_over")
    asked = await _as_asked(desk, said, owed)
    await extensions.grant(desk, who, asked.key, said.rest_by)
    said.given_at, said.given_by = desk.now, who.user_id
    desk.session.add(said)
    await desk.session.flush()
    await _redraw(desk, said, owed)
    return said


async def _as_asked(desk: Desk, said: PartDone, owed: Obligation) -> Extension:
    """The request that waits for the office already, or one in the words of the body."""
    waiting = await stored_extensions.pending(desk.session, owed.key)
    if waiting is not None:
        return waiting
    asked = Extension(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        reason=said.remains,
        asked_by=said.said_by,
        asked_at=said.said_at,
        step=owed.step,
        state=ExtensionState.ASKED,
    )
    desk.session.add(asked)
    await desk.session.flush()
    return asked


async def _owe_the_rest(desk: Desk, owed: Obligation) -> None:
    """The ladder goes on from where it stood; a slip's own limit stands as it was set."""
    line = desk.words.phrase("part_done_line", at=desk.now)
    slips = await known_slips.standing_slips(desk, owed)
    look_at = rules.looks_at(owed.step, owed.due_at, await policy_of(desk, owed), desk.now)
    limits = [slip.deadline_at for slip in slips if slip.deadline_at is not None]
    happening = Happening(OwedChange.IN_PART, line=line)
    await lifecycle.reopen(desk, owed, owed.due_at, max([look_at, *limits]), "part done", happening)


async def _card(desk: Desk, said: PartDone) -> Message:
    row, owed = await _of(desk, said)
    problem = await desk.session.get_one(Problem, row.problem_id)
    view = PartDoneView(
        number=problem.serial,
        body=agency_names.name(desk, row.body),
        where=problem.unit or problem.place,
        found=problem.found,
        remains=said.remains,
        rest_by=said.rest_by,
        due_at=owed.due_at,
        by=await people.name_of(desk, said.said_by),
        given_by=await people.name_of(desk, said.given_by) if said.given_by else "",
    )
    return Message(desk.words.text("problem_part_done", view), _keyboard(desk, said, owed))


def _keyboard(desk: Desk, said: PartDone, owed: Obligation) -> Keyboard:
    plain, verb = desk.words.plain, acceptance_cards.EVIDENCE_VERB
    look = (button(plain("button_problem_evidence"), verb, said.rectification_id),)
    may = new_times.judge(said.rest_by, owed.due_at, desk.now) is TimeVerdict.FINE
    if said.given_at is not None or not may:
        return (look,)
    give = button(plain("button_part_done_give", at=said.rest_by), GIVE_VERB, said.key)
    return (look, (give,))


async def _redraw(desk: Desk, said: PartDone, owed: Obligation) -> None:
    card = await _card(desk, said)
    for shown in await outbox.deliveries_about(desk.session, Subject.of(owed)):
        if shown.context.get(_CARD) == said.key and shown.action == Action.SEND:
            await post.edit(desk, shown, post.last_part(card))


async def _of(desk: Desk, said: PartDone) -> tuple[Rectification, Obligation]:
    row = await desk.session.get_one(Rectification, said.rectification_id)
    return row, await desk.session.get_one(Obligation, row.obligation_id)
