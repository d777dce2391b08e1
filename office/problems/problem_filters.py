"""By what the list of problems is narrowed: the body that is charged, and how it stands."""

from messages.views.lists import Filter, Option
from office.bodies import agency_names
from office.desk import Desk
from office.reading import filters
from storage.immutable import immutable
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
    """The two in the order in which buttons carry what is chosen."""

    body: Filter
    state: Filter

    @property
    def all(self) -> tuple[Filter, ...]:
        return (self.body, self.state)

    @property
    def wanted(self) -> ProblemStateWanted:
        return BY_VALUE[self.state.chosen.value]


def of(desk: Desk, bodies: set[str], values: tuple[str, ...]) -> ProblemFilters:
    """The filters with these bodies in them, and `values` chosen as buttons carry them."""
    body, state = (*values, "", "")[:2]
    return ProblemFilters(
        Filter("filter_body", _bodies(desk, bodies, body), body),
        Filter("filter_state", tuple(_state(desk, one) for one in STATES), state),
    )


def typed(desk: Desk, text: str, known: ProblemFilters) -> tuple[str, ...] | None:
    """What somebody typed behind the command, or None where it is no choice among these."""
    if len(agency_names.like(desk, text)) == 1:
        return (agency_names.meant(desk, text),)
    (state,), unknown = filters.chosen(text, (known.state,))
    if not unknown:
        return "", state.value
    if len(agency_names.like(desk, unknown)) != 1:
        return None
    return agency_names.meant(desk, unknown), state.value


def _bodies(desk: Desk, ids: set[str], chosen: str) -> tuple[Option, ...]:
    named = {body.id for body in desk.plan.bodies}
    shown = ids | ({chosen} & named)
    every = Option("", desk.words.plain("filter_every_body"))
    listed = [body.id for body in desk.plan.bodies if body.id in shown]
    return (every, *(Option(one, agency_names.short(desk, one)) for one in listed))


def _state(desk: Desk, one: ProblemStateWanted) -> Option:
    return Option(one.value, desk.words.plain(f"problem_filter_{one.name}"), one.words)
