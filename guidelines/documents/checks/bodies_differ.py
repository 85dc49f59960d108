"""Two bodies are named as heard or approving (domain L10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject

_HEARD = re.compile(r"høring (?:internt )?(?:i|hos|blandt)\s+(?P<rest>[^.]{0,40})", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Found]:
    """Who was heard by the section on consultation, and by the one on approval, where neither names the other's."""
    reading = subject.reading
    known = set(reading.facts.consultation.parties)
    for approval in reading.bodies("clinical_approval", "approval"):
        hit = _HEARD.search(approval.text)
        heard = {name for name in known if hit and name in hit["rest"]}
        for body in reading.bodies("consultation"):
            named = {name for name in known if name in body.text}
            if hit and heard and named and not heard & named:
                message = _("The section on consultation names {named}, the one on approval {heard}.")
                text = format_lazy(message, named=", ".join(sorted(named)), heard=", ".join(sorted(heard)))
                at = body.text.find(sorted(named)[0])
                yield Found(
                    text,
                    (body.quote(at, at + 4), approval.quote(*hit.span())),
                    _("Write who was heard, in both places."),
                )
                return


RULE = Rule(
    "bodies_differ",
    "warning",
    _("The document should agree on who was heard."),
    find,
)
