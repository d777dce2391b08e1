"""Whose reduction lists there are: those that the plan names, or else one of the office itself."""

from collections.abc import Mapping, Sequence

from office.bodies import agency_names, capacity
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.plan.model import AnyPlan
from office.refusal import Refusal
from storage.enterprises.reduction_lists import ReductionList
from storage.immutable import immutable


@immutable
class Keeper:
    register: str
    """The plan's id of the register; empty where the plan names none."""
    owner: str | None
    """The body that keeps it; None for the office."""
    title: str

    def keeps(self, version: ReductionList) -> bool:
        return (version.register_id, version.owner) == (self.register, self.owner)


def keepers(desk: Desk) -> tuple[Keeper, ...]:
    named = [
        Keeper(register.id, owner, register.name)
        for register in desk.plan.registers
        if register.of_firms
        for owner in desk.plan.owners(register)
    ]
    return tuple(named) or (Keeper("", None, desk.words.plain("list_title")),)


def known(desk: Desk, register: str, owner: str) -> Keeper:
    """The keeper that a button named; refused where the plan has another by now."""
    found = [it for it in keepers(desk) if (it.register, it.owner or "") == (register, owner)]
    if not found:
        raise Refusal("button_obsolete")
    return found[0]


def of_body(desk: Desk, body: str) -> tuple[Keeper, ...]:
    return tuple(one for one in keepers(desk) if one.owner == body)


def require_keeper(desk: Desk, who: Actor, keeper: Keeper, speaks: str | None) -> None:
    """The office may bring in any list, and a body its own."""
    if speaks is None:
        require_office(desk, who)
        return
    capacity.require_agency(desk, who, speaks)
    if keeper.owner != speaks:
        raise Refusal("list_not_yours")


def name(desk: Desk, owner: str | None) -> str:
    return agency_names.short(desk, owner) if owner else desk.words.plain("list_of_the_office")


def level_words(plan: AnyPlan) -> Mapping[str, Sequence[str]]:
    """The words for each level, from the lowest to the highest."""
    ordered = sorted(plan.levels, key=lambda level: level.rank)
    return {
        one.id: [one.name, *one.names, *([one.name_en] if one.name_en else []), one.id]
        for one in ordered
    }
