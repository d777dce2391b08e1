"""Tells when a slip is earned, in the plainest words, from what happened in the world alone.

Nothing here asks the database or the bot: only what stood in the chats, when, and when the bot was
there to hear it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sandbox import Bot, Message, What
from tests.faults.episode import Episode, is_lift, matter_of
from tests.faults.stage import Span
from tests.faults.words import dated, original, unmarked

STEPS = ("逾期提醒", "黄色提示单", "橙色督办单", "红色督办单")
SPANS = {1: timedelta(minutes=30), 2: timedelta(hours=2), 3: timedelta(hours=2)}
"""The time between a step and the one before it."""
LEAST_NOTICE, CLOSING = timedelta(hours=2), timedelta(hours=24)
NOON, NIGHT, MORNING = time(12), time(22), time(7)
SLACK = timedelta(minutes=1)
"""Deadlines are told in minutes, so this much may be missing."""
NAMES_REPLY = "未作为报告认可"
"""A slip says so when it names a reply that was no report."""
DAILY = "月"
"""Only the name of a daily report holds a day."""


@dataclass(slots=True)
class Duty:
    """What one agency owes in one matter, as it can be read in its group."""

    agency: str
    matter: str
    prompted: list[tuple[int, datetime]] = field(default_factory=list)
    slips: list[tuple[int, datetime, str]] = field(default_factory=list)
    """Each slip: the number of its event, when it was accepted, and its words."""
    stalled_at: datetime | None = None
    """When the bot had a reply for certain that states nothing."""
    reported_at: datetime | None = None
    """When the bot had the report for certain."""


def unearned(episode: Episode) -> list[str]:
    """Return each slip that should not have gone, and why."""
    duties = _duties(episode)
    _note_reports(episode, duties)
    lifted_at = _lifted_at(episode)
    return [
        f"{duty.agency} {duty.matter}: {fault}"
        for duty in duties.values()
        for fault in _faults(episode, duty, lifted_at)
    ]


def never_chased(episode: Episode) -> list[str]:
    """Return each duty that nobody answered for a day, and that no slip followed."""
    return [
        f"{duty.agency} {duty.matter}: no slip came"
        for duty in _duties(episode).values()
        if _was_left_alone(episode, duty) and len(duty.slips) < 2
    ]


def _duties(episode: Episode) -> dict[tuple[str, str], Duty]:
    duties: dict[tuple[str, str], Duty] = {}
    for agency, number, message in said_in_groups(episode):
        text = unmarked(original(message))
        first, matter = text.partition("\n")[0], matter_of(text)
        if not matter:
            continue
        duty = duties.setdefault((agency, matter), Duty(agency, matter))
        if first.startswith("请报送"):
            duty.prompted.append((number, message.date))
        elif any(step in first for step in STEPS) and text not in [it[2] for it in duty.slips]:
            # A repeat of what came before is no step, but one of what never came is the step.
            duty.slips.append((number, message.date, text))
    return duties


def said_in_groups(episode: Episode) -> Iterator[tuple[str, int, Message]]:
    """Yield what the bot said in the agencies' groups; a group that has moved is the same group."""
    agencies = {group.id: agency for agency, group in episode.stage.cast.groups.items()}
    gone_to = moved(episode)
    for event in episode.stage.world.log.of(What.SENT):
        message = event.subject
        agency = agencies.get(gone_to.get(message.chat.id, message.chat.id))
        if agency is not None and isinstance(message.sender, Bot):
            yield agency, event.number, message


def moved(episode: Episode) -> dict[int, int]:
    """Return the newer id of each chat that has one."""
    return {
        chat.id: chat.migrated_to.id
        for chat in episode.stage.world.chats()
        if chat.migrated_to is not None
    }


def said_by_the_bot(episode: Episode) -> Iterator[Message]:
    for event in episode.stage.world.log.of(What.SENT):
        message = event.subject
        if isinstance(message.sender, Bot) and not message.is_service:
            yield message


def _note_reports(episode: Episode, duties: dict[tuple[str, str], Duty]) -> None:
    heard = heard_at(episode)
    for said in episode.reports:
        at = heard.get((said.message.chat.id, said.message.message_id))
        duty = duties.get((said.agency, said.matter))
        if at is not None and duty is not None:
            duty.reported_at = min(at, duty.reported_at or at)
    for said in episode.stalled:
        at = heard.get((said.message.chat.id, said.message.message_id))
        duty = duties.get((said.agency, said.matter))
        if at is not None and duty is not None:
            duty.stalled_at = min(at, duty.stalled_at or at)


def heard_at(episode: Episode, kind: str = "message") -> dict[tuple[int, int], datetime]:
    """Return when the bot told Telegram that it has each message, or each edit of one."""
    heard: dict[tuple[int, int], datetime] = {}
    for event in episode.stage.world.log.of(What.CONFIRMED):
        update = event.subject
        if update.kind == kind:
            heard.setdefault((update.chat_id, update.content["message_id"]), event.at)
    return heard


