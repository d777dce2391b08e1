"""销号: a body applies, the office looks at the evidence and agrees; the last one ends the problem.

What a higher level found is accepted only with that level's consent on record, and what is to be
looked at on site only after somebody has been there.
"""

from messages.render import Message
from office.bodies import liaisons, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.matters import naming
from office.obligations import boards, lifecycle, telling_bodies
from office.obligations.rectifying import ANSWERED_STATES
from office.plan.owed_kinds import kind_of
from office.problems import acceptance_cards as cards
from office.problems import happened
from office.refusal import Refusal
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation
from storage.problems import rectifications as store
from storage.problems.problems import Problem
from storage.problems.rectifications import Rectification


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
    await happened.note(desk, owed, "problem_applied")
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
    await _keep(desk, row, "problem_upper_consent", row.upper_consent)
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
    wants = await cards.wanted(desk, problem)
    if wants.check and row.checked_at is None:
        raise Refusal("problem_wants_check")
    if wants.consent and not row.upper_consent:
        raise Refusal("problem_wants_consent")
    if not await store.claim_acceptance(desk.session, row.key, who.user_id, desk.now):
        raise Refusal("problem_accepted_already")
    await desk.session.refresh(row)
    await _keep(desk, row, "problem_accepted")
    owed = await _owed(desk, row)
    facts = {"number": problem.serial, "matter": naming.matter_of(desk, owed)}
    told = Message(desk.words.phrase("problem_accepted_tell", **facts))
    await telling_bodies.tell(desk, owed, told, f"accepted:{owed.key}")
    await lifecycle.accept(desk, owed, f"rectification:{row.key}")
    return row


async def _require_seen(desk: Desk, row: Rectification, seen: int | None) -> None:
    report = await reports.report_of(desk.session, row.obligation_id)
    newest = cards.newest_part(await cards.newest_parts(desk, report))
    if seen is not None and newest != seen:
        raise Refusal("problem_evidence_changed")


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


async def _keep(desk: Desk, row: Rectification, action: str, words: str = "") -> None:
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(action, f"problem:{row.problem_id}", body=row.body)
    await happened.note(desk, await _owed(desk, row), action, words)
    await cards.redraw(desk, row)


async def _owed(desk: Desk, row: Rectification) -> Obligation:
    return await desk.session.get_one(Obligation, row.obligation_id)


async def _touch_board(desk: Desk, owed: Obligation) -> None:
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)
