"""Makes the sheet that an operator prints: a slip with a QR code for each body and holder."""

from messages.pages.qr import qr
from messages.render import Words
from messages.views.people import SheetSlip, SheetView
from office.bodies.chat_roles import BY_CODE
from office.bodies.new_codes import Issued
from storage.immutable import immutable


@immutable
class Handout:
    """Fresh codes, in the words of the office that issued them."""

    words: Words
    office: str
    bot: str
    codes: list[Issued]


def page(handout: Handout) -> str:
    """Return one HTML page that loads nothing from outside."""
    slips = tuple(map(_slip, handout.codes))
    view = SheetView(office=handout.office, bot=handout.bot, slips=slips)
    return handout.words.page("enrolment_sheet", view)


def _slip(one: Issued) -> SheetSlip:
    return SheetSlip(
        kind=one.target.kind,
        form=BY_CODE[one.target.kind].form,
        name=one.name,
        code=one.code,
        link=one.link,
        expires_at=one.expires_at,
        qr=qr(one.link),
    )
