"""What the public is told goes by bodies and levels of the plan, and is said again within a day."""

from collections.abc import Iterator
from datetime import timedelta

from office.plan.checks.tools import unknown
from office.plan.faults import Fault, Said
from office.plan.public_text import PublicText
from office.plan.shape import PlanShape

LEAST, MOST = timedelta(minutes=30), timedelta(days=1)
LONGEST_SIGNATURE = 24
"""So that a text message of 70 characters has room for all that it must say."""


def public_text_can_be_told(plan: PlanShape) -> Iterator[Fault]:
    said = plan.public_text
    if said is None:
        return
    levels, bodies = [level.id for level in plan.levels], [body.id for body in plan.bodies]
    for name in ("at_level", "repeat_at_level", "short_advice"):
        yield from unknown(f"public_text.{name}", getattr(said, name), levels, "levels")
    for name in ("publishers", "reviewers"):
        yield from unknown(f"public_text.{name}", getattr(said, name), bodies, "bodies")
    yield from _is_repeated_in_time(said)
    yield from _has_room(plan, said)


def _is_repeated_in_time(said: PublicText) -> Iterator[Fault]:
    every = {"repeat_every": said.repeat_every} if said.repeat_every is not None else {}
    every |= {f"repeat_at_level.{level}": span for level, span in said.repeat_at_level.items()}
    for name, span in every.items():
        if not LEAST <= span <= MOST:
            yield Fault(
                f"public_text.{name}",
                Said("滚动播报的间隔不合理", "it is said again too often or too seldom"),
                Said("写 30m 至 1d", "write 30m to 1d"),
            )
    if said.silent is not None and not every:
        yield Fault(
            "public_text.silent",
            Said("没有写滚动播报的间隔", "it does not say how often it is said again"),
            Said("写上 repeat_every，或删去 silent", "add repeat_every, or remove silent"),
        )


def _has_room(plan: PlanShape, said: PublicText) -> Iterator[Fault]:
    signature = said.signature or plan.command
    if len(signature) > LONGEST_SIGNATURE:
        most = LONGEST_SIGNATURE
        yield Fault(
            "public_text.signature",
            Said(
                f"短信签名“{signature}”太长，70字短信放不下其他内容",
                f"the signature '{signature}' leaves no room in a text message of 70 characters",
            ),
            Said(f"写上不超过{most}字的 signature", f"add one of at most {most} characters"),
        )
