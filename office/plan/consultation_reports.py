"""When bodies confer without an alert, and what comes of a consultation on paper."""

from typing import Literal

from office.plan.recurring import Recurring
from office.plan.texts import PlanPart, Slug, Text
from office.plan.when import When
from storage.sky.consultations import ConsultationBox, ConsultationOccasion

_EACH = {
    ConsultationOccasion.DAY: When.DAILY,
    ConsultationOccasion.WEEK: When.WEEKLY,
    ConsultationOccasion.MONTH: When.MONTHLY,
}


class HeldConsultation(Recurring):
    """A consultation that comes round; the office is asked each time, and opens it by one tap.

    One of each week or month has its days. One of each day has none: it is held while an alert is
    announced or in force, while the air would have the office do something, and on the day after
    one that watches the air further.
    """

    occasion: Literal[
        ConsultationOccasion.DAY, ConsultationOccasion.WEEK, ConsultationOccasion.MONTH
    ]
    # What its report is called.
    name: Text
    name_en: Text | None = None
    source: Text | None = None

    @property
    def each(self) -> When:
        return _EACH[self.occasion]


class ConsultationBoxName(PlanPart):
    """What the plan's form calls one of its boxes."""

    box: ConsultationBox
    name: Text
    name_en: Text | None = None


class ConsultationForm(PlanPart):
    """The form in which the boxes stand with their signatures."""

    name: Text
    name_en: Text | None = None
    # Where the plan has it: 附件5.
    place: Text | None = None
    place_en: Text | None = None
    boxes: tuple[ConsultationBoxName, ...] = ()
    source: Text | None = None


class ConsultationReports(PlanPart):
    """No plan has to say any of this: then nobody is asked, and whoever conferred reads it."""

    held: tuple[HeldConsultation, ...] = ()
    form: ConsultationForm | None = None
    # Who reads the reports beside the office and those who conferred: positions and bodies.
    sent_to: tuple[Slug, ...] = ()
    sent_to_source: Text | None = None

    def known_held(self, occasion: str) -> HeldConsultation | None:
        return next((one for one in self.held if one.occasion == occasion), None)
