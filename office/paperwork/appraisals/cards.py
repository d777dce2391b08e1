"""The card of an appraisal in the office's group, and what the office may press below it."""

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.appraisals import AppraisalCardView
from office import post
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.paperwork.appraisals import naming, scoreboard
from office.paperwork.appraisals.standing import standing
from office.plan.appraisal import Naming
from office.post import Place, Posting
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal, ReplyState

MEMBERS_VERB, PAPER_VERB, TABLE_VERB, GIVE_UP_VERB = "apprall", "apprdoc", "apprxls", "approff"
SEND_OUT_VERB, SIGN_VERB = "approut", "apprsign"
PRAISE_VERB, CRITICISM_VERB = "apprlaud", "apprblame"
BULLETINS = {Naming.PRAISE: PRAISE_VERB, Naming.CRITICISM: CRITICISM_VERB}


async def message(desk: Desk, made: DrawnAppraisal) -> Message:
    return Message(desk.words.text("appraisal_card", await view(desk, made)), keyboard(desk, made))


async def post_card(desk: Desk, place: Place, made: DrawnAppraisal) -> None:
    """Put the card there; the newest one is kept true."""
    posting = Posting(Subject.of(made))
    shown = await post.send(desk, place, DeliveryKind.DRAFT, await message(desk, made), posting)
    made.card_id = shown.key
    desk.session.add(made)
    await desk.session.flush()


async def shown_at(desk: Desk, made: DrawnAppraisal) -> Delivery | None:
    return await outbox.delivery(desk.session, made.card_id) if made.card_id is not None else None


async def redraw(desk: Desk, made: DrawnAppraisal) -> None:
    shown = await shown_at(desk, made)
    if shown is not None:
        await post.edit(desk, shown, await message(desk, made), kind=DeliveryKind.DRAFT)


async def view(desk: Desk, made: DrawnAppraisal) -> AppraisalCardView:
    now = await standing(desk, made)
    paper = await store.newest_paper(desk.session, made.key)
    struck = now.corrections.keys()

    def those(*states: ReplyState) -> tuple[str, ...]:
        return tuple(agency_names.short(desk, one) for one in now.bodies(*states))

    return AppraisalCardView(
        title=made.title,
        state=made.state,
        drafter=await name_of(desk, made.drafted_by),
        drafted_at=made.drafted_at,
        until=now.board.until,
        members=len(now.board.members),
        unblemished=sum(not scoreboard.losses(one, struck) for one in now.board.members),
        lines=tuple((one.name, one.part, one.points) for one in now.board.lines),
        object_by=made.object_by,
        confirmed=those(ReplyState.CONFIRMED),
        objected=those(ReplyState.OBJECTED),
        awaited=those(ReplyState.ASKED),
        silent=those(ReplyState.SILENT),
        unreached=those(ReplyState.UNREACHED),
        undecided=now.undecided,
        proposals=len(now.proposals),
        serial=(paper.serial or "") if paper is not None else "",
    )


def keyboard(desk: Desk, made: DrawnAppraisal) -> Keyboard:
    if made.state == AppraisalState.GIVEN_UP:
        return ()
    members = _button(desk, "members", MEMBERS_VERB, made, 0)
    files = (
        _button(desk, "paper", PAPER_VERB, made),
        _button(desk, "table", TABLE_VERB, made),
    )
    onward = {
        AppraisalState.DRAFT: ("send_out", SEND_OUT_VERB),
        AppraisalState.CHECKING: ("sign", SIGN_VERB),
    }.get(AppraisalState(made.state))
    if onward is None:
        return ((members,), files, *_bulletins(desk, made))
    last = (_button(desk, *onward, made), _button(desk, "give_up", GIVE_UP_VERB, made))
    return ((members,), files, last)


def _bulletins(desk: Desk, made: DrawnAppraisal) -> Keyboard:
    """What the plan lets bodies be named for, once it is signed."""
    offered = naming.offered(desk, made)
    row = tuple(_button(desk, f"bulletin_{what}", BULLETINS[what], made) for what in offered)
    return (row,) if row else ()


def _button(desk: Desk, name: str, verb: str, made: DrawnAppraisal, *more: int) -> Button:
    return button(desk.words.plain(f"button_appraisal_{name}"), verb, made.key, *more)
