"""The words of approval in the reader's language: positions, outcomes, capacities, questions, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext, pgettext_lazy

from guidelines.approval.labels import VersionDoubt
from guidelines.approval.models import Draft
from guidelines.approval.reading import Case, StepView
from guidelines.approval.rules import Capacity, Factor, Meaning, Missing, Outcome, Position
from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.dates import long_date
from guidelines.planning.rules import HolderRole
from guidelines.register.models import GuidelineVersion
from guidelines.register.wording import COUNTED_FROM, KINDS, interval

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

POSITIONS: dict[str, _StrPromise] = {
    Position.AGREED: pgettext_lazy("position", "Agreed, not begun"),
    Position.DRAFT: pgettext_lazy("position", "Draft"),
    Position.CONSULTATION: pgettext_lazy("position", "In consultation"),
    Position.RETURNED: pgettext_lazy("position", "Returned with comments"),
    Position.CLINICAL: pgettext_lazy("position", "Awaiting clinical approval"),
    Position.SUBMITTED: pgettext_lazy("position", "Submitted to the secretariat"),
    Position.REVIEW: pgettext_lazy("position", "Administrative review"),
    Position.APPROVED: pgettext_lazy("position", "Approved, ready to be published"),
    Position.PUBLISHED: pgettext_lazy("position", "Published"),
    Position.STOPPED: pgettext_lazy("position", "Stopped"),
}
OUTCOMES: dict[str, _StrPromise] = {
    Outcome.APPROVE: pgettext_lazy("outcome", "Approve"),
    Outcome.APPROVE_REMARK: pgettext_lazy("outcome", "Approve with a remark"),
    Outcome.SEND_BACK: pgettext_lazy("outcome", "Send back"),
    Outcome.RECUSE: pgettext_lazy("outcome", "I am not impartial"),
    Outcome.DEFER: pgettext_lazy("outcome", "Put off"),
}
"""What somebody chooses."""
DECIDED: dict[str, _StrPromise] = {
    Outcome.APPROVE: pgettext_lazy("decided", "Approved"),
    Outcome.APPROVE_REMARK: pgettext_lazy("decided", "Approved with a remark"),
    Outcome.SEND_BACK: pgettext_lazy("decided", "Sent back"),
    Outcome.RECUSE: pgettext_lazy("decided", "Recused"),
    Outcome.DEFER: pgettext_lazy("decided", "Put off"),
}
"""What somebody has decided."""
LOOKS: dict[str, str] = {
    Outcome.APPROVE: "done",
    Outcome.APPROVE_REMARK: "done",
    Outcome.SEND_BACK: "err",
    Outcome.RECUSE: "off",
    Outcome.DEFER: "plan",
}
"""The shape (a class of the stylesheet) that stands beside the word of a decision."""
CAPACITIES: dict[str, _StrPromise] = {
    Capacity.CHAIR: pgettext_lazy("capacity", "Chair"),
    Capacity.DEPUTY: pgettext_lazy("capacity", "Deputy"),
    Capacity.APPOINTED: pgettext_lazy("capacity", "Named by the secretariat"),
    Capacity.SECRETARIAT: pgettext_lazy("capacity", "Secretariat"),
}
MEANINGS: dict[str, _StrPromise] = {
    Meaning.CLINICAL: __("Clinical approval"),
    Meaning.ADMINISTRATIVE: __("Administrative approval"),
}
FACTORS: dict[str, _StrPromise] = {
    Factor.CODE: __("Code by mail"),
    Factor.TOTP: __("Code from an authenticator app"),
}
DOUBTS: dict[str, _StrPromise] = {
    VersionDoubt.TAKEN: __("A version with this number is registered already."),
    VersionDoubt.OLDER: __("The number is lower than that of the newest version."),
    VersionDoubt.JUMP: __("The number skips one after the newest version."),
    VersionDoubt.MINOR_WITH_RECOMMENDATIONS: __(
        "You call it a minor update, but write that recommendations are new or changed. Is it a revision?"
    ),
    VersionDoubt.MINOR_WITH_NEW_NUMBER: __(
        "You call it a minor update, but the number before the full stop is a new one."
    ),
    VersionDoubt.FIRST_AFTER_OTHERS: __("You call it the first version, but there are others already."),
    VersionDoubt.CHANGED_WITHOUT_CONSULTATION: __(
        "The consultation is left out, though the version is a major one or changes recommendations. Is that right?"
    ),
}
"""What is odd about a version as the authors declare it."""


def question(meaning: str, group: str) -> str:
    """Return what a decision answers; it names no label, which may still change: the hash says which document."""
    if meaning == Meaning.ADMINISTRATIVE:
        return _("Does the document meet the formal requirements, so that it can be published?")
    if not group:
        return _("Can the group vouch for the clinical content of the document?")
    return _("Can %(group)s vouch for the clinical content of the document?") % {"group": group}


def role(capacity: str, group: str, chair_title: str = "") -> str:
    """Return in what role somebody decides, as in "Chair for DSG"; the secretariat stands alone.

    `chair_title` is what the group calls its chair, "" for the usual word.
    """
    own = f"{chair_title[:1].upper()}{chair_title[1:]}" if capacity == Capacity.CHAIR else ""
    words = {"capacity": own or str(CAPACITIES[capacity]), "group": group}
    return _("%(capacity)s for %(group)s") % words if group and capacity != Capacity.SECRETARIAT else words["capacity"]


def exact_time(moment: datetime) -> str:
    """Return a moment to the second with its zone: 21. november 2026 kl. 10:05:00 (Europe/Copenhagen, UTC+01:00)."""
    local = timezone.localtime(moment, COPENHAGEN)
    offset = local.isoformat()[-6:]
    words = {"date": long_date(local), "time": local.strftime("%H:%M:%S")}
    return _("%(date)s at %(time)s") % words + f" (Europe/Copenhagen, UTC{offset})"


def holder(view: StepView) -> str:
    """Return who has the ball at a step, in plain words."""
    if view.holder is not None:
        return view.holder.name
    if view.is_clinical:
        return _("nobody: the secretariat names somebody")
    return _("the lead authors") if view.step.holder_role == HolderRole.LEAD else _("the secretariat")


def missing_words(item: Missing, case: Case) -> str:
    """Return what is missing as one sentence."""
    comments = case.consultation.unanswered if case.consultation else 0
    unticked = case.returned.unticked if case.returned else 0
    names = ", ".join(person.name for person in case.undeclared)
    sentences = {
        Missing.FILE: _("The document is missing."),
        Missing.LABEL: _("The version number is missing."),
        Missing.KIND: _("The kind of version is missing."),
        Missing.SUMMARY: _("What has changed is missing: say in a few words what the approver is to look at."),
        Missing.CHANGE_LOG: _("The change log is missing: write which recommendations, references and texts changed."),
        Missing.TEMPLATE: _("The template version is missing: it stands in the document, for example 10."),
        Missing.DECLARATIONS: _("Declarations of interest are missing: %(names)s.") % {"names": names},
        Missing.CONSULTATION: _("A consultation is neither held nor left out with a reason."),
        Missing.CONSULTATION_OPEN: _("The consultation is still open."),
        Missing.COMMENTS: ngettext(
            "%(count)s comment of the consultation is unanswered.",
            "%(count)s comments of the consultation are unanswered.",
            comments,
        )
        % {"count": comments},
        Missing.RETURN_COMMENTS: ngettext(
            "%(count)s comment to correct is not ticked off.",
            "%(count)s comments to correct are not ticked off.",
            unticked,
        )
        % {"count": unticked},
        Missing.APPROVERS: _("It is not settled which group approves it. The secretariat confirms the owner."),
    }
    return sentences[item]


def declared_kind(draft: Draft | None) -> str:
    """Return what kind of version the authors declare, "" where they have declared none (domain 2.4)."""
    if draft is None or draft.kind in ("", GuidelineVersion.Kind.UNKNOWN):
        return ""
    return str(KINDS[draft.kind])


def unsent_words(count: int) -> str:
    """Return what an approval means for comments of the review that the authors have not been sent."""
    sentence = ngettext(
        "%(count)s comment has not been sent to the authors, and will not be if you approve.",
        "%(count)s comments have not been sent to the authors, and will not be if you approve.",
        count,
    )
    return sentence % {"count": count}


def next_due(draft: Draft | None, today: date, known: Mapping[str, date | None] | None = None) -> str:
    """Return when the next revision is due: the date stated, or the sum with the day it would be from today.

    "" where nothing is said. What counts from a day that is still to come is computed as if that day were today;
    `known` holds the days of approvals that are given, by what is counted from.
    """
    if draft is None:
        return ""
    if draft.next_due is not None:
        return long_date(draft.next_due)
    if not draft.next_due_months or draft.next_due_counts_from not in COUNTED_FROM:
        return ""
    months = draft.next_due_months
    given = (known or {}).get(draft.next_due_counts_from)
    base: FuzzyDate | None = FuzzyDate.day(given) if given else None
    if draft.next_due_counts_from == "last_search":
        base = draft.last_search
    words = {"years": interval(months), "base": COUNTED_FROM[draft.next_due_counts_from]}
    if base is not None:
        due = FuzzyDate(add_months(base.first, months), add_months(base.last, months), base.precision)
        return _("%(years)s after %(base)s: %(date)s") % {**words, "date": long_date(due)}
    if draft.next_due_counts_from == "last_search":
        return _("%(years)s after %(base)s, whose date is missing") % words
    return _("%(years)s after %(base)s; from today that is %(date)s") % {
        **words,
        "date": long_date(add_months(today, months)),
    }
