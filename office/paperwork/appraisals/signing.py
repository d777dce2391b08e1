"""The round in which an appraisal is examined and approved, and what its last signature does."""

from messages.keyboards import Keyboard
from messages.views.appraisals import AppraisalPaperView
from office import post, wanting
from office.bodies import agency_names
from office.bodies.people import Actor, name_of, require_office
from office.desk import Desk
from office.paperwork.appraisals import cards, checking, scoreboard
from office.paperwork.appraisals.known import appraisal_rules, known
from office.paperwork.appraisals.standing import AppraisalStanding, standing
from office.post import Place, Posting
from office.refusal import Refusal
from office.signing import requests, running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from office.wanting import FileWish
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject, SubjectKind
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalPaper,
    AppraisalState,
    DrawnAppraisal,
    PaperState,
    ReplyState,
)

CRAFTS = ("appraisal", "appraisal_table")


async def put_up(desk: Desk, who: Actor, place: Place, made: DrawnAppraisal) -> None:
    """送签: nothing in it changes from now on, unless a signer sends it back."""
    require_office(desk, who)
    await _require_ready(desk, made)
    origins = (AppraisalState.CHECKING,)
    if not await store.move(desk.session, made.key, origins, AppraisalState.ASKED):
        raise Refusal("appraisal_decided")
    await desk.session.refresh(made)
    paper = AppraisalPaper(
        jurisdiction=desk.jurisdiction,
        appraisal_id=made.key,
        put_up_by=who.user_id,
        put_up_at=desk.now,
    )
    desk.session.add(paper)
    await desk.session.flush()
    await desk.record("appraisal_put_up", f"appraisal:{made.key}")
    await running.begin(desk, APPRAISALS, await round_of(desk, paper))
    await _post_card(desk, place, paper)
    await cards.redraw(desk, made)


async def _require_ready(desk: Desk, made: DrawnAppraisal) -> None:
    now = await standing(desk, made)
    if made.state != AppraisalState.CHECKING or made.object_by is None:
        raise Refusal("appraisal_not_checked")
    if now.undecided:
        raise Refusal("appraisal_objections_open", count=now.undecided)
    awaited = now.bodies(ReplyState.ASKED)
    if awaited and desk.now < made.object_by:
        names = [agency_names.short(desk, one) for one in awaited]
        raise Refusal("appraisal_replies_awaited", names=names, until=made.object_by)


async def round_of(desk: Desk, paper: AppraisalPaper) -> Round[AppraisalPaper]:
    made = await known(desk, paper.appraisal_id)
    plan = await desk.plan_version(made.plan_version_id)
    return Round(
        row=paper,
        subject=Subject.of(paper),
        plan=plan,
        steps=appraisal_rules(plan).sign,
        title=desk.words.plain("appraisal_title", title=made.title),
        audit=f"appraisal:{made.key}",
        drafted_by=paper.put_up_by,
    )


async def _view(
    desk: Desk, asked: Round[AppraisalPaper], post_held: str = ""
) -> AppraisalPaperView:
    paper = asked.row
    now = await standing(desk, await known(desk, paper.appraisal_id))
    counted = [(str(state), len(now.bodies(state))) for state in ReplyState]
    return AppraisalPaperView(
        title=asked.title,
        state=paper.state,
        serial=paper.serial or "",
        drafter=await name_of(desk, paper.put_up_by),
        drafted_at=paper.put_up_at,
        members=_members(desk, now),
        replies=tuple((state, count) for state, count in counted if count),
        corrections=len(now.corrections),
        proposals=tuple(
            (one.proposed, agency_names.short(desk, one.agency), one.words) for one in now.proposals
        ),
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )


def _members(desk: Desk, now: AppraisalStanding) -> tuple[tuple[str, float | None, int], ...]:
    struck = now.corrections.keys()
    return tuple(
        (
            agency_names.short(desk, one.body),
            scoreboard.total(now.board, one, struck).share,
            len(scoreboard.losses(one, struck)),
        )
        for one in now.board.members
    )


async def _no_keyboard(_desk: Desk, _asked: Round[AppraisalPaper]) -> Keyboard:
    return ()


CARD = Card("appraisal_paper", _view, _no_keyboard, returned="appraisal_returned")


async def _post_card(desk: Desk, place: Place, paper: AppraisalPaper) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    where = Place.of(office) if office is not None else place
    message = await CARD.message(desk, await round_of(desk, paper))
    posting = Posting(Subject.of(paper))
    paper.card_id = (await post.send(desk, where, DeliveryKind.DRAFT, message, posting)).key
    desk.session.add(paper)
    await desk.session.flush()


async def _grant(desk: Desk, asked: Round[AppraisalPaper]) -> None:
    """Number it, and bring the office its paper; bodies read that their own is settled."""
    paper = asked.row
    made = await _decide(desk, paper, PaperState.SIGNED, AppraisalState.SIGNED)
    paper.serial = await desk.serial("appraisal", asked.plan)
    paper.signed_at = desk.now
    desk.session.add(paper)
    await desk.session.flush()
    await desk.record("appraisal_signed", asked.audit, serial=paper.serial)
    await _want_files(desk, made, paper)
    await cards.redraw(desk, made)
    for reply in await store.replies(desk.session, made.key):
        await checking.redraw(desk, made, reply)


async def _want_files(desk: Desk, made: DrawnAppraisal, paper: AppraisalPaper) -> None:
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    if office is None:
        return
    words = desk.words
    for craft in CRAFTS:
        name = words.plain(f"{craft}_file", title=made.title)
        caption = words.phrase("appraisal_caption", title=made.title, serial=paper.serial)
        wish = FileWish(craft, {"appraisal": made.key}, name, caption)
        posting = Posting(Subject.of(paper), dedupe_key=f"appraisal:{paper.key}:{craft}")
        await wanting.want(desk, Place.of(office), wish, posting=posting)


async def _send_back(desk: Desk, asked: Round[AppraisalPaper]) -> None:
    """The office may go on with it, and put it up anew."""
    made = await _decide(desk, asked.row, PaperState.RETURNED, AppraisalState.CHECKING)
    await cards.redraw(desk, made)


async def _decide(
    desk: Desk, paper: AppraisalPaper, to: PaperState, then: AppraisalState
) -> DrawnAppraisal:
    made = await known(desk, paper.appraisal_id)
    origins = (AppraisalState.ASKED,)
    if not await store.move_paper(desk.session, paper.key, to) or not await store.move(
        desk.session, made.key, origins, then
    ):
        raise Refusal("approval_void")
    await desk.session.refresh(paper)
    await desk.session.refresh(made)
    return made


# What was counted of a period stays true, however late it is signed: it never lapses.
APPRAISALS: KindOfRound[AppraisalPaper] = KindOfRound(
    subject=SubjectKind.APPRAISAL_PAPER,
    find=finding(store.paper, round_of),
    is_open=lambda paper: paper.state == PaperState.ASKED,
    request=CARD.request,
    outcome=CARD.outcome,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _paper: "appraisal_signed_toast",
)
