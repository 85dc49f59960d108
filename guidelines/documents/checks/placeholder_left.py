"""A placeholder of the template was left in (domain 7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.cover import PLACEHOLDER
from guidelines.documents.guideline.facts import Quote


def find(subject: Subject) -> Iterator[Found]:
    """Placeholders on the cover, in running heads, and in the sections about dates and people."""
    reading = subject.reading
    bodies = reading.bodies(
        "clinical_approval", "administrative_approval", "update_plan", "authors", "template", "change_log"
    )
    if reading.cover:
        bodies = [reading.cover.passage, *bodies]
    if reading.furniture.placeholder:
        yield _found(reading.furniture.placeholder.value, reading.furniture.placeholder.quote)
    for body in bodies:
        for hit in (*PLACEHOLDER.finditer(body.text), *re.finditer(r"\(\s*(?:DMCG|DMCG-navn)\s*\)", body.text)):
            yield _found(hit.group(), body.quote(*hit.span()))


def _found(words: str, quote: Quote) -> Found:
    message = _("A placeholder was never filled in: “{words}”.")
    return Found(format_lazy(message, words=words), (quote,), _("Fill it in, or take it out."))


RULE = Rule(
    "placeholder_left",
    "warning",
    _("No placeholder of the template should be left."),
    find,
)
