"""When a revision goes without a consultation, as lists of many ask it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from guidelines.approval.models import Consultation


def passes_by_consultation(revision: str) -> Q:
    """Return the condition that a revision has no consultation: one is left out with a reason, or its route has none
    and none was held all the same. `revision` is the name under which the query knows it.
    """
    held = Consultation.objects.filter(revision=OuterRef(f"{revision}__id"))
    skipped = Q(**{f"{revision}__draft__consultation_skipped__gt": ""})
    return skipped | (Q(**{f"{revision}__route__has_consultation": False}) & ~Q(Exists(held)))
