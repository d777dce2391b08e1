"""销号: a body applies, the office looks at the evidence and agrees; the last one ends the problem.

What a higher level found is accepted only with that level's consent on record, and what is to be
looked at on site only after somebody has been there.
"""

from messages.render import Message
from office import post
from office.bodies import liaisons, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.matters import naming
from office.obligations import boards
from office.obligations.rectifying import ANSWERED_STATES
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.problems import acceptance_cards as cards
from office.problems import cards as problem_cards
from office.problems import listing
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import OPEN_MATTERS, MatterState
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation
from storage.problems import rectifications as store
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.roster import chats
from storage.subjects import Subject


async def apply(desk: Desk, who: Actor, body: str, obligation_id: int) -> Rectification:
    """申请销号, by whoever speaks for the body; a second press changes nothing."""
    owed = await obligations.obligation(desk.session, obligation_id)
    row = await store.of_obligation(desk.session, obligation_id)
    if owed is None or row is None or (owed.jurisdiction, row.body) != (desk.jurisdiction, body):
        raise Refusal("button_obsolete")
    if owed.state not in ANSWERED_STATES:
        raise Refusal("problem_not_answered")
    if row.accepted_at is not None:
        raise Refusal("problem_accepted_already")
    if row.relieved_at is not None:
        raise Refusal("problem_is_over")
    if row.disputed_at is not None:
        raise Refusal("dispute_waits")
    if not await store.claim_application(desk.session, row.key, who.user_id, desk.now):
        raise Refusal("problem_applied_already")
    await desk.session.refresh(row)
    await liaisons.speak(desk, who, body)
    await desk.record("problem_applied", f"problem:{row.problem_id}", body=body)
    await cards.put_up(desk, row)
    await _touch_board(desk, owed)
    return row


async def check_on_site(desk: Desk, who: Actor, rectification_id: int) -> Rectification:
    row, _ = await _to_decide(desk, who, rectification_id)
    if row.checked_at is None:
        row.checked_at, row.checked_by = desk.now, who.user_id
        await _keep(desk, row, "problem_checked")
    return row


async def record_consent(
    desk: Desk, who: Actor, rectification_id: int, words: str
) -> Rectification:
    """The words or the document by which the level that found it agreed to its acceptance."""
    row, _ = await _to_decide(desk, who, rectification_id)
    row.upper_consent = reasons.checked(words, of="problem_consent")
    await _keep(desk, row, "problem_upper_consent")
    return row


async def seal(desk: Desk, who: Actor, rectification_id: int) -> Rectification:
    """盖章件: the answer is there on paper, with the seal and the name of who is responsible."""
    row = await known(desk, who, rectification_id)
    if row.sealed_at is None:
        row.sealed_at = desk.now
        await _keep(desk, row, "problem_sealed")
    return row


async def to_consent(desk: Desk, who: Actor, rectification_id: int) -> Problem:
    _, problem = await _to_decide(desk, who, rectification_id)
    return problem


async def accept(
    desk: Desk, who: Actor, rectification_id: int, seen: int | None = None
) -> Rectification:
    """`seen` is the newest part of the answer as the presser's card has it."""
    row, problem = await _to_decide(desk, who, rectification_id)
    await _require_seen(desk, row, seen)
    if problem.on_site and row.checked_at is None:
        raise Refusal("problem_wants_check")
    if cards.wants_consent(problem) and not row.upper_consent:
        raise Refusal("problem_wants_consent")
    if not await store.claim_acceptance(desk.session, row.key, who.user_id, desk.now):
        raise Refusal("problem_accepted_already")
    await desk.session.refresh(row)
    await _keep(desk, row, "problem_accepted")
    owed = await _owed(desk, row)
    await _tell_body(desk, owed, problem)
    await _touch_board(desk, owed)
    await _end_if_last(desk, problem)
    return row


async def _require_seen(desk: Desk, row: Rectification, seen: int | None) -> None:
    report = await reports.report_of(desk.session, row.obligation_id)
    newest = cards.newest_part(await cards.newest_parts(desk, report))
    if seen is not None and newest != seen:
        raise Refusal("problem_evidence_changed")


async def require_undecided(desk: Desk, owed: Obligation) -> None:
    """Once a problem is accepted or taken off a body, its answer stays as it is."""
    row = await store.of_obligation(desk.session, owed.key)
    if row is not None and row.accepted_at is not None:
        raise Refusal("problem_accepted_already")
    if row is not None and row.relieved_at is not None:
        raise Refusal("problem_is_over")


async def owed_again(desk: Desk, owed: Obligation) -> None:
    """It is applied for anew once the body has answered again, and is then agreed to anew.

    The answer was sent back 退回整改, or whoever gave it took it back.
    """
    row = await store.of_obligation(desk.session, owed.key)
    if row is None:
        return
    row.applied_at = row.applied_by = row.checked_at = row.checked_by = None
    row.sealed_at, row.upper_consent = None, ""
    desk.session.add(row)
    await desk.session.flush()
    await cards.redraw(desk, row)
    await problem_cards.redraw(desk, await desk.session.get_one(Problem, row.problem_id))


async def known(desk: Desk, who: Actor, rectification_id: int) -> Rectification:
    people.require_office(desk, who)
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return row


async def _to_decide(
    desk: Desk, who: Actor, rectification_id: int
) -> tuple[Rectification, Problem]:
    row = await known(desk, who, rectification_id)
    if row.accepted_at is not None:
        raise Refusal("problem_accepted_already")
    if row.relieved_at is not None:
        raise Refusal("problem_is_over")
    if row.applied_at is None or (await _owed(desk, row)).state not in ANSWERED_STATES:
        raise Refusal("problem_not_applied")
    await people.remember(desk, who)
    return row, await desk.session.get_one(Problem, row.problem_id)


async def _keep(desk: Desk, row: Rectification, action: str) -> None:
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(action, f"problem:{row.problem_id}", body=row.body)
    await cards.redraw(desk, row)


async def _tell_body(desk: Desk, owed: Obligation, problem: Problem) -> None:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    facts = {"number": problem.serial, "matter": naming.matter_of(desk, owed)}
    message = Message(desk.words.phrase("problem_accepted_tell", **facts))
    for chat in bound.get(owed.agency, []):
        key = f"accepted:{owed.key}:{chat.key}"
        posting = Posting(Subject.of(owed), owed.agency, dedupe_key=key)
        await post.send(desk, Place.of(chat), DeliveryKind.DECISION, message, posting)


async def _end_if_last(desk: Desk, problem: Problem) -> None:
    rows = await store.of_problem(desk.session, problem.key)
    if any(row.accepted_at is None and row.relieved_at is None for row in rows):
        return
    problem.state = ProblemState.ACCEPTED
    desk.session.add(problem)
    for matter_id in dict.fromkeys([(await _owed(desk, row)).matter_id for row in rows]):
        await _close(desk, matter_id)
    await desk.session.flush()
    await listing.settled(desk, problem)
    await desk.record("problem_closed", f"problem:{problem.key}", serial=problem.serial)
    await problem_cards.redraw(desk, problem)


async def _close(desk: Desk, matter_id: int) -> None:
    matter = await matters.matter(desk.session, matter_id)
    if matter is not None and matter.state in OPEN_MATTERS:
        matter.state, matter.ended_at = MatterState.CLOSED, desk.now
        desk.session.add(matter)


async def _owed(desk: Desk, row: Rectification) -> Obligation:
    return await desk.session.get_one(Obligation, row.obligation_id)


async def _touch_board(desk: Desk, owed: Obligation) -> None:
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)
