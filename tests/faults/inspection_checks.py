"""Checks what must hold of an inspection after an episode: the team's chat against the books."""

from collections.abc import Iterator

from sqlmodel import col, select

from sandbox import Bot, Message, What
from storage.decisions.matters import Matter, MatterKind, Order, OrderState
from storage.owed.obligations import Obligation, ObligationState
from storage.problems.problems import Problem
from storage.supervision.slips import Slip
from tests.faults import rules
from tests.faults.checks import none
from tests.faults.episode import Episode
from tests.faults.inspections import CONVENED, SUMMARY, TEAM, UNIT, Inspections
from tests.faults.words import is_repeat, original, unmarked

COLOURS = ("提示单", "督办单")
LATE = "逾期未报"


async def check(episode: Episode, inspections: Inspections) -> None:
    async with episode.stage.database.reading() as session:
        owed = (await session.exec(select(Obligation).where(Obligation.agency == TEAM))).all()
        slips = (await session.exec(select(Slip).where(Slip.agency == TEAM))).all()
        found = (await session.exec(select(Problem).where(Problem.unit == UNIT))).all()
        issued = select(Order).where(
            col(Order.matter_id) == col(Matter.id),
            Matter.kind == MatterKind.CONVENING,
            Order.state == OrderState.ISSUED,
        )
        orders = (await session.exec(issued)).all()
    told = [unmarked(original(it)) for it in _said(episode, inspections.group.id)]
    office = [it for it in _said(episode, episode.stage.cast.office.id)]
    none("convened", [] if orders else ["no inspection was ever convened"])
    none("notices of the team", _unread(told))
    none("slips of a team", (f"{slip.serial} for {slip.agency}" for slip in slips))
    none("colours in a team's chat", (it for it in told if any(word in it for word in COLOURS)))
    none("summaries", _summaries(episode, inspections, list(owed), told, office))
    heard = rules.heard_at(episode)
    came = sum((it.chat.id, it.message_id) in heard for it in inspections.found)
    none("findings", [] if len(found) == came else [f"{came} came, {len(found)} are kept"])


def _said(episode: Episode, chat_id: int) -> list[Message]:
    return [
        event.subject
        for event in episode.stage.world.log.of(What.SENT)
        if event.subject.chat.id == chat_id and isinstance(event.subject.sender, Bot)
    ]


def _unread(told: list[str]) -> Iterator[str]:
    if not any(CONVENED in text.partition("\n")[0] for text in told):
        yield "the team has no notice"


def _summaries(
    episode: Episode,
    inspections: Inspections,
    owed: list[Obligation],
    told: list[str],
    office: list[Message],
) -> Iterator[str]:
    """Each day was asked for; the office reads once of a day of which nothing came."""
    heard, zone = rules.heard_at(episode), episode.stage.plan.tz
    came = sum((it.chat.id, it.message_id) in heard for it in inspections.summed_up)
    days = [one for one in owed if one.kind == "inspection" and one.day is not None]
    for one in days:
        local = one.due_at.astimezone(zone)
        name = f"{one.day.month}月{one.day.day}日{SUMMARY}" if one.day else SUMMARY
        if not any(name in text for text in told):
            yield f"nobody asked the team for {name}"
        firsts = [
            it
            for it in office
            if LATE in original(it).partition("\n")[0]
            and name in original(it).partition("\n")[0]
            and not is_repeat(original(it))
        ]
        if len(firsts) > 1:
            yield f"the office read {len(firsts)} times that {name} is late"
        silent = one.state == ObligationState.OPEN and one.ladder_ended is None
        if silent and local < episode.ends_at and not firsts:
            yield f"the office never read that {name} is late"
    answered = [one for one in days if one.state != ObligationState.OPEN]
    if len(answered) > came:
        yield f"{came} summaries came, {len(answered)} count"
