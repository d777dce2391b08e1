"""The office's own forms, such as 应急响应信息报送表 and the statistics."""

from messages.documents import making
from messages.views.documents import OfficialFormView

TEMPLATE = "official_form"


def make(view: OfficialFormView, template: bytes | None = None) -> bytes:
    return making.fill_in(template or making.template(TEMPLATE), view)
