"""What a person is on a revision today, looked up in the transaction that rests on it (reliability A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.moving import Held
from guidelines.approval.models import Decision, Recusal
from guidelines.approval.standings import has_worked
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.lists.prepared import Given, Reading
from guidelines.people.models import Person, Role


@dataclass(frozen=True)
class Capacities:
    """In what capacities somebody stands to a revision; `person` is the one kept, where two rows were merged."""

    person: Person
    in_secretariat: bool
    is_recused: bool
    has_worked: bool
    has_approved: bool

    @property
    def may_review(self) -> bool:
        """True for one of the secretariat who is free to decide on this revision (four eyes)."""
        return self.in_secretariat and not (self.is_recused or self.has_worked or self.has_approved)


def capacities_of(held: Held, person: Person) -> Capacities:
    """Return what the person is on the revision on the day of the moment; one query."""
    entry = held.revision.plan_entry_id or 0  # no entry has that key
    kept = person.merged_into_id or person.pk
    rows: Any = _asked(person=kept, revision=held.revision.pk, entry=entry, today=held.today)
    [row] = rows
    return Capacities(row, row.in_secretariat, row.recused, row.worked, row.approved)


def _person() -> QuerySet[Any, Any]:
    today: Any = Given("today", DateField())
    revision = Given("revision")
    same = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    secretariat = Role.objects.on(today).filter(person=OuterRef("pk"), kind=Role.Kind.SECRETARIAT)
    recused = Recusal.objects.filter(same, revision=revision, undone_at=None)
    approved = Decision.objects.in_force().approving().filter(same, revision=revision)
    rows = Person.objects.annotate(
        in_secretariat=Exists(secretariat),
        recused=Exists(recused),
        worked=has_worked(OuterRef("pk"), revision, Given("entry")),
        approved=Exists(approved),
    )
    return rows.filter(pk=Given("person"))


_asked = Reading(_person)


def refuse_recused(held: Held, by: Actor) -> None:
    """Raise Refused where who acts is recused from the revision: they act in no capacity on it; one query."""
    kind, _colon, key = by.key.partition(":")
    if (
        kind == "person"
        and key.isdigit()
        and Recusal.objects.filter(revision=held.revision, person=int(key), undone_at=None).exists()
    ):
        raise Refused(_("You are recused from this version and act in no capacity on it."))


def refuse_unless_secretary(held: Held, person: Person) -> Capacities:
    """Return what the person is; raises Refused for anybody outside the secretariat."""
    found = capacities_of(held, person)
    if not found.in_secretariat:
        raise Refused(_("Only the secretariat can do that."))
    return found


def refuse_unless_independent_secretary(held: Held, person: Person) -> Capacities:
    """Return what the person is; raises Refused also for one of the secretariat who is not free on this revision."""
    found = refuse_unless_secretary(held, person)
    if found.is_recused:
        raise Refused(_("You are recused from this revision. A colleague must take it."))
    if found.has_worked:
        raise Refused(_("You have worked on this version yourself. A colleague must take it."))
    if found.has_approved:
        raise Refused(_("You have approved this version already. A colleague must take the next step."))
    return found
