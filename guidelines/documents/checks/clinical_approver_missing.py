"""The clinical approval names nobody (domain L9)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A section on the clinical approval that names no person."""
    facts = subject.reading.facts
    bodies = subject.reading.bodies("clinical_approval")
    if bodies and not (facts.clinical_approval_by and facts.clinical_approval_by.persons):
        quote = bodies[0].opening(200)
        yield Found(_("The clinical approval names no person."), (quote,), _("Write who approved, with name and role."))


RULE = Rule(
    "clinical_approver_missing",
    "warning",
    _("The clinical approval should name a person."),
    find,
    templates=(10,),
)
