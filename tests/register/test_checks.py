"""Rules switched off for a group, findings waived: the verbs, and how they read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from guidelines.documents.checks.fingerprints import fingerprint, mended
from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.facts import Place, Quote
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline, Person, RuleSwitch, Waiver
from guidelines.register.actions import switch_off, switch_on, waive, withdraw_waiver
from tests import factories

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PRINT = "ab" * 32


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def guideline(dsg: Group) -> Guideline:
    return factories.guideline("Uterine sarkomer", owner=dsg)


@pytest.fixture
def secretary() -> Person:
    return factories.secretariat("Sekretær Sø")


def who(person: Person, now: datetime = NOW) -> dict[str, Any]:
    return {"person": person, "by": Actor("user", f"person:{person.pk}"), "now": now}


def told() -> list[tuple[str, str, str]]:
    with translation.override("da"):
        return [(line.sentence, line.reason, line.actor_key) for line in history(Event.objects.order_by("seq"))]


@pytest.mark.both
@pytest.mark.django_db
def test_a_rule_is_switched_off_for_a_group_and_on_again(dsg: Group, secretary: Person) -> None:
    switch = switch_off(dsg, code="link_missing", reason=" Deres links står i et bilag ", **who(secretary))
    assert (switch.group, switch.code, switch.reason, switch.by, switch.at) == (
        dsg,
        "link_missing",
        "Deres links står i et bilag",
        secretary,
        NOW,
    )
    assert list(RuleSwitch.objects.in_force()) == [switch]
    with pytest.raises(Refused):
        switch_off(dsg, code="link_missing", reason="Igen", **who(secretary))
    back = switch_on(switch, **who(secretary, LATER))
    assert (back.switched_on_by, back.switched_on_at) == (secretary, LATER)
    assert list(RuleSwitch.objects.in_force()) == []
    with pytest.raises(Refused):
        switch_on(switch, **who(secretary))
    switch_off(dsg, code="link_missing", reason="Alligevel", **who(secretary))
    assert RuleSwitch.objects.count() == 2
    key = f"person:{secretary.pk}"
    rule = "Et link, der henvises til, bør også stå der."
    assert told() == [
        (f"Et tjek blev slået fra: {rule}", "Deres links står i et bilag", key),
        (f"Et tjek blev slået til igen: {rule}", "", key),
        (f"Et tjek blev slået fra: {rule}", "Alligevel", key),
    ]


@pytest.mark.both
@pytest.mark.django_db
def test_a_finding_is_waived_and_counts_again(guideline: Guideline, secretary: Person) -> None:
    waiver = waive(guideline, code="date_without_day", fingerprint=PRINT, reason="Spurgt", **who(secretary))
    assert (waiver.guideline, waiver.code, waiver.fingerprint, waiver.reason, waiver.by, waiver.at) == (
        guideline,
        "date_without_day",
        PRINT,
        "Spurgt",
        secretary,
        NOW,
    )
    with pytest.raises(Refused):
        waive(guideline, code="date_without_day", fingerprint=PRINT, reason="Igen", **who(secretary))
    back = withdraw_waiver(waiver, **who(secretary, LATER))
    assert (back.withdrawn_by, back.withdrawn_at) == (secretary, LATER)
    assert list(Waiver.objects.in_force()) == []
    with pytest.raises(Refused):
        withdraw_waiver(waiver, **who(secretary))
    assert [(event.verb, event.guideline_key) for event in Event.objects.order_by("seq")] == [
        ("finding_waived", str(guideline.pk)),
        ("waiver_withdrawn", str(guideline.pk)),
    ]
    assert [line[1] for line in told()] == ["Spurgt", ""]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_neither_without_a_reason(dsg: Group, guideline: Guideline, secretary: Person, reason: str) -> None:
    with pytest.raises(Refused):
        switch_off(dsg, code="link_missing", reason=reason, **who(secretary))
    with pytest.raises(Refused):
        waive(guideline, code="link_missing", fingerprint=PRINT, reason=reason, **who(secretary))
    assert (RuleSwitch.objects.count(), Waiver.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_a_rule_that_is_gone_reads_by_its_code(dsg: Group, secretary: Person) -> None:
    switch_off(dsg, code="moon_phase", reason="Ukendt", **who(secretary))
    assert told()[0][0] == "Et tjek blev slået fra: moon_phase"


# --- what makes two findings the same


def found(code: str = "link_missing", said: str = "Linket mangler.", *quotes: str, page: int = 1) -> Finding:
    evidence = tuple(Quote(text, Place("page", page)) for text in quotes)
    return Finding(code, "warning", said, evidence, None)


def test_the_same_words_on_another_page_are_the_same_finding() -> None:
    first = found("link_missing", "x", "Se  listen\nher:", "Bilag 2")
    assert fingerprint(first) == fingerprint(found("link_missing", "x", "bilag 2", "Se listen her:", page=9))


@pytest.mark.parametrize(
    "other",
    [
        found("date_without_day", "x", "Se listen her:"),
        found("link_missing", "y", "Se listen her:"),
        found("link_missing", "x", "Se listen der:"),
        found("link_missing", "x", "Se listen her:", "Bilag 2"),
    ],
)
def test_other_words_are_another_finding(other: Finding) -> None:
    assert fingerprint(found("link_missing", "x", "Se listen her:")) != fingerprint(other)


def test_mended_is_what_the_next_file_has_no_longer() -> None:
    kept, gone, changed = found(said="a"), found(said="b"), found("date_without_day", "c", "juni 2025")
    after = [found(said="a", page=4), found("date_without_day", "c", "maj 2025"), found("numbered_twice", "d")]
    assert mended([kept, gone, changed], after) == [gone]
    assert mended([kept], [kept]) == []
    assert mended([kept, gone], []) == [kept, gone]
    assert mended([kept, gone], [kept, kept]) == [gone]
