"""The ladder's rules: what happens now to an obligation in this standing. They only compute."""

from datetime import datetime, timedelta

from office.ladder.missed_by_many import answer_by, before_slip
from office.ladder.standings import (
    WORTH_COUNTING,
    Policy,
    Service,
    ServiceState,
    Signature,
    Standing,
)
from office.ladder.verdicts import (
    AskFirst,
    End,
    Hold,
    Join,
    LadderVerdict,
    Postpone,
    PutBefore,
    Reason,
    Repeat,
    Rest,
    Resume,
    Sign,
    Take,
    Wait,
)
from office.plan.deadlines import reckon
from office.plan.ladders import NOTHING_YET, Gate
from office.plan.quiet import awake_for, quiet_until

QUEUE_PATIENCE = timedelta(minutes=1)
"""How long to leave a message in the outbox before asking again what became of it."""

LOOK_AGAIN = timedelta(minutes=10)
"""How often an agency is looked at again that could not be reached, or has an open slip."""


REFERRAL_PATIENCE = timedelta(hours=1)
"""How often what waits behind a referral is looked at: leaders decide on one in hours or days."""


OFFICE_PATIENCE = timedelta(minutes=30)
"""How long a slip waits for the office to judge an unclear reply (decision 11)."""


APART = timedelta(minutes=1)
"""The least time between two steps, whatever a plan says."""


def decide(standing: Standing, policy: Policy, now: datetime) -> LadderVerdict:
    """The first rule with a verdict decides; at most one step is taken."""
    move = _upcoming(standing, policy, now)
    if move is None:
        return _at_the_end(standing, now)
    return (
        _over(standing, policy)
        or _still_paused(standing, now)
        or _in_doubt(standing, policy, now)
        or _unserved(standing, now)
        or _short_notice(standing, policy)
        or _too_early(standing, policy, move, now)
        or _asked_by_slip(standing, policy, move, now)
        or _before_the_office(standing, policy, move, now)
        or _gated(standing, policy, move, now)
        or _at_night(standing, policy, move, now)
        or _asked_first(standing, policy, move, now)
        or _joined(standing, policy, move, now)
        or _unsigned(standing, policy, move, now)
        or _taken(standing, policy, move, now)
    )


def looks_at(step: str, due_at: datetime, policy: Policy, now: datetime) -> datetime:
    """When a ladder looks again after it stood for an answer that was then taken back.

    Whoever takes a report back knows what is owed, so a nudge whose time has passed is not sent.
    """
    ask_at = _asked_again_at(due_at, policy)
    return ask_at if step == NOTHING_YET and ask_at > now else due_at


def _asked_again_at(due_at: datetime, policy: Policy) -> datetime:
    return due_at - (policy.remind_before or timedelta())


def _upcoming(standing: Standing, policy: Policy, now: datetime) -> str | None:
    if not standing.is_open or standing.ended is not None:
        return None
    if standing.drafted is not None:
        # What people sign is this slip, though the gate of another has opened meanwhile.
        return standing.drafted
    # Once the deadline has passed, nobody is asked again; the ladder itself follows.
    is_asked_again = policy.remind_before is not None
    is_ahead = now < standing.due_at and not standing.poor
    if is_asked_again and standing.step == NOTHING_YET and is_ahead:
        return policy.asks_again
    following = policy.ladder.open_after(standing.step, standing.gates)
    return following.step if following else None


def _at_the_end(standing: Standing, now: datetime) -> Wait | PutBefore | End:
    """No step follows, but the office sees a reply before the record calls the agency overdue."""
    if not standing.is_open:
        return End(Reason.ANSWERED)
    if not standing.unshown_reply:
        return End(Reason(standing.ended or Reason.COMPLETE))
    if standing.extension_pending:
        return Wait(None, Reason.EXTENSION)
    if now < standing.due_at:
        return Wait(standing.due_at, Reason.REPLY)
    return PutBefore(None)


