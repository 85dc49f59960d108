"""A database is named in the method, but no appendix documents its search (domain M11)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.searches import databases_in


def find(subject: Subject) -> Iterator[Found]:
    """Each database named under the search that no appendix has; one answer where there is no appendix at all."""
    reading = subject.reading
    documented = {search.database for search in reading.facts.searches}
    appendices = reading.bodies("search_guidelines", "search_reviews", "search_primary", "appendix")
    for body in appendices:
        documented |= set(databases_in(body.text))
    if not appendices:
        return
    for body in reading.bodies("search"):
        for name, at in databases_in(body.text).items():
            if name not in documented and name != "UpToDate":
                message = _("{name} is named as searched, but no appendix documents the search.")
                evidence = (body.quote(at, at + len(name)),)
                yield Found(
                    format_lazy(message, name=name),
                    evidence,
                    _("Add the search to the appendix, or leave the name out."),
                )


RULE = Rule(
    "database_undocumented",
    "warning",
    _("Every database that was searched should be documented in an appendix."),
    find,
)
