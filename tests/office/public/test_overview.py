"""/public: the text that holds, what was released before it, and who has published it."""

from office.desk import Desk
from office.public import making, overview
from office.public.releasing import release
from storage.decisions.matters import Matter, issued_orders
from storage.decisions.public_notices import PublicOccasion
from tests.office.episodes import bind_groups
from tests.office.public.test_releasing import plan

__all__ = ["plan"]


async def test_the_text_that_holds_stands_before_those_that_went_out(
    desk: Desk, alert: Matter
) -> None:
    nothing = await overview.overview(desk, for_office=True)
    assert nothing.html == "📣 <b>现在没有向公众发布过的有效信息</b>"
    assert nothing.keyboard == ()
    await bind_groups(desk, ["huanjing"])
    [order] = await issued_orders(desk.session, alert.key)
    for occasion in (PublicOccasion.ISSUE, PublicOccasion.REPEAT):
        await release(desk, await making.make(desk, order, occasion))
    office = await overview.overview(desk, for_office=True)
    assert office.html.startswith("📣 <b>现行公众信息</b>\n<pre>")
    assert office.html.count("（现行）") == 1
    assert office.html.count("未登记") == 4
    [[correct]] = office.keyboard
    assert "更正" in correct.label
    body = await overview.overview(desk, for_office=False)
    assert (body.html, body.keyboard) == (office.html, ())
