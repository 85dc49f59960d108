"""The revision that a journey of approval begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.text import slugify

from guidelines.approval import actions
from guidelines.journal.writing import Actor
from guidelines.models import Assignment, Group, Person, Revision
from tests import factories


def begun(
    title: str,
    groups: Sequence[Group],
    *,
    lead: Person,
    authors: Sequence[Person] = (),
    secretary: Person,
    approved_on: date,
    now: datetime,
) -> Revision:
    """A revision of a guideline that the first group owns and the others with it, to be done this year.

    Version 1.0 was approved on `approved_on` and is due five years later; the secretary has started the revision.
    """
    owner, *others = groups
    guideline = factories.guideline(title, owner=owner, co_owners=others, slug=slugify(title))
    due = approved_on.replace(year=approved_on.year + 5)
    factories.version(guideline, "1.0", administrative_approval=approved_on, next_due=due)
    entry = factories.entry(guideline, now.year, leads=[lead])
    for position, author in enumerate(authors, start=1):
        Assignment.objects.create(plan_entry=entry, person=author, role="author", position=position)
    by = Actor("user", f"person:{secretary.pk}")
    return actions.start_run(entry, deadline_on=date(now.year, 12, 31), by=by, now=now)
