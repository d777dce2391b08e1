"""What a reader with a screen reader, a keyboard or weak eyes would miss on a page, by our rules.

Names and roles follow WAI-ARIA, contrast WCAG 2.2 AA: 4.5 to 1, and 3 to 1 for large text.
"""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

COMPLAINTS = Path(__file__).with_suffix(".js").read_text("utf-8")


async def complaints(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(COMPLAINTS)
    return found
