"""A guideline that has a version in force, and still a working title."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule

EDIT = _("Edit the title")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each guideline with a version whose title is still called a working title."""
    for guideline in register.guidelines:
        if guideline.is_working_title and guideline.version is not None:
            label = {"label": guideline.version.label}
            why = gettext("Version %(label)s is in force, but the title is still a working title.") % label
            fix = Fix(EDIT, "guideline-title", (guideline.slug,), is_ours=True)
            yield Found(guideline, why, fix, (guideline.version.pk, guideline.title))


RULE = Rule("working_title_left", "warning", _("A version in force has its real title."), find)
