"""Holidays that a jurisdiction has beside those of the whole country, such as 肉孜节.

Their days are announced each year; the office enters them, and no plan reckons them.
"""

from office.plan.texts import PlanPart, Slug, Text


class LocalHoliday(PlanPart):
    id: Slug
    name: Text
    name_en: Text | None = None
    # What else a notice may call it.
    names: tuple[Text, ...] = ()
    source: Text

    @property
    def spellings(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.name_en, *self.names)))
