"""A grade A-D is called a level of evidence (domain L18)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.lines import Passage

_LEVEL = re.compile(r"evidensniveau\s+[A-D](?!\w)")


def find(subject: Subject) -> Iterator[Found]:
    """“evidensniveau C”: the letters are grades (Oxford 2009)."""
    whole = Passage(subject.reading.lines)
    for hit in _LEVEL.finditer(whole.text):
        message = _("“{words}”: A-D are grades, not levels of evidence.")
        yield Found(
            format_lazy(message, words=hit.group()),
            (whole.quote(*hit.span()),),
            _("Write “styrke”, or the level 1a-5."),
        )


RULE = Rule(
    "grade_called_level",
    "warning",
    _("Grades are A-D, levels of evidence 1a-5."),
    find,
)
