"""Two bodies are named as heard or approving (domain L10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Who was heard by the section on consultation, and by the one on approval, where neither names the other's."""
    told = subject.reading.facts.consultation
    named, heard = ({item.value for item in items} for items in (told.heard, told.heard_by_approval))
    if named and heard and not named & heard:
        message = _("The section on consultation names {named}, the one on approval {heard}.")
        text = format_lazy(message, named=", ".join(sorted(named)), heard=", ".join(sorted(heard)))
        evidence = (told.heard[0].quote, told.heard_by_approval[0].quote)
        yield Found(text, evidence, _("Write who was heard, in both places."))


RULE = Rule(
    "bodies_differ",
    "warning",
    _("The document should agree on who was heard."),
    find,
)
