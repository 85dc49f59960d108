"""The revision under way on a guideline's page: who has the ball, what follows, and what the role does next (10.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.access import may_author, may_decide_step, may_review
from guidelines.approval.models import Decision
from guidelines.approval.reading import Case, StepView
from guidelines.approval.rules import Position
from guidelines.approval.wording import DECIDED, MEANINGS, role
from guidelines.desk.move_cards import author_act, case_act
from guidelines.desk.rules import Run, Work
from guidelines.desk.shapes import Act
from guidelines.desk.wording import ball_with, chair_of, what_happens
from guidelines.lists.dates import long_date
from guidelines.people.access import Viewer
from guidelines.planning.rules import HolderRole, Stage

WITH_AUTHORS = (Position.AGREED, Position.DRAFT, Position.CONSULTATION, Position.RETURNED)


def run_of(case: Case, viewer: Viewer) -> Run:
    """Return the revision as the words of the desk take it, with what its authors, and the viewer, have done."""
    row, hearing = case.revision, case.consultation
    skipped = bool(case.draft and case.draft.consultation_skipped) or case.goes_without_consultation
    person = viewer.person.pk if viewer.person else None
    work = Work(
        has_file=case.file is not None,
        has_declared=person not in {one.pk for one in case.undeclared},
        is_consulted=hearing is not None or skipped,
        closes_on=hearing.consultation.closes_on if hearing and hearing.is_open else None,
        is_unanswered=bool(hearing and hearing.unanswered),
        return_due=case.returned.row.due_on if case.returned else None,
    )
    return Run(row.pk, row.stage, row.is_returned, (), row.plan_entry_id, work, skips_consultation=skipped)


# --- who has the ball


def balls(case: Case, today: date) -> list[str]:
    """Return who has the ball in each open step, and since when; several while groups approve side by side."""
    return [ball_with(who(view), view.step.since, today) + _resting(view) for view in case.steps]


def _resting(view: StepView) -> str:
    until = view.step.deferred_until
    if not view.is_deferred or until is None:
        return ""
    return " · " + _("put off until %(date)s") % {"date": long_date(until)}


def who(view: StepView) -> str:
    """Return whose move a step is: a name with the role it is decided in, or the role where nobody is named."""
    group = view.group.abbreviation if view.group else ""
    if view.holder is None:
        if view.is_clinical and view.seats:
            return _("nobody: the secretariat names somebody")
        if view.is_clinical:
            return chair_of(group, view.group.chair_title if view.group else "")
        return _("the lead authors") if view.step.holder_role == HolderRole.LEAD else _("the secretariat")
    if view.step.holder_role == HolderRole.LEAD:
        return _("the lead authors")
    seat = view.seat_of(view.holder.pk)
    title = view.group.chair_title if view.group else ""
    capacity = role(seat.standing.capacity, group, title) if seat else _("the secretariat")
    return f"{view.holder.name} ({capacity[:1].lower()}{capacity[1:]})"


def happens(case: Case, run: Run) -> str:
    """Return what happens now, who decides by when, and what follows."""
    match case.position:
        case Position.CLINICAL:
            return " ".join([*_clinical(case), _("Then it goes to the secretariat.")])
        case Position.RETURNED if run.work.return_due is not None:
            words = {"date": long_date(run.work.return_due)}
            return _("It came back with comments, to be corrected by %(date)s. Then it is sent in again.") % words
        case Position.SUBMITTED | Position.REVIEW:
            deciding = [_decides(view) for view in case.steps]
            return " ".join([*deciding, _("Then it is published.")])
        case Position.APPROVED:
            return _("It is approved. The secretariat publishes it.")
    if run.work.closes_on is not None and case.consultation is not None:
        words = {
            "date": long_date(run.work.closes_on),
            "answered": str(case.consultation.answered),
            "asked": str(case.consultation.asked),
        }
        return _("It is out for consultation until %(date)s; %(answered)s of %(asked)s have answered.") % words
    return what_happens(run)


def _clinical(case: Case) -> Iterator[str]:
    for approval in case.approvals:
        if approval.for_group_id in case.approved:
            yield _("%(group)s has approved.") % {"group": approval.for_group.abbreviation}
    yield from (_decides(view) for view in case.steps)


def _decides(view: StepView) -> str:
    name = who(view)
    words = {"who": name[:1].upper() + name[1:], "date": long_date(view.step.due_on) if view.step.due_on else ""}
    if view.is_clinical:
        dated, plain = _("%(who)s decides by %(date)s."), _("%(who)s decides on clinical approval.")
    else:
        dated = _("%(who)s looks it through and decides by %(date)s.")
        plain = _("%(who)s looks it through and decides.")
    return (dated if words["date"] else plain) % words


# --- what the viewer does next


def next_acts(case: Case, run: Run, viewer: Viewer) -> list[Act]:
    """Return the acts that the revision asks of the viewer, the one that matters first; empty where it is others'."""
    return [*_decide(case, viewer), *_write(case, run, viewer), *_review(case, run, viewer)]


