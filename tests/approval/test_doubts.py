"""Rules that follow from real documents (domain 7.4): what is warned of, and what the form refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from guidelines.approval.checks import checks
from guidelines.approval.forms.draft import DraftForm, draft_doubts
from guidelines.approval.labels import VersionDoubt
from guidelines.documents.dates import FuzzyDate
from guidelines.models import Guideline
from tests.approval import scene
from tests.approval.scene import TODAY, Scene

pytestmark = pytest.mark.django_db
LEFT_OUT = "The consultation is left out, though the version is a major one or changes recommendations. Is that right?"
LATE = "The next revision is later than usual: 5 years at most."


def warned(here: Scene) -> list[str]:
    with translation.override("en"):
        return [seen.text for seen in checks(here.case) if seen.look == "unk" and seen.text in (LEFT_OUT, LATE)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"kind": "minor", "summary": "2 anbefalinger ændret"}, True),
        ({"kind": "major", "summary": "Omskrevet"}, True),
        ({"kind": "minor", "summary": "Sproglige rettelser", "change_log": "Anbefaling 3 er ændret"}, True),
        ({"kind": "minor", "summary": "Sproglige rettelser"}, False),
        ({"kind": "minor", "summary": "Ingen nye anbefalinger"}, False),
    ],
)
def test_a_consultation_left_out_is_doubted_where_recommendations_change(said: dict[str, Any], expected: bool) -> None:
    here = scene.start()
    here.describe(label="1.1", **said)
    assert (warned(here), VersionDoubt.CHANGED_WITHOUT_CONSULTATION in draft_doubts(here.case.draft, [])) == ([], False)
    here.prepare()
    doubts = draft_doubts(here.case.draft, ["1.0"])
    assert (warned(here) == [LEFT_OUT], VersionDoubt.CHANGED_WITHOUT_CONSULTATION in doubts) == (expected, expected)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"next_due_months": 60, "next_due_counts_from": "administrative_approval"}, []),
        ({"next_due_months": 61, "next_due_counts_from": "administrative_approval"}, [LATE]),
        ({"next_due": FuzzyDate.day(date(2031, 11, 21))}, []),
        ({"next_due": FuzzyDate.day(date(2031, 11, 22))}, [LATE]),
        ({}, []),
    ],
)
def test_an_interval_above_the_usual_is_doubted(said: dict[str, Any], expected: list[str]) -> None:
    here = scene.start()
    here.describe(**said)
    assert warned(here) == expected


def test_the_guideline_s_own_interval_stands_above_its_group_s() -> None:
    here = scene.start()
    here.describe(next_due_months=72, next_due_counts_from="published")
    Guideline.objects.update(revision_months=72)
    assert warned(here) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"last_search": "21.11.2026"}, {}),
        ({"last_search": "november 2026"}, {}),
        ({"last_search": "22.11.2026"}, {"last_search": ["Dagen for litteratursøgningen er ikke kommet endnu."]}),
        ({"last_search": "december 2026"}, {"last_search": ["Dagen for litteratursøgningen er ikke kommet endnu."]}),
        (
            {"next_due": "21.11.2026"},
            {"next_due": ["Næste revision ville allerede være forfalden. Skriv en senere dato."]},
        ),
        ({"next_due": "22.11.2026"}, {}),
    ],
)
def test_dates_that_cannot_be_are_refused_where_they_are_written(given: Any, expected: Any) -> None:
    form = DraftForm({"edition": "0", **given}, is_first=False, today=TODAY)
    assert (form.is_valid(), dict(form.errors)) == (not expected, expected)
