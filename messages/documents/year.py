"""The report of a year: what the record says in tables and pictures, and what the office adds."""

from typing import Any

from messages.documents import making
from messages.documents.inserting import put_in
from messages.documents.signatures import put_over_the_date
from messages.views.years import YearReportView

TEMPLATE = "year"


def make(view: YearReportView, template: bytes | None = None) -> bytes:
    def finish(document: Any) -> None:
        put_in(document, view.tables, view.charts)
        put_over_the_date(document)

    return making.fill_in(template or making.template(TEMPLATE), view, finish)
