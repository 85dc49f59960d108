"""The change log and the template version: asked for at hand-in, and read by who approves and who publishes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from tests import factories
from tests.approval import scene
from tests.approval.scene import LOGGED
from tests.approval.test_pages_submit import Desk, _moment, missing  # noqa: F401 - the moment of every test here

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def test_a_first_version_needs_no_change_log() -> None:
    here = scene.at(Position.DRAFT)
    here.describe(kind="first", change_log="", template_version="")
    assert missing(Desk(here).look()) == ["id_document", "id_template_version", "habilitet", "hoering"]
    here.describe(kind="minor", change_log=" ")
    assert missing(Desk(here).look()) == ["id_document", "id_change_log", "habilitet", "hoering"]


def test_the_approver_reads_what_is_declared_to_have_changed(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    page = factories.sign_in(client, here.chairs["DSG"]).get(f"/godkendelser/{here.step().step.pk}/").content.decode()
    for words in ("Forfatterne angiver: Revision", here.case.draft.summary, LOGGED["change_log"], "Skabelon 10"):
        assert words in page


def test_the_one_who_publishes_reads_the_change_log_and_is_warned_of_another_kind(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    address = reverse("publish", args=[here.revision.pk])
    form = factories.sign_in(client, here.colleague).get(address).context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    warning = "Forfatterne angav »revision«, her står der »første version«. Hvad er det?"
    same = client.post(address, sent).content.decode()
    other = client.post(address, {**sent, "kind": "first"}).content.decode()
    assert (LOGGED["change_log"] in same, warning in same, warning in other) == (True, False, True)
