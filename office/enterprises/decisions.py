"""What is decided about an enterprise: a clerk drafts it, a post decides, its paper is issued.

The office does not punish: it speaks with the enterprise, asks the government, or tells those who
may.
"""

from datetime import datetime
from typing import Any

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from office import post
from office.bodies.people import Actor, head_in, remember, require_office
from office.desk import Desk
from office.enterprises import decision_papers, decision_texts, firms
from office.enterprises.decision_kinds import KINDS, DecisionPoint, KindOfDecision
from office.matters import alerts
from office.paperwork import printing
from office.paperwork.printing import SentTo
from office.plan.chains import Act, ChainStep
from office.plan.enterprises import EnterpriseRule
from office.plan.model import AnyPlan
from office.post import Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from office.signing import running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.enterprises import decisions as store
from storage.enterprises.decisions import DecisionKind, DecisionState, EnterpriseDecision
from storage.roster import chats
from storage.subjects import Subject, SubjectKind

LONGEST = 500
GIVE_UP_VERB, PAPER_VERB, OUTCOME_VERB = "firmdrop", "firmpaper", "firmout"
LETTER, RECORD = "letter", "record"


def offered(plan: AnyPlan) -> tuple[KindOfDecision, ...]:
    """What the plan knows; nothing is decided for which it names no document."""
    return tuple(row for row in KINDS.values() if row.id in plan.enterprise_decisions)


def rule_of(plan: AnyPlan, kind: str) -> EnterpriseRule:
    found = plan.enterprise_decisions.get(DecisionKind(kind)) if kind in KINDS else None
    if found is None:
        raise Refusal("firm_not_in_plan")
    return found


def steps_of(plan: AnyPlan, kind: str) -> tuple[ChainStep, ...]:
    """Whoever decides: a clerk only drafts."""
    by_default = ChainStep(by=(head_in(plan).id,), act=Act.ISSUE)
    return rule_of(plan, kind).signed_by or (by_default,)


def check(desk: Desk, asked: DecisionPoint, value: str) -> None:
    """Refuse what cannot stand in the paper."""
    if asked is DecisionPoint.AT and datetime.fromisoformat(value) <= desk.now:
        raise Refusal("firm_at_past")
    if asked is DecisionPoint.BODY and desk.plan.known_body(value) is None:
        raise Refusal("button_obsolete")
    if asked in (DecisionPoint.REASON, DecisionPoint.PLACE, DecisionPoint.ATTENDEES):
        if not states_something(value):
            raise Refusal("firm_says_nothing")
        if len(value) > LONGEST:
            raise Refusal("firm_too_long", most=LONGEST)


async def draft(
    desk: Desk, who: Actor, place: Place, enterprise_id: int, kind: str, said: dict[str, str]
) -> EnterpriseDecision:
    require_office(desk, who)
    rule_of(desk.plan, kind)
    firm = await firms.known(desk, enterprise_id)
    for asked in KINDS[DecisionKind(kind)].asks:
        check(desk, asked, said.get(asked, ""))
    await remember(desk, who)
    alert = await _alert(desk)
    made = EnterpriseDecision(
        jurisdiction=desk.jurisdiction,
        enterprise_id=firm.key,
        kind=kind,
        drill=desk.drill,
        alert_id=alert,
        said={asked: said[asked] for asked in KINDS[DecisionKind(kind)].asks},
        listed=await _listed(desk, firm.key),
        plan_version_id=desk.plan_version_id,
        drafted_by=who.user_id,
        drafted_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("enterprise_decision_drafted", _audit(made), kind=kind, by=who.user_id)
    asked_round = await round_of(desk, made)
    await running.begin(desk, DECISIONS, asked_round)
    await CARD.put_up(desk, await round_of(desk, made), place)
    return made


async def _alert(desk: Desk) -> int | None:
    found = await alerts.standing_alert(desk, drill=desk.drill)
    return found.key if found is not None else None


async def _listed(desk: Desk, enterprise_id: int) -> dict[str, Any]:
    """What the list says now stays with the decision, whatever later lists say."""
    found = await firms.listed_now(desk, enterprise_id)
    if found is None:
        return {}
    version, row = found
    return {
        "list": version.key,
        "title": version.title,
        "industry": row.industry,
        "place": row.place,
        "grade": row.grade,
        "curbs": row.curbs,
    }


async def round_of(desk: Desk, made: EnterpriseDecision) -> Round[EnterpriseDecision]:
    plan = await desk.plan_version(made.plan_version_id)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=steps_of(plan, made.kind),
        title=await decision_texts.title(desk, made),
        audit=_audit(made),
        drafted_by=made.drafted_by,
    )


async def give_up(desk: Desk, who: Actor, decision_id: int) -> None:
    """The office does not want it any more, so nobody is asked for a signature on it."""
    asked = await round_of(desk, await known(desk, who, decision_id))
    await _move(desk, asked, DecisionState.GIVEN_UP)
    await running.void(desk, DECISIONS, asked)
    await desk.record("enterprise_decision_given_up", asked.audit, by=who.user_id)
    await CARD.redraw(desk, asked)


