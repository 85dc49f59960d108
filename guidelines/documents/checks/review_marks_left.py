"""Marks of track changes or comments were left in (domain M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.lines import Passage

_MARK = re.compile(
    r"^(?:indsat tekst|slettet tekst|formateret\b.*|kommenteret\s*\[.*|kommentar\s*\[.*"
    r"|inserted text|deleted text|commented\s*\[.*)$",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Found]:
    """Lines that only a word processor writes."""
    lines = subject.reading.lines
    for at, line in enumerate(lines):
        if _MARK.match(line.text):
            context = Passage(lines[max(0, at - 1) : at + 1])
            message = _("A mark of track changes or of a comment was left in: “{words}”.")
            quote = context.opening()
            yield Found(
                format_lazy(message, words=line.text), (quote,), _("Accept or reject all changes, and save again.")
            )


RULE = Rule(
    "review_marks_left",
    "warning",
    _("No marks of track changes or comments should be left."),
    find,
)
