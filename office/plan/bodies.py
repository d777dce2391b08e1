"""Who is told and who owes: posts, member agencies, teams, counties, offices outside."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, StringConstraints

from office.plan.texts import PlanPart, Slug, SourcedText, Text
from storage.matters import MatterKind


class Capability(StrEnum):
    OFFICE = "office"
    APPROVE = "approve"
    COPY = "copy"
    REFERRAL = "referral"
    RECEIVE_REFERRAL = "receive_referral"
    AUDIT = "audit"


class BodyKind(StrEnum):
    """A body is a member agency, a team, a county, or an office outside the command."""

    AGENCY = "agency"
    TEAM = "team"
    COUNTY = "county"
    OUTSIDE = "outside"


class AgencyKind(StrEnum):
    DEPARTMENT = "department"
    TOWN = "town"
    COMPANY = "company"


# A set has no order, but a stored plan must read the same every time.
Capabilities = Annotated[frozenset[Capability], PlainSerializer(sorted, return_type=list[str])]


class Position(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    can: Capabilities = frozenset()
    holders_max: Annotated[int, Field(ge=1)] | None = None


class Channel(PlanPart):
    """A way to reach people outside Telegram. Its address is a secret of the settings."""

    id: Slug
    name: Text
    name_en: Text | None = None


class Body(PlanPart):
    """A body may be told and may owe. Any two bodies of a plan have different ids."""

    body_kind: ClassVar[BodyKind]
    section: ClassVar[str]
    """Where the plan lists the bodies of this kind."""

    id: Slug
    name: Text
    name_en: Text | None = None
    short: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6)]
    short_en: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)] | None
    ) = None
    duties: tuple[SourcedText, ...] = ()
    # None means every channel of the plan, in its order.
    channels: tuple[Slug, ...] | None = None

    def hears_of(self, _matter: MatterKind) -> bool:
        return False


class PublicChannel(PlanPart):
    """A channel on Telegram that everybody may read, and that nobody may answer."""

    name: Text
    name_en: Text | None = None


class Agency(Body):
    body_kind = BodyKind.AGENCY
    section = "agencies"

    kind: AgencyKind
    duties: Annotated[tuple[SourcedText, ...], Field(min_length=1)]


class OtherBody(Body):
    """It is told of what all agencies are told of only where the plan says so (`told`)."""

    told: tuple[MatterKind, ...] = ()

    def hears_of(self, matter: MatterKind) -> bool:
        return matter in self.told


class Team(OtherBody):
    """Several bodies that do one thing together; the team as a whole owes what it owes."""

    body_kind = BodyKind.TEAM
    section = "teams"

    # A lead need not be a member, and some plans name no lead.
    lead: Slug | None = None
    members: Annotated[tuple[Slug, ...], Field(min_length=1)]
    duties: Annotated[tuple[SourcedText, ...], Field(min_length=1)]


class County(OtherBody):
    body_kind = BodyKind.COUNTY
    section = "counties"


class OutsideOffice(OtherBody):
    """An office that is not part of the command: the one above, a neighbour, a park."""

    body_kind = BodyKind.OUTSIDE
    section = "outside"
