"""The file's name says something else than the document (domain 2.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.checks.wording import shown
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.guideline.facts import Quote
from guidelines.documents.planskema_types import Text


def find(subject: Subject) -> Iterator[Found]:
    """Version, date or group in the file's name that the document contradicts."""
    facts, name = subject.reading.facts, subject.name
    if name.version and facts.version and name.version != facts.version.value:
        yield _found(name.version, facts.version.value, facts.version.quote)
    approval = facts.dates.get("administrative_approval")
    day = approval.value if approval else None
    if approval and day and name.approved_on and not day.first <= name.approved_on <= day.last:
        yield _found(shown(FuzzyDate.day(name.approved_on)), shown(day), approval.quote)
    if name.group and facts.group and name.group != facts.group.value:
        yield _found(name.group, facts.group.value, facts.group.quote)


def _found(named: Text, read: Text, quote: Quote) -> Found:
    message = _("The file name says {named}, but the document says {read}.")
    return Found(
        format_lazy(message, named=named, read=read),
        (quote,),
        _("Give the file its right name, or correct the document."),
    )


RULE = Rule(
    "file_name_differs",
    "warning",
    _("The file name must agree with the document."),
    find,
)
