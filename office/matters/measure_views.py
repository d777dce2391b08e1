"""What the templates need to print measures and duties, with where the plan has them from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest

from messages.views.measures import (
    Citation,
    DutyLine,
    MeasureBlock,
    MeasureLine,
    PremiseLine,
    PublicTextView,
    WarningWords,
    Word,
    WordsLine,
)
from office.plan.model import AnyPlan, Body, Duty, Level, Measure, MeasureGroup, MeasureKind
from office.plan.public_text import PublicText
from office.plan.sources import NO_SOURCE, places


def duty_lines(plan: AnyPlan, duties: Iterable[Duty]) -> tuple[DutyLine, ...]:
    return tuple(DutyLine(one.when, one.text, citations(plan, one.source)) for one in duties)


def duties_of(plan: AnyPlan, body: Body) -> tuple[DutyLine, ...]:
    return duty_lines(plan, plan.duties_of(body))


def cited_once(
    lines: tuple[DutyLine, ...],
) -> tuple[tuple[DutyLine, ...], tuple[Citation, ...]]:
    """Take out of the lines the place that all of them name: a row holds all of a body's duties."""
    named = {line.citations for line in lines}
    if len(named) != 1:
        return lines, ()
    return tuple(replace(line, citations=()) for line in lines), lines[0].citations


def own(
    plan: AnyPlan, agency: str, level: Level, previous: Level | None
) -> tuple[MeasureBlock, ...]:
    """What the agency does at a level; after a change what comes first, then what goes on."""
    groups = plan.measures_for(agency, level.id)
    if previous is None:
        return as_they_come(plan, agency, groups)
    before = _ids(plan.measures_for(agency, previous.id))
    comes = Word.ADDED if level.rank > previous.rank else Word.RESUMED
    return _blocks(
        plan,
        agency,
        [(comes, _those(groups, _ids(groups) - before)), (Word.KEPT, _those(groups, before))],
    )


def stopped(
    plan: AnyPlan, agency: str, level: Level, previous: Level | None, *, at_once: bool
) -> tuple[MeasureBlock, ...]:
    """What the agency no longer does once a lower level takes the place of a higher one."""
    word = Word.STOPPED if at_once else Word.STOPPED_LATER
    if previous is None or previous.rank <= level.rank:
        return ()
    before = plan.measures_for(agency, previous.id)
    ended = _ids(before) - _ids(plan.measures_for(agency, level.id))
    return tuple(_block(plan, agency, word, group) for group in _those(before, ended))


def as_they_come(
    plan: AnyPlan, agency: str, groups: Sequence[MeasureGroup]
) -> tuple[MeasureBlock, ...]:
    return _blocks(plan, agency, [(Word.NONE, groups)])


def citations(plan: AnyPlan, source: str) -> tuple[Citation, ...]:
    """The places that a source names; nothing for a default that no document fixes."""
    if source == NO_SOURCE:
        return ()
    return tuple(
        Citation(place, own=key not in plan.sources or plan.sources[key].own)
        for key, place in places(plan.sources, source)
    )


def _ids(groups: Iterable[MeasureGroup]) -> set[str]:
    return {one.id for group in groups for one in group.measures}


def _those(groups: Iterable[MeasureGroup], ids: set[str]) -> list[MeasureGroup]:
    kept = (
        group._replace(measures=tuple(one for one in group.measures if one.id in ids))
        for group in groups
    )
    return [group for group in kept if group.measures]


def _blocks(
    plan: AnyPlan, agency: str, parts: Iterable[tuple[Word, Sequence[MeasureGroup]]]
) -> tuple[MeasureBlock, ...]:
    made = [_block(plan, agency, word, group) for word, groups in parts for group in groups]
    return tuple(_with_premises(plan, made))


def _block(plan: AnyPlan, agency: str, word: Word, group: MeasureGroup) -> MeasureBlock:
    return MeasureBlock(
        level=group.level.name,
        kind=group.kind,
        word=word,
        lines=tuple(_line(plan, agency, measure) for measure in group.measures),
    )


def _line(plan: AnyPlan, agency: str, measure: Measure) -> MeasureLine:
    return MeasureLine(
        topic=measure.topic,
        text=measure.text,
        helps=plan.helps(measure, agency),
        audience=measure.audience,
        citations=citations(plan, measure.source),
    )


def _with_premises(plan: AnyPlan, made: Iterable[MeasureBlock]) -> Iterator[MeasureBlock]:
    """Let the premise of a kind stand above its first block."""
    said: set[str] = set()
    for block in made:
        premise = plan.premises.get(MeasureKind(block.kind)) if block.kind not in said else None
        said.add(block.kind)
        yield (
            block
            if premise is None
            else block.under(PremiseLine(premise.text, citations(plan, premise.source)))
        )


def warning_words(plan: AnyPlan) -> tuple[WarningWords, ...]:
    """The levels of which the plan says where their words come from."""
    return tuple(
        WarningWords(
            level.name,
            _words(plan, level.hazard, level.hazard_source),
            tuple(
                _words(plan, line, source)
                for line, source in zip_longest(level.advice, level.advice_source)
            ),
        )
        for level in plan.levels
        if level.hazard_source or level.advice_source
    )


def _words(plan: AnyPlan, text: str, source: str | None) -> WordsLine:
    return WordsLine(text, citations(plan, source or NO_SOURCE))


def public_text(plan: AnyPlan) -> PublicTextView | None:
    said = plan.public_text
    if said is None:
        return None
    levels = [(level.name, said.at_level.get(level.id, ())) for level in plan.levels]
    return PublicTextView(
        contents=said.contents,
        at_level=tuple((name, lines) for name, lines in levels if lines),
        media=said.media,
        repeats=tuple(_repeats(plan, said)),
        publishers=_names(plan, said.publishers),
        reviewers=_names(plan, said.reviewers),
        silent=f"{said.silent.start:%H:%M}–{said.silent.end:%H:%M}" if said.silent else "",
        citations=citations(plan, said.source) if said.source else (),
    )


def _repeats(plan: AnyPlan, said: PublicText) -> Iterator[tuple[str, timedelta]]:
    spans = [(level.name, said.repeats_at(level.id)) for level in plan.levels]
    known = [(name, span) for name, span in spans if span is not None]
    if len({span for _, span in known}) == 1 and len(known) == len(spans):
        known = [("", known[0][1])]
    yield from known


def _names(plan: AnyPlan, bodies: Iterable[str]) -> tuple[str, ...]:
    return tuple(body.short for body in plan.bodies if body.id in set(bodies))
