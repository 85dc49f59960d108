"""Verbs of a consultation (høring): ask parties, take their answers, say what became of each comment, close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.capacities import refuse_unless_answering, refuse_unless_consulting
from guidelines.approval.actions.moving import Held, close_steps, hold, make_move, open_step
from guidelines.approval.models import Comment, Consultation, Draft, DraftFile, Party
from guidelines.approval.rules import Position, Verb, allows
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.models import Revision
from guidelines.planning.rules import Stage

MOST_COMMENTS = 200  # of one party
_ANSWERED_AT = (Position.DRAFT, Position.CONSULTATION, Position.RETURNED)  # where comments are still to be answered
_SKIPPED_AT = (Position.AGREED, Position.DRAFT, Position.RETURNED)


@dataclass(frozen=True)
class PartyFacts:
    """One who is asked: a person, a group, or the name and address of somebody else; exactly one of the three."""

    person: Person | None = None
    group: Group | None = None
    name: str = ""
    email: str = ""

    @property
    def is_one(self) -> bool:
        """True where exactly one is named."""
        return [self.person is not None, self.group is not None, bool(self.name.strip())].count(True) == 1

    @property
    def identity(self) -> tuple[str, object]:
        """What tells two parties apart: the row of a person or group, the address of the others."""
        if self.person is not None:
            return "person", self.person.pk
        if self.group is not None:
            return "group", self.group.pk
        return "free", self.email.strip().lower() or self.name.strip().lower()


@dataclass(frozen=True)
class CommentFacts:
    """What a party says of a section; "" is the document as a whole."""

    section: str
    text: str


@dataclass(frozen=True)
class AnswerFacts:
    """What became of a comment, and why; `seen` is the disposition and answer the writer saw, None for any."""

    comment: int
    disposition: str
    answer: str
    seen: tuple[str, str] | None = None


def open_consultation(
    revision: Revision, *, closes_on: date, parties: Sequence[PartyFacts], by: Actor, now: datetime
) -> Consultation:
    """Open a consultation on the revision's present file; it moves from draft to consultation.

    Raises Refused where it is not a draft, has no file, nobody is asked or somebody twice, the date has passed, or a
    comment of an earlier consultation has no answer yet: the newest alone stands on the page.
    """
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        file = _file_to_read(held, closes_on)
        refuse_unless_consulting(held, by)
        if Comment.objects.filter(party__consultation__revision=held.revision, disposition="").exists():
            raise Refused(_("A comment of the consultation before has no answer yet. Answer it first."))
        if not parties:
            raise Refused(_("Name at least one party."))
        held.revision.consultations.filter(closed_on=None).update(closed_on=held.today)  # left open by a correction
        consultation = Consultation.objects.create(
            revision=held.revision, file=file, opened_on=held.today, closes_on=closes_on
        )
        Party.objects.bulk_create(_new_parties(consultation, parties, now))
        Draft.objects.filter(revision=held.revision).update(consultation_skipped="")
        move = make_move(held, Verb.OPEN_CONSULTATION.value, Position.CONSULTATION)
        close_steps(held, move)
        open_step(held, move, Stage.CONSULTATION, due=closes_on)
        facts = {"revision": revision.pk, "file": file.pk, "closes": closes_on.isoformat(), "parties": len(parties)}
        personal = {"parties": [_named(party) for party in parties]}
        guideline = held.revision.guideline
        journal.record("consultation_opened", consultation, guideline=guideline, facts=facts, personal=personal)
    return consultation


def add_party(consultation: Consultation, party: PartyFacts, *, by: Actor, now: datetime) -> Party:
    """Ask one more in an open consultation. Raises Refused where it is closed, or the party is asked already."""
    with writing(by, now=now) as journal:
        held, consultation = _locked_open(consultation, now)
        refuse_unless_consulting(held, by)
        known = [_facts_of(item) for item in consultation.parties.select_related("person", "group")]
        if party.identity in {item.identity for item in known}:
            raise Refused(_("%(name)s is asked already.") % {"name": _named(party)})
        [row] = _new_parties(consultation, [party], now)
        row.save(force_insert=True)
        personal = {"name": _named(party)}
        facts = {"consultation": consultation.pk}
        journal.record("party_added", row, guideline=held.revision.guideline, facts=facts, personal=personal)
    return row


def close_consultation(consultation: Consultation, *, reason: str = "", by: Actor, now: datetime) -> Consultation:
    """Close a consultation: nobody can answer any longer, and the links of the parties stop working.

    Until the end of the closing date it takes a reason, unless everybody has answered. Raises Refused without one, or
    where it is closed already.
    """
    with writing(by, now=now) as journal:
        held, consultation = _locked_open(consultation, now)
        refuse_unless_consulting(held, by)
        today = timezone.localdate(now)
        waiting = consultation.parties.filter(answered_at=None).count()
        if today <= consultation.closes_on and waiting and not reason.strip():
            raise Refused(_("Write why the consultation closes before its time."))
        consultation.closed_on = today
        consultation.save(update_fields=["closed_on"])
        facts = {"revision": held.revision.pk, "unanswered": waiting}
        personal = {"reason": reason.strip()} if reason.strip() else None
        journal.record(
            "consultation_closed", consultation, guideline=held.revision.guideline, facts=facts, personal=personal
        )
    return consultation


def skip_consultation(revision: Revision, *, reason: str, by: Actor, now: datetime) -> Draft:
    """Note why the version has no consultation. Raises Refused without a reason, or where one is or was held."""
    if not reason.strip():
        raise Refused(_("Write why there is no consultation."))
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        refuse_unless_consulting(held, by)
        if held.position not in _SKIPPED_AT:
            raise Refused(_("A consultation can only be skipped while the revision is a draft."))
        if held.revision.consultations.exists():
            raise Refused(_("A consultation has been held already."))
        draft, is_new = Draft.objects.get_or_create(revision=held.revision)
        draft.consultation_skipped = reason.strip()
        draft.edition += 0 if is_new else 1
        draft.save(update_fields=["consultation_skipped", "edition"])
        is_step = held.position is Position.RETURNED  # what keeps a decision from being undone
        facts = {"move": make_move(held, "skip_consultation").pk} if is_step else None
        personal, guideline = {"reason": reason.strip()}, held.revision.guideline
        journal.record("consultation_skipped", held.revision, guideline=guideline, facts=facts, personal=personal)
    return draft


def respond(
    party: Party, comments: Sequence[CommentFacts], *, written_by: Person | None, by: Actor, now: datetime
) -> Party:
    """Take the answer of a party; no comments at all is an answer, too. Further comments are added to the earlier.

    The same comment sent twice is one comment. Raises Refused where the consultation is closed, "no comments" comes
    after comments, or there are too many.
    """
    with writing(by, now=now) as journal:
        held, _consultation = _locked_open(party.consultation, now)
        _refuse_recused(held, written_by)
        party = Party.objects.select_related("person", "group").get(pk=party.pk)
        refuse_unless_answering(held, party, by)
        known = set(party.comments.values_list("section", "text"))
        fresh = _fresh(comments, known)
        if not fresh and party.answered_at is not None:
            return party
        Comment.objects.bulk_create(
            Comment(party=party, section=item.section, text=item.text, written_by=written_by, written_at=now)
            for item in fresh
        )
        party.answered_at, party.has_comments = now, bool(known or fresh)
        party.save(update_fields=["answered_at", "has_comments"])
        facts = {"party": party.pk, "comments": len(fresh), "written_by": written_by.pk if written_by else None}
        personal = {"name": str(party), "comments": [[item.section, item.text] for item in fresh]}
        journal.record(
            "consultation_answered", party, guideline=held.revision.guideline, facts=facts, personal=personal
        )
    return party


def _fresh(comments: Sequence[CommentFacts], known: set[tuple[str, str]]) -> list[CommentFacts]:
    """The comments that are not stored yet, each once; raises Refused where the answer cannot be taken."""
    if not comments and known:
        raise Refused(_("Comments have been sent already; they are still there."))
    fresh = [item for item in dict.fromkeys(comments) if (item.section, item.text) not in known]
    if len(known) + len(fresh) > MOST_COMMENTS:
        raise Refused(_("There are too many comments. Send the rest as one."))
    return fresh


def answer_comment(
    comment: Comment, *, disposition: str, answer: str, person: Person | None, by: Actor, now: datetime
) -> Comment:
    """Say what became of one comment, and why; see `answer_comments`."""
    facts = AnswerFacts(comment.pk, disposition, answer)
    [answered] = answer_comments(comment.party.consultation, [facts], person=person, by=by, now=now)
    return answered


def answer_comments(
    consultation: Consultation, answers: Sequence[AnswerFacts], *, person: Person | None, by: Actor, now: datetime
) -> list[Comment]:
    """Say what became of comments, all or none; return those answered, in the order given.

    A comment not taken, or only partly, takes a reason. Raises Refused without one, where somebody else has changed
    an answer since it was seen, or where the revision is no longer with its authors.
    """
    with writing(by, now=now) as journal:
        held = hold(consultation.revision_id, now)
        if held.position not in _ANSWERED_AT:
            raise Refused(_("The comments can no longer be answered: the draft is not with its authors."))
        refuse_unless_consulting(held, by)
        _refuse_recused(held, person)
        rows = Comment.objects.filter(party__consultation=consultation).in_bulk([item.comment for item in answers])
        answered = [_answered(rows.get(item.comment), item, person, now) for item in answers]
        columns = ["disposition", "answer", "answered_by", "answered_at"]
        Comment.objects.bulk_update(answered, columns)
        for row in answered:
            facts = {"disposition": row.disposition}
            personal = {"answer": row.answer}
            journal.record("comment_answered", row, guideline=held.revision.guideline, facts=facts, personal=personal)
    return answered


def _answered(row: Comment | None, facts: AnswerFacts, person: Person | None, now: datetime) -> Comment:
    if row is None or facts.disposition not in Comment.Disposition.values:
        raise Refused(_("Choose what became of the comment."))
    if facts.seen is not None and facts.seen != (row.disposition, row.answer):
        raise Refused(
            _("Somebody else has answered the comment on “%(section)s” meanwhile. Load the page again.")
            % {"section": row.section}
        )
    if facts.disposition != Comment.Disposition.TAKEN and not facts.answer.strip():
        raise Refused(_("Write why the comment is not taken, or only partly."))
    row.disposition, row.answer = facts.disposition, facts.answer.strip()
    row.answered_by, row.answered_at = person, now
    return row


def _locked_open(consultation: Consultation, now: datetime) -> tuple[Held, Consultation]:
    """Lock the revision and read its consultation again; raises Refused where it is closed."""
    held = hold(consultation.revision_id, now)
    consultation = Consultation.objects.get(pk=consultation.pk)
    if consultation.closed_on is not None or held.revision.ended_on is not None:
        raise Refused(_("The consultation is closed."))
    return held, consultation


def _refuse_recused(held: Held, person: Person | None) -> None:
    if person is not None and held.revision.recusals.filter(person=person, undone_at=None).exists():
        raise Refused(_("You are recused from this version and act in no capacity on it."))


def _file_to_read(held: Held, closes_on: date) -> DraftFile:
    """The file the parties are to read; raises Refused where no consultation can be opened on it."""
    if not allows(Verb.OPEN_CONSULTATION, held.position):
        raise Refused(_("A consultation can only be opened while the revision is a draft."))
    file = DraftFile.objects.current().filter(revision=held.revision).first()
    if file is None:
        raise Refused(_("Upload the draft first: the parties are to read it."))
    if closes_on < held.today:
        raise Refused(_("Choose a closing date that has not passed."))
    return file


def _new_parties(consultation: Consultation, parties: Sequence[PartyFacts], now: datetime) -> list[Party]:
    if not all(party.is_one for party in parties):
        raise Refused(_("A party is a person, a group, or a name with an address."))
    if len({party.identity for party in parties}) != len(parties):
        raise Refused(_("The same party stands twice."))
    return [
        Party(
            consultation=consultation,
            person=item.person,
            group=item.group,
            name=item.name.strip(),
            email=item.email.strip(),
            invited_at=now,
        )
        for item in parties
    ]


def _facts_of(party: Party) -> PartyFacts:
    return PartyFacts(party.person, party.group, party.name, party.email)


def _named(party: PartyFacts) -> str:
    return str(party.person or party.group or party.name)
