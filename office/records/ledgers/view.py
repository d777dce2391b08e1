"""A ledger as a frozen view, which its workbook is made from."""

from messages.views.ledger import LedgerView
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.records.ledgers import rows
from office.records.ledgers.record import record_of
from office.records.ledgers.scope import LedgerScope


def require_reader(desk: Desk, who: Actor) -> None:
    """The ledger is read by the office and by auditors, who read everything."""
    people.require_auditor(desk, who)


async def view_of(desk: Desk, scope: LedgerScope) -> LedgerView:
    plain = desk.words.plain
    record = await record_of(desk, scope)
    return LedgerView(
        title=plain("ledger_title", name=desk.plan.office, scope=scope.title),
        facts=(
            (plain("ledger_fact_office"), desk.plan.office),
            (plain("ledger_fact_from"), desk.local(scope.since).replace(tzinfo=None)),
            (plain("ledger_fact_until"), desk.local(scope.until).replace(tzinfo=None)),
            (plain("ledger_fact_made"), desk.local(desk.now).replace(tzinfo=None)),
            (plain("ledger_fact_plan"), str(desk.plan_version_id)),
            (plain("ledger_fact_left_out"), plain("ledger_left_out")),
        ),
        sheets=await rows.sheets(desk, record),
        about=plain("ledger_sheet_about"),
        cut=plain("ledger_cut", count="{count}"),
    )
