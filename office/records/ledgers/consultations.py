"""The consultations of a ledger, box by box: who said what, who signed, and what came of it."""

from collections.abc import Mapping, Sequence

from office.desk import Desk
from office.matters import consultations
from office.records.ledgers.scope import LedgerScope
from storage.immutable import immutable
from storage.sky import consultation_papers
from storage.sky import consultations as store
from storage.sky.consultation_papers import ConsultationPaper
from storage.sky.consultations import Consultation, ConsultationOpinion


@immutable
class LedgerConsultation:
    """One that was opened in the time of the ledger, whether or not it belongs to its episode."""

    held: Consultation
    filled: Mapping[str, ConsultationOpinion]
    outcome: str
    papers: Sequence[ConsultationPaper]

    @property
    def numbers(self) -> str:
        """The papers by their numbers, each with how often it was corrected."""
        newest = {row.serial: row.version for row in self.papers}
        return "\n".join(
            serial if version == 1 else f"{serial} ({version})"
            for serial, version in newest.items()
        )


async def read(desk: Desk, scope: LedgerScope) -> list[LedgerConsultation]:
    rows = await store.consultations_between(
        desk.session, desk.jurisdiction, scope.since, scope.until
    )
    return [await _read(desk, row) for row in rows]


async def _read(desk: Desk, row: Consultation) -> LedgerConsultation:
    return LedgerConsultation(
        row,
        await store.signed(desk.session, row.matter_id),
        consultations.outcome_of(desk, desk.plan, row),
        await consultation_papers.of_matter(desk.session, row.matter_id),
    )