def _over(standing: Standing, policy: Policy) -> End | None:
    # A lift ends the ladder of what was owed before; what the lift itself asks for goes on.
    if standing.lifted and not policy.outlives_matter:
        return End(Reason.LIFTED)
    return None


def _still_paused(standing: Standing, now: datetime) -> Wait | Resume | None:
    if standing.held:
        return Resume() if _can_be_served(standing) else _look_again(now)
    if standing.extension_pending:
        return Wait(None, Reason.EXTENSION)
    return None


def _can_be_served(standing: Standing) -> bool:
    # A text that Telegram refused is never tried again by the program; the office sends it.
    refused = any(service.state == ServiceState.REFUSED for service in standing.services)
    return standing.reachable and not refused


def _look_again(now: datetime) -> Wait:
    return Wait(now + LOOK_AGAIN, Reason.UNREACHABLE)


def _in_doubt(standing: Standing, policy: Policy, now: datetime) -> Wait | Repeat | None:
    """A slip that may stand in a chat is sent again unchanged, by day, before any other step."""
    slip, notice = standing.slip, standing.notice
    if slip is None or not (slip.doubtful and slip.never_arrived):
        return None
    if not standing.reachable or notice.state != ServiceState.ACCEPTED:
        return None
    return _at_night(standing, policy, standing.step, now) or Repeat(
        standing.step, *_times_after(standing, policy, standing.step, now)
    )


def _unserved(standing: Standing, now: datetime) -> Wait | Hold | None:
    """No step is taken without proof that the one before it was served in a chat that exists."""
    states = {service.state for service in standing.services}
    if ServiceState.REFUSED in states:
        return Hold(Reason.REFUSED)
    if states & {ServiceState.MISSING, ServiceState.UNREACHABLE} or not standing.reachable:
        return Hold(Reason.UNREACHABLE)
    if ServiceState.QUEUED in states:
        return Wait(now + QUEUE_PATIENCE, Reason.QUEUED)
    return None


def _short_notice(standing: Standing, policy: Policy) -> Postpone | None:
    """The agency was asked too late to have the least notice, or a holiday became known since.

    Its deadline moves, and only ever later.
    """
    counts_from = standing.notice.counts_from
    if counts_from is None or standing.slip is not None or policy.ladder.rung(standing.step):
        return None
    due_at = max(counts_from + policy.least_notice, _reckoned_now(standing, policy))
    if due_at - standing.due_at < WORTH_COUNTING:
        return None
    ask_at = _asked_again_at(due_at, policy)
    look_at = max(standing.step_due_at, ask_at) if standing.step == NOTHING_YET else due_at
    return Postpone(due_at, look_at)


def _reckoned_now(standing: Standing, policy: Policy) -> datetime:
    if policy.due_by is None or standing.asked_at is None:
        return standing.due_at
    return reckon(policy.due_by, standing.asked_at, policy.calendar)


def _too_early(standing: Standing, policy: Policy, move: str, now: datetime) -> Wait | None:
    rung = policy.ladder.rung(move)
    # What was not put right within its time is referred, and nothing before that time.
    if standing.poor and rung is not None and not rung.is_decided:
        return None
    at = _earliest(standing, policy, move)
    return Wait(at, Reason.NOT_YET) if now < at else None


def _earliest(standing: Standing, policy: Policy, move: str) -> datetime:
    """A step behind a gate waits as well for the time that came with what opened it."""
    rung = policy.ladder.rung(move)
    gate = rung.needs if rung is not None else None
    planned = _planned(standing, policy, move)
    until = standing.gates_until.get(gate) if gate is not None else None
    return planned if until is None else max(planned, until)


def _planned(standing: Standing, policy: Policy, move: str) -> datetime:
    rung, slip = policy.ladder.rung(move), standing.slip
    if rung is None:
        return standing.step_due_at
    if slip is None:
        return max(standing.step_due_at, standing.due_at + rung.after)
    if slip.counts_from is not None and slip.late:
        # The time to comply counts from when the agency could read the slip.
        issued_at = slip.issued_at or slip.counts_from
        complied_by = _comply_by(policy, standing.step, issued_at, slip.counts_from)
        return max(standing.step_due_at, complied_by + rung.after)
    return standing.step_due_at


