"""What the numbers of the ladder are said to count: the side agrees with the rung."""

from __future__ import annotations

import pytest
from django.utils import translation

from reminders.ladder import DEFAULTS
from reminders.ladder_names import counted_in


@pytest.mark.parametrize("key", [key for key, default in DEFAULTS.items() if default.rung and default.number])
def test_a_rung_says_on_which_side_of_what_it_lies(key: str) -> None:
    default = DEFAULTS[key]
    assert default.rung is not None
    with translation.override("da"):
        said = counted_in(default)
    early = default.rung.days < 0 or default.rung.months < 0
    assert (" før " in said, " efter " in said) == (early, not early)
    assert said.startswith("måneder" if default.rung.months else "dage")


def test_a_plain_number_is_one_of_days() -> None:
    with translation.override("da"):
        assert counted_in(DEFAULTS["pause"]) == "dage"
