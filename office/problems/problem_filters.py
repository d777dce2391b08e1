"""By what the list of problems is narrowed: the body charged, how it stands, its colour."""

from messages.views.lists import Filter, Option
from office.bodies import agency_names
from office.desk import Desk
from office.ladder import step_words
from office.plan.ladders import NOTHING_YET
from office.plan.model import Ladder
from office.reading import filters
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.problems.problems import OPEN_PROBLEMS, ProblemState


@immutable
class ProblemStateWanted:
    """One thing that /problem can be asked for."""

    value: str
    name: str
    """The phrases `problem_list_<name>` and `problem_filter_<name>` say it."""
    states: tuple[ProblemState, ...]
    words: tuple[str, ...]
    overdue: bool = False
    applied: bool = False
    part: bool = False


STATES: tuple[ProblemStateWanted, ...] = (
    ProblemStateWanted("", "open", OPEN_PROBLEMS, ("未销号", "未办结", "整改中", "open")),
    ProblemStateWanted(
        "f", "filed", (ProblemState.FILED,), ("待交办", "未交办", "filed", "unassigned")
    ),
    ProblemStateWanted(
        "l",
        "overdue",
        (ProblemState.ASSIGNED,),
        ("逾期", "超期", "逾期未改", "overdue", "late"),
        overdue=True,
    ),
    ProblemStateWanted(
        "p",
        "applied",
        (ProblemState.ASSIGNED,),
        ("待销号", "申请销号", "待核实", "applied"),
        applied=True,
    ),
    ProblemStateWanted(
        "h",
        "part",
        (ProblemState.ASSIGNED,),
        ("部分完成", "部分整改", "partly done", "part"),
        part=True,
    ),
    ProblemStateWanted("a", "accepted", (ProblemState.ACCEPTED,), ("已销号", "办结", "accepted")),
    ProblemStateWanted(
        "d",
        "dropped",
        (ProblemState.DROPPED, ProblemState.JOINED),
        ("不予交办", "已并入", "dropped", "joined"),
    ),
    ProblemStateWanted("e", "all", tuple(ProblemState), ("全部", "所有", "all")),
)
BY_VALUE = {one.value: one for one in STATES}


@immutable
class ProblemFilters:
    """The three in the order in which buttons carry what is chosen."""

    body: Filter
    state: Filter
    step: Filter
    """The colour: how far the ladder of a body that is charged has come."""

    @property
    def all(self) -> tuple[Filter, ...]:
        return (self.body, self.state, self.step)

    @property
    def wanted(self) -> ProblemStateWanted:
        return BY_VALUE[self.state.chosen.value]


def of(desk: Desk, bodies: set[str], values: tuple[str, ...], *, referrals: bool) -> ProblemFilters:
    """The filters with these bodies in them, and `values` chosen as buttons carry them.

    `referrals` tells whether somebody reads who may know of one.
    """
    body, state, step = (*values, "", "", "")[:3]
    return ProblemFilters(
        Filter("filter_body", _bodies(desk, bodies, body), body),
        Filter("filter_state", tuple(_state(desk, one) for one in STATES), state),
        Filter("filter_step", _steps(desk, referrals=referrals), step),
    )


def typed(desk: Desk, text: str, known: ProblemFilters) -> tuple[str, ...] | None:
    """What somebody typed behind the command, or None where it is no choice among these."""
    if len(agency_names.like(desk, text)) == 1:
        return (agency_names.meant(desk, text),)
    (state, step), unknown = filters.chosen(text, (known.state, known.step))
    if not unknown:
        return "", state.value, step.value
    if len(agency_names.like(desk, unknown)) != 1:
        return None
    return agency_names.meant(desk, unknown), state.value, step.value


def _bodies(desk: Desk, ids: set[str], chosen: str) -> tuple[Option, ...]:
    named = {body.id for body in desk.plan.bodies}
    shown = ids | ({chosen} & named)
    every = Option("", desk.words.plain("filter_every_body"))
    listed = [body.id for body in desk.plan.bodies if body.id in shown]
    return (every, *(Option(one, agency_names.short(desk, one)) for one in listed))


def ladders(desk: Desk) -> list[Ladder]:
    """Those that a problem may climb; none where the plan does not know problems."""
    owed = desk.plan.known_owed(ObligationKind.RECTIFY)
    return [desk.plan.ladder(name) for name in owed.ladders] if owed is not None else []


def _steps(desk: Desk, *, referrals: bool) -> tuple[Option, ...]:
    every = Option("", desk.words.plain("filter_every_step"))
    none = Option(NOTHING_YET, desk.words.plain("problem_filter_no_step"), ("未发", "none"))
    found = {
        rung.step: _step(desk, ladder, rung.step)
        for ladder in ladders(desk)
        for rung in ladder.rungs
        if rung.slip and (referrals or not rung.is_decided)
    }
    return (every, none, *found.values()) if found else (every,)


def is_referral(desk: Desk, step: str) -> bool:
    rungs = (rung for ladder in ladders(desk) for rung in ladder.rungs)
    return any(rung.is_decided for rung in rungs if rung.step == step)


def _step(desk: Desk, ladder: Ladder, step: str) -> Option:
    title = step_words.title(desk, ladder, step)
    return Option(step, f"{step_words.mark(ladder, step)} {title}", (title, step))


def _state(desk: Desk, one: ProblemStateWanted) -> Option:
    return Option(one.value, desk.words.plain(f"problem_filter_{one.name}"), one.words)
