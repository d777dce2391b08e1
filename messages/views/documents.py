"""Defines what the office's documents are given: every value is text, as it stands on paper."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from storage.immutable import immutable


@immutable
class DocumentLine:
    """A name with its value: a row of a form, or a line 签发人 above it."""

    name: str
    value: str


@immutable
class PaperWords:
    """What a paper says in its own words, beside what its view tells; by default in Chinese."""

    colon: str = "："
    stop: str = "。"
    number: str = "编号："
    note: str = "备注："
    enclosed: str = "附件："
    annex: str = "附件"
    copied: str = "抄送："


IN_CHINESE = PaperWords()


@immutable
class OfficialFormView:
    """A table as a plan's annex has it: 应急响应信息报送表 and the like."""

    mark: str
    """What marks an exercise at the head and the foot of each page; empty for a real one."""
    place: str
    """Where the plan has the form: 附件7."""
    title: str
    serial: str
    """Empty while it is not signed."""
    head: tuple[DocumentLine, ...]
    rows: tuple[DocumentLine, ...]
    foot: tuple[DocumentLine, ...]
    notes: tuple[str, ...]
    words: PaperWords = IN_CHINESE


@immutable
class DocumentSection:
    heading: str
    """Empty for what stands before the first heading."""
    paragraphs: tuple[str, ...]


@immutable
class LetterView:
    """What an office sends under a red heading: a slip, a referral with its record."""

    mark: str
    issuer: str
    serial: str
    title: str
    addressee: str
    """Empty for what is kept and sent to nobody, as the record of an interview."""
    sections: tuple[DocumentSection, ...]
    enclosed: tuple[str, ...]
    """The titles of what is enclosed, each of which follows as an annex."""
    annexes: tuple[DocumentSection, ...]
    signature: str
    date: str
    copied_to: str
    """Those who get a copy; empty where nobody does."""
    printed_by: str
    printed_on: str
    """The day with the words around it: 2026年12月3日印发."""
    words: PaperWords = IN_CHINESE


@immutable
class AssessmentView:
    """The assessment of an episode under the headings that the plan wants."""

    mark: str
    title: str
    subtitle: str
    sections: tuple[DocumentSection, ...]
    signature: str
    date: str


@immutable
class DocumentBox:
    """A row of a form in which one body writes its opinion and signs it."""

    name: str
    paragraphs: tuple[str, ...]
    """None where nobody has written anything; the box stays empty on paper."""
    signed: str
    """签发：张三; empty for remarks, which nobody signs."""
    time: str
    """2026年12月2日10时, with blanks where nobody has signed."""


@immutable
class ConsultationFormView:
    """The report of a consultation, box by box: 重污染天气应急响应会商报告单."""

    mark: str
    place: str
    """Where the plan has the form: 附件5."""
    title: str
    serial: str
    corrected: str
    """That it takes the place of an earlier one; empty for the first."""
    boxes: tuple[DocumentBox, ...]
    words: PaperWords = IN_CHINESE


def frozen(
    view: OfficialFormView | LetterView | AssessmentView | ConsultationFormView,
) -> dict[str, Any]:
    """A view as it is kept: JSON knows lists and no tuples, so what is read again is the same."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(view)))
    return kept


def form_of(facts: Mapping[str, Any]) -> OfficialFormView:
    """A form from what was kept of it as JSON."""
    read = {name: _lines(facts[name]) for name in ("head", "rows", "foot")}
    more = {"notes": tuple(facts["notes"]), "words": _words(facts)}
    return OfficialFormView(**{**facts, **read, **more})


def letter_of(facts: Mapping[str, Any]) -> LetterView:
    read = {name: _sections(facts[name]) for name in ("sections", "annexes")}
    more = {"enclosed": tuple(facts["enclosed"]), "words": _words(facts)}
    return LetterView(**{**facts, **read, **more})


def assessment_of(facts: Mapping[str, Any]) -> AssessmentView:
    return AssessmentView(**{**facts, "sections": _sections(facts["sections"])})


def consultation_form_of(facts: Mapping[str, Any]) -> ConsultationFormView:
    boxes = tuple(
        DocumentBox(**{**one, "paragraphs": tuple(one["paragraphs"])}) for one in facts["boxes"]
    )
    return ConsultationFormView(**{**facts, "boxes": boxes, "words": _words(facts)})


def _words(facts: Mapping[str, Any]) -> PaperWords:
    return PaperWords(**facts.get("words", {}))


def _lines(kept: list[dict[str, str]]) -> tuple[DocumentLine, ...]:
    return tuple(DocumentLine(**one) for one in kept)


def _sections(kept: list[dict[str, Any]]) -> tuple[DocumentSection, ...]:
    return tuple(DocumentSection(one["heading"], tuple(one["paragraphs"])) for one in kept)
