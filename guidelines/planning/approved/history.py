"""How the approval of a plan reads in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.history import Told, describe


def _plan_approved(told: Told) -> str:
    rows = told.facts["rows"]
    sentence = ngettext(
        "The plan was approved: %(count)s guideline.", "The plan was approved: %(count)s guidelines.", rows
    ) % {"count": rows}
    remark = told.words.get("remark")
    return f"{sentence} {_('“%(title)s”') % {'title': remark}}" if remark else sentence


describe["plan_approved"] = _plan_approved
