"""What a person is on a revision today, looked up in the transaction that rests on it (reliability A3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.moving import Held
from guidelines.approval.models import Decision, Elector, Party, Recusal
from guidelines.approval.standings import LEADING, WORKING, has_worked
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.lists.prepared import Given, Reading
from guidelines.people.models import Group, Person, Role
from guidelines.planning.models import Assignment, Revision
from guidelines.register.models import GuidelineGroup


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


# --- by who acts, as the pages ask too; what commands and jobs do was let in elsewhere


def refuse_unless_author(held: Held, by: Actor) -> None:
    """Raise Refused for anybody but the tovholdere and authors of now and the secretariat, and for the recused.

    Where nobody is named, who leads one of the guideline's groups may, too: as `access.may_author`. One query.
    """
    found = _acting(held, by)
    if found is None:
        return
    _refuse_recused(found)
    if not (found["in_secretariat"] or found["is_author"] or (found["leads"] and not found["has_authors"])):
        raise Refused(_("Only its lead authors, its authors and the secretariat can do that."))


def refuse_unless_consulting(held: Held, by: Actor) -> None:
    """Raise Refused for anybody but its tovholdere and authors, who leads a group that may own it, and the secretariat;
    and for the recused. Those see to its consultation, as `reading_consultation.may_consult`. One query.
    """
    found = _acting(held, by)
    if found is None:
        return
    _refuse_recused(found)
    if not (found["in_secretariat"] or found["is_author"] or found["leads_owner"]):
        raise Refused(_("Only its authors, who leads its groups, and the secretariat can do that."))


def refuse_unless_answering(held: Held, party: Party, by: Actor) -> None:
    """Raise Refused for an answer in a consultation by anybody but the party itself, a group's members among them, and
    who sees to the consultation and records it; and where the party is recused. At most three queries.
    """
    if party.person_id is not None and _recusals(held, party.person_id).exists():
        words = {"name": party}
        raise Refused(_("%(name)s is recused from this version, so no answer of theirs is taken.") % words)
    if by.kind == Event.Kind.LINK and by.key != f"party:{party.pk}":
        raise Refused(_("The link belongs to another party."))
    if by.kind != Event.Kind.USER or _recusals(held, _person_of(by)).exists() or not _is_of(party, by, held.today):
        refuse_unless_consulting(held, by)


def _recusals(held: Held, person: int) -> QuerySet[Recusal, Recusal]:
    same = Q(person=person) | Q(person__merged_into=person)
    return Recusal.objects.filter(same, revision=held.revision, undone_at=None)


def _is_of(party: Party, by: Actor, today: date) -> bool:
    """True for the person who is asked, and for everybody with a role in the group that is."""
    person = _person_of(by)
    if party.group_id is None:
        return party.person is not None and person in (party.person.pk, party.person.merged_into_id)
    return Role.objects.on(today).filter(person=person, group=party.group_id).exists()


def refuse_unless_oneself(held: Held, person: Person, by: Actor) -> None:
    """Raise Refused for somebody at a page who acts for another person, or has nothing to do with the revision.

    What the person has to do with it: the secretariat, a role in one of the groups around it, work on it, a place among
    those who decide a step of it. At most two queries.
    """
    if by.kind != Event.Kind.USER:
        return
    kept = person.merged_into_id or person.pk
    if _person_of(by) not in (person.pk, kept):
        raise Refused(_("Everybody says it of themselves. The secretariat records what others have told it."))
    if not around(held.revision, held.today).filter(pk=kept).exists():
        raise Refused(_("You have nothing to do with this revision, so there is nothing to be recused from."))


def around(revision: Revision, today: date) -> QuerySet[Person, Person]:
    """Return everybody who has to do with a revision on the day, and could be recused from it."""
    roles = Role.objects.on(today)
    groups = GuidelineGroup.objects.standing().filter(guideline=revision.guideline_id).values("group")
    approvers = revision.approvals.values("approver_group")
    inside = Q(kind=Role.Kind.SECRETARIAT) | Q(group__in=groups) | Q(group__in=approvers)
    entry = Assignment.objects.filter(plan_entry=revision.plan_entry_id, ended_on=None)
    electors = Elector.objects.filter(step__revision=revision, step__closed_on=None)
    parties = Party.objects.filter(consultation__revision=revision, person__isnull=False)
    found = (roles.filter(inside), entry, electors, revision.contributions.all(), parties)
    involved = Q()
    for rows in found:
        involved |= Q(pk__in=rows.order_by().values("person"))
    return Person.objects.filter(involved)


def refuse_unless_by_secretary(held: Held, by: Actor) -> None:
    """Raise Refused for an act of anybody outside the secretariat, and of one who is recused; one query."""
    found = _acting(held, by)
    if found is None:
        return
    _refuse_recused(found)
    if not found["in_secretariat"]:
        raise Refused(_("Only the secretariat can do that."))


def refuse_unless_leading(group: Group, by: Actor, today: date) -> None:
    """Raise Refused for an act of who neither leads the group on the day nor is of the secretariat; one query."""
    if by.kind != Event.Kind.USER:
        return
    leading = Q(kind__in=LEADING, group=group) | Q(kind=Role.Kind.SECRETARIAT)
    if not Role.objects.on(today).filter(leading, person=_person_of(by)).exists():
        raise Refused(_("Only the group's chair, its deputies and the secretariat can do that."))


def _person_of(by: Actor) -> int:
    """Return the key of the person who acts, 0 for an account without one: no person has that key."""
    kind, _colon, key = by.key.partition(":")
    return int(key) if kind == "person" and key.isdigit() else 0


def _refuse_recused(found: Mapping[str, bool]) -> None:
    if found["is_recused"]:
        raise Refused(_("You are recused from this version and act in no capacity on it."))


def _acting(held: Held, by: Actor) -> Mapping[str, bool] | None:
    """Return what somebody at a page is to the revision on the day; None for a command, a job or a link.

    An account without a person is nothing to it.
    """
    if by.kind != Event.Kind.USER:
        return None
    rows = Person.objects.filter(pk=_person_of(by))
    roles = Role.objects.on(held.today).filter(person=OuterRef("pk"))
    groups = GuidelineGroup.objects.standing().filter(guideline=held.revision.guideline_id)
    owners = groups.filter(role__in=GuidelineGroup.OWNING)
    assigned = Assignment.objects.filter(plan_entry=held.revision.plan_entry_id, role__in=WORKING, ended_on=None)
    found: Mapping[str, Any] | None = rows.values(
        in_secretariat=Exists(roles.filter(kind=Role.Kind.SECRETARIAT)),
        leads=Exists(roles.filter(kind__in=LEADING, group__in=groups.values("group"))),
        leads_owner=Exists(roles.filter(kind__in=LEADING, group__in=owners.values("group"))),
        is_author=Exists(assigned.filter(person=OuterRef("pk"))),
        has_authors=Exists(assigned),
        is_recused=Exists(Recusal.objects.filter(revision=held.revision, person=OuterRef("pk"), undone_at=None)),
    ).first()
    return found or dict.fromkeys(_NOTHING, False)


_NOTHING = ("in_secretariat", "leads", "leads_owner", "is_author", "has_authors", "is_recused")
