"""What axe finds wrong with a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Violations alone are worked out and sent: to describe every element that passes takes several times as long.
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """Return axe's violations of the page as it stands: the rule, and the first element that breaks it."""
    page.wait_for_load_state()  # its styles say how large what one presses is
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules).then(results => results.violations)", RULES)
    return [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found]


def overflow(page: Page) -> list[str]:
    """Return what there is to say of a page that is wider than its window; [] where it is not."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"overflows by {wide} px"] if wide > 0 else []
