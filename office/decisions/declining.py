"""不启动: that a response is not started is recorded with its grounds, and signed by the director.

Not to start what is due is a fault as well, so the decision is kept as an order is.
"""

from datetime import timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.signing import DeclineView
from office import post
from office.bodies.people import Actor, name_of, require_office
from office.desk import Desk
from office.forecasts import taken_up
from office.matters import alerts
from office.matters.order_terms import check_grounds, check_level
from office.plan.model import Level, Plan
from office.post import Place, Posting
from office.refusal import Refusal
from office.region import floor
from office.signing import requests, running
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, finding
from storage.decisions import declines as store
from storage.decisions.declines import Decline, DeclineState
from storage.subjects import Subject, SubjectKind

SHOWN_FOR = timedelta(days=7)
"""How long /board shows a decision not to start."""
GIVE_UP_VERB = "nostartoff"


def require_able(desk: Desk, who: Actor) -> None:
    require_office(desk, who)
    if not desk.plan.chains.decline:
        raise Refusal("decline_none")


async def draft(desk: Desk, who: Actor, place: Place, level: str, grounds: str) -> Decline:
    require_able(desk, who)
    check_level(desk.plan, level)
    check_grounds(grounds)
    await _require_below(desk, level)
    await _require_none_asked(desk, level)
    made = Decline(
        jurisdiction=desk.jurisdiction,
        level=level,
        grounds=grounds,
        plan_version_id=desk.plan_version_id,
        drafted_by=who.user_id,
        drafted_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("decline_drafted", _audit(made), level=level, grounds=grounds)
    await running.begin(desk, DECLINES, await round_of(desk, made))
    await CARD.put_up(desk, await round_of(desk, made), place)
    return made


async def overtake(desk: Desk) -> None:
    """Ask for no signature any more on what an alert that was issued has started after all."""
    for made in await store.asked(desk.session, desk.jurisdiction):
        if await _standing_above(desk, made.level) is not None:
            await _end(desk, made, DeclineState.OVERTAKEN)


async def give_up(desk: Desk, who: Actor, decline_id: int) -> None:
    """The office does not want it any more, so nobody is asked for a signature on it."""
    require_office(desk, who)
    made = await store.decline(desk.session, decline_id)
    if made is None or made.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    await _end(desk, made, DeclineState.GIVEN_UP)


async def _end(desk: Desk, made: Decline, to: DeclineState) -> None:
    asked = await round_of(desk, made)
    await _decide(desk, asked, to)
    await running.void(desk, DECLINES, asked)
    await taken_up.not_declined(desk, made)
    await desk.record(f"decline_{to}", asked.audit, level=made.level)
    await CARD.redraw(desk, asked)


async def recent(desk: Desk) -> list[str]:
    """What /board says of responses that were not started."""
    rows = await store.signed_since(desk.session, desk.jurisdiction, desk.now - SHOWN_FOR)
    return [
        desk.words.plain(
            "declined_line",
            title=(await round_of(desk, row)).title,
            at=row.signed_at,
            grounds=row.grounds,
        )
        for row in rows
    ]


async def round_of(desk: Desk, made: Decline) -> Round[Decline]:
    plan = await desk.plan_version(made.plan_version_id)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=plan.chains.decline,
        title=_title(desk, plan, made),
        audit=_audit(made),
        drafted_by=made.drafted_by,
    )


async def _require_below(desk: Desk, level: str) -> None:
    """Refuse where an alert of this level or a higher one stands: nothing is left not to start."""
    standing = await _standing_above(desk, level)
    if standing is not None:
        raise Refusal("decline_stands", level=standing.name)
    wanted = desk.plan.known_level(level)
    if wanted is not None:
        await floor.require_free_to_decline(desk, wanted)


async def _require_none_asked(desk: Desk, level: str) -> None:
    for made in await store.asked(desk.session, desk.jurisdiction):
        if made.level == level:
            drafter = await name_of(desk, made.drafted_by)
            raise Refusal("decline_asked", drafter=drafter, at=made.drafted_at)


async def _standing_above(desk: Desk, level: str) -> Level | None:
    """The level of the alert that stands, if it is this one or a higher one."""
    alert = await alerts.standing_alert(desk)
    standing = desk.plan.known_level(alert.level or "") if alert is not None else None
    wanted = desk.plan.known_level(level)
    if standing is None or wanted is None or standing.rank < wanted.rank:
        return None
    return standing


async def _view(desk: Desk, asked: Round[Decline], post_held: str = "") -> DeclineView:
    made = asked.row
    return DeclineView(
        title=asked.title,
        grounds=made.grounds,
        drafter=await name_of(desk, made.drafted_by),
        drafted_at=made.drafted_at,
        state=made.state,
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )


def _is_open(made: Decline) -> bool:
    return made.state == DeclineState.ASKED


async def _keyboard(desk: Desk, asked: Round[Decline]) -> Keyboard:
    if not _is_open(asked.row):
        return ()
    give_up = button(desk.words.plain("button_give_up"), GIVE_UP_VERB, asked.row.key)
    return ((give_up,),)


CARD = Card("decline", _view, _keyboard, returned="decline_returned")


async def _require_due(desk: Desk, asked: Round[Decline]) -> None:
    # While it waited, the response may have been started after all.
    await _require_below(desk, asked.row.level)


async def _grant(desk: Desk, asked: Round[Decline]) -> None:
    await _decide(desk, asked, DeclineState.SIGNED)
    asked.row.signed_at = desk.now
    desk.session.add(asked.row)
    await desk.session.flush()
    await desk.record("start_declined", asked.audit, level=asked.row.level)
    phrase = desk.words.phrase("declined", title=asked.title, grounds=asked.row.grounds)
    posting = Posting(asked.subject, dedupe_key=f"declined:{asked.row.key}")
    await post.tell_office(desk, Message(phrase), posting)
    await taken_up.declined(desk, asked.row)


async def _send_back(desk: Desk, asked: Round[Decline]) -> None:
    await _decide(desk, asked, DeclineState.RETURNED)
    await taken_up.not_declined(desk, asked.row)


async def _decide(desk: Desk, asked: Round[Decline], to: DeclineState) -> None:
    if not await store.move(desk.session, asked.row.key, to):
        raise Refusal("approval_void")


def _title(desk: Desk, plan: Plan, made: Decline) -> str:
    level = plan.level(made.level)
    return desk.words.plain("decline_title", level=level.name, response=level.response)


def _audit(made: Decline) -> str:
    return f"decline:{made.key}"


DECLINES: KindOfRound[Decline] = KindOfRound(
    subject=SubjectKind.DECLINE,
    find=finding(store.decline, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    require_due=_require_due,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _made: "approved_toast",
)