def _decide(case: Case, viewer: Viewer) -> Iterator[Act]:
    for view in case.steps:
        if view.is_clinical and may_decide_step(viewer, view):
            yield Act(_("Decide"), reverse("decision", args=[view.step.pk]))
        elif view.is_orphaned and view.seats and viewer.is_secretariat:
            yield Act(_("Name somebody"), reverse("appoint", args=[view.step.pk]))


def _write(case: Case, run: Run, viewer: Viewer) -> Iterator[Act]:
    """What an author does next; who may write on their behalf finds it among the other acts."""
    is_author = viewer.person is not None and viewer.person.pk in {person.pk for person in case.authors}
    if case.position in WITH_AUTHORS and (is_author or (not viewer.is_secretariat and may_author(viewer, case))):
        yield author_act(run)


def _review(case: Case, run: Run, viewer: Viewer) -> Iterator[Act]:
    if not viewer.is_secretariat or viewer.person is None:
        return
    for view in case.steps:
        if view.step.holder_role != HolderRole.SECRETARIAT:
            continue
        is_free = view.step.holder_person_id in (None, viewer.person.pk)
        if is_free and (view.step.stage == Stage.PUBLISHED or may_review(viewer, case)):
            yield case_act(view.step.stage, run)


def other_acts(case: Case, run: Run, viewer: Viewer) -> list[Act]:
    """Return the other pages of the revision that the viewer may use, for the menu behind the buttons."""
    acts = []
    if may_author(viewer, case):
        acts.append(Act(_("Status of the draft"), reverse("run-status", args=[run.id])))
        if case.position in WITH_AUTHORS:
            acts.append(Act(_("Hand in for approval"), reverse("run-submit", args=[run.id])))
    if viewer.is_secretariat:
        acts.append(Act(_("The case"), reverse("case", args=[run.id])))
    return acts


# --- what there is to read


@dataclass(frozen=True)
class Paper:
    """Something to open: what it is, the words of the link, its address, and a few facts."""

    label: str
    words: str
    url: str
    facts: str = ""


def papers(case: Case, run: Run) -> list[Paper]:
    """Return the draft that stands, the consultation, and the comments to correct; for those inside."""
    found = []
    if case.file is not None:
        document = case.file.document
        uploaded = {"date": long_date(timezone.localdate(case.file.uploaded_at)), "who": case.file.uploaded_by.name}
        url = reverse("run-file", args=[run.id, document.key])
        facts = _("uploaded %(date)s by %(who)s") % uploaded
        found.append(Paper(_("Draft"), document.file_name, url, facts))
    if case.consultation is not None:
        url = reverse("consultation", args=[run.id])
        found.append(Paper(_("Consultation"), _open_comments(case.consultation.unanswered), url, _answers(case)))
    if case.returned is not None:
        url, due = reverse("run-comments", args=[run.id]), {"date": long_date(case.returned.row.due_on)}
        words = _open_comments(case.returned.unticked)
        found.append(Paper(_("Comments to correct"), words, url, _("to be corrected by %(date)s") % due))
    return found


def _open_comments(count: int) -> str:
    if not count:
        return _("no open comments")
    return ngettext("%(count)s open comment", "%(count)s open comments", count) % {"count": count}


def _answers(case: Case) -> str:
    counted = case.consultation
    if counted is None:
        return ""
    words = {"answered": counted.answered, "asked": counted.asked}
    return _("%(answered)s of %(asked)s have answered") % words


@dataclass(frozen=True)
class Decided:
    """A decision in force: what it is about, who decided in what role, when, and where its receipt is."""

    label: str
    outcome: str
    words: str
    version: str
    receipt: str


def decided(decision: Decision) -> Decided:
    """Return an approval as the page shows it; `version` is the label it was published as, "" while under way."""
    publication = getattr(decision.revision, "publication", None)
    group = decision.acting_for.abbreviation if decision.acting_for else ""
    title = decision.acting_for.chair_title if decision.acting_for else ""
    capacity = role(decision.capacity, group, title)
    words = {
        "name": decision.name,
        "role": capacity[:1].lower() + capacity[1:],
        "date": long_date(timezone.localdate(decision.at)),
    }
    return Decided(
        label=str(MEANINGS[decision.meaning]),
        outcome=str(DECIDED[decision.outcome]),
        words=_("%(name)s, %(role)s, %(date)s") % words,
        version=publication.version.label if publication else "",
        receipt=reverse("decision-receipt", args=[decision.pk]),
    )
