"""What an approver should know has been seen to: consultation, declarations, template, next revision (ux 10.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.approval.actions.publishing import approvals_on
from guidelines.approval.labels import VersionDoubt, is_left_out
from guidelines.approval.reading import Case, Counted
from guidelines.approval.wording import DOUBTS, next_due
from guidelines.documents.dates import add_months
from guidelines.lists.dates import long_date
from guidelines.register.wording import interval


@dataclass(frozen=True)
class Seen:
    """One thing seen to, or not: the look of its mark (a class of the stylesheet) and what is said."""

    look: str
    text: str


def checks(case: Case) -> list[Seen]:
    """Return what was seen to, in the order of the page."""
    return list(_checks(case))


def _checks(case: Case) -> Iterator[Seen]:
    yield _consultation(case)
    yield from _left_out(case)
    count = len(case.authors)
    if case.undeclared:
        names = ", ".join(person.name for person in case.undeclared)
        yield Seen("err", _("Declarations of interest are missing: %(names)s.") % {"names": names})
    else:
        text = ngettext(
            "Declarations of interest given by %(count)s author",
            "Declarations of interest given by %(count)s authors",
            count,
        )
        yield Seen("done" if count else "unk", text % {"count": count})
    draft = case.draft
    template = draft.template_version if draft else ""
    yield (
        Seen("done", _("Template %(version)s") % {"version": template})
        if template
        else Seen("unk", _("The template version is not given"))
    )
    searched = long_date(draft.last_search) if draft else ""
    yield (
        Seen("done", _("Literature last searched %(date)s") % {"date": searched})
        if searched
        else Seen("unk", _("The date of the last literature search is not given"))
    )
    yield _next_due(case)
    yield from _too_long(case)


def _left_out(case: Case) -> Iterator[Seen]:
    """Warn of a consultation left out though recommendations are changed (domain 7.4)."""
    draft = case.draft
    if draft is not None and case.consultation is None:
        said = f"{draft.summary}\n{draft.change_log}"
        if is_left_out(draft.kind, said, draft.consultation_skipped):
            yield Seen("unk", str(DOUBTS[VersionDoubt.CHANGED_WITHOUT_CONSULTATION]))


def _too_long(case: Case) -> Iterator[Seen]:
    """Warn of a next revision later than is usual for the guideline, or for the slowest of its groups (domain 7.4)."""
    draft = case.draft
    usual = case.guideline.revision_months or max((group.revision_months for group in case.groups), default=0)
    if draft is None or not usual:
        return
    months, due = draft.next_due_months, draft.next_due
    if (months or 0) > usual or (due is not None and due.first > add_months(case.today, usual)):
        yield Seen("unk", _("The next revision is later than usual: %(usual)s at most.") % {"usual": interval(usual)})


def _next_due(case: Case) -> Seen:
    """The next revision, counted from the approvals in force where they are what it counts from."""
    found = approvals_on(case.decisions, case.sha256)
    clinical = None if case.awaiting else found.clinical_on
    known = {"clinical_approval": clinical, "administrative_approval": found.administrative_on}
    due = next_due(case.draft, case.today, known)
    if not due:
        return Seen("unk", _("Next revision: no date is given"))
    return Seen("done", _("Next revision: %(due)s") % {"due": due})


def _consultation(case: Case) -> Seen:
    skipped = case.draft.consultation_skipped if case.draft else ""
    if case.consultation is not None:
        return _held(case.consultation)
    if skipped:
        return Seen("off", _("No consultation: %(reason)s") % {"reason": skipped})
    if not case.has_consultation:
        return Seen("off", _("No consultation: the route for approval has none"))
    return Seen("err", _("No consultation was held"))


def _held(found: Counted) -> Seen:
    held = found.consultation
    answers = ngettext("%(answered)s answer", "%(answered)s answers", found.answered) % {"answered": found.answered}
    words = {
        "from": long_date(held.opened_on),
        "until": long_date(held.closed_on or held.closes_on),
        "answers": answers,
    }
    if found.is_open:
        return Seen("err", _("Consultation from %(from)s, still open: %(answers)s") % words)
    if found.unanswered:
        return Seen("err", _("Consultation %(from)s – %(until)s: %(answers)s, not all comments answered") % words)
    if found.comments:
        return Seen("done", _("Consultation %(from)s – %(until)s: %(answers)s, all comments answered") % words)
    return Seen("done", _("Consultation %(from)s – %(until)s: %(answers)s, no comments") % words)
