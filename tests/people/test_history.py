"""Every verb of people reads as a Danish sentence, also once its words are erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from guidelines.journal.actions import erase
from guidelines.journal.history import describe, history
from guidelines.journal.models import Event, EventDetail
from guidelines.people import actions
from guidelines.people import history as people_history  # noqa: F401 - registers the sentences
from tests import factories
from tests.people.conftest import BY, NOW

pytestmark = pytest.mark.django_db
ACTIONS = Path(actions.__file__).parent


def lines() -> list[str]:
    with translation.override("da"):
        return [line.sentence for line in history(Event.objects.order_by("seq"))]


def test_every_verb_that_is_written_has_a_sentence() -> None:
    written = set(
        re.findall(r'journal\.record\(\s*"(\w+)"', "".join(path.read_text() for path in ACTIONS.glob("*.py")))
    )
    assert len(written) == 17
    assert written - set(describe) == set()


def test_what_happened_to_a_person_and_a_group_reads_well() -> None:
    first, last, dsg = date(2026, 7, 1), date(2026, 7, 31), factories.group("DSG")
    acts = {"by": BY, "now": NOW}
    person = actions.add_person(name="Ditte Dam", **acts)
    actions.change_profile(person, name="Ditte Åkær", language="en", phone="", **acts)
    actions.set_address(person, email="ditte@example.org", **acts)
    actions.note_address_fault(person, refused=True, **acts)
    actions.note_address_fault(person, refused=False, **acts)
    actions.invite(person, **acts)
    role = actions.give_role(person, kind="chair", group=dsg, starts_on=first, **acts)
    actions.end_role(role, on=last, **acts)
    actions.remove_absence(actions.add_absence(person, starts_on=first, ends_on=last, **acts), **acts)
    actions.set_address(actions.stop_sign_in(person, **acts), email="", **acts)
    actions.merge_persons(factories.person("D. Åkær"), into=person, **acts)
    actions.remove_alias(actions.add_alias(dsg, spelling="Sarkomgruppen", **acts), **acts)
    actions.change_settings(dsg, replace(actions.settings_of(dsg), revision_months=48), **acts)
    told = lines()
    assert told == [
        "Ditte Dam blev oprettet.",
        "Navnet blev ændret fra Ditte Dam til Ditte Åkær.",
        "Sprog i mails eller telefonnummer blev ændret.",
        "Mailadressen blev sat til ditte@example.org.",
        "Mailservere afviste adressen.",
        "Mailservere tager imod adressen.",
        "Inviteret til at logge ind.",
        "Rolle givet: Formand, fra 1. juli 2026.",
        "Rollen slutter 31. juli 2026.",
        "Fraværende fra 1. juli 2026 til 31. juli 2026.",
        "Ikke længere fraværende fra 1. juli 2026 til 31. juli 2026.",
        "Der blev lukket for log ind.",
        "Mailadressen blev fjernet.",
        "D. Åkær blev lagt sammen med denne person.",
        "Stavemåde tilføjet: Sarkomgruppen.",
        "Stavemåde fjernet: Sarkomgruppen.",
        "Gruppens indstillinger blev ændret.",
    ]
    erase(EventDetail.objects.values_list("seq", flat=True), because="request", by=BY, now=NOW)
    erased = lines()[: len(told)]
    assert erased[:4] == [
        "(slettet) blev oprettet.",
        "Navnet blev ændret fra (slettet) til (slettet).",
        "Sprog i mails eller telefonnummer blev ændret.",
        "Mailadressen blev sat til (slettet).",
    ]
    assert "ditte" not in " ".join(erased).lower()
