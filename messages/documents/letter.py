"""Slips and referrals: a red heading, a number, whom it is for, and below it who gets a copy."""

from messages.documents import making
from messages.documents.signatures import put_over_the_date
from messages.views.documents import LetterView

TEMPLATE = "letter"


def make(view: LetterView, template: bytes | None = None) -> bytes:
    return making.fill_in(template or making.template(TEMPLATE), view, put_over_the_date)
