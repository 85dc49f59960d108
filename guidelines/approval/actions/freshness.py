"""What a page showed against what stands there now (reliability A6)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.errors import Stale
from guidelines.approval.actions.moving import Held
from guidelines.approval.models import Decision, DraftFile
from guidelines.planning.models import Step

CHANGED = _("This was changed while you had the page open. Nothing was signed. Read it again before you decide.")


def refuse_stale(
    held: Held, step: Step, sha256: str, edition: int, file: DraftFile | None, decisions: Sequence[Decision]
) -> Step:
    """Return the open step as it is under the lock; raises Stale with what changed where the page is out of date."""
    here = next((item for item in held.steps if item.pk == step.pk), None)
    changes = [] if here is not None else [_closed(step, decisions)]
    if file is None and sha256:
        changes.append(gettext("The document was withdrawn."))
    elif file is not None and file.document.sha256 != sha256:
        changes.append(gettext("A new document was uploaded."))
    if held.edition != edition:
        changes.append(gettext("What is said of the version was changed."))
    if here is None or changes:
        raise Stale(CHANGED, changes)
    return here


def _closed(step: Step, decisions: Sequence[Decision]) -> str:
    latest = [item for item in decisions if item.undone_at is None and item.voided_at is None]
    if latest and latest[-1].step_id == step.pk:
        return gettext("%(name)s has decided it.") % {"name": latest[-1].name}
    if latest:
        return gettext("%(name)s has decided another step, and the revision moved on.") % {"name": latest[-1].name}
    return gettext("The revision has moved on, and this step is closed.")
