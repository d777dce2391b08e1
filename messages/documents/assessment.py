"""The assessment of an episode, for the experts to complete."""

from messages.documents import making
from messages.documents.signatures import put_over_the_date
from messages.views.documents import AssessmentView

TEMPLATE = "assessment"


def make(view: AssessmentView, template: bytes | None = None) -> bytes:
    return making.fill_in(template or making.template(TEMPLATE), view, put_over_the_date)
