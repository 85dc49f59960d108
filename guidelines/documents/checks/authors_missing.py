"""The list of authors is missing or empty."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.authors import declares


def find(subject: Subject) -> Iterator[Found]:
    """No author could be read, although the section is there; a list in a form that could not be read is left alone."""
    bodies = subject.reading.bodies("authors")
    if bodies and not subject.reading.facts.authors and not any(map(declares, bodies)):
        quote = bodies[0].opening(200)
        yield Found(
            _("No author could be read from the list of authors."),
            (quote,),
            _("Write an author a line: name, title, place."),
        )


RULE = Rule(
    "authors_missing",
    "warning",
    _("The document should list its authors."),
    find,
)
