"""Choosing bodies in a dialogue: several, one by one, by groups, or all at once."""

import re
from collections.abc import Callable

from handlers.matters.drafting import DraftStep, Facts, offer
from handlers.turns.menus import page_of, rows
from messages.keyboards import Button, Keyboard, Press
from office.bodies import agency_names
from office.desk import Desk
from office.reading.typed import compact, plain
from storage.decisions.matters import MatterKind
from storage.immutable import immutable

CHOSEN, PAGE = "chosen", "page"
"""Keys for what is kept during the step: marked bodies, the page."""
ALL, ONE, GROUP, TURN, DONE = "all", "one", "group", "turn", "done"
PAGE_SIZE, COLUMNS = 18, 3
ALL_WORDS = frozenset(
    ("全部", "全部单位", "各单位", "所有单位", "全体", "全体成员单位", "all", "all agencies")
)
_BETWEEN_NAMES = re.compile(r"[、，,；;]+")


@immutable
class BodyChoice:
    """A step of a dialogue that asks for bodies."""

    form: MatterKind
    name: str
    possible: Callable[[Desk, Facts], tuple[str, ...]]
    check: Callable[[Desk, Facts, tuple[str, ...]], None]
    """It refuses bodies that cannot be chosen, and an empty choice."""
    marks: str = CHOSEN
    """The key for the marked ones, which differs where a dialogue asks for bodies twice."""

    @property
    def step(self) -> DraftStep:
        return DraftStep(self.name, self._offered, self._typed, self._pressed)

    def named(self, desk: Desk, facts: Facts, typed: str) -> list[str]:
        """The ids of the named bodies, of the bodies in named groups, or of all for 全部单位."""
        found: list[str] = []
        for name in filter(None, _BETWEEN_NAMES.split(plain(typed))):
            found += self._meant(desk, facts, name)
        self.check(desk, facts, tuple(found))
        return self._in_order(desk, facts, found)

    def _meant(self, desk: Desk, facts: Facts, name: str) -> tuple[str, ...]:
        if compact(name) in ALL_WORDS:
            return self.possible(desk, facts)
        for group, members in desk.plan.groups.items():
            if compact(name) in (group, compact(desk.plan.group_names.get(group, group))):
                return members
        return agency_names.all_meant(desk, name)

    def _in_order(self, desk: Desk, facts: Facts, chosen: list[str]) -> list[str]:
        return [body for body in self.possible(desk, facts) if body in chosen]

    def _typed(self, desk: Desk, facts: Facts, text: str) -> Facts:
        typed = re.sub(r"\s+", "、", text.strip())
        return {**facts, self.name: self.named(desk, facts, typed)}

    def _pressed(self, desk: Desk, facts: Facts, press: Press) -> Facts:
        what, value = press.word(2), press.word(3)
        chosen = list(facts.get(self.marks) or ())
        if what == TURN:
            return {**facts, PAGE: press.number(3) or 0}
        if what == ALL:
            return {**facts, self.name: list(self.possible(desk, facts))}
        if what == DONE:
            self.check(desk, facts, tuple(chosen))
            return {**facts, self.name: chosen}
        members = desk.plan.groups.get(value, ()) if what == GROUP else (value,)
        self.check(desk, facts, tuple(members))
        return {**facts, self.marks: self._in_order(desk, facts, _toggled(chosen, members))}

    def _offered(self, desk: Desk, facts: Facts) -> Keyboard:
        possible = self.possible(desk, facts)
        chosen = set(facts.get(self.marks) or facts.get(self.name) or ())
        single = [self._one(desk, body, chosen) for body in possible]
        page = page_of(single, facts.get(PAGE), PAGE_SIZE)
        groups = [group for group, its in desk.plan.groups.items() if set(its) <= set(possible)]
        done = desk.words.plain("choice_button_done", count=len(chosen))
        keyboard = (
            (self._button(desk.words.plain("choice_button_all"), ALL),),
            *rows([self._group(desk, group, chosen) for group in groups], 1),
            *rows(page.shown, COLUMNS),
            self._turning(desk, page.number, page.last),
            (self._button(done, DONE),) if chosen else (),
        )
        return tuple(row for row in keyboard if row)

    def _turning(self, desk: Desk, number: int, last: int) -> tuple[Button, ...]:
        turns = (
            ("button_page_before", number - 1, number > 0),
            ("button_page_after", number + 1, number < last),
        )
        return tuple(
            self._button(desk.words.plain(key), TURN, to) for key, to, there in turns if there
        )

    def _one(self, desk: Desk, body: str, chosen: set[str]) -> Button:
        name = agency_names.short(desk, body)
        label = desk.words.plain("choice_button_one", name=name, chosen=body in chosen)
        return self._button(label, ONE, body)

    def _group(self, desk: Desk, group: str, chosen: set[str]) -> Button:
        members = desk.plan.groups[group]
        name = desk.plan.group_names.get(group) or agency_names.short(desk, members[0])
        facts = {"name": name, "count": len(members), "chosen": set(members) <= chosen}
        return self._button(desk.words.plain("choice_button_group", **facts), GROUP, group)

    def _button(self, label: str, *value: int | str) -> Button:
        return offer(self.form, self.name, label, *value)


@immutable
class OneBody:
    """A step of a dialogue that asks for one body."""

    form: MatterKind
    name: str
    possible: Callable[[Desk, Facts], tuple[str, ...]]
    check: Callable[[Desk, Facts, str], None]
    """It refuses a body that cannot be chosen."""

    @property
    def step(self) -> DraftStep:
        return DraftStep(self.name, self._offered, self.typed, self._pressed)

    def typed(self, desk: Desk, facts: Facts, text: str) -> Facts:
        return self._with(desk, facts, agency_names.meant(desk, plain(text)))

    def _offered(self, desk: Desk, facts: Facts) -> Keyboard:
        names = [(agency_names.short(desk, one), one) for one in self.possible(desk, facts)]
        return rows([offer(self.form, self.name, label, one) for label, one in names], COLUMNS)

    def _pressed(self, desk: Desk, facts: Facts, press: Press) -> Facts:
        return self._with(desk, facts, press.word(2))

    def _with(self, desk: Desk, facts: Facts, body: str) -> Facts:
        self.check(desk, facts, body)
        return {**facts, self.name: body}


def _toggled(chosen: list[str], members: tuple[str, ...]) -> list[str]:
    # A second press takes the marks off again.
    if set(members) <= set(chosen):
        return [body for body in chosen if body not in members]
    return [*chosen, *members]
