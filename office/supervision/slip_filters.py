"""By what the list of slips is narrowed: their state, their body, and the step of the ladder."""

from messages.views.lists import Filter, Option
from office.bodies import agency_names
from office.desk import Desk
from office.ladder import step_words
from office.plan.ladders import Rung
from office.plan.model import Ladder
from office.reading import filters
from storage.immutable import immutable
from storage.supervision.slips import SlipState


@immutable
class StateWanted:
    """One thing that /slips can be asked for."""

    value: str
    name: str
    """The phrases `slip_list_<name>` and `slip_filter_<name>` say it."""
    states: tuple[SlipState, ...]
    words: tuple[str, ...]
    """What people type for it."""
    overdue: bool = False
    waiting: bool = False
    """It includes what is drafted and waits for people."""


OPEN = StateWanted(
    "",
    "open",
    (SlipState.ISSUED, SlipState.PROPOSED),
    ("未办结", "未销号", "未结", "open"),
)
STATES: tuple[StateWanted, ...] = (
    OPEN,
    StateWanted(
        "l",
        "overdue",
        (SlipState.ISSUED,),
        ("逾期", "逾期未办结", "超期", "过期", "overdue", "late"),
        overdue=True,
    ),
    StateWanted(
        "s", "waiting", (), ("待签", "待签发", "未签", "waiting", "unsigned"), waiting=True
    ),
    StateWanted(
        "a",
        "answered",
        (SlipState.CLOSED,),
        ("已办结", "办结", "已销号", "销号", "已报送", "已报", "answered", "closed"),
    ),
    StateWanted(
        "w",
        "withdrawn",
        (SlipState.WITHDRAWN, SlipState.VOID, SlipState.DECLINED),
        ("已撤回", "撤回", "作废", "withdrawn", "void"),
    ),
    StateWanted("e", "all", tuple(SlipState), ("全部", "所有", "all"), waiting=True),
)
BY_VALUE = {one.value: one for one in STATES}


@immutable
class SlipFilters:
    """The three in the order in which buttons carry what is chosen."""

    body: Filter
    state: Filter
    step: Filter

    @property
    def all(self) -> tuple[Filter, ...]:
        return (self.body, self.state, self.step)

    @property
    def wanted(self) -> StateWanted:
        return BY_VALUE[self.state.chosen.value]


def of(desk: Desk, bodies: set[str], values: tuple[str, ...], *, referrals: bool) -> SlipFilters:
    """The filters with these bodies in them, and `values` chosen as buttons carry them.

    `referrals` tells whether somebody reads who may know of one.
    """
    body, state, step = (*values, "", "", "")[:3]
    return SlipFilters(
        Filter("filter_body", _bodies(desk, bodies, body), body),
        Filter("filter_state", tuple(_state(desk, one) for one in STATES), state),
        Filter("filter_step", _steps(desk, referrals=referrals), step),
    )


def typed(desk: Desk, text: str, known: SlipFilters) -> tuple[str, ...]:
    """What somebody typed behind the command, as buttons carry it."""
    # An English name has blanks in it, so the whole text is tried as a name first.
    if len(agency_names.like(desk, text)) == 1:
        return (agency_names.meant(desk, text),)
    (state, step), unknown = filters.chosen(text, (known.state, known.step))
    body = agency_names.meant(desk, unknown) if unknown else ""
    return body, state.value, step.value


def _bodies(desk: Desk, ids: set[str], chosen: str) -> tuple[Option, ...]:
    """In the plan's order; behind them those that only an earlier plan has."""
    # A name that was typed stays chosen though there is nothing to list of it.
    named = {body.id for body in desk.plan.bodies} | desk.former.bodies.keys()
    shown = ids | ({chosen} & named)
    order = [body.id for body in desk.plan.bodies]
    listed = [one for one in order if one in shown] + sorted(shown.difference(order))
    every = Option("", desk.words.plain("filter_every_body"))
    return (every, *(Option(one, agency_names.short(desk, one)) for one in listed))


def _state(desk: Desk, one: StateWanted) -> Option:
    return Option(one.value, desk.words.plain(f"slip_filter_{one.name}"), one.words)


def _steps(desk: Desk, *, referrals: bool) -> tuple[Option, ...]:
    """The slips of all ladders; those of the same name are one option."""
    found: dict[str, Option] = {}
    for ladder in map(desk.plan.ladder, desk.plan.ladders):
        for rung in ladder.rungs:
            if rung.slip and (referrals or not rung.is_decided):
                found.setdefault(rung.step, _step(desk, ladder, rung))
    return (Option("", desk.words.plain("filter_every_step")), *found.values())


def _step(desk: Desk, ladder: Ladder, rung: Rung) -> Option:
    title = step_words.title(desk, ladder, rung.step)
    mark = step_words.mark(ladder, rung.step)
    return Option(rung.step, f"{mark} {title}", (title, rung.step))
