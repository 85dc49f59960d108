"""Who reads the draft that a consultation is about, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions import stop
from guidelines.approval.actions.consultations import PartyFacts, close_consultation
from guidelines.approval.parties import may_read_as_party
from guidelines.models import Group, Revision
from guidelines.people.access import ANONYMOUS, viewer_of
from tests import factories
from tests.approval import scene
from tests.approval.consulting import NOW, TODAY, WHO, draft, held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock_at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def revision(dsg: Group) -> Revision:
    return draft(dsg)


def test_only_who_is_asked_reads_the_file(revision: Revision, dsg: Group) -> None:
    asked, other = factories.reader(), factories.reader()
    consultation = held(revision, PartyFacts(person=asked), PartyFacts(group=factories.group("DGCG")))
    elsewhere = factories.member_of(factories.group("DGCG"))
    viewers = [viewer_of(who.user, TODAY) for who in (asked, elsewhere, other)] + [ANONYMOUS]
    assert [may_read_as_party(viewer, consultation.file) for viewer in viewers] == [True, True, False, False]
    newer = draft(dsg).files.get()
    assert not may_read_as_party(viewers[0], newer)


@pytest.mark.parametrize("end", ["closed", "stopped"])
def test_once_it_is_closed_a_party_from_outside_no_longer_reads_the_file(revision: Revision, end: str) -> None:
    asked = factories.reader()
    consultation = held(revision, PartyFacts(person=asked))
    client, file = factories.sign_in(Client(), asked), consultation.file
    address = reverse("run-file", args=[revision.pk, file.document_id])
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    if end == "closed":
        close_consultation(consultation, reason="Alle har svaret mundtligt", **WHO)
    else:
        stop(revision, reason="Slås sammen med en anden", **{**WHO, "by": scene.BY})
    assert client.get(address).status_code == 404
    seen = client.get(reverse("consultation", args=[revision.pk]))
    assert (seen.status_code, address in seen.content.decode()) == (200, False)
