"""A plan file of the old language in today's: it means the same and keeps its comments."""

from datetime import timedelta
from functools import cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from office.plan.model import STORED, Plan
from office.plan.renewing import Unrenewable, renew
from office.plan.taking import without_nothing
from office.plan.undecided import undecided
from office.plan.yaml_lines import load
from tests.harness.plans import city, pack, small_plan

LADDER = """# The steps and who gets copies.
ladder:
  # It asks first.
  - step: reminder
    after: 0m

  - step: yellow
    after: 30m
    comply_within: 2h
    copies: [deputy_commander]
"""
FLOW = "ladder: [{step: reminder, after: 0m}]\n"
ODD = """ladder:
  - step: reminder
    after: 0m
    proposed_to: director
"""
NOTHING = "ladder: []\n"
SIGNED = f"""{LADDER}    copies_when: asked
    # Added since.
    sign: [director]
    sign_within: 3h
    limit: asked
    limit_within: 1h
    waking_hours: 4
"""
REPORTING = """
# How soon it is confirmed.
receipt:
  chase_after: 15m
  due_after: 30m

reporting:
  prompt_at: "08:00"   # asked
  nudge_at: "11:00"
  # At noon.
  due_at: "12:00"
  closing_due_after: 24h
  closing_nudge_before: 2h
  least_notice: 2h
  content:
    - 情况
"""


@cache
def rest() -> str:
    """A plan of two agencies, but for what the old language said in another way."""
    facts = small_plan(("gongan", "zhujian")).model_dump(mode="json")
    facts["measures"] = [one for one in facts["measures"] if one["agencies"] == "all"][:2]
    said = {key: value for key, value in facts.items() if key not in ("ladders", "owes")}
    return yaml.safe_dump(without_nothing(said), allow_unicode=True, sort_keys=False)


def old(*blocks: str) -> str:
    return f"# A plan.\n{rest()}\n{''.join(blocks)}\n# The end.\n"


def read(text: str) -> Plan:
    return Plan.model_validate(load(text).content, context=STORED)


@pytest.mark.parametrize("ladder", [LADDER, FLOW, ODD, NOTHING, SIGNED])
def test_the_renewed_file_means_the_same_and_is_not_renewed_again(ladder: str) -> None:
    text = old(ladder, REPORTING)
    renewed = renew(text)
    assert renewed.rewritten == (("ladder", "ladders"), ("receipt、reporting", "owes"))
    assert read(renewed.text) == read(text)
    content = load(renewed.text).content
    assert not {"ladder", "receipt", "reporting"} & content.keys()
    again = renew(renewed.text)
    assert (again.text, again.rewritten) == (renewed.text, ())


def test_who_signs_and_how_copies_go_stay() -> None:
    renewed = renew(old(SIGNED, REPORTING))
    yellow = read(renewed.text).ladders["report"][1]
    assert [step.by for step in yellow.sign] == [("director",)]
    assert (yellow.signed_within, yellow.copies_when) == (timedelta(hours=3), "asked")
    assert (yellow.limit_awaited, yellow.limit) == (timedelta(hours=1), "asked")
    assert "# Added since." in [line.strip() for line in renewed.text.splitlines()]


def test_comments_and_all_other_lines_stay() -> None:
    text = old(LADDER, REPORTING)
    lines = renew(text).text.splitlines()
    for comment in (
        "# The steps and who gets copies.",
        "# How soon it is confirmed.",
        "# At noon.",
    ):
        assert comment in lines
    assert "    # It asks first." in lines
    kept = [line for line in text.splitlines() if line not in (LADDER + REPORTING).splitlines()]
    missing = [line for line in kept if line not in lines]
    assert missing == []
    assert '  prompt_at: "08:00"' in lines


def test_comments_beside_values_and_in_what_is_written_anew_stay() -> None:
    reporting = REPORTING.replace("due_after: 30m", "due_after: 30m  # thirty")
    reporting = reporting.replace("    - 情况", "    - '一 # 二'  # quoted")
    for ladder in (LADDER.replace("ladder:", "ladder:  # beside"), f"{FLOW[:-1]}  # beside\n"):
        lines = renew(old(ladder, reporting)).text.splitlines()
        assert {"# beside", "# asked", "# thirty", "# quoted"} <= set(lines)
    odd = renew(old(ODD.replace("    after: 0m", "    # inside\n    after: 0m"), reporting)).text
    assert "# inside" in odd.splitlines()


def test_a_file_of_todays_language_stays_as_it_is() -> None:
    text = renew(old(LADDER, REPORTING)).text
    assert renew(text) == (text, ())


@settings(max_examples=25, deadline=None)
@given(
    hours=st.lists(st.integers(0, 23), min_size=3, max_size=3, unique=True).map(sorted),
    content=st.lists(
        st.sampled_from(["情况", "a: b", "#1", "- 二", "'引'"]), min_size=1, unique=True
    ),
    chase=st.integers(0, 30),
)
def test_whatever_the_old_values_are(hours: list[int], content: list[str], chase: int) -> None:
    prompt, nudge, due = hours
    quoted = "\n".join("    - " + '"' + one + '"' for one in content)
    reporting = REPORTING.replace("    - 情况", quoted).replace("15m", f"{chase}m")
    marks = {'"08:00"': "@prompt", '"11:00"': "@nudge", '"12:00"': "@due"}
    for was, mark in marks.items():
        reporting = reporting.replace(was, mark)
    for mark, now in zip(marks.values(), (prompt, nudge, due), strict=True):
        reporting = reporting.replace(mark, f'"{now:02}:00"')
    text = old(LADDER, reporting)
    assert read(renew(text).text) == read(text)


def test_a_text_that_would_mean_something_else_is_not_written() -> None:
    # Keys may be quoted; the cut by lines then finds no block, and the old key would stay.
    for text in (
        old(LADDER.replace("ladder:", '"ladder":'), REPORTING),
        old(
            LADDER,
            REPORTING.replace("receipt:", '"receipt":').replace("reporting:", "'reporting':"),
        ),
    ):
        with pytest.raises(Unrenewable):
            renew(text)


def test_what_a_person_has_to_decide_is_listed() -> None:
    plain = [key for key, _ in undecided(read(old(LADDER, REPORTING)))]
    assert {"sources", "source", "chains.lift", "night", "brief"} <= set(plain)
    assert [key for key, _ in undecided(pack("changji"))] == []
    assert all(what.zh and what.en for _, what in undecided(city()))
