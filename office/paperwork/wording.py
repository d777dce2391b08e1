"""The words of a paper's own, in the language of whoever it is made for."""

from dataclasses import fields

from messages.render import Words
from messages.views.documents import PaperWords


def words_of(language: Words) -> PaperWords:
    names = [one.name for one in fields(PaperWords)]
    # As plain text they would lose the spaces that stand between them and what follows.
    return PaperWords(**{name: language.phrase(f"paper_word_{name}") for name in names})
