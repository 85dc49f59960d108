"""What the rungs and numbers of the ladder are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reminders.ladder import RETURNED_CHAIR, Counts, Default, Unit

NAMES: dict[str, str | Promise] = {
    "draft": _("Draft ready, before the deadline"),
    "consultation": _("Consultation over, before the deadline"),
    "pause": _("Silence after an answer"),
    "status_pause": _("Silence of early reminders after a status"),
    "announce": _("From an announcement to what it announces"),
    "confirm": _("Confirm the role"),
    "begin": _("When do you begin?"),
    "draft_90": _("Draft, first reminder"),
    "draft_30": _("Draft, second reminder"),
    "draft_7": _("Draft, last reminder"),
    "consultation_90": _("Consultation, first reminder"),
    "consultation_30": _("Consultation, second reminder"),
    "consultation_7": _("Consultation, last reminder"),
    "final_30": _("Deadline, first reminder"),
    "final_7": _("Deadline, last reminder"),
    "late_14": _("Deadline passed"),
    "chair_30": _("Status to the chair"),
    "chair_30_copy": _("Copy of the status to the chair"),
    "secretariat_60": _("Call the lead author"),
    "approval_5": _("Approval asked for, first reminder"),
    "approval_10": _("Approval asked for, second reminder"),
    "approval_14": _("Approval passes to the deputy and the secretariat"),
    "step_late": _("Step overdue"),
    "returned_late": _("Returned work overdue"),
    "returned_chair": _("Returned work overdue, to the chair"),
    "extension_7": _("New deadline asked for, first reminder"),
    "extension_14": _("New deadline asked for, second reminder"),
}


def kind_name(key: str) -> str:
    """Return the name of a rung or number, a key of `reminders.ladder.DEFAULTS`."""
    return str(NAMES[key])


_BEFORE: dict[Counts, str | Promise] = {
    Counts.TARGET: _("days before the deadline"),
    Counts.DRAFT: _("days before the draft is to be ready"),
    Counts.CONSULTATION: _("days before the consultation ends"),
}
_AFTER: dict[Counts, str | Promise] = {
    Counts.TARGET: _("days after the deadline"),
    Counts.ASKED: _("days after the approval was asked for"),
    Counts.REQUESTED: _("days after the new deadline was asked for"),
}


def counted_in(default: Default) -> str:
    """Return what the number of a rung or setting counts, and from what: "days before the deadline"."""
    rung = default.rung
    if rung is None:
        return str(_("days"))
    if default.unit is Unit.MONTHS:
        return str(_("months before the deadline"))
    if rung.key == RETURNED_CHAIR:
        return str(_("days after the authors were told"))
    return str((_AFTER if rung.is_late else _BEFORE).get(rung.counts, _("days")))
