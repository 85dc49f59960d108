"""A chapter number is left out (domain L7, M21)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A step of more than one from a chapter to the next."""
    chapters = [(int(number), quote) for number, quote in subject.reading.chapters()]
    for (before, first), (after, second) in pairwise(chapters):
        if after > before + 1:
            message = _("Chapter {number} is missing: {before} is followed by {after}.")
            text = format_lazy(message, number=str(before + 1), before=str(before), after=str(after))
            yield Found(text, (first, second), _("Check whether the chapter is missing or the numbers are wrong."))


RULE = Rule(
    "chapter_number_missing",
    "warning",
    _("Chapters should be numbered without gaps."),
    find,
)
