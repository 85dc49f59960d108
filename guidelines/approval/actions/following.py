"""What approval does with its own rows when two persons turn out to be one."""

from __future__ import annotations

from guidelines.approval.models import Contribution, Declaration, Elector, Party, Phrase, Recusal, VersionDeclaration
from guidelines.people.models import Person


def move_approval_rows(duplicate: Person, *, into: Person) -> int:
    """Let the person kept stand where the duplicate stood, and return how many rows moved.

    Decisions stay with the row that signed them: a person is the same under every row merged into one. What anybody
    could hide behind a second row moves: contributions and recusals (four eyes), electors, declarations. Part of a
    larger change: call it inside `journal.writing`, after people's own `merge_persons`.
    """
    moved = 0
    for item in Contribution.objects.filter(person=duplicate):
        if not Contribution.objects.filter(revision=item.revision_id, person=into, kind=item.kind).exists():
            moved += Contribution.objects.filter(pk=item.pk).update(person=into)
    for recusal in Recusal.objects.filter(person=duplicate):
        if recusal.undone_at or not into.recusals.filter(revision=recusal.revision_id, undone_at=None).exists():
            moved += Recusal.objects.filter(pk=recusal.pk).update(person=into)
    moved += _move_electors(duplicate, into)
    declared = list(VersionDeclaration.objects.filter(person=into).values_list("revision", flat=True))
    moved += VersionDeclaration.objects.filter(person=duplicate).exclude(revision__in=declared).update(person=into)
    years = list(Declaration.objects.filter(person=into, replaced_at=None).values_list("year", flat=True))
    own = Declaration.objects.filter(person=duplicate)
    moved += own.exclude(year__in=years, replaced_at=None).update(person=into)
    moved += _move_parties(duplicate, into)
    return moved + Phrase.objects.filter(created_by=duplicate).update(created_by=into)


def _move_electors(duplicate: Person, into: Person) -> int:
    """One person is one elector of a step: the earlier place is kept, and having left it to the next counts on."""
    moved = 0
    for item in Elector.objects.filter(person=duplicate):
        twin = Elector.objects.filter(step=item.step_id, person=into).first()
        if twin is None:
            moved += Elector.objects.filter(pk=item.pk).update(person=into)
            continue
        left = twin.handed_over_at or item.handed_over_at
        if item.place < twin.place:
            Elector.objects.filter(pk=twin.pk).update(place=item.place, capacity=item.capacity)
        item.delete()
        Elector.objects.filter(pk=twin.pk).update(handed_over_at=left)
        moved += 1
    return moved


def _move_parties(duplicate: Person, into: Person) -> int:
    """One person is asked once in a consultation: what was answered stays, what still waits beside it goes."""
    moved = 0
    for party in Party.objects.filter(person=duplicate):
        twin = Party.objects.filter(consultation=party.consultation_id, person=into).first()
        if twin is not None and party.answered_at is None:
            party.delete()
        elif twin is None or twin.answered_at is None:
            Party.objects.filter(consultation=party.consultation_id, person=into).delete()
            Party.objects.filter(pk=party.pk).update(person=into)
        else:
            continue  # both have answered, and both answers stand
        moved += 1
    return moved
