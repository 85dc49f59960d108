"""Version labels, the two clocks and the order of dates, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.register.rules import (
    ASSESSMENT_CHOICES,
    Clock,
    Facts,
    LabelDoubt,
    Validity,
    ValidityState,
    ascii_text,
    assessment_due,
    earliest_base,
    label_doubt,
    label_key,
    order_faults,
    tidy_label,
    validity,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def on(year: int, month: int, day: int) -> FuzzyDate:
    return FuzzyDate.day(date(year, month, day))


class TestLabels:
    def test_sort_as_people_read_them(self):
        labels = ["2.0", "1.10", "1.9", "v. 2.1", "10.0", "1", "1.0", "version 1.2", "3"]
        assert sorted(labels, key=label_key) == ["1", "1.0", "version 1.2", "1.9", "1.10", "2.0", "v. 2.1", "3", "10.0"]

    def test_a_comma_is_a_full_stop(self):
        assert label_key("1,0") == label_key("1.0") == label_key("v1_0")

    def test_a_label_without_digits_sorts_by_its_letters(self):
        assert label_key(" Udkast ") == "udkast"
        assert label_key("") == ""

    @given(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=6), st.lists(st.integers(0, 999), min_size=1))
    def test_sort_as_their_numbers(self, one, other):
        other = other[:6]
        keys = [label_key(".".join(map(str, numbers))) for numbers in (one, other)]
        assert (keys[0] < keys[1]) == (one < other)

    @given(st.text(max_size=20))
    def test_keys_fit_their_column(self, label):
        assert len(label_key(label)) <= 80

    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("v. 2.1", "2.1"),
            ("version 1.0.", "1.0"),
            ("Version: 1.2", "1.2"),
            ("v1_1", "1.1"),
            ("1,0", "1.0"),
            ("ver. 3", "3"),
            (" 1.10 ", "1.10"),
            ("2.0 rettelse", "2.0 rettelse"),
            ("vedtaget", "vedtaget"),
            ("V", "V"),
            ("", ""),
        ],
    )
    def test_are_stored_tidy(self, written, stored):
        assert tidy_label(written) == stored

    @pytest.mark.parametrize(
        ("label", "newest", "doubt"),
        [
            ("1.0", None, None),
            ("1.2", "1.1", None),
            ("2.0", "1.9", None),
            ("1.10", "1.9", None),
            ("1.9", "1.10", LabelDoubt.OLDER),
            ("3.0", "1.2", LabelDoubt.JUMP),
            ("1.9", "1.1", None),
            ("udkast", "1.1", None),
        ],
    )
    def test_are_doubted_beside_the_newest(self, label, newest, doubt):
        assert label_doubt(label, newest) is doubt


def test_addresses_are_ascii():
    assert ascii_text("Ærø, Søborg og Ålborg æøå") == "Aeroe, Soeborg og Aalborg aeoeaa"


class TestValidity:
    def test_no_version(self):
        assert validity(Facts(has_version=False), TODAY) == Validity(ValidityState.NO_VERSION)

    def test_withdrawn_comes_before_all(self):
        facts = Facts(is_withdrawn=True, has_version=False, next_due=on(2020, 1, 1))
        assert validity(facts, TODAY) == Validity(ValidityState.WITHDRAWN)

    def test_nothing_known_is_unknown_never_overdue(self):
        expected = Validity(ValidityState.UNKNOWN, unknown=(Clock.REVISION, Clock.ASSESSMENT))
        assert validity(Facts(), TODAY) == expected

    @pytest.mark.parametrize(
        ("due", "state"),
        [
            (on(2026, 11, 20), ValidityState.OVERDUE),
            (on(2026, 11, 21), ValidityState.DUE_SOON),
            (on(2027, 11, 21), ValidityState.DUE_SOON),
            (on(2027, 11, 22), ValidityState.VALID),
            (FuzzyDate.month(2026, 11), ValidityState.DUE_SOON),
            (FuzzyDate.month(2026, 10), ValidityState.OVERDUE),
            (FuzzyDate.year(2026), ValidityState.DUE_SOON),
            (FuzzyDate.year(2027), ValidityState.VALID),
        ],
    )
    def test_the_revision_clock(self, due, state):
        """November is overdue only after its last day (foundations 3)."""
        assert validity(Facts(next_due=due), TODAY) == Validity(state, Clock.REVISION, due, (Clock.ASSESSMENT,))

    def test_the_worse_clock_is_the_cause(self):
        facts = Facts(next_due=on(2030, 12, 1), last_search=on(2023, 11, 20))
        due = on(2026, 11, 20)
        assert validity(facts, TODAY) == Validity(ValidityState.OVERDUE, Clock.ASSESSMENT, due)

    def test_of_two_equally_bad_clocks_the_earlier_is_the_cause(self):
        facts = Facts(next_due=on(2026, 1, 1), last_search=on(2020, 1, 1))
        assert validity(facts, TODAY).cause is Clock.ASSESSMENT

    def test_a_later_assessment_moves_its_clock(self):
        facts = Facts(last_search=on(2020, 1, 1), assessed=on(2025, 6, 1), assessment_months=24)
        assert assessment_due(facts) == on(2027, 6, 1)
        assert assessment_due(Facts()) is None

    def test_a_search_known_by_month_counts_to_its_last_day(self):
        due = assessment_due(Facts(last_search=FuzzyDate.month(2025, 11, "november 2025")))
        assert due == FuzzyDate(date(2028, 11, 1), date(2028, 11, 30), "month", "november 2025")


@given(DAYS, st.sampled_from(ASSESSMENT_CHOICES))
def test_the_cut_off_is_the_clock_turned_round(limit, months):
    base = earliest_base(limit, months)
    assert add_months(base, months) >= limit
    assert add_months(base - timedelta(days=1), months) < limit


class TestOrder:
    def test_an_approval_before_the_search(self):
        facts = [("last_search", FuzzyDate.month(2025, 11)), ("administrative_approval", on(2024, 12, 30))]
        assert order_faults(facts) == [("last_search", "administrative_approval")]

    def test_a_month_may_hold_the_right_day(self):
        facts = [("last_search", FuzzyDate.month(2025, 11)), ("administrative_approval", on(2025, 11, 1))]
        assert order_faults(facts) == []

    def test_unknown_dates_are_passed_over(self):
        facts = [("clinical_approval", on(2025, 2, 1)), ("submitted", None), ("published", on(2025, 1, 1))]
        assert order_faults(facts) == [("clinical_approval", "published")]
