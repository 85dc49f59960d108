"""Some authors have a title, others none (domain M18)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """The authors without a title, where most have one."""
    authors = subject.reading.facts.authors
    without = [author for author in authors if author.title is None]
    if without and len(without) * 2 < len(authors):
        message = _("These authors lack a title that the others have: {names}.")
        names = ", ".join(author.name for author in without)
        yield Found(
            format_lazy(message, names=names), tuple(author.quote for author in without), _("Add their titles.")
        )


RULE = Rule(
    "author_title_missing",
    "warning",
    _("Every author should have a title."),
    find,
)
