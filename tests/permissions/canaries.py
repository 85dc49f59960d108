"""A revision of DSG with a word of its own in every private field, and people of another group (reliability C3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guidelines.approval import actions
from guidelines.approval.actions import consultations, declarations, reviewing
from guidelines.approval.actions.consultations import AnswerFacts, CommentFacts, PartyFacts
from guidelines.approval.documents_read import Reader, checked_file
from guidelines.approval.models import Check, ChecklistItem, DraftFile, ReviewComment
from guidelines.approval.rules import Outcome, Position
from guidelines.desk.models import SavedView
from guidelines.models import Comment, Person, User
from guidelines.planning.actions import ask_extension, decide_extension
from guidelines.planning.actions.approvals import approve_plan, keep_remark
from guidelines.planning.approved.content import digest
from guidelines.planning.approved.reading import present_content
from guidelines.register.actions import waive
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor, stored
from tests.approval.texts import guideline_file


@dataclass
class Canaries:
    """Where each word stands: word -> field."""

    where: dict[str, str] = field(default_factory=dict)

    def word(self, place: str) -> str:
        """A new word for the place, short enough for a version's number."""
        word = f"fugl{len(self.where):02}zqx"
        self.where[word] = place
        return word

    def found_in(self, text: str) -> set[str]:
        """The places whose word stands in the text."""
        low = text.lower()
        return {place for word, place in self.where.items() if word in low}


@dataclass(frozen=True)
class Cage:
    """The revision with its words, and who looks: inside and outside its group; None for nobody."""

    here: Scene
    birds: Canaries
    outside: Mapping[str, Person | None]
    inside: Mapping[str, Person | None]


def cage() -> Cage:
    """A revision that has been through everything but publishing."""
    here, birds = scene.at(Position.DRAFT), Canaries()
    factories.version(here.revision.guideline, "0.9", published=date(2022, 3, 1))
    _write(here, birds)
    _consult(here, birds)
    here.do(actions.ask_approval, expected_edition=here.case.edition)
    _decide_clinically(here, birds)
    _review(here, birds)
    _check(here, birds)
    _beside(here, birds)
    other = factories.group("DGCG")
    outside = {
        "anonymous": None,
        "reader": factories.reader("Rigmor Ravn"),
        "chair of another group": factories.chair_of(other, "Frode Fremmed"),
        "tovholder of another group": factories.reader("Trine Tredje"),
    }
    entry = factories.entry(factories.guideline("Ovariecancer", owner=other), 2026, leads=[_one(outside)])
    factories.version(entry.guideline, "1.0", next_due=date(2026, 6, 1))
    inside = {"tovholder": here.lead, "chair": here.chairs["DSG"], "secretariat": here.secretary}
    return Cage(here, birds, outside, inside)


def _one(people: Mapping[str, Person | None]) -> Person:
    person = people["tovholder of another group"]
    assert person is not None
    return person


def _write(here: Scene, birds: Canaries) -> None:
    """What the authors say, with a document that was taken back and one that stands; what they declare."""
    here.describe(
        label=birds.word("label"),
        summary=birds.word("summary"),
        change_log=birds.word("change log"),
        template_version=birds.word("template version"),
    )
    name = f"{birds.word('name of a withdrawn file')}.pdf"
    here.do(actions.upload, stored(file_name=name), person=here.lead)
    here.do(actions.withdraw_file, reason=birds.word("why a file was withdrawn"))
    name = f"{birds.word('name of a file')}.pdf"
    here.do(actions.upload, stored(birds.word("bytes of a file").encode(), file_name=name), person=here.lead)
    said = {"has_interests": True, "by": actor(here.lead)}
    year, version = birds.word("declaration of the year"), birds.word("declaration for the version")
    declarations.declare_year(here.lead, year=here.today.year, text=year, now=here.tick(), **said)
    declarations.declare_version(here.revision, person=here.lead, text=version, now=here.tick(), **said)


def _consult(here: Scene, birds: Canaries) -> None:
    """Parties by name and address, comments, answers, and why it was closed early."""
    party = PartyFacts(name=birds.word("name of a party"), email=f"{birds.word('address of a party')}@example.org")
    silent = PartyFacts(name="Uden svar", email="stille@example.org")
    by = actor(here.lead)
    days = {"closes_on": date(2026, 12, 20), "parties": [party, silent]}
    held = consultations.open_consultation(here.revision, **days, by=by, now=here.tick())  # type: ignore[arg-type]
    comment = CommentFacts(birds.word("section of a comment"), birds.word("comment of a party"))
    consultations.respond(held.parties.order_by("pk")[0], [comment], written_by=None, by=by, now=here.tick())
    row = held.parties.order_by("pk")[0].comments.get()
    answer = AnswerFacts(row.pk, Comment.Disposition.NOT_TAKEN.value, birds.word("answer to a comment"))
    consultations.answer_comments(held, [answer], person=here.lead, by=by, now=here.tick())
    consultations.close_consultation(held, reason=birds.word("why it was closed early"), by=by, now=here.tick())


