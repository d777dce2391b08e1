"""Slips and referrals: a red heading, a number, whom it is for, and below it who gets a copy."""

from typing import Any

from messages.documents import making
from messages.documents.letter_pages import keep_signature_with_text, put_signer_opposite
from messages.documents.signatures import put_over_the_date
from messages.views.documents import LetterView

TEMPLATE = "letter"


def make(view: LetterView, template: bytes | None = None) -> bytes:
    return making.fill_in(template or making.template(TEMPLATE), view, _placed)


def _placed(document: Any) -> None:
    put_over_the_date(document)
    keep_signature_with_text(document)
    put_signer_opposite(document)