async def known(desk: Desk, who: Actor, decision_id: int) -> EnterpriseDecision:
    require_office(desk, who)
    made = await store.decision(desk.session, decision_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return made


async def enter_outcome(desk: Desk, who: Actor, decision_id: int, text: str) -> EnterpriseDecision:
    """What came of it; a later one is added, and none is changed."""
    made = await known(desk, who, decision_id)
    if made.state not in (DecisionState.ISSUED, DecisionState.CLOSED):
        raise Refusal("firm_not_issued")
    _require_held(desk, made)
    check(desk, DecisionPoint.REASON, text)
    said = {"at": desk.now.isoformat(), "by": who.user_id, "text": text}
    made.outcomes = [*made.outcomes, said]
    made.state = DecisionState.CLOSED
    desk.session.add(made)
    await desk.session.flush()
    await remember(desk, who)
    await desk.record("enterprise_outcome", _audit(made), by=who.user_id)
    await CARD.redraw(desk, await round_of(desk, made))
    return made


def _require_held(desk: Desk, made: EnterpriseDecision) -> None:
    """Of an interview that lies ahead nothing can be on record yet."""
    at = made.said.get(DecisionPoint.AT)
    if at is not None and datetime.fromisoformat(at) > desk.now:
        raise Refusal("firm_at_ahead", at=datetime.fromisoformat(at))


def _is_open(made: EnterpriseDecision) -> bool:
    return made.state == DecisionState.ASKED


async def _keyboard(desk: Desk, asked: Round[EnterpriseDecision]) -> Keyboard:
    return keyboard(desk, asked.row)


def keyboard(desk: Desk, made: EnterpriseDecision) -> Keyboard:
    """What the office may do about it, below its card and in the history of the enterprise."""
    plain = desk.words.plain
    if _is_open(made):
        return ((button(plain("button_give_up"), GIVE_UP_VERB, made.key),),)
    if made.state not in (DecisionState.ISSUED, DecisionState.CLOSED):
        return ()
    paper = button(plain("button_firm_paper"), PAPER_VERB, made.key, LETTER)
    outcome = plain(f"button_firm_outcome_{made.kind}", again=bool(made.outcomes))
    return ((paper, button(outcome, OUTCOME_VERB, made.key)), *_record(desk, made))


def _record(desk: Desk, made: EnterpriseDecision) -> tuple[tuple[Button, ...], ...]:
    if not (KINDS[DecisionKind(made.kind)].has_record and made.outcomes):
        return ()
    return ((button(desk.words.plain("button_firm_record"), PAPER_VERB, made.key, RECORD),),)


CARD: Card[EnterpriseDecision] = Card(
    "enterprise_decision", decision_texts.view, _keyboard, returned="firm_returned"
)


async def _grant(desk: Desk, asked: Round[EnterpriseDecision]) -> None:
    await _issue(desk, asked)
    phrase = desk.words.phrase("firm_signed", title=asked.title, serial=asked.row.serial)
    posting = Posting(asked.subject, dedupe_key=f"enterprise_decision:{asked.row.key}")
    await post.tell_office(desk, Message(phrase), posting)


async def _issue(desk: Desk, asked: Round[EnterpriseDecision]) -> None:
    await _move(desk, asked, DecisionState.ISSUED)
    made = asked.row
    await desk.session.refresh(made)
    series = KINDS[DecisionKind(made.kind)].serial
    made.serial = await desk.serial(series, asked.plan, drill=made.drill)
    made.issued_at = desk.now
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("enterprise_decision_issued", asked.audit, serial=made.serial)
    await _send_paper(desk, made)


async def _send_paper(desk: Desk, made: EnterpriseDecision) -> None:
    """The office gets the paper as Word, and so does the body to which it is addressed."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    paper = await decision_papers.letter_of(desk, made)
    caption = desk.words.phrase("firm_paper", name=paper.name)
    readers = [SentTo(Place.of(office), caption)] if office is not None else []
    if KINDS[DecisionKind(made.kind)].tells_body:
        body = made.said[DecisionPoint.BODY]
        told = desk.words.phrase(f"firm_told_{made.kind}", name=paper.name)
        found = await chats.chats_of_agency(desk.session, desk.jurisdiction, body)
        readers += [SentTo(Place.of(one), told, body) for one in found]
    await printing.want(desk, paper, readers)


async def _send_back(desk: Desk, asked: Round[EnterpriseDecision]) -> None:
    await _move(desk, asked, DecisionState.RETURNED)


async def _move(desk: Desk, asked: Round[EnterpriseDecision], to: DecisionState) -> None:
    if not await store.move(desk.session, asked.row.key, to, DecisionState.ASKED):
        raise Refusal("approval_void")


async def _require_time_left(desk: Desk, asked: Round[EnterpriseDecision]) -> None:
    """Nobody can be called to an interview whose time is over by the time it is signed."""
    at = asked.row.said.get(DecisionPoint.AT)
    if at is not None and datetime.fromisoformat(at) <= desk.now:
        raise Refusal("firm_at_past_signed")


def _audit(made: EnterpriseDecision) -> str:
    return f"enterprise_decision:{made.key}"


DECISIONS: KindOfRound[EnterpriseDecision] = KindOfRound(
    subject=SubjectKind.ENTERPRISE_DECISION,
    find=finding(store.decision, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _made: "approved_toast",
    require_due=_require_time_left,
)
