"""The select of a list's filters: the markup Django would give, every text escaped."""

from __future__ import annotations

import pytest
from django.forms import Select
from django.utils.translation import gettext_lazy

from guidelines.lists.filters import FilterSelect

CHOICES = [("", "Alle"), ("a", "A & <b>"), ("b", gettext_lazy("Group"))]


@pytest.mark.parametrize("value", [None, "", "a", "b", "unknown"])
def test_a_select_is_what_django_would_draw(value: str | None) -> None:
    attrs = {"id": "id_x", "disabled": True, "hidden": False}
    drawn = [kind({"data-autosubmit": ""}, CHOICES).render("x", value, attrs) for kind in (FilterSelect, Select)]
    assert drawn[0] == drawn[1].replace("\n", "").replace("  ", "")


def test_its_texts_are_escaped() -> None:
    drawn = FilterSelect({}, [('"><script>', "<script>")]).render("x", '"><script>')
    assert drawn == (
        '<select name="x"><option value="&quot;&gt;&lt;script&gt;" selected>&lt;script&gt;</option></select>'
    )
