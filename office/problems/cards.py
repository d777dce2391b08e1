"""The card of a problem in the office's group: what was found, and what is to become of it."""

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.problems import ListedOnCard, ProblemCardView
from office import post
from office.bodies import agency_names, people
from office.desk import Desk
from office.enterprises import firms
from office.ladder import problem_slips
from office.plan.ladders import Gate
from office.plan.model import AnyPlan
from office.post import Posting
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems import listings, rectifications
from storage.problems import problems as store
from storage.problems.problems import FoundBy, Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.subjects import Subject

ASSIGN_VERB = "passign"
"""Its argument is the problem, as that of all buttons of the card."""
DROP_VERB = "pdrop"
JOIN_VERB = "pjoin"
LIST_VERB = "plist"
LISTED_VERB = "plisted"
"""It shows the list of all that is under listed supervision."""
POOR_VERB = "ppoor"
"""Its argument is the rectification of one body."""
MARK_VERB = "pmark"
"""Its second argument is what is marked: `weighty`, `on_site`, or who found it; the third is 0
where the mark is taken back."""


async def put_up(desk: Desk, row: Problem) -> None:
    await post.tell_office(desk, await message(desk, row), Posting(Subject.of(row)))


async def redraw(desk: Desk, row: Problem) -> None:
    """Keep the card true wherever it stands."""
    said = await message(desk, row)
    for shown in await outbox.deliveries_about(desk.session, Subject.of(row)):
        if shown.kind == DeliveryKind.OFFICE and shown.action == Action.SEND and shown.keyboard:
            await post.edit(desk, shown, post.last_part(said))


async def message(desk: Desk, row: Problem) -> Message:
    keyboard = _keyboard(desk, row) or await _supervising(desk, row)
    text = desk.words.text("problem_card", await view(desk, row))
    return Message(text, (*keyboard, *_enterprise(desk, row)))


def _enterprise(desk: Desk, row: Problem) -> Keyboard:
    """All on record of the enterprise, where the office knows it by the name that was filed."""
    if row.enterprise_id is None:
        return ()
    label = desk.words.plain("button_firm_history")
    return ((button(label, firms.SHOW_VERB, row.enterprise_id),),)


async def view(desk: Desk, row: Problem) -> ProblemCardView:
    joined = await store.problem(desk.session, row.joined_to) if row.joined_to else None
    return ProblemCardView(
        serial=row.serial,
        state=row.state,
        found_by=row.found_by,
        finder=await _finder(desk, row),
        filed_at=row.filed_at,
        place=row.place,
        unit=row.unit,
        requirement=row.requirement,
        found=row.found,
        files=len(await store.shown_before(desk.session, row.key)),
        weighty=row.weighty,
        on_site=row.on_site,
        joined_to=joined.serial if joined is not None else "",
        reason=row.reason,
        decided_by=await people.name_of(desk, row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        listed=await _listed(desk, row),
    )


async def _listed(desk: Desk, row: Problem) -> ListedOnCard | None:
    made = await listings.of_problem(desk.session, row.key)
    if made is None:
        return None
    return ListedOnCard(made.state, made.serial or "", made.liaison, made.issued_at)


async def _finder(desk: Desk, row: Problem) -> str:
    person = await people.name_of(desk, row.filed_by)
    body = agency_names.short(desk, row.filed_for) if row.filed_for else ""
    return f"{body}{person}" if body else person


def _keyboard(desk: Desk, row: Problem) -> Keyboard:
    if row.state != ProblemState.FILED:
        return ()
    return (tuple(_buttons(desk, row)), *_marks(desk, row))


async def _supervising(desk: Desk, row: Problem) -> Keyboard:
    """挂牌督办 while bodies put it right, and 认定整改不力 of what was sent back to them."""
    if row.state != ProblemState.ASSIGNED:
        return ()
    plain, listed = desk.words.plain, await listings.of_problem(desk.session, row.key)
    offered = button(plain("button_problem_list"), LIST_VERB, row.key)
    listing: Keyboard = ()
    if listed or in_plan(desk.plan):
        listing = ((button(plain("button_problem_listed"), LISTED_VERB) if listed else offered,),)
    poor = [
        (button(plain("button_problem_poor", body=short), POOR_VERB, one.key),)
        for one, short in await _returned(desk, row)
    ]
    join = ((button(plain("button_problem_join"), JOIN_VERB, row.key),),)
    return (*listing, *poor, *join)


def in_plan(plan: AnyPlan) -> bool:
    """Whether the plan knows listed supervision: a ladder of it that waits for that."""
    owed = plan.known_owed(ObligationKind.RECTIFY)
    ladders = [plan.ladder(name) for name in owed.ladders] if owed is not None else []
    return any(rung.needs is Gate.LISTING for ladder in ladders for rung in ladder.rungs)


async def _returned(desk: Desk, row: Problem) -> list[tuple[Rectification, str]]:
    if not desk.plan.chains.poor:
        return []
    found = []
    for one in await rectifications.of_problem(desk.session, row.key):
        owed = await desk.session.get_one(Obligation, one.obligation_id)
        if may_be_poor(owed) and not await problem_slips.poor_reason(desk, owed):
            found.append((one, agency_names.short(desk, one.body)))
    return found


def may_be_poor(owed: Obligation) -> bool:
    """Whether an answer was sent back, and no other has come since."""
    return owed.state == ObligationState.OPEN and owed.returned_at is not None


def _buttons(desk: Desk, row: Problem) -> list[Button]:
    plain = desk.words.plain
    return [
        button(plain("button_problem_assign"), ASSIGN_VERB, row.key),
        button(plain("button_problem_join"), JOIN_VERB, row.key),
        button(plain("button_problem_drop"), DROP_VERB, row.key),
    ]


def _marks(desk: Desk, row: Problem) -> Keyboard:
    """What the office may say of it before it is assigned, or take back."""
    plain = desk.words.plain
    flags = (("weighty", row.weighty), ("on_site", row.on_site))
    found = [one for one in FoundBy if one != row.found_by]
    return (
        tuple(
            button(
                plain(f"button_problem_{name}", marked=marked),
                MARK_VERB,
                row.key,
                name,
                int(not marked),
            )
            for name, marked in flags
        ),
        tuple(button(plain(f"button_found_{one}"), MARK_VERB, row.key, one) for one in found),
    )
