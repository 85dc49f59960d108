"""How a decision is shown: who, in what role, when, on what question, with what outcome, on which bytes (A10).

Page, PDF receipt and export all take their lines from here, so that they cannot differ (11.50 manifestation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext_lazy

from guidelines.approval.models import Decision
from guidelines.approval.wording import DECIDED, FACTORS, MEANINGS, exact_time, question, role
from guidelines.lists.dates import long_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HEADS: dict[str, _StrPromise] = {
    "name": pgettext_lazy("receipt", "Name"),
    "role": pgettext_lazy("receipt", "Role"),
    "time": pgettext_lazy("receipt", "Time"),
    "meaning": pgettext_lazy("receipt", "Decision on"),
    "question": pgettext_lazy("receipt", "Question"),
    "outcome": pgettext_lazy("receipt", "Decision"),
    "text": pgettext_lazy("receipt", "Text"),
    "own_work": __("Reason for deciding on own work"),
    "until": __("Put off to"),
    "document": __("Document"),
    "sha256": __("SHA-256 of the document"),
    "factor": __("Confirmed by"),
    "state": __("Standing"),
}
"""What each line is called, in the order shown."""

VOIDED: dict[str | None, _StrPromise] = {
    "upload": __("No longer in force since %(time)s, because the document changed"),
    "withdraw_file": __("No longer in force since %(time)s, because the document was withdrawn"),
    "correct": __("No longer in force since %(time)s, because the stage was corrected"),
    "change_run": __("No longer in force since %(time)s, because it was changed who approves"),
    None: __("No longer in force since %(time)s"),
}
"""What is said of an approval that is void, by the verb of rules.VOIDING that voided it."""


@dataclass(frozen=True)
class Line:
    """One line of a receipt: the name of the fact, its heading and its value."""

    key: str
    head: str
    value: str


def values(decision: Decision) -> dict[str, str]:
    """Return the value of every line by its key, "" where there is none.

    Reads `person`, `acting_for`, `file.document` and `voided_by` of the decision, which the caller selects with it.
    """
    group = decision.acting_for.abbreviation if decision.acting_for else ""
    chair_title = decision.acting_for.chair_title if decision.acting_for else ""
    return {
        "name": decision.name,
        "role": role(decision.capacity, group, chair_title),
        "time": exact_time(decision.at),
        "meaning": str(MEANINGS[decision.meaning]),
        "question": question(decision.meaning, group),
        "outcome": str(DECIDED[decision.outcome]),
        "text": decision.text,
        "own_work": decision.own_work_reason,
        "until": long_date(decision.until),
        "document": decision.file.document.file_name if decision.file else "",
        "sha256": decision.sha256,
        "factor": str(FACTORS[decision.factor]) if decision.factor else "",
        "state": state(decision),
    }


def lines(decision: Decision) -> list[Line]:
    """Return the lines of a receipt, those without a value left out."""
    found = values(decision)
    return [Line(key, str(head), found[key]) for key, head in HEADS.items() if found[key]]


def state(decision: Decision) -> str:
    """Return whether the decision stands, in words."""
    if decision.undone_at is not None:
        return _("Undone %(time)s") % {"time": exact_time(decision.undone_at)}
    if decision.voided_at is not None:
        return str(VOIDED[_voided_by(decision)]) % {"time": exact_time(decision.voided_at)}
    return _("In force")


def _voided_by(decision: Decision) -> str | None:
    """Return the verb that voided a decision, None where nobody knows; asks where it was not selected with it."""
    if not hasattr(decision, "voided_by"):
        decision = Decision.objects.with_voiding().get(pk=decision.pk)
    found: str | None = getattr(decision, "voided_by", None)
    return found
