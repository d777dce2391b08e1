"""挂牌督办: the office puts a hard problem under listed supervision, by a notice to its bodies.

The plan says who signs the notice; where nobody is named, the office issues it.
"""

from collections.abc import Sequence
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.problems import ListingNotice, ListingView
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.conversation import reasons
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder import service
from office.ladder.standings import WORTH_COUNTING
from office.obligations.settling import OWED_NO_MORE, Beside, Happening, OwedChange, is_accepted
from office.plan.ladders import Gate
from office.plan.model import AnyPlan
from office.plan.serials import SerialKind
from office.post import Place, Posting
from office.problems import cards, happened
from office.problems.cards import in_plan
from office.problems.gate_limits import GateLimit, limit_of
from office.reading.typed import states_something
from office.refusal import Refusal
from office.signing import requests, running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from office.supervision import gates
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.owed.obligations import Obligation
from storage.problems import listings as store
from storage.problems import problems, rectifications
from storage.problems.listings import ListingState, ProblemListing
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.roster.chats import Chat
from storage.subjects import Subject

GIVE_UP_VERB = "plistoff"
LIAISON_AT_MOST = 60


async def listable(desk: Desk, who: Actor, problem_id: int) -> Problem:
    people.require_office(desk, who)
    row = await problems.problem(desk.session, problem_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if not in_plan(desk.plan):
        raise Refusal("listing_not_in_plan")
    if row.state != ProblemState.ASSIGNED:
        raise Refusal("listing_not_assigned", serial=row.serial)
    if await store.of_problem(desk.session, row.key) is not None:
        raise Refusal("listing_known", serial=row.serial)
    return row


def offered(desk: Desk) -> list[datetime]:
    """By when it may be asked to be put right; the last word is that of whoever proposes it."""
    return _limit(desk.plan).offered(desk.now)


async def propose(
    desk: Desk, who: Actor, problem_id: int, text: str, due_at: datetime | None = None
) -> ProblemListing:
    """The first line names who of the office follows it up; what else there is says why."""
    problem = await listable(desk, who, problem_id)
    liaison, _, why = text.strip().partition("\n")
    limit = _limit(desk.plan)
    due_at = due_at or limit.usual(desk.now)
    limit.check(desk.now, due_at)
    await people.remember(desk, who)
    made = ProblemListing(
        jurisdiction=desk.jurisdiction,
        problem_id=problem.key,
        drill=problem.drill,
        plan_version_id=desk.plan_version_id,
        liaison=_named(liaison),
        reason=reasons.checked(why, of="listing") if why.strip() else "",
        due_at=due_at,
        proposed_by=who.user_id,
        proposed_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("listing_proposed", _audit(made), problem=problem.serial)
    asked = await round_of(desk, made)
    if asked.steps:
        await running.begin(desk, LISTINGS, asked)
        await CARD.put_up(desk, asked)
    else:
        await _issue(desk, asked)
    await cards.redraw(desk, problem)
    return made


def _named(liaison: str) -> str:
    said = liaison.strip()
    if not states_something(said) or len(said) > LIAISON_AT_MOST:
        raise Refusal("listing_liaison", most=LIAISON_AT_MOST)
    return said


async def give_up(desk: Desk, who: Actor, listing_id: int) -> None:
    people.require_office(desk, who)
    made = await store.listing(desk.session, listing_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    await _give_up(desk, made)


async def _settled(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """Where nobody has to put it right any more, nobody is asked to sign that it is listed."""
    part = await rectifications.of_obligation(desk.session, owed.key)
    if part is not None:
        await settle(desk, await desk.session.get_one(Problem, part.problem_id))


async def settle(desk: Desk, problem: Problem) -> None:
    made = await store.of_problem(desk.session, problem.key)
    if made is not None and _is_open(made) and problem.state != ProblemState.ASSIGNED:
        await _give_up(desk, made)


PROPOSED_LISTINGS = Beside(
    "listing", dict.fromkeys((OwedChange.ACCEPTED, *OWED_NO_MORE), _settled), stands_by=is_accepted
)


async def _give_up(desk: Desk, made: ProblemListing) -> None:
    asked = await round_of(desk, made)
    await _decide(desk, asked, ListingState.GIVEN_UP)
    await running.void(desk, LISTINGS, asked)
    await desk.record("listing_given_up", asked.audit)
    for part in await rectifications.of_problem(desk.session, made.problem_id):
        owed = await desk.session.get_one(Obligation, part.obligation_id)
        await happened.note(desk, owed, "listing_given_up")
    await CARD.redraw(desk, asked)
    await cards.redraw(desk, await _problem(desk, made))


async def round_of(desk: Desk, made: ProblemListing) -> Round[ProblemListing]:
    plan, problem = await desk.plan_version(made.plan_version_id), await _problem(desk, made)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=plan.chains.listing,
        title=desk.words.plain("listing_title", number=problem.serial),
        audit=_audit(made),
        drafted_by=made.proposed_by,
    )


async def _view(desk: Desk, asked: Round[ProblemListing], post_held: str = "") -> ListingView:
    made, problem = asked.row, await _problem(desk, asked.row)
    return ListingView(
        title=asked.title,
        state=made.state,
        found=problem.found,
        where=_where(desk, problem),
        bodies=await _bodies(desk, problem),
        liaison=made.liaison,
        reason=made.reason,
        due_at=made.due_at,
        proposed_by=await people.name_of(desk, made.proposed_by),
        proposed_at=made.proposed_at,
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )


async def _keyboard(desk: Desk, asked: Round[ProblemListing]) -> Keyboard:
    if not _is_open(asked.row):
        return ()
    return ((button(desk.words.plain("button_give_up"), GIVE_UP_VERB, asked.row.key),),)


def _is_open(made: ProblemListing) -> bool:
    return made.state == ListingState.ASKED


CARD = Card("listing", _view, _keyboard, returned="listing_returned")


async def _require_due(desk: Desk, asked: Round[ProblemListing]) -> None:
    # While it waited, the problem may have been put right and accepted.
    problem = await _problem(desk, asked.row)
    if problem.state != ProblemState.ASSIGNED:
        raise Refusal("listing_not_assigned", serial=problem.serial)
    if asked.row.due_at is not None and asked.row.due_at <= desk.now:
        raise Refusal("listing_limit_over", at=asked.row.due_at)


async def _issue(desk: Desk, asked: Round[ProblemListing]) -> None:
    """The notice goes to every body that still has to put it right, and opens their ladders."""
    await _decide(desk, asked, ListingState.ISSUED)
    made, problem = asked.row, await _problem(desk, asked.row)
    made.issued_at = desk.now
    made.serial = await desk.serial(SerialKind.LISTING, asked.plan, drill=made.drill)
    desk.session.add(made)
    charged = await _charged(desk, problem)
    await _list(desk, asked, problem, charged)
    await desk.record("listing_issued", asked.audit, serial=made.serial, problem=problem.serial)
    await _tell_office(desk, made, problem, charged)
    await cards.redraw(desk, problem)


async def _tell_office(
    desk: Desk, made: ProblemListing, problem: Problem, charged: Sequence[Rectification]
) -> None:
    """Nothing was sent to whoever has no chat; they get it once they can be reached."""
    reached: list[str] = []
    unreached: list[str] = []
    for row in charged:
        chats = await service.reachable_chats(desk, row.body)
        (reached if chats else unreached).append(agency_names.short(desk, row.body))
    phrase = desk.words.phrase(
        "listing_issued",
        number=problem.serial,
        serial=made.serial,
        liaison=made.liaison,
        bodies=desk.words.listed(reached),
        unreached=desk.words.listed(unreached),
    )
    posting = Posting(Subject.of(made), dedupe_key=f"listed:{made.key}")
    await post.tell_office(desk, Message(phrase), posting)


async def reach(desk: Desk, problem: Problem, rows: Sequence[Rectification]) -> None:
    """Bodies that are charged with it later are under the listing that stands."""
    made = await store.of_problem(desk.session, problem.key)
    if made is not None and made.state == ListingState.ISSUED:
        await _list(desk, await round_of(desk, made), problem, rows)


async def _list(
    desk: Desk, asked: Round[ProblemListing], problem: Problem, rows: Sequence[Rectification]
) -> None:
    for row in rows:
        row.listed_at = desk.now
        await _say_until(desk, asked, row)
        for chat in await service.reachable_chats(desk, row.body):
            await _serve(desk, asked, problem, row, chat)
        await gates.opened(desk, await desk.session.get_one(Obligation, row.obligation_id))


async def serve_missed(desk: Desk, chat: Chat) -> None:
    """Say it where it did not arrive: the chat was lost, or bound after the notice had gone."""
    if chat.agency is None or not chat.reachable:
        return
    for row in await rectifications.listed(desk.session, desk.jurisdiction, chat.agency):
        made = await store.of_problem(desk.session, row.problem_id)
        if made is not None and made.state == ListingState.ISSUED:
            await _serve_missed(desk, made, row, chat)


async def unsaid(desk: Desk) -> list[tuple[int, Chat]]:
    """The listings that stand, with the chats in which their notice was never queued."""
    found = []
    for made, problem in await store.open_in(desk.session, desk.jurisdiction):
        for row in await _charged(desk, problem):
            for chat in await service.reachable_chats(desk, row.body):
                if row.listed_at is not None and not await _is_said(desk, made, chat):
                    found.append((made.key, chat))
    return found


async def _is_said(desk: Desk, made: ProblemListing, chat: Chat) -> bool:
    """Whoever was told by the listing of a duplicate is under listed supervision, and told once."""
    # What Telegram refused is a dead letter, which the office sends again.
    lost = (DeliveryState.UNREACHABLE, DeliveryState.DROPPED)
    duplicates = await problems.joined_to(desk.session, made.problem_id)
    others = [
        one
        for row in duplicates
        for one in await store.all_of_problem(desk.session, row.key)
        if one.state == ListingState.ISSUED
    ]
    rows = [row for one in (made, *others) for row in await _said_in(desk, one, chat)]
    return any(one.state not in lost for one in rows)


async def _said_in(desk: Desk, made: ProblemListing, chat: Chat) -> list[Delivery]:
    """The notices for a chat; one that Telegram has moved has another id since, and is the same."""
    first = _first_key(made, chat)
    return [
        row
        for row in await outbox.deliveries_about(desk.session, Subject.of(made))
        if rules_of(row.kind).opens_gate
        and row.dedupe_key is not None
        and (row.dedupe_key == first or row.dedupe_key.startswith(f"{first}:"))
    ]


async def _serve_missed(desk: Desk, made: ProblemListing, row: Rectification, chat: Chat) -> None:
    if await _is_said(desk, made, chat):
        return
    asked = await round_of(desk, made)
    if (await service.of_listing(desk, made.key, row.body)).never_arrived:
        await _say_until(desk, asked, row)
    sent = await _serve(desk, asked, await _problem(desk, made), row, chat)
    facts = {"serial": made.serial, "body": agency_names.short(desk, row.body)}
    phrase = desk.words.phrase("listing_served_late", **facts, at=row.listed_until)
    # The office reads it once it has arrived.
    posting = Posting(Subject.of(made), after_id=sent.key, dedupe_key=f"{sent.dedupe_key}:office")
    await post.tell_office(desk, Message(phrase), posting)


async def _say_until(desk: Desk, asked: Round[ProblemListing], row: Rectification) -> None:
    """Whoever hears of it later has as long as all others, and none less than the order gave."""
    made, limit = asked.row, _limit(asked.plan)
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    until = made.due_at or limit.usual(desk.now)
    issued_at = made.issued_at or desk.now
    if desk.now - issued_at >= WORTH_COUNTING:
        until = limit.again(desk.now, issued_at, until)
    row.listed_until = max(until, owed.due_at)
    desk.session.add(row)
    await desk.session.flush()


async def _serve(
    desk: Desk, asked: Round[ProblemListing], problem: Problem, row: Rectification, chat: Chat
) -> Delivery:
    made = asked.row
    view = ListingNotice(
        serial=made.serial or "",
        number=problem.serial,
        agency=asked.plan.body(row.body).name,
        where=_where(desk, problem),
        found=problem.found,
        reason=made.reason,
        due_at=row.listed_until or desk.now,
        liaison=made.liaison,
        rules=asked.plan.supervision_rules or "",
        office=asked.plan.office,
        at=desk.now,
    )
    message = Message(desk.words.text("listing_notice", view))
    posting = Posting(Subject.of(made), row.body, dedupe_key=await _key(desk, made, chat))
    return await post.send(desk, Place.of(chat), DeliveryKind.LISTING, message, posting)


async def _key(desk: Desk, made: ProblemListing, chat: Chat) -> str:
    """A chat that could not be reached may get it several times over."""
    said = await _said_in(desk, made, chat)
    return _first_key(made, chat) + (f":{len(said) + 1}" if said else "")


def _first_key(made: ProblemListing, chat: Chat) -> str:
    return f"listing:{made.key}:{chat.key}"


def _limit(plan: AnyPlan) -> GateLimit:
    found = limit_of(plan, Gate.LISTING)
    if found is None:
        raise Refusal("listing_not_in_plan")
    return found


async def _charged(desk: Desk, problem: Problem) -> list[Rectification]:
    rows = await rectifications.of_problem(desk.session, problem.key)
    return [row for row in rows if row.accepted_at is None and row.relieved_at is None]


async def _bodies(desk: Desk, problem: Problem) -> str:
    rows = await _charged(desk, problem)
    return desk.words.listed(agency_names.short(desk, row.body) for row in rows)


def _where(desk: Desk, problem: Problem) -> str:
    return desk.words.listed(filter(None, (problem.place, problem.unit)))


async def _send_back(desk: Desk, asked: Round[ProblemListing]) -> None:
    await _decide(desk, asked, ListingState.RETURNED)
    await cards.redraw(desk, await _problem(desk, asked.row))


async def _decide(desk: Desk, asked: Round[ProblemListing], to: ListingState) -> None:
    if not await store.move(desk.session, asked.row.key, to):
        raise Refusal("approval_void")
    await desk.session.refresh(asked.row)


async def _problem(desk: Desk, made: ProblemListing) -> Problem:
    return await desk.session.get_one(Problem, made.problem_id)


def _audit(made: ProblemListing) -> str:
    return f"listing:{made.key}"


LISTINGS: KindOfRound[ProblemListing] = KindOfRound(
    subject=ProblemListing.AS_SUBJECT,
    find=finding(store.listing, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    require_due=_require_due,
    granted=_issue,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _made: "listing_issued_toast",
)
