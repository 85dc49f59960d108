"""People who sit before a browser each, for journeys through several pairs of hands; and pictures of what they saw."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from guidelines.models import Person
from tests import factories
from tests.people.test_sign_in import mailed_code

SIZES = ((1366, 768), (390, 844))


class Visitor:
    """Somebody signed in, before one page; `shot` takes pictures where JOURNEY_SHOTS names a folder."""

    def __init__(self, page: Page, person: Person, address: str) -> None:
        self.page, self.person, self.address = page, person, address

    def go(self, path: str) -> Visitor:
        """Open a page; it must be there, and say nothing is wrong."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def fill(self, **fields: str) -> Visitor:
        """Write into fields by their names; a radio button or a choice is set to the value."""
        for name, value in fields.items():
            found = self.page.locator(f"main [name={name}]")
            kind = found.first.evaluate("e => e.type")
            if kind == "radio":
                self.page.locator(f"main [name={name}][value={value}]").check()
            elif kind == "select-one":
                found.select_option(value)
            else:
                found.fill(value)
        return self

    def choose_file(self, file: Path) -> Visitor:
        """Choose the document to upload."""
        self.page.locator("[name=document]").set_input_files(file)
        return self

    def press(self, label: str) -> Visitor:
        """Press a button or follow a link of the page itself."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=label).or_(main.get_by_role("link", name=label)).first.click()
        self.page.wait_for_load_state()
        return self

    def approve(self, **fields: str) -> Visitor:
        """Ask for the code, read it in the mail, and send the decision."""
        self.fill(**fields).press("Send mig en kode")
        return self.fill(code=mailed_code(self.person.email)).press("Send afgørelse")

    def sees(self, *words: str) -> Visitor:
        """See these words on the page."""
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)
        return self

    def shot(self, name: str) -> Visitor:
        """Take a picture of the whole page, on a laptop and on a telephone."""
        folder = os.environ.get("JOURNEY_SHOTS")
        for width, height in SIZES if folder else ():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=Path(str(folder)) / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        return self

    @property
    def main(self) -> Locator:
        """The page's own part."""
        return self.page.get_by_role("main")


Visit = Callable[[Person], Visitor]


@contextmanager
def visitors(browser: Browser, address: str, *, has_scripts: bool = True) -> Iterator[Visit]:
    """Give a function that sits a person down before a browser of their own; all are closed in the end."""
    opened: dict[int, Visitor] = {}
    contexts: list[BrowserContext] = []

    def visit(person: Person) -> Visitor:
        if person.pk not in opened:
            context = browser.new_context(locale="da-DK", java_script_enabled=has_scripts)
            contexts.append(context)
            session = factories.sign_in(Client(), person).cookies[site.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": address}])
            context.set_default_timeout(15_000)
            opened[person.pk] = Visitor(context.new_page(), person, address)
        return opened[person.pk]

    yield visit
    for context in contexts:
        context.close()
