"""Makes a whole plan of a file that extends another one."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.plan.base import Base, Extends
from office.plan.faults import Fault, Said
from office.plan.model import STORED, Plan
from office.plan.sources import NO_SOURCE, SUFFIX, places
from office.plan.taking import BY_KEY, BY_NAME, NAMING, WHOLE, PlanFacts, Taking, parts_of
from office.plan.weaker import weaker_parts
from storage.immutable import immutable

Parts = Mapping[str, Any]


@immutable
class Extended:
    """A file's own facts with what it takes from its base, both as they are and together."""

    own: PlanFacts
    extends: Extends
    offered: Parts
    """The parts of the base, seen from this plan."""
    facts: dict[str, Any]

    def faults_before(self) -> Iterator[Fault]:
        """What nobody could read out of the plan once it is whole."""
        changed = parts_of(self.own)
        yield from _unknown_parts(self.extends, self.offered)
        for key, part in self.offered.items():
            if key in self.extends.leaves_out:
                if key in changed:
                    yield _left_out_and_changed(key)
            elif key in changed:
                yield from _without_its_source(key, part, changed[key])
            elif _is_nobodys(part):
                yield _for_nobody(key)

    def faults_of(self, plan: Plan) -> Iterator[Fault]:
        yield from _marks_without_document(self.extends, plan)
        for key, how in weaker_parts(self._before_changes(plan), plan):
            if key not in self.extends.weaker:
                yield _weaker_without_word(key, how)

    def _before_changes(self, plan: Plan) -> Plan:
        """The plan with the parts of its base as they are there."""
        kept = {key: part for key, part in self.offered.items() if not _is_nobodys(part)}
        facts = plan.model_dump(mode="json") | _sections(kept)
        return Plan.model_validate(facts, context=STORED)


def extended(own: PlanFacts, extends: Extends, base: Plan, checksum: str) -> Extended:
    taking = Taking(base, own, extends)
    offered = taking.parts()
    kept = {key: part for key, part in offered.items() if key not in extends.leaves_out}
    parts = _merged(kept, parts_of(own))
    facts = {key: part for key, part in own.items() if key != "extends"}
    facts |= _sections(_without_what_is_left_out(parts, extends))
    facts["sources"] = {**_followed(base), **(own.get("sources") or {})}
    facts["agencies"] = [_with_duties(one, taking) for one in own.get("agencies") or ()]
    facts["based_on"] = _base(own, extends, base, checksum, offered).model_dump()
    return Extended(own, extends, offered, facts)


def _merged(kept: Parts, own: Parts) -> dict[str, Any]:
    found = {key: _changed(part, own[key]) if key in own else part for key, part in kept.items()}
    return found | {key: part for key, part in own.items() if key not in found}


def _changed(part: Any, own: Any) -> Any:
    """The base's part with what is said anew; English and source of the former words go."""
    if not (isinstance(part, dict) and isinstance(own, dict)):
        return own
    stale = {f"{name}{suffix}" for name in own for suffix in ("_en", SUFFIX)} - own.keys()
    return {name: value for name, value in part.items() if name not in stale} | own


def _sections(parts: Parts) -> dict[str, Any]:
    found: dict[str, Any] = {key: parts[key] for key in WHOLE if key in parts}
    for section in BY_NAME:
        found[section] = [part for key, part in parts.items() if key.startswith(f"{section}.")]
    for section in BY_KEY:
        found[section] = {
            key.partition(".")[2]: part
            for key, part in parts.items()
            if key.startswith(f"{section}.")
        }
    return found


def _without_what_is_left_out(parts: Parts, extends: Extends) -> Parts:
    """No measure takes the place of one that is not there."""
    gone = {key.removeprefix("measures.") for key in extends.leaves_out}
    return {key: _replacing_others(part, gone) for key, part in parts.items()}


def _replacing_others(part: Any, gone: set[str]) -> Any:
    if isinstance(part, dict) and gone.intersection(part.get("replaces") or ()):
        return part | {"replaces": [one for one in part["replaces"] if one not in gone]}
    return part


def _followed(base: Plan) -> dict[str, Any]:
    """The documents of the base: they are another jurisdiction's here."""
    return {
        key: source.model_dump(mode="json") | {"own": False} for key, source in base.sources.items()
    }


def _with_duties(agency: Any, taking: Taking) -> Any:
    if not isinstance(agency, dict) or "duties" in agency or "id" not in agency:
        return agency
    duties = taking.duties_for(agency["id"])
    return {**agency, "duties": duties} if duties else agency


def _base(own: PlanFacts, extends: Extends, base: Plan, checksum: str, offered: Parts) -> Base:
    changed = parts_of(own)
    return Base(
        plan=base.jurisdiction,
        name=base.name,
        name_en=base.name_en,
        checksum=checksum,
        added=tuple(key for key in changed if key not in offered),
        changed=tuple(key for key in changed if key in offered),
        weaker=extends.weaker,
        left_out=extends.leaves_out,
    )


def _is_nobodys(part: Any) -> bool:
    """Whether it names bodies, and none of them is here; others than bodies may do it as well."""
    if not isinstance(part, dict) or part.get("who_else"):
        return False
    names = [part[name] for name in NAMING if name in part]
    return bool(names) and not any(names)


def _unknown_parts(extends: Extends, offered: Parts) -> Iterator[Fault]:
    for name in ("leaves_out", "weaker"):
        for key in getattr(extends, name):
            if key not in offered:
                yield Fault(
                    f"extends.{name}.{key}",
                    Said(f"所据预案没有“{key}”", f"the other plan has no '{key}'"),
                    Said(
                        "写成 measures.编号、owes.类别的样子",
                        "write it as measures.ID or owes.KIND",
                    ),
                )


def _left_out_and_changed(key: str) -> Fault:
    return Fault(
        key,
        Said("已列入 extends.leaves_out，又写了内容", "it is left out, and said here again"),
        Said("两处只留一处", "keep one of the two"),
    )


def _without_its_source(key: str, part: Any, own: Any) -> Iterator[Fault]:
    own = own if isinstance(own, dict) else {}
    for field in ("source", *(f"{name}{SUFFIX}" for name in own)):
        if isinstance(part, dict) and part.get(field) and field not in own:
            yield Fault(
                key,
                Said("改动没有写明出处", "the change names no source"),
                Said(f"写上 {field}；没有文件依据的写 none", f"add `{field}`, or `{field}: none`"),
            )


def _for_nobody(key: str) -> Fault:
    return Fault(
        key,
        Said("所据预案的这一项，本地没有单位承担", "nobody here does this part of the other plan"),
        Said(
            "在 extends.bodies 写明由谁承担，或列入 extends.leaves_out 并写明出处",
            "say who does it in extends.bodies, or leave it out with a source",
        ),
    )


def _marks_without_document(extends: Extends, plan: Plan) -> Iterator[Fault]:
    for name in ("leaves_out", "weaker"):
        for key, said in getattr(extends, name).items():
            if said == NO_SOURCE or not all(one for one, _ in places(plan.sources, said)):
                yield Fault(
                    f"extends.{name}.{key}",
                    Said(f"“{said}”没有列入 sources", f"'{said}' names no entry of `sources`"),
                    Said("少于所据预案的，须有文件依据", "what asks for less needs a document"),
                )


def _weaker_without_word(key: str, how: Said) -> Fault:
    return Fault(
        key,
        Said(f"比所据预案宽：{how.zh}", f"it asks for less than the other plan: {how.en}"),
        Said(
            "改得不低于所据预案，或在 extends.weaker 写明依据",
            "ask for as much, or name its source in extends.weaker",
        ),
    )
