"""Defines what the texts of letters between offices are given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteView:
    sender: str
    title: str
    number: str
    text: str
