"""The report of a consultation: four boxes with opinion, signature and hour, and the remarks."""

from messages.documents import making
from messages.views.documents import ConsultationFormView

TEMPLATE = "consultation_form"


def make(view: ConsultationFormView, template: bytes | None = None) -> bytes:
    return making.fill_in(template or making.template(TEMPLATE), view)
