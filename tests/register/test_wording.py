"""States and causes in words, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from guidelines.documents.dates import FuzzyDate
from guidelines.register.models import GuidelineVersion
from guidelines.register.rules import Clock, Facts, ValidityState, validity
from guidelines.register.wording import FACTS, KINDS, STATES, cause, counted_from, gaps, interval

TODAY = date(2026, 11, 21)
SEARCH = FuzzyDate.month(2021, 11)


def told(facts: Facts, language: str = "da", today: date = TODAY) -> str:
    with translation.override(language):
        return cause(validity(facts, today), facts)


def test_every_state_has_a_word_and_a_shape_of_its_own():
    assert set(STATES) == set(ValidityState)
    assert len({str(word) for _, word in STATES.values()}) == len(ValidityState)


def test_every_kind_and_every_dated_fact_has_a_word():
    names = {field.name.removesuffix("_first") for field in GuidelineVersion._meta.fields if "_first" in field.name}
    assert set(FACTS) == names
    assert set(KINDS) == set(GuidelineVersion.Kind)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            Facts(next_due=FuzzyDate.day(date(2025, 12, 21))),
            "Næste revision skulle have været færdig senest 21. december 2025.",
        ),
        (Facts(next_due=FuzzyDate.month(2027, 2)), "Næste revision skal være færdig senest februar 2027."),
        (
            Facts(last_search=SEARCH),
            "Den seneste litteratursøgning eller vurdering gælder i 3 år. Den tid udløb november 2024.",
        ),
        (
            Facts(last_search=SEARCH, assessment_months=72),
            "Den seneste litteratursøgning eller vurdering gælder i 6 år, til og med november 2027.",
        ),
        (Facts(next_due=FuzzyDate.year(2030)), ""),
        (Facts(), ""),
    ],
)
def test_the_cause_names_the_clock(facts, sentence):
    assert told(facts, today=date(2027, 1, 1) if facts.assessment_months == 72 else TODAY) == sentence


def test_english_says_it_too():
    facts = Facts(next_due=FuzzyDate.day(date(2025, 12, 21)))
    assert told(facts, "en") == "The next revision should have been finished by 21 December 2025."


def test_each_unknown_clock_is_a_gap():
    with translation.override("da"):
        assert [sentence.split(":")[0] for sentence in gaps(validity(Facts(), TODAY))] == [
            "Næste revision",
            "Vurdering",
        ]
    assert gaps(validity(Facts(next_due=FuzzyDate.year(2030), last_search=SEARCH), TODAY)) == []
    assert validity(Facts(next_due=FuzzyDate.year(2030)), TODAY).unknown == (Clock.ASSESSMENT,)


@pytest.mark.parametrize(("months", "words"), [(60, "5 år"), (12, "1 år"), (18, "18 måneder"), (1, "1 måned")])
def test_intervals(months, words):
    with translation.override("da"):
        assert interval(months) == words


def test_what_the_next_revision_was_counted_from():
    version = GuidelineVersion(label="1.0")
    assert counted_from(version) == ""
    version.next_due_interval_months, version.next_due_counts_from = 60, "administrative_approval"
    with translation.override("da"):
        assert counted_from(version) == "5 år efter den administrative godkendelse"
