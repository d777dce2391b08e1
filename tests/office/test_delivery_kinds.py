"""What holds for a kind of delivery stands in its row, and in no other file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from office import delivery_kinds
from office.delivery_kinds import (
    ORIGINALS,
    RELAYS,
    RULES,
    Condition,
    OtherWay,
    kinds_that,
    rules_of,
)
from office.sending import last_look
from storage.delivery.outbox import DeliveryKind
from tests.harness.sources import tree_of

ROOT = Path(__file__).parents[2]
TABLE = Path(delivery_kinds.__file__)


def test_every_kind_has_its_row() -> None:
    assert set(RULES) == set(DeliveryKind)


def test_every_condition_is_looked_at() -> None:
    assert set(last_look.UNLESS) == set(Condition)
    asked = {one for rules in RULES.values() for one in (*rules.last_look, *rules.elsewhere)}
    assert asked == set(Condition)


def test_what_the_liaisons_get_has_a_kind_and_a_way_of_its_own() -> None:
    """The relay gets the same last look as the message would get outside its group."""
    by_liaisons = kinds_that(lambda one: one.other_way is OtherWay.LIAISONS)
    assert set(by_liaisons) == set(RELAYS)
    for kind, relay in RELAYS.items():
        original, relayed = rules_of(kind), rules_of(relay)
        assert ORIGINALS[relay] == kind
        assert relayed.other_way is OtherWay.CHANNELS
        assert relayed.lane == original.lane
        assert relayed.last_look == (*original.last_look, *original.elsewhere)


def test_only_what_is_served_falls_back_on_another_chat() -> None:
    for kind in kinds_that(lambda one: one.followers_move):
        assert rules_of(kind).serves_slip


@pytest.mark.parametrize("room", ["office", "bot", "handlers"])
def test_no_other_file_lists_kinds(room: str) -> None:
    files = [path for path in (ROOT / room).rglob("*.py") if path != TABLE]
    assert files
    found = [f"{path.name}:{line}" for path in files for line in lists_of_kinds(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "x = (DeliveryKind.SLIP, DeliveryKind.COPY)",
        "x = {DeliveryKind.SLIP: 1, DeliveryKind.COPY: 2}",
        "if row.kind in [DeliveryKind.SLIP, 'copy', DeliveryKind.COPY]: pass",
        "missed(desk, DeliveryKind.SLIP, DeliveryKind.COPY)",
        "if row.kind == DeliveryKind.SLIP or row.kind == DeliveryKind.COPY: pass",
        "x = 'a' if row.kind in ('slip', 'copy') else 'b'",
    ],
)
def test_a_list_is_found_however_it_is_written(code: str) -> None:
    assert list(lists_of_kinds(code)) == [1]


def lists_of_kinds(code: str) -> Iterator[int]:
    for node in ast.walk(tree_of(code)):
        if isinstance(node, ast.expr) and len({*kinds_in(node)}) > 1:
            yield node.lineno


def kinds_in(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            yield from filter(None, map(member, parts))
        case ast.Dict(keys=keys):
            yield from filter(None, map(member, keys))
        case ast.Call(args=parts):
            yield from filter(None, map(member, parts))
        case ast.BoolOp(values=values):
            compared = (one for one in values if isinstance(one, ast.Compare))
            yield from filter(None, (member(part) for one in compared for part in one.comparators))
        case ast.Compare(left=ast.Attribute(attr="kind"), comparators=[ast.Tuple(elts=parts)]):
            yield from filter(None, map(value, parts))


def member(part: ast.expr | None) -> str | None:
    match part:
        case ast.Attribute(value=ast.Name(id="DeliveryKind"), attr=name):
            return name
    return None


def value(part: ast.expr) -> str | None:
    match part:
        case ast.Constant(value=str(text)) if text in set(DeliveryKind):
            return text
    return None
