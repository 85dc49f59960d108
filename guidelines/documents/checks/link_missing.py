"""A sentence points to a link that is not there (domain L17)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject

_ANNOUNCED = re.compile(r"findes her:\s*(?!https?://|www\.)(?=$|[A-ZÆØÅ])")


def find(subject: Subject) -> Iterator[Found]:
    """“findes her:” without an address behind it."""
    for section in subject.reading.sections:
        for hit in _ANNOUNCED.finditer(section.body.text):
            message = _("A link is announced, but does not follow.")
            yield Found(message, (section.body.quote(*hit.span()),), _("Put the link where it is announced."))


RULE = Rule(
    "link_missing",
    "warning",
    _("A link that is announced should follow."),
    find,
)
