"""Tells where the public is told less, or less often, than in the plan that one was made from."""

from collections.abc import Iterator

from office.plan.faults import Said
from office.plan.model import Plan
from office.plan.public_text import PublicText
from office.plan.weaker_times import Weaker, rests_longer


def less_told_to_the_public(taken: Plan, plan: Plan) -> Iterator[Weaker]:
    base, own = taken.public_text, plan.public_text
    if base is None or own is None:
        return
    levels = [level.id for level in plan.levels]
    for how in (*_fewer_words(base, own), *_fewer_bodies(base, own)):
        yield Weaker("public_text", how)
    for how in _said_less_often(base, own, levels):
        yield Weaker("public_text", how)


def _fewer_words(base: PublicText, own: PublicText) -> Iterator[Said]:
    levels = base.at_level.items()
    lost = any(len(own.at_level.get(level, ())) < len(lines) for level, lines in levels)
    if lost or len(own.contents) < len(base.contents):
        yield Said("向公众发布的内容减少", "the public is told less")


def _fewer_bodies(base: PublicText, own: PublicText) -> Iterator[Said]:
    if not set(own.publishers) >= set(base.publishers):
        yield Said("发布单位减少", "fewer bodies publish it")
    if base.reviewers and not own.reviewers:
        yield Said("发布前不再审核", "nobody reads it before it is released any more")


def _said_less_often(base: PublicText, own: PublicText, levels: list[str]) -> Iterator[Said]:
    spans = [(base.repeats_at(level), own.repeats_at(level)) for level in levels]
    known = [(before, now) for before, now in spans if before is not None]
    if any(now is None or now > before for before, now in known):
        yield Said("滚动播报间隔更长", "it is said again less often")
    if known and own.silent and (base.silent is None or rests_longer(base.silent, own.silent)):
        yield Said("停播时段更长", "it is silent for longer")
