"""Replies as people write them: what is read of each, and that no number is read wrongly."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from office.plan.forms import Form, FormField
from office.reading.replies.reader import read
from office.reading.replies.reading import Reading, Value
from tests.harness.plans import pack

Replies = list[dict[str, Any]]
HERE = Path(__file__).parent
REPLIES: Replies = yaml.safe_load((HERE / "replies.yaml").read_text("utf-8"))
UNSEEN: Replies = [
    reply
    for table in sorted(HERE.glob("unseen*.yaml"))
    for reply in yaml.safe_load(table.read_text("utf-8"))
]
EVERY = (*REPLIES, *UNSEEN)
NAMED = [f"{number}-{'-'.join(reply['to'])}" for number, reply in enumerate(EVERY, start=1)]
FEWEST_RIGHT = 0.99
"""The rest is asked about or said back as not read. The next table by somebody who has not seen
the reader is measured before the reader learns from it; docs/how-it-works.md tells the figures."""


def form_of(jurisdiction: str, body: str, kind: str) -> Form:
    plan = pack(jurisdiction)
    form = plan.form_of(plan.owed(kind), body)
    assert form is not None
    return form


def wanted(reply: Mapping[str, Any], which: str) -> dict[str, Value]:
    form = form_of(*reply["to"])
    said = reply.get(which, {})
    return {field.id: _value(field, said[field.id]) for field in form.fields if field.id in said}


def _value(field: FormField, said: Any) -> Value:
    return Decimal(str(said)) if field.kind == "number" else said


def right(reply: Mapping[str, Any], reading: Reading) -> list[bool]:
    """Whether each field that the reply tells was read, or is rightly asked about."""
    asked = [reading.values, *(one for doubt in reading.doubts for one in doubt.readings)]
    told = [reading.values.get(one) == value for one, value in wanted(reply, "values").items()]
    doubted = [
        any(one.get(field) == value for one in asked)
        for field, value in wanted(reply, "doubts").items()
    ]
    return told + doubted


def wrong(reply: Mapping[str, Any], reading: Reading) -> dict[str, Value]:
    """What was read without a doubt and is not what the reply says."""
    values = wanted(reply, "doubts") | wanted(reply, "values")
    return {one: value for one, value in reading.values.items() if values.get(one) != value}


@pytest.mark.parametrize("reply", EVERY, ids=NAMED)
def test_no_number_is_read_wrongly(reply: Mapping[str, Any]) -> None:
    reading = read(form_of(*reply["to"]), reply["said"])
    assert wrong(reply, reading) == {}
    said = reply.get("unread", [])
    assert [one for one in said if not any(one in told for told in reading.unread)] == []


def test_nearly_all_that_is_told_is_read() -> None:
    assert len(REPLIES) >= 60
    assert share_read(REPLIES) >= FEWEST_RIGHT


def test_replies_by_others_are_read_as_well() -> None:
    assert len(UNSEEN) >= 60
    assert share_read(UNSEEN) >= FEWEST_RIGHT


def share_read(replies: Replies) -> float:
    found = [
        one for reply in replies for one in right(reply, read(form_of(*reply["to"]), reply["said"]))
    ]
    return sum(found) / len(found)


def test_every_field_of_the_table_is_one_of_its_form() -> None:
    for reply in EVERY:
        fields = {field.id for field in form_of(*reply["to"]).fields}
        assert {*reply.get("values", {}), *reply.get("doubts", {})} <= fields
