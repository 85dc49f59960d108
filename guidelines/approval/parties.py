"""The parties of a consultation: who answers as whom, and the address at which each of them answers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from guidelines.approval.models import Consultation, DraftFile, Party, Recusal
from guidelines.approval.standings import LEADING
from guidelines.people.access import Viewer
from guidelines.people.models import Role
from guidelines.planning.rules import Stage

SALT = "guidelines.approval.party"


def parties_of(viewer: Viewer, consultation: Consultation) -> list[Party]:
    """Return the parties the viewer answers for: oneself first, then the groups one has a role in."""
    if viewer.person is None:
        return []
    asked = consultation.parties.select_related("person", "group")
    own = [party for party in asked if party.person_id == viewer.person.pk]
    return own + [party for party in asked if party.group_id in viewer.own_groups]


def is_party(viewer: Viewer, consultation: Consultation) -> bool:
    """True for a person who is asked, and for everybody in a group that is: they may read the consultation's file."""
    return bool(parties_of(viewer, consultation))


def may_read_as_party(viewer: Viewer, file: DraftFile) -> bool:
    """Read a draft's file because one is asked about it in a consultation that is open; one statement.

    Once it is closed, or the revision has ended, drafts are for those inside again (foundations 22), as a party
    without an account finds its link closed.
    """
    if viewer.person is None:
        return False
    is_open = {"consultation__closed_on": None, "consultation__revision__ended_on": None}
    asked = Party.objects.filter(consultation__file=file, **is_open)
    return asked.filter(Q(person=viewer.person) | Q(group__in=viewer.own_groups)).exists()


def unled_parties(today: date) -> QuerySet[Party, Party]:
    """Return the groups whose answer is awaited in a consultation under way and that nobody leads on a day.

    No chair and no deputy is left who is not recused: nobody is told of it, which is a task for the secretariat as
    with a step that nobody is left for (foundations 8). A member may answer all the same.
    """
    recused = Recusal.objects.filter(
        person=OuterRef("person"), revision=OuterRef(OuterRef("consultation__revision")), undone_at=None
    )
    leading = Role.objects.on(today).filter(group=OuterRef("group"), kind__in=LEADING).exclude(Exists(recused))
    stands = {"consultation__revision__ended_on": None, "consultation__revision__stage": Stage.CONSULTATION.value}
    awaited = Party.objects.filter(group__isnull=False, answered_at=None, consultation__closed_on=None, **stands)
    return awaited.exclude(Exists(leading))


def is_recused(party: Party) -> bool:
    """True for a person who is asked, and is recused from the revision: their link takes no answer; one statement."""
    if party.person is None:
        return False
    same = Q(person=party.person) | Q(person__merged_into=party.person)
    return Recusal.objects.filter(same, revision=party.consultation.revision_id, undone_at=None).exists()


def has_account(party: Party) -> bool:
    """True for a party that answers signed in: a group, or a person with an active account."""
    return party.group_id is not None or (party.person is not None and party.person.may_sign_in)


def answer_path(party: Party) -> str:
    """Return where a party answers: the consultation's page, or for one without an account a page with its own link.

    The link holds the party's key, signed; it works until the consultation closes.
    """
    if has_account(party):
        return reverse("consultation", args=[party.consultation.revision_id])
    return reverse("consultation-answer", args=[token_of(party)])


def token_of(party: Party) -> str:
    """Return the party's key, signed, for the address of its page.

    The same party always has the same one, so every mail and page leads to one address. No time stands in it: the
    consultation's end is what ends it.
    """
    return _signer().sign_object(party.key.hex)


def party_by(token: str) -> Party | None:
    """Return the party whose link it is, None for anything that is not one."""
    try:
        key = UUID(hex=_signer().unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    related = ("person__user", "group", "consultation__revision__guideline", "consultation__file__document")
    return Party.objects.select_related(*related).filter(key=key).first()


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
