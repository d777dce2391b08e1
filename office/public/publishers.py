"""The bodies that publish what the public is told, and where each of them reads it."""

from collections.abc import Sequence

from messages.views.public_notices import PublisherView
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.plan.model import AnyPlan
from storage.decisions import public_notices as store
from storage.decisions.public_notices import Publication, PublicNotice
from storage.roster import chats
from storage.roster.chats import Chat


def publishers(plan: AnyPlan) -> tuple[str, ...]:
    return plan.public_text.publishers if plan.public_text is not None else ()


def reviewers(plan: AnyPlan) -> tuple[str, ...]:
    return plan.public_text.reviewers if plan.public_text is not None else ()


def tells_the_public(plan: AnyPlan) -> bool:
    return plan.public_text is not None


async def places(desk: Desk, body: str) -> list[Chat]:
    """The body's chats that can be reached."""
    known = await chats.chats_of_agency(desk.session, desk.jurisdiction, body)
    return [chat for chat in known if chat.reachable]


async def unreachable(desk: Desk, bodies: Sequence[str]) -> tuple[str, ...]:
    """The names of those that have no chat which can be reached."""
    return names(desk, [body for body in bodies if not await places(desk, body)])


async def views(desk: Desk, notice: PublicNotice) -> tuple[PublisherView, ...]:
    rows = await store.publications(desk.session, [notice.key])
    return tuple([await view(desk, row) for row in rows])


async def view(desk: Desk, row: Publication) -> PublisherView:
    who = row.published_by
    return PublisherView(
        body=agency_names.short(desk, row.body),
        at=row.published_at,
        person=await name_of(desk, who) if who is not None else "",
        where=row.published_where,
        has_chat=bool(row.cards),
    )


def names(desk: Desk, bodies: Sequence[str]) -> tuple[str, ...]:
    return tuple(agency_names.short(desk, body) for body in bodies)
