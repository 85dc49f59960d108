"""The secretariat's reminders in a real browser: held, noted, sent now; a rule changed after a rehearsal; a text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reminders.models import LadderSetting, Mail, SlotRun
from reminders.tick import tick
from tests import factories
from tests.journeys.accessibility import violations
from tests.journeys.visiting import Visit, Visitor
from tests.reminders.scene import Scene, guideline_due, scene

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2030, 11, 18, 9, 0, tzinfo=UTC)  # the day before a slot


@pytest.fixture
def there(moment: Any, settings: Any) -> Scene:
    """A tovholder with a mail tomorrow, another with one too; mails stay in the demo mailbox."""
    settings.EMAIL_URL = "demo:"
    SlotRun.objects.create(slot_on=date(2030, 11, 12), planned_at=BEGUN)
    found = scene()
    guideline_due(found.group, factories.person("Per Krog", email="per@example.org"), title="Desmoid fibromatose")
    return found


@pytest.fixture
def inge(visit: Visit, there: Scene) -> Visitor:
    """Somebody in the secretariat, before the queue."""
    return visit(factories.secretariat("Inge Lund")).go("/paamindelser/")


def line(page: Page, name: str) -> Any:
    """The person's line in the queue."""
    return page.get_by_role("row").filter(has_text=name)


def fits(page: Page) -> None:
    """Nothing overflows at any width, and axe is silent."""
    for width, height in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.set_viewport_size({"width": 1366, "height": 768})
    assert violations(page) == []


def test_a_mail_is_held_and_another_noted_and_sent_now(inge: Visitor, there: Scene) -> None:
    page = inge.page
    inge.sees("Tirsdag 19. november 2030 kl. 6.30 — 2 mails med 2 påmindelser").shot("1-queue")
    fits(page)
    line(page, "Per Krog").get_by_role("button", name="Hold").click()
    expect(line(page, "Per Krog")).to_contain_text("Holdes tilbage")
    line(page, "Ditte Maria Bæk").get_by_role("link", name="Redigér").click()
    inge.fill(note="Ring, hvis du mangler noget.").shot("2-note").press("Sæt noten i mailen")
    inge.sees("Kære Ditte", "Ring, hvis du mangler noget.", "Inge Lund satte noten i mailen").shot("3-shown")
    fits(page)
    inge.press("Send nu").sees("Mailen til Ditte Maria Bæk sendes nu.")
    tick(datetime(2030, 11, 18, 9, 30, tzinfo=UTC))
    sent = Mail.objects.get(person=there.lead)
    assert (sent.state, sent.note, Mail.objects.filter(state="planned", is_held=True).count()) == (
        "sent",
        "Ring, hvis du mangler noget.",
        1,
    )
    inge.go(f"/paamindelser/mail/{sent.key}/").sees("Hvorfor denne mail?", "sendte den før tid").shot("4-receipt")
    fits(page)


def switch_off(page: Page) -> None:
    """Take both reminders before the deadline off the ladder."""
    for name in ("Frist, første påmindelse", "Frist, sidste påmindelse"):
        page.get_by_label(f"Sendes: {name}").uncheck()


def test_a_rule_is_changed_after_its_rehearsal(inge: Visitor, there: Scene) -> None:
    page = inge.page
    inge.press("Regler").press("DSG")
    switch_off(page)
    inge.press("Se, hvad der sker").sees("2 mails færre, 0 flyttet, 2 falder væk, 0 kommer til.").shot("5-rehearsal")
    fits(page)
    assert LadderSetting.objects.count() == 0
    inge.press("Drop ændringen")
    expect(page.get_by_label("Sendes: Frist, sidste påmindelse")).to_be_checked()
    switch_off(page)
    inge.press("Se, hvad der sker").press("Behold").sees("Reglerne er gemt.").shot("6-kept")
    rows = LadderSetting.objects.order_by("rung").values_list("rung", "is_on")
    assert list(rows) == [("final_30", False), ("final_7", False)]
    inge.go("/paamindelser/").sees("Ingen mails de næste 14 dage.")


def test_a_text_is_written_with_the_mail_in_sight(inge: Visitor, there: Scene) -> None:
    page = inge.page
    inge.press("Tekster").shot("7-texts").go("/paamindelser/tekster/final_7/da/").sees("Kære Per").shot("8-text")
    fits(page)
    inge.fill(subject="Husk fristen:", body="Om kort tid, {frist}, er fristen for {titel}.").press("Se mailen")
    inge.sees("Mailen med din tekst", "Om kort tid, 1. december 2030, er fristen").shot("9-own-text")
    fits(page)
    inge.press("Gem teksten").sees("Teksten er gemt.")
