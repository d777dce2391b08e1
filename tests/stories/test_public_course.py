"""A whole episode as the publicity department has it: it reviews each text and publishes it."""

import pytest

from tests.harness.stage import SetStage, Stage
from tests.stories.passages import signs
from tests.stories.test_public import drafted, opened, released, repeated, signed

pytestmark = pytest.mark.clause("C8")
REVIEW = "请审核拟向公众发布的内容"


async def passed(stage: Stage, title: str) -> None:
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    review = next(m for m in stage.skim(group) if f"{REVIEW}：{title}" in m.text)
    await stage.press(cast.liaisons["xuanchuan"], review, "通过")


async def issued(stage: Stage, order: str, *, drill: bool = False) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, order)
    draft = next(m for m in stage.skim(cast.office) if "拟稿" in m.text)
    await stage.press(cast.staff, draft, "这是演练，确认发布" if drill else "确认发布")
    for person in (cast.director, cast.deputy_commander):
        asked = next(m for m in stage.skim(cast.private(person)) if m.buttons())
        await stage.press(person, asked, signs(asked))


async def test_from_the_issue_by_repeats_and_a_change_to_the_lift(set_stage: SetStage) -> None:
    stage = await opened(set_stage, reviewers=["xuanchuan"])
    cast, group = stage.cast, stage.cast.groups["xuanchuan"]
    draft, _ = await drafted(stage)
    await signed(stage, draft)
    await passed(stage, "黄色预警")
    released(stage, "黄色预警")
    await stage.advance_to("12-02 13:50")
    stage.skim()

    # The change waits for its review, and an exercise beside it tells the public nothing.
    await issued(stage, "/adjust orange 2026-12-03T08:00 48h PM2.5")
    await issued(stage, "/warn 橙色 2026-12-02T15:00 9h PM2.5 年度 演练", drill=True)
    said = [m.text for m in stage.skim(group) if m.text.startswith("📣")]
    assert [REVIEW in text for text in said] == [True]
    review_card = next(m for m in group.messages if REVIEW in m.text and "橙色" in m.text)
    await stage.kill()
    await stage.start()
    # What holds is said on at its hours, and nothing yet of what follows.
    for hour in ("14", "20"):
        await stage.advance_to(f"12-02 {hour}:00")
        [text] = repeated(stage)
        assert "黄色预警" in text
        assert "橙色" not in text
    assert any("宣传部还没有审核“预警调整（橙色）”" in m.text for m in stage.skim(cast.office))
    await stage.press(cast.liaisons["xuanchuan"], review_card, "通过")
    _, versions = released(stage, "预警调整（橙色）")
    assert "由黄色预警调整为橙色预警" in versions["公众文本"]

    await stage.advance_to("12-03 07:59")
    stage.skim()
    await stage.advance_to("12-03 14:00")
    texts = repeated(stage)
    assert ["橙色预警" in text and "已持续6小时" in text for text in texts] == [True]
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量好转")
    which = stage.expect(cast.office, "请选是哪一个：正式预警，还是演练")
    await stage.press(cast.staff, which, "正式预警")
    lift = next(m for m in stage.skim(cast.office) if "拟稿：解除" in m.text)
    await stage.press(cast.staff, lift, "确认发布")
    await passed(stage, "橙色预警解除")
    released(stage, "橙色预警解除")
    await stage.advance_to("12-04 20:00")
    assert repeated(stage) == []
    stage.skim()