def _asked_by_slip(standing: Standing, policy: Policy, move: str, now: datetime) -> Wait | None:
    """A body that an open slip asks already is not asked again: what it misses is added to that.

    That slip may close before this is due, and then the body is asked again after all.
    """
    if policy.ladder.rung(move) is not None or standing.open_slip is None:
        return None
    return Wait(min(now + LOOK_AGAIN, standing.due_at), Reason.NOT_YET)


def _before_the_office(
    standing: Standing, policy: Policy, move: str, now: datetime
) -> PutBefore | Wait | None:
    """The office sees the reply before any step of the ladder, even before one that only reminds.

    A slip that only reminds does not wait for the decision. A word waits, because it calls the
    agency late. If the office does not decide, the other slips go as well and name the reply.
    """
    rung = policy.ladder.rung(move)
    if rung is None:
        return None
    if standing.unshown_reply:
        return PutBefore(now + OFFICE_PATIENCE)
    until = standing.office_until
    reminds = rung.slip and rung.only_reminds
    if until is None or reminds or now >= until:
        return None
    return Wait(until, Reason.REPLY)


def _gated(standing: Standing, policy: Policy, move: str, now: datetime) -> Rest | Wait | None:
    """A gate opens by itself once what opens it has arrived; without that its ladder rests."""
    rung = policy.ladder.rung(move)
    if rung is None or rung.needs is None or rung.needs in standing.gates:
        return None
    later = policy.ladder.gates_after(standing.step)
    awaited = {state for gate, state in standing.unproven.items() if gate in later}
    if ServiceState.QUEUED in awaited:
        return Wait(now + QUEUE_PATIENCE, Reason.QUEUED)
    return _look_again(now) if awaited else Rest()


def gate_until(policy: Policy, gate: Gate, served: Service, until: datetime | None) -> datetime:
    """When the step behind a gate is due: whoever was served late, or lost time, has it longer."""
    rung, since = policy.ladder.behind(gate), served.counts_from
    if rung is None or since is None:
        raise ValueError(f"nothing waits at {gate}, or nothing was served that opens it")
    if until is None:
        return since + rung.gate_awaited
    delay = since - (served.issued_at or since)
    return until if delay < WORTH_COUNTING else until + delay


def _at_night(standing: Standing, policy: Policy, move: str, now: datetime) -> Wait | None:
    rung = policy.ladder.rung(move)
    if standing.quiet_exempt or rung is None or not rung.slip:
        return None
    until = quiet_until(policy.quiet_hours, policy.calendar.zone, now)
    return Wait(until, Reason.QUIET_HOURS) if until else None


def _asked_first(
    standing: Standing, policy: Policy, move: str, now: datetime
) -> AskFirst | Wait | None:
    rung, many = policy.ladder.rung(move), policy.many
    if rung is None or not rung.slip or many is None:
        return None
    until = answer_by(many, policy.quiet_hours, policy.calendar.zone, now)
    return before_slip(standing.missed, many, until, now, first=standing.slip is None)


def _joined(standing: Standing, policy: Policy, move: str, now: datetime) -> Join | Wait | None:
    """One body has one open slip, so what it misses later is added to that.

    A person decides on a referral as it was proposed, so the next one waits for the decision.
    """
    rung, open_step = policy.ladder.rung(move), standing.open_slip
    if rung is None or not rung.slip or not policy.ladder.one_slip:
        return None
    if rung.is_decided and standing.referral_waits:
        return Wait(now + REFERRAL_PATIENCE, Reason.REFERRAL)
    if open_step is None or not policy.ladder.has_reached(open_step, move):
        return None
    return Join(open_step, _times_after(standing, policy, open_step, now)[1])


