"""Who has the ball, how long, and what comes next, in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from guidelines.desk.rules import Holder, Run
from guidelines.desk.wording import ball, holder_name, length, next_step, stage_line, what_happens
from guidelines.lists.words import listed
from guidelines.planning.rules import STAGES, Stage

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


def run(stage: Stage, *, is_returned: bool = False) -> Run:
    return Run(1, stage.value, is_returned, ())


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (TODAY, "0 dage"),
        (date(2026, 11, 20), "1 dag"),
        (date(2026, 9, 22), "60 dage"),
        (date(2026, 9, 21), "2 måneder"),
        (date(2025, 12, 21), "11 måneder"),
        (date(2024, 11, 22), "23 måneder"),
        (date(2024, 11, 21), "2 år"),
        (date(2027, 1, 1), "0 dage"),
    ],
)
def test_how_long(since, words):
    assert length(since, TODAY) == words


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        (Holder("lead", TODAY), "tovholderne"),
        (Holder("secretariat", TODAY), "sekretariatet"),
        (Holder("chair", TODAY, "DSG"), "formanden for DSG"),
        (Holder("chair", TODAY, "DMSG", "forperson"), "forperson for DMSG"),
        (Holder("chair", TODAY), "formanden"),
        (Holder("chair", TODAY, "DSG", person="Mona Østergård"), "Mona Østergård (DSG)"),
    ],
)
def test_who_has_the_ball(holder, name):
    assert holder_name(holder) == name
    assert ball(holder, TODAY) == f"{name}, siden i dag"


def test_since_when():
    holder = Holder("secretariat", date(2026, 11, 15))
    assert ball(holder, TODAY) == "sekretariatet, siden 15. november 2026 (6 dage)"


def test_every_stage_has_a_next_step_and_a_sentence():
    steps = [next_step(run(stage), "DSG") for stage in STAGES]
    assert steps[:3] == [
        "Næste skridt er dit: gå i gang med udkastet.",
        "Næste skridt er dit: send et udkast til formanden for DSG.",
        "Næste skridt er dit: gå høringssvarene igennem, og gør udkastet færdigt.",
    ]
    assert set(steps[3:]) == {"Næste skridt er dit."}
    assert [bool(what_happens(run(stage))) for stage in STAGES] == [True] * 6 + [False]


def test_before_it_begins_and_after_it_came_back():
    assert next_step(None, "DSG") == "Næste skridt er dit: aftal med formanden for DSG, hvornår I begynder."
    assert next_step(None, "") == "Næste skridt er dit: aftal med formanden, hvornår I begynder."
    assert "kommentarerne" in next_step(run(Stage.SUBMITTED, is_returned=True), "DSG")
    assert "retur med kommentarer" in what_happens(run(Stage.SUBMITTED, is_returned=True))


def test_the_line_of_stages():
    reached = {"agreed": date(2026, 3, 2), "submitted": date(2026, 11, 1)}
    line = stage_line(run(Stage.CONSULTATION), reached, note="(dig)")
    assert [(item["state"], item["note"]) for item in line] == [
        ("done", "2.3."),
        ("done", ""),
        ("now", "(dig)"),
        ("todo", ""),
        ("todo", ""),
        ("todo", ""),
        ("todo", ""),
    ]
    assert [item["state"] for item in stage_line(run(Stage.SUBMITTED, is_returned=True))][4] == "back"


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A og B"), (["A", "B", "C"], "A, B og C")]
)
def test_names_in_a_row(names, text):
    assert listed(names) == text


def test_a_consultation_that_was_not_held_is_passed_by() -> None:
    reached = {"agreed": date(2026, 3, 2), "draft": date(2026, 9, 1)}
    states = [item["state"] for item in stage_line(run(Stage.CLINICAL_APPROVAL), reached)]
    assert states == ["done", "done", "off", "now", "todo", "todo", "todo"]
    held = {**reached, "consultation": date(2026, 10, 21)}
    assert [item["state"] for item in stage_line(run(Stage.CLINICAL_APPROVAL), held)][2] == "done"


@pytest.mark.parametrize(("language", "words"), [("da", "16.3."), ("en", "16 Mar")])
def test_the_day_a_stage_was_left_is_written_in_the_language(language, words):
    reached = {Stage.AGREED: date(2026, 3, 16)}
    with translation.override(language):
        assert stage_line(run(Stage.DRAFT), reached)[0]["note"] == words


def test_a_run_that_says_so_passes_by_the_consultation_only_where_it_is_behind() -> None:
    skips = [Run(1, stage, False, (), skips_consultation=True) for stage in (Stage.SUBMITTED, Stage.DRAFT)]
    assert [[item["state"] for item in stage_line(one)][2] for one in skips] == ["off", "todo"]
