"""What the page of a case tells besides the case: who sent it in and when, and why somebody cannot approve it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from guidelines.approval.models import Check, ChecklistItem, Contribution, Recusal
from guidelines.approval.reading import Case
from guidelines.approval.rules import APPROVING, Position
from guidelines.journal.models import Event, EventDetail
from guidelines.lists.dates import long_date
from guidelines.lists.words import listed
from guidelines.people.models import Person
from guidelines.planning.models import Revision

SENT = ("approval_asked", "resubmitted")


@dataclass(frozen=True)
class Sent:
    """Who handed a version in for the last time, and when; `is_again` where it had come back before."""

    name: str
    at: datetime
    is_again: bool


def last_sent(revision: Revision) -> Sent | None:
    """Return who handed the version in last, by the journal; None where it was recorded from outside. Two queries."""
    events = Event.objects.filter(object_type="revision", object_key=str(revision.pk), verb__in=SENT)
    event = events.order_by("-seq").first()
    if event is None:
        return None
    kind, _colon, key = event.actor_key.partition(":")
    person = Person.objects.filter(pk=int(key)).first() if kind == "person" and key.isdigit() else None
    return Sent(person.name if person else "", event.at, event.verb == "resubmitted")


@dataclass(frozen=True)
class Recused:
    """One who is recused from a revision; `why` and `told_by` where the secretariat noted it, else "".

    `row` is the key of what can be taken back, None for what was said as a decision.
    """

    name: str
    at: datetime
    why: str = ""
    told_by: str = ""
    row: int | None = None


def recused_of(case: Case) -> list[Recused]:
    """Return who is recused, in the order it was said, for the secretariat; at most three queries."""
    if not case.recused:
        return []
    rows = Recusal.objects.filter(revision=case.revision, undone_at=None).select_related("person").order_by("at", "pk")
    about = {"object_type": "revision", "object_key": str(case.revision.pk), "verb": "recusal_recorded"}
    events = {event.facts["recusal"]: event.seq for event in Event.objects.filter(**about)}
    details = EventDetail.objects.in_bulk(list(events.values())) if events else {}
    words = {key: details[seq].words for key, seq in events.items() if seq in details}
    said = [(row, words.get(row.pk, {})) for row in rows]
    return [
        Recused(row.person.name, row.at, it.get("why", ""), it.get("told_by", ""), None if row.decision_id else row.pk)
        for row, it in said
    ]


def blocked(person: Person, case: Case) -> str:
    """Return why a person of the secretariat cannot approve the version (four eyes), "" where nothing is in the way.

    Also "" where there is nothing for the secretariat to approve.
    """
    if case.position not in (Position.SUBMITTED, Position.REVIEW):
        return ""
    if person.pk in case.recused:
        return _("You are recused from this revision. A colleague must take it.")
    if person.pk in case.contributors:
        return _worked(person, case)
    approved = (item for item in case.decisions if item.person_id == person.pk and item.outcome in APPROVING)
    if any(item.undone_at is None and item.voided_at is None for item in approved):
        return _("You have approved this version already. A colleague must take the next step.")
    return ""


def _worked(person: Person, case: Case) -> str:
    """Say how the person has worked on it: by what, and since when."""
    rows = Contribution.objects.filter(revision=case.revision, person=person)
    kinds = {row.kind: row for row in rows}
    uploaded = kinds.get(Contribution.Kind.UPLOAD)
    if uploaded is not None:
        words = {"date": long_date(uploaded.since)}
        return _("You uploaded a document of this version on %(date)s. A colleague must approve it.") % words
    return _("You are lead author or author of this version. A colleague must approve it.")


def checklist_left(revision: Revision) -> str:
    """Return what an approval would pass by on the checklist: points marked missing, and points not looked at; "" where
    there are none. The checklist is a help, so it warns and refuses nothing; two statements.
    """
    marked = dict(Check.objects.filter(revision=revision).values_list("item", "state"))
    asked = set(ChecklistItem.objects.filter(is_active=True).values_list("pk", flat=True))
    counts = {
        _("%(count)s missing"): sum(state == Check.State.MISSING for state in marked.values()),
        _("%(count)s not looked at"): len(asked - marked.keys()),
    }
    found = listed(words % {"count": count} for words, count in counts.items() if count)
    return _("On the checklist: %(found)s.") % {"found": found} if found else ""