def _lifted_at(episode: Episode) -> datetime | None:
    found = [
        message.date for _, _, message in said_in_groups(episode) if is_lift(original(message))
    ]
    return min(found, default=None)


def _faults(episode: Episode, duty: Duty, lifted_at: datetime | None) -> Iterator[str]:
    zone, steps = episode.stage.plan.tz, []
    for place, (number, at, text) in enumerate(duty.slips):
        first = text.partition("\n")[0]
        step = next(index for index, name in enumerate(STEPS) if name in first)
        steps.append(step)
        if not duty.prompted or duty.prompted[0][0] > number:
            yield f"{first} without a prompt"
            return
        if duty.reported_at is not None and duty.reported_at < at:
            yield f"{first} at {at:%d %H:%M}, answered at {duty.reported_at:%d %H:%M}"
        issued_at = dated(text, zone) or at
        stalled = duty.stalled_at is not None and duty.stalled_at + SLACK < issued_at
        if stalled and NAMES_REPLY not in text:
            yield f"{first} names no reply, though one had come"
        if lifted_at is not None and DAILY in duty.matter and issued_at > lifted_at:
            yield f"{first} after the lift"
        if _is_night(issued_at.astimezone(zone).time()) and not episode.turns_red:
            yield f"{first} issued at night, {issued_at:%d %H:%M}"
        before = duty.slips[place - 1][1] if place else None
        if early := _too_early(episode, duty, step, before, at):
            yield f"{first} at {at:%d %H:%M}: {early}"
    if steps != list(range(len(steps))):
        yield f"steps {steps}"


def _is_night(clock: time) -> bool:
    return clock >= NIGHT or clock < MORNING


def _too_early(
    episode: Episode, duty: Duty, step: int, before: datetime | None, at: datetime
) -> str | None:
    idle = [*_felt(episode.stage.downtimes), *episode.kicked.get(duty.agency, [])]
    if step and before is not None:
        had, needed = _running(before, at, idle), SPANS[step]
        return None if had + SLACK >= needed else f"{had} after the step before"
    prompted_at = duty.prompted[0][1]
    if at - prompted_at + SLACK < LEAST_NOTICE:
        return f"{at - prompted_at} after the prompt"
    since, deadline = _asked(episode, duty, prompted_at)
    return "before its deadline" if at + SLACK < deadline + _lost(since, at, idle) else None


def _asked(episode: Episode, duty: Duty, prompted_at: datetime) -> tuple[datetime, datetime]:
    """Return from when the time runs, and its end if nothing of it were lost."""
    zone = episode.stage.plan.tz
    if DAILY in duty.matter:
        local = prompted_at.astimezone(zone)
        return prompted_at, datetime.combine(local.date(), NOON, tzinfo=zone)
    ended_at = _ended_at(episode) or prompted_at
    # The time ends a day after the response, even for whom Telegram made the prompt wait, as the
    # prompt names that deadline. Whoever could not be reached has the day from when they could be.
    away = episode.away.get(duty.agency, [])
    missed = (span for span in away if span.began <= prompted_at and ended_at <= span.ended)
    back_at = next((span.ended for span in missed), ended_at)
    since = min(back_at, prompted_at)
    return since, since + CLOSING


def _ended_at(episode: Episode) -> datetime | None:
    # The lift tells the end of the response in the groups.
    lifts = (original(message) for _, _, message in said_in_groups(episode))
    found = [
        # What takes effect as announced names its hour without the year.
        dated(text, episode.stage.plan.tz) or episode.announced_for
        for text in map(unmarked, lifts)
        if is_lift(text)
    ]
    return found[0] if found else None


def _running(since: datetime, until: datetime, idle: Iterable[Span]) -> timedelta:
    return until - since - _lost(since, until, idle)


def _lost(since: datetime, until: datetime, idle: Iterable[Span]) -> timedelta:
    # Time that was idle for two reasons counts once.
    lost, reached = timedelta(0), since
    for span in sorted(idle, key=lambda span: span.began):
        began, ended = max(span.began, reached), min(span.ended, until)
        lost += max(ended - began, timedelta(0))
        reached = max(reached, ended)
    return lost


def _felt(downtimes: Iterable[Span]) -> list[Span]:
    # A bot that was down for less than a minute takes nobody's time.
    return [span for span in downtimes if span.ended - span.began >= SLACK]


def _was_left_alone(episode: Episode, duty: Duty) -> bool:
    # The agency was prompted in the morning of a quiet day, and not a word came of it.
    if not duty.prompted or DAILY not in duty.matter or duty.agency in episode.away:
        return False
    answered = any(
        (said.agency, said.matter) == (duty.agency, duty.matter) for said in episode.reports
    )
    prompted_at = duty.prompted[0][1]
    day_ends = prompted_at + timedelta(hours=11)
    lost = _lost(prompted_at, day_ends, _felt(episode.stage.downtimes))
    return not answered and lost < timedelta(hours=2) and day_ends < episode.lift_at
