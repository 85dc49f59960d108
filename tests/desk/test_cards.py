"""The words of the cards that the pages' tests do not meet: new guidelines, years alone, nothing known."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from guidelines.desk.cards import cards, deadline, done, later, summary, waiting
from guidelines.desk.rules import About, Board, Duty, Holder, Kind, Run, Task, board
from guidelines.planning.rules import Target, TargetBasis

TODAY = date(2026, 11, 21)
GIST = About("gist", "GIST", "da", True, ("DSG",), None)


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


def duty(on: date | None = None, basis: TargetBasis = TargetBasis.NEXT_DUE, **rest) -> Duty:
    target = Target(on, basis) if on else None
    facts = {"assignment": 1, "about": GIST, "year": 2026, "kind": "revision", "outcome": "planned"}
    return Duty(**{**facts, "is_confirmed": False, "target": target, **rest})


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (duty(), "Årstallet er ikke aftalt endnu."),
        (duty(date(2027, 1, 1)), ""),
        (duty(date(2026, 1, 1)), "Revisionen skulle være færdig senest 1. januar 2026."),
        (duty(date(2026, 1, 1), kind="new"), "Den nye retningslinje skulle være færdig senest 1. januar 2026."),
        (duty(date(2026, 12, 1), TargetBasis.PLANNED_YEAR), "Revisionen er planlagt til 2026."),
        (duty(date(2026, 12, 1), TargetBasis.PLANNED_YEAR, kind="new"), "Den nye retningslinje er planlagt til 2026."),
    ],
)
def test_by_when_it_should_be_finished(item, sentence):
    assert deadline(item, TODAY) == sentence


@pytest.mark.parametrize(
    ("item", "question"),
    [
        (duty(date(2026, 12, 1)), "Er du stadig tovholder for revisionen i 2026?"),
        (duty(date(2026, 12, 1), kind="new"), "Er du stadig tovholder for den nye retningslinje i 2026?"),
        (duty(date(2026, 12, 1), year=None), "Er du stadig tovholder?"),
    ],
)
def test_the_question_about_the_role(item, question):
    (card,) = cards(board([item], [], TODAY), TODAY)
    assert card.sentences[-1] == question
    assert (card.act.label, card.act.is_post, card.meta) == (
        "Ja, jeg er tovholder",
        True,
        "DSG · arbejdstitel · du er tovholder",
    )


def test_who_has_answered_is_told_the_next_step():
    item = duty(date(2026, 12, 1), is_confirmed=True)
    (card,) = cards(board([item], [], TODAY), TODAY)
    assert card.sentences == ["Næste skridt er dit: aftal med formanden for DSG, hvornår I begynder."]
    assert (card.act.label, card.act.url) == ("Se retningslinjen", "/retningslinjer/gist/")


def test_a_revision_under_way_without_any_target():
    (card,) = cards(board([duty(run=Run(1, "agreed", False, ()), year=None)], [], TODAY), TODAY)
    assert card.state == "Ingen kendt frist"
    assert card.stages[0]["note"] == "(dig)"


def test_quiet_lines():
    holders = (Holder("chair", date(2026, 11, 15), "DSG"), Holder("chair", date(2026, 11, 16), "DGCG"))
    found = board(
        [
            duty(date(2029, 1, 1), year=2029),
            duty(run=Run(1, "clinical_approval", False, holders)),
            duty(outcome="done", done_on=date(2022, 11, 8), year=2022),
            duty(outcome="done", year=None),
        ],
        [],
        TODAY,
    )
    assert [item.words for item in later(found, TODAY)] == ["Senest 1. januar 2029 · om 2 år"]
    assert [item.words for item in waiting(found, [], TODAY)] == [
        "formanden for DSG, siden 15. november 2026 (6 dage) og formanden for DGCG, siden 16. november 2026 (5 dage)"
    ]
    assert [item.words for item in done(found, [])] == ["Revision 2022 · publiceret 8. november 2022", "Revision"]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Board(), "Du har ingen opgaver."),
        (Board(later=(duty(),)), "Du har ingen opgaver."),
        (Board(later=(duty(date(2029, 1, 1)),)), "Du har ingen opgaver. Din næste frist er 1. januar 2029 (GIST)."),
        (Board(now=(Task(Kind.LEAD),)), "Du har 1 opgave."),
        (Board(now=(Task(Kind.OVERDUE),)), "Du har 1 opgave. Den er overskredet."),
        (Board(now=(Task(Kind.OVERDUE), Task(Kind.LEAD))), "Du har 2 opgaver. Den vigtigste er overskredet."),
    ],
)
def test_the_sentence_that_answers_do_i_owe_anything(found, sentence):
    assert summary(found, TODAY) == sentence
