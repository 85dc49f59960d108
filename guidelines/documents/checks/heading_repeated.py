"""A heading is repeated inside its section (domain L14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.headings import CHAPTERS


def find(subject: Subject) -> Iterator[Found]:
    """A section that begins with its own heading."""
    for section in subject.reading.sections:
        words = section.heading.strip(" :")
        if (
            len(words) > 8
            and section.body.text.startswith(words)
            and not re.match(r"\w", section.body.text[len(words) : len(words) + 1])
            and section.name not in CHAPTERS
        ):
            message = _("The heading “{heading}” is repeated in the text under it.")
            quote = section.body.opening(120)
            yield Found(format_lazy(message, heading=words), (quote,), _("Take out one of them."))


RULE = Rule(
    "heading_repeated",
    "warning",
    _("A heading should stand once."),
    find,
)
