"""What a page must not do to its readers, whatever they look at it with."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize

SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    # Twice as large leaves half of it.
    "zoomed to 200 %": {"width": 640, "height": 450},
    "phone": {"width": 390, "height": 844},
}
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def violations(page: Page, part: str = "html") -> str:
    """What axe-core finds wrong in the part of a page, one line for each place."""
    found = Axe().run(page, context=part).response["violations"]
    return "\n".join(
        f"{violation['id']}: {node['html']}" for violation in found for node in violation["nodes"]
    )


def too_wide(part: Locator) -> list[str]:
    """The elements that stand out of the part on its right, and so cannot be read."""
    found: list[str] = part.evaluate(
        """part => [...part.querySelectorAll("*")]
            .filter(e => e.getBoundingClientRect().right > part.getBoundingClientRect().right + 1)
            .filter(e => !e.closest("pre, .wide"))
            .map(e => e.outerHTML.slice(0, 200))"""
    )
    return found
