"""The card by which the office decides whether one body's part of a problem is put right."""

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.problems import AcceptanceView
from office import post
from office.bodies import agency_names, people
from office.desk import Desk
from office.obligations.rectifying import standing, wants_seal
from office.obligations.settling import (
    OWED_AGAIN,
    OWED_NO_MORE,
    Beside,
    Happening,
    OwedChange,
    is_accepted,
)
from office.post import Posting
from office.problems import cards
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import Action
from storage.immutable import immutable
from storage.owed import reports
from storage.owed.obligations import Obligation
from storage.owed.reports import Report, ReportPart
from storage.problems import problems, rectifications
from storage.problems.problems import FoundBy, Problem
from storage.problems.rectifications import Rectification
from storage.subjects import Subject

EVIDENCE_VERB, CHECK_VERB, CONSENT_VERB, ACCEPT_VERB = "pevid", "pcheck", "pconsent", "paccept"
SEALED_VERB = "psealed"
"""Their argument is the rectification; to accept it, the newest part of the answer as well."""
SEND_BACK_VERB = "sback"
"""Its arguments are the report and its newest part, as of all reports that are sent back."""
UPPER = (FoundBy.UPPER, FoundBy.COVERT)
_CARD = "acceptance"
"""The key in a delivery's context that says that it is such a card."""


async def put_up(desk: Desk, row: Rectification) -> None:
    posting = Posting(Subject.of(await _owed(desk, row)), context={_CARD: row.key})
    await post.tell_office(desk, await message(desk, row), posting)


async def redraw(desk: Desk, row: Rectification) -> None:
    owed = await _owed(desk, row)
    said = await message(desk, row)
    for shown in await outbox.deliveries_about(desk.session, Subject.of(owed)):
        if shown.context.get(_CARD) == row.key and shown.action == Action.SEND:
            await post.edit(desk, shown, post.last_part(said))


async def message(desk: Desk, row: Rectification) -> Message:
    owed, problem = await _owed(desk, row), await _problem(desk, row)
    report = await reports.report_of(desk.session, owed.key)
    parts = await newest_parts(desk, report)
    stands, at = standing(row, owed, desk.now)
    wants = await wanted(desk, problem)
    view = AcceptanceView(
        number=problem.serial,
        body=agency_names.name(desk, row.body),
        place=problem.place,
        unit=problem.unit,
        found=problem.found,
        found_by=problem.found_by,
        stands=stands,
        at=at,
        applied_by=await _name(desk, row.applied_by),
        report=report.serial if report is not None else "",
        reported_at=report.submitted_at if report is not None else None,
        before=len(await problems.shown_before(desk.session, problem.key)),
        after=len([part for part in parts if part.file_id is not None]),
        on_site=wants.check,
        checked_by=await _name(desk, row.checked_by),
        checked_at=row.checked_at,
        wants_consent=wants.consent,
        upper_consent=row.upper_consent,
        sealed_at=row.sealed_at,
        responsible=row.responsible,
        accepted_by=await _name(desk, row.accepted_by),
    )
    keyboard: Keyboard = ()
    if stands == "applied":
        keyboard = _keyboard(desk, row, wants, report, parts)
    elif wants_seal(row) and row.relieved_at is None:
        keyboard = ((_sealed(desk, row),),)
    return Message(desk.words.text("problem_acceptance", view), keyboard)


@immutable
class AcceptanceWants:
    """What is to be there before a problem is accepted, by whichever duplicate it was asked for."""

    check: bool
    consent: bool


async def wanted(desk: Desk, problem: Problem) -> AcceptanceWants:
    rows = await problems.alike(desk.session, problem)
    return AcceptanceWants(
        check=any(one.on_site for one in rows), consent=any(one.found_by in UPPER for one in rows)
    )


async def newest_parts(desk: Desk, report: Report | None) -> list[ReportPart]:
    if report is None:
        return []
    return reports.newest_versions(await reports.parts(desk.session, report.key))


def _keyboard(
    desk: Desk,
    row: Rectification,
    wants: AcceptanceWants,
    report: Report | None,
    parts: list[ReportPart],
) -> Keyboard:
    plain = desk.words.plain
    wanted: list[Button] = [button(plain("button_problem_evidence"), EVIDENCE_VERB, row.key)]
    if wants.check and row.checked_at is None:
        wanted.append(button(plain("button_problem_checked"), CHECK_VERB, row.key))
    if wants.consent and not row.upper_consent:
        wanted.append(button(plain("button_problem_consent"), CONSENT_VERB, row.key))
    if wants_seal(row):
        wanted.append(_sealed(desk, row))
    newest = newest_part(parts)
    decide = [button(plain("button_problem_accept"), ACCEPT_VERB, row.key, newest)]
    if report is not None:
        decide.append(button(plain("button_problem_sendback"), SEND_BACK_VERB, report.key, newest))
    return (*((one,) for one in wanted), tuple(decide))


def newest_part(parts: list[ReportPart]) -> int:
    return max((part.key for part in parts), default=0)


async def _added(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """Something was added to the answer: nobody accepts what they have not seen."""
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is not None and row.applied_at is not None and row.accepted_at is None:
        await redraw(desk, row)


async def _owed_again(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    """It is applied for anew once the body has answered again, and is then agreed to anew."""
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None:
        return
    row.applied_at = row.applied_by = row.checked_at = row.checked_by = None
    row.upper_consent = ""
    desk.session.add(row)
    await desk.session.flush()
    await redraw(desk, row)
    await cards.redraw(desk, await _problem(desk, row))


async def _owed_no_more(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is not None:
        await redraw(desk, row)


async def _require_undecided(desk: Desk, owed: Obligation) -> None:
    """Once a problem is accepted or taken off a body, its answer stays as it is."""
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is not None and row.accepted_at is not None:
        raise Refusal("problem_accepted_already")
    if row is not None and row.relieved_at is not None:
        raise Refusal("problem_is_over")


APPLICATIONS = Beside(
    "application",
    becomes={
        OwedChange.ADDED: _added,
        **dict.fromkeys(OWED_AGAIN, _owed_again),
        **dict.fromkeys(OWED_NO_MORE, _owed_no_more),
    },
    forbids=dict.fromkeys((OwedChange.IN_PART, *OWED_AGAIN), _require_undecided),
    stands_by=is_accepted,
)


def _sealed(desk: Desk, row: Rectification) -> Button:
    """The paper may follow after the acceptance, so its button stays until it came."""
    return button(desk.words.plain("button_problem_sealed"), SEALED_VERB, row.key)


async def _owed(desk: Desk, row: Rectification) -> Obligation:
    return await desk.session.get_one(Obligation, row.obligation_id)


async def _problem(desk: Desk, row: Rectification) -> Problem:
    return await desk.session.get_one(Problem, row.problem_id)


async def _name(desk: Desk, user_id: int | None) -> str:
    return await people.name_of(desk, user_id) if user_id else ""
