"""Checks what must hold after an exercise, whatever went wrong beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from messages import drills
from sandbox import Bot, Message, What
from storage.decisions.exercises import Exercise, ExerciseComment, ExerciseState
from storage.decisions.matters import Matter, Order, OrderState
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.supervision.slips import Slip
from tests.faults import rules
from tests.faults.checks import none
from tests.faults.episode import Episode
from tests.faults.exercising import Exercising
from tests.faults.words import FOOT, original

REPORT = "评估报告.docx"


async def check(episode: Episode, exercising: Exercising) -> None:
    async with episode.stage.database.reading() as session:
        exercises = (await session.exec(select(Exercise))).all()
        comments = (await session.exec(select(ExerciseComment))).all()
        sent = select(Delivery).where(Delivery.state == DeliveryState.SENT)
        deliveries = (await session.exec(sent)).all()
        mixed = select(Order).join(Matter, col(Matter.id) == col(Order.matter_id))
        unlike = (await session.exec(mixed.where(col(Order.drill) != col(Matter.drill)))).all()
        issued = select(Order).where(col(Order.drill).is_(True), Order.state == OrderState.ISSUED)
        practised = (await session.exec(issued)).all()
        referrals = select(Slip).where(col(Slip.drill).is_(True), col(Slip.is_referral).is_(True))
        referred = (await session.exec(referrals)).all()
    none("orders unlike their matter", (row.key for row in unlike))
    none("numbers of real orders", (it.serial for it in practised if not _is_marked_number(it)))
    none("referrals of an exercise", (row.key for row in referred))
    none("without its mark", _unmarked(episode, deliveries))
    none("leaders who heard of it", _leaders(episode))
    none("comments", _lost(episode, exercising, comments))
    none("reports", _unreported(episode, exercises))


def _is_marked_number(order: Order) -> bool:
    return (order.serial or "").startswith("演练·")


def _unmarked(episode: Episode, deliveries: Sequence[Delivery]) -> Iterator[str]:
    """Whatever belongs to the exercise is marked at head and foot, and nothing else is."""
    said = {(it.chat.id, it.message_id): original(it) for it in rules.said_by_the_bot(episode)}
    for row in deliveries:
        text = said.get((row.chat_id, row.message_id or 0))
        if text is None or row.action != Action.SEND or not row.text:
            continue
        marks = (drills.is_marked(text), text.endswith(FOOT))
        if marks != (row.drill, row.drill):
            yield f"delivery {row.key} ({row.kind}), drill {row.drill}: {text[:40]}"


def _leaders(episode: Episode) -> Iterator[str]:
    """Nobody chose them to play, so they hear nothing of it."""
    cast = episode.stage.cast
    theirs = {cast.private(one).id for one in (cast.commander, cast.party_secretary, cast.mayor)}
    for message in rules.said_by_the_bot(episode):
        if message.chat.id in theirs and "演练" in original(message):
            yield f"{message.chat.title}: {original(message)[:40]}"


def _lost(
    episode: Episode, exercising: Exercising, comments: Sequence[ExerciseComment]
) -> Iterator[str]:
    """Each comment that Telegram handed over is kept once."""
    heard, kept = rules.heard_at(episode), Counter(one.said for one in comments)
    for text, count in Counter(map(_text, exercising.comments)).items():
        those = [one for one in exercising.comments if one.text == text]
        came = sum((one.chat.id, one.message_id) in heard for one in those)
        if kept[text] != came:
            yield f"{text}: {kept[text]} kept of {came} that came, {count} said"


def _text(message: Message) -> str:
    return message.text


def _unreported(episode: Episode, exercises: Sequence[Exercise]) -> Iterator[str]:
    """A day after its end the office has the report."""
    over = [
        one
        for one in exercises
        if one.state == ExerciseState.ENDED
        and one.ended_at is not None
        and (episode.stage.clock.now() - one.ended_at).total_seconds() > 25 * 3600
    ]
    names = [
        event.subject.document.name
        for event in episode.stage.world.log.of(What.SENT)
        if isinstance(event.subject.sender, Bot) and event.subject.document is not None
    ]
    count = sum(name.endswith(REPORT) for name in names)
    if count < len(over):
        yield f"{count} for {len(over)} exercises"
