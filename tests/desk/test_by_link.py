"""What was done by a link in a mail says so in every history, and is found under the person's name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.journal.writing import Actor
from guidelines.planning.actions import ask_help
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


def test_history_says_via_a_link_in_a_mail(client: Client) -> None:
    dsg, lead = factories.group("DSG"), factories.person("Zita Kofoed")
    guideline = factories.guideline(owner=dsg)
    factories.entry(guideline, leads=[lead])
    ask_help(guideline, person=lead, text="", by=Actor("link", f"person:{lead.pk}", via="mail"), now=NOW)
    factories.sign_in(client, factories.secretariat())
    addresses = [
        reverse("guideline-history", args=[guideline.slug]),
        reverse("journal"),
        f"{reverse('journal')}?person=zita",
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "En tovholder bad om hjælp." in page
        assert "Zita Kofoed via link i mail" in page
