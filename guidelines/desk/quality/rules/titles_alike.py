"""Two guidelines with the same title, or with titles that differ as a slip of the fingers would."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule
from guidelines.planning.importing.matching import alike_titles, title_key

MERGE = _("Merge or rename")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each pair once, told of the one that came later."""
    known = {guideline.pk: guideline for guideline in register.guidelines}
    for first, second in _pairs(tuple((guideline.pk, guideline.title) for guideline in register.guidelines)):
        one, other = known[first], known[second]
        is_same = title_key(one.title) == title_key(other.title)
        said = gettext("Another guideline has the same title.") if is_same else _alike(one.title)
        fix = Fix(MERGE, "verdict", (other.slug,), "slags=sammenlagt", is_ours=True)
        yield Found(other, said, fix, (first, title_key(one.title), title_key(other.title)))


def _alike(title: str) -> str:
    return gettext("The title is nearly that of “%(title)s”; they may be the same guideline.") % {"title": title}


@lru_cache(maxsize=4)
def _pairs(titles: tuple[tuple[int, str], ...]) -> tuple[tuple[int, int], ...]:
    """Titles change seldom, and to compare them all is what costs."""
    return tuple(alike_titles(dict(titles)))


RULE = Rule("titles_alike", "warning", _("Every guideline has a title of its own."), find)
