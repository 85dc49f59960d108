"""What stands on *Mine opgaver*, under which heading and in which order, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.desk.rules import About, Board, Duty, Holder, Kind, Question, Run, Section, Task, board, section_of
from guidelines.planning.rules import Target, TargetBasis

TODAY = date(2026, 11, 21)
GIST = About("gist", "GIST", "da", False, ("DSG",), "1.1")
BONE = About("bone", "Bone", "en", False, ("DSG",), "1.0")


def on(year: int, month: int, day: int) -> Target:
    return Target(date(year, month, day), TargetBasis.NEXT_DUE)


def run(*roles: str, since: date = date(2026, 11, 15)) -> Run:
    return Run(1, "draft", False, tuple(Holder(role, since) for role in roles))


def duty(target: Target | None = None, **rest) -> Duty:
    facts = {"assignment": 1, "about": GIST, "year": 2027, "kind": "revision", "outcome": "planned"}
    return Duty(**{**facts, "is_confirmed": True, "target": target, **rest})


@pytest.mark.parametrize(
    ("item", "section"),
    [
        (duty(on(2026, 11, 20)), Section.NOW),
        (duty(on(2027, 5, 21)), Section.NOW),
        (duty(on(2027, 5, 22)), Section.LATER),
        (duty(on(2027, 11, 21), is_confirmed=False), Section.NOW),
        (duty(on(2027, 11, 22), is_confirmed=False), Section.LATER),
        (duty(None, year=None, is_confirmed=False), Section.LATER),
        (duty(on(2030, 1, 1), year=2025), Section.NOW),
        (duty(on(2030, 1, 1), run=run("lead")), Section.NOW),
        (duty(on(2030, 1, 1), run=run()), Section.NOW),
        (duty(on(2030, 1, 1), run=run("chair", "lead")), Section.NOW),
        (duty(on(2026, 1, 1), run=run("chair")), Section.WAITING),
        (duty(on(2026, 1, 1), run=run("secretariat"), is_confirmed=False), Section.WAITING),
        (duty(on(2020, 1, 1), outcome="done"), Section.DONE),
    ],
)
def test_whose_move_it_is_decides_before_how_late_it_is(item, section):
    assert section_of(item, TODAY) is section


def test_what_is_done_is_never_overdue():
    assert not duty(on(2020, 1, 1), outcome="done").is_overdue(TODAY)
    assert not duty(on(2026, 11, 21)).is_overdue(TODAY)
    assert not duty(None).is_overdue(TODAY)


def test_the_card_that_matters_most_comes_first():
    late, later_late = duty(on(2025, 12, 21)), duty(on(2026, 10, 1))
    soon = duty(on(2027, 1, 15))
    decision = Question(BONE, "dsg", "DSG", run=run("chair"), is_yours=True)
    owner = Question(BONE, "dsg", "DSG", is_owner_unconfirmed=True)
    gap = Question(BONE, "dsg", "DSG", has_no_lead=True, has_no_year=True)

    found = board([soon, later_late, late], [gap, owner, decision], TODAY, without_chair=["DLG"], without_address=["A"])

    assert found.now == (
        Task(Kind.OVERDUE, date(2025, 12, 21), duty=late),
        Task(Kind.OVERDUE, date(2026, 10, 1), duty=later_late),
        Task(Kind.DECISION, date(2026, 11, 15), question=decision),
        Task(Kind.LEAD, date(2027, 1, 15), duty=soon),
        Task(Kind.OWNER, question=owner),
        Task(Kind.NO_LEAD, questions=(gap,)),
        Task(Kind.NO_YEAR, questions=(gap,)),
        Task(Kind.NO_CHAIR, names=("DLG",)),
        Task(Kind.NO_ADDRESS, names=("A",)),
    )


def test_what_a_plan_lacks_is_one_card_a_group():
    questions = [Question(about, slug, slug, has_no_year=True) for about in (GIST, BONE) for slug in ("dsg", "dgcg")]
    found = board([], questions, TODAY).now
    assert [[question.group for question in task.questions] for task in found] == [["dsg", "dsg"], ["dgcg", "dgcg"]]


def test_an_owner_is_asked_for_once_by_somebody_who_leads_both_groups():
    questions = [Question(GIST, slug, slug, is_owner_unconfirmed=True) for slug in ("dsg", "dgcg")]
    assert len(board([], questions, TODAY).now) == 1


def test_the_other_sections_have_their_order():
    first, second, unknown = duty(on(2028, 1, 1)), duty(on(2029, 1, 1)), duty(None, year=None)
    done = [duty(outcome="done", done_on=date(year, 1, 1)) for year in (2020, 2026, 2021, 2022, 2023, 2024)]
    found = board([unknown, second, first, *done], [], TODAY)

    assert found.later == (first, second, unknown)
    assert [item.done_on.year for item in found.done] == [2026, 2024, 2023, 2022, 2021]
    assert found.next_deadline == first


def test_nothing_at_all():
    assert board([], [], TODAY) == Board()
    assert Board().next_deadline is None
    assert Board(later=(duty(None),)).next_deadline is None
