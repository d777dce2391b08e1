"""Consents by telephone that nobody has to check any more, as the signature came or is void."""

from office.decisions import consent_texts
from office.desk import Desk
from office.signing.rounds import Step
from storage.decisions import consents as store
from storage.decisions.consents import ConsentState


async def settle_calls(desk: Desk, step: Step) -> None:
    for consent in await store.unchecked_of(desk.session, step.row.key):
        await store.move(desk.session, consent.key, ConsentState.RECORDED, ConsentState.OVERTAKEN)
        await desk.record("consent_overtaken", step.asked.audit, consent=consent.key)
        await consent_texts.redraw_card(desk, step, consent)
