"""The test of the tests: what the journeys ask of every page is seen where it is missing."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.accessibility import overflow, violations

PAGE = "<!DOCTYPE html><html lang='da'><title>Plan</title><main><h1>Plan</h1>{}</main></html>"


def test_axe_sees_what_is_wrong_and_nothing_else(page: Page) -> None:
    page.set_content(PAGE.format(""))
    assert violations(page) == []
    page.set_content(PAGE.format("<img src='data:,'><p style='color:#bbb;background:#fff'>Bleg</p><input name='x'>"))
    assert [line.split(":")[0] for line in violations(page)] == ["color-contrast", "image-alt", "label"]
    page.set_content(PAGE.format("<a href='/1'>1</a><a href='/2'>2</a>"))
    assert [line.split(":")[0] for line in violations(page)] == ["target-size"]


def test_a_page_wider_than_its_window_is_seen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(PAGE.format(""))
    assert overflow(page) == []
    page.set_content(PAGE.format("<div style='width:400px'>Bred</div>"))
    assert overflow(page) == ["overflows by 88 px"]
