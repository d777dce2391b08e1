"""Makes CAP messages of an alert's issued orders. The functions only compute."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from messages.documents.cap.model import (
    CapMessage,
    CapScope,
    Certainty,
    Info,
    MessageType,
    Reference,
    Status,
)
from office.cap import infos
from office.cap.infos import CapLanguage
from office.cap.stages import CapOccasion, CapStage, stages_of
from office.plan.model import Plan
from storage.decisions.matters import Order
from storage.immutable import immutable

_TYPES = {CapOccasion.ISSUE: MessageType.ALERT, CapOccasion.CANCEL: MessageType.CANCEL}


@immutable
class AlertAsOrdered:
    """One alert, or one exercise, with all that its messages are made of."""

    orders: Sequence[Order]
    """Those that were issued, in order of issue."""
    plan: Plan
    """In the language of the jurisdiction."""
    told: Mapping[str, CapLanguage]
    """The plan and the words by the language of each block."""
    observed: Collection[int] = ()
    """The orders that rest on air which was measured."""


def messages_of(alert: AlertAsOrdered, now: datetime) -> tuple[CapMessage, ...]:
    """All that went out up to now. A message that was made once is made the same again."""
    made: list[CapMessage] = []
    for stage in stages_of(alert.orders, alert.plan, now):
        made.append(_message(alert, stage, made))
    return tuple(made)


def _message(alert: AlertAsOrdered, stage: CapStage, earlier: Sequence[CapMessage]) -> CapMessage:
    plan, drill = alert.plan, stage.order.drill
    sent = infos.local(plan, stage.at)
    return CapMessage(
        identifier=_identifier(plan, stage),
        sender=plan.cap_sender,
        sent=sent,
        status=Status.EXERCISE if drill else Status.ACTUAL,
        type=_TYPES.get(stage.occasion, MessageType.UPDATE),
        scope=CapScope.PUBLIC,
        note=" / ".join(one.words.plain("cap_note_drill") for one in alert.told.values())
        if drill
        else "",
        references=tuple(map(_reference, _unexpired(earlier, sent))),
        infos=_infos(alert, stage, sent),
    )


def _infos(alert: AlertAsOrdered, stage: CapStage, sent: datetime) -> tuple[Info, ...]:
    certainty = _certainty(alert, stage)
    return tuple(
        info
        for tag, language in alert.told.items()
        for info in infos.of_stage(tag, language, stage, sent, certainty)
    )


def _certainty(alert: AlertAsOrdered, stage: CapStage) -> Certainty:
    is_seen = stage.occasion.ends or stage.holds.key in alert.observed
    return Certainty.OBSERVED if is_seen else Certainty.LIKELY


def _identifier(plan: Plan, stage: CapStage) -> str:
    """Unique also beside another database of the same office, as it names the second of issue."""
    issued = stage.order.issued_at or stage.at
    ahead = stage.occasion in (CapOccasion.LOWERING, CapOccasion.LIFTING)
    parts = [
        plan.jurisdiction,
        *(["drill"] if stage.order.drill else []),
        f"{issued.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        str(stage.order.key),
        *(["ahead"] if ahead else []),
    ]
    return "-".join(parts)


def _unexpired(earlier: Sequence[CapMessage], sent: datetime) -> Sequence[CapMessage]:
    """All that a receiver may still show; where all have expired, the newest is what is changed."""
    standing = [one for one in earlier if _expires(one) > sent]
    return standing or earlier[-1:]


def _expires(message: CapMessage) -> datetime:
    return max((info.expires for info in message.infos if info.expires), default=message.sent)


def _reference(message: CapMessage) -> Reference:
    return Reference(message.sender, message.identifier, message.sent)
