"""Events as lines that people read."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from guidelines.journal.actions import erase
from guidelines.journal.history import HistoryLine, describe, history
from guidelines.journal.models import Event
from tests.journal.conftest import NOW, SOMEBODY


@pytest.fixture
def noted(monkeypatch):
    monkeypatch.setitem(describe, "noted", lambda told: f"{told.facts['to']}: {told.words.get('note', '-')}")


def test_a_room_says_how_its_verb_reads(write, noted):
    write(facts={"to": 2027}, personal={"note": "Æble", "reason": "Sygdom"})

    assert history(Event.objects.recent()) == [HistoryLine(1, NOW, "2027: Æble", "Sygdom", False, "user", "7", "")]


def test_erased_words_are_gone_from_the_line(write, noted):
    write(facts={"to": 2027}, personal={"note": "Æble", "reason": "Sygdom"})
    erase([1], because="request", by=SOMEBODY, now=NOW)

    with override("da"):
        lines = history(Event.objects.recent())
    assert [(line.sentence, line.reason, line.is_erased) for line in lines] == [
        ("Personoplysninger i hændelse 1 er slettet.", "", False),
        ("2027: -", "", True),
    ]


def test_a_verb_without_a_sentence_is_shown_by_name(write):
    write()
    with override("da"):
        assert [line.sentence for line in history(Event.objects.recent())] == ["Ændret (noted)"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(write, django_assert_num_queries, count):
    write(count, personal={"reason": "Sygdom"})
    with django_assert_num_queries(2):
        assert len(history(Event.objects.recent())) == count
