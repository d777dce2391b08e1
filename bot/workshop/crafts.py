"""What the workshop can make, one row a kind."""

from collections.abc import Mapping

from storage.immutable import immutable


@immutable
class Craft:
    made_by: str
    """The module and the function that the process loads: it is given the view, and returns bytes.

    It is named and not imported, because the bot in service loads neither it nor its libraries.
    """
    seconds: float = 60.0
    megabytes: int = 1024
    """The address space that the process may take; the libraries alone take a quarter of it."""


CRAFTS: Mapping[str, Craft] = {
    "appraisal": Craft("messages.documents.year:make"),
    "appraisal_table": Craft("messages.documents.ledger:make"),
    "assessment": Craft("messages.documents.assessment:make"),
    "cap": Craft("messages.documents.cap.packing:make", seconds=20.0, megabytes=512),
    "consultation_form": Craft("messages.documents.consultation_form:make"),
    "drill_report": Craft("messages.documents.year:make"),
    "cap_message": Craft("bot.workshop.uploads:cap_message", seconds=10.0, megabytes=512),
    "evidence": Craft("messages.documents.evidence:make", seconds=120.0),
    "ledger": Craft("messages.documents.ledger:make", seconds=120.0),
    "brief_picture": Craft("messages.pictures.brief:from_facts", seconds=20.0, megabytes=512),
    "evidence_picture": Craft("messages.pictures.evidence:from_facts", seconds=30.0, megabytes=768),
    "outlook_picture": Craft("messages.pictures.outlook:from_facts", seconds=20.0, megabytes=512),
    "evaluation_picture": Craft(
        "messages.pictures.evaluation:from_facts", seconds=20.0, megabytes=512
    ),
    "letter": Craft("messages.documents.letter:make"),
    "shipped_template": Craft("messages.documents.making:template"),
    "template_trial": Craft("messages.documents.trial:make", seconds=20.0, megabytes=512),
    "official_form": Craft("messages.documents.official_form:make"),
    "report_file": Craft("bot.workshop.uploads:report_file", seconds=20.0, megabytes=512),
    "year": Craft("messages.documents.year:make"),
    "reduction_list": Craft("bot.workshop.uploads:reduction_list", seconds=20.0, megabytes=512),
    "table": Craft("bot.workshop.uploads:table", seconds=10.0, megabytes=512),
}
