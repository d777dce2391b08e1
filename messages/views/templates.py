"""Defines what the messages about the office's Word templates are given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class TemplateLine:
    """One kind of paper, with the template that is used for it."""

    kind: str
    title: str
    version: int
    """0 for the one that comes with the program."""
    by: str
    """Who set it; empty where nobody ever did."""
    at: datetime | None


@immutable
class TemplateListView:
    papers: tuple[TemplateLine, ...]


@immutable
class TemplateFieldLine:
    """A placeholder, and what it stands for."""

    name: str
    title: str
    required: bool


@immutable
class TemplateView:
    one: TemplateLine
    placeholders: tuple[TemplateFieldLine, ...]
