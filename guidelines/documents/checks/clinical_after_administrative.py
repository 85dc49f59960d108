"""The clinical approval came after the administrative one (domain 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.ordering import certainly_before
from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A clinical approval whose every day lies after the administrative one."""
    dates = subject.reading.facts.dates
    crossed = certainly_before(dates.get("administrative_approval"), dates.get("clinical_approval"))
    if crossed:
        administrative, clinical = crossed
        message = _("The clinical approval ({clinical}) comes after the administrative approval ({administrative}).")
        yield Found(
            format_lazy(message, clinical=clinical.value.source, administrative=administrative.value.source),
            (clinical.quote, administrative.quote),
            _("Check both dates, and correct the wrong one in the document."),
        )


RULE = Rule(
    "clinical_after_administrative",
    "error",
    _("The clinical approval must not come after the administrative approval."),
    find,
)
