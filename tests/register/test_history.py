"""Every verb of the register reads as a sentence, also when its words are erased."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from guidelines.journal.actions import erase
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.register import actions
from guidelines.register.actions import VersionFacts
from guidelines.register.history import describe
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = {"by": Actor("user", "person:7"), "now": NOW}


@pytest.fixture
def events():
    dsg, dgcg = factories.group("DSG"), factories.group("DGCG")
    made = actions.create_guideline(title="Arbejde", owner=None, **BY)
    actions.link_group(made, dsg, role="co_owner", confirmed=False, **BY)
    actions.link_group(made, dgcg, role="co_owner", confirmed=True, **BY)
    actions.confirm_owner(made, dsg, **BY)
    actions.retitle(made, title="GIST", is_working_title=False, **BY)
    actions.retitle(made, title="GIST", is_working_title=True, **BY)
    actions.register_version(made, VersionFacts("1.0"), **BY)
    actions.withdraw_guideline(made, on=date(2026, 12, 1), reason="Dækkes af en anden", **BY)
    return Event.objects.order_by("seq")


def test_every_verb_has_its_sentence(events):
    assert {event.verb for event in events} <= set(describe)


def test_in_danish(events):
    with translation.override("da"):
        lines = history(events)
    assert [line.sentence for line in lines] == [
        "Retningslinjen blev oprettet.",
        "En gruppe blev knyttet til retningslinjen; dens rolle er ikke bekræftet.",
        "En gruppe blev knyttet til retningslinjen.",
        "Ejeren blev bekræftet.",
        "Titlen blev ændret fra »Arbejde« til »GIST«.",
        "Titlen blev ændret.",
        "Version 1.0 blev registreret.",
        "Retningslinjen udgår fra 1. december 2026.",
    ]
    assert lines[-1].reason == "Dækkes af en anden"


def test_when_the_words_are_erased(events):
    seqs = [event.seq for event in events]
    erase(seqs, because="request", **BY)
    with translation.override("da"):
        lines = history(Event.objects.filter(seq__in=seqs).order_by("seq"))
    assert [line.sentence for line in lines[4:7]] == [
        "Titlen blev ændret.",
        "Titlen blev ændret.",
        "En version blev registreret.",
    ]
    assert lines[-1].reason == ""