def _decide_clinically(here: Scene, birds: Canaries) -> None:
    """Sent back with comments, answered, put off and undone, approved by a chair who wrote in it."""
    chair = here.chairs["DSG"]
    _comment(here, birds, "the chair", chair)
    here.decide(Outcome.SEND_BACK, text=birds.word("what the chair wants corrected"))
    _answer(here, birds, "the chair's comment")
    name = f"{birds.word('name of a corrected file')}.pdf"
    here.do(actions.upload, stored(file_name=name), person=chair, by=here.secretary)
    declarations.declare_version(
        here.revision, person=chair, has_interests=False, text="", by=actor(chair), now=here.tick()
    )
    here.resubmit()
    undone = here.decide(Outcome.SEND_BACK, text=birds.word("what was sent back and undone"))
    actions.undo_decision(undone, person=chair, by=actor(chair), now=here.tick())
    remark, reason = birds.word("remark of the chair"), birds.word("why an author approves")
    here.decide(Outcome.APPROVE_REMARK, text=remark, own_work_reason=reason)


def _review(here: Scene, birds: Canaries) -> None:
    """Reviewed with notes, sent back with comments, answered, approved."""
    here.take()
    item, by = ChecklistItem.objects.first(), actor(here.secretary)
    assert item is not None
    note, state = birds.word("note on a point"), Check.State.MISSING.value
    reviewing.mark_check(here.revision, item, state=state, note=note, person=here.secretary, by=by, now=here.tick())
    _comment(here, birds, "the secretariat", here.secretary)
    here.decide(Outcome.SEND_BACK, text=birds.word("what the secretariat wants corrected"))
    _answer(here, birds, "the secretariat's comment")
    here.resubmit()
    assert here.position is Position.REVIEW
    _comment(here, birds, "the secretariat, not sent yet", here.secretary)
    here.decide(Outcome.APPROVE_REMARK, text=birds.word("remark of the secretariat"))


def _check(here: Scene, birds: Canaries) -> None:
    """A finding that quotes the document, and why it is waived."""
    file = DraftFile.objects.current().get(revision=here.revision)
    guideline_file(file, clinical=f"Forperson for DSG {birds.word('words of the document')}")
    checked = checked_file(here.case, Reader(now=here.now))
    assert checked is not None
    [found] = [one for one in checked.judged.open if one.code == "clinical_date_missing"]
    said = {"code": found.code, "fingerprint": found.fingerprint, "reason": birds.word("why a finding is waived")}
    waive(here.revision.guideline, **said, person=here.secretary, by=actor(here.secretary), now=here.tick())


def _comment(here: Scene, birds: Canaries, whose: str, person: Person) -> None:
    section, text = birds.word(f"section by {whose}"), birds.word(f"comment of {whose}")
    here.do_step(reviewing.add_comment, person, section=section, text=text)


def _answer(here: Scene, birds: Canaries, what: str) -> None:
    row = ReviewComment.objects.get(returned__resumed_at=None, returned__isnull=False)
    answer = birds.word(f"answer to {what}")
    by = actor(here.lead)
    reviewing.tick_comment(row, is_done=True, answer=answer, person=here.lead, by=by, now=here.tick())


def _beside(here: Scene, birds: Canaries) -> None:
    """What is the secretariat's own, a deadline that was asked for, and the address of somebody inside."""
    by = actor(here.secretary)
    asked = {"to_on": date(2029, 12, 1), "reason": birds.word("why more time was asked for"), "person": here.lead}
    request = ask_extension(here.revision.guideline, **asked, by=actor(here.lead), now=here.tick())  # type: ignore[arg-type]
    note = birds.word("why the deadline stays")
    decide_extension(request, grant_on=None, note=note, person=here.chairs["DSG"], by=by, now=here.tick())
    _approve_plan(here, birds)
    reviewing.add_phrase(text=birds.word("phrase"), person=here.secretary, by=by, now=here.tick())
    reviewing.add_item(text_da=birds.word("point of the checklist"), by=by, now=here.tick())
    SavedView.objects.create(person=here.secretary, page="inbox", name=birds.word("saved view"), query="q=x")
    address = f"{birds.word('address of the tovholder')}@example.org"
    Person.objects.filter(pk=here.lead.pk).update(email=address)
    User.objects.filter(person=here.lead).update(email=address)
    here.lead.refresh_from_db()


def _approve_plan(here: Scene, birds: Canaries) -> None:
    """The group's plan approved with a remark to the group, and a draft of the next one."""
    group, chair = here.groups["DSG"], here.chairs["DSG"]
    seen = digest(present_content(group, here.today).text)
    remark = birds.word("remark to the group with its plan")
    shown = {"seen": seen, "follows": None, "remark": remark}
    approve_plan(group, **shown, person=chair, by=actor(chair), now=here.tick())  # type: ignore[arg-type]
    keep_remark(group, text=birds.word("draft of a remark to the group"), person=chair)
