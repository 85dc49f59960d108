"""What becomes of the answers that a page knew, those that were said on it, and those that stand by now. Pure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guidelines.planning.importing.answered import as_fields, read_sent
from guidelines.planning.importing.forms import read_answers

STALE, FRESH = "file@0123456789", "plan@abcdef0123"


def sent(shown: dict[str, str], **data: str) -> Any:
    return read_sent({"shown": json.dumps(shown), **{name.replace("_", "-"): value for name, value in data.items()}})


def test_answers_and_their_fields_are_the_same() -> None:
    fields = {"year-1": "2027", "match-2": "new", "match-3": "7", "date-4": "2021-12-20", "skip-5": "1"}
    fields |= {"take-6-people": FRESH}
    assert as_fields(read_answers(fields)) == fields


@pytest.mark.parametrize(
    ("shown", "data", "stored", "expected"),
    [
        ({}, {"year_1": "2027"}, {"year-2": "2028"}, {"year-1": "2027", "year-2": "2028"}),
        ({"year-1": "2027"}, {"year_1": "2027"}, {"year-1": "2028"}, {"year-1": "2028"}),
        ({"year-1": "2027"}, {"year_1": ""}, {"year-1": "2027"}, {}),
        ({"year-1": "2027"}, {}, {"year-1": "2027"}, {"year-1": "2027"}),
        ({"skip-1": "1"}, {}, {"skip-1": "1"}, {}),
        ({"skip-1": "1"}, {"skip_1": "1"}, {}, {}),
    ],
)
def test_what_was_not_touched_is_as_it_stands_by_now(shown: Any, data: Any, stored: Any, expected: Any) -> None:
    assert sent(shown, **data).into(stored) == expected


@pytest.mark.parametrize(
    ("data", "stored", "expected"),
    [
        ("", STALE, {}),  # it was shown as asked anew, and left so
        ("", FRESH, {"take-6-people": FRESH}),  # somebody has answered it anew
        (FRESH, STALE, {"take-6-people": FRESH}),
    ],
)
def test_an_answer_to_an_earlier_plan_goes_with_the_page_that_asked_it_anew(
    data: str, stored: str, expected: dict[str, str]
) -> None:
    page = sent({"take-6-people": f"?{STALE}"}, take_6_people=data)
    assert page.into({"take-6-people": stored}) == expected


@pytest.mark.parametrize(
    "shown", ["", "nonsense", "7", "[1]", "[" * 100_000, '{"year-1": "x", "x": "y", "skip-": "1"}']
)
def test_a_page_that_was_tampered_with_knew_nothing(shown: str) -> None:
    page = read_sent({"shown": shown, "seen": "9" * 30, "year-1": "2027"})
    assert (page.knew, page.said, page.since) == ({}, {"year-1": "2027"}, None)


def test_an_answer_that_the_page_cannot_show_stays() -> None:
    assert sent({"match-1": "?7"}, match_1="").into({"match-1": "7"}) == {"match-1": "7"}


@pytest.mark.parametrize(("whole", "unseen"), [(False, ["year-2"]), (True, ["year-2", "skip-3", "year-11"])])
def test_which_answers_were_not_seen(whole: bool, unseen: list[str]) -> None:
    page = sent({"year-2": "2027", "year-4": "2027"}, year_1="2026", year_2="2028", year_4="2027")
    stands = {"year-1": "2026", "year-2": "2029", "year-4": "2027", "year-11": "2030", "skip-3": "1"}
    assert page.unseen(stands, whole=whole) == unseen
