"""Defines what the messages about the office's Word templates are given."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One kind of paper, with the template that is used for it."""

    kind: str
    title: str
    version: int
    """0 for the one that comes with the program."""
    by: str
    """Who set it; empty where nobody ever did."""
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateListView:
    papers: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class TemplateFieldLine:
    """A placeholder, and what it stands for."""

    name: str
    title: str
    required: bool


@dataclass(frozen=True, slots=True)
class TemplateView:
    one: TemplateLine
    placeholders: tuple[TemplateFieldLine, ...]
