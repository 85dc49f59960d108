"""The words of a group's route: what each field is called, and how its value reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext

from guidelines.approval.models import SelfApproval

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: dict[str, _StrPromise] = {
    "approver_group": __("Who gives the clinical approval"),
    "clinical_days": __("Days for the clinical approval"),
    "self_approval": __("When the one who approves is an author"),
    "needs_second_factor": __("Approval needs two-step sign-in"),
    "has_consultation": __("The draft is sent out for consultation"),
    "consultation_days": __("Days for the consultation"),
    "administrative_days": __("Days for the administrative approval"),
    "return_days": __("Days for corrections after a return"),
}
OWN_WORK: dict[str, _StrPromise] = {
    SelfApproval.ADVISED: __("Warned, and must write why"),
    SelfApproval.REQUIRED: __("Somebody else must approve"),
}


def value(name: str, given: Any) -> str:
    """Return the value of a route's field as people read it."""
    if name == "self_approval":
        return str(OWN_WORK[given])
    if name in ("needs_second_factor", "has_consultation"):
        return _("Yes") if given else _("No")
    if name.endswith("_days"):
        return ngettext("%(days)s day", "%(days)s days", given) % {"days": given}
    return str(given)
