"""A link to the register of ties to companies is not the current one (domain M20)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.lines import Passage

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """Whole links, each once, that begin with none of the current addresses; a link broken over lines is left alone."""
    seen: set[str] = set()
    for line in subject.reading.lines:
        for hit in _LINK.finditer(line.text):
            link = hit.group()
            _host, _dot, path = link.casefold().partition("laegemiddelstyrelsen.dk")
            if "tilknytning" not in path and "oekonomisk" not in path:
                continue
            is_broken = link.endswith("-") or link.rstrip("/").count("/") < 5
            if link in seen or is_broken or link.startswith(subject.limits.current_lists):
                continue
            seen.add(link)
            quote = Passage((line,)).exact(*hit.span())
            message = _("The link to the register of ties to companies is not the current one.")
            yield Found(message, (quote,), _("Replace the link with the current address."))


RULE = Rule(
    "link_not_current",
    "warning",
    _("Links to the register of ties to companies should be the current ones."),
    find,
)
