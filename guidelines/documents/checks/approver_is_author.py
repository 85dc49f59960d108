"""Who approved the document is among its authors (domain M8)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Each approver who stands in the list of authors."""
    facts = subject.reading.facts
    authors = {author.name.casefold(): author for author in facts.authors}
    for name in facts.clinical_approval_by.persons if facts.clinical_approval_by else ():
        author = authors.get(name.casefold())
        if author:
            message = _("{name} gave the clinical approval and is also an author.")
            yield Found(
                format_lazy(message, name=name),
                (facts.approval_quotes["clinical_approval_by"], author.quote),
                _("Let somebody who is no author approve, or write why the author approved."),
            )


RULE = Rule(
    "approver_is_author",
    "warning",
    _("Who approves should not be among the authors."),
    find,
)
