"""What the pages of a consultation and of declarations are made from; a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from guidelines.approval.models import Comment, Consultation, Contribution, Draft, Party, Recusal, VersionDeclaration
from guidelines.lists.danish import sort_key
from guidelines.people.access import Viewer
from guidelines.people.models import Person, Role
from guidelines.planning.access import is_inside
from guidelines.planning.models import Assignment, Revision
from guidelines.planning.rules import STAGES, Stage
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup

_LEADING = (GuidelineGroup.Role.OWNER, GuidelineGroup.Role.CO_OWNER)


@dataclass(frozen=True)
class Run:
    """A revision with the groups and persons behind it; three statements.

    `authors` are its tovholdere and authors; `participants` the reviewers as well. `owners` are the groups whose chairs
    act for it: the owner and the co-owners. `recused` act in no capacity.
    """

    revision: Revision
    groups: frozenset[int]
    owners: frozenset[int]
    owner_names: tuple[str, ...]
    authors: frozenset[int]
    participants: frozenset[int]
    recused: frozenset[int]

    @property
    def guideline(self) -> Guideline:
        """The guideline that is revised."""
        return self.revision.guideline


def read_run(revision: Revision) -> Run:
    """Return the groups and persons behind a revision."""
    links = standing(revision.guideline.group_links.select_related("group").order_by("pk"))
    people = Assignment.objects.filter(plan_entry=revision.plan_entry_id, ended_on=None)
    on_it = list(people.values_list("person_id", "role"))
    owners = [link for link in links if link.role in _LEADING]
    return Run(
        revision,
        groups=frozenset(link.group_id for link in links),
        owners=frozenset(link.group_id for link in owners),
        owner_names=tuple(link.group.abbreviation for link in owners if link.role == GuidelineGroup.Role.OWNER),
        authors=frozenset(person for person, role in on_it if role != Assignment.Role.REVIEWER),
        participants=frozenset(person for person, _role in on_it),
        recused=frozenset(revision.recusals.filter(undone_at=None).values_list("person_id", flat=True)),
    )


def sees_draft(viewer: Viewer, run: Run) -> bool:
    """See the draft and what is said of it: own group, participants and the secretariat (foundations 22)."""
    return is_inside(viewer, run.groups, run.participants)


def may_consult(viewer: Viewer, run: Run) -> bool:
    """Open, answer and close a consultation: the authors, chairs and deputies of the owners, and the secretariat.

    One who is recused may not, in whatever capacity.
    """
    if viewer.person is not None and viewer.person.pk in run.recused:
        return False
    if viewer.is_secretariat or not viewer.led_groups.isdisjoint(run.owners):
        return True
    return viewer.person is not None and viewer.person.pk in run.authors


@dataclass(frozen=True)
class Hearing:
    """The newest consultation of a revision with who was asked and what they said; `skipped` is why there is none."""

    run: Run
    consultation: Consultation | None
    parties: list[Party] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    skipped: str = ""

    @property
    def is_open(self) -> bool:
        """True while parties can answer."""
        return self.consultation is not None and self.consultation.closed_on is None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """True once the revision has ended."""
        return self.run.revision.ended_on is not None

    @property
    def may_open_again(self) -> bool:
        """True where another consultation may follow: a draft again, this one closed, every comment answered."""
        held, run = self.consultation, self.run.revision
        is_draft = (run.stage, run.is_returned) == (Stage.DRAFT, False) and not self.has_ended
        return (
            is_draft and held is not None and held.closed_on is not None and all(c.disposition for c in self.comments)
        )

    def parties_of(self, viewer: Viewer) -> list[Party]:
        """Return the parties the viewer answers for, oneself first; as `parties.parties_of`, without a statement."""
        if viewer.person is None:
            return []
        own = [party for party in self.parties if party.person_id == viewer.person.pk]
        return own + [party for party in self.parties if party.group_id in viewer.own_groups]

    def comments_of(self, asked: Collection[Party]) -> list[Comment]:
        """Return what these parties said."""
        keys = {party.pk for party in asked}
        return [comment for comment in self.comments if comment.party_id in keys]


def read_hearing(run: Run) -> Hearing:
    """Return the newest consultation of a revision; four statements. Comments stand by party in the order written."""
    skipped = Draft.objects.filter(revision=run.revision).values_list("consultation_skipped", flat=True).first()
    newest = run.revision.consultations.select_related("file__document").order_by("-pk").first()
    if newest is None:
        return Hearing(run, None, skipped=skipped or "")
    parties = list(newest.parties.select_related("person__user", "group"))
    by_key = {party.pk: party for party in parties}
    comments = list(
        Comment.objects.filter(party__consultation=newest).select_related("written_by", "answered_by").order_by("pk")
    )
    for comment in comments:
        comment.party = by_key[comment.party_id]
        comment.party.consultation = newest
    return Hearing(run, newest, parties, comments, skipped or "")


@dataclass(frozen=True)
class Declared:
    """Whether somebody who works on a version has declared interests; `declaration` None: missing."""

    person: Person
    declaration: VersionDeclaration | None


def read_declared(run: Run, today: date) -> list[Declared]:
    """Return everybody who is to declare for the version, with what they declared; two statements.

    What was said for the version holds with a declaration of the year, so each new year asks anew. These are its
    tovholdere and authors, and who uploaded a file, save the secretariat on their behalf.
    """
    uploads = Contribution.objects.filter(revision=run.revision, kind=Contribution.Kind.UPLOAD)
    uploaded = Q(pk__in=uploads.values("person")) & ~Q(pk__in=_secretariat(today))
    people = Person.objects.filter(Q(pk__in=run.authors) | uploaded).order_by("sort_key", "pk")
    declared = VersionDeclaration.objects.in_force(today.year).filter(revision=run.revision)
    given = {row.person_id: row for row in declared}
    return [Declared(person, given.get(person.pk)) for person in people]


def _secretariat(today: date) -> QuerySet[Role, Any]:
    return Role.objects.on(today).filter(kind=Role.Kind.SECRETARIAT).values("person")


_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def by_section(comments: Iterable[Comment]) -> list[Comment]:
    """Return comments in the order of the document: those on the whole of it, then by number, then by name."""
    return sorted(comments, key=lambda item: (*_place(item.section), item.pk))


def _place(section: str) -> tuple[bool, list[int], bytes]:
    found = _NUMBERS.search(section)
    numbers = [int(number) for number in found[0].split(".")] if found else []
    return bool(section), numbers or ([10**6] if section else []), sort_key(section)


def read_undeclared(today: date) -> list[tuple[Person, Revision]]:
    """Return who has not declared for a version that is being written, by person; six statements however many.

    Who is recused acts in no capacity, so nobody waits for what they would declare.
    """
    written = [stage.value for stage in STAGES if stage is not Stage.AGREED]
    runs = Revision.objects.live().filter(stage__in=written).select_related("guideline").in_bulk()
    entries = {run.plan_entry_id: run.pk for run in runs.values()}
    uploads = Contribution.objects.filter(revision__in=runs, kind=Contribution.Kind.UPLOAD)
    working = set(uploads.exclude(person__in=_secretariat(today)).values_list("person_id", "revision_id"))
    on_them = Assignment.objects.filter(plan_entry__in=entries, ended_on=None).exclude(role=Assignment.Role.REVIEWER)
    working |= {(person, entries[entry]) for person, entry in on_them.values_list("person_id", "plan_entry_id")}
    declared = VersionDeclaration.objects.in_force(today.year).filter(revision__in=runs)
    given = set(declared.values_list("person_id", "revision_id"))
    recused = set(Recusal.objects.filter(revision__in=runs, undone_at=None).values_list("person_id", "revision_id"))
    lacking = working - given - recused
    people = Person.objects.in_bulk({person for person, _run in lacking})
    pairs = [(people[person], runs[run]) for person, run in lacking]
    return sorted(pairs, key=lambda pair: (bytes(pair[0].sort_key), pair[1].pk))