def _unsigned(standing: Standing, policy: Policy, move: str, now: datetime) -> Sign | Wait | None:
    """A slip about which people have a say is drafted, and its ladder waits for them.

    It is looked at meanwhile, because its matter may end or its body be out of reach.
    """
    rung = policy.ladder.rung(move)
    if rung is None or not rung.is_drafted or standing.signature is Signature.GIVEN:
        return None
    if standing.signature is Signature.AWAITED:
        return Wait(now + LOOK_AGAIN, Reason.UNSIGNED)
    return Sign(move, now + LOOK_AGAIN, by_night=standing.quiet_exempt)


def _taken(standing: Standing, policy: Policy, move: str, now: datetime) -> Take:
    if policy.ladder.rung(move) is None:
        following = policy.ladder.after(move)
        # Even without a ladder it is looked at once more, because a reply may have to be judged.
        return Take(move, None, standing.due_at + (following.after if following else timedelta()))
    return Take(move, *_times_after(standing, policy, move, now))


def _times_after(
    standing: Standing, policy: Policy, move: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """The time to comply with a step that goes out now, and when the following one is due."""
    following = policy.ladder.after(move)
    # It counts from now and not from when the step was due: after an outage of any length the
    # agency has its whole time before the following step.
    comply_until = _comply_by(policy, move, now, now)
    if following is None:
        return comply_until if comply_until > now else None, None
    if move not in policy.limits:
        # No slip follows at night, so a limit in the night is told as the hour at which it counts.
        # One that a person has set is told as they set it.
        comply_until = _by_day(standing, policy, comply_until)
    next_at = _by_day(standing, policy, max(comply_until + following.after, now + APART))
    return comply_until if comply_until > now else None, next_at


def _by_day(standing: Standing, policy: Policy, at: datetime) -> datetime:
    if standing.quiet_exempt:
        return at
    return quiet_until(policy.quiet_hours, policy.calendar.zone, at) or at


def limit_from(policy: Policy, move: str, at: datetime, *, quiet_exempt: bool) -> datetime:
    """By when the plan wants it complied with if its slip goes at this instant."""
    limit = _comply_by(policy, move, at, at)
    if quiet_exempt:
        return limit
    return quiet_until(policy.quiet_hours, policy.calendar.zone, limit) or limit


def earliest_limit(policy: Policy, move: str, now: datetime, *, quiet_exempt: bool) -> datetime:
    """The earliest limit that may be set now: no slip goes at night, and its hours are waking."""
    night = None if quiet_exempt else quiet_until(policy.quiet_hours, policy.calendar.zone, now)
    return _awake_after(policy, move, night or now)


def _awake_after(policy: Policy, move: str, served_at: datetime) -> datetime:
    rung = policy.ladder.rung(move)
    hours = rung.waking_hours if rung is not None else None
    span = timedelta(hours=hours or 0)
    return awake_for(policy.night, policy.calendar.zone, served_at, span)


def _comply_by(policy: Policy, move: str, issued_at: datetime, served_at: datetime) -> datetime:
    rung = policy.ladder.rung(move)
    if rung is None or rung.time_to_comply is None:
        return served_at
    if rung.waking_hours is None:
        return reckon(rung.time_to_comply, served_at, policy.calendar)
    awake = _awake_after(policy, move, served_at)
    if move in policy.limits:
        return max(policy.limits[move], awake)
    # The waking hours say what everybody has from the service, so an hour of the clock stays that
    # of the day on which the slip was issued.
    since = served_at if rung.comply_by is None else issued_at
    return max(reckon(rung.time_to_comply, since, policy.calendar), awake)


def had_its_time(served: Service, policy: Policy, step: str, now: datetime) -> bool:
    """Whether a slip's least time has passed since it was served, or what added to it was.

    An hour of the clock is that of the slip; what is added shortly before it has the waking hours.
    """
    rung, since = policy.ladder.rung(step), served.counts_from
    if rung is None or since is None:
        return False
    if rung.waking_hours is None:
        return now >= since + (rung.comply_within or timedelta())
    return now >= _awake_after(policy, step, since)
