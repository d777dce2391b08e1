"""Reads at once what the receipts of many agencies need, instead of asking for each of them.

What is read stays with the transaction (storage/transaction/), where each receipt finds it.
"""

from collections.abc import Collection

from office.desk import Desk
from storage.decisions import matters
from storage.delivery import outbox
from storage.occasions import of_order
from storage.owed import obligations as owed
from storage.owed.obligations import ObligationKind
from storage.roster import chats, people
from storage.subjects import SubjectKind


async def read_receipts(desk: Desk, order_id: int, agencies: Collection[str]) -> None:
    session = desk.session
    order = await matters.order(session, order_id)
    # The id comes from a button and may be forged.
    if order is None or order.jurisdiction != desk.jurisdiction:
        return
    receipts = await owed.find_several(
        session, order.matter_id, ObligationKind.RECEIPT, of_order(order.key), agencies
    )
    await outbox.ABOUT[SubjectKind.OBLIGATION].read(session, [row.key for row in receipts])
    await outbox.read_to_agencies(session, order.key, agencies)
    liaisons = await people.read_liaisons(session, desk.jurisdiction, agencies)
    await chats.read_of_agencies(session, desk.jurisdiction, agencies, liaisons)
